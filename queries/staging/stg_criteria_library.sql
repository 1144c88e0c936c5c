-- Criteria to choose from, one row per suggestion: as shipped.
--
-- Returns
--   position         bigint   order in which they are offered
--   criterion_name   varchar  what must hold
--   category         varchar  readiness category of M3
--   measure          varchar  what is measured
--   operator         varchar  how the actual is compared with the target
--   target           double   value to reach
--   unit             varchar  unit of target and actual
--   is_gating        boolean  fails the go/no-go on its own
--   weight           double   weight in the readiness percent
--   side             varchar  side that owns it
--   owner_role       varchar  role that owns it
--   bound_report     varchar  report that gives the live value
--   bound_column     varchar  column of that report
--   bound_filter     varchar  rows of it that count
--   bound_aggregate  varchar  how several rows make one value
--   source           varchar  who asks for it
--
-- Source: cutover/tables/criteria_library.csv

select
    position,
    criterion_name,
    category,
    measure,
    operator,
    target,
    unit,
    is_gating,
    weight,
    side,
    owner_role,
    bound_report,
    bound_column,
    bound_filter,
    bound_aggregate,
    source

from raw_criteria_library
