-- Slack of the checkpoints as each snapshot said, one row per both.
--
-- Parameters
--   $checkpoint_id  varchar = null  one checkpoint; null keeps all
--   $workstreams    varchar[]       workstreams to keep; empty keeps all, and
--                                   a checkpoint of all is always kept
--   $phases         varchar[]       phases to keep; empty keeps all
--
-- Returns
--   checkpoint_id       varchar    key; checkpoint
--   snapshot_as_of      timestamp  key; status time of the snapshot; UTC
--   checkpoint_name     varchar    what is decided
--   told_at             timestamp  time at which it is judged; UTC
--   planned_at          timestamp  as planned then; UTC
--   projected_ready_at  timestamp  as expected then; UTC
--   slack_minutes       bigint     planned less projected ready, as of then
--   open_count          bigint     entry tasks then open
--   entry_count         bigint     entry tasks then
--   asserted_rag        varchar    status then asserted
--   is_decided          boolean    it was then decided
--
-- Source: docs/glossary.md, slack; projected ready

select
    history.checkpoint_id,
    history.snapshot_as_of,
    present.checkpoint_name,
    history.told_at,
    history.planned_at,
    history.projected_ready_at,
    history.slack_minutes,
    history.open_count,
    history.entry_count,
    history.asserted_rag,
    history.is_decided

from checkpoint_history as history

inner join checkpoints as present using (checkpoint_id)

where
    ($checkpoint_id is null or history.checkpoint_id = $checkpoint_id)
    and (
        len($workstreams) = 0
        or present.workstream is null
        or list_contains($workstreams, present.workstream)
    )
    and (len($phases) = 0 or list_contains($phases, present.phase))

order by present.planned_at nulls last, checkpoint_id, snapshot_as_of
