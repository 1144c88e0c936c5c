-- Open tasks that each risk stretches, for the current plan and the one
-- before it.
--
-- Named tasks, workstream, phase and side select together; a risk that gives
-- none stretches every open task.
--
-- Returns
--   version         varchar  key; current, previous
--   risk_driver_id  varchar  key
--   task_id         varchar  key
--
-- Source: docs/glossary.md, risk driver

select
    if(tasks.is_current, 'current', 'previous') as version,
    drivers.risk_driver_id,
    tasks.task_id

from risk_drivers as drivers

inner join schedule_tasks as tasks
    on
        (
            coalesce(len(drivers.task_ids), 0) = 0
            or list_contains(drivers.task_ids, tasks.task_id)
        )
        and (
            drivers.workstream is null
            or drivers.workstream = tasks.workstream
        )
        and (drivers.phase is null or drivers.phase = tasks.phase)
        and (drivers.side is null or drivers.side = tasks.side)

where
    drivers.is_active
    and (tasks.is_current or tasks.is_previous)
    and tasks.status not in ('complete', 'skipped')
