-- In what order everything is undone: what was done last first, one row per
-- task that is undone or back-out step that undoes several.
--
-- Parameters
--   $from  varchar = now  one of now, worst: what has been started, from now
--                         on; or everything, from the end of the cutover on
--
-- Returns
--   task_id          varchar    key
--   position         bigint     1 for what is undone first
--   task_name        varchar    name
--   kind             varchar    task, step
--   workstream       varchar    workstream
--   side             varchar    side
--   owner_role       varchar    role that owns it
--   backout_minutes  bigint     time that it takes
--   back_start_at    timestamp  UTC
--   back_finish_at   timestamp  UTC
--   is_critical      boolean    any slip makes the way back longer
--   undoes_count     bigint     tasks that it undoes
--
-- Source: docs/way-back.md, back-out network

with

undone as (
    select step_id as task_id, count(*) as undoes_count
    from (
        select unnest(covered_by) as step_id
        from rollback_tasks
        where start_at is not null
    ) as pairs
    group by step_id
)

select
    path.task_id,
    path.position,
    tasks.task_name,
    source.kind,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    path.finish_minutes - path.start_minutes as backout_minutes,
    if(
        path.point = 'now', marks.as_of, marks.implementation_finish_at
    ) + to_minutes(path.start_minutes) as back_start_at,
    if(
        path.point = 'now', marks.as_of, marks.implementation_finish_at
    ) + to_minutes(path.finish_minutes) as back_finish_at,
    path.is_critical,
    coalesce(undone.undoes_count, 1) as undoes_count

from computed_rollback_path as path

inner join rollback_tasks as source using (task_id)

inner join tasks using (task_id)

cross join rollback_marks as marks

left join undone using (task_id)

where path.point = $from and not marks.is_past_point_of_no_return

order by path.position
