-- Entry tasks of the checkpoints, one row per checkpoint and task.
--
-- Skipped tasks and tasks taken out of the plan, or no longer in it, are
-- settled: they hold nobody up. A task that the plan never had is missing.
--
-- Returns
--   checkpoint_id        varchar    key; checkpoint
--   task_id              varchar    key; entry task
--   task_name            varchar    what is done
--   workstream           varchar    workstream
--   side                 varchar    side
--   owner_role           varchar    role that owns it
--   status               varchar    status; removed, missing
--   is_open              boolean    must still be completed
--   is_late              boolean    open and planned finish has passed
--   is_without_end       boolean    blocked or failed with no end in sight
--   is_evidence_missing  boolean    complete without the evidence asked for
--   is_approval_missing  boolean    complete without the approval asked for
--   planned_finish_at    timestamp  current plan, else baseline; UTC
--   expected_finish_at   timestamp  the finish that counts: the network's
--                                   where it drives; null: not known; UTC
--   stated_finish_at     timestamp  the owner's forecast, else the plan; UTC
--   network_finish_at    timestamp  early finish in the network; UTC
--   is_recovery_assumed  boolean    counted as if it, or a blocked task before
--                                   it, went on now
--   note                 varchar    what blocks it, else its remark
--
-- Source: docs/glossary.md, entry task

with

removed as (
    select distinct task_id from task_history
),

current_finishes as (
    select finishes.*
    from task_finishes as finishes
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
)

select
    entries.checkpoint_id,
    entries.task_id,
    tasks.task_name,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    coalesce(
        tasks.status, if(removed.task_id is null, 'missing', 'removed')
    ) as status,
    coalesce(tasks.is_open, removed.task_id is null) as is_open,
    coalesce(tasks.is_late, false) as is_late,
    coalesce(
        tasks.status in ('blocked', 'failed')
        and finishes.finish_at is null,
        false
    ) as is_without_end,
    coalesce(tasks.is_evidence_missing, false) as is_evidence_missing,
    coalesce(confirmed.is_approval_missing, false) as is_approval_missing,
    tasks.planned_finish_at,
    finishes.finish_at as expected_finish_at,
    finishes.stated_finish_at,
    finishes.network_finish_at,
    coalesce(finishes.is_recovery_assumed, false) as is_recovery_assumed,
    coalesce(tasks.blocked_reason, tasks.note) as note

from stg_checkpoint_tasks as entries

left join tasks using (task_id)

left join task_confirmations as confirmed using (task_id)

left join removed using (task_id)

left join current_finishes as finishes using (task_id)

where entries.is_current
