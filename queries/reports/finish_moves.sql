-- What moved the finish since the last snapshot, one row per reason, in the
-- order of the path. The shares sum to the movement of the finish.
--
-- Parameters
--   $target  varchar = focus  target_id of schedule_targets, or focus
--
-- Returns
--   position            bigint     key; in the order of the path
--   task_id             varchar    task
--   task_name           varchar    what is done
--   side                varchar    side
--   owner_role          varchar    role that owns it
--   change              varchar    joined the path, left the path, longer,
--                                  shorter, started late, started early, waits
--                                  longer, waits less
--   share_minutes       bigint     what it adds to the finish; negative takes
--                                  away
--   previous_finish_at  timestamp  its forecast finish in the snapshot before;
--                                  UTC
--   finish_at           timestamp  its forecast finish now; UTC
--   moved_minutes       bigint     the one less the other
--
-- Source: docs/glossary.md, what moved the finish

with

earlier as (
    select
        computed.task_id,
        computed.early_finish_at as previous_finish_at
    from computed_schedule as computed
    inner join schedule_tasks as plan using (load_id, task_id)
    where plan.is_previous
),

names as (
    select
        task_id,
        task_name,
        side,
        owner_role
    from stg_tasks
    qualify
        row_number() over (
            partition by task_id
            order by is_current desc, load_as_of desc, load_id desc
        ) = 1
)

select
    moves.position,
    moves.task_id,
    names.task_name,
    names.side,
    names.owner_role,
    moves.change,
    moves.share_minutes,
    earlier.previous_finish_at,
    tasks.early_finish_at as finish_at,
    date_diff('minute', earlier.previous_finish_at, tasks.early_finish_at)
        as moved_minutes

from computed_finish_moves as moves

inner join schedule_targets as targets using (target_id)

left join names using (task_id)

left join task_forecasts as tasks using (task_id)

left join earlier using (task_id)

where if($target = 'focus', targets.is_focus, target_id = $target)

order by moves.position
