-- Votes of a go/no-go by role, customer and provider side by side; one row per
-- role, required ones first.
--
-- Without named approvers the program managers of both sides are asked, and
-- both are required. A vote that nobody asked for is shown and does not count.
-- Dissent: it differs from what most of those who are asked voted.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   role                    varchar    key; role
--   is_required             boolean    the vote of a side is required
--   customer_vote           varchar    go, conditional, no_go; null: none yet
--   customer_comment        varchar    its reason
--   customer_voter          varchar    who voted
--   customer_voted_at       timestamp  when; UTC
--   customer_is_required    boolean    required; null: not asked
--   customer_is_dissent     boolean    it dissents
--   customer_owned_names    varchar    criteria of the checkpoint that the role
--                                      owns and must not approve; null: none
--   provider_vote           varchar    go, conditional, no_go; null: none yet
--   provider_comment        varchar    its reason
--   provider_voter          varchar    who voted
--   provider_voted_at       timestamp  when; UTC
--   provider_is_required    boolean    required; null: not asked
--   provider_is_dissent     boolean    it dissents
--   provider_owned_names    varchar    as that of the customer
--   is_dissent              boolean    a vote of the role dissents
--   health                  varchar    late (no-go), at_risk (conditional),
--                                      unknown (missing), on_track
--   is_default              boolean    asked because nobody was named
--   dissent                 varchar    the dissent in words
--
-- Source: docs/glossary.md, vote; dissent; default approvers

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

listed as (
    select votes.*
    from approver_votes as votes
    inner join asked using (checkpoint_id)
),

paired as (
    select
        role,
        bool_or(is_required) as is_required,
        any_value(vote) filter (where side = 'customer') as customer_vote,
        any_value(comment) filter (where side = 'customer')
            as customer_comment,
        any_value(voter) filter (where side = 'customer') as customer_voter,
        any_value(voted_at) filter (where side = 'customer')
            as customer_voted_at,
        any_value(is_required) filter (where side = 'customer' and is_asked)
            as customer_is_required,
        bool_or(is_dissent) filter (where side = 'customer')
            as customer_is_dissent,
        any_value(owned_names) filter (where side = 'customer')
            as customer_owned_names,
        any_value(vote) filter (where side = 'provider') as provider_vote,
        any_value(comment) filter (where side = 'provider')
            as provider_comment,
        any_value(voter) filter (where side = 'provider') as provider_voter,
        any_value(voted_at) filter (where side = 'provider')
            as provider_voted_at,
        any_value(is_required) filter (where side = 'provider' and is_asked)
            as provider_is_required,
        bool_or(is_dissent) filter (where side = 'provider')
            as provider_is_dissent,
        any_value(owned_names) filter (where side = 'provider')
            as provider_owned_names,
        bool_or(is_dissent) as is_dissent,
        case
            when bool_or(vote = 'no_go') then 'late'
            when bool_or(vote = 'conditional') then 'at_risk'
            when bool_or(vote is null) then 'unknown'
            else 'on_track'
        end as health,
        bool_or(is_default) as is_default,
        string_agg(
            format(
                '{} votes {}{}',
                role_words(side, role),
                replace(vote, '_', '-'),
                coalesce(': ' || comment, ', no reason given')
            ),
            '; ' order by side
        ) filter (where is_dissent) as dissent
    from listed
    group by role
)

select
    role,
    is_required,
    customer_vote,
    customer_comment,
    customer_voter,
    customer_voted_at,
    customer_is_required,
    coalesce(customer_is_dissent, false) as customer_is_dissent,
    customer_owned_names,
    provider_vote,
    provider_comment,
    provider_voter,
    provider_voted_at,
    provider_is_required,
    coalesce(provider_is_dissent, false) as provider_is_dissent,
    provider_owned_names,
    is_dissent,
    health,
    is_default,
    dissent

from paired

order by not is_required, role
