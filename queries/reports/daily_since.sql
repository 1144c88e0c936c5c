-- Moments that the daily meeting compares with, one row per kind that there
-- is; each lies before the status time.
--
-- Returns
--   kind        varchar    key; meeting (the one closed last that counts),
--                          morning (yesterday at 8:00), working_day (last one
--                          before today at 8:00), checkpoint (held last),
--                          snapshot (the one before that in force)
--   since_at    timestamp  the moment; UTC
--   label       varchar    its name and local time
--   is_default  boolean    taken unless somebody chooses another
--   position    bigint     order in which they are offered
--
-- Source: docs/glossary.md, since the last meeting; checkpoint held

with

snapshots as (
    select list_sort(list_distinct(list(loads.load_as_of)))[-2] as since_at
    from stg_loads as loads
    inner join programme on loads.load_as_of <= programme.as_of
),

held as (
    select
        max(meetings.frozen_at) as since_at,
        max_by(meetings.checkpoint_name, meetings.frozen_at) as what
    from checkpoint_meetings as meetings
    inner join programme on meetings.frozen_at < programme.as_of
),

found(position, kind, since_at, what) as (
    select 1, 'meeting', closed_at, 'Last meeting' from meeting_marks
    union all
    select 2, 'morning', morning_at, 'Yesterday' from meeting_marks
    union all
    select 3, 'working_day', working_day_at, 'Last working day'
    from meeting_marks
    union all
    select 4, 'checkpoint', since_at, 'Checkpoint ' || what from held
    union all
    select 5, 'snapshot', since_at, 'Snapshot before' from snapshots
)

select
    found.kind,
    found.since_at,
    found.what || ', ' || local_words(found.since_at, programme.zone)
        as label,
    found.kind = marks.since_kind as is_default,
    found.position::bigint as position

from found

cross join programme

cross join meeting_marks as marks

where found.since_at is not null

order by position
