-- One row per component of the legacy or the new system: as loaded.
--
-- Returns
--   component_id          varchar    identifier
--   component_name        varchar    name
--   system_kind           varchar    legacy is switched off, new stays; legacy
--                                    where empty
--   system_name           varchar    system that it is part of
--   component_class       varchar    application, database, server, network,
--                                    website
--   owner_role            varchar    role that owns it
--   side                  varchar    side that owns it
--   workstream            varchar    workstream
--   environment           varchar    production, test
--   location              varchar    where it runs
--   complexity            bigint     rank 1 low to 5 high
--   annual_cost_usd       double     cost of a year of running
--   one_time_cost_usd     double     cost of switching it off
--   contract_id           varchar    contract that it depends on
--   contract_end_date     date       end of the contract or licence
--   contract_notice_date  date       last day to give notice
--   records_schedule      varchar    records schedule item
--   has_records_hold      boolean    its records may not be destroyed yet
--   backup_verified_date  date       when the backup was verified
--   restore_tested_date   date       when bringing it back was tested
--   sanitization_method   varchar    how media are sanitized (NIST 800-88)
--   baseline_retire_date  date       retire date in the baseline
--   planned_retire_date   date       retire date in the current plan; the
--                                    baseline where empty
--   actual_retire_date    date       when it was retired; a date after the
--                                    status time is a plan
--   note                  varchar    remark
--   source_file           varchar    file that the row came from
--   source_line           bigint     line in that file
--   load_id               varchar    snapshot
--   load_as_of            timestamp  status time of the snapshot; UTC
--   is_current            boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, components

select
    component_id,
    component_name,
    system_kind,
    system_name,
    component_class,
    owner_role,
    side,
    workstream,
    environment,
    location,
    complexity,
    annual_cost_usd,
    one_time_cost_usd,
    contract_id,
    contract_end_date,
    contract_notice_date,
    records_schedule,
    has_records_hold,
    backup_verified_date,
    restore_tested_date,
    sanitization_method,
    baseline_retire_date,
    planned_retire_date,
    actual_retire_date,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_components
