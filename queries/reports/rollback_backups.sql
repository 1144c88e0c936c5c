-- Can what the cutover touches be brought back? One row per component that its
-- tasks name, legacy ones without a verified backup first.
--
-- Late: its backup is not verified. At risk: verified, the restore not tested.
-- Unknown: a new component, which is left and not brought back.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   component_id          varchar  key
--   component_name        varchar  name
--   health                varchar  on_track, at_risk, late, unknown
--   finding               varchar  the same in words
--   system_name           varchar  system that it is part of
--   side                  varchar  side that owns it
--   owner_role            varchar  role that owns it
--   is_needed             boolean  the way back leads to it
--   backup_verified_date  date     when its backup was verified
--   restore_tested_date   date     when bringing it back was tested
--   task_count            bigint   tasks of the cutover that touch it
--   started_count         bigint   of them started
--
-- Source: docs/way-back.md, backups

select
    component_id,
    component_name,
    case
        when not is_needed then 'unknown'
        when not is_verified then 'late'
        when not is_tested then 'at_risk'
        else 'on_track'
    end as health,
    case
        when not is_needed then 'New system: left, not brought back'
        when not is_verified and not is_tested
            then 'Backup not verified, restore not tested'
        when not is_verified then 'Backup not verified'
        when not is_tested then 'Restore not tested'
        else 'Backup verified, restore tested'
    end as finding,
    system_name,
    side,
    owner_role,
    is_needed,
    backup_verified_date,
    restore_tested_date,
    task_count,
    started_count

from rollback_components

where len($sides) = 0 or list_contains($sides, side)

order by is_needed desc, is_verified, is_tested, component_id
