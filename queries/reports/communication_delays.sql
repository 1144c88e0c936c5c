-- Delays that somebody must be told of, one row per task or checkpoint, the
-- longest first: open tasks and undecided checkpoints that are expected later
-- than their baseline (without one, the plan) by amber_slack_minutes or more.
--
-- Delays as in the mart item_delays. What it means is told by the checkpoint
-- that waits for it: the next undecided one that has it as an entry task; else
-- the next of all.
--
-- Parameters
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--   $item         varchar = null  task or checkpoint; null: all
--
-- Returns
--   item_id                  varchar    key; task or checkpoint
--   item_kind                varchar    task, checkpoint
--   item_name                varchar    its name
--   workstream               varchar    its workstream
--   side                     varchar    side that owns it
--   owner_role               varchar    role that owns it
--   owners                   varchar[]  people
--   status                   varchar    status of the task
--   due_at                   timestamp  baseline, else plan; UTC
--   planned_at               timestamp  current plan; UTC
--   expected_at              timestamp  as now expected; UTC
--   delay_minutes            bigint     expected less due
--   own_delay_minutes        bigint     of its own; null: not known
--   inherited_delay_minutes  bigint     from what comes before it
--   blocked_reason           varchar    what blocks it
--   unblock_at               timestamp  when that is expected to end; UTC
--   driver_id                varchar    task that drives it
--   driver_name              varchar    its name
--   driver_side              varchar    side that owns that
--   driver_role              varchar    role that owns that
--   driver_finish_at         timestamp  when that is expected to finish; UTC
--   is_driver_open           boolean    that is not done yet
--   is_critical              boolean    any slip moves the finish
--   checkpoint_id            varchar    checkpoint that waits for it
--   checkpoint_name          varchar    its name
--   checkpoint_at            timestamp  when that is held; UTC
--   checkpoint_reason        varchar    how that stands, in words
--   is_entry                 boolean    it is an entry task of that, or that
--   focus_id                 varchar    target of the plan in question
--   focus_finish_at          timestamp  when the network ends it; UTC
--   focus_due_at             timestamp  when it is due; UTC
--   focus_float_minutes      bigint     due less finish
--
-- Source: docs/glossary.md, own delay; expected finish; checkpoint health

with

upcoming as (
    select min_by(checkpoint_id, (planned_at, checkpoint_id)) as next_id
    from checkpoints
    where health not in ('decided', 'overdue') and rule != 'stopped'
)

select
    delayed.* exclude (driver_id, is_critical, waiting_id),
    delayed.driver_id,
    behind.task_name as driver_name,
    behind.side as driver_side,
    behind.owner_role as driver_role,
    coalesce(driving.expected_at, behind.early_finish_at) as driver_finish_at,
    coalesce(behind.is_open, false) as is_driver_open,
    coalesce(delayed.is_critical, behind.is_critical, false) as is_critical,
    waits.checkpoint_id,
    waits.checkpoint_name,
    waits.planned_at as checkpoint_at,
    waits.reason as checkpoint_reason,
    delayed.waiting_id is not null as is_entry,
    network.focus_target_id as focus_id,
    network.focus_finish_at,
    network.focus_due_at,
    network.focus_float_minutes

from item_delays as delayed

cross join upcoming

cross join network_forecast as network

left join task_forecasts as behind on delayed.driver_id = behind.task_id

left join item_delays as driving on delayed.driver_id = driving.item_id

left join checkpoints as waits
    on coalesce(delayed.waiting_id, upcoming.next_id) = waits.checkpoint_id

where
    delayed.delay_minutes >= (
        select max(value) from thresholds
        where threshold_id = 'amber_slack_minutes'
    )
    and ($item is null or delayed.item_id = $item)
    and (
        len($workstreams) = 0
        or delayed.workstream is null
        or list_contains($workstreams, delayed.workstream)
    )
    and (
        len($sides) = 0
        or delayed.side is null
        or list_contains($sides, delayed.side)
    )

order by delayed.delay_minutes desc, delayed.item_id
