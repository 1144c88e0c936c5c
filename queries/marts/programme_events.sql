-- Phases, go-live and checkpoints of the programme, one row per event.
--
-- Rules: what happened after the status time has not happened yet. The state
-- of a checkpoint is that of the mart checkpoint_decisions: done is decided,
-- and one that a turned plan has stopped is planned only.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   event_id       varchar    key; checkpoints carry their identifier
--   kind           varchar    phase, go_live, checkpoint
--   label          varchar    name
--   start_at       timestamp  start, or the moment itself; UTC
--   finish_at      timestamp  end; the moment itself; UTC
--   state          varchar    done, now, next, planned, overdue
--   decision       varchar    go, conditional, no_go: of a decided checkpoint
--   is_no_return   boolean    there is no way back behind it
--   minutes_left   bigint     until it starts; negative once it has passed
--   side           varchar    side that decides
--   owner_role     varchar    role that decides
--   workstream     varchar    workstream; null: all
--
-- Source: docs/glossary.md, phase; next checkpoint; M3 5.5 for the warranty

with

bounds as (
    select
        *,
        coalesce(
            baseline_at,
            (select min(baseline_start_at) from tasks)
        ) as opened_at,
        coalesce(cutover_start_at, go_live_at) as window_at,
        coalesce(cutover_finish_at, go_live_at) as window_ended_at,
        timezone('UTC', timezone(zone, warranty_start_date::timestamp))
            as warranty_at,
        timezone(
            'UTC', timezone(zone, (warranty_end_date + 1)::timestamp)
        ) as warranty_ended_at
    from programme
),

spans(event_id, kind, label, start_at, finish_at) as (
    select 'pre_cutover', 'phase', 'Pre-cutover', opened_at, window_at
    from bounds
    union all
    select 'cutover', 'phase', 'Cutover', window_at, window_ended_at
    from bounds
    union all
    select 'warranty', 'phase', 'Warranty', warranty_at, warranty_ended_at
    from bounds
    union all
    select 'go_live', 'go_live', 'Go-live', go_live_at, go_live_at
    from bounds
)

select
    event_id,
    kind,
    label,
    start_at,
    finish_at,
    case
        when kind = 'go_live' and start_at <= $as_of then 'done'
        when finish_at <= $as_of then 'done'
        when start_at <= $as_of then 'now'
        else 'planned'
    end as state,
    null::varchar as decision,
    false as is_no_return,
    date_diff('minute', $as_of::timestamp, start_at) as minutes_left,
    null::varchar as side,
    null::varchar as owner_role,
    null::varchar as workstream

from spans
where start_at is not null and finish_at >= start_at

union all

select
    checkpoint_id,
    'checkpoint',
    checkpoint_name,
    planned_at,
    planned_at,
    case state
        when 'decided' then 'done'
        when 'stopped' then 'planned'
        else state
    end,
    decision,
    is_point_of_no_return,
    date_diff('minute', $as_of::timestamp, planned_at),
    approver_side,
    approver_role,
    workstream

from checkpoint_decisions
where planned_at is not null
