-- Status of every open task in scope, said and computed, one row per task.
--
-- The rule, first that matches. Red: failed; blocked with no end in sight;
-- planned finish has passed; less than no float. Amber: blocked; forecast to
-- finish after the baseline; in time only if blocked work before it goes on
-- now. Green: none of these. Grey: no forecast.
-- A status counts while work on the task runs, or is to begin before its next
-- update is due.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   task_id           varchar    key
--   task_name         varchar    what is done
--   phase             varchar    phase
--   workstream        varchar    workstream
--   side              varchar    side
--   owner             varchar    people, else role
--   is_weighty        boolean    mandatory or critical
--   asserted_rag      varchar    green, amber, red as said; null: not said
--   asserted_by       varchar    who said it
--   asserted_at       timestamp  when; UTC
--   computed_rag      varchar    red, amber, green, grey by the rule
--   reason            varchar    which rule, in words
--   told_at           timestamp  last update, assertion or start; UTC
--   interval_minutes  double     how often it is to be confirmed
--   is_counted        boolean    it runs, or begins within the interval
--
-- Source: docs/my-tasks.md, statuses; docs/glossary.md, staleness

with

intervals as (
    select
        max(value) filter (
            where threshold_id = if(
                programme.current_phase = 'cutover',
                'task_update_minutes_cutover',
                'task_update_minutes_other'
            )
        ) as usual_minutes
    from thresholds
    cross join programme
),

stated as (
    select
        tasks.*,
        forecasts.health as network_health,
        forecasts.total_float_minutes,
        forecasts.early_finish_at,
        forecasts.is_critical,
        coalesce(forecasts.depends_on_assumed_recovery, false)
            as rests_on_recovery,
        case when coalesce(raw.asserted_at, raw.load_as_of) <= $as_of
            then raw.asserted_rag end as said_rag,
        raw.asserted_by,
        raw.asserted_at,
        greatest(
            case when tasks.updated_at <= $as_of then tasks.updated_at end,
            case when raw.asserted_at <= $as_of then raw.asserted_at end,
            case when tasks.blocked_at <= $as_of then tasks.blocked_at end,
            tasks.actual_start_at
        ) as told_at,
        coalesce(raw.update_minutes, intervals.usual_minutes)
            as interval_minutes,
        tasks.status in ('blocked', 'failed')
        and tasks.expected_finish_at is null as is_without_end
    from tasks
    inner join stg_tasks as raw using (task_id)
    left join task_forecasts as forecasts using (task_id)
    cross join intervals
    where raw.is_current and tasks.is_open and tasks.is_in_scope
),

ruled as (
    select
        *,
        case
            when status = 'failed' then 'it failed'
            when is_without_end then 'blocked with no end in sight'
            when is_late
                then length_words(late_minutes) || ' past its planned finish'
            when total_float_minutes < 0
                then length_words(total_float_minutes) || ' beyond its float'
            when status = 'blocked' then 'blocked'
            when early_finish_at > coalesce(
                baseline_finish_at, planned_finish_at
            )
                then length_words(date_diff(
                    'minute',
                    coalesce(baseline_finish_at, planned_finish_at),
                    early_finish_at
                )) || ' later than its baseline by forecast'
            when rests_on_recovery
                then 'in time only if blocked work before it goes on now'
            when coalesce(network_health, 'unknown') = 'unknown'
                then 'no forecast'
            else 'in time by forecast'
        end as reason,
        case
            when
                status = 'failed' or is_without_end or is_late
                or total_float_minutes < 0
                then 'red'
            when
                status = 'blocked'
                or early_finish_at > coalesce(
                    baseline_finish_at, planned_finish_at
                )
                or rests_on_recovery
                then 'amber'
            when coalesce(network_health, 'unknown') = 'unknown' then 'grey'
            else 'green'
        end as computed_rag
    from stated
)

select
    task_id,
    task_name,
    phase,
    workstream,
    side,
    coalesce(nullif(array_to_string(owners, ', '), ''), owner_role) as owner,
    is_mandatory or coalesce(is_critical, false) as is_weighty,
    said_rag as asserted_rag,
    if(said_rag is null, null, asserted_by) as asserted_by,
    if(said_rag is null, null, asserted_at) as asserted_at,
    computed_rag,
    reason,
    told_at,
    interval_minutes,
    coalesce(
        status != 'not_started'
        or planned_start_at
        <= $as_of::timestamp + to_minutes(round(interval_minutes)::bigint),
        false
    ) as is_counted

from ruled
