-- When each task will finish, one row per task and snapshot of the plan: as
-- stated, as the network of links says, and which of the two counts.
--
-- The network counts where it drives (mart forecast_driver); it recomputes
-- every open task from the status time. A task that is blocked or failed with
-- no end in sight has no finish, whatever the network assumes of it.
--
-- Returns
--   task_id              varchar    key, with load_id
--   load_id              varchar    key, with task_id
--   finish_at            timestamp  the one that counts; null: not known; UTC
--   stated_finish_at     timestamp  completed; else the owner's forecast, else
--                                   the plan and the work left; UTC
--   network_finish_at    timestamp  early finish in the network; UTC
--   is_recovery_assumed  boolean    counted by the network as if it, or a
--                                   blocked task before it, went on now
--
-- Source: docs/glossary.md, expected finish; network forecast

select
    stated.task_id,
    stated.load_id,
    case
        when stated.status = 'complete' then stated.completed_at
        when stated.expected_finish_at is null then null
        when driven.driver = 'network'
            then coalesce(network.early_finish_at, stated.expected_finish_at)
        else stated.expected_finish_at
    end as finish_at,
    stated.expected_finish_at as stated_finish_at,
    network.early_finish_at as network_finish_at,
    driven.driver = 'network'
        and coalesce(
            plan.is_recovery_assumed or network.depends_on_assumed_recovery,
            false
        ) as is_recovery_assumed

from task_history as stated

left join computed_schedule as network
    on
        stated.task_id = network.task_id
        and stated.load_id = network.load_id

left join schedule_tasks as plan
    on
        stated.task_id = plan.task_id
        and stated.load_id = plan.load_id

cross join forecast_driver as driven
