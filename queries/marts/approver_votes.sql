-- Who is asked to vote on a checkpoint and what they voted, one row per role.
--
-- Where nobody is named for a checkpoint with criteria, the program managers
-- of both sides are asked. A role that voted without being asked is listed and
-- does not count. A role must not own a criterion of what it approves; what
-- both sides share has no single owner and bars nobody.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id    varchar    key; checkpoint
--   side             varchar    key; side
--   role             varchar    key; role
--   is_asked         boolean    its vote is asked for
--   is_required      boolean    without it the verdict is incomplete
--   is_default       boolean    asked because nobody was named
--   vote             varchar    go, conditional, no_go; null: none yet
--   comment          varchar    reason
--   voter            varchar    who voted
--   voted_at         timestamp  when; UTC
--   is_dissent       boolean    it differs from what most of those who are
--                               asked voted; on a tie, not go
--   owned_count      bigint     criteria of the checkpoint that the role owns
--   owned_names      varchar    their names
--
-- Source: docs/glossary.md, vote; dissent; default approvers

with

gates as (
    select
        gates.checkpoint_id,
        count(criteria.criterion_id) as criterion_count
    from checkpoint_decisions as gates
    left join criterion_states as criteria using (checkpoint_id)
    group by gates.checkpoint_id
),

named as (
    select
        checkpoint_id,
        side,
        role,
        coalesce(is_required, true) as is_required,
        false as is_default
    from stg_approvers
    where is_current
),

asked as (
    from named
    union all
    select
        gates.checkpoint_id,
        sides.side,
        'program_manager',
        true,
        true
    from gates
    cross join (values ('customer'), ('provider')) as sides(side)
    where
        gates.criterion_count > 0
        and gates.checkpoint_id not in (select checkpoint_id from named)
),

cast_votes as (
    select * from stg_votes
    where is_current and coalesce(voted_at <= $as_of, load_as_of <= $as_of)
),

listed as (
    select
        coalesce(asked.checkpoint_id, votes.checkpoint_id) as checkpoint_id,
        coalesce(asked.side, votes.side) as side,
        coalesce(asked.role, votes.role) as role,
        asked.role is not null as is_asked,
        coalesce(asked.is_required, false) as is_required,
        coalesce(asked.is_default, false) as is_default,
        votes.vote,
        votes.comment,
        votes.voter,
        votes.voted_at
    from asked
    full outer join cast_votes as votes
        on
            asked.checkpoint_id = votes.checkpoint_id
            and asked.side = votes.side
            and asked.role = votes.role
),

owned as (
    select
        listed.checkpoint_id,
        listed.side,
        listed.role,
        count(*) as owned_count,
        string_agg(criteria.criterion_name, ', ' order by criterion_id)
            as owned_names
    from listed
    inner join criterion_states as criteria
        on
            listed.checkpoint_id = criteria.checkpoint_id
            and listed.role = criteria.owner_role
            and listed.side = criteria.side
    group by listed.checkpoint_id, listed.side, listed.role
),

usual as (
    select
        checkpoint_id,
        arg_max(vote, (vote_count, vote = 'go', vote)) as usual_vote
    from (
        select checkpoint_id, vote, count(*) as vote_count
        from listed
        where is_asked and vote is not null
        group by checkpoint_id, vote
    )
    group by checkpoint_id
)

select
    listed.checkpoint_id,
    listed.side,
    listed.role,
    listed.is_asked,
    listed.is_required,
    listed.is_default,
    listed.vote,
    listed.comment,
    listed.voter,
    listed.voted_at,
    coalesce(listed.vote != usual.usual_vote, false) as is_dissent,
    coalesce(owned.owned_count, 0) as owned_count,
    owned.owned_names

from listed

left join owned using (checkpoint_id, side, role)

left join usual using (checkpoint_id)
