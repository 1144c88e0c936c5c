-- The instants and lengths of the way back: always exactly one row.
--
-- The point of no return is the first checkpoint flagged as such that is
-- decided go or conditional, else the first planned one. It is passed once it
-- is so decided; without a decision, once go-live has passed and no task of
-- the cutover is open: live business runs in the new system then. A time that
-- passed without a decision is not enough.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   programme_id                varchar    key
--   as_of                       timestamp  status time; UTC
--   zone                        varchar    zone in which times are shown
--   mode                        varchar    forward, contingency, rollback
--   turned_at                   timestamp  when the plan turned; UTC
--   turned_by                   varchar    who decided that
--   window_start_at             timestamp  UTC
--   window_finish_at            timestamp  UTC
--   limit_at                    timestamp  everything is undone by then; UTC
--   protection_at               timestamp  end of the protection: its own, else
--                                          the end of the window; UTC
--   protection_finish_at        timestamp  as stated; UTC
--   floor_minutes               double     kept free before the window ends
--   reserve_minutes             double     kept free to turn back
--   warning_minutes             double     nearer to the limit is a warning
--   task_count                  bigint     tasks and steps that take time to
--                                          undo
--   silent_count                bigint     tasks of the cutover, not
--                                          milestones, without a back-out
--   now_count                   bigint     of task_count: to be done now
--   backout_now_minutes         bigint     to undo what was started
--   backout_now_at              timestamp  now plus that; UTC
--   implementation_finish_at    timestamp  forecast end of the cutover; UTC
--   backout_worst_minutes       bigint     to undo everything
--   backout_worst_at            timestamp  that after the cutover; UTC
--   latest_decision_at          timestamp  solves t + Backout(t) = limit; UTC
--   closing_task_id             varchar    task whose start ends the way back
--   planned_latest_decision_at  timestamp  limit less the reserve; UTC
--   decision_point_at           timestamp  point of no return as decided, else
--                                          forecast; without one the end of
--                                          the cutover; UTC
--   point_of_no_return_id       varchar    checkpoint
--   point_of_no_return_name     varchar    its name
--   point_of_no_return_at       timestamp  decided, else planned; UTC
--   point_of_no_return_decision varchar    go, conditional, no_go
--   point_of_no_return_by       varchar    who decided, else is to decide
--   is_past_point_of_no_return  boolean    passed by decision or in practice
--   is_past_by_decision         boolean    by decision
--   backup_count                bigint     legacy components that are touched
--   backup_verified_count       bigint     of them with a verified backup
--   restore_tested_count        bigint     of them with a tested restore
--   problem                     varchar    why the way back is not computed
--
-- Source: docs/way-back.md, clock; domain: rollback window, point of no return

with

points as (
    select
        checkpoint_id,
        checkpoint_name,
        decision,
        coalesce(decided_at, planned_at) as held_at,
        coalesce(
            nullif(array_to_string(decided_by, ', '), ''),
            role_words(approver_side, approver_role)
        ) as by_whom,
        coalesce(decision in ('go', 'conditional'), false) as is_passed,
        case
            when decision is not null then coalesce(decided_at, planned_at)
            else greatest(
                $as_of::timestamp, coalesce(planned_at, $as_of::timestamp),
                forecasts.forecast_at
            )
        end as expected_at
    from checkpoint_decisions
    left join target_forecasts as forecasts
        on
            forecasts.target_id = 'checkpoint:' || checkpoint_id
            and forecasts.is_current
    where is_point_of_no_return
    qualify row_number() over (
        order by is_passed desc, planned_at nulls last, checkpoint_id
    ) = 1
),

work as (
    select
        count(*) filter (
            where phase = 'cutover' and is_open and status != 'skipped'
        ) as open_count,
        count(*) filter (where phase = 'cutover') as cutover_count,
        count(*) filter (
            where phase = 'cutover'
            and status != 'skipped'
            and not is_milestone
            and not exists (
                select 1
                from rollback_tasks as known
                where known.task_id = tasks.task_id
                and (
                    known.backout_minutes is not null
                    or known.covered_by is not null
                )
            )
        ) as silent_count
    from tasks
),

undoing as (
    select count(*) filter (
        where backout_minutes > 0 and covered_by is null
    ) as task_count
    from rollback_tasks
),

backups as (
    select
        count(*) as backup_count,
        count(*) filter (where is_verified) as backup_verified_count,
        count(*) filter (where is_tested) as restore_tested_count
    from rollback_components
    where is_needed
)

select
    options.programme_id,
    options.as_of,
    programme.zone,
    options.mode,
    plan_mode.since_at as turned_at,
    plan_mode.decided_by as turned_by,
    options.window_start_at,
    options.window_finish_at,
    options.limit_at,
    coalesce(programme.protection_finish_at, options.window_finish_at)
        as protection_at,
    programme.protection_finish_at,
    programme.safety_floor_minutes as floor_minutes,
    programme.rollback_reserve_minutes as reserve_minutes,
    warning.value as warning_minutes,
    undoing.task_count,
    work.silent_count,
    computed.now_count,
    computed.now_minutes as backout_now_minutes,
    options.as_of + to_minutes(computed.now_minutes) as backout_now_at,
    options.implementation_finish_at,
    computed.worst_minutes as backout_worst_minutes,
    options.implementation_finish_at + to_minutes(computed.worst_minutes)
        as backout_worst_at,
    computed.latest_decision_at,
    computed.closing_task_id,
    options.limit_at - to_minutes(
        round(programme.rollback_reserve_minutes)::bigint
    ) as planned_latest_decision_at,
    coalesce(points.expected_at, options.implementation_finish_at)
        as decision_point_at,
    points.checkpoint_id as point_of_no_return_id,
    points.checkpoint_name as point_of_no_return_name,
    points.held_at as point_of_no_return_at,
    points.decision as point_of_no_return_decision,
    points.by_whom as point_of_no_return_by,
    options.mode = 'forward' and (
        coalesce(points.is_passed, false)
        or (
            points.decision is null
            and work.cutover_count > 0
            and work.open_count = 0
            and coalesce(programme.go_live_at <= options.as_of, false)
        )
    ) as is_past_point_of_no_return,
    options.mode = 'forward' and coalesce(points.is_passed, false)
        as is_past_by_decision,
    backups.backup_count,
    backups.backup_verified_count,
    backups.restore_tested_count,
    computed.problem

from rollback_options as options

cross join programme

cross join plan_mode

cross join computed_rollback as computed

cross join work

cross join undoing

cross join backups

inner join thresholds as warning
    on warning.threshold_id = 'rollback_warning_minutes'

left join points on true
