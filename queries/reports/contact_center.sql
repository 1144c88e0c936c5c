-- Contact center figures of each organization, over the last days.
--
-- Each ratio takes the intervals in which both of its counts are given.
--
-- Parameters
--   $last_days  bigint = 28  days up to the status time
--   $sides      varchar[]    sides to keep; empty keeps all
--
-- Returns
--   organization            varchar  key
--   side                    varchar  side of the organization
--   n                       bigint   intervals
--   offered_count           bigint   calls that came in
--   answered_count          bigint   calls answered
--   abandoned_count         bigint   callers who gave up
--   answer_seconds          double   ASA: mean wait of an answered call
--   abandoned_percent       double   abandoned / offered
--   service_factor_percent  double   answered within the target time / offered
--   first_contact_percent   double   solved at the first contact / answered
--
-- Source: docs/glossary.md, contact center

with

kept as (
    select intervals.*
    from contact_center_intervals as intervals
    cross join warranty
    where
        intervals.day > warranty.today - $last_days
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    organization,
    side,
    count(*) as n,
    sum(offered_count)::bigint as offered_count,
    sum(answered_count)::bigint as answered_count,
    sum(abandoned_count)::bigint as abandoned_count,
    60 * sum(wait_minutes) filter (where answered_count is not null)
        / nullif(
            sum(answered_count) filter (where wait_minutes is not null), 0
        ) as answer_seconds,
    100 * sum(abandoned_count) filter (where offered_count is not null)
        / nullif(
            sum(offered_count) filter (where abandoned_count is not null), 0
        ) as abandoned_percent,
    100 * sum(answered_in_target_count) filter (where offered_count is not null)
        / nullif(
            sum(offered_count)
                filter (where answered_in_target_count is not null),
            0
        ) as service_factor_percent,
    100
        * sum(first_contact_resolved_count)
            filter (where answered_count is not null)
        / nullif(
            sum(answered_count)
                filter (where first_contact_resolved_count is not null),
            0
        ) as first_contact_percent

from kept

group by organization, side

order by organization, side
