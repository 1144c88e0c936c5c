-- The checkpoints that are to be decided, one row per checkpoint, those whose
-- time has passed first: the wall shows three.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all, and a
--                            checkpoint of all workstreams is always kept
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   checkpoint_id    varchar    key
--   checkpoint_name  varchar    what is decided
--   planned_at       timestamp  when it is held; UTC
--   health           varchar    overdue, red, amber, green, grey
--   reason           varchar    rule and numbers in words
--   slack_minutes    bigint     planned less projected ready
--   is_no_return     boolean    there is no way back behind it
--
-- Source: docs/glossary.md, checkpoint health

select
    judged.checkpoint_id,
    judged.checkpoint_name,
    judged.planned_at,
    judged.health,
    judged.reason,
    judged.slack_minutes,
    coalesce(facts.is_point_of_no_return, false) as is_no_return

from checkpoints as judged

inner join checkpoint_facts as facts using (checkpoint_id)

where
    judged.health != 'decided'
    and (
        len($workstreams) = 0
        or judged.workstream is null
        or list_contains($workstreams, judged.workstream)
    )
    and (len($phases) = 0 or list_contains($phases, judged.phase))

order by judged.planned_at nulls last, judged.checkpoint_id
