-- What the risk is measured against, one row per target.
--
-- The point of no return is due when it is held, but not after the latest
-- rollback decision: later there is no time left to turn back.
--
-- Returns
--   target_id    varchar    key
--   target_kind  varchar    cutover, plan, checkpoint, point_of_no_return,
--                           milestone
--   target_name  varchar    name
--   due_at       timestamp  until when its tasks must be done; UTC
--   is_focus     boolean    the one that the headline tells
--
-- Source: docs/glossary.md, on time; latest rollback decision

select
    targets.target_id,
    targets.target_kind,
    targets.target_name,
    case
        when targets.target_kind = 'point_of_no_return'
            then least(targets.due_at, options.last_rollback_at)
        else targets.due_at
    end as due_at,
    targets.is_focus

from schedule_targets as targets

cross join risk_options as options
