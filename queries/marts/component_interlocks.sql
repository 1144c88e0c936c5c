-- What keeps legacy components from being destroyed, one row per reason.
--
-- Media are sanitized, contracts closed and the end attested only when the
-- way back is no longer needed and nothing depends on the component. What is
-- not loaded (no exit criteria, no cutover window) is no reason.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   component_id  varchar  key
--   reason        varchar  key; rollback_needed, warranty_open, records_hold,
--                          restore_untested, interface_consumer
--   position      bigint   order in which reasons are told
--
-- Source: docs/glossary.md, interlock; M3 5.6 and 2.8

with

legacy as (
    select
        component_id,
        has_records_hold,
        restore_tested_date
    from stg_components
    where is_current and coalesce(system_kind, 'legacy') = 'legacy'
),

consumers as (
    select unnest([source_id, target_id]) as component_id
    from stg_interfaces
    cross join warranty
    where
        is_current
        and (switched_off_date is null or switched_off_date > today)
),

reasons(component_id, reason, position) as (
    select component_id, 'rollback_needed', 1
    from legacy
    cross join programme
    where programme.cutover_finish_at > $as_of
    union all
    select component_id, 'warranty_open', 2
    from legacy
    cross join warranty
    where warranty.is_exit_met is false
    union all
    select component_id, 'records_hold', 3
    from legacy
    where has_records_hold
    union all
    select component_id, 'restore_untested', 4
    from legacy
    cross join warranty
    where restore_tested_date is null or restore_tested_date > warranty.today
    union all
    select distinct legacy.component_id, 'interface_consumer', 5
    from legacy
    inner join consumers on legacy.component_id = consumers.component_id
)

select
    component_id,
    reason,
    position::bigint as position

from reasons
