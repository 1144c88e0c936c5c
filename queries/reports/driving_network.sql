-- The driving path with the near-critical tasks beside it, as a graph: one row
-- per task and link that leads to it from another of these tasks.
--
-- Shown are the last 24 tasks of the path and the tasks of least float that a
-- link joins to them, at most 40 in all. column counts along the path; a task
-- beside it stands one column before the first one that it leads to.
--
-- Parameters
--   $target  varchar = focus  target_id of schedule_targets, or focus
--
-- Returns
--   task_id              varchar    key; task
--   predecessor_id       varchar    key; task before it; null: none shown
--   dependency_type      varchar    key; FS, SS, FF, SF
--   task_name            varchar    what is done
--   column               bigint     place along the path, 1 first
--   lane                 bigint     0 on the path, else 1 and up in its column
--   lag_minutes          bigint     lag of the link
--   is_driving           boolean    the task drives the finish
--   is_driving_link      boolean    the link is one of the path
--   health               varchar    on_track, at_risk, late, unknown
--   early_start_at       timestamp  actual, else forecast start; UTC
--   early_finish_at      timestamp  actual, else forecast finish; UTC
--   total_float_minutes  bigint     working time by which it can slip
--   side                 varchar    side
--
-- Source: docs/glossary.md, driving path

with

path as (
    select
        paths.task_id,
        paths.position,
        max(paths.position) over () as last_position
    from computed_paths as paths
    inner join plan_snapshots as snapshots using (load_id)
    inner join schedule_targets as targets using (target_id)
    where
        snapshots.is_current
        and paths.is_driving
        and if($target = 'focus', targets.is_focus, target_id = $target)
    qualify paths.position > last_position - 24
),

joined as (
    select links.*
    from schedule_links as links
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
),

beside as (
    select
        joined.predecessor_id as task_id,
        min(path.position) - 1 as position
    from joined
    inner join path on joined.successor_id = path.task_id
    inner join task_forecasts as tasks on joined.predecessor_id = tasks.task_id
    where
        tasks.is_open
        and joined.predecessor_id not in (select task_id from path)
    group by joined.predecessor_id, tasks.total_float_minutes
    order by tasks.total_float_minutes, joined.predecessor_id
    limit 16
),

shown as (
    select task_id, position, true as is_driving from path
    union all
    select task_id, position, false from beside
),

placed as (
    select
        shown.task_id,
        shown.is_driving,
        shown.position - min(shown.position) over () + 1 as place,
        row_number() over (
            partition by shown.position
            order by
                shown.is_driving desc,
                tasks.total_float_minutes,
                shown.task_id
        ) - 1 + if(bool_or(shown.is_driving) over (
            partition by shown.position
        ), 0, 1) as lane,
        tasks.* exclude (task_id)
    from shown
    inner join task_forecasts as tasks using (task_id)
),

arrows as (
    select joined.*
    from joined
    inner join shown as tails on joined.predecessor_id = tails.task_id
    inner join shown as heads on joined.successor_id = heads.task_id
)

select
    placed.task_id,
    arrows.predecessor_id,
    arrows.dependency_type,
    placed.task_name,
    placed.place as "column",
    placed.lane,
    arrows.lag_minutes,
    placed.is_driving,
    placed.is_driving
    and coalesce(
        arrows.predecessor_id = placed.driving_predecessor_id
        and arrows.dependency_type = placed.driving_type,
        false
    ) as is_driving_link,
    placed.health,
    placed.early_start_at,
    placed.early_finish_at,
    placed.total_float_minutes,
    placed.side

from placed

left join arrows on placed.task_id = arrows.successor_id

order by
    "column",
    lane,
    placed.task_id,
    arrows.predecessor_id,
    arrows.dependency_type
