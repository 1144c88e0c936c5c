-- Health of the checkpoints, one row per checkpoint, in order of time.
--
-- The first rule that matches decides:
--   decided  a decision is recorded
--   overdue  its time has passed without a decision
--   red      a gating criterion failed; or the last entry task is expected
--            after it; or an entry task is blocked with no end in sight; or a
--            severity-1 incident is open
--   amber    slack below the tolerance; or in time only if a blocked task goes
--            on now; or another criterion failed; or an answer or evidence is
--            missing in the response window; or the plan data is stale
--   green    entry tasks done or expected in time, all criteria met
--   grey     not yet, or not enough data: never green by default
-- The tolerance is the larger of amber_slack_minutes and amber_slack_percent
-- of the time left; stale is older than data_stale_hours. Which forecast
-- counts: forecast_driver, with both beside it.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all, and a
--                            checkpoint of all workstreams is always kept
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   checkpoint_id           varchar    key
--   checkpoint_name         varchar    what is decided
--   planned_at              timestamp  when it is held; UTC
--   projected_ready_at      timestamp  when its last entry task is expected to
--                                      finish; null: not known; UTC
--   forecast_driver         varchar    what that is taken from: network (of
--                                      links, recomputed), stated (by owners)
--   network_ready_at        timestamp  the same by the network; UTC
--   stated_ready_at         timestamp  the same by what owners state; UTC
--   assumed_count           bigint     open entry tasks counted as if a blocked
--                                      task went on now
--   slack_minutes           bigint     planned less projected ready
--   tolerance_minutes       double     amber below this slack
--   health                  varchar    decided, overdue, red, amber, green,
--                                      grey
--   rule                    varchar    rule that decided
--   reason                  varchar    rule and numbers in words
--   asserted_rag            varchar    status that the owner asserts
--   is_mismatch             boolean    asserted differs from computed by at
--                                      least a level
--   window_state            varchar    response window: upcoming, open, closed
--   opens_at                timestamp  start of the response window; UTC
--   closes_at               timestamp  its end; UTC
--   decision                varchar    go, conditional, no_go
--   decided_at              timestamp  when it was decided; UTC
--   decided_by              varchar[]  who decided
--   approver                varchar    who decides
--   workstream              varchar    workstream; null: all
--   phase                   varchar    phase
--   is_gate                 boolean    work behind it waits for the decision
--   is_point_of_no_return   boolean    there is no way back behind it
--   entry_count             bigint     entry tasks
--   open_count              bigint     of them open
--   late_count              bigint     of them late
--   item_count              bigint     criteria and questions
--   passed_count            bigint     of them passed
--   failed_count            bigint     of them failed
--   unanswered_count        bigint     of them open
--   evidence_missing_count  bigint     evidence asked for and not there
--   severity_1_count        bigint     severity-1 incidents open
--   severity_rank           bigint     1 needs attention first
--
-- Source: docs/glossary.md, checkpoint health

select
    judged.checkpoint_id,
    judged.checkpoint_name,
    judged.planned_at,
    judged.projected_ready_at,
    facts.forecast_driver,
    facts.network_ready_at,
    facts.stated_ready_at,
    facts.assumed_count,
    judged.slack_minutes,
    judged.tolerance_minutes,
    judged.health,
    judged.rule,
    judged.reason,
    judged.asserted_rag,
    judged.is_mismatch,
    facts.window_state,
    facts.opens_at,
    facts.closes_at,
    facts.decision,
    facts.decided_at,
    facts.decided_by,
    facts.approver,
    judged.workstream,
    judged.phase,
    facts.is_gate,
    facts.is_point_of_no_return,
    facts.entry_count,
    facts.open_count,
    facts.late_count,
    facts.item_count,
    facts.passed_count,
    facts.failed_count,
    facts.unanswered_count,
    facts.evidence_missing_count,
    facts.severity_1_count,
    judged.severity_rank

from checkpoints as judged

inner join checkpoint_facts as facts using (checkpoint_id)

where
    (
        len($workstreams) = 0
        or judged.workstream is null
        or list_contains($workstreams, judged.workstream)
    )
    and (len($phases) = 0 or list_contains($phases, judged.phase))

order by judged.planned_at nulls last, judged.checkpoint_id
