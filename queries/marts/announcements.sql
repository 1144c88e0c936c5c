-- What messages announce, and whether it has moved since: one row per message
-- that names a task or a checkpoint of the plan.
--
-- A message that names both announces the task. It says what the plan in force
-- when it was sent said (if every plan is later, the oldest one; a message
-- that is not sent, the one in force now). Now is the finish that counts; of a
-- checkpoint its planned time, or when its entry tasks are expected to be done
-- if that is later. Only what is still ahead can move: an open task, an
-- undecided checkpoint. It has moved by amber_slack_minutes or more.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   communication_id  varchar    key
--   item_kind         varchar    task, checkpoint
--   item_id           varchar    task or checkpoint
--   item_name         varchar    its name
--   workstream        varchar    its workstream
--   phase             varchar    its phase
--   announced_at      timestamp  finish of the task, time of the checkpoint,
--                                as the message could say; null: no date; UTC
--   expected_at       timestamp  the same as now expected; null: not ahead, or
--                                not known; UTC
--   moved_minutes     bigint     expected less announced
--   is_moved          boolean    by the tolerance or more
--
-- Source: docs/glossary.md, announced and moved

with

tolerance as (
    select max(value) as tolerance_minutes from thresholds
    where threshold_id = 'amber_slack_minutes'
),

messages_known as (
    select
        communication_id,
        task_id,
        checkpoint_id,
        case when sent_at <= $as_of then sent_at else $as_of end as said_at
    from stg_communications
    where is_current
),

said as (
    select
        known.communication_id,
        'task' as item_kind,
        known.task_id as item_id,
        coalesce(
            arg_max(plan.finish_at, plan.load_as_of)
                filter (where plan.load_as_of <= known.said_at),
            arg_min(plan.finish_at, plan.load_as_of)
        ) as announced_at
    from messages_known as known
    inner join (
        select
            task_id,
            load_as_of,
            coalesce(planned_finish_at, baseline_finish_at) as finish_at
        from stg_tasks
    ) as plan on known.task_id = plan.task_id
    group by known.communication_id, known.task_id

    union all

    select
        known.communication_id,
        'checkpoint' as item_kind,
        known.checkpoint_id as item_id,
        coalesce(
            arg_max(plan.planned_at, plan.load_as_of)
                filter (where plan.load_as_of <= known.said_at),
            arg_min(plan.planned_at, plan.load_as_of)
        ) as announced_at
    from messages_known as known
    inner join stg_checkpoints as plan
        on known.checkpoint_id = plan.checkpoint_id
    where known.task_id is null
    group by known.communication_id, known.checkpoint_id
),

ready as (
    select
        checkpoint_id,
        max(expected_finish_at) filter (where is_open) as ready_at
    from checkpoint_entries
    group by checkpoint_id
),

items as (
    select
        'task' as item_kind,
        tasks.task_id as item_id,
        tasks.task_name as item_name,
        tasks.workstream,
        tasks.phase,
        case
            when tasks.is_open and not tasks.is_locked
                then finishes.finish_at
        end as expected_at
    from tasks
    left join plan_snapshots as snapshots on snapshots.is_current
    left join task_finishes as finishes
        on
            tasks.task_id = finishes.task_id
            and snapshots.load_id = finishes.load_id

    union all

    select
        'checkpoint' as item_kind,
        stated.checkpoint_id as item_id,
        stated.checkpoint_name as item_name,
        stated.workstream,
        stated.phase,
        case
            when decisions.decision is null
                then greatest(stated.planned_at, ready.ready_at)
        end as expected_at
    from stg_checkpoints as stated
    inner join checkpoint_decisions as decisions using (checkpoint_id)
    left join ready using (checkpoint_id)
    where stated.is_current
)

select
    said.communication_id,
    said.item_kind,
    said.item_id,
    items.item_name,
    items.workstream,
    items.phase,
    said.announced_at,
    items.expected_at,
    date_diff('minute', said.announced_at, items.expected_at) as moved_minutes,
    coalesce(abs(moved_minutes) >= tolerance_minutes, false) as is_moved

from said

inner join items
    on said.item_kind = items.item_kind and said.item_id = items.item_id

cross join tolerance
