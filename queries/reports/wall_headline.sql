-- Are we on plan, and what stops us: the answer in words.
--
-- Health: late where a checkpoint is overdue; else that of the plan, at_risk at
-- least where a trigger to turn back has fired while there is a way back. After
-- the cutover at_risk where a task is late or blocked, else that of the
-- warranty. What stops us, most urgent first: checkpoints without a decision,
-- triggers that have fired, the task that drives the finish, blocked tasks.
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  what stops us, with the numbers
--   n         bigint   tasks in scope
--
-- Source: docs/wall.md, headline

with

work as (
    select
        count(*) as task_count,
        count(*) filter (where is_complete) as complete_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where status in ('blocked', 'failed')) as stuck_count
    from tasks
    where is_in_scope
),

gates as (
    select
        count(*) as overdue_count,
        min_by(label, (start_at, event_id)) as overdue_name
    from programme_events
    where kind = 'checkpoint' and state = 'overdue'
),

triggers as (
    select
        count(*) filter (where authority.is_fired) as fired_count,
        min_by(authority.trigger_name, authority.trigger_id)
            filter (where authority.is_fired) as fired_name
    from rollback_authority as authority
    cross join rollback_marks as marks
    where
        not marks.is_past_point_of_no_return
        and marks.mode = 'forward'
        and (marks.now_count > 0 or marks.as_of >= marks.window_start_at)
),

driving as (
    select
        task_id,
        task_name,
        date_diff('minute', planned_finish_at, early_finish_at) as late_minutes
    from task_forecasts
    where is_on_path and is_open
    order by path_position
    limit 1
),

told as (
    select
        stage.*,
        work.*,
        gates.*,
        triggers.*,
        warranty.*,
        turned.is_turned,
        turned.health as turned_health,
        turned.headline as turned_headline,
        turned.detail as turned_detail,
        case
            when driving.task_id is not null then format(
                'Driving: {}{}.',
                driving.task_name,
                if(
                    driving.late_minutes > 0,
                    format(', {} late', length_words(driving.late_minutes)),
                    ''
                )
            )
        end as driving_words,
        case when stuck_count > 0 then format(
            '{} blocked or failed.',
            count_words(stuck_count, 'task is', 'tasks are')
        ) end as stuck_words
    from wall_stage as stage
    cross join work
    cross join gates
    cross join triggers
    cross join warranty
    cross join turned_plan as turned
    left join driving on true
)

select
    case
        when task_count = 0 then 'unknown'
        when is_turned then turned_health
        when overdue_count > 0 then 'late'
        when stage = 'after' and late_count + stuck_count > 0 then 'at_risk'
        when stage = 'after' then warranty_health
        when fired_count > 0 and plan_health = 'on_track' then 'at_risk'
        else plan_health
    end as health,
    case
        when task_count = 0 then 'No tasks are loaded'
        when is_turned then turned_headline
        when stage = 'after' and left_days < 0 then 'Live, warranty over'
        when stage = 'after' then coalesce(
            format('Live, warranty day {} of {}', day_number, length_days),
            'Live'
        )
        when stage = 'undated' then 'No cutover window is dated'
        when float_minutes is null or not is_cutover
            then 'No end of the cutover can be forecast'
        when float_minutes = 0 then 'Tight: ends just as the window closes'
        else format(
            '{} ends {} {} the window',
            case plan_health
                when 'late' then 'Too late:'
                when 'at_risk' then 'Tight:'
                else 'On plan:'
            end,
            length_words(float_minutes),
            if(float_minutes < 0, 'after', 'before')
        )
    end as headline,
    if(is_turned, turned_detail, concat_ws(
        ' ',
        case
            when overdue_count = 1
                then overdue_name || ' has no decision.'
            when overdue_count > 1
                then format('{} checkpoints have no decision.', overdue_count)
        end,
        case
            when fired_count > 0
                then format('Reason to turn back: {}.', fired_name)
        end,
        if(stage = 'after', null, driving_words),
        case
            when stage = 'after' and task_count > 0 then format(
                '{} of {} tasks are complete, {} late.',
                complete_count, task_count, late_count
            )
        end,
        stuck_words
    )) as detail,
    task_count as n

from told

order by health
