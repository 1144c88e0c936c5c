-- Questions, criteria and entry tasks of one checkpoint with their answers and
-- evidence, one row per item: what stops it first.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the next undecided, else the
--                                one held last
--   $items       varchar = all   one of all, open; open leaves out what is met
--   $sides       varchar[]       sides that own or answer; empty keeps all
--
-- Returns
--   item_kind            varchar    key; question, criterion, task
--   item_id              varchar    key; identifier
--   item_name            varchar    what is asked, must hold or is done
--   state                varchar    met, failed, open, late, blocked
--   is_gating            boolean    stops the checkpoint on its own
--   answer               varchar    answer, value against target, or remark
--   answered_at          timestamp  when it was answered, assessed or done, or
--                                   is expected to be; UTC
--   answered_by          varchar    who answered
--   side                 varchar    side that owns it
--   owner_role           varchar    role that owns it
--   evidence_link        varchar    where the evidence is
--   is_evidence_missing  boolean    met without the evidence asked for
--
-- Source: docs/glossary.md, entry task; criterion met

with

chosen as (
    select checkpoint_id
    from checkpoint_meetings
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

listed as (
    select
        items.item_kind,
        items.item_id,
        items.item_name,
        if(items.state = 'passed', 'met', items.state) as state,
        items.is_gating,
        items.measured as answer,
        items.assessed_at as answered_at,
        case
            when items.item_kind = 'question' and items.assessed_at is not null
                then asked.answered_by
        end as answered_by,
        items.side,
        items.owner_role,
        items.evidence_link,
        items.is_evidence_missing
    from checkpoint_items as items
    inner join chosen using (checkpoint_id)
    left join stg_checkpoint_questions as asked
        on
            asked.is_current
            and items.item_kind = 'question'
            and items.item_id = asked.question_id

    union all by name

    select
        'task' as item_kind,
        entries.task_id as item_id,
        coalesce(entries.task_name, 'not in the plan') as item_name,
        case
            when not entries.is_open then 'met'
            when entries.status in ('blocked', 'failed') then 'blocked'
            when entries.is_late then 'late'
            else 'open'
        end as state,
        true as is_gating,
        entries.note as answer,
        entries.expected_finish_at as answered_at,
        entries.side,
        entries.owner_role,
        tasks.evidence_link,
        entries.is_evidence_missing
    from checkpoint_entries as entries
    inner join chosen using (checkpoint_id)
    left join tasks using (task_id)
)

select
    item_kind,
    item_id,
    item_name,
    state,
    is_gating,
    answer,
    answered_at,
    answered_by,
    side,
    owner_role,
    evidence_link,
    is_evidence_missing

from listed

where
    ($items = 'all' or state != 'met' or is_evidence_missing)
    and (len($sides) = 0 or list_contains($sides, side))

order by
    list_position(['failed', 'blocked', 'late', 'open', 'met'], state),
    is_gating desc,
    list_position(['question', 'criterion', 'task'], item_kind),
    item_id
