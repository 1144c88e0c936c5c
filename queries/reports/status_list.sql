-- Every status that counts, said and computed, the stalest first: by its age
-- as a multiple of its update interval; what nobody ever said comes before.
--
-- Parameters
--   $level        varchar = all  one of all, task, workstream, checkpoint
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--   $phases       varchar[]      phases to keep; empty keeps all
--
-- Returns
--   level             varchar    key; task, workstream, checkpoint
--   item_id           varchar    key; identifier
--   item_name         varchar    name
--   band              varchar    fresh, ageing, stale, never
--   age_minutes       bigint     since the last update; null: never
--   interval_minutes  double     how often it is to be confirmed
--   age_words         varchar    age in words; null: never
--   every_words       varchar    update interval in words
--   told_at           timestamp  last update; UTC
--   owner             varchar    people, else role, that own it
--   side              varchar    side
--   workstream        varchar    workstream
--   phase             varchar    phase
--   asserted_rag      varchar    green, amber, red as said; null: not said
--   asserted_by       varchar    who said it
--   asserted_at       timestamp  when; UTC
--   computed_health   varchar    red, amber, green, grey by the rule
--   mismatch_levels   bigint     levels by which the rule is worse than what
--                                was said; negative: better; null: one of the
--                                two is missing
--   reason            varchar    which rule, in words
--
-- Source: docs/my-tasks.md, statuses; docs/glossary.md, staleness

select
    level,
    item_id,
    item_name,
    band,
    age_minutes,
    interval_minutes,
    length_words(age_minutes) as age_words,
    length_words(interval_minutes) as every_words,
    told_at,
    owner,
    side,
    workstream,
    phase,
    asserted_rag,
    asserted_by,
    asserted_at,
    computed_rag as computed_health,
    mismatch_levels,
    reason

from statuses

where
    ($level = 'all' or level = $level)
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by
    band != 'never',
    age_minutes / nullif(interval_minutes, 0) desc nulls first,
    level,
    item_id
