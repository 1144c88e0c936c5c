-- Tasks that need attention, counted, one row per snapshot of the plan and
-- group. Only tasks in scope count.
--
-- Returns
--   snapshot_number  bigint   key; 1 for the oldest
--   phase            varchar  key; phase
--   workstream       varchar  key; workstream
--   side             varchar  key; side
--   is_current       boolean  the snapshot in force
--   open_count       bigint   neither complete nor skipped
--   critical_count   bigint   open, any slip moves the finish
--   late_count       bigint   open and late by forecast
--   late_own_count   bigint   of them by a delay of their own
--   late_critical_count  bigint  of them critical
--   waiting_count    bigint   may start, and nobody has started them
--   assumed_count    bigint   blocked or failed with no end in sight
--   forecast_count   bigint   open with a forecast
--
-- Source: docs/glossary.md, late by forecast; critical; hand-off wait

select
    plan.snapshot_number,
    plan.phase,
    plan.workstream,
    plan.side,
    plan.is_current,
    count(*) filter (where plan.is_in_scope and delays.is_open) as open_count,
    count(*) filter (where computed.is_critical) as critical_count,
    count(*) filter (where delays.is_late) as late_count,
    count(*) filter (where delays.is_late and delays.own_delay_minutes > 0)
        as late_own_count,
    count(*) filter (where delays.is_late and computed.is_critical)
        as late_critical_count,
    count(*) filter (where plan.is_in_scope and starts.is_waiting)
        as waiting_count,
    count(*) filter (where plan.is_in_scope and plan.is_recovery_assumed)
        as assumed_count,
    count(*) filter (
        where plan.is_in_scope
        and delays.is_open
        and computed.early_finish_at is not null
    ) as forecast_count

from schedule_tasks as plan

inner join task_delays as delays using (load_id, task_id)

left join computed_schedule as computed using (load_id, task_id)

left join task_starts as starts using (load_id, task_id)

group by all
