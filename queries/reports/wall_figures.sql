-- The four figures of the wall.
--
-- Done: of the work that the wall counts (the cutover; afterwards what follows
-- it too) in percent. Running, late, and blocked or failed count every task in
-- scope.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position  bigint   key
--   label     varchar  name
--   value     double   null: not known
--   unit      varchar  unit
--   decimals  bigint   places shown
--   better    varchar  up, down, none
--   n         bigint   tasks behind it
--
-- Source: docs/wall.md, figures

with

kept as (
    select
        tasks.*,
        list_contains(stage.phases, tasks.phase) as is_counted
    from tasks
    cross join wall_stage as stage
    where
        tasks.is_in_scope
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

counted as (
    select
        count(*) as task_count,
        count(*) filter (where is_counted) as counted_count,
        count(*) filter (where is_counted and is_complete) as complete_count,
        count(*) filter (where status = 'in_progress') as running_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where status in ('blocked', 'failed')) as stuck_count,
        (select stage = 'after' from wall_stage) as is_after
    from kept
)

select
    unnest([1, 2, 3, 4])::bigint as position,
    unnest([
        if(is_after, 'Done from cutover on', 'Cutover done'),
        'Running',
        'Late',
        'Blocked or failed'
    ]) as label,
    unnest([
        100 * complete_count / nullif(counted_count, 0),
        if(task_count > 0, running_count, null),
        if(task_count > 0, late_count, null),
        if(task_count > 0, stuck_count, null)
    ])::double as value,
    unnest(['percent', 'count', 'count', 'count']) as unit,
    unnest([0, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'none', 'down', 'down']) as better,
    unnest([counted_count, task_count, task_count, task_count])::bigint as n

from counted

order by position
