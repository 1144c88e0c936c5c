-- Are we on plan and who must act: the answer in words.
--
-- Late: a mandatory task is late, a checkpoint is overdue, or the next one is
-- not safe. At risk: any task is late or blocked, or the next checkpoint is at
-- risk. Without any task nothing else is known. Tasks as on the page Overview,
-- checkpoints as on their own. Once the plan has turned (No-Go, way back) that
-- is said first.
--
-- Parameters
--   $since        timestamp = null  done since when, UTC; null: the last
--                                   meeting, else the last working day, 8:00
--   $workstreams  varchar[]         workstreams to keep; empty keeps all
--   $sides        varchar[]         sides to keep; empty keeps all
--   $phases       varchar[]         phases to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   tasks in scope
--
-- Source: docs/glossary.md, late; startable; next checkpoint

with

work as (
    select
        count(*) as n,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where is_late and is_mandatory) as mandatory_count,
        count(*) filter (where is_blocked) as blocked_count,
        count(*) filter (where is_startable) as startable_count,
        count(*) filter (where is_due_next) as due_count,
        count(*) filter (
            where completed_at > coalesce($since, marks.since_at)
        ) as done_count
    from daily_tasks
    cross join meeting_marks as marks
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

gates as (
    select
        *,
        count(*) filter (where is_overdue) over () as overdue_count
    from checkpoints_ahead
    where
        (
            len($workstreams) = 0
            or workstream is null
            or list_contains($workstreams, workstream)
        )
        and (len($phases) = 0 or list_contains($phases, phase))
    qualify row_number() over (order by planned_at, checkpoint_id) = 1
),

told as (
    select
        work.*,
        gates.* exclude (workstream, phase),
        local_words(coalesce($since, marks.since_at), programme.zone)
            as since_words,
        local_words(planned_at, programme.zone) as planned_words,
        list_filter(
            [
                count_words(late_count, 'task late', 'tasks late'),
                blocked_count || ' blocked',
                startable_count || ' startable'
            ],
            lambda said: not starts_with(said, '0 ')
        )[:2] as counts
    from work
    cross join meeting_marks as marks
    cross join programme
    left join gates on true
)

select
    case
        when turned.is_turned then turned.health
        when n = 0 and told.checkpoint_id is null then 'unknown'
        when
            mandatory_count > 0
            or overdue_count > 0
            or told.health = 'late'
            then 'late'
        when late_count + blocked_count > 0 or told.health = 'at_risk'
            then 'at_risk'
        when n = 0 then 'unknown'
        else 'on_track'
    end as health,
    case
        when turned.is_turned then turned.headline
        when n = 0 and told.checkpoint_id is null then 'No tasks are loaded'
        else concat_ws(
            '; ',
            case
                when n = 0 then 'No tasks are loaded'
                when len(counts) = 0 then 'Nothing late or blocked'
                else array_to_string(counts, ', ')
            end,
            coalesce(says, 'no checkpoint is ahead')
        )
    end as headline,
    concat_ws(
        ' ',
        turned.detail,
        format(
            '{}, {}: {}.', told.checkpoint_name, planned_words, told.reason
        ),
        case
            when n > 0
                then format(
                    '{} done since {}, {} due in the next 24 hours, '
                    || '{} late, {} blocked, {} startable.',
                    count_words(done_count, 'task', 'tasks'),
                    since_words,
                    due_count,
                    late_count,
                    blocked_count,
                    startable_count
                )
        end
    ) as detail,
    n

from told

cross join turned_plan as turned

order by health
