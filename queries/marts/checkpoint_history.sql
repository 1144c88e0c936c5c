-- What every snapshot said of every checkpoint, one row per both.
--
-- The snapshots are those of the plan and of the checkpoints. Each is judged
-- at its own status time, the last one at that of the moment; a table that a
-- snapshot lacks is the newest one before it, else the oldest.
--
-- Returns
--   checkpoint_id       varchar    key; checkpoint
--   snapshot_as_of      timestamp  key; status time of the snapshot; UTC
--   told_at             timestamp  time at which it is judged; UTC
--   is_current          boolean    the last one
--   planned_at          timestamp  as planned then; UTC
--   projected_ready_at  timestamp  when its entry tasks were then expected to
--                                  be done; null: not known; UTC
--   slack_minutes       bigint     planned less projected ready, as of then
--   entry_count         bigint     entry tasks then
--   open_count          bigint     of them then open
--   asserted_rag        varchar    status then asserted
--   is_decided          boolean    it was then decided
--
-- Source: docs/glossary.md, slack; projected ready

with

instants as (
    select load_as_of as snapshot_as_of from plan_snapshots
    union
    select load_as_of from stg_checkpoints
),

definition_loads as (
    select load_as_of, max(load_id) as load_id
    from stg_checkpoints
    group by load_as_of
),

entry_loads as (
    select load_as_of, max(load_id) as load_id
    from stg_checkpoint_tasks
    group by load_as_of
),

snapshots as (
    select
        instants.snapshot_as_of,
        instants.snapshot_as_of = max(instants.snapshot_as_of) over ()
            as is_current,
        coalesce(definition_loads.load_id, (
            select min_by(load_id, load_as_of) from definition_loads
        )) as definition_load_id,
        coalesce(entry_loads.load_id, (
            select min_by(load_id, load_as_of) from entry_loads
        )) as entry_load_id,
        coalesce(plan_snapshots.load_id, (
            select min_by(load_id, load_as_of) from plan_snapshots
        )) as plan_load_id
    from instants
    asof left join definition_loads
        on instants.snapshot_as_of >= definition_loads.load_as_of
    asof left join entry_loads
        on instants.snapshot_as_of >= entry_loads.load_as_of
    asof left join plan_snapshots
        on instants.snapshot_as_of >= plan_snapshots.load_as_of
),

entries as (
    select
        snapshots.snapshot_as_of,
        stated.checkpoint_id,
        coalesce(tasks.status not in ('complete', 'skipped'), true) as is_open,
        finishes.finish_at as expected_finish_at
    from snapshots
    inner join stg_checkpoint_tasks as stated
        on snapshots.entry_load_id = stated.load_id
    left join task_history as tasks
        on
            snapshots.plan_load_id = tasks.load_id
            and stated.task_id = tasks.task_id
            and tasks.is_in_plan
    left join task_finishes as finishes
        on
            tasks.load_id = finishes.load_id
            and tasks.task_id = finishes.task_id
    where
        tasks.task_id is not null
        or stated.task_id not in (select task_id from task_history)
),

ready as (
    select
        snapshot_as_of,
        checkpoint_id,
        count(*) as entry_count,
        count(*) filter (where is_open) as open_count,
        case
            when not bool_or(is_open and expected_finish_at is null)
                then max(expected_finish_at)
        end as projected_ready_at
    from entries
    group by snapshot_as_of, checkpoint_id
)

select
    known.checkpoint_id,
    snapshots.snapshot_as_of,
    if(
        snapshots.is_current, programme.as_of, snapshots.snapshot_as_of
    ) as told_at,
    snapshots.is_current,
    known.planned_at,
    ready.projected_ready_at,
    date_diff('minute', ready.projected_ready_at, known.planned_at)
        as slack_minutes,
    coalesce(ready.entry_count, 0) as entry_count,
    coalesce(ready.open_count, 0) as open_count,
    case
        when coalesce(known.asserted_at, known.load_as_of) <= told_at
            then known.asserted_rag
    end as asserted_rag,
    known.decision is not null
        and coalesce(known.decided_at, known.load_as_of) <= told_at
        as is_decided

from snapshots

inner join stg_checkpoints as known
    on snapshots.definition_load_id = known.load_id

cross join programme

left join ready
    on
        snapshots.snapshot_as_of = ready.snapshot_as_of
        and known.checkpoint_id = ready.checkpoint_id
