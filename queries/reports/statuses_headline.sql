-- Which statuses can be believed: the answer in words.
--
-- Late: one says better than the facts by two levels; at risk: one does by
-- one, or a fifth of them are stale or were never told.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   statuses behind it
--
-- Source: docs/my-tasks.md, statuses

with

counted as (
    select
        count(*) as status_count,
        count(*) filter (where level = 'task') as task_count,
        count(*) filter (where level = 'workstream') as workstream_count,
        count(*) filter (where level = 'checkpoint') as checkpoint_count,
        count(*) filter (where mismatch_levels > 0) as better_count,
        count(*) filter (where mismatch_levels > 1) as far_count,
        count(*) filter (where mismatch_levels < 0) as worse_count,
        count(*) filter (where asserted_rag is not null) as said_count,
        count(*) filter (where band = 'stale') as stale_count,
        count(*) filter (where band = 'never') as never_count
    from statuses
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

intervals as (
    select
        current_phase,
        max(value) as usual_minutes
    from programme
    inner join thresholds
        on
            threshold_id = if(
                current_phase = 'cutover',
                'task_update_minutes_cutover',
                'task_update_minutes_other'
            )
    group by current_phase
)

select
    case
        when status_count = 0 and (select count(*) from tasks) = 0
            then 'unknown'
        when far_count > 0 then 'late'
        when better_count > 0 or 5 * (stale_count + never_count) > status_count
            then 'at_risk'
        else 'on_track'
    end as health,
    case
        when status_count = 0 and (select count(*) from tasks) = 0
            then 'No tasks are loaded'
        when status_count = 0 then 'No status counts at this time'
        when better_count > 0
            then format(
                '{} better than the facts, {} of {} stale',
                if(better_count = 1, '1 status says', better_count
                || ' statuses say'),
                stale_count + never_count,
                status_count
            )
        when stale_count + never_count > 0
            then format(
                '{} of {} statuses are stale',
                stale_count + never_count, status_count
            )
        else 'Statuses say what the facts say'
    end as headline,
    if(status_count = 0, null, format(
        '{}, {} and {} count: running, or to begin before the next update is '
        || 'due, every {}{}. {} of them are said, {} worse than the facts; '
        || '{} never told.',
        count_words(task_count, 'task', 'tasks'),
        count_words(workstream_count, 'workstream', 'workstreams'),
        count_words(checkpoint_count, 'checkpoint', 'checkpoints'),
        length_words(usual_minutes),
        if(
            current_phase = 'cutover', ' in the cutover window', ''
        ),
        said_count,
        worse_count,
        never_count
    )) as detail,
    status_count as n

from counted

cross join intervals
