-- What a forecast is measured against, one row per target.
--
-- The focus is the cutover while a task of it is open, else the whole plan.
-- A milestone of the integrated master schedule is told by its newest report.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   target_id    varchar    key; cutover, plan, checkpoint:<id>,
--                           milestone:<id>
--   target_kind  varchar    cutover, plan, checkpoint, point_of_no_return,
--                           milestone
--   target_name  varchar    name
--   due_at       timestamp  end of the window; latest baseline finish; time of
--                           the checkpoint; baseline of the milestone; UTC
--   planned_at   timestamp  latest planned finish of its tasks; UTC
--   is_focus     boolean    what the pages show first
--
-- Source: docs/glossary.md, target

with

cutover_work as (
    select count(*) filter (where actual_finish_at is null) as open_count
    from schedule_tasks
    where is_current and is_in_scope and phase = 'cutover'
),

today as (
    select timezone(zone, timezone('UTC', $as_of::timestamp))::date as "day"
    from schedule_options
),

reported as (
    select stated.*
    from stg_milestones as stated
    cross join today
    where stated.is_current
    qualify
        row_number() over (
            partition by stated.milestone_id
            order by
                stated.report_date <= today."day" desc,
                abs(date_diff('day', stated.report_date, today."day")),
                stated.report_date
        ) = 1
),

named as (
    select
        'cutover' as target_id,
        'cutover' as target_kind,
        'Cutover' as target_name,
        cutover_finish_at as due_at
    from schedule_options
    union all
    select 'plan', 'plan', 'Whole plan', baseline_finish_at
    from burndown_period
    union all
    select
        'checkpoint:' || checkpoint_id,
        if(is_point_of_no_return, 'point_of_no_return', 'checkpoint'),
        checkpoint_name,
        planned_at
    from stg_checkpoints
    where is_current
    union all
    select
        'milestone:' || milestone_id,
        'milestone',
        milestone_name,
        baseline_at
    from reported
),

planned as (
    select
        members.target_id,
        max(tasks.planned_finish_at) as planned_at
    from schedule_target_tasks as members
    inner join schedule_tasks as tasks using (load_id, task_id)
    where tasks.is_current
    group by members.target_id
)

select
    named.target_id,
    named.target_kind,
    named.target_name,
    named.due_at,
    planned.planned_at,
    named.target_id = if(cutover_work.open_count > 0, 'cutover', 'plan')
        as is_focus

from named

cross join cutover_work

inner join planned using (target_id)
