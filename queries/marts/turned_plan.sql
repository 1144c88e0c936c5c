-- The plan after it turned, in words: always exactly one row.
--
-- Pages that tell how the plan goes say this first: what is locked is no work
-- any more, so neither its lateness nor its forecast means anything.
--
-- Returns
--   programme_id  varchar  key
--   is_turned     boolean  a No-Go or a call to turn back is in force
--   health        varchar  decided, late: a live task is late; null: forward
--   headline      varchar  at most ten words; null: the plan goes forward
--   detail        varchar  who, why, what is locked and what is left; null as
--                          above
--   locked_count  bigint   tasks that are locked
--   live_count    bigint   tasks of the contingency plan that are live
--   live_left_count  bigint  of them open
--   live_late_count  bigint  of them late
--
-- Source: docs/way-back.md, mode of the plan

with

work as (
    select
        count(*) filter (where is_locked) as locked_count,
        count(*) filter (where is_live) as live_count,
        count(*) filter (where is_live and is_open) as live_left_count,
        count(*) filter (where is_live and is_late) as live_late_count,
        max(expected_finish_at) filter (where is_live and is_open)
            as finish_at
    from tasks
),

told as (
    select
        plan_mode.*,
        work.*,
        strftime(
            timezone(zone, timezone('UTC', since_at)), '%a %-d %b %H:%M'
        ) as since_words,
        strftime(
            timezone(zone, timezone('UTC', finish_at)), '%a %-d %b %H:%M'
        ) as finish_words
    from plan_mode
    cross join programme
    cross join work
)

select
    programme_id,
    mode != 'forward' as is_turned,
    case
        when mode = 'forward' then null
        when live_late_count > 0 then 'late'
        else 'decided'
    end as health,
    case mode
        when 'contingency' then 'No-Go since ' || since_words
        when 'rollback' then 'Turning back since ' || since_words
    end || case
        when live_late_count > 0
            then ', '
                || count_words(live_late_count, 'task late', 'tasks late')
        when live_left_count > 0
            then ', '
                || count_words(live_left_count, 'task left', 'tasks left')
        when live_count > 0 then ', contingency plan done'
        else ', no contingency plan loaded'
    end as headline,
    case
        when mode != 'forward' then concat_ws(
            ' ',
            format(
                '{}{}: {}.',
                if(
                    mode = 'rollback',
                    'The way back was called',
                    'No-Go at ' || checkpoint_name
                ),
                coalesce(' by ' || decided_by, ''),
                coalesce(rtrim(reason, '.'), 'no reason stated')
            ),
            format(
                '{} of the forward plan {} locked.',
                count_words(locked_count, 'task', 'tasks'),
                if(locked_count = 1, 'is', 'are')
            ),
            if(live_count > 0, format(
                '{} of {} of the contingency plan {} left{}.',
                live_left_count,
                count_words(live_count, 'task', 'tasks'),
                if(live_left_count = 1, 'is', 'are'),
                coalesce(', expected to end ' || finish_words, '')
            ), null)
        )
    end as detail,
    locked_count,
    live_count,
    live_left_count,
    live_late_count

from told
