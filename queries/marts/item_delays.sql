-- How much later than due everything open is expected, one row per task in
-- scope and per undecided checkpoint with open entry tasks.
--
-- Due is the baseline, without one the plan; of a checkpoint its planned time.
-- A delay is null where the finish is not known. Own and inherited delay are
-- told where the network drives and says the same finish; they make up the
-- delay. A checkpoint is driven by its entry task that is expected last.
--
-- Returns
--   item_id                  varchar    key; task or checkpoint
--   item_kind                varchar    task, checkpoint
--   item_name                varchar    its name
--   workstream               varchar    its workstream
--   side                     varchar    side that owns it
--   owner_role               varchar    role that owns it; of a checkpoint who
--                                       decides
--   owners                   varchar[]  people
--   status                   varchar    status of the task
--   due_at                   timestamp  baseline, else plan; UTC
--   planned_at               timestamp  current plan; UTC
--   expected_at              timestamp  as now expected; UTC
--   delay_minutes            bigint     expected less due
--   own_delay_minutes        bigint     of its own; null: not known
--   inherited_delay_minutes  bigint     from what comes before it
--   blocked_reason           varchar    what blocks it
--   unblock_at               timestamp  when that is expected to end; UTC
--   driver_id                varchar    task behind the link that sets it; of
--                                       one under way the one it waited for
--   is_critical              boolean    any slip moves the finish
--   waiting_id               varchar    next undecided checkpoint that has it
--                                       as an entry task; its own
--
-- Source: docs/glossary.md, own delay; expected finish

with

waiting as (
    select
        entries.task_id,
        min_by(
            checkpoints.checkpoint_id,
            (checkpoints.planned_at, checkpoints.checkpoint_id)
        ) as waiting_id
    from checkpoint_entries as entries
    inner join checkpoints using (checkpoint_id)
    where checkpoints.health != 'decided' and checkpoints.rule != 'stopped'
    group by entries.task_id
)

select
    tasks.task_id as item_id,
    'task' as item_kind,
    tasks.task_name as item_name,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    tasks.owners,
    tasks.status,
    coalesce(tasks.baseline_finish_at, tasks.planned_finish_at) as due_at,
    tasks.planned_finish_at as planned_at,
    finishes.finish_at as expected_at,
    date_diff('minute', due_at, expected_at) as delay_minutes,
    case
        when
            driver.driver = 'network'
            and forecasts.early_finish_at = expected_at
            then forecasts.own_delay_minutes
    end as own_delay_minutes,
    delay_minutes - own_delay_minutes as inherited_delay_minutes,
    tasks.blocked_reason,
    tasks.unblock_at,
    coalesce(forecasts.driving_predecessor_id, starts.predecessor_id)
        as driver_id,
    forecasts.is_critical,
    waiting.waiting_id

from tasks

inner join task_forecasts as forecasts using (task_id)

cross join forecast_driver as driver

left join plan_snapshots as snapshots on snapshots.is_current

left join task_finishes as finishes
    on
        tasks.task_id = finishes.task_id
        and snapshots.load_id = finishes.load_id

left join task_starts as starts
    on
        tasks.task_id = starts.task_id
        and snapshots.load_id = starts.load_id

left join waiting on tasks.task_id = waiting.task_id

where tasks.is_open and tasks.is_in_scope

union all

select
    facts.checkpoint_id,
    'checkpoint',
    facts.checkpoint_name,
    facts.workstream,
    null,
    facts.approver,
    [],
    null,
    facts.planned_at,
    facts.planned_at,
    greatest(facts.planned_at, facts.projected_ready_at),
    date_diff('minute', facts.planned_at, facts.projected_ready_at),
    null,
    null,
    null,
    null,
    facts.last_task_id,
    null,
    facts.checkpoint_id

from checkpoint_facts as facts

inner join checkpoints using (checkpoint_id)

where
    facts.decision is null
    and facts.open_count > 0
    and checkpoints.rule != 'stopped'
