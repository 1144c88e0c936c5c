-- One checkpoint in sentences: decision, window, entry tasks, criteria,
-- questions, votes, conditions and missing evidence, one row per point.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the next undecided, else the
--                                one held last
--
-- Returns
--   position  bigint   key
--   what      varchar  what it is about
--   says      varchar  how it stands
--   health    varchar  on_track, at_risk, late, decided, unknown
--   note      varchar  who answers for it
--
-- Source: docs/glossary.md, checkpoint health; response window

with

chosen as (
    select
        sheets.*,
        programme.zone,
        coalesce(decision is not null, false) as is_decided,
        window_state = 'open' and decision is null as is_asked
    from checkpoint_sheets as sheets
    cross join programme
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

points as (
    select
        1 as position,
        if(is_point_of_no_return, 'Point of no return', 'Decision') as what,
        case
            when is_decided
                then case decision
                    when 'go' then 'Go'
                    when 'no_go' then 'No-Go'
                    else 'Conditional Go'
                end || coalesce(' on ' || local_words(decided_at, zone), '')
                || coalesce(' by ' || array_to_string(decided_by, ', '), '')
                || coalesce('. ' || note, '')
            when health = 'overdue'
                then 'Not decided, though it was due '
                    || local_words(planned_at, zone)
            else 'Not decided; due ' || local_words(planned_at, zone)
        end as says,
        case
            when is_decided then 'decided'
            when health = 'overdue' then 'late'
            else 'unknown'
        end as health,
        'Approver: ' || coalesce(approver, 'nobody is named') as note
    from chosen

    union all

    select
        2,
        'Response window',
        case window_state
            when 'upcoming' then 'opens ' || local_words(opens_at, zone)
            when 'open' then 'open until ' || local_words(closes_at, zone)
            when 'closed' then 'closed ' || local_words(closes_at, zone)
            else 'not known'
        end,
        case
            when is_asked then 'at_risk'
            when window_state = 'closed' and not is_decided then 'late'
            when window_state = 'closed' then 'decided'
            else 'unknown'
        end,
        case
            when moved_minutes != 0
                then format(
                    'Moved by {}, was {}',
                    signed_words(moved_minutes), local_words(baseline_at, zone)
                )
        end
    from chosen

    union all

    select
        3,
        'Entry tasks',
        concat_ws(
            ', ',
            format('{} of {} done', entry_count - open_count, entry_count),
            if(late_count > 0, late_count || ' late', null),
            if(
                open_count > 0 and slack_minutes is not null,
                'slack ' || signed_words(slack_minutes), null
            )
        ),
        case
            when open_count = 0 then 'on_track'
            when slack_minutes < 0 or late_count > 0 then 'late'
            when slack_minutes is null then 'unknown'
            else 'at_risk'
        end,
        case
            when open_count > 0
                then 'Ready ' || local_words(projected_ready_at, zone)
        end
    from chosen
    where entry_count > 0

    union all

    select
        4,
        'Criteria',
        concat_ws(
            ', ',
            format('{} of {} met', criterion_passed_count, criterion_count),
            if(
                criterion_failed_count > 0,
                criterion_failed_count || ' failed', null
            )
        ),
        case
            when criterion_failed_count > 0 then 'late'
            when criterion_passed_count = criterion_count then 'on_track'
            else 'unknown'
        end,
        null
    from chosen
    where criterion_count > 0

    union all

    select
        5,
        'Questions',
        concat_ws(
            ', ',
            format('{} of {} passed', question_passed_count, question_count),
            if(
                question_failed_count > 0,
                question_failed_count || ' failed', null
            )
        ),
        case
            when question_failed_count > 0 then 'late'
            when question_passed_count = question_count then 'on_track'
            when is_asked then 'at_risk'
            else 'unknown'
        end,
        null
    from chosen
    where question_count > 0

    union all

    select
        6,
        'Votes',
        concat_ws(
            ', ',
            format('{} of {} Go', vote_go_count, vote_asked_count),
            if(
                vote_conditional_count > 0,
                vote_conditional_count || ' conditional', null
            ),
            if(vote_no_go_count > 0, vote_no_go_count || ' No-Go', null),
            if(
                required_missing_count > 0,
                required_missing_count || ' required not given', null
            )
        ),
        case
            when vote_no_go_count > 0 then 'late'
            when vote_conditional_count > 0 then 'at_risk'
            when required_missing_count = 0 then 'on_track'
            when is_asked then 'at_risk'
            else 'unknown'
        end,
        null
    from chosen
    where vote_asked_count > 0

    union all

    select
        7,
        'Conditions',
        concat_ws(
            ', ',
            format(
                '{} of {} met',
                condition_count - condition_open_count, condition_count
            ),
            if(
                condition_overdue_count > 0,
                condition_overdue_count || ' overdue', null
            )
        ),
        case
            when condition_overdue_count > 0 then 'late'
            when condition_open_count > 0 then 'at_risk'
            else 'on_track'
        end,
        null
    from chosen
    where condition_count > 0

    union all

    select
        8,
        'Evidence',
        'missing ' || count_words(evidence_missing_count, 'time', 'times'),
        'at_risk',
        null
    from chosen
    where evidence_missing_count > 0
)

select
    position::bigint as position,
    what,
    says,
    health,
    note

from points

order by position
