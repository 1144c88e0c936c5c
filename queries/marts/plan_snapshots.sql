-- Snapshots of the plan up to the status time, one row per status time.
--
-- Two loads of the same status time are one snapshot: the later one counts.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   load_id          varchar    key
--   load_as_of       timestamp  status time of the snapshot; UTC
--   is_current       boolean    the snapshot in force
--   snapshot_number  bigint     1 for the oldest
--   told_at          timestamp  until when it tells the course: its own
--                               status time; for the one in force, the
--                               status time of the moment; UTC
--   next_told_at     timestamp  told_at of the next snapshot; UTC
--
-- Source: docs/glossary.md, told by

with

loaded as (
    select load_id, load_as_of, bool_or(is_current) as is_current
    from stg_tasks
    group by load_id, load_as_of
),

last_per_time as (
    select
        *,
        case when is_current then $as_of::timestamp else load_as_of end
            as told_at
    from loaded
    qualify
        row_number() over (
            partition by load_as_of
            order by is_current desc, load_id desc
        ) = 1
)

select
    load_id,
    load_as_of,
    is_current,
    row_number() over (order by load_as_of) as snapshot_number,
    told_at,
    lead(told_at) over (order by load_as_of) as next_told_at

from last_per_time
