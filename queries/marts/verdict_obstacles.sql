-- What keeps the verdict of a checkpoint from go, one row per obstacle.
--
-- Each says what it causes (level 1 no-go, 2 incomplete, 3 conditional) and
-- what mending it would add. Of criteria that do not gate, those are listed
-- that alone would lift a readiness below the threshold; the smallest set that
-- does is one obstacle of its own: largest gain first.
--
-- Returns
--   checkpoint_id  varchar  key; checkpoint
--   kind           varchar  key; criterion, vote, condition, readiness
--   item_id        varchar  key; what it is
--   level          bigint   1 no-go, 2 incomplete, 3 conditional
--   what           varchar  the obstacle in words
--   needed         varchar  what would mend it
--   side           varchar  side that can
--   owner_role     varchar  role that can
--   counter        varchar  what it adds to: gating_failed, gating_open,
--                           no_go_vote, missing_vote, conditional_vote,
--                           loose_condition, open_condition, readiness, none
--   gain           double   weighted attainment that mending adds
--   gain_weight    double   assessed weight that mending adds
--
-- Source: docs/glossary.md, what would turn the verdict

with

sums as (
    select
        checkpoint_id,
        sum(weight * attainment_ratio) as attained,
        sum(weight) filter (where is_assessed) as weight,
        any_value(threshold.value) / 100 as threshold
    from criterion_states
    inner join thresholds as threshold
        on threshold.threshold_id = 'readiness_go_percent'
    group by checkpoint_id
),

gains as (
    select
        criteria.*,
        criteria.weight * (1 - coalesce(attainment_ratio, 0)) as gain,
        if(is_assessed, 0, criteria.weight) as gain_weight,
        sums.attained,
        sums.weight as assessed_weight,
        sums.threshold,
        round(sums.attained / nullif(sums.weight, 0), 11) < sums.threshold
            as is_short
    from criterion_states as criteria
    inner join sums using (checkpoint_id)
    where not is_met
),

lifting as (
    select
        *,
        sum(gain) over (
            partition by checkpoint_id order by gain desc, criterion_id
        ) as running_gain
    from gains
    where is_short and is_assessed and gain > 0
),

smallest_sets as (
    select
        checkpoint_id,
        any_value(attained / assessed_weight) as readiness,
        any_value(threshold) as threshold,
        string_agg(criterion_name, ', ' order by gain desc, criterion_id)
            as names
    from lifting
    where round(
        (attained + running_gain - gain) / assessed_weight, 11
    ) < threshold
    group by checkpoint_id
)

select
    checkpoint_id,
    'criterion' as kind,
    criterion_id as item_id,
    case
        when not is_gating then 3
        when state = 'failed' then 1
        else 2
    end::bigint as level,
    criterion_name || ': ' || measured as what,
    case
        when problem is not null then 'mend its binding'
        when state = 'expired' then 'new evidence'
        when state = 'open' then 'an assessment that meets the target'
        else 'meet the target or accept a stated workaround'
    end as needed,
    side,
    owner_role,
    case
        when not is_gating then 'none'
        when state = 'failed' then 'gating_failed'
        else 'gating_open'
    end as counter,
    if(is_assessed, gain, weight) as gain,
    gain_weight

from gains
where
    is_gating
    or (
        is_short
        and round(
            (attained + if(is_assessed, gain, weight))
            / (assessed_weight + gain_weight),
            11
        ) >= threshold
    )

union all

select
    checkpoint_id,
    'vote',
    side || ':' || role,
    case coalesce(vote, 'missing')
        when 'no_go' then 1
        when 'missing' then 2
        else 3
    end,
    case coalesce(vote, 'missing')
        when 'no_go' then 'No-go vote of '
        when 'missing' then 'No vote yet of '
        else 'Conditional vote of '
    end || role_words(side, role) || coalesce(': ' || comment, ''),
    'a go vote',
    side,
    role,
    case coalesce(vote, 'missing')
        when 'no_go' then 'no_go_vote'
        when 'missing' then 'missing_vote'
        else 'conditional_vote'
    end,
    0,
    0

from approver_votes
where is_required and vote is distinct from 'go'

union all

select
    checkpoint_id,
    'condition',
    condition_id,
    if(is_loose, 2, 3),
    if(health = 'overdue', 'Overdue condition: ', 'Open condition: ')
    || condition,
    if(is_loose, 'an owner and a date, or meet it', 'meet it or waive it'),
    side,
    coalesce(owner, owner_role),
    if(is_loose, 'loose_condition', 'open_condition'),
    0,
    0

from conditions
where is_open

union all

select
    checkpoint_id,
    'readiness',
    'readiness',
    3,
    format(
        'Readiness {:.1f} % is below {}',
        100 * readiness, value_words(100 * threshold, 'percent')
    ),
    'meet ' || names,
    null,
    null,
    'readiness',
    0,
    0

from smallest_sets

union all

select
    gates.checkpoint_id,
    'readiness',
    'readiness',
    2,
    if(
        count(criterion_id) = 0, 'No criteria are asked for',
        'No criterion with a weight is assessed'
    ),
    if(count(criterion_id) = 0, 'criteria, assessed', 'assess the criteria'),
    null,
    null,
    'none',
    0,
    0

from checkpoint_decisions as gates

left join criterion_states using (checkpoint_id)

group by gates.checkpoint_id

having
    coalesce(sum(weight) filter (where is_assessed), 0) = 0
    and (
        coalesce(sum(weight), 0) > 0
        or count(*) filter (where is_gating) = 0
    )
