-- Work that changes hands, one row per link from a task to one of another role
-- or side that is still open: what is done or under way, and who takes it on.
--
-- A task is handed over once it is complete or under way. What the receiver
-- still waits for are the other open tasks before it.
--
-- Parameters
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $task         varchar = null  task that is handed over; null: all
--
-- Returns
--   task_id             varchar    key; task that is handed over
--   next_task_id        varchar    key; task that goes on
--   task_name           varchar    what is done before
--   workstream          varchar    workstream of that
--   from_side           varchar    side that hands over
--   from_role           varchar    role that hands over
--   from_owners         varchar[]  people
--   status              varchar    complete, in_progress, blocked, failed
--   finish_at           timestamp  when it was completed, else is expected; UTC
--   evidence_link       varchar    where the evidence is
--   note                varchar    remark, else what blocks it
--   next_task_name      varchar    what goes on
--   to_side             varchar    side that receives
--   to_role             varchar    role that receives
--   to_owners           varchar[]  people
--   next_planned_at     timestamp  planned start of that; UTC
--   next_start_at       timestamp  actual start, else forecast; UTC
--   next_finish_at      timestamp  forecast finish; UTC
--   next_float_minutes  bigint     by which it can slip
--   is_critical         boolean    any slip of it moves the finish
--   waiting_count       bigint     other open tasks before it
--
-- Source: docs/glossary.md, hand-off wait; network forecast

with

links as (
    select distinct
        all_links.predecessor_id,
        all_links.successor_id
    from schedule_links as all_links
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
),

waiting as (
    select
        links.successor_id,
        count(*) as open_count
    from links
    inner join tasks on links.predecessor_id = tasks.task_id
    where tasks.is_open
    group by links.successor_id
)

select
    before.task_id,
    after.task_id as next_task_id,
    before.task_name,
    before.workstream,
    before.side as from_side,
    before.owner_role as from_role,
    before.owners as from_owners,
    before.status,
    coalesce(before.completed_at, ends.early_finish_at) as finish_at,
    before.evidence_link,
    coalesce(before.note, before.blocked_reason) as note,
    after.task_name as next_task_name,
    after.side as to_side,
    after.owner_role as to_role,
    after.owners as to_owners,
    after.planned_start_at as next_planned_at,
    starts.early_start_at as next_start_at,
    starts.early_finish_at as next_finish_at,
    starts.total_float_minutes as next_float_minutes,
    coalesce(starts.is_critical, false) as is_critical,
    coalesce(waiting.open_count, 0) - before.is_open::bigint as waiting_count

from links

inner join tasks as before on links.predecessor_id = before.task_id

inner join tasks as after on links.successor_id = after.task_id

left join task_forecasts as ends on before.task_id = ends.task_id

left join task_forecasts as starts on after.task_id = starts.task_id

left join waiting on after.task_id = waiting.successor_id

where
    after.is_open
    and after.is_in_scope
    and before.status in ('complete', 'in_progress', 'blocked', 'failed')
    and (
        before.owner_role is distinct from after.owner_role
        or before.side is distinct from after.side
    )
    and ($task is null or before.task_id = $task)
    and (
        len($workstreams) = 0
        or list_contains($workstreams, before.workstream)
    )

order by finish_at desc, task_id, next_start_at, next_task_id
