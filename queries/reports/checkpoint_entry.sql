-- What must be met before a checkpoint, one row per entry task, criterion and
-- question: what stops it first.
--
-- Parameters
--   $show           varchar = open  one of open, all; open leaves out what is
--                                   met and every decided checkpoint
--   $checkpoint_id  varchar = null  one checkpoint; null keeps all
--   $workstreams    varchar[]       workstreams of entry tasks to keep; empty
--                                   keeps all
--   $sides          varchar[]       sides that own or answer to keep; empty
--                                   keeps all
--   $phases         varchar[]       phases of the checkpoint to keep; empty
--                                   keeps all
--
-- Returns
--   checkpoint_id        varchar    key; checkpoint
--   item_kind            varchar    key; task, criterion, question
--   item_id              varchar    key; task, criterion or question
--   checkpoint_name      varchar    what is decided
--   item_name            varchar    what is done, must hold or is asked
--   state                varchar    met, failed, open, blocked, no end, late
--   is_gating            boolean    stops the checkpoint on its own
--   side                 varchar    side that owns it
--   owner_role           varchar    role that owns it
--   workstream           varchar    workstream of the task
--   planned_at           timestamp  planned finish of the task; UTC
--   expected_at          timestamp  expected finish of the task, or when the
--                                   item was assessed; UTC
--   is_evidence_missing  boolean    met without the evidence asked for
--   is_approval_missing  boolean    complete without the approval asked for
--   note                 varchar    value against target, answer, remark
--
-- Source: docs/glossary.md, entry task; criterion met

with

items as (
    select
        checkpoint_id,
        'task' as item_kind,
        task_id as item_id,
        coalesce(task_name, 'not in the plan') as item_name,
        case
            when not is_open then 'met'
            when is_without_end then 'no end'
            when status = 'blocked' then 'blocked'
            when is_late then 'late'
            else 'open'
        end as state,
        true as is_gating,
        side,
        owner_role,
        workstream,
        planned_finish_at as planned_at,
        expected_finish_at as expected_at,
        is_evidence_missing,
        is_approval_missing,
        note
    from checkpoint_entries
    where len($workstreams) = 0 or list_contains($workstreams, workstream)

    union all by name

    select
        checkpoint_id,
        item_kind,
        item_id,
        item_name,
        if(state = 'passed', 'met', state) as state,
        is_gating,
        side,
        owner_role,
        assessed_at as expected_at,
        is_evidence_missing,
        measured as note
    from checkpoint_items
)

select
    items.checkpoint_id,
    items.item_kind,
    items.item_id,
    present.checkpoint_name,
    items.item_name,
    items.state,
    items.is_gating,
    items.side,
    items.owner_role,
    items.workstream,
    items.planned_at,
    items.expected_at,
    items.is_evidence_missing,
    coalesce(items.is_approval_missing, false) as is_approval_missing,
    items.note

from items

inner join checkpoints as present using (checkpoint_id)

where
    ($checkpoint_id is null or items.checkpoint_id = $checkpoint_id)
    and (len($sides) = 0 or list_contains($sides, items.side))
    and (len($phases) = 0 or list_contains($phases, present.phase))
    and (
        $show = 'all'
        or (items.state != 'met' and present.health != 'decided')
        or (items.is_evidence_missing and present.health != 'decided')
        or (items.is_approval_missing and present.health != 'decided')
    )

order by
    present.planned_at nulls last,
    items.checkpoint_id,
    list_position(
        ['failed', 'no end', 'blocked', 'late', 'open', 'met'], items.state
    ),
    items.expected_at desc nulls first,
    items.item_kind,
    items.item_id
