-- Tasks as they are scheduled, one row per task and snapshot of the plan.
--
-- Every snapshot is judged at its own time, as in the mart task_history. Not
-- in here: tasks outside the plan, and contingency tasks that nobody started
-- and that are not live. What a No-Go or the way back locks is out of scope.
-- A skipped task takes no time and lets its links pass.
--
-- Remaining work of a started task, first that is given: until the stated
-- finish, if that is to come; remaining hours as a share of the planned ones;
-- the share that is not complete; the duration less what was worked. Failed
-- work is done again.
--
-- Returns
--   load_id              varchar    key; snapshot of the plan
--   task_id              varchar    key; task
--   snapshot_number      bigint     1 for the oldest
--   is_current           boolean    the snapshot in force
--   is_previous          boolean    the snapshot before it
--   told_at              timestamp  time at which it is judged; UTC
--   status               varchar    as then judged
--   phase                varchar    phase
--   workstream           varchar    workstream
--   side                 varchar    side
--   is_in_scope          boolean    neither skipped, locked nor level of
--                                   effort; of contingency what is live
--   duration_minutes     bigint     working time; null: from planned start to
--                                   planned finish
--   remaining_minutes    bigint     working time left; null: by its basis
--   remaining_ratio      double     share of the duration that is left
--   remaining_basis      varchar    stated_finish, remaining_hours,
--                                   percent_complete, worked, again; null:
--                                   not under way
--   stated_finish_at     timestamp  finish that the owner expects, if that is
--                                   still to come; UTC
--   planned_start_at     timestamp  current plan, else baseline; UTC
--   planned_finish_at    timestamp  current plan, else baseline; UTC
--   actual_start_at      timestamp  told_at where it is under way without a
--                                   date; UTC
--   actual_finish_at     timestamp  when it was completed; UTC
--   not_before_at        timestamp  end of the block, or the planned start of
--                                   a task whose start no link drives, or the
--                                   planned finish of one that nothing more is
--                                   told of; UTC
--   is_recovery_assumed  boolean    blocked or failed with no end in sight:
--                                   its recovery is assumed now
--   calendar_id          varchar    its own, else the programme's; null: round
--                                   the clock
--   constraint_type      varchar    SNET, SNLT, FNET, FNLT, MSO, MFO, ALAP
--   constraint_at        timestamp  UTC
--   deadline_at          timestamp  its own; before and in the cutover the
--                                   earlier of that and the window's end; UTC
--   baseline_start_at    timestamp  UTC
--   baseline_finish_at   timestamp  UTC
--   optimistic_minutes   double     estimated duration
--   most_likely_minutes  double     estimated duration
--   pessimistic_minutes  double     estimated duration
--   duration_distribution  varchar  betapert, triangular, lognormal, uniform
--
-- Source: docs/glossary.md, network forecast; remaining duration

with

numbered as (
    select *, max(snapshot_number) over () as last_number
    from plan_snapshots
),

driven as (
    select distinct load_id, successor_id as task_id
    from schedule_links
    where dependency_type in ('FS', 'SS')
),

stated as (
    select
        judged.* replace (
            case
                when judged.status = 'skipped' then null
                when judged.status = 'in_progress'
                    then coalesce(judged.actual_start_at, judged.told_at)
                else judged.actual_start_at
            end as actual_start_at
        ),
        numbered.snapshot_number = numbered.last_number - 1 as is_previous,
        judged.status in ('complete', 'skipped') as is_settled,
        judged.status in ('blocked', 'failed') as is_held,
        coalesce(locks.is_locked, false) as is_locked,
        coalesce(locks.is_live, false) as is_live,
        tasks.* exclude (
            task_id, load_id, is_current, task_name, phase, workstream, side,
            status, actual_start_at, baseline_finish_at, planned_finish_at,
            baseline_hours, planned_hours, remaining_hours
        ),
        coalesce(tasks.planned_start_at, tasks.baseline_start_at)
            as start_at,
        case when judged.is_reported then tasks.remaining_hours end
            as entered_hours,
        case when judged.is_reported then tasks.percent_complete end
            as done_percent,
        case
            when
                judged.is_reported
                and tasks.forecast_finish_at > judged.told_at
                and not is_settled
                then tasks.forecast_finish_at
        end as stated_finish_at
    from task_history as judged
    inner join numbered using (load_id)
    inner join stg_tasks as tasks using (load_id, task_id)
    left join snapshot_locks as locks using (load_id, task_id)
    where
        judged.is_in_plan
        and (
            judged.phase is distinct from 'contingency'
            or judged.status = 'complete'
            or judged.actual_start_at is not null
            or locks.is_live
        )
),

lasting as (
    select
        stated.*,
        driven.task_id is not null as is_driven,
        case
            when status = 'skipped' then 0
            when duration_minutes is not null then duration_minutes
            when is_milestone then 0
            when planned_finish_at >= start_at then null
            else planned_hours * 60
        end as lasting_minutes,
        case
            when is_settled or actual_start_at is null then null
            when stated_finish_at is not null then 'stated_finish'
            when entered_hours is not null and planned_hours > 0
                then 'remaining_hours'
            when status = 'failed' then 'again'
            when done_percent is not null then 'percent_complete'
            else 'worked'
        end as basis,
        case basis
            when 'remaining_hours' then entered_hours / planned_hours
            when 'again' then 1
            when 'percent_complete' then 1 - done_percent / 100
        end as left_ratio
    from stated
    left join driven using (load_id, task_id)
)

select
    lasting.load_id,
    lasting.task_id,
    lasting.snapshot_number,
    lasting.is_current,
    lasting.is_previous,
    lasting.told_at,
    lasting.status,
    lasting.phase,
    lasting.workstream,
    lasting.side,
    lasting.status != 'skipped'
        and not lasting.is_locked
        and (lasting.phase is distinct from 'contingency' or lasting.is_live)
        and not coalesce(lasting.is_level_of_effort, false)
        as is_in_scope,
    round(lasting_minutes)::bigint as duration_minutes,
    round(lasting_minutes * left_ratio)::bigint as remaining_minutes,
    left_ratio as remaining_ratio,
    basis as remaining_basis,
    lasting.stated_finish_at,
    start_at as planned_start_at,
    lasting.planned_finish_at,
    lasting.actual_start_at,
    lasting.completed_at as actual_finish_at,
    case
        when not is_settled
            then greatest(
                case when is_held then lasting.unblock_at end,
                case
                    when
                        actual_start_at is null
                        and (
                            not is_driven
                            or (start_at is null and lasting_minutes is null)
                        )
                        then coalesce(start_at, planned_finish_at - to_minutes(
                            coalesce(round(lasting_minutes), 0)::bigint
                        ))
                end
            )
    end as not_before_at,
    is_held
        and lasting.stated_finish_at is null
        and coalesce(lasting.unblock_at <= lasting.told_at, true)
        as is_recovery_assumed,
    coalesce(lasting.calendar_id, options.calendar_id) as calendar_id,
    case when not is_settled then lasting.constraint_type end
        as constraint_type,
    case when not is_settled then lasting.constraint_at end as constraint_at,
    case
        when lasting.phase in ('pre_cutover', 'cutover')
            then least(lasting.deadline_at, options.cutover_finish_at)
        else lasting.deadline_at
    end as deadline_at,
    lasting.baseline_start_at,
    lasting.baseline_finish_at,
    lasting.optimistic_minutes,
    lasting.most_likely_minutes,
    lasting.pessimistic_minutes,
    lasting.duration_distribution

from lasting

cross join schedule_options as options
