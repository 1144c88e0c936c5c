-- Work of the cutover phase that falls into a block of the roster, one row per
-- block, side and task; a shared task is work of both sides.
--
-- Work runs from the actual, else forecast start to the actual, else forecast
-- finish. Tasks of other phases are done in office hours, without shifts.
--
-- Returns
--   block_id        varchar    key
--   side            varchar    key; customer, provider
--   task_id         varchar    key
--   task_name       varchar    what is done
--   role            varchar    role that owns it
--   task_start_at   timestamp  actual, else forecast; UTC
--   task_finish_at  timestamp  actual, else forecast; UTC
--   is_due          boolean    it asks for somebody: not finished at the
--                              status time, or the block is over
--
-- Source: docs/glossary.md, shift gap

with

work as (
    select
        task_id,
        task_name,
        owner_role as role,
        is_open,
        case
            when side in ('customer', 'provider') then [side]
            else ['customer', 'provider']
        end as sides,
        coalesce(early_start_at, planned_start_at) as task_start_at,
        coalesce(early_finish_at, planned_finish_at) as task_finish_at
    from task_forecasts
    where phase = 'cutover' and status != 'skipped' and owner_role is not null
)

select
    blocks.block_id,
    unnest(work.sides) as side,
    work.task_id,
    work.task_name,
    work.role,
    work.task_start_at,
    work.task_finish_at,
    work.is_open or blocks.is_past as is_due

from work

inner join shift_blocks as blocks
    on
        work.task_start_at < blocks.block_finish_at
        and (
            work.task_finish_at > blocks.block_start_at
            or work.task_start_at >= blocks.block_start_at
        )
