-- Gaps of the roster that lie ahead: nobody on shift though work is due, a
-- shift without a person, a person who has not confirmed; the first to act on
-- first.
--
-- Parameters
--   $most   bigint = null  rows to list; null lists all
--   $sides  varchar[]      sides to keep; empty keeps all
--
-- Returns
--   block_id         varchar    key
--   side             varchar    key
--   role             varchar    key
--   health           varchar    late: nobody is there; at_risk: not confirmed
--   what             varchar    role and block in words
--   why              varchar    what is wrong with it, in words
--   stand_in         varchar    who could stand in, in words
--   block_start_at   timestamp  start of the block; UTC
--   block_finish_at  timestamp  end of the block; UTC
--   state            varchar    nobody, missing, unconfirmed
--   due_count        bigint     tasks due
--   next_task_at     timestamp  when the first of them starts; UTC
--   tasks            varchar    their names
--   people           varchar    who is on shift
--   shift_ids        varchar    shifts to fill or to confirm
--   is_now           boolean    the block runs
--
-- Source: docs/glossary.md, shift gap; substitute

with

helpers as (
    select
        block_id,
        side,
        role,
        format(
            '{} {}{}',
            person_name,
            case state
                when 'free' then 'is free'
                when 'busy' then 'is on another shift: ' || busy_with
                else format(
                    'has only {} of rest',
                    length_words(
                        least(
                            coalesce(rest_before_minutes, 480),
                            coalesce(rest_after_minutes, 480)
                        )
                    )
                )
            end,
            coalesce(' (' || phone || ')', '')
        ) as stand_in
    from shift_stand_ins
    where position = 1
),

told as (
    select
        cells.*,
        blocks.block_start_at,
        blocks.block_finish_at,
        blocks.block_name,
        blocks.is_now,
        zone,
        count_words(cells.due_count, 'task is', 'tasks are')
        || format(
            ' due, the first {}', local_words(cells.next_task_at, zone)
        ) as work
    from shift_cells as cells
    inner join shift_blocks as blocks using (block_id)
    cross join programme
    where
        not blocks.is_past
        and cells.state in ('nobody', 'missing', 'unconfirmed')
        and (len($sides) = 0 or list_contains($sides, cells.side))
)

select
    told.block_id,
    told.side,
    told.role,
    told.health,
    format(
        '{} {}, {}',
        upper(left(told.side, 1)) || substr(told.side, 2),
        replace(told.role, '_', ' '),
        told.block_name
    ) as what,
    case told.state
        when 'nobody' then format('Nobody is on shift, and {}', told.work)
        when 'missing'
            then 'The plan asks for a shift that has no person'
                || coalesce('; ' || told.work, '')
        else format('{} has not confirmed', told.people)
            || coalesce('; ' || told.work, '')
    end
    || '.' as why,
    coalesce(
        helpers.stand_in || '.', 'Nobody of that role and side could stand in.'
    ) as stand_in,
    told.block_start_at,
    told.block_finish_at,
    told.state,
    told.due_count,
    told.next_task_at,
    told.tasks,
    told.people,
    array_to_string(told.shift_ids, ', ') as shift_ids,
    told.is_now

from told

left join helpers using (block_id, side, role)

order by told.severity_rank, told.block_start_at, told.role, told.side,
    told.block_id

limit $most
