-- Checkpoints with their computed health, one row per checkpoint.
--
-- The first rule that matches decides:
--   decided  a decision is recorded
--   grey     a No-Go or the way back has stopped the plan that it belongs to
--   overdue  its time has passed without a decision
--   red      a gating criterion failed; or the last entry task is expected
--            after it; or an entry task is blocked with no end in sight; or a
--            severity-1 incident is open
--   amber    slack below the tolerance; or in time only if a blocked task goes
--            on now; or another criterion failed; or an answer, evidence or an
--            approval is missing in the response window; or the plan data is
--            stale
--   green    entry tasks done or expected in time, all criteria met
--   grey     not yet, or not enough data: never green by default
-- Data as in the mart checkpoint_facts. No status is asserted: no mismatch.
--
-- Returns
--   checkpoint_id       varchar    key
--   checkpoint_name     varchar    what is decided
--   workstream          varchar    workstream; null: all
--   phase               varchar    phase
--   planned_at          timestamp  when it is held; UTC
--   projected_ready_at  timestamp  when its entry tasks are expected to be
--                                  done; null: not known; UTC
--   slack_minutes       bigint     planned less projected ready
--   tolerance_minutes   double     amber below this slack
--   health              varchar    decided, overdue, red, amber, green, grey
--   rule                varchar    rule that decided
--   reason              varchar    rule and numbers in words
--   asserted_rag        varchar    status that the owner asserts
--   is_mismatch         boolean    asserted differs from computed by a level
--   severity_rank       bigint     1 needs attention first
--
-- Source: docs/glossary.md, checkpoint health

with

ruled as (
    select
        facts.*,
        programme.as_of,
        programme.zone,
        plan_mode.mode,
        plan_mode.since_at,
        case
            when judged.state = 'decided' then 'decision'
            when judged.state in ('stopped', 'overdue') then judged.state
            when gating_failed_count > 0 then 'gating criterion failed'
            when most_slack_minutes < 0 and open_count > 0
                then 'negative slack'
            when without_end_count > 0 then 'entry task without end'
            when severity_1_count > 0 then 'severity 1 open'
            when slack_minutes < tolerance_minutes and open_count > 0
                then 'small slack'
            when assumed_count > 0 and open_count > 0
                then 'recovery assumed'
            when failed_count > 0 then 'criterion failed'
            when
                window_state = 'open'
                and unanswered_count + evidence_missing_count
                + approval_missing_count > 0
                then 'answers missing'
            when data_age_hours > data_stale_hours then 'stale data'
            when facts.planned_at is null then 'no date'
            when entry_count + item_count = 0 then 'no data'
            when unknown_count > 0 then 'no forecast'
            when
                unanswered_count + evidence_missing_count
                + approval_missing_count > 0
                then 'not yet'
            else 'ready'
        end as rule
    from checkpoint_facts as facts
    inner join checkpoint_decisions as judged using (checkpoint_id)
    cross join programme
    cross join plan_mode
),

judged as (
    select
        *,
        case rule
            when 'decision' then 'decided'
            when 'overdue' then 'overdue'
            when 'gating criterion failed' then 'red'
            when 'negative slack' then 'red'
            when 'entry task without end' then 'red'
            when 'severity 1 open' then 'red'
            when 'small slack' then 'amber'
            when 'recovery assumed' then 'amber'
            when 'criterion failed' then 'amber'
            when 'answers missing' then 'amber'
            when 'stale data' then 'amber'
            when 'ready' then 'green'
            else 'grey'
        end as health
    from ruled
),

worded as (
    select
        *,
        timezone(zone, timezone('UTC', planned_at)) as local_planned_at,
        timezone(zone, timezone(
            'UTC', planned_at - to_minutes(most_slack_minutes)
        )) as local_ready_at,
        timezone(zone, timezone('UTC', stated_ready_at)) as local_stated_at,
        timezone(zone, timezone('UTC', decided_at)) as local_decided_at,
        timezone(zone, timezone('UTC', since_at)) as local_since_at,
        timezone(zone, timezone('UTC', opens_at)) as local_opens_at,
        timezone(zone, timezone('UTC', closes_at)) as local_closes_at,
        list_transform(
            [
                most_slack_minutes,
                round(tolerance_minutes)::bigint,
                date_diff('minute', planned_at, as_of)
            ],
            lambda minutes: if(minutes < 0, '−', '') || length_words(minutes)
        ) as lengths,
        format(
            'last entry task {} expected {}{}',
            last_task_id,
            if(
                local_ready_at::date = local_planned_at::date,
                strftime(local_ready_at, '%H:%M'),
                strftime(local_ready_at, '%a %-d %b %H:%M')
            ),
            case
                when forecast_driver != 'network' then ''
                when abs(date_diff(
                    'minute', local_stated_at, local_ready_at
                )) < 15 then ' by the network'
                else ' by the network, ' || coalesce(
                    strftime(local_stated_at, '%a %-d %b %H:%M'), 'never'
                ) || ' by its owners'
            end
        ) as last_words,
        concat_ws(
            ', ',
            if(unanswered_count > 0, format(
                '{} of {} criteria and questions open',
                unanswered_count, item_count
            ), null),
            if(evidence_missing_count > 0, format(
                'evidence missing {} times', evidence_missing_count
            ), null),
            if(
                approval_missing_count > 0,
                'approval missing '
                || count_words(approval_missing_count, 'time', 'times'),
                null
            )
        ) as missing_words
    from judged
)

select
    checkpoint_id,
    checkpoint_name,
    workstream,
    phase,
    planned_at,
    projected_ready_at,
    slack_minutes,
    tolerance_minutes,
    health,
    rule,
    case rule
        when 'decision'
            then concat_ws(
                ' ',
                case decision
                    when 'go' then 'Go'
                    when 'no_go' then 'No-Go'
                    else 'Conditional Go'
                end,
                'decided ' || strftime(local_decided_at, '%a %-d %b %H:%M'),
                'by ' || array_to_string(decided_by, ', ')
            )
        when 'stopped'
            then if(mode = 'rollback', 'the way back was called ', 'No-Go ')
                || strftime(local_since_at, '%a %-d %b %H:%M')
                || ': the plan before it is locked'
        when 'overdue'
            then format(
                'no decision {} after {}',
                lengths[3], strftime(local_planned_at, '%a %-d %b %H:%M')
            )
        when 'gating criterion failed'
            then 'gating criterion failed: ' || failed_name
                || if(gating_failed_count > 1, format(
                    ' and {} more', gating_failed_count - 1
                ), '')
        when 'negative slack'
            then format(
                'slack {}{}: {}',
                if(unknown_count > 0, 'at most ', ''), lengths[1], last_words
            )
        when 'entry task without end'
            then format(
                'entry task {} is blocked or failed with no end in sight',
                without_end_task_id
            )
        when 'severity 1 open'
            then format(
                '{} severity-1 incident{} open',
                severity_1_count, if(severity_1_count = 1, '', 's')
            )
        when 'small slack'
            then format(
                'slack {} is below {}: {}', lengths[1], lengths[2], last_words
            )
        when 'recovery assumed'
            then format(
                'slack {} only if blocked work goes on now: {}',
                lengths[1], last_words
            )
        when 'criterion failed' then 'criterion failed: ' || failed_name
        when 'answers missing'
            then format(
                'response window open until {}: {}',
                strftime(local_closes_at, '%a %-d %b %H:%M'), missing_words
            )
        when 'stale data'
            then format(
                'plan data is {:.1f} days old, more than {:.1f} days',
                data_age_hours / 24, data_stale_hours / 24
            )
        when 'no date' then 'not enough data: it has no date'
        when 'no data'
            then 'not enough data: no entry tasks, criteria or questions'
        when 'no forecast'
            then format(
                'not enough data: entry task {} has no expected finish',
                unknown_task_id
            )
        when 'not yet'
            then 'not yet: ' || missing_words || coalesce(
                ', response window opens '
                || strftime(local_opens_at, '%a %-d %b %H:%M'),
                ''
            )
        else concat_ws(
            ', ',
            case
                when open_count > 0
                    then format('slack {}: {}', lengths[1], last_words)
                when entry_count > 0
                    then format('all {} entry tasks done', entry_count)
            end,
            case
                when item_count > 0
                    then format('all {} criteria met', item_count)
            end
        )
    end as reason,
    asserted_rag,
    coalesce(
        list_position(['green', 'amber', 'red'], asserted_rag)
        != list_position(
            ['green', 'amber', 'red'], if(health = 'overdue', 'red', health)
        ),
        false
    ) as is_mismatch,
    list_position(
        ['overdue', 'red', 'amber', 'grey', 'green', 'decided'], health
    )::bigint as severity_rank

from worded
