-- State of every go/no-go criterion, one row per criterion still asked for.
--
-- A bound criterion is judged by its live value alone; where the report gives
-- none it is open and says why. Any other is judged by what was asserted,
-- until the evidence expires. A missing operator is >=, a missing target 1
-- (yes). Not met, it counts as met with an accepted workaround that is stated.
-- Attainment: 1 where it counts as met; else actual ÷ target where more is
-- better, at least 0, and target ÷ actual where less is better; 0 where the
-- target is exact (=), 0 or negative, because no ratio means anything there.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   criterion_id       varchar    key
--   criterion_name     varchar    what must hold
--   checkpoint_id      varchar    checkpoint that asks for it; null: none
--   category           varchar    readiness category; 'not given'
--   measure            varchar    what is measured
--   operator           varchar    how the actual is compared with the target
--   target             double     value to reach
--   unit               varchar    unit of target and actual
--   actual             double     value that counts; null: not assessed
--   actual_source      varchar    live, asserted, none
--   live_actual        double     value of the bound report
--   asserted_actual    double     value that a person asserted
--   state              varchar    met, workaround, failed, open, expired
--   is_assessed        boolean    met, workaround or failed
--   is_met             boolean    met or workaround
--   attainment_ratio   double     0 to 1; null: not assessed
--   is_gating          boolean    fails the go/no-go on its own
--   weight             double     weight in the readiness
--   side               varchar    side that owns it
--   owner_role         varchar    role that owns it
--   workaround         varchar    workaround that was accepted
--   evidence_link      varchar    where the evidence is
--   assessed_at        timestamp  when the actual was measured; UTC
--   expires_at         timestamp  when the evidence is out of date; UTC
--   is_contradiction   boolean    asserted and live say different things
--   is_state_disputed  boolean    one of them meets the target, one does not
--   contradiction      varchar    what they say
--   bound_report       varchar    report that gives the live value
--   binding            varchar    the binding in words
--   problem            varchar    why the report gives no value
--   measured           varchar    actual and target in words
--
-- Source: docs/glossary.md, criterion met; attainment; live value

with

stated as (
    select
        criteria.* exclude (operator, target),
        coalesce(criteria.operator, '>=') as operator,
        coalesce(criteria.target, 1) as target,
        found.live_value as live_actual,
        found.problem,
        coalesce(found.told_at, $as_of::timestamp) as told_at,
        case
            when coalesce(
                criteria.assessed_at <= $as_of, criteria.load_as_of <= $as_of
            )
                then criteria.actual
        end as asserted_actual,
        coalesce(
            criteria.expires_at
            <= coalesce(gates.judged_at, $as_of::timestamp),
            false
        ) as is_expired,
        coalesce(criteria.has_accepted_workaround, false)
        and trim(coalesce(criteria.workaround, '')) != '' as has_workaround
    from stg_criteria as criteria
    left join checkpoint_decisions as gates using (checkpoint_id)
    left join stg_criterion_values as found
        on criteria.criterion_id = found.item_id
    where criteria.is_current and not coalesce(criteria.is_removed, false)
),

chosen as (
    select
        * exclude (actual),
        case
            when bound_report is not null then live_actual
            when not is_expired then asserted_actual
        end as actual,
        case when not is_expired then asserted_actual end as claimed,
        length(rtrim(split_part(asserted_actual::varchar, '.', 2), '0'))
            as decimals
    from stated
),

judged as (
    select
        *,
        case
            when
                actual is null and bound_report is null
                and asserted_actual is not null
                then 'expired'
            when actual is null then 'open'
            when meets(actual, operator, target) then 'met'
            when has_workaround then 'workaround'
            else 'failed'
        end as state,
        coalesce(
            meets(claimed, operator, target)
            != meets(live_actual, operator, target),
            false
        ) as is_state_disputed,
        coalesce(
            is_state_disputed
            or abs(claimed - live_actual)
            >= power(10, -decimals) * (1 - 1e-9),
            false
        ) as is_contradiction
    from chosen
)

select
    criterion_id,
    criterion_name,
    checkpoint_id,
    coalesce(category, 'not given') as category,
    measure,
    operator,
    target,
    unit,
    actual,
    case
        when actual is null then 'none'
        when bound_report is not null then 'live'
        else 'asserted'
    end as actual_source,
    live_actual,
    asserted_actual,
    state,
    state in ('met', 'workaround', 'failed') as is_assessed,
    state in ('met', 'workaround') as is_met,
    case
        when is_met then 1
        when state != 'failed' then null
        when operator = '=' or target <= 0 then 0
        when operator in ('>', '>=')
            then greatest(0, least(1, actual / target))
        else target / actual
    end::double as attainment_ratio,
    coalesce(is_gating, false) as is_gating,
    coalesce(weight, 1) as weight,
    side,
    owner_role,
    case when has_workaround then workaround end as workaround,
    evidence_link,
    case
        when bound_report is not null then told_at
        when asserted_actual is not null then assessed_at
    end as assessed_at,
    expires_at,
    is_contradiction,
    is_state_disputed,
    case
        when is_contradiction
            then format(
                'Asserted {}{}, live {}{}',
                value_words(claimed, unit),
                if(is_state_disputed, if(
                    meets(claimed, operator, target), ' (met)', ' (not met)'
                ), ''),
                value_words(live_actual, unit),
                if(is_state_disputed, if(
                    meets(live_actual, operator, target),
                    ' (met)',
                    ' (not met)'
                ), '')
            )
    end as contradiction,
    bound_report,
    bound_report || coalesce('.' || bound_column, '')
    || coalesce(' where ' || bound_filter, '')
    || coalesce(' (' || bound_aggregate || ')', '') as binding,
    problem,
    case
        when problem is not null then 'not known: ' || problem
        when state = 'expired'
            then value_words(asserted_actual, unit) || ', evidence expired'
        when actual is null then 'not assessed'
        when operator = '=' and unit = 'yes/no' then value_words(actual, unit)
        else value_words(actual, unit)
    end || format(
        ' (target {}{})',
        if(operator = '=', '', operator_words(operator) || ' '),
        value_words(target, case
            when unit in ('percent', 'share', 'ratio', 'yes/no') then unit
        end)
    ) as measured

from judged
