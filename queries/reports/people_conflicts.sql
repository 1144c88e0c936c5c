-- Who is booked twice: one row per pair of overlapping shifts of one person,
-- and per person who owns several tasks of the cutover at once.
--
-- Tasks count from the status time on, by the names of their owners; a role
-- that works with a team may well do so: that is told, not judged as double
-- booking.
--
-- Parameters
--   $most   bigint = null  rows to list; null lists all
--   $sides  varchar[]      sides to keep; empty keeps all
--
-- Returns
--   conflict_id        varchar    key
--   health             varchar    late: at two sites; at_risk: two shifts;
--                                 unknown: several tasks
--   kind               varchar    shifts, tasks
--   what               varchar    who
--   why                varchar    what overlaps, in words
--   person_id          varchar    who
--   side               varchar    side
--   role               varchar    role
--   overlap_start_at   timestamp  start; of tasks: when most run; UTC
--   overlap_finish_at  timestamp  end; null of tasks; UTC
--   overlap_minutes    bigint     length; null of tasks
--   item_count         bigint     shifts or tasks at once
--   items              varchar    their identifiers
--
-- Source: docs/glossary.md, double booking

with

work as (
    select
        people.person_id,
        people.person_name,
        people.side,
        people.role,
        tasks.task_id,
        forecasts.task_name,
        forecasts.early_start_at as start_at,
        forecasts.early_finish_at as finish_at,
        programme.as_of
    from tasks
    inner join task_forecasts as forecasts using (task_id)
    inner join stg_people as people
        on
            list_contains(tasks.owners, people.person_name)
            and people.is_current
    cross join programme
    where
        tasks.phase = 'cutover'
        and tasks.is_open
        and forecasts.early_finish_at > forecasts.early_start_at
),

at_once as (
    select
        one.person_id,
        one.task_id,
        greatest(one.start_at, one.as_of) as busy_at,
        any_value(one.person_name) as person_name,
        any_value(one.side) as side,
        any_value(one.role) as role,
        count(*) as task_count,
        string_agg(two.task_id, ', ' order by two.task_id) as task_ids
    from work as one
    inner join work as two
        on
            one.person_id = two.person_id
            and two.start_at <= greatest(one.start_at, one.as_of)
            and two.finish_at > greatest(one.start_at, one.as_of)
    group by one.person_id, one.task_id, one.start_at, one.as_of
    having count(*) > 1
),

busiest as (
    select *
    from at_once
    qualify
        row_number() over (
            partition by person_id order by task_count desc, busy_at, task_id
        )
        = 1
),

conflicts as (
    select
        format('shifts:{}+{}', shift_id, other_shift_id) as conflict_id,
        if(is_at_two_sites, 'late', 'at_risk') as health,
        'shifts' as kind,
        person_name as what,
        format(
            '{} in both shifts, {}{}.',
            length_words(overlap_minutes),
            if(
                is_at_two_sites,
                concat_ws(' and ', site, other_site),
                coalesce(site, 'same place')
            ),
            format(', from {}', local_words(overlap_start_at, zone))
        ) as why,
        person_id,
        side,
        role,
        overlap_start_at,
        overlap_finish_at,
        overlap_minutes,
        2 as item_count,
        format('{}, {}', shift_id, other_shift_id) as items
    from shift_overlaps
    cross join programme
    where not is_past
    union all
    select
        'tasks:' || person_id,
        'unknown',
        'tasks',
        person_name,
        format('{} tasks at once, {}.', task_count, local_words(busy_at, zone)),
        person_id,
        side,
        role,
        busy_at,
        null,
        null,
        task_count,
        task_ids
    from busiest
    cross join programme
)

select
    conflict_id,
    health,
    kind,
    what,
    why,
    person_id,
    side,
    role,
    overlap_start_at,
    overlap_finish_at,
    overlap_minutes,
    item_count::bigint as item_count,
    items

from conflicts

where len($sides) = 0 or list_contains($sides, side)

order by
    list_position(['late', 'at_risk', 'unknown'], health),
    item_count desc,
    overlap_start_at,
    conflict_id

limit $most
