-- Workstreams that rows of the programme carry, in alphabetical order.
--
-- Returns
--   workstream  varchar  key
--
-- Source: docs/glossary.md, workstream

with

named as (
    select workstream from stg_workstreams where is_current
    union
    select workstream from stg_tasks where is_current
    union
    select workstream from stg_incidents where is_current
    union
    select workstream from stg_components where is_current
)

select workstream from named
where workstream is not null
order by workstream
