-- Criteria and questions of the checkpoints, one row per item.
--
-- A criterion is open until its actual value is assessed, and again once its
-- evidence has expired. Without a target it is a yes (1) or no (0). An
-- accepted workaround counts as met.
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

assessed as (
    select
        *,
        coalesce(target, 1) as goal,
        coalesce(operator, '>=') as comparison,
        actual is not null
            and coalesce(assessed_at <= $as_of, load_as_of <= $as_of)
            and coalesce(expires_at > $as_of, true) as is_assessed
    from stg_criteria
    where is_current and checkpoint_id is not null
),

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
    coalesce(is_gating, false) as is_gating,
    case
        when not is_assessed then 'open'
        when
            coalesce(has_accepted_workaround, false)
            or case comparison
                when '<=' then actual <= goal
                when '<' then actual < goal
                when '=' then actual = goal
                when '>' then actual > goal
                else actual >= goal
            end
            then 'passed'
        else 'failed'
    end as state,
    false as is_evidence_missing,
    case when is_assessed then assessed_at end as assessed_at,
    case
        when is_assessed
            then concat_ws(' ', actual, unit, '(target', comparison, goal)
                || ')'
    end as measured,
    evidence_link

from assessed

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
