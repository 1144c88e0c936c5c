-- Requirements by how they are tested, one row per group, most gaps first.
--
-- Coverage as stated wins; without it a requirement that a test names, or
-- that names a test, is tested, and any other is a gap.
--
-- Parameters
--   $by           varchar = all  grouping; one of all, set, workstream
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--
-- Returns
--   group_value           varchar  key; 'not given' where nothing is said
--   requirement_count     bigint   requirements
--   tested_count          bigint   tested
--   not_applicable_count  bigint   need no test
--   gap_count             bigint   neither
--   mandatory_gap_count   bigint   gaps without which go-live cannot happen
--   tested_percent        double   tested, of those that need a test
--
-- Source: docs/glossary.md, requirement coverage

with

tested as (
    select distinct unnest(requirement_ids) as requirement_id
    from stg_tests
    where is_current
),

covered as (
    select
        requirements.requirement_id,
        coalesce(requirements.is_mandatory, false) as is_mandatory,
        coalesce(
            case $by
                when 'all' then 'all'
                when 'set' then requirements.requirement_set
                when 'workstream' then requirements.workstream
            end,
            'not given'
        ) as group_value,
        coalesce(
            requirements.coverage,
            if(
                len(requirements.test_ids) > 0
                or tested.requirement_id is not null,
                'tested',
                'gap'
            )
        ) as coverage
    from stg_requirements as requirements
    left join tested using (requirement_id)
    where
        requirements.is_current
        and (
            len($workstreams) = 0
            or list_contains($workstreams, requirements.workstream)
        )
        and (len($sides) = 0 or list_contains($sides, requirements.side))
)

select
    group_value,
    count(*) as requirement_count,
    count(*) filter (where coverage = 'tested') as tested_count,
    count(*) filter (where coverage = 'not_applicable')
        as not_applicable_count,
    count(*) filter (where coverage = 'gap') as gap_count,
    count(*) filter (where coverage = 'gap' and is_mandatory)
        as mandatory_gap_count,
    100.0 * count(*) filter (where coverage = 'tested')
        / nullif(count(*) filter (where coverage != 'not_applicable'), 0)
        as tested_percent

from covered

group by group_value

order by gap_count desc, group_value
