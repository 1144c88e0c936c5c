-- Files of every load, newest load first, one row per file.
--
-- Returns
--   load_id         varchar    key; load
--   file            varchar    key; name as given
--   load_as_of      timestamp  status time of the load; UTC
--   size_bytes      bigint     size
--   read_count      bigint     rows read from it
--   rejected_count  bigint     problems in it that rejected a row
--   warning_count   bigint     problems in it that made a cell null
--   sha256          varchar    fingerprint of the bytes
--
-- Source: cutover/store.py, the manifests of the store

with

found as (
    select
        load_id,
        file,
        count(distinct line) filter (where level = 'rejected')
            as rejected_count,
        count(*) filter (where level = 'warning') as warning_count
    from stg_problems
    group by load_id, file
),

moments as (select distinct load_id, load_as_of from stg_loads)

select
    load_id,
    file,
    load_as_of,
    size_bytes,
    row_count as read_count,
    coalesce(rejected_count, 0) as rejected_count,
    coalesce(warning_count, 0) as warning_count,
    sha256

from stg_sources

left join found using (load_id, file)

left join moments using (load_id)

order by load_as_of desc, load_id desc, file
