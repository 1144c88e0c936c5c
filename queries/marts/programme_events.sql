-- Phases, go-live and checkpoints of the programme, one row per event.
--
-- Rules: what happened after the status time has not happened yet. A
-- checkpoint is done once it is decided, overdue once its time has passed
-- without a decision; the next one is the earliest of those still to come.
-- Once the plan has turned (No-Go, way back), undecided ones are planned only.
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
),

gates as (
    select
        *,
        case
            when decided_at <= $as_of
                or (decided_at is null and load_as_of <= $as_of)
                then decision
        end as decision_known
    from stg_checkpoints
    where is_current and planned_at is not null
),

judged as (
    select
        gates.*,
        case
            when decision_known is not null then 'done'
            when plan_mode.mode != 'forward' then 'planned'
            when planned_at < $as_of then 'overdue'
            when row_number() over (
                partition by decision_known is null and planned_at >= $as_of
                order by planned_at, gates.checkpoint_id
            ) = 1 then 'next'
            else 'planned'
        end as state
    from gates
    cross join plan_mode
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
    state,
    decision_known,
    coalesce(is_point_of_no_return, false),
    date_diff('minute', $as_of::timestamp, planned_at),
    approver_side,
    approver_role,
    workstream

from judged
