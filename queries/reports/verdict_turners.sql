-- What would turn the verdict, one row per obstacle: what must be mended
-- together first, in it what would turn the verdict alone.
--
-- Each obstacle causes a verdict: no-go, incomplete or conditional. All that
-- cause the verdict that stands must be mended together to leave it: that is
-- the smallest set, and together_turns_to says where it leads. Mended means: a
-- criterion is met, a vote is go, a condition is met, readiness is reached.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   position           bigint   key; order
--   kind               varchar  criterion, vote, condition, readiness
--   item_id            varchar  what it is
--   what               varchar  the obstacle in words
--   needed             varchar  what would mend it
--   side               varchar  side that can
--   owner_role         varchar  role that can
--   turns_to           varchar  verdict if this alone were mended; null: the
--                               same as now
--   causes             varchar  verdict that it causes: no_go, incomplete,
--                               conditional
--   together_count     bigint   obstacles that cause this verdict or a worse
--                               one
--   together_turns_to  varchar  verdict if all of these were mended; null: the
--                               same as now
--
-- Source: docs/glossary.md, what would turn the verdict

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

obstacles as (
    select
        obstacles.*,
        asked.verdict as verdict_now,
        count(*) over (order by level range unbounded preceding)
            as together_count
    from verdict_obstacles as obstacles
    inner join asked using (checkpoint_id)
),

turned as (
    select
        obstacles.*,
        nullif(alone.verdict, verdict_now) as turns_to,
        nullif(together.verdict, verdict_now) as together_turns_to
    from obstacles
    inner join verdict_cases as alone
        on
            obstacles.checkpoint_id = alone.checkpoint_id
            and obstacles.kind = alone.case_kind
            and obstacles.item_id = alone.item_id
    inner join verdict_cases as together
        on
            obstacles.checkpoint_id = together.checkpoint_id
            and together.case_kind = 'together'
            and together.item_id = obstacles.level::varchar
)

select
    row_number() over (
        order by
            level,
            list_position(['go', 'conditional', 'incomplete'], turns_to)
                nulls last,
            list_position(
                ['criterion', 'vote', 'condition', 'readiness'], kind
            ),
            gain desc,
            item_id
    ) as position,
    kind,
    item_id,
    what,
    needed,
    side,
    owner_role,
    turns_to,
    case level
        when 1 then 'no_go'
        when 2 then 'incomplete'
        else 'conditional'
    end as causes,
    together_count,
    together_turns_to

from turned

order by position
