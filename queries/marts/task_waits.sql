-- Who waits for whom, one row per task that is not started and predecessor
-- that holds it up. Only tasks in scope; only links to a start (FS, SS), as in
-- the mart task_starts.
--
-- Returns
--   task_id           varchar    key; task that waits
--   predecessor_id    varchar    key; task that it waits for
--   predecessor_name  varchar    what must be done before
--   from_role         varchar    role that is waited for
--   from_side         varchar    side that is waited for
--   to_role           varchar    role that waits
--   to_side           varchar    side that waits
--   is_due            boolean    it should have been started
--   is_held_up        boolean    what it waits for is late or blocked
--   wait_minutes      bigint     since it should have been started; null: that
--                                is still to come, or not planned
--
-- Source: docs/glossary.md, waits for

select distinct
    own.task_id,
    before.task_id as predecessor_id,
    before.task_name as predecessor_name,
    before.owner_role as from_role,
    before.side as from_side,
    own.owner_role as to_role,
    own.side as to_side,
    coalesce(own.planned_start_at < programme.as_of, false) as is_due,
    before.is_late or before.status = 'blocked' as is_held_up,
    case
        when own.planned_start_at < programme.as_of
            then date_diff('minute', own.planned_start_at, programme.as_of)
    end as wait_minutes

from schedule_links as links

inner join plan_snapshots as snapshots using (load_id)

inner join tasks as own on links.successor_id = own.task_id

inner join tasks as before on links.predecessor_id = before.task_id

cross join programme

where
    snapshots.is_current
    and own.is_in_scope
    and own.is_open
    and own.actual_start_at is null
    and own.status in ('not_started', 'blocked')
    and before.status != 'skipped'
    and case links.dependency_type
        when 'FS' then before.is_open
        when 'SS' then before.actual_start_at is null
            and before.status = 'not_started'
        else false
    end
