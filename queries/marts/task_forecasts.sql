-- Tasks of the plan with what the network forecasts, one row per task.
--
-- Delays and health as in the mart task_delays.
--
-- Returns
--   task_id                  varchar    key
--   task_name                varchar    what is done
--   phase                    varchar    phase
--   workstream               varchar    workstream
--   side                     varchar    side
--   owner_role               varchar    role that owns it
--   status                   varchar    status
--   is_open                  boolean    neither complete nor skipped
--   is_in_scope              boolean    neither skipped, contingency nor level
--                                       of effort
--   is_milestone             boolean    a moment, not work
--   health                   varchar    on_track, at_risk, late, unknown
--   is_late                  boolean    late by forecast
--   baseline_start_at        timestamp  UTC
--   baseline_finish_at       timestamp  UTC
--   planned_start_at         timestamp  current plan, else baseline; UTC
--   planned_finish_at        timestamp  current plan, else baseline; UTC
--   actual_start_at          timestamp  null if after the status time; UTC
--   actual_finish_at         timestamp  when it was completed; UTC
--   stated_finish_at         timestamp  finish that the owner expects; UTC
--   early_start_at           timestamp  actual, else forecast start; UTC
--   early_finish_at          timestamp  actual, else forecast finish; UTC
--   late_start_at            timestamp  latest start without harm; UTC
--   late_finish_at           timestamp  latest finish without harm; UTC
--   total_float_minutes      bigint     working time by which it can slip
--   free_float_minutes       bigint     before a successor moves
--   duration_minutes         bigint     working time, as used
--   remaining_minutes        bigint     working time left, once under way
--   is_critical              boolean    any slip moves the finish
--   driver                   varchar    what set the start
--   driving_predecessor_id   varchar    task behind the link that set it
--   driving_type             varchar    FS, SS, FF, SF
--   driving_lag_minutes      bigint     lag of that link
--   logic_start_at           timestamp  start that links alone allow; UTC
--   own_delay_minutes        bigint     null without baseline or forecast
--   inherited_delay_minutes  bigint     null without baseline or forecast
--   slip_minutes             bigint     forecast less baseline finish
--   previous_finish_at       timestamp  forecast of the snapshot before; UTC
--   slip_since_minutes       bigint     forecast finish less that
--   is_recovery_assumed      boolean    blocked or failed, no end in sight
--   depends_on_assumed_recovery  boolean  behind such a task
--   is_on_path               boolean    drives the finish of the focus
--   path_position            bigint     place on that path, 1 first
--   network_finish_at        timestamp  forecast finish of the plan; UTC
--
-- Source: docs/glossary.md, own delay; late by forecast; critical

with

path as (
    select
        paths.task_id,
        paths.position
    from computed_paths as paths
    inner join plan_snapshots as snapshots using (load_id)
    inner join schedule_targets as targets using (target_id)
    where
        snapshots.is_current and targets.is_focus and paths.is_driving
),

earlier as (
    select
        computed.task_id,
        computed.early_finish_at as previous_finish_at
    from computed_schedule as computed
    inner join schedule_tasks as plan using (load_id, task_id)
    where plan.is_previous
)

select
    plan.task_id,
    stated.task_name,
    plan.phase,
    plan.workstream,
    plan.side,
    stated.owner_role,
    plan.status,
    delays.is_open,
    plan.is_in_scope,
    stated.is_milestone,
    delays.health,
    delays.is_late,
    plan.baseline_start_at,
    plan.baseline_finish_at,
    plan.planned_start_at,
    plan.planned_finish_at,
    stated.actual_start_at,
    plan.actual_finish_at,
    plan.stated_finish_at,
    computed.early_start_at,
    computed.early_finish_at,
    computed.late_start_at,
    computed.late_finish_at,
    computed.total_float_minutes,
    computed.free_float_minutes,
    computed.duration_minutes,
    computed.remaining_minutes,
    coalesce(computed.is_critical, false) as is_critical,
    computed.driver,
    computed.driving_predecessor_id,
    computed.driving_type,
    computed.driving_lag_minutes,
    computed.logic_start_at,
    delays.own_delay_minutes,
    delays.inherited_delay_minutes,
    delays.slip_minutes,
    earlier.previous_finish_at,
    date_diff('minute', earlier.previous_finish_at, computed.early_finish_at)
        as slip_since_minutes,
    plan.is_recovery_assumed,
    coalesce(computed.depends_on_assumed_recovery, false)
        as depends_on_assumed_recovery,
    path.position is not null as is_on_path,
    path.position as path_position,
    networks.finish_at as network_finish_at

from schedule_tasks as plan

inner join tasks as stated using (task_id)

inner join task_delays as delays using (load_id, task_id)

left join computed_schedule as computed using (load_id, task_id)

left join computed_networks as networks using (load_id)

left join earlier using (task_id)

left join path using (task_id)

where plan.is_current
