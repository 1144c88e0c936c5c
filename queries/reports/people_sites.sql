-- Experts on site: people asked for and there, one row per site, side and
-- block of the roster.
--
-- Parameters
--   $show   varchar = current  blocks to list; one of current, all; current:
--                              those not over, at most seven; where all are,
--                              the last seven
--   $sides  varchar[]          sides to keep; empty keeps all
--
-- Returns
--   block_id         varchar    key
--   site             varchar    key; 'not given' where nothing is said
--   side             varchar    key
--   block_start_at   timestamp  start of the block; UTC
--   block_name       varchar    Saturday night
--   required_count   bigint     shifts that the plan asks for
--   staffed_count    bigint     people on shift
--   confirmed_count  bigint     of them confirmed
--   missing_count    bigint     shifts asked for without a person
--   due_count        bigint     tasks due of the roles that stand there
--   people           varchar    who stands there
--
-- Source: docs/glossary.md, shift coverage; M3 4.18, key experts on site

with

work as (
    select
        here.block_id,
        here.site,
        here.side,
        count(distinct task_id) as due_count
    from (
        select distinct
            block_id,
            site,
            side,
            role
        from shift_people
    ) as here
    inner join shift_tasks as tasks using (block_id, side, role)
    where tasks.is_due
    group by here.block_id, here.site, here.side
)

select
    shifts.block_id,
    coalesce(shifts.site, 'not given') as site,
    shifts.side,
    any_value(blocks.block_start_at) as block_start_at,
    any_value(blocks.block_name) as block_name,
    count(*) filter (where shifts.is_required) as required_count,
    count(distinct shifts.person_id) as staffed_count,
    count(distinct shifts.person_id) filter (where shifts.is_confirmed)
        as confirmed_count,
    count(*) filter (where shifts.is_required and not shifts.is_staffed)
        as missing_count,
    coalesce(any_value(work.due_count), 0) as due_count,
    string_agg(distinct shifts.person_name, ', ' order by shifts.person_name)
        as people

from shift_people as shifts

inner join shift_blocks as blocks on shifts.block_id = blocks.block_id

left join work
    on
        shifts.block_id = work.block_id
        and shifts.side = work.side
        and shifts.site is not distinct from work.site

where
    ($show = 'all' or blocks.current_position <= 7)
    and (len($sides) = 0 or list_contains($sides, shifts.side))

group by shifts.block_id, shifts.site, shifts.side

order by
    any_value(blocks.block_start_at), shifts.block_id, shifts.side,
    coalesce(shifts.site, 'not given')
