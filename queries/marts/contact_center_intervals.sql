-- Contact center intervals that have begun, one row per organization and time.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   organization                  varchar    key
--   interval_start_at             timestamp  key; UTC
--   day                           date       local day of interval_start_at
--   side                          varchar    side of the organization
--   interval_minutes              double     length
--   offered_count                 bigint     calls that came in
--   answered_count                bigint     calls answered
--   abandoned_count               bigint     callers who gave up
--   answered_in_target_count      bigint     answered within the target time
--   first_contact_resolved_count  bigint     solved at the first contact
--   wait_minutes                  double     sum of the waiting times
--
-- Source: docs/glossary.md, contact center

select
    organization,
    interval_start_at,
    timezone(zone, timezone('UTC', interval_start_at))::date as day,
    side,
    coalesce(interval_minutes, 1440) as interval_minutes,
    offered_count,
    answered_count,
    abandoned_count,
    answered_in_target_count,
    first_contact_resolved_count,
    wait_minutes

from stg_contact_center_intervals

cross join programme

where is_current and interval_start_at <= $as_of
