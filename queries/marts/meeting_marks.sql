-- From when a daily meeting counts, and which meeting comes next: always
-- exactly one row. Days are local days of the programme.
--
-- A meeting counts once it is closed: a daily one, and within the cutover
-- window every one but steering, because there the same people meet every few
-- hours. What happened since then is new; where none was closed yet, since
-- 8:00 on the last working day (Monday to Friday) before today.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   programme_id      varchar    key
--   since_at          timestamp  from when changes are told unless somebody
--                                chooses another moment; UTC
--   since_kind        varchar    meeting, working_day
--   meeting_id        varchar    meeting that was closed last; null: none
--   meeting_title     varchar    its name
--   closed_at         timestamp  when it was closed; UTC
--   open_meeting_id   varchar    meeting that is held now; null: none
--   open_title        varchar    its name
--   opened_at         timestamp  when it began; UTC
--   next_meeting_id   varchar    meeting planned next; null: none
--   next_title        varchar    its name
--   next_at           timestamp  when it is planned; UTC
--   day_start_at      timestamp  midnight with which today begins; UTC
--   day_end_at        timestamp  midnight with which tomorrow begins; UTC
--   morning_at        timestamp  yesterday at 8:00; UTC
--   working_day_at    timestamp  last working day before today, 8:00; UTC
--
-- Source: docs/glossary.md, since the last meeting; today

with

days as (
    select
        programme_id,
        zone,
        timezone(zone, timezone('UTC', as_of))::date as today,
        case isodow(today) when 1 then today - 3 when 7 then today - 2
            else today - 1
        end as working_day
    from programme
),

marks as (
    select
        programme_id,
        list_transform(
            [
                today::timestamp,
                (today + 1)::timestamp,
                today - 1 + interval 8 hours,
                working_day + interval 8 hours
            ],
            lambda told: timezone('UTC', timezone(zone, told))
        ) as instants
    from days
),

known as (
    select
        meetings.meeting_id,
        coalesce(meetings.title, meetings.meeting_id) as title,
        meetings.planned_at,
        if(meetings.opened_at <= $as_of, meetings.opened_at, null) as opened_at,
        if(meetings.closed_at <= $as_of, meetings.closed_at, null) as closed_at,
        case coalesce(meetings.meeting_type, 'daily')
            when 'daily' then true
            when 'steering' then false
            else
                meetings.closed_at >= programme.cutover_start_at
                and meetings.closed_at <= programme.cutover_finish_at
        end as is_counted
    from stg_meetings as meetings
    cross join programme
    where meetings.is_current
),

last_closed as (
    select *
    from known
    where closed_at < $as_of and is_counted
    order by closed_at desc, meeting_id
    limit 1
),

held as (
    select *
    from known
    where opened_at is not null and closed_at is null
    order by opened_at desc, meeting_id
    limit 1
),

coming as (
    select *
    from known
    where opened_at is null and closed_at is null and planned_at >= $as_of
    order by planned_at, meeting_id
    limit 1
)

select
    marks.programme_id,
    coalesce(last_closed.closed_at, marks.instants[4]) as since_at,
    if(last_closed.closed_at is null, 'working_day', 'meeting') as since_kind,
    last_closed.meeting_id,
    last_closed.title as meeting_title,
    last_closed.closed_at,
    held.meeting_id as open_meeting_id,
    held.title as open_title,
    held.opened_at,
    coming.meeting_id as next_meeting_id,
    coming.title as next_title,
    coming.planned_at as next_at,
    marks.instants[1] as day_start_at,
    marks.instants[2] as day_end_at,
    marks.instants[3] as morning_at,
    marks.instants[4] as working_day_at

from marks

left join last_closed on true

left join held on true

left join coming on true
