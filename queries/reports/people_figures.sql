-- The five figures of the people page.
--
-- Gaps, double bookings and shifts count from the status time on; contact
-- centers over the last seven days.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    what it was counted on
--   trend     double[]  null: no course
--
-- Source: docs/glossary.md, shift gap; double booking; on call;
-- contact-center staffing

with

cells as (
    select
        count(*) filter (where state in ('nobody', 'missing')) as gap_count,
        count(*) filter (where state != 'not_needed') as cell_count,
        sum(missing_count + staffed_count) as asked_count,
        sum(confirmed_count) as confirmed_count
    from shift_cells
    inner join shift_blocks using (block_id)
    where not is_past and (len($sides) = 0 or list_contains($sides, side))
),

bookings as (
    select
        count(*) filter (where not is_past) as double_count,
        (
            select count(distinct person_id)
            from shift_people
            inner join shift_blocks as blocks using (block_id)
            where
                not blocks.is_past
                and (len($sides) = 0 or list_contains($sides, side))
        ) as person_count
    from shift_overlaps
    where len($sides) = 0 or list_contains($sides, side)
),

seats as (
    select
        gates.checkpoint_id,
        unnest(['customer', 'provider']) as side
    from checkpoints as gates
    where
        gates.health != 'decided' and gates.phase is distinct from 'contingency'
),

calls as (
    select
        count(*) as seat_count,
        count(*) filter (
            where exists (
                select 1
                from stg_people as people
                where
                    people.is_current
                    and people.side = seats.side
                    and list_contains(
                        people.on_call_checkpoint_ids, seats.checkpoint_id
                    )
            )
        ) as filled_count
    from seats
    where len($sides) = 0 or list_contains($sides, side)
),

centers as (
    select
        count(*) as interval_count,
        count(*) filter (where staffed_count >= required_count) as full_count
    from stg_contact_center_intervals
    cross join programme
    where
        is_current
        and staffed_count is not null
        and required_count is not null
        and interval_start_at between as_of - interval 7 days and as_of
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Gaps ahead',
        'Double bookings',
        'Shifts confirmed',
        'Seats on call at gates',
        'Centers as planned, 7 days'
    ]) as label,
    unnest([
        if(cell_count > 0, gap_count, null),
        if(person_count > 0, double_count, null),
        100.0 * confirmed_count / nullif(asked_count, 0),
        100.0 * filled_count / nullif(seat_count, 0),
        100.0 * full_count / nullif(interval_count, 0)
    ])::double as value,
    unnest(['count', 'count', 'percent', 'percent', 'percent']) as unit,
    unnest([0, 0, 0, 0, 0])::bigint as decimals,
    unnest(['down', 'down', 'up', 'up', 'up']) as better,
    unnest([
        cell_count,
        person_count,
        coalesce(asked_count, 0),
        seat_count,
        interval_count
    ])::bigint as n,
    null::double[] as trend

from cells

cross join bookings

cross join calls

cross join centers

order by position
