-- The tasks and links behind the checks, one row per check and task or link,
-- the worst first. Filters keep tasks; plan_quality counts the whole scale.
--
-- Parameters
--   $check        varchar = all   one of all, logic, leads, lags,
--                                 relationship_types, hard_constraints,
--                                 high_float, negative_float, high_duration,
--                                 invalid_dates, resources, missed_tasks,
--                                 critical_path_test, cpli, bei
--   $scale        varchar = dcma  one of dcma, cutover
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--   $phases       varchar[]       phases to keep; empty keeps all
--
-- Returns
--   check_number     bigint   key; check that it is a finding of; 12: the
--                             task that was delayed; 13: the path left; 14:
--                             due, and not complete
--   check_name       varchar  name of the check
--   task_id          varchar  key; task, of a link the one behind
--   task_name        varchar  what is done
--   workstream       varchar  workstream
--   side             varchar  side
--   owner_role       varchar  role that owns it
--   status           varchar  status
--   finding          varchar  what was found
--   predecessor_id   varchar  key; task before it, of a link
--   dependency_type  varchar  key; FS, SS, FF, SF, of a link
--   amount_minutes   bigint   lag, float, duration or delay behind the finding
--
-- Source: docs/glossary.md, DCMA 14 points

with

flagged_tasks as (
    select
        flag_name,
        task_id,
        day_minutes,
        case
            when flag_name in ('is_float_high', 'is_float_negative')
                then total_float_minutes
            when flag_name = 'is_duration_high' then baseline_minutes
        end as amount_minutes
    from quality_tasks
    unpivot (
        is_finding for flag_name in (
            is_logic_missing, is_hard_constrained, is_float_high,
            is_float_negative, is_duration_high, is_date_invalid,
            is_resource_missing, is_missed, is_behind
        )
    )
    where is_finding and scale = $scale
),

told_tasks as (
    select
        coalesce(rules.check_number, 14) as check_number,
        flagged.task_id,
        null as predecessor_id,
        null as dependency_type,
        case flag_name
            when 'is_logic_missing'
                then concat_ws(
                    ' and ',
                    if(counted.has_predecessor, null, 'no predecessor'),
                    if(counted.has_successor, null, 'no successor')
                )
            when 'is_hard_constrained'
                then 'fixed by ' || counted.constraint_type
            when 'is_date_invalid'
                then 'forecast in the past or actual in the future'
            when 'is_resource_missing' then 'nobody is named'
            when 'is_missed'
                then if(counted.is_open, 'due and not complete', 'late')
            when 'is_behind' then 'due and not complete'
            else format(
                '{} {:.1f} working days',
                if(flag_name = 'is_duration_high', 'lasts', 'float of'),
                flagged.amount_minutes / flagged.day_minutes
            )
        end as finding,
        flagged.amount_minutes
    from flagged_tasks as flagged
    inner join quality_counted_tasks as counted using (task_id)
    left join quality_rules as rules using (flag_name)
),

told_links as (
    select
        rules.check_number,
        successor_id,
        predecessor_id,
        dependency_type,
        case flag_name
            when 'is_other_type' then dependency_type || ' link'
            else if(flag_name = 'is_lead', 'lead of ', 'lag of ')
                || length_words(lag_minutes)
        end,
        lag_minutes
    from quality_links
    unpivot (is_finding for flag_name in (is_lead, is_lag, is_other_type))
    inner join quality_rules as rules using (flag_name)
    where is_finding and scale = $scale
),

found as (
    from told_tasks
    union all
    from told_links
    union all
    select
        12, task_id, null, null, 'delayed to see the finish slip',
        added_minutes
    from computed_critical_path_test
    where scale = $scale and task_id is not null
    union all
    select 13, paths.task_id, null, null, 'on the path left', null
    from computed_paths as paths
    inner join quality_scales as scales using (target_id)
    inner join quality_counted_tasks as counted using (task_id)
    inner join plan_snapshots as snapshots using (load_id)
    where
        scales.scale = $scale
        and paths.is_driving
        and counted.is_open
        and snapshots.is_current
)

select
    found.check_number,
    rules.check_name,
    found.task_id,
    tasks.task_name,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    tasks.status,
    found.finding,
    found.predecessor_id,
    found.dependency_type,
    found.amount_minutes

from found

inner join quality_rules as rules using (check_number)

inner join tasks using (task_id)

where
    $check in ('all', lower(replace(rules.check_name, ' ', '_')))
    and (
        len($workstreams) = 0 or list_contains($workstreams, tasks.workstream)
    )
    and (len($sides) = 0 or list_contains($sides, tasks.side))
    and (len($phases) = 0 or list_contains($phases, tasks.phase))

order by
    found.check_number,
    if(found.check_number = 7, 1, -1) * found.amount_minutes,
    found.task_id,
    found.predecessor_id,
    found.dependency_type
