-- Open issues, risks, assumptions and dependencies, one row per entry, oldest
-- first. Actions are told by the report daily_actions.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   issue_id       varchar    key
--   title          varchar    what it is
--   issue_type     varchar    issue, risk, assumption, dependency
--   health         varchar    late past its date, at_risk else
--   severity       bigint     1 is worst
--   band_position  bigint     order of the age band
--   age_band       varchar    under 1 day, 1 to 3 days, 3 to 7 days, 1 to 4
--                             weeks, over 4 weeks; not dated
--   age_days       double     since it was raised
--   overdue_days   double     since it was due; null: not overdue
--   side           varchar    side that owns it
--   owners         varchar[]  who owns it
--   workstream     varchar    workstream
--   opened_at      timestamp  when it was raised; UTC
--   due_at         timestamp  when it is to be closed; UTC
--   task_id        varchar    task that it concerns
--   mitigation     varchar    what is done about it
--
-- Source: docs/glossary.md, age of an issue

with

placed as (
    select
        *,
        case
            when age_minutes is null then 6
            when age_minutes < 1440 then 1
            when age_minutes < 3 * 1440 then 2
            when age_minutes < 7 * 1440 then 3
            when age_minutes < 28 * 1440 then 4
            else 5
        end as band
    from raid_entries
    where is_open and issue_type not in ('action', 'decision')
)

select
    issue_id,
    title,
    issue_type,
    if(overdue_minutes is null, 'at_risk', 'late') as health,
    severity,
    band::bigint as band_position,
    list_extract(
        [
            'under 1 day',
            '1 to 3 days',
            '3 to 7 days',
            '1 to 4 weeks',
            'over 4 weeks',
            'not dated'
        ],
        band
    ) as age_band,
    age_minutes / 1440 as age_days,
    overdue_minutes / 1440 as overdue_days,
    side,
    owners,
    workstream,
    opened_at,
    due_at,
    task_id,
    mitigation

from placed

where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))

order by age_minutes desc nulls last, severity nulls last, issue_id
