-- What every snapshot of the plan said of every task, one row per task and
-- snapshot. The snapshot in force is judged at the status time, an earlier
-- one at its own.
--
-- Rules: what happened after that time has not happened yet. A status that
-- says "not finished" wins over a finish date beside it. A task that is
-- complete without a date was completed at the first snapshot that says so.
-- Blocked or failed without a forecast: no end in sight.
-- A row that sums up others is none of them.
--
-- Returns
--   task_id             varchar    key, with load_id
--   load_id             varchar    key, with task_id
--   snapshot_number     bigint     1 for the oldest
--   told_at             timestamp  time at which it is judged; UTC
--   is_current          boolean    the snapshot in force
--   is_reported         boolean    false before the first snapshot: told from
--                                  the actual dates alone
--   task_name           varchar    what is done
--   phase               varchar    phase
--   workstream          varchar    workstream
--   side                varchar    side
--   status              varchar    not_started, in_progress, blocked,
--                                  complete, failed, skipped
--   is_in_plan          boolean    added by then and not taken out
--   entered_at          timestamp  when it came into the plan; null: it was
--                                  there from the beginning; UTC
--   left_at             timestamp  when it was taken out or skipped; UTC
--   dropped_at          timestamp  next snapshot, which lacks the task; UTC
--   actual_start_at     timestamp  null if not yet; UTC
--   completed_at        timestamp  when it was completed; UTC
--   baseline_finish_at  timestamp  in the baseline; UTC
--   planned_finish_at   timestamp  current plan, else baseline; UTC
--   expected_finish_at  timestamp  completed; else forecast, else the later
--                                  of the plan and now plus the work left;
--                                  never in the past; null: not known; UTC
--   baseline_hours      double     work in the baseline, else planned
--   planned_hours       double     current plan, else baseline, else duration
--   remaining_hours     double     0 once settled; as entered, else planned
--                                  less elapsed, at least 0
--   previous_hours      double     planned hours in the snapshot before
--   previous_remaining_hours  double  work left in the snapshot before
--
-- Source: docs/glossary.md, told by; remaining hours; expected finish

with

dated as (
    select
        tasks.* replace (
            case
                when tasks.actual_start_at <= snapshots.told_at
                    then tasks.actual_start_at
            end as actual_start_at,
            coalesce(tasks.planned_finish_at, tasks.baseline_finish_at)
                as planned_finish_at,
            coalesce(
                tasks.planned_hours,
                tasks.baseline_hours,
                tasks.duration_minutes / 60
            ) as planned_hours
        ),
        snapshots.snapshot_number,
        snapshots.told_at,
        snapshots.next_told_at,
        snapshots.load_as_of <= snapshots.told_at as is_reported,
        tasks.actual_finish_at <= snapshots.told_at as is_past_finish,
        coalesce(tasks.status in ('complete', 'failed'), true)
            as may_be_finished
    from stg_tasks as tasks
    inner join plan_snapshots as snapshots using (load_id)
    where not coalesce(tasks.is_summary, false)
),

judged as (
    select
        * replace (
            case
                when status = 'skipped' and is_reported then 'skipped'
                when may_be_finished and is_past_finish
                    then coalesce(status, 'complete')
                when is_reported and not may_be_finished then status
                when is_reported and actual_finish_at is null
                    then coalesce(
                        status,
                        if(percent_complete >= 100, 'complete', null),
                        if(percent_complete > 0, 'in_progress', null),
                        if(actual_start_at is null, 'not_started', null),
                        'in_progress'
                    )
                when status = 'blocked' and blocked_at <= told_at
                    then 'blocked'
                when actual_start_at is null then 'not_started'
                else 'in_progress'
            end as status
        )
    from dated
),

measured as (
    select
        *,
        case
            when status in ('complete', 'skipped') then 0
            else coalesce(
                case when is_reported then remaining_hours end,
                if(
                    actual_start_at is null or planned_hours is null,
                    planned_hours,
                    greatest(0, planned_hours - date_diff(
                        'minute', actual_start_at, told_at
                    ) / 60)
                )
            )
        end as left_hours,
        min(told_at) filter (where status = 'complete') over earlier
            as complete_since,
        min(told_at) filter (where status = 'skipped') over earlier
            as skipped_since,
        lag(snapshot_number) over by_snapshot as previous_number,
        lead(snapshot_number) over by_snapshot as next_number
    from judged
    window
        by_snapshot as (partition by task_id order by snapshot_number),
        earlier as (
            partition by task_id order by snapshot_number
            rows unbounded preceding
        )
),

promised as (
    select
        *,
        case
            when status = 'complete' and is_past_finish then actual_finish_at
            when status = 'complete' then complete_since
        end as completed_at,
        coalesce(
            forecast_finish_at,
            greatest(
                planned_finish_at,
                greatest(told_at, unblock_at) + to_minutes(
                    round(left_hours * 60)::bigint
                )
            )
        ) as promised_at
    from measured
)

select
    task_id,
    load_id,
    snapshot_number,
    told_at,
    is_current,
    is_reported,
    task_name,
    phase,
    workstream,
    side,
    status,
    coalesce(added_at <= told_at, true)
        and coalesce(removed_at > told_at, true)
        as is_in_plan,
    coalesce(
        added_at,
        case
            when
                snapshot_number > 1
                and previous_number is distinct from snapshot_number - 1
                then told_at
        end
    ) as entered_at,
    least(
        removed_at,
        case when status = 'skipped' then skipped_since end
    ) as left_at,
    case
        when next_number is distinct from snapshot_number + 1
            then next_told_at
    end as dropped_at,
    actual_start_at,
    completed_at,
    baseline_finish_at,
    planned_finish_at,
    case
        when status = 'complete' then completed_at
        when status = 'skipped' then null
        when
            status in ('blocked', 'failed')
            and unblock_at is null
            and forecast_finish_at is null
            then null
        when promised_at is not null
            then greatest(told_at, promised_at)
    end as expected_finish_at,
    coalesce(baseline_hours, planned_hours) as baseline_hours,
    planned_hours,
    left_hours as remaining_hours,
    lag(planned_hours) over by_snapshot as previous_hours,
    lag(left_hours) over by_snapshot as previous_remaining_hours

from promised

window by_snapshot as (partition by task_id order by snapshot_number)
