-- Components that tasks of the cutover touch, one row per component: can they
-- be brought back?
--
-- A legacy component needs a backup that was verified and a restore that was
-- tested, by the day of the status time; a new one is left, not brought back.
--
-- Returns
--   component_id          varchar  key
--   component_name        varchar  name
--   system_name           varchar  system that it is part of
--   side                  varchar  side that owns it
--   owner_role            varchar  role that owns it
--   is_needed             boolean  legacy: the way back leads to it
--   task_count            bigint   tasks of the cutover that touch it
--   started_count         bigint   of them started
--   backup_verified_date  date     null: not by then
--   restore_tested_date   date     null: not by then
--   is_verified           boolean  its backup is verified
--   is_tested             boolean  its restore is tested
--
-- Source: docs/way-back.md, backups

with

touched as (
    select
        component_id,
        count(*) as task_count,
        count(*) filter (where actual_start_at is not null) as started_count
    from tasks
    where phase = 'cutover' and status != 'skipped'
    group by component_id
),

today as (
    select timezone(zone, timezone('UTC', as_of))::date as "day"
    from programme
)

select
    stated.component_id,
    stated.component_name,
    stated.system_name,
    stated.side,
    stated.owner_role,
    coalesce(stated.system_kind, 'legacy') = 'legacy' as is_needed,
    touched.task_count,
    touched.started_count,
    case
        when stated.backup_verified_date <= today."day"
            then stated.backup_verified_date
    end as backup_verified_date,
    case
        when stated.restore_tested_date <= today."day"
            then stated.restore_tested_date
    end as restore_tested_date,
    coalesce(stated.backup_verified_date <= today."day", false) as is_verified,
    coalesce(stated.restore_tested_date <= today."day", false) as is_tested

from stg_components as stated

inner join touched using (component_id)

cross join today

where stated.is_current
