-- Is everybody there who is needed: the answer in words.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   health    varchar  key; late: a gap or a person at two sites; at_risk: not
--                      confirmed, booked twice, or nobody on call; on_track;
--                      unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   roles and blocks of the roster that are looked at; where
--                      none lies ahead, people
--
-- Source: docs/glossary.md, shift gap; double booking; on call

with

ahead as (
    select
        state,
        unconfirmed_count,
        staffed_count,
        due_count,
        block_name,
        block_start_at,
        side,
        role
    from shift_cells
    inner join shift_blocks using (block_id)
    where not is_past and (len($sides) = 0 or list_contains($sides, side))
),

cells as (
    select
        count(*) as cell_count,
        count(*) filter (where state in ('nobody', 'missing')) as gap_count,
        count(distinct block_name)
            filter (where state in ('nobody', 'missing')) as gap_block_count,
        arg_min(block_name, block_start_at)
            filter (where state in ('nobody', 'missing')) as gap_block,
        arg_min(
            role_words(side, role),
            (state = 'missing', block_start_at, role, side)
        ) filter (where state in ('nobody', 'missing')) as gap_role,
        arg_min(due_count, (state = 'missing', block_start_at, role, side))
            filter (where state in ('nobody', 'missing')) as gap_due_count,
        arg_min(block_name, (state = 'missing', block_start_at, role, side))
            filter (where state in ('nobody', 'missing')) as gap_role_block,
        coalesce(sum(unconfirmed_count), 0)::bigint as unconfirmed_count
    from ahead
),

bookings as (
    select
        count(*) as double_count,
        count(*) filter (where is_at_two_sites) as two_site_count,
        arg_min(
            person_name, (not is_at_two_sites, overlap_start_at, shift_id)
        ) as person_name
    from shift_overlaps
    where not is_past and (len($sides) = 0 or list_contains($sides, side))
),

calls as (
    select
        count(*) filter (where not is_filled) as seat_count,
        arg_min(
            format('for {} on the {} side', checkpoint_id, side),
            (planned_at, checkpoint_id, side)
        ) filter (where not is_filled) as seat
    from (
        select
            gates.checkpoint_id,
            gates.planned_at,
            sides.side,
            exists (
                select 1
                from stg_people as people
                where
                    people.is_current
                    and people.side = sides.side
                    and list_contains(
                        people.on_call_checkpoint_ids, gates.checkpoint_id
                    )
            ) as is_filled
        from checkpoints as gates
        cross join (select unnest(['customer', 'provider']) as side) as sides
        where
            gates.health != 'decided'
            and gates.phase is distinct from 'contingency'
            and (len($sides) = 0 or list_contains($sides, sides.side))
    )
),

known as (
    select count(*) as person_count
    from stg_people
    where is_current and (len($sides) = 0 or list_contains($sides, side))
),

facts as (
    select
        *,
        cell_count + person_count = 0 as is_empty
    from cells
    cross join bookings
    cross join calls
    cross join known
)

select
    case
        when is_empty then 'unknown'
        when gap_count + two_site_count > 0 then 'late'
        when unconfirmed_count + double_count > 0 then 'at_risk'
        when person_count > 0 and seat_count > 0 then 'at_risk'
        when cell_count = 0 then 'unknown'
        else 'on_track'
    end as health,
    case
        when is_empty then 'No people and no shifts are loaded'
        when gap_count + unconfirmed_count + double_count > 0
            then concat_ws(
                '; ',
                case when gap_count > 0
                    then format(
                        '{}{} {}',
                        count_words(gap_count, 'gap', 'gaps'),
                        if(gap_block_count > 1, ', first', ''),
                        'on ' || gap_block
                    ) end,
                case when double_count > 0
                    then count_words(
                        double_count, 'double booking', 'double bookings'
                    ) end,
                case when unconfirmed_count > 0 and gap_count * double_count = 0
                    then format('{:,} unconfirmed', unconfirmed_count) end
            )
        when cell_count = 0 then 'No shifts lie ahead'
        when person_count > 0 and seat_count > 0
            then format(
                'Shifts are covered; {} on call {} empty',
                count_words(seat_count, 'seat', 'seats'),
                if(seat_count = 1, 'is', 'are')
            )
        else 'Everybody who is needed is on shift'
    end as headline,
    case
        when is_empty then 'Load a list of people and a roster.'
        else concat_ws(
            ' ',
            case when gap_count > 0
                then format(
                    'No {} on {}{}.',
                    gap_role,
                    gap_role_block,
                    if(
                        gap_due_count > 0,
                        format(
                            ', with {} due',
                            count_words(gap_due_count, 'task', 'tasks')
                        ),
                        ''
                    )
                ) end,
            case when double_count > 0
                then format(
                    '{} is booked twice{}.',
                    person_name,
                    if(two_site_count > 0, ', at two sites', '')
                ) end,
            case when unconfirmed_count > 0
                then format(
                    '{} not confirmed.',
                    count_words(unconfirmed_count, 'shift is', 'shifts are')
                ) end,
            case when person_count > 0
                then if(
                    seat_count > 0,
                    format(
                        'Nobody is on call {}{}.',
                        seat,
                        if(
                            seat_count > 1,
                            format(
                                ' and {} more {}',
                                seat_count - 1,
                                if(seat_count = 2, 'seat', 'seats')
                            ),
                            ''
                        )
                    ),
                    'Both sides are on call for every open checkpoint.'
                ) end
        )
    end as detail,
    if(cell_count > 0, cell_count, person_count) as n

from facts

order by health
