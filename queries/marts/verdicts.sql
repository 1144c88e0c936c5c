-- The verdict of every checkpoint by the rules, one row per checkpoint.
--
-- In question is the next undecided gate with criteria; without one the
-- checkpoint with most criteria, the earliest of equal ones.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id                  varchar    key
--   checkpoint_name                varchar    what is decided
--   planned_at                     timestamp  when it is held; UTC
--   is_default                     boolean    the go/no-go in question
--   is_gate                        boolean    work behind it waits for it
--   is_point_of_no_return          boolean    there is no way back behind it
--   verdict                        varchar    go, conditional, no_go,
--                                             incomplete
--   rule                           varchar    rule that decided
--   short_reason                   varchar    rule and number, in few words
--   reason                         varchar    rule, at most two names, and
--                                             numbers
--   obstacles                      varchar    the same names, each shortened;
--                                             null: the rule names none
--   readiness_percent              double     weighted; null: not known
--   readiness_least_percent        double     the same if all that is not
--                                             assessed came out at 0
--   threshold_percent              double     readiness from which it is a go
--   criterion_count                bigint     criteria
--   assessed_count                 bigint     of them assessed
--   met_count                      bigint     of them met, or worked around
--   failed_count                   bigint     of them failed
--   gating_count                   bigint     gating criteria
--   gating_met_count               bigint     of them met, or worked around
--   gating_failed_count            bigint     of them failed
--   gating_open_count              bigint     of them not assessed
--   contradiction_count            bigint     criteria whose asserted and live
--                                             values contradict each other
--   condition_count                bigint     conditions
--   open_condition_count           bigint     of them open
--   overdue_condition_count        bigint     of them overdue
--   loose_condition_count          bigint     open without an owner or a date
--   required_vote_count            bigint     required votes
--   cast_required_vote_count       bigint     of them cast
--   no_go_vote_count               bigint     of them no-go
--   conditional_vote_count         bigint     of them conditional
--   dissent_count                  bigint     votes that dissent
--   decision                       varchar    go, conditional, no_go
--   decided_at                     timestamp  when it was decided; UTC
--   decided_by                     varchar[]  who decided
--   approver_side                  varchar    side that decides
--   approver_role                  varchar    role that decides
--   days_to_go_live                bigint     whole days to the planned
--                                             go-live; negative: since
--
-- Source: docs/glossary.md, verdict

with

judged as (
    select
        checkpoint_id,
        count(*) as criterion_count,
        count(*) filter (where is_assessed) as assessed_count,
        count(*) filter (where is_met) as met_count,
        count(*) filter (where state = 'failed') as failed_count,
        count(*) filter (where is_gating) as gating_count,
        count(*) filter (where is_gating and is_met) as gating_met_count,
        count(*) filter (where is_contradiction) as contradiction_count,
        100 * coalesce(sum(weight * attainment_ratio), 0)
        / nullif(sum(weight), 0) as readiness_least_percent
    from criterion_states
    group by checkpoint_id
),

bound_by as (
    select
        checkpoint_id,
        count(*) as condition_count,
        count(*) filter (where health = 'overdue') as overdue_condition_count
    from conditions
    group by checkpoint_id
),

voted as (
    select
        checkpoint_id,
        count(*) filter (where is_required) as required_vote_count,
        count(*) filter (where is_required and vote is not null)
            as cast_required_vote_count,
        count(*) filter (where is_dissent) as dissent_count
    from approver_votes
    group by checkpoint_id
),

named as (
    select
        checkpoint_id,
        counter,
        list(what order by gain desc, item_id) as found,
        if(len(found) > 2, format('; and {} more', len(found) - 2), '')
            as further,
        array_to_string(found[:2], '; ') || further as names,
        array_to_string(
            list_transform(
                found[:2],
                lambda name: if(length(name) > 70, name[:69] || '…', name)
            ),
            '; '
        ) || further as short_names
    from verdict_obstacles
    where counter != 'none'
    group by checkpoint_id, counter
),

worded as (
    select
        cases.*,
        case rule
            when 'gating criterion failed'
                then count_words(
                    gating_failed_count,
                    'gating criterion failed',
                    'gating criteria failed'
                )
            when 'required vote no-go'
                then count_words(
                    no_go_vote_count,
                    'required vote is no-go',
                    'required votes are no-go'
                )
            when 'no criteria' then 'no criteria are asked for'
            when 'gating criterion not assessed'
                then count_words(
                    gating_open_count,
                    'gating criterion not assessed',
                    'gating criteria not assessed'
                )
            when 'readiness not known' then 'no weighted criterion is assessed'
            when 'required vote missing'
                then count_words(
                    missing_vote_count,
                    'required vote missing',
                    'required votes missing'
                )
            when 'condition without owner or date'
                then count_words(
                    loose_condition_count,
                    'condition without owner or date',
                    'conditions without owner or date'
                )
            when 'readiness below threshold'
                then format(
                    'readiness {:.1f} %, {} needed',
                    readiness_percent,
                    value_words(threshold_percent, 'percent')
                )
            when 'conditional vote'
                then count_words(
                    conditional_vote_count,
                    'required vote is conditional',
                    'required votes are conditional'
                )
            when 'condition open'
                then count_words(
                    open_condition_count, 'condition open', 'conditions open'
                )
            else 'gate met and votes cast'
        end as short_reason,
        case rule
            when 'gating criterion failed' then 'gating_failed'
            when 'required vote no-go' then 'no_go_vote'
            when 'gating criterion not assessed' then 'gating_open'
            when 'required vote missing' then 'missing_vote'
            when 'condition without owner or date' then 'loose_condition'
            when 'conditional vote' then 'conditional_vote'
            when 'condition open' then 'open_condition'
            else ''
        end as counter
    from verdict_cases as cases
    where case_kind = 'as_it_is'
),

ranked as (
    select
        gates.checkpoint_id,
        row_number() over (
            order by
                not (
                    gates.decision is null
                    and gates.is_gate
                    and judged.criterion_count > 0
                ),
                if(
                    gates.decision is null and gates.is_gate,
                    0,
                    -coalesce(judged.criterion_count, 0)
                ),
                gates.planned_at nulls last,
                gates.checkpoint_id
        ) = 1 as is_default
    from checkpoint_decisions as gates
    left join judged using (checkpoint_id)
)

select
    gates.checkpoint_id,
    gates.checkpoint_name,
    gates.planned_at,
    ranked.is_default,
    gates.is_gate,
    gates.is_point_of_no_return,
    worded.verdict,
    worded.rule,
    worded.short_reason,
    upper(worded.short_reason[1]) || worded.short_reason[2:]
    || coalesce(': ' || named.names, '') as reason,
    named.short_names as obstacles,
    worded.readiness_percent,
    judged.readiness_least_percent,
    worded.threshold_percent,
    coalesce(judged.criterion_count, 0) as criterion_count,
    coalesce(judged.assessed_count, 0) as assessed_count,
    coalesce(judged.met_count, 0) as met_count,
    coalesce(judged.failed_count, 0) as failed_count,
    coalesce(judged.gating_count, 0) as gating_count,
    coalesce(judged.gating_met_count, 0) as gating_met_count,
    worded.gating_failed_count,
    worded.gating_open_count,
    coalesce(judged.contradiction_count, 0) as contradiction_count,
    coalesce(bound_by.condition_count, 0) as condition_count,
    worded.open_condition_count,
    coalesce(bound_by.overdue_condition_count, 0) as overdue_condition_count,
    worded.loose_condition_count,
    coalesce(voted.required_vote_count, 0) as required_vote_count,
    coalesce(voted.cast_required_vote_count, 0) as cast_required_vote_count,
    worded.no_go_vote_count,
    worded.conditional_vote_count,
    coalesce(voted.dissent_count, 0) as dissent_count,
    gates.decision,
    gates.decided_at,
    gates.decided_by,
    gates.approver_side,
    gates.approver_role,
    floor(date_diff('minute', $as_of::timestamp, programme.go_live_at) / 1440)
        ::bigint as days_to_go_live

from checkpoint_decisions as gates

inner join ranked using (checkpoint_id)

inner join worded using (checkpoint_id)

left join judged using (checkpoint_id)

left join bound_by using (checkpoint_id)

left join voted using (checkpoint_id)

left join named
    on
        gates.checkpoint_id = named.checkpoint_id
        and worded.counter = named.counter

cross join programme
