-- Criteria to choose from, one row per suggestion, in the order of the
-- categories; those that a go/no-go has already are marked.
--
-- Targets and weights are starting points to be agreed. A suggestion with a
-- bound report gets its live value from there.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   position         bigint   key; order
--   criterion_name   varchar  what must hold
--   category         varchar  program, system, workforce, operational
--   measure          varchar  what is measured
--   operator         varchar  how the actual is compared with the target
--   target           double   value to reach
--   unit             varchar  unit of target and actual
--   is_gating        boolean  fails the go/no-go on its own
--   weight           double   weight in the readiness
--   side             varchar  side that owns it
--   owner_role       varchar  role that owns it
--   bound_report     varchar  report that gives the live value
--   bound_column     varchar  column of that report
--   bound_filter     varchar  rows of it that count
--   bound_aggregate  varchar  how several rows make one value
--   source           varchar  who asks for it
--   is_used          boolean  the go/no-go has a criterion of this name, or
--                             one with this measure
--
-- Source: cutover/tables/criteria_library.csv

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

used as (
    select
        lower(criterion_name) as name,
        lower(measure) as measure
    from criterion_states
    inner join asked using (checkpoint_id)
)

select
    library.*,
    lower(criterion_name) in (select name from used)
    or coalesce(
        lower(measure) in (select measure from used where measure is not null),
        false
    ) as is_used

from stg_criteria_library as library

order by position
