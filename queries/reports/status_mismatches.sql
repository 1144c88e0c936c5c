-- Statuses that say something else than the facts, worst first: by the levels
-- between them, said better before said worse, then the oldest word.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   level            varchar    key; task, workstream, checkpoint
--   item_id          varchar    key; identifier
--   item_name        varchar    name
--   asserted_rag     varchar    green, amber, red as said
--   computed_health  varchar    red, amber, green by the rule
--   mismatch_levels  bigint     levels by which the rule is worse than what was
--                               said; negative: better
--   mismatch_words   varchar    the same in words
--   reason           varchar    which rule, in words
--   asserted_by      varchar    who said it
--   asserted_at      timestamp  when; UTC
--   owner            varchar    people, else role, that own it
--   side             varchar    side
--   workstream       varchar    workstream
--   phase            varchar    phase
--
-- Source: docs/my-tasks.md, statuses; docs/glossary.md, mismatch

select
    level,
    item_id,
    item_name,
    asserted_rag,
    computed_rag as computed_health,
    mismatch_levels,
    format(
        'Said {}, the facts say {}: {} {}',
        asserted_rag,
        computed_rag,
        count_words(abs(mismatch_levels), 'level', 'levels'),
        if(mismatch_levels > 0, 'too good', 'too bad')
    ) as mismatch_words,
    reason,
    asserted_by,
    asserted_at,
    owner,
    side,
    workstream,
    phase

from statuses

where
    mismatch_levels != 0
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by
    abs(mismatch_levels) desc,
    mismatch_levels desc,
    asserted_at nulls first,
    level,
    item_id
