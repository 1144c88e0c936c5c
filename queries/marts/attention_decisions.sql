-- What a go/no-go needs somebody's attention for, one row per item.
--
-- Of the go/no-go in question and of undecided checkpoints whose response
-- window has opened: criteria whose asserted and live values contradict each
-- other, or whose report gives no value. Required votes that are missing while
-- that window is open or over. Always: overdue conditions, and the preliminary
-- assessment once it is overdue, until go-live.
--
-- Returns
--   item_id     varchar    key; kind and identifier of the thing
--   urgency     bigint     1 it decides the verdict or is overdue, 2 it may, 3
--                          it wants tidying up
--   kind        varchar    condition, criterion, vote, assessment
--   what        varchar    name of the thing
--   why         varchar    what is wrong with it
--   side        varchar    side that must act
--   owner       varchar    role that must act
--   workstream  varchar    null: it is of no workstream
--   phase       varchar    null: it is of no phase
--   since_at    timestamp  since when; UTC
--   page        varchar    page that tells more
--
-- Source: docs/glossary.md, attention; condition; live value; M3 4.16

with

pending as (
    select
        gates.*,
        verdicts.is_default or coalesce(gates.opens_at <= as_of, false)
            as is_near
    from checkpoint_decisions as gates
    inner join verdicts using (checkpoint_id)
    cross join programme
    cross join plan_mode
    where gates.decision is null and plan_mode.mode = 'forward'
)

select
    'condition:' || condition_id as item_id,
    1::bigint as urgency,
    'condition' as kind,
    condition as what,
    format(
        'Condition of {}, overdue by {}',
        checkpoint_name, length_words(overdue_minutes)
    ) as why,
    side,
    coalesce(owner, owner_role) as owner,
    null::varchar as workstream,
    null::varchar as phase,
    due_at as since_at,
    'go_no_go' as page

from conditions

inner join checkpoint_decisions using (checkpoint_id)

where health = 'overdue'

union all

select
    'criterion:' || criterion_id,
    case
        when is_state_disputed and is_gating then 1
        when is_state_disputed then 2
        when is_contradiction then 3
        when is_gating then 1
        else 2
    end,
    'criterion',
    criterion_name,
    coalesce(contradiction, 'Its report gives no value: ' || problem),
    side,
    owner_role,
    null,
    null,
    null,
    'go_no_go'

from criterion_states

inner join pending using (checkpoint_id)

where is_near and (is_contradiction or problem is not null)

union all

select
    'vote:' || checkpoint_id || ':' || side || ':' || role,
    if(programme.as_of > closes_at, 1, 2),
    'vote',
    checkpoint_name,
    'No vote yet of ' || role_words(side, role),
    side,
    role,
    null,
    null,
    opens_at,
    'go_no_go'

from approver_votes

inner join pending using (checkpoint_id)

cross join programme

where is_required and vote is null and opens_at <= programme.as_of

union all

select
    'assessment:preliminary',
    2,
    'assessment',
    'Preliminary go/no-go assessment',
    upper(words[1]) || words[2:],
    null,
    null,
    null,
    null,
    due_until_at,
    'go_no_go'

from preliminary_reviews

cross join programme

where
    state = 'overdue'
    and programme.as_of < programme.go_live_at
    and exists (from criterion_states)
