-- What became more or less likely since the snapshot before, by target.
--
-- The same random numbers are drawn for the same task in both plans, so a
-- difference is the plan and the time that passed, not the dice.
--
-- Returns
--   target_id               varchar    key
--   target_kind             varchar    cutover, plan, checkpoint,
--                                      point_of_no_return, milestone
--   target_name             varchar    name
--   is_focus                boolean    the one that the headline tells
--   due_at                  timestamp  until when its tasks must be done; UTC
--   previous_told_at        timestamp  status time of the snapshot before; UTC
--   change                  varchar    reached, earlier, later, same; new: not
--                                      in the snapshot before; not known
--   p80_at                  timestamp  now; UTC
--   previous_p80_at         timestamp  in the snapshot before; UTC
--   p80_moved_minutes       bigint     now less before; positive is later
--   on_time_ratio           double     now
--   previous_on_time_ratio  double     in the snapshot before
--   on_time_moved_ratio     double     now less before
--   health                  varchar    now
--   previous_health         varchar    in the snapshot before
--
-- Source: docs/glossary.md, change of the risk

with

paired as (
    select
        now.*,
        earlier.target_id is not null as is_known_before,
        earlier.told_at as previous_told_at,
        earlier.p80_at as previous_p80_at,
        earlier.on_time_ratio as previous_on_time_ratio,
        earlier.health as previous_health,
        date_diff('minute', earlier.p80_at, now.p80_at) as p80_moved_minutes
    from risk_finishes as now
    left join risk_finishes as earlier
        on now.target_id = earlier.target_id and earlier.version = 'previous'
    where now.version = 'current'
)

select
    target_id,
    target_kind,
    target_name,
    is_focus,
    due_at,
    previous_told_at,
    case
        when reached_at is not null then 'reached'
        when not is_known_before then 'new'
        when p80_moved_minutes > 0 then 'later'
        when p80_moved_minutes < 0 then 'earlier'
        when p80_moved_minutes = 0 then 'same'
        else 'not known'
    end as change,
    p80_at,
    previous_p80_at,
    p80_moved_minutes,
    on_time_ratio,
    previous_on_time_ratio,
    on_time_ratio - previous_on_time_ratio as on_time_moved_ratio,
    health,
    previous_health

from paired

order by due_at nulls last, target_id
