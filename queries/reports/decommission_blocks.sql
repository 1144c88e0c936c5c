-- What blocks legacy components, oldest block first.
--
-- A block is stated by a person, or follows from the interlock: nothing is
-- sanitized, closed or attested while the way back is needed, the warranty is
-- open, records are on hold, the restore is untested or an interface is used.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   component_id        varchar  key
--   stage               varchar  key; stage that is blocked
--   reason              varchar  key; why
--   component_name      varchar  name
--   system              varchar  system that it is part of
--   is_refused          boolean  claimed as done against the interlock
--   blocked_since_date  date     since when
--   blocked_days        bigint   age of the block
--   daily_cost_usd      double   what the component costs a day
--   blocked_note        varchar  what would end the block
--   owner_role          varchar  role that owns it
--   side                varchar  side that owns it
--
-- Source: docs/glossary.md, blocked; interlock

with

blocked as (
    select
        component_id,
        stage,
        unnest(reasons) as reason,
        state = 'refused' as is_refused,
        blocked_since_date,
        blocked_note
    from component_stages
    where state in ('blocked', 'refused')
)

select
    blocked.component_id,
    blocked.stage,
    blocked.reason,
    components.component_name,
    components.system,
    blocked.is_refused,
    blocked.blocked_since_date,
    warranty.today - blocked.blocked_since_date as blocked_days,
    costs.daily_cost_usd,
    blocked.blocked_note,
    components.owner_role,
    components.side

from blocked

inner join components on blocked.component_id = components.component_id

inner join component_costs as costs
    on blocked.component_id = costs.component_id

cross join warranty

where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))

order by
    is_refused desc,
    blocked_days desc nulls last,
    blocked.component_id,
    blocked.stage,
    blocked.reason
