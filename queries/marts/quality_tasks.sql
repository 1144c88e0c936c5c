-- What each check says of each counted task, one row per scale and task.
--
-- A flag is true where the task is a finding, false where it is not, null
-- where the check does not judge it. Most checks judge open tasks only.
--
-- Returns
--   scale                varchar  key; dcma, cutover (tasks of that phase)
--   task_id              varchar  key
--   is_open              boolean  not complete
--   is_unbaselined       boolean  without a baseline finish
--   day_minutes          bigint   usual working day of its calendar
--   total_float_minutes  bigint   open tasks; null: not scheduled
--   baseline_minutes     bigint   working time from baseline start to finish
--   is_logic_missing     boolean  check 1: no predecessor or no successor
--   is_hard_constrained  boolean  check 5: MSO, MFO, SNLT or FNLT
--   is_float_high        boolean  check 6: more total float than the limit
--   is_float_negative    boolean  check 7: total float below 0
--   is_duration_high     boolean  check 8: baseline longer than the limit;
--                                 null where no open task has a baseline
--   is_date_invalid      boolean  check 9: a forecast date before the status
--                                 time or an actual date after it
--   is_resource_missing  boolean  check 10: nobody is named
--   is_missed            boolean  check 11: due, and late or not finished
--   is_behind            boolean  check 14: due, and not finished
--
-- Source: docs/glossary.md, DCMA 14 points

with

judged as (
    select
        counted.*,
        scales.* exclude (scale_name, target_id),
        case when counted.is_open then computed.total_float_minutes end
            as float_minutes,
        coalesce(computed.duration_minutes, counted.duration_minutes)
            as lasting_minutes,
        baselines.baseline_minutes
    from quality_counted_tasks as counted
    inner join quality_scales as scales
        on scales.scale = 'dcma' or counted.phase = scales.target_id
    inner join plan_snapshots as snapshots on snapshots.is_current
    left join computed_schedule as computed
        on
            counted.task_id = computed.task_id
            and snapshots.load_id = computed.load_id
    left join computed_baseline_durations as baselines
        on counted.task_id = baselines.task_id
)

select
    scale,
    task_id,
    is_open,
    baseline_finish_at is null as is_unbaselined,
    day_minutes,
    float_minutes as total_float_minutes,
    baseline_minutes,
    if(is_open, not (has_predecessor and has_successor), null)
        as is_logic_missing,
    if(
        is_open,
        coalesce(constraint_type in ('MSO', 'MFO', 'SNLT', 'FNLT'), false),
        null
    ) as is_hard_constrained,
    float_minutes > float_limit_days * day_minutes as is_float_high,
    float_minutes < 0 as is_float_negative,
    case
        when
            is_open
            and count(baseline_minutes) filter (where is_open)
                over (partition by scale) > 0
            and duration_limit_days is not null
            then coalesce(
                baseline_minutes > duration_limit_days * day_minutes, false
            )
    end as is_duration_high,
    is_date_invalid,
    case
        when is_open and lasting_minutes >= resource_days * day_minutes
            then not has_resource
    end as is_resource_missing,
    not is_hit as is_missed,
    if(is_due, is_open, null) as is_behind

from judged
