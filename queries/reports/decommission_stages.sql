-- Stages of legacy components, the component to look at first on top.
--
-- Systems stand together, the one with the worst component first. Components
-- of which no step is loaded are left out: nothing is known of their stages.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   component_id        varchar  key
--   stage               varchar  key
--   component_name      varchar  name
--   system              varchar  system that it is part of
--   position            bigint   of the stage, 0 to 8
--   state               varchar  done, next, blocked, refused, missed, not_yet,
--                                not_applicable, unknown
--   planned_date        date     when it is to be passed
--   actual_date         date     when it was passed
--   reason              varchar  why it is blocked or refused
--   blocked_days        bigint   days blocked
--   component_position  bigint   row of the component
--
-- Source: docs/glossary.md, stage; interlock

with

ranked as (
    select
        component_id,
        component_name,
        system,
        case
            when is_refused then 0
            when is_blocked then 1
            when is_overdue then 2
            when not is_retired then 3
            else 4
        end as urgency,
        planned_retire_date
    from components
    where
        has_steps
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

ordered as (
    select
        *,
        row_number() over (
            order by
                system_urgency,
                system,
                urgency,
                planned_retire_date nulls last,
                component_id
        ) as component_position
    from (
        select *, min(urgency) over (partition by system) as system_urgency
        from ranked
    )
)

select
    ordered.component_id,
    stages.stage,
    ordered.component_name,
    ordered.system,
    stages.position,
    stages.state,
    stages.planned_date,
    stages.actual_date,
    array_to_string(stages.reasons, ', ') as reason,
    warranty.today - stages.blocked_since_date as blocked_days,
    ordered.component_position

from ordered

inner join component_stages as stages
    on ordered.component_id = stages.component_id

cross join warranty

order by component_position, position
