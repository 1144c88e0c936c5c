-- What each task asks of its owner, one row per task that asks for something.
--
-- now: it runs, it can be started, or it should have been finished; waiting:
-- blocked, failed or locked; next: it is still to become startable; done: it
-- is called complete, and evidence or approval is missing.
--
-- Returns
--   task_id               varchar    key
--   task_name             varchar    what is done
--   state                 varchar    now, waiting, next, done
--   situation             varchar    running, startable, overdue, blocked,
--                                    failed, locked, next, evidence_missing,
--                                    approval_refused, approval_waiting
--   health                varchar    late, at_risk, on_track, unknown
--   says                  varchar    why it stands here, in words
--   phase                 varchar    phase
--   workstream            varchar    workstream
--   side                  varchar    side
--   owner_role            varchar    role that owns it
--   owners                varchar[]  people
--   status                varchar    status
--   planned_start_at      timestamp  UTC
--   planned_finish_at     timestamp  UTC
--   actual_start_at       timestamp  UTC
--   startable_at          timestamp  since when, or when it is expected; UTC
--   is_running            boolean    somebody works on it; of tasks in scope
--   is_startable          boolean    nothing but its owner holds it up
--   is_late               boolean    open, planned finish has passed; of tasks
--                                    in scope
--   waits_for             varchar    unfinished tasks before it
--   waiting_count         bigint     how many these are
--   late_minutes          bigint     status time less planned finish, when late
--                                    and in scope
--   due_at                timestamp  what orders the list: the time by which
--                                    its owner should act; UTC
--   blocked_reason        varchar    what blocks it
--   is_evidence_required  boolean    complete only with evidence
--   evidence_link         varchar    where the evidence is
--   approver_side         varchar    side that approves it
--   approver_role         varchar    role that approves it; null: nobody has to
--
-- Source: docs/my-tasks.md, lists

with

placed as (
    select
        tasks.*,
        ready.startable_at,
        coalesce(ready.is_startable, false) as is_startable,
        ready.waits_for,
        coalesce(ready.waiting_count, 0) as waiting_count,
        forecasts.health as network_health,
        confirmed.confirmation,
        confirmed.approver_side,
        confirmed.approver_role,
        confirmed.signer,
        confirmed.comment,
        coalesce(stated.is_evidence_required, false) as is_evidence_required,
        programme.zone,
        case
            when tasks.is_complete then confirmed.confirmation
            when tasks.is_locked then 'locked'
            when tasks.status in ('blocked', 'failed') then tasks.status
            when tasks.is_late and tasks.is_in_scope then 'overdue'
            when tasks.status = 'in_progress' then 'running'
            when not tasks.is_in_scope then 'done'
            when ready.is_startable then 'startable'
            else 'next'
        end as situation
    from tasks
    inner join stg_tasks as stated using (task_id)
    inner join task_confirmations as confirmed using (task_id)
    left join task_readiness as ready using (task_id)
    left join task_forecasts as forecasts using (task_id)
    cross join programme
    where stated.is_current and (tasks.is_open or tasks.is_complete)
)

select
    task_id,
    task_name,
    case
        when situation in ('running', 'startable', 'overdue') then 'now'
        when situation in ('blocked', 'failed', 'locked') then 'waiting'
        when situation = 'next' then 'next'
        else 'done'
    end as state,
    situation,
    case
        when placed.is_late and is_in_scope then 'late'
        when situation in ('failed', 'approval_refused') then 'late'
        when situation in ('blocked', 'evidence_missing', 'approval_waiting')
            then 'at_risk'
        when situation = 'locked' then 'unknown'
        when network_health in ('late', 'at_risk') then 'at_risk'
        else coalesce(network_health, 'unknown')
    end as health,
    case situation
        when 'overdue' then concat_ws(
            ', ',
            'Should have been finished '
            || local_words(planned_finish_at, zone)
            || ': ' || length_words(placed.late_minutes) || ' late',
            'waits for ' || waits_for
        )
        when 'running' then concat_ws(
            ', ',
            coalesce(
                'Running since ' || local_words(actual_start_at, zone),
                'Running'
            ),
            'to be finished ' || local_words(planned_finish_at, zone)
        )
        when 'startable' then concat_ws(
            ', ',
            'Can be started since ' || local_words(startable_at, zone),
            'planned ' || local_words(planned_start_at, zone)
        )
        when 'blocked'
            then concat_ws(
                ', ',
                'Blocked' || coalesce(
                    ' since ' || local_words(blocked_at, zone), ''
                ),
                coalesce(blocked_reason, 'nobody says why'),
                coalesce(
                    'expected to go on ' || local_words(unblock_at, zone),
                    'no end in sight'
                )
            )
        when 'failed' then concat_ws(': ', 'Failed', note)
        when 'locked' then 'Locked: ' || lock_reason
        when 'next' then concat_ws(
            ', ',
            case
                when startable_at is not null
                    then 'Expected to become startable '
                        || local_words(startable_at, zone)
                else 'Nobody knows when it becomes startable'
            end,
            'waits for ' || waits_for
        )
        when 'evidence_missing' then 'Said complete: evidence missing'
        when 'approval_refused' then concat_ws(
            ': ',
            'Said complete: approval refused by ' || coalesce(
                signer, role_words(approver_side, approver_role)
            ),
            comment
        )
        when 'approval_waiting' then 'Said complete: waits for approval by '
            || role_words(approver_side, approver_role)
    end as says,
    phase,
    workstream,
    side,
    owner_role,
    owners,
    status,
    planned_start_at,
    planned_finish_at,
    actual_start_at,
    startable_at,
    status = 'in_progress' and is_in_scope as is_running,
    is_startable,
    is_late and is_in_scope as is_late,
    waits_for,
    waiting_count,
    if(is_in_scope, late_minutes, null) as late_minutes,
    case
        when situation in ('running', 'overdue') then planned_finish_at
        when situation = 'startable'
            then coalesce(planned_start_at, startable_at)
        when situation = 'next' then coalesce(startable_at, planned_start_at)
        else coalesce(completed_at, blocked_at, planned_finish_at)
    end as due_at,
    blocked_reason,
    is_evidence_required,
    evidence_link,
    approver_side,
    approver_role

from placed

where situation != 'done'
