-- Is every role of both sides there when its work is due: one row per block of
-- the roster, side and role; the role that needs attention first.
--
-- Parameters
--   $show   varchar = current  blocks to list; one of current, all; current:
--                              those not over, at most seven; where all are,
--                              the last seven
--   $side   varchar = null     customer or provider, with what is shared; null
--                              gives both
--   $sides  varchar[]          sides to keep; empty keeps all
--
-- Returns
--   block_id         varchar    key
--   side             varchar    key; customer, provider, shared
--   role             varchar    key
--   position         bigint     place of the role and side, 1 first
--   block_start_at   timestamp  start of the block; UTC
--   block_finish_at  timestamp  end of the block; UTC
--   block_name       varchar    Saturday night
--   is_past          boolean    the block is over
--   is_now           boolean    the block runs
--   state            varchar    nobody, missing, unconfirmed, covered,
--                               not_needed
--   health           varchar    late, at_risk, on_track, unknown
--   required_count   bigint     shifts that the plan asks for
--   staffed_count    bigint     people on shift
--   confirmed_count  bigint     of them confirmed
--   task_count       bigint     tasks whose work falls into the block
--   due_count        bigint     of them those that ask for somebody
--   sites            varchar    where they stand
--   people           varchar    who stands there
--   tasks            varchar    work that is due
--
-- Source: docs/glossary.md, shift gap; shift coverage

with

shown as (
    select
        cells.*,
        blocks.position as block_position,
        blocks.block_start_at,
        blocks.block_finish_at,
        blocks.block_name,
        blocks.is_past,
        blocks.is_now
    from shift_cells as cells
    inner join shift_blocks as blocks using (block_id)
    where
        ($show = 'all' or blocks.current_position <= 7)
        and ($side is null or cells.side in ($side, 'shared'))
        and (len($sides) = 0 or list_contains($sides, cells.side))
),

roles as (
    select
        side,
        role,
        row_number() over (
            order by
                min(severity_rank),
                min((severity_rank, block_position)),
                sum(due_count) desc,
                role,
                side
        ) as position
    from shown
    group by side, role
)

select
    shown.block_id,
    side,
    role,
    roles.position,
    shown.block_start_at,
    shown.block_finish_at,
    shown.block_name,
    shown.is_past,
    shown.is_now,
    shown.state,
    shown.health,
    shown.required_count,
    shown.staffed_count,
    shown.confirmed_count,
    shown.task_count,
    shown.due_count,
    shown.sites,
    shown.people,
    shown.tasks

from shown

inner join roles using (side, role)

order by roles.position, shown.block_start_at, shown.block_id
