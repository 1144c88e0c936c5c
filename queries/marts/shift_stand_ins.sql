-- Who could stand in at each gap that lies ahead, one row per gap and person.
--
-- Asked are people of the same side and role, and those that the plan names as
-- substitute of one of them; who is on that shift already is left out. Free is
-- who has no other shift then and eight hours of rest before and after.
--
-- Returns
--   block_id             varchar  key; block of the gap
--   side                 varchar  key; side of the gap
--   role                 varchar  key; role of the gap
--   person_id            varchar  key; who could stand in
--   person_name          varchar  name
--   phone                varchar  telephone
--   email                varchar  e-mail
--   substitutes_for      varchar  whose named substitute it is
--   is_same_role         boolean  of the same side and role
--   state                varchar  free, tired, busy
--   busy_with            varchar  role and place of the other shift
--   rest_before_minutes  bigint   since the end of the shift before; null:
--                                 none in the roster
--   rest_after_minutes   bigint   until the next shift; null: none
--   position             bigint   1 is asked first: free before tired,
--                                 named before not
--
-- Source: docs/glossary.md, substitute; shift gap

with

gaps as (
    select
        cells.block_id,
        cells.side,
        cells.role,
        blocks.block_start_at,
        blocks.block_finish_at
    from shift_cells as cells
    inner join shift_blocks as blocks using (block_id)
    where
        cells.state in ('nobody', 'missing', 'unconfirmed')
        and not blocks.is_past
),

known as (
    select * from stg_people where is_current
),

asked as (
    select
        gaps.*,
        own.person_id,
        null as substitutes_for
    from gaps
    inner join known as own
        on gaps.side in (own.side, 'shared') and gaps.role = own.role
    union all
    select
        gaps.*,
        own.substitute_id,
        own.person_name
    from gaps
    inner join known as own
        on gaps.side in (own.side, 'shared') and gaps.role = own.role
    where own.substitute_id is not null
),

candidates as (
    select
        block_id,
        side,
        role,
        person_id,
        any_value(block_start_at) as block_start_at,
        any_value(block_finish_at) as block_finish_at,
        string_agg(substitutes_for, ', ' order by substitutes_for)
            as substitutes_for
    from asked
    anti join shift_people using (block_id, side, role, person_id)
    group by block_id, side, role, person_id
),

times as (
    select
        candidates.*,
        string_agg(
            concat_ws(', ', replace(shifts.role, '_', ' '), shifts.site),
            '; ' order by shifts.shift_start_at, shifts.shift_id
        ) filter (
            where
            shifts.shift_start_at < block_finish_at
            and shifts.shift_finish_at > block_start_at
        ) as busy_with,
        min(date_diff('minute', shifts.shift_finish_at, block_start_at))
            filter (where shifts.shift_finish_at <= block_start_at)
            as rest_before_minutes,
        min(date_diff('minute', block_finish_at, shifts.shift_start_at))
            filter (where shifts.shift_start_at >= block_finish_at)
            as rest_after_minutes
    from candidates
    left join stg_shifts as shifts
        on candidates.person_id = shifts.person_id and shifts.is_current
    group by all
),

judged as (
    select
        *,
        case
            when busy_with is not null then 'busy'
            when coalesce(rest_before_minutes, 480) < 480
                or coalesce(rest_after_minutes, 480) < 480 then 'tired'
            else 'free'
        end as state
    from times
)

select
    judged.block_id,
    judged.side,
    judged.role,
    judged.person_id,
    known.person_name,
    known.phone,
    known.email,
    judged.substitutes_for,
    judged.side in (known.side, 'shared') and judged.role = known.role
        as is_same_role,
    judged.state,
    judged.busy_with,
    judged.rest_before_minutes,
    judged.rest_after_minutes,
    row_number() over (
        partition by judged.block_id, judged.side, judged.role
        order by
            list_position(['free', 'tired', 'busy'], judged.state),
            judged.substitutes_for is null,
            known.person_name,
            judged.person_id
    ) as position

from judged

inner join known using (person_id)
