-- Newest result of every test, one row per group, lowest share passed first.
--
-- A test that is run again counts by its last run; one that waits for its next
-- cycle keeps the result that it has.
--
-- Parameters
--   $by           varchar = all  grouping; one of all, type, workstream, side
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--
-- Returns
--   group_value     varchar  key; 'not given' where nothing is said
--   test_count      bigint   tests
--   passed_count    bigint   passed when last run
--   failed_count    bigint   failed
--   blocked_count   bigint   could not be run to the end
--   not_run_count   bigint   never run
--   passed_percent  double   passed, of all tests
--
-- Source: docs/glossary.md, test passed

with

newest as (
    select
        test_id,
        max_by(test_type, coalesce(executed_at, load_as_of)) as test_type,
        max_by(workstream, coalesce(executed_at, load_as_of)) as workstream,
        max_by(side, coalesce(executed_at, load_as_of)) as side,
        coalesce(
            max_by(result, (coalesce(executed_at, load_as_of), cycle))
                filter (where result != 'not_run'),
            'not_run'
        ) as result
    from stg_tests
    where is_current
    group by test_id
),

grouped as (
    select
        result,
        coalesce(
            case $by
                when 'all' then 'all'
                when 'type' then test_type
                when 'workstream' then workstream
                when 'side' then side
            end,
            'not given'
        ) as group_value
    from newest
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    group_value,
    count(*) as test_count,
    count(*) filter (where result = 'passed') as passed_count,
    count(*) filter (where result = 'failed') as failed_count,
    count(*) filter (where result = 'blocked') as blocked_count,
    count(*) filter (where result = 'not_run') as not_run_count,
    100.0 * count(*) filter (where result = 'passed') / nullif(count(*), 0)
        as passed_percent

from grouped

group by group_value

order by passed_percent, group_value
