-- The verdict of every checkpoint by the rules: as it is, with each obstacle
-- mended alone, and with all obstacles up to a level mended together; one row
-- per case. The first rule that matches decides:
--   no_go        a gating criterion failed
--   no_go        a required vote is no-go
--   incomplete   there are no criteria
--   incomplete   a gating criterion is not assessed, or its evidence expired
--   incomplete   no readiness can be told, because none of the criteria with
--                a weight is assessed, or none has a weight and none gates
--   incomplete   a required vote is missing
--   incomplete   an open condition has no owner or no date
--   conditional  readiness is below readiness_go_percent
--   conditional  a required vote is conditional
--   conditional  a condition is open
--   go           otherwise
-- So the gate comes first and the percent second. A criterion that does not
-- gate counts through its weight alone, failed or not assessed.
--
-- Returns
--   checkpoint_id           varchar  key; checkpoint
--   case_kind               varchar  key; as_it_is, together, or the kind of
--                                    the obstacle
--   item_id                 varchar  key; obstacle; of together the level
--   verdict                 varchar  go, conditional, no_go, incomplete
--   rule                    varchar  rule that decided
--   readiness_percent       double   Σ weight × attainment ÷ Σ weight over
--                                    assessed criteria; null: not known
--   threshold_percent       double   readiness from which it is a go
--   gating_failed_count     bigint   gating criteria that failed
--   gating_open_count       bigint   gating criteria not assessed
--   no_go_vote_count        bigint   required votes that are no-go
--   missing_vote_count      bigint   required votes that are missing
--   conditional_vote_count  bigint   required votes that are conditional
--   loose_condition_count   bigint   open conditions without owner or date
--   open_condition_count    bigint   open conditions
--
-- Source: docs/glossary.md, verdict; readiness

with

facts as (
    select
        gates.checkpoint_id,
        count(criterion_id) as criterion_count,
        count(*) filter (where is_gating) as gating_count,
        coalesce(sum(weight * attainment_ratio), 0) as attained,
        coalesce(sum(weight) filter (where is_assessed), 0) as weight,
        coalesce(sum(weight), 0) as weight_in_all
    from checkpoint_decisions as gates
    left join criterion_states using (checkpoint_id)
    group by gates.checkpoint_id
),

cases as (
    select
        checkpoint_id,
        'as_it_is' as case_kind,
        '' as item_id
    from facts
    union all
    select checkpoint_id, kind, item_id from verdict_obstacles
    union all
    select distinct checkpoint_id, 'together', level::varchar
    from verdict_obstacles
),

left_over as (
    select
        cases.checkpoint_id,
        cases.case_kind,
        cases.item_id,
        obstacles.counter,
        obstacles.gain,
        obstacles.gain_weight,
        case cases.case_kind
            when 'as_it_is' then false
            when 'together' then obstacles.level <= cases.item_id::bigint
            else obstacles.kind = cases.case_kind
                and obstacles.item_id = cases.item_id
        end as is_mended
    from cases
    left join verdict_obstacles as obstacles using (checkpoint_id)
),

counted as (
    select
        checkpoint_id,
        case_kind,
        item_id,
        coalesce(sum(gain) filter (where is_mended), 0) as gained,
        coalesce(sum(gain_weight) filter (where is_mended), 0)
            as gained_weight,
        coalesce(bool_or(is_mended and counter = 'readiness'), false)
            as is_lifted,
        coalesce(
            list(counter) filter (where not is_mended and counter is not null),
            []
        ) as counters
    from left_over
    group by checkpoint_id, case_kind, item_id
),

measured as (
    select
        counted.*,
        facts.* exclude (checkpoint_id),
        threshold.value as threshold_percent,
        round(
            100 * (attained + gained) / nullif(weight + gained_weight, 0), 9
        ) as reached,
        if(is_lifted, greatest(reached, threshold_percent), reached)
            as readiness_percent,
        len(list_filter(counters, lambda one: one = 'gating_failed'))
            as gating_failed_count,
        len(list_filter(counters, lambda one: one = 'gating_open'))
            as gating_open_count,
        len(list_filter(counters, lambda one: one = 'no_go_vote'))
            as no_go_vote_count,
        len(list_filter(counters, lambda one: one = 'missing_vote'))
            as missing_vote_count,
        len(list_filter(counters, lambda one: one = 'conditional_vote'))
            as conditional_vote_count,
        len(list_filter(counters, lambda one: one = 'loose_condition'))
            as loose_condition_count,
        len(list_filter(counters, lambda one: one like '%_condition'))
            as open_condition_count
    from counted
    inner join facts using (checkpoint_id)
    inner join thresholds as threshold
        on threshold.threshold_id = 'readiness_go_percent'
),

ruled as (
    select
        *,
        case
            when gating_failed_count > 0 then 'gating criterion failed'
            when no_go_vote_count > 0 then 'required vote no-go'
            when criterion_count = 0 then 'no criteria'
            when gating_open_count > 0 then 'gating criterion not assessed'
            when
                readiness_percent is null
                and (weight_in_all > 0 or gating_count = 0)
                then 'readiness not known'
            when missing_vote_count > 0 then 'required vote missing'
            when loose_condition_count > 0
                then 'condition without owner or date'
            when readiness_percent < threshold_percent
                then 'readiness below threshold'
            when conditional_vote_count > 0 then 'conditional vote'
            when open_condition_count > 0 then 'condition open'
            else 'all met'
        end as rule
    from measured
)

select
    checkpoint_id,
    case_kind,
    item_id,
    case
        when rule in ('gating criterion failed', 'required vote no-go')
            then 'no_go'
        when
            rule in (
                'no criteria', 'gating criterion not assessed',
                'readiness not known', 'required vote missing',
                'condition without owner or date'
            )
            then 'incomplete'
        when rule = 'all met' then 'go'
        else 'conditional'
    end as verdict,
    rule,
    readiness_percent,
    threshold_percent,
    gating_failed_count,
    gating_open_count,
    no_go_vote_count,
    missing_vote_count,
    conditional_vote_count,
    loose_condition_count,
    open_condition_count

from ruled
