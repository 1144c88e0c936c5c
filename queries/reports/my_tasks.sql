-- Tasks of a person or a role that ask for something: overdue first, then
-- running, then startable, what waits for others behind what does not, by the
-- time at which the owner should act.
--
-- A task is a person's who stands among its owners, or whose role and side own
-- it where it names nobody; shared tasks are those of both sides.
--
-- Parameters
--   $side    varchar = null  side; null: both
--   $role    varchar = null  role; null: all
--   $person  varchar = null  person_id; null: the whole role
--   $state   varchar = now   one of now, waiting, next, done, all
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
--   waits_for             varchar    unfinished tasks before it
--   waiting_count         bigint     how many these are
--   late_minutes          bigint     status time less planned finish, when late
--                                    and in scope
--   blocked_reason        varchar    what blocks it
--   is_evidence_required  boolean    complete only with evidence
--   evidence_link         varchar    where the evidence is
--   approver_side         varchar    side that approves it
--   approver_role         varchar    role that approves it; null: nobody has to
--
-- Source: docs/my-tasks.md, lists

with

asked as (
    select
        max(person_name) as person_name,
        coalesce($side, max(side)) as side,
        coalesce($role, max(role)) as role
    from stg_people
    where is_current and person_id = $person
)

select
    work.task_id,
    work.task_name,
    work.state,
    work.situation,
    work.health,
    work.says,
    work.phase,
    work.workstream,
    work.side,
    work.owner_role,
    work.owners,
    work.status,
    work.planned_start_at,
    work.planned_finish_at,
    work.actual_start_at,
    work.startable_at,
    work.waits_for,
    work.waiting_count,
    work.late_minutes,
    work.blocked_reason,
    work.is_evidence_required,
    work.evidence_link,
    work.approver_side,
    work.approver_role

from my_work as work

cross join asked

where
    ($state = 'all' or work.state = $state)
    and is_task_of(
        work.owners,
        work.side,
        work.owner_role,
        asked.person_name,
        asked.side,
        asked.role
    )

order by
    list_position(['now', 'waiting', 'next', 'done'], work.state),
    list_position(
        [
            'overdue', 'running', 'startable', 'blocked', 'failed', 'locked',
            'next', 'approval_refused', 'evidence_missing', 'approval_waiting'
        ],
        work.situation
    ),
    work.waiting_count > 0,
    work.due_at nulls last,
    work.task_id
