-- What the health of a checkpoint is judged by, one row per checkpoint.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id           varchar    key
--   checkpoint_name         varchar    what is decided
--   planned_at              timestamp  when it is held; UTC
--   baseline_at             timestamp  when it was to be held; UTC
--   opens_at                timestamp  start of the response window; UTC
--   closes_at               timestamp  end of the response window; UTC
--   window_state            varchar    upcoming, open, closed
--   workstream              varchar    workstream; null: all
--   phase                   varchar    phase
--   is_gate                 boolean    work behind it waits for the decision
--   is_point_of_no_return   boolean    there is no way back behind it
--   approver                varchar    who decides, else the role
--   decision                varchar    go, conditional, no_go; null: none yet
--   decided_at              timestamp  when it was decided; UTC
--   decided_by              varchar[]  who decided
--   asserted_rag            varchar    status that the owner asserts
--   asserted_by             varchar    who asserted it
--   note                    varchar    remark
--   entry_count             bigint     entry tasks
--   open_count              bigint     of them still to be completed
--   late_count              bigint     of them late
--   unknown_count           bigint     open without an expected finish
--   without_end_count       bigint     of them blocked or failed
--   without_end_task_id     varchar    the first of them
--   unknown_task_id         varchar    first entry task without an end
--   last_task_id            varchar    entry task expected to finish last
--   projected_ready_at      timestamp  when the last entry task is expected to
--                                      finish; null: not known; UTC
--   stated_ready_at         timestamp  the same by what owners state; UTC
--   network_ready_at        timestamp  the same by the network; UTC
--   forecast_driver         varchar    which of the two counts: network, stated
--   assumed_count           bigint     open entry tasks counted as if a blocked
--                                      task went on now
--   slack_minutes           bigint     planned less projected ready
--   most_slack_minutes      bigint     the same of the entry tasks whose finish
--                                      is known: it cannot be more
--   tolerance_minutes       double     amber below this slack
--   item_count              bigint     criteria and questions
--   passed_count            bigint     of them passed
--   failed_count            bigint     of them failed
--   gating_failed_count     bigint     of them failed and gating
--   failed_name             varchar    first failed one, gating before others
--   unanswered_count        bigint     of them open
--   evidence_missing_count  bigint     items and entry tasks without the
--                                      evidence asked for
--   approval_missing_count  bigint     entry tasks without the approval asked
--                                      for
--   severity_1_count        bigint     open severity-1 incidents of its
--                                      workstream
--   data_age_hours          double     age of the plan data
--   data_stale_hours        double     tolerated age
--
-- Source: docs/glossary.md, slack; response window; projected ready

with

known as (
    select
        * replace (
            case
                when coalesce(decided_at <= $as_of, load_as_of <= $as_of)
                    then decision
            end as decision,
            case
                when coalesce(asserted_at <= $as_of, load_as_of <= $as_of)
                    then asserted_rag
            end as asserted_rag
        )
    from stg_checkpoints
    where is_current
),

entries as (
    select
        checkpoint_id,
        count(*) as entry_count,
        count(*) filter (where is_open) as open_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where is_open and expected_finish_at is null)
            as unknown_count,
        count(*) filter (where is_without_end) as without_end_count,
        min(task_id) filter (where is_without_end) as without_end_task_id,
        min(task_id) filter (where is_open and expected_finish_at is null)
            as unknown_task_id,
        max_by(task_id, (expected_finish_at, task_id))
            filter (where expected_finish_at is not null) as last_task_id,
        max(expected_finish_at) as last_finish_at,
        max(stated_finish_at) as stated_ready_at,
        max(network_finish_at) as network_ready_at,
        count(*) filter (where is_open and is_recovery_assumed)
            as assumed_count,
        count(*) filter (where is_evidence_missing) as evidence_missing_count,
        count(*) filter (where is_approval_missing) as approval_missing_count
    from checkpoint_entries
    group by checkpoint_id
),

items as (
    select
        checkpoint_id,
        count(*) as item_count,
        count(*) filter (where state = 'passed') as passed_count,
        count(*) filter (where state = 'failed') as failed_count,
        count(*) filter (where state = 'failed' and is_gating)
            as gating_failed_count,
        min_by(item_name, (not is_gating, item_id))
            filter (where state = 'failed') as failed_name,
        count(*) filter (where state = 'open') as unanswered_count,
        count(*) filter (where is_evidence_missing) as evidence_missing_count
    from checkpoint_items
    group by checkpoint_id
),

worst_incidents as (
    select workstream, sum(incident_count) as severity_1_count
    from incident_groups
    where state = 'open' and severity = 1
    group by workstream
),

plan_data as (
    select max(load_as_of) as plan_as_of
    from stg_loads
    where is_current and table_name in ('tasks', 'checkpoints')
)

select
    known.checkpoint_id,
    known.checkpoint_name,
    known.planned_at,
    known.baseline_at,
    coalesce(known.response_opens_at, known.planned_at - interval 1 day)
        as opens_at,
    coalesce(known.response_closes_at, known.planned_at) as closes_at,
    case
        when $as_of > closes_at then 'closed'
        when $as_of >= opens_at then 'open'
        when opens_at is not null then 'upcoming'
    end as window_state,
    known.workstream,
    known.phase,
    coalesce(known.is_gate, false) as is_gate,
    coalesce(known.is_point_of_no_return, false) as is_point_of_no_return,
    coalesce(known.approver, known.approver_role) as approver,
    known.decision,
    case when known.decision is not null then known.decided_at end
        as decided_at,
    case when known.decision is not null then known.decided_by end
        as decided_by,
    known.asserted_rag,
    known.asserted_by,
    known.note,
    coalesce(entries.entry_count, 0) as entry_count,
    coalesce(entries.open_count, 0) as open_count,
    coalesce(entries.late_count, 0) as late_count,
    coalesce(entries.unknown_count, 0) as unknown_count,
    coalesce(entries.without_end_count, 0) as without_end_count,
    entries.without_end_task_id,
    entries.unknown_task_id,
    entries.last_task_id,
    case when entries.unknown_count = 0 then entries.last_finish_at end
        as projected_ready_at,
    entries.stated_ready_at,
    entries.network_ready_at,
    if(driven.driver = 'network', 'network', 'stated') as forecast_driver,
    coalesce(entries.assumed_count, 0) as assumed_count,
    date_diff('minute', projected_ready_at, known.planned_at)
        as slack_minutes,
    date_diff('minute', entries.last_finish_at, known.planned_at)
        as most_slack_minutes,
    greatest(
        least_slack.value,
        share.value / 100
        * greatest(0, date_diff('minute', $as_of::timestamp, known.planned_at))
    ) as tolerance_minutes,
    coalesce(items.item_count, 0) as item_count,
    coalesce(items.passed_count, 0) as passed_count,
    coalesce(items.failed_count, 0) as failed_count,
    coalesce(items.gating_failed_count, 0) as gating_failed_count,
    items.failed_name,
    coalesce(items.unanswered_count, 0) as unanswered_count,
    coalesce(items.evidence_missing_count, 0)
    + coalesce(entries.evidence_missing_count, 0) as evidence_missing_count,
    coalesce(entries.approval_missing_count, 0) as approval_missing_count,
    coalesce(
        (
            select sum(severity_1_count) from worst_incidents
            where
                known.workstream is null
                or worst_incidents.workstream is null
                or worst_incidents.workstream = known.workstream
        ),
        0
    )::bigint as severity_1_count,
    date_diff('minute', plan_data.plan_as_of, $as_of::timestamp) / 60
        as data_age_hours,
    stale.value as data_stale_hours

from known

left join entries using (checkpoint_id)

left join items using (checkpoint_id)

cross join plan_data

cross join forecast_driver as driven

inner join thresholds as least_slack
    on least_slack.threshold_id = 'amber_slack_minutes'

inner join thresholds as share
    on share.threshold_id = 'amber_slack_percent'

inner join thresholds as stale on stale.threshold_id = 'data_stale_hours'
