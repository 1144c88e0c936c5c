-- Loads of the programme, newest status time first, one row per load.
--
-- Every load counts, later ones than the status time too.
--
-- Returns
--   load_id         varchar    key; snapshot
--   load_as_of      timestamp  status time of the load; UTC
--   loaded_at       timestamp  when it was loaded; UTC
--   loaded_by       varchar    who loaded it
--   tables          varchar    tables that it holds
--   files           varchar    files that it was read from
--   read_count      bigint     rows read
--   accepted_count  bigint     rows accepted
--   rejected_count  bigint     rows rejected; read = accepted + rejected
--   warning_count   bigint     cells that became null with a warning
--   is_in_force     boolean    one of its tables is in force at the status time
--
-- Source: cutover/store.py, the manifests of the store

with

files as (
    select load_id, string_agg(file, ', ' order by file) as files
    from stg_sources
    group by load_id
)

select
    load_id,
    load_as_of,
    loaded_at,
    loaded_by,
    string_agg(table_name, ', ' order by table_name) as tables,
    any_value(files) as files,
    sum(read_count)::bigint as read_count,
    sum(accepted_count)::bigint as accepted_count,
    sum(rejected_count)::bigint as rejected_count,
    sum(warning_count)::bigint as warning_count,
    bool_or(is_current) as is_in_force

from stg_loads

left join files using (load_id)

group by load_id, load_as_of, loaded_at, loaded_by
order by load_as_of desc, load_id desc
