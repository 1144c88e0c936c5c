-- Blocks of the roster, one row per start and end of a shift that is asked
-- for; where the plan asks for none, of every shift.
--
-- Returns
--   block_id          varchar    key; start and end in UTC
--   block_start_at    timestamp  start; UTC
--   block_finish_at   timestamp  end; UTC
--   block_minutes     bigint     length on the running clock
--   block_name        varchar    Saturday night; with its date where it is a
--                                week away; nights begin at 17:00
--   is_past           boolean    over at the status time
--   is_now            boolean    running at the status time
--   position          bigint     place in time, 1 first
--   current_position  bigint     place among the blocks that are looked at:
--                                those not over; where all are, the last
--                                seven; null: not looked at
--
-- Source: docs/glossary.md, shift block

with

asked as (
    select
        shift_start_at as block_start_at,
        shift_finish_at as block_finish_at
    from stg_shifts
    where is_current and shift_finish_at > shift_start_at
    qualify
        coalesce(is_required, true)
        or not bool_or(coalesce(is_required, true)) over ()
),

blocks as (
    select distinct
        block_start_at,
        block_finish_at
    from asked
),

placed as (
    select
        blocks.*,
        as_of,
        timezone(zone, timezone('UTC', block_start_at)) as local_start,
        block_finish_at <= as_of as is_past,
        row_number() over (order by block_start_at, block_finish_at)
            as position,
        count(*) over () as block_count,
        count(*) filter (where block_finish_at <= as_of) over () as past_count
    from blocks
    cross join programme
)

select
    strftime(block_start_at, '%Y%m%dT%H%M')
        || '-'
        || strftime(block_finish_at, '%Y%m%dT%H%M') as block_id,
    block_start_at,
    block_finish_at,
    date_diff('minute', block_start_at, block_finish_at) as block_minutes,
    case
        when abs(date_diff('hour', as_of, block_start_at)) < 144
            then strftime(local_start, '%A')
        else strftime(local_start, '%a %-d %b')
    end
    || if(hour(local_start) between 4 and 16, '', ' night') as block_name,
    is_past,
    block_start_at <= as_of and not is_past as is_now,
    position,
    case
        when past_count < block_count and not is_past
            then row_number() over (
                partition by is_past order by block_start_at, block_finish_at
            )
        when past_count = block_count and position > block_count - 7
            then position - greatest(block_count - 7, 0)
    end as current_position

from placed
