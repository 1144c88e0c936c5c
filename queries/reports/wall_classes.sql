-- What is deployed, activated, secured and shut down, one row per class of
-- task, in the order of the weekend; all four, also where the plan has none.
--
-- Counts the cutover; after it, what follows too. Next is the open task that is
-- planned to finish first.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position          bigint     key
--   task_class        varchar    deploy_code, activate_component,
--                                secure_legacy, shutdown_legacy
--   task_count        bigint     tasks in scope
--   complete_count    bigint     of them complete
--   running_count     bigint     of them in progress
--   stuck_count       bigint     of them blocked or failed
--   late_count        bigint     of them late
--   planned_count     bigint     of them planned to be finished by now
--   complete_percent  double     complete, of task_count
--   planned_percent   double     planned by now, of task_count
--   next_task_id      varchar    next task
--   next_task_name    varchar    its name
--   next_finish_at    timestamp  its planned finish; UTC
--   health            varchar    late: a task is late or stuck; at_risk: fewer
--                                complete than planned; unknown: no tasks; else
--                                on_track
--
-- Source: docs/wall.md, classes of work; M3 4.18, step 6

with

classes as (
    select
        unnest([1, 2, 3, 4])::bigint as position,
        unnest([
            'deploy_code',
            'activate_component',
            'secure_legacy',
            'shutdown_legacy'
        ]) as task_class
),

kept as (
    select
        tasks.*,
        stage.as_of
    from tasks
    cross join wall_stage as stage
    where
        tasks.is_in_scope
        and list_contains(stage.phases, tasks.phase)
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

counted as (
    select
        classes.position,
        classes.task_class,
        count(kept.task_id) as task_count,
        count(*) filter (where is_complete) as complete_count,
        count(*) filter (where status = 'in_progress') as running_count,
        count(*) filter (where status in ('blocked', 'failed')) as stuck_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where planned_finish_at <= as_of) as planned_count,
        min_by(task_id, (planned_finish_at is null, planned_finish_at, task_id))
            filter (where is_open) as next_task_id
    from classes
    left join kept on classes.task_class = kept.task_class
    group by classes.position, classes.task_class
)

select
    counted.position,
    counted.task_class,
    counted.task_count,
    counted.complete_count,
    counted.running_count,
    counted.stuck_count,
    counted.late_count,
    counted.planned_count,
    100.0 * complete_count / nullif(task_count, 0) as complete_percent,
    100.0 * planned_count / nullif(task_count, 0) as planned_percent,
    counted.next_task_id,
    tasks.task_name as next_task_name,
    tasks.planned_finish_at as next_finish_at,
    case
        when task_count = 0 then 'unknown'
        when late_count + stuck_count > 0 then 'late'
        when complete_count < planned_count then 'at_risk'
        else 'on_track'
    end as health

from counted

left join tasks on counted.next_task_id = tasks.task_id

order by counted.position
