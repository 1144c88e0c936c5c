-- Phases, go-live and checkpoints on one line of time, one row per event.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--
-- Returns
--   event_id      varchar    key
--   kind          varchar    phase, go_live, checkpoint
--   label         varchar    name
--   start_at      timestamp  start, or the moment itself; UTC
--   finish_at     timestamp  end; the moment itself; UTC
--   state         varchar    done, now, next, planned, overdue
--   health        varchar    decided, at_risk, late, unknown: of checkpoints
--   decision      varchar    go, conditional, no_go
--   minutes_left  bigint     until it starts; negative once it has passed
--
-- Source: docs/glossary.md, phase; next checkpoint

select
    event_id,
    kind,
    label,
    start_at,
    finish_at,
    state,
    case
        when kind <> 'checkpoint' then null
        when state = 'done' and decision = 'no_go' then 'late'
        when state = 'done' and decision = 'conditional' then 'at_risk'
        when state = 'done' then 'decided'
        when state = 'overdue' then 'late'
        else 'unknown'
    end as health,
    decision,
    minutes_left

from programme_events

where
    len($workstreams) = 0
    or workstream is null
    or list_contains($workstreams, workstream)
order by kind <> 'phase', start_at, event_id
