-- When every checkpoint is held and what was decided, one row per checkpoint.
--
-- A decision is known from its own time, without one from the snapshot that
-- says it. What has been decided is judged as of its decision: evidence that
-- expires afterwards, or a live figure that moves on, does not undo it.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id          varchar    key
--   checkpoint_name        varchar    what is decided
--   workstream             varchar    workstream; null: all
--   planned_at             timestamp  when it is held; UTC
--   opens_at               timestamp  start of the response window, a day ahead
--                                     where empty; UTC
--   closes_at              timestamp  its end; the planned time where empty;
--                                     UTC
--   is_gate                boolean    work behind it waits for the decision
--   is_point_of_no_return  boolean    there is no way back behind it
--   approver_side          varchar    side that decides
--   approver_role          varchar    role that decides
--   decision               varchar    go, conditional, no_go; null: none yet
--   decided_at             timestamp  when it was decided; UTC
--   decided_by             varchar[]  who decided
--   state                  varchar    decided; stopped by a No-Go or the way
--                                     back; overdue: its time has passed; next:
--                                     the earliest of the others; else planned
--   judged_at              timestamp  time as of which evidence is judged: the
--                                     decision, else the status time; UTC
--   told_at                timestamp  status time for which live figures are
--                                     asked: the newest snapshot or act up to
--                                     the decision, because a plan that nobody
--                                     has updated says less; else the status
--                                     time; UTC
--
-- Source: docs/glossary.md, judged as of; checkpoint health; next checkpoint

with

known as (
    select
        *,
        decision is not null
        and coalesce(decided_at <= $as_of, load_as_of <= $as_of) as is_decided
    from stg_checkpoints
    where is_current
),

placed as (
    select
        known.*,
        case
            when is_decided then 'decided'
            when
                plan_mode.mode != 'forward'
                and phase is distinct from 'contingency'
                then 'stopped'
            when planned_at < $as_of then 'overdue'
            when planned_at is not null then 'ahead'
            else 'planned'
        end as place
    from known
    cross join plan_mode
),

status_times as (
    select load_as_of as told_at from stg_loads
    union
    select act_as_of from stg_acts
),

last_told as (
    select
        known.checkpoint_id,
        max(status_times.told_at) as told_at
    from known
    inner join status_times on known.decided_at >= status_times.told_at
    where known.is_decided
    group by known.checkpoint_id
)

select
    checkpoint_id,
    checkpoint_name,
    workstream,
    planned_at,
    coalesce(response_opens_at, planned_at - interval 1 day) as opens_at,
    coalesce(response_closes_at, planned_at) as closes_at,
    coalesce(is_gate, false) as is_gate,
    coalesce(is_point_of_no_return, false) as is_point_of_no_return,
    approver_side,
    approver_role,
    case when is_decided then decision end as decision,
    case when is_decided then decided_at end as decided_at,
    case when is_decided then decided_by end as decided_by,
    case
        when place != 'ahead' then place
        when row_number() over (
            partition by place order by planned_at, checkpoint_id
        ) = 1 then 'next'
        else 'planned'
    end as state,
    coalesce(
        case when is_decided then decided_at end, $as_of::timestamp
    ) as judged_at,
    coalesce(last_told.told_at, $as_of::timestamp) as told_at

from placed

left join last_told using (checkpoint_id)
