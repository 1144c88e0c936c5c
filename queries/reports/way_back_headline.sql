-- Can the plan still turn back, and until when: the answer in words.
--
-- Health by the rules of the mart rollback_state; a trigger that has fired
-- while the way back is open makes it at risk at least, once the window is open
-- or something is there to be undone.
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   tasks and steps that take time to undo
--
-- Source: docs/way-back.md, clock; health of the way back

with

fired as (
    select
        count(*) as trigger_count,
        count(*) filter (where is_fired) as fired_count,
        min_by(trigger_name, trigger_id) filter (where is_fired) as fired_name
    from rollback_authority
),

told as (
    select
        marks.*,
        judged.* exclude (programme_id),
        fired.trigger_count,
        fired.fired_name,
        if(marks.now_count > 0 or judged.is_window_open, fired_count, 0)
            as fired_count,
        judged.rule in (
            'backup', 'restore', 'warning', 'point overdue', 'margin',
            'worst case', 'cutover', 'reserve', 'open'
        ) as is_open,
        closing.task_name as closing_task_name,
        turned.reason as turned_reason,
        turned.checkpoint_name,
        local_words(backout_now_known_at, zone) as now_words,
        local_words(latest_decision_at, zone) as latest_words,
        local_words(limit_at, zone) as limit_words,
        local_words(point_of_no_return_at, zone) as point_words,
        local_words(turned_at, zone) as turn_words
    from rollback_marks as marks
    cross join rollback_state as judged
    cross join fired
    cross join plan_mode as turned
    left join tasks as closing on marks.closing_task_id = closing.task_id
)

select
    if(is_open and health = 'on_track' and fired_count > 0, 'at_risk', health)
        as health,
    case
        when task_count = 0 and silent_count = 0 and window_finish_at is null
            then 'No cutover window and no back-out are loaded'
        when rule = 'no window' then 'No cutover window is dated'
        when rule = 'not computed' then 'The way back cannot be computed'
        when rule = 'no durations'
            then 'No task says how long undoing it takes'
        when rule = 'called' and now_count = 0
            then 'Way back called, everything is undone'
        when rule = 'called'
            then 'Way back called, undone by ' || now_words
        when rule = 'called too late'
            then format('Way back called, ends {} too late', length_words(
                date_diff('minute', limit_at, backout_now_known_at)
            ))
        when rule = 'passed' and is_past_by_decision
            then 'No way back since ' || point_words
        when rule = 'passed' then 'No way back since go-live'
        when rule = 'too late'
            then format('Too late to turn back, by {}', length_words(
                date_diff('minute', limit_at, backout_now_known_at)
            ))
        when rule = 'stopped' and now_count = 0
            then 'No-Go, nothing to undo'
        when rule = 'stopped'
            then format('No-Go, undone by {} if begun now', now_words)
        when fired_count > 0
            then format(
                '{} fired, way back open until {}',
                count_words(fired_count, 'trigger', 'triggers'), latest_words
            )
        when is_window_open and is_viable is not true
            then format('Way back not secured, decide by {}', latest_words)
        when is_window_open
            then format(
                'Way back open for {}, until {}',
                length_words(minutes_left), latest_words
            )
        else 'Way back open until ' || latest_words
    end as headline,
    concat_ws(
        ' ',
        case
            when rule = 'not computed' then reason
            when is_open and health != 'on_track'
                then upper(reason[1]) || reason[2:] || '.'
        end,
        case
            when mode != 'forward' then format(
                '{} {}{}: {}.',
                if(
                    mode = 'rollback', 'Called', 'No-Go at ' || checkpoint_name
                ),
                turn_words,
                coalesce(' by ' || turned_by, ''),
                coalesce(rtrim(turned_reason, '.'), 'no reason stated')
            )
        end,
        case
            when rule = 'passed' and is_past_by_decision then format(
                '{} was decided {}{}.',
                point_of_no_return_name,
                replace(
                    point_of_no_return_decision,
                    'conditional', 'go with conditions'
                ),
                coalesce(' by ' || point_of_no_return_by, '')
            )
            when rule = 'passed'
                then 'Live business runs in the new system since then; no '
                    || 'decision on a point of no return is recorded.'
        end,
        case
            when task_count = 0 or problem is not null
                or is_past_point_of_no_return then null
            when now_count = 0 and mode = 'forward'
                then 'Nothing that takes time to undo has been started.'
            when now_count > 0 then format(
                'Undoing {} of {} takes {}, until {}; the limit is {}.',
                now_count,
                count_words(task_count, 'step', 'steps'),
                length_words(backout_now_minutes),
                now_words,
                coalesce(limit_words, 'not dated')
            )
        end,
        case
            when is_open and closing_task_id is not null then format(
                'The start of {} ({}) closes the way back.',
                closing_task_name, closing_task_id
            )
        end,
        case
            when is_open and fired_count > 0
                then format('Fired: {}.', fired_name)
            when is_open and trigger_count = 0
                then 'No trigger is stated on which it may be called.'
        end,
        case
            when is_open and point_of_no_return_id is not null
                and point_of_no_return_at >= as_of
                then format(
                    '{} is to be decided {}.',
                    point_of_no_return_name, point_words
                )
        end,
        case
            when silent_count > 0 and not is_past_point_of_no_return
                and task_count > 0
                then format(
                    '{} of the cutover {} no back-out and {} as 0.',
                    count_words(silent_count, 'task', 'tasks'),
                    if(silent_count = 1, 'states', 'state'),
                    if(silent_count = 1, 'counts', 'count')
                )
        end
    ) as detail,
    task_count as n

from told

order by health
