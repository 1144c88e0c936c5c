-- Risks that stretch tasks, one row per risk.
--
-- Factors that nobody gave follow the most likely one, which is 1. A risk
-- whose entry in the RAID log is closed can no longer happen.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   risk_driver_id      varchar    key
--   risk_driver_name    varchar    what may happen
--   probability_ratio   double     chance that it happens
--   optimistic_factor   double     multiplies durations at best
--   most_likely_factor  double     multiplies durations most likely
--   pessimistic_factor  double     multiplies durations at worst
--   task_ids            varchar[]  tasks that it names
--   workstream          varchar    only tasks of it
--   phase               varchar    only tasks of it
--   side                varchar    only tasks of it
--   issue_id            varchar    entry of the RAID log
--   is_active           boolean    it can still happen
--
-- Source: docs/glossary.md, risk driver

with

likely as (
    select *, coalesce(most_likely_factor, 1) as likely_factor
    from stg_risk_drivers
    where is_current
),

ordered as (
    select
        *,
        least(optimistic_factor, likely_factor, pessimistic_factor)
            as least_factor,
        greatest(optimistic_factor, likely_factor, pessimistic_factor)
            as greatest_factor
    from likely
)

select
    ordered.risk_driver_id,
    ordered.risk_driver_name,
    ordered.probability_percent / 100 as probability_ratio,
    ordered.least_factor as optimistic_factor,
    ordered.likely_factor as most_likely_factor,
    ordered.greatest_factor as pessimistic_factor,
    ordered.task_ids,
    ordered.workstream,
    ordered.phase,
    ordered.side,
    ordered.issue_id,
    not coalesce(
        issues.status = 'closed' or issues.closed_at <= $as_of::timestamp,
        false
    ) as is_active

from ordered

left join stg_issues as issues
    on ordered.issue_id = issues.issue_id and issues.is_current
