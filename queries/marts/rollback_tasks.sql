-- Tasks as the way back sees them, one row per task in the plan that is
-- neither skipped nor of the contingency plan, and one per back-out step.
--
-- A task that has not started starts as forecast, after the status time;
-- without a forecast as planned; never once the plan has turned. A started
-- task takes its whole time to undo, whatever its progress. A back-out step
-- takes what is left of its duration; without one, it undoes nothing.
--
-- Returns
--   task_id          varchar    key
--   kind             varchar    task, step
--   is_started       boolean    it is there to be undone
--   start_at         timestamp  actual, else forecast; null: never; UTC
--   backout_minutes  double     time to undo it; null: nobody says
--   covered_by       varchar[]  steps that undo it; null: none
--
-- Source: docs/way-back.md, back-out network

with

stated as (
    select tasks.*, judged.load_id
    from tasks
    inner join task_history as judged using (task_id)
    where judged.is_current and tasks.status != 'skipped'
),

steps as (
    select
        stated.task_id,
        source.backs_out,
        coalesce(
            source.duration_minutes,
            stated.planned_hours * 60,
            date_diff(
                'minute', stated.planned_start_at, stated.planned_finish_at
            )
        ) as lasting_minutes,
        case
            when stated.is_complete then 0
            when stated.actual_start_at is not null
                then greatest(0, lasting_minutes - date_diff(
                    'minute', stated.actual_start_at, programme.as_of
                ))
            else lasting_minutes
        end as left_minutes
    from stated
    inner join stg_tasks as source using (load_id, task_id)
    cross join programme
    where
        stated.phase = 'contingency'
        and len(source.backs_out) > 0
        and lasting_minutes is not null
),

covered as (
    select
        pairs.undone_id as task_id,
        array_agg(pairs.task_id order by pairs.task_id) as covered_by
    from (
        select distinct task_id, unnest(backs_out) as undone_id from steps
    ) as pairs
    group by pairs.undone_id
)

select
    stated.task_id,
    'task' as kind,
    stated.actual_start_at is not null
        or stated.status in ('in_progress', 'complete', 'failed') as is_started,
    case
        when is_started
            then coalesce(
                stated.actual_start_at, stated.completed_at, programme.as_of
            )
        when plan_mode.mode = 'forward'
            then greatest(
                coalesce(computed.early_start_at, stated.planned_start_at),
                date_trunc('minute', programme.as_of) + interval 1 minute
            )
    end as start_at,
    stated.backout_minutes,
    covered.covered_by

from stated

cross join programme

cross join plan_mode

left join covered using (task_id)

left join computed_schedule as computed using (load_id, task_id)

where stated.phase is distinct from 'contingency'

union all

select
    task_id,
    'step',
    false,
    null,
    left_minutes,
    null

from steps
