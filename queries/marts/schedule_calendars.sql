-- Working time of the calendars in force, one row per span of a day.
--
-- A day with spans of its own date (or with none, for no work) replaces the
-- spans of its weekday.
--
-- Returns
--   calendar_id     varchar  key
--   weekday         varchar  key; monday to sunday; null: a date
--   exception_date  date     key; null: a weekday
--   works_from      integer  key; minutes after local midnight; null: no work
--   works_to        integer  minutes after local midnight
--   zone            varchar  zone of its days: the one that a row of the
--                            calendar names, else the programme's
--
-- Source: docs/glossary.md, working time

select
    calendars.calendar_id,
    calendars.weekday,
    calendars.exception_date,
    calendars.works_from,
    calendars.works_to,
    coalesce(
        max(calendars.zone) over (partition by calendars.calendar_id),
        programme.zone
    ) as zone

from stg_calendars as calendars

cross join programme

where calendars.is_current
