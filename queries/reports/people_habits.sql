-- Habits that M3 asks of a cutover's people, each with what the programme's
-- files say: one row per habit.
--
-- Shifts and people count in the blocks that are not over; where all are, in
-- the last seven. Contact centers count over the last 28 days.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   position  bigint   key
--   health    varchar  on_track, at_risk, late, unknown: nothing to count
--   what      varchar  the habit
--   says      varchar  what was counted, in words
--   value     double   share that keeps it, in percent; null: not known
--   n         bigint   what it was counted on
--
-- Source: docs/glossary.md, shift coverage; M3 4.18, contact center at each
-- organization, key experts on site

with

sides as (
    select unnest(['customer', 'provider']) as side
),

shifts as (
    select people.*
    from shift_people as people
    inner join shift_blocks as blocks using (block_id)
    where
        blocks.current_position <= 7
        and (len($sides) = 0 or list_contains($sides, side))
),

experts as (
    select
        1 as position,
        'Key experts on site, ' || sides.side as what,
        count(*) filter (where shifts.is_required and shifts.is_staffed)
            as kept,
        count(*) filter (where shifts.is_required) as n,
        ' required shifts have a person' as says
    from sides
    left join shifts using (side)
    where len($sides) = 0 or list_contains($sides, sides.side)
    group by sides.side
),

stand_ins as (
    select
        2 as position,
        'A substitute for everybody on shift' as what,
        count(*) filter (where substitute_id is not null) as kept,
        count(*) as n,
        ' people on shift have one' as says
    from stg_people
    where
        is_current
        and person_id in (select person_id from shifts)
),

centers as (
    select
        3 as position,
        'A contact center at each organization' as what,
        count(distinct sides.side) filter (where intervals.staffed_count > 0)
            as kept,
        if(
            (select count(*) from stg_contact_center_intervals) = 0,
            0,
            count(distinct sides.side)
        ) as n,
        ' sides staff one, last 28 days' as says
    from sides
    cross join programme
    left join stg_contact_center_intervals as intervals
        on
            sides.side = intervals.side
            and intervals.is_current
            and intervals.interval_start_at
            between as_of - interval 28 days and as_of
    where len($sides) = 0 or list_contains($sides, sides.side)
),

staffing as (
    select
        4 as position,
        'Contact centers staffed as planned' as what,
        count(*) filter (where staffed_count >= required_count) as kept,
        count(*) as n,
        ' intervals had the people asked for, last 28 days' as says
    from stg_contact_center_intervals
    cross join programme
    where
        is_current
        and staffed_count is not null
        and required_count is not null
        and interval_start_at between as_of - interval 28 days and as_of
        and (len($sides) = 0 or list_contains($sides, side))
),

reach as (
    select
        5 as position,
        'Everybody can be reached by telephone' as what,
        count(*) filter (where phone is not null) as kept,
        count(*) as n,
        ' people have a number' as says
    from stg_people
    where is_current and (len($sides) = 0 or list_contains($sides, side))
),

habits as (
    select * from experts
    union all
    select * from stand_ins
    union all
    select * from centers
    union all
    select * from staffing
    union all
    select * from reach
)

select
    row_number() over (order by position, what) as position,
    case
        when n = 0 then 'unknown'
        when kept = n then 'on_track'
        when kept >= 0.9 * n then 'at_risk'
        else 'late'
    end as health,
    what,
    if(
        n = 0,
        'Nothing to count at this status time.',
        format('{:,} of {:,}{}.', kept, n, says)
    ) as says,
    100.0 * kept / nullif(n, 0) as value,
    n

from habits

order by position
