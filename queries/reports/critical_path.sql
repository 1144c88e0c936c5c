-- What drives the finish: the tasks of the driving path, first to last.
--
-- Parameters
--   $target  varchar = focus  target_id of schedule_targets, or focus
--
-- Returns
--   position             bigint     key; 1 for the first task
--   task_id              varchar    task
--   task_name            varchar    what is done
--   workstream           varchar    workstream
--   side                 varchar    side
--   owner_role           varchar    role that owns it
--   status               varchar    status
--   early_start_at       timestamp  actual, else forecast start; UTC
--   early_finish_at      timestamp  actual, else forecast finish; UTC
--   duration_minutes     bigint     working time
--   total_float_minutes  bigint     working time by which it can slip
--   driver               varchar    what set its start
--   dependency_type      varchar    link from the task before it
--   lag_minutes          bigint     lag of that link
--   wait_minutes         bigint     from the finish (SS, SF: start) of the task
--                                   before it to its start (FF, SF: finish)
--   is_milestone         boolean    a moment, not work
--
-- Source: docs/glossary.md, driving path

with

path as (
    select
        paths.position,
        paths.task_id,
        lag(paths.task_id) over (order by paths.position) as before_id
    from computed_paths as paths
    inner join plan_snapshots as snapshots using (load_id)
    inner join schedule_targets as targets using (target_id)
    where
        snapshots.is_current
        and paths.is_driving
        and if($target = 'focus', targets.is_focus, target_id = $target)
)

select
    path.position,
    path.task_id,
    tasks.task_name,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    tasks.status,
    tasks.early_start_at,
    tasks.early_finish_at,
    tasks.duration_minutes,
    tasks.total_float_minutes,
    tasks.driver,
    tasks.driving_type as dependency_type,
    tasks.driving_lag_minutes as lag_minutes,
    date_diff(
        'minute',
        if(
            tasks.driving_type in ('SS', 'SF'),
            earlier.early_start_at,
            earlier.early_finish_at
        ),
        if(
            tasks.driving_type in ('FF', 'SF'),
            tasks.early_finish_at,
            tasks.early_start_at
        )
    ) as wait_minutes,
    tasks.is_milestone

from path

inner join task_forecasts as tasks using (task_id)

left join task_forecasts as earlier on path.before_id = earlier.task_id

order by path.position
