-- What changed between the checkpoint held before this one and this one (or
-- now), one row per change, newest first. Of the first: since the beginning.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the next undecided, else the
--                                one held last
--   $sides       varchar[]       sides to keep; empty keeps all
--
-- Returns
--   position    bigint     key; 1 is the newest
--   change      varchar    date, slack, task planned, task done, answer,
--                          reading, vote, action raised, action closed
--   item_id     varchar    what changed
--   what        varchar    its name
--   before      varchar    as it was when the one before was held
--   after       varchar    as it was when this one was held, or is now
--   health      varchar    on_track better, late worse or not met, at_risk,
--                          unknown
--   changed_at  timestamp  when, or the snapshot that says so; UTC
--   side        varchar    side that owns it
--   owner       varchar    role or person
--
-- Source: docs/glossary.md, changed since

with

found as (
    from checkpoint_moves
    union all by name
    from checkpoint_steps
)

select
    row_number() over (
        order by found.changed_at desc, found.change, found.item_id
    ) as position,
    found.change,
    found.item_id,
    found.what,
    found.before,
    found.after,
    found.health,
    found.changed_at,
    found.side,
    found.owner

from found

inner join checkpoint_meetings as meetings using (checkpoint_id)

where
    (
        meetings.checkpoint_id = $checkpoint
        or ($checkpoint is null and meetings.is_default)
    )
    and (
        len($sides) = 0
        or found.side is null
        or list_contains($sides, found.side)
    )

order by position
