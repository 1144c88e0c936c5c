-- How the scope changed, one row per task and change, newest first.
--
-- Compared with the snapshot before: added, taken out, skipped, or its hours
-- changed. In the first snapshot, tasks with a date of addition or removal.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all but contingency
--
-- Returns
--   load_id       varchar    key; snapshot that says so
--   task_id       varchar    key; task
--   kind          varchar    key; added, removed, re-estimated
--   told_at       timestamp  status time of that snapshot; UTC
--   changed_at    timestamp  when it changed; UTC
--   task_name     varchar    what is done
--   workstream    varchar    workstream
--   hours_before  double     planned hours before; null: not in the plan
--   hours_after   double     planned hours after; null: not in the plan
--   change_hours  double     after less before
--
-- Source: docs/glossary.md, scope change

with

told as (
    select
        history.*,
        opening.told_at as opening_at
    from task_history as history
    left join plan_snapshots as opening
        on history.snapshot_number = opening.snapshot_number + 1
),

changes as (
    select
        load_id,
        task_id,
        'added' as kind,
        told_at,
        entered_at as changed_at,
        null::double as hours_before,
        planned_hours as hours_after,
        columns(['task_name', 'workstream', 'side', 'phase'])
    from told
    where
        entered_at <= told_at
        and (opening_at is null or entered_at > opening_at)
        and entered_at > (select baseline_start_at from burndown_period)

    union all by name

    select
        load_id,
        task_id,
        'removed' as kind,
        told_at,
        left_at as changed_at,
        coalesce(previous_hours, planned_hours) as hours_before,
        columns(['task_name', 'workstream', 'side', 'phase'])
    from told
    where
        left_at <= told_at
        and (opening_at is null or left_at > opening_at)
        and (entered_at is null or entered_at < left_at)

    union all by name

    select
        following.load_id,
        told.task_id,
        'removed' as kind,
        following.told_at,
        following.told_at as changed_at,
        told.planned_hours as hours_before,
        told.task_name,
        told.workstream,
        told.side,
        told.phase
    from told
    inner join plan_snapshots as following
        on told.dropped_at = following.told_at
    where told.is_in_plan and told.left_at is null

    union all by name

    select
        load_id,
        task_id,
        're-estimated' as kind,
        told_at,
        told_at as changed_at,
        previous_hours as hours_before,
        planned_hours as hours_after,
        columns(['task_name', 'workstream', 'side', 'phase'])
    from told
    where
        is_in_plan
        and entered_at is distinct from told_at
        and planned_hours != previous_hours
)

select
    load_id,
    task_id,
    kind,
    told_at,
    changed_at,
    task_name,
    workstream,
    hours_before,
    hours_after,
    coalesce(hours_after, 0) - coalesce(hours_before, 0) as change_hours

from changes

where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and if(
        len($phases) = 0,
        phase is distinct from 'contingency',
        list_contains($phases, phase)
    )

order by told_at desc, changed_at desc, task_id, kind, load_id
