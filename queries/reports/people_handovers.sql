-- Hand-overs at the end of each block of the roster that is not over: what runs
-- or is due within two hours, and who hands it over to whom of the same role
-- and side; one row per block, side and role with such work.
--
-- The next block is the first that begins at or after the end, at most twelve
-- hours later.
--
-- Parameters
--   $most   bigint = null  rows to list; null lists all
--   $sides  varchar[]      sides to keep; empty keeps all
--
-- Returns
--   block_id     varchar    key
--   side         varchar    key
--   role         varchar    key
--   health       varchar    late: nobody takes over; at_risk: nobody who hands
--                           over, or not confirmed; on_track; unknown: the
--                           roster ends there
--   what         varchar    role and end of the block in words
--   handover_at  timestamp  end of the block; UTC
--   why          varchar    who hands over to whom, in words
--   from_people  varchar    who hands over; null: nobody
--   to_people    varchar    who takes over; null: nobody
--   task_count   bigint     tasks that run or are due
--   tasks        varchar    their names
--
-- Source: docs/glossary.md, hand-over

with

ends as (
    select
        one.block_id,
        one.block_finish_at,
        arg_min(two.block_id, (two.block_start_at, two.block_finish_at))
            as next_id
    from shift_blocks as one
    left join shift_blocks as two
        on
            two.block_start_at >= one.block_finish_at
            and two.block_start_at <= one.block_finish_at + interval 12 hours
    where not one.is_past
    group by one.block_id, one.block_finish_at
),

work as (
    select distinct
        ends.block_id,
        tasks.side,
        tasks.role,
        tasks.task_id,
        tasks.task_name,
        tasks.task_start_at
    from ends
    inner join shift_tasks as tasks
        on
            tasks.is_due
            and tasks.task_start_at < ends.block_finish_at + interval 2 hours
            and tasks.task_finish_at > ends.block_finish_at
),

handed as (
    select
        block_id,
        side,
        role,
        count(*) as task_count,
        string_agg(task_name, '; ' order by task_start_at, task_id) as tasks
    from work
    group by block_id, side, role
),

told as (
    select
        handed.*,
        ends.block_finish_at,
        ends.next_id,
        before.people as from_people,
        after.people as to_people,
        coalesce(after.confirmed_count, 0) as confirmed_count
    from handed
    inner join ends using (block_id)
    left join shift_cells as before
        on
            handed.block_id = before.block_id
            and handed.side = before.side
            and handed.role = before.role
    left join shift_cells as after
        on
            ends.next_id = after.block_id
            and handed.side = after.side
            and handed.role = after.role
)

select
    block_id,
    side,
    role,
    case
        when next_id is null then 'unknown'
        when to_people is null then 'late'
        when from_people is null or confirmed_count = 0 then 'at_risk'
        else 'on_track'
    end as health,
    format(
        '{} {}, {}',
        upper(left(side, 1)) || substr(side, 2),
        replace(role, '_', ' '),
        local_words(block_finish_at, zone)
    ) as what,
    block_finish_at as handover_at,
    concat(
        coalesce(from_people, 'Nobody'),
        ' hands over to ',
        case
            when to_people is not null then to_people
            when next_id is null then 'the office: the roster ends'
            else 'nobody'
        end,
        if(
            to_people is not null and confirmed_count = 0,
            ', who has not confirmed',
            ''
        ),
        '.'
    ) as why,
    from_people,
    to_people,
    task_count,
    tasks

from told

cross join programme

where len($sides) = 0 or list_contains($sides, side)

order by
    block_finish_at,
    list_position(['late', 'at_risk', 'on_track', 'unknown'], health),
    role,
    side,
    block_id

limit $most
