-- Criteria and questions of the checkpoints, one row per item.
--
-- Criteria are judged by the mart criterion_states, as on the go/no-go.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id        varchar    checkpoint that asks for it
--   item_kind            varchar    key; criterion, question
--   item_id              varchar    key; identifier
--   item_name            varchar    what must hold, or what is asked
--   side                 varchar    side that owns or answers it
--   owner_role           varchar    role that owns or answers it
--   is_gating            boolean    a failure stops the checkpoint
--   state                varchar    passed, failed, open
--   is_evidence_missing  boolean    passed without the evidence asked for
--   assessed_at          timestamp  when it was assessed or answered; UTC
--   measured             varchar    actual value against its target, or the
--                                   answer
--   evidence_link        varchar    where the evidence is
--
-- Source: docs/glossary.md, criterion met

with

answered as (
    select
        *,
        coalesce(answered_at <= $as_of, load_as_of <= $as_of) as is_answered
    from stg_checkpoint_questions
    where is_current
)

select
    checkpoint_id,
    'criterion' as item_kind,
    criterion_id as item_id,
    criterion_name as item_name,
    side,
    owner_role,
    is_gating,
    case
        when is_met then 'passed'
        when is_assessed then 'failed'
        else 'open'
    end as state,
    false as is_evidence_missing,
    case when is_assessed then assessed_at end as assessed_at,
    case when is_assessed or problem is not null then measured end as measured,
    evidence_link

from criterion_states

where checkpoint_id is not null

union all

select
    checkpoint_id,
    'question' as item_kind,
    question_id as item_id,
    question as item_name,
    side,
    owner_role,
    coalesce(is_gating, false) as is_gating,
    case
        when is_passed and is_answered then 'passed'
        when not is_passed and is_answered then 'failed'
        else 'open'
    end as state,
    coalesce(is_evidence_required, false) and evidence_link is null
        and coalesce(is_passed and is_answered, false) as is_evidence_missing,
    case when is_answered then answered_at end as assessed_at,
    case when is_answered then answer end as measured,
    evidence_link

from answered
