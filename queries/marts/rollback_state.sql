-- The rollback clock as judged: always exactly one row.
--
-- Zones of an instant: inside until rollback_warning_minutes before the limit
-- (end of the window less the safety floor), warning until the limit,
-- protection until the end of the service protection (the end of the window
-- where none is stated), then beyond.
--
-- Viable: the point of no return is not passed, what was started is undone by
-- the limit, and every legacy component that the cutover touches has a
-- verified backup and a tested restore. Null where one of them is not known
-- and none of the others says no.
--
-- The first rule that matches decides the health:
--   unknown   no window; the back-out cannot be computed; no back-out stated
--   decided   the way back is called and ends in time; the point of no return
--             is passed; a No-Go stopped the cutover
--   late      undoing would end after the limit; in the window with a backup
--             that is not verified or a restore that is not tested
--   at_risk   undoing ends in the warning zone, or less than
--             rollback_warning_minutes are left to decide; a backup or restore
--             is missing before the window; the time of the point of no return
--             passed without a decision; that decision, or without such a
--             point the end of the cutover, is forecast after the latest time
--             by the reserve; undoing at worst, or the cutover itself, ends
--             outside; the reserve is shorter than the way back at worst
--   on_track  else
--
-- Returns
--   programme_id         varchar    key
--   is_late_to_turn      boolean    undoing would end after the limit
--   is_window_open       boolean    the status time is in the window
--   backout_now_known_at  timestamp  finish of undoing now; null once the point
--                                   of no return is passed; UTC
--   zone_now             varchar    inside, warning, protection, beyond
--   zone_worst           varchar    the same of undoing at worst
--   zone_implementation  varchar    the same of the end of the cutover
--   minutes_left         bigint     to decide; null once passed or called
--   gate_margin_minutes  bigint     latest decision by the reserve less the
--                                   decision point
--   is_viable            boolean    there is a way back now
--   rule                 varchar    rule that decided
--   health               varchar    on_track, at_risk, late, decided, unknown
--   reason               varchar    rule and numbers in words
--
-- Source: docs/way-back.md, clock; health of the way back

with

placed as (
    select
        marks.*,
        if(is_past_point_of_no_return, null, backout_now_at)
            as backout_now_known_at,
        rollback_zone(
            backout_now_known_at, limit_at, warning_minutes, protection_at
        ) as zone_now,
        if(
            is_past_point_of_no_return,
            null,
            rollback_zone(
                backout_worst_at, limit_at, warning_minutes, protection_at
            )
        ) as zone_worst,
        rollback_zone(
            implementation_finish_at, limit_at, warning_minutes, protection_at
        ) as zone_implementation,
        case
            when mode != 'rollback' and not is_past_point_of_no_return
                and task_count > 0
                then date_diff('minute', as_of, latest_decision_at)
        end as minutes_left,
        date_diff('minute', decision_point_at, planned_latest_decision_at)
            as gate_margin_minutes,
        coalesce(backout_now_known_at > limit_at, false) as is_late_to_turn,
        coalesce(as_of between window_start_at and window_finish_at, false)
            as is_window_open,
        backup_count - backup_verified_count as unverified_count,
        backup_count - restore_tested_count as untested_count
    from rollback_marks as marks
),

ruled as (
    select
        *,
        case
            when window_finish_at is null then 'no window'
            when problem is not null then 'not computed'
            when task_count = 0 then 'no durations'
            when mode = 'rollback' and is_late_to_turn then 'called too late'
            when mode = 'rollback' then 'called'
            when is_past_point_of_no_return then 'passed'
            when is_late_to_turn then 'too late'
            when mode = 'contingency' then 'stopped'
            when unverified_count > 0 then 'backup'
            when untested_count > 0 then 'restore'
            when zone_now = 'warning' or minutes_left < warning_minutes
                then 'warning'
            when point_of_no_return_decision is null
                and point_of_no_return_at < as_of then 'point overdue'
            when gate_margin_minutes < 0 then 'margin'
            when zone_worst != 'inside' then 'worst case'
            when zone_implementation != 'inside' then 'cutover'
            when backout_worst_minutes > reserve_minutes then 'reserve'
            else 'open'
        end as rule
    from placed
),

worded as (
    select
        *,
        local_words(backout_now_known_at, zone) as now_words,
        local_words(limit_at, zone) as limit_words,
        local_words(backout_worst_at, zone) as worst_words,
        local_words(implementation_finish_at, zone) as end_words,
        local_words(point_of_no_return_at, zone) as point_words,
        local_words(turned_at, zone) as turn_words
    from ruled
)

select
    programme_id,
    is_late_to_turn,
    is_window_open,
    backout_now_known_at,
    zone_now,
    zone_worst,
    zone_implementation,
    minutes_left,
    gate_margin_minutes,
    case
        when is_past_point_of_no_return or is_late_to_turn then false
        when unverified_count + untested_count > 0 then false
        when window_finish_at is null or problem is not null then null
        when task_count = 0 or backup_count = 0 then null
        else true
    end as is_viable,
    rule,
    case
        when rule in ('no window', 'not computed', 'no durations')
            then 'unknown'
        when rule in ('called', 'passed', 'stopped') then 'decided'
        when rule in ('called too late', 'too late') then 'late'
        when rule in ('backup', 'restore') and is_window_open then 'late'
        when rule = 'open' then 'on_track'
        else 'at_risk'
    end as health,
    case rule
        when 'no window' then 'the programme states no cutover window'
        when 'not computed' then problem
        when 'no durations'
            then 'no task of the plan states how long undoing it takes'
        when 'called too late'
            then format('undone {}, after {}', now_words, limit_words)
        when 'called' then format('undone {}', now_words)
        when 'passed' then if(
            is_past_by_decision,
            format('{} decided {}', point_of_no_return_name, point_words),
            'live business runs in the new system since go-live'
        )
        when 'too late'
            then format('undone {}, after {}', now_words, limit_words)
        when 'stopped' then format('No-Go {}', turn_words)
        when 'backup' then format(
            '{} of {} backups not verified', unverified_count, backup_count
        )
        when 'restore' then format(
            '{} of {} restores not tested', untested_count, backup_count
        )
        when 'warning' then format(
            'undone {}, {} before the limit',
            now_words,
            length_words(date_diff('minute', backout_now_known_at, limit_at))
        )
        when 'point overdue' then format(
            '{} was due {} and is not decided',
            point_of_no_return_name, point_words
        )
        when 'margin' then format(
            'the decision is forecast {} after the latest time planned for it',
            length_words(gate_margin_minutes)
        )
        when 'worst case'
            then format(
                'at worst undone {}, limit {}', worst_words, limit_words
            )
        when 'cutover'
            then format('the cutover ends {}, limit {}', end_words, limit_words)
        when 'reserve' then format(
            'at worst {} to undo, {} in reserve',
            length_words(backout_worst_minutes), length_words(reserve_minutes)
        )
        else format('at worst undone {}, limit {}', worst_words, limit_words)
    end as reason

from worded
