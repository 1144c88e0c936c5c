-- One row per working span of a calendar and day: as loaded.
--
-- Returns
--   calendar_id     varchar    identifier that tasks name
--   calendar_name   varchar    name shown
--   weekday         varchar    day of every week; empty in the row of an
--                              exception
--   exception_date  date       single day, whose spans replace those of its
--                              weekday
--   works_from      integer    when work starts; empty, with works_to, on a day
--                              without work; minutes after midnight
--   works_to        integer    when work ends; 24:00, or midnight, is the end
--                              of the day; minutes after midnight
--   zone            varchar    IANA time zone of the calendar; the programme's
--                              where empty
--   source_file     varchar    file that the row came from
--   source_line     bigint     line in that file
--   load_id         varchar    snapshot
--   load_as_of      timestamp  status time of the snapshot; UTC
--   is_current      boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, calendars

select
    calendar_id,
    calendar_name,
    weekday,
    exception_date,
    works_from,
    works_to,
    zone,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_calendars
