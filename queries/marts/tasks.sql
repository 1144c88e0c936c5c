-- Tasks in the plan at the status time, one row per task.
--
-- Rules: what happened after the status time has not happened yet. A status
-- that says "not finished" wins over a finish date beside it. Skipped tasks
-- are settled: neither open nor late. Hours that nobody gave stay null.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   task_id             varchar    key
--   task_name           varchar    what is done
--   phase               varchar    pre_cutover, cutover, post_cutover,
--                                  contingency
--   m3_step             bigint     step of M3 4.18
--   task_class          varchar    kind of work
--   workstream          varchar    workstream
--   side                varchar    customer, provider, shared
--   owner_role          varchar    role that owns it
--   owners              varchar[]  people
--   status              varchar    not_started, in_progress, blocked,
--                                  complete, failed, skipped
--   is_complete         boolean    finished at the status time
--   is_open             boolean    neither complete nor skipped
--   is_late             boolean    open and planned finish has passed
--   is_milestone        boolean    a moment, not work
--   is_mandatory        boolean    go-live cannot happen without it
--   is_evidence_missing boolean    complete without the evidence asked for
--   percent_complete    double     as reported; 100 once complete
--   baseline_start_at   timestamp  UTC
--   baseline_finish_at  timestamp  UTC
--   planned_start_at    timestamp  current plan, else baseline; UTC
--   planned_finish_at   timestamp  current plan, else baseline; UTC
--   actual_start_at     timestamp  null if after the status time; UTC
--   actual_finish_at    timestamp  null if not complete or failed; UTC
--   expected_finish_at  timestamp  actual finish; else forecast, else plan,
--                                  never before the status time; null when
--                                  blocked without an end in sight; UTC
--   baseline_hours      double     work in the baseline
--   planned_hours       double     work in the current plan, else baseline,
--                                  else duration
--   remaining_hours     double     0 once settled; as entered, else planned
--                                  less elapsed, at least 0
--   backout_minutes     double     time to undo it
--   blocked_reason      varchar    what blocks it, when blocked
--   blocked_at          timestamp  since when; UTC
--   unblock_at          timestamp  when the block is expected to end; UTC
--   late_minutes        bigint     status time less planned finish, when late
--   asserted_rag        varchar    status that the owner asserts
--   component_id        varchar    component that it touches
--   evidence_link       varchar    where the evidence is
--   added_at            timestamp  when it came into the plan; UTC
--   updated_at          timestamp  last update in its source; UTC
--   note                varchar    remark
--   source_file         varchar    file that it came from
--   source_line         bigint     line in that file
--
-- Source: docs/glossary.md, late; remaining hours; expected finish

with

known as (
    select * from stg_tasks
    where
        is_current
        and (removed_at is null or removed_at > $as_of)
        and (added_at is null or added_at <= $as_of)
),

moved as (
    select
        *,
        coalesce(status in ('complete', 'failed'), true) as may_be_finished,
        actual_start_at <= $as_of as is_started,
        load_as_of <= $as_of as is_reported
    from known
),

judged as (
    select
        * replace (
            case when is_started then actual_start_at end as actual_start_at,
            coalesce(planned_start_at, baseline_start_at) as planned_start_at,
            coalesce(planned_finish_at, baseline_finish_at)
                as planned_finish_at,
            coalesce(planned_hours, baseline_hours, duration_minutes / 60)
                as planned_hours,
            case
                when status = 'skipped' and is_reported then 'skipped'
                when may_be_finished and actual_finish_at <= $as_of
                    then coalesce(status, 'complete')
                when is_reported and actual_finish_at is null
                    then coalesce(
                        status,
                        case when is_started then 'in_progress' end,
                        'not_started'
                    )
                when is_reported and not may_be_finished then status
                when blocked_at <= $as_of and status = 'blocked' then 'blocked'
                when is_started then 'in_progress'
                else 'not_started'
            end as status
        )
    from moved
),

settled as (
    select
        *,
        status = 'complete' as is_complete,
        status not in ('complete', 'skipped') as is_open,
        case
            when status in ('complete', 'skipped') then 0
            else coalesce(
                case when is_reported then remaining_hours end,
                greatest(
                    0,
                    planned_hours - coalesce(
                        date_diff('minute', actual_start_at, $as_of) / 60, 0
                    )
                )
            )
        end as left_hours
    from judged
)

select
    task_id,
    task_name,
    phase,
    m3_step,
    task_class,
    workstream,
    side,
    owner_role,
    owners,
    status,
    is_complete,
    is_open,
    coalesce(is_open and planned_finish_at < $as_of, false) as is_late,
    coalesce(is_milestone, false) as is_milestone,
    coalesce(is_mandatory, false) as is_mandatory,
    is_complete and coalesce(is_evidence_required, false)
        and evidence_link is null as is_evidence_missing,
    case when is_complete then 100 else percent_complete end
        as percent_complete,
    baseline_start_at,
    baseline_finish_at,
    planned_start_at,
    planned_finish_at,
    actual_start_at,
    case when status in ('complete', 'failed') then actual_finish_at end
        as actual_finish_at,
    case
        when is_complete then coalesce(actual_finish_at, load_as_of)
        when status = 'skipped' then null
        when status = 'blocked' and unblock_at is null
            and forecast_finish_at is null then null
        else greatest(
            $as_of::timestamp,
            coalesce(
                forecast_finish_at,
                greatest(
                    planned_finish_at,
                    greatest($as_of::timestamp, unblock_at)
                        + to_minutes(round(left_hours * 60)::bigint)
                ),
                planned_finish_at
            )
        )
    end as expected_finish_at,
    coalesce(baseline_hours, planned_hours) as baseline_hours,
    planned_hours,
    left_hours as remaining_hours,
    backout_minutes,
    case when status = 'blocked' then blocked_reason end as blocked_reason,
    case when status = 'blocked' then blocked_at end as blocked_at,
    case when status = 'blocked' then unblock_at end as unblock_at,
    case
        when is_open and planned_finish_at < $as_of
            then date_diff('minute', planned_finish_at, $as_of)
    end as late_minutes,
    asserted_rag,
    component_id,
    evidence_link,
    added_at,
    updated_at,
    note,
    source_file,
    source_line

from settled
