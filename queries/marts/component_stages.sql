-- The nine stages of every legacy component, one row per component and stage.
--
-- A stage is done when its date has come. The next one is the first
-- applicable stage after the last one done. Sanitizing, and what comes after
-- it, waits for the interlock: it is blocked when it is next, and refused when
-- somebody says that it is done. Where nothing is to be sanitized there is no
-- interlock. What nobody told is unknown, never done.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   component_id        varchar    key
--   stage               varchar    key; planned, secured, interfaces_off,
--                                  data_migrated, archived, shut_down,
--                                  sanitized, contracts_closed, attested
--   position            bigint     0 to 8
--   state               varchar    done, next, blocked, refused, missed (a
--                                  later one is done), not_yet,
--                                  not_applicable, unknown
--   planned_date        date       when it is to be passed
--   actual_date         date       when it was passed; null if later than the
--                                  status time
--   reasons             varchar[]  why it is blocked or refused
--   blocked_since_date  date       as told; else when the stage before it was
--                                  passed
--   blocked_note        varchar    what would end the block
--   evidence_link       varchar    where the evidence is
--   has_steps           boolean    the component has any step
--
-- Source: docs/glossary.md, stage; interlock

with

stages(position, stage) as (
    values
        (0, 'planned'),
        (1, 'secured'),
        (2, 'interfaces_off'),
        (3, 'data_migrated'),
        (4, 'archived'),
        (5, 'shut_down'),
        (6, 'sanitized'),
        (7, 'contracts_closed'),
        (8, 'attested')
),

locks as (
    select component_id, list(reason order by position) as reasons
    from component_interlocks
    group by component_id
),

told as (
    select
        components.component_id,
        stages.stage,
        stages.position,
        steps.* exclude (component_id, stage) replace (
            steps.is_blocked and coalesce(
                steps.blocked_since_date <= warranty.today,
                steps.load_as_of <= $as_of
            ) as is_blocked
        ),
        steps.stage is not null as is_told,
        coalesce(steps.is_applicable, true) as applies,
        steps.actual_date <= warranty.today as is_claimed,
        case when stages.position >= 6 then locks.reasons end as reasons
    from stg_components as components
    cross join stages
    cross join warranty
    left join stg_decommission_steps as steps
        on steps.is_current and steps.stage = stages.stage
        and steps.component_id = components.component_id
    left join locks on locks.component_id = components.component_id
    where
        components.is_current
        and coalesce(components.system_kind, 'legacy') = 'legacy'
),

locked as (
    select
        *,
        case
            when bool_or(applies and stage = 'sanitized') over (
                partition by component_id
            ) then reasons
        end as locked_by
    from told
),

passed as (
    select
        *,
        bool_or(is_told) over component as has_steps,
        coalesce(
            max(position) filter (
                where is_claimed and applies and locked_by is null
            ) over component,
            -1
        ) as last_position,
        max(actual_date) filter (
            where is_claimed and applies and locked_by is null
        ) over component as last_date
    from locked
    window component as (partition by component_id)
),

placed as (
    select
        *,
        min(position) filter (where applies and position > last_position)
            over (partition by component_id) as next_position
    from passed
)

select
    component_id,
    stage,
    position::bigint as position,
    case
        when not has_steps then 'unknown'
        when not applies then 'not_applicable'
        when is_claimed and locked_by is not null then 'refused'
        when is_claimed then 'done'
        when is_blocked then 'blocked'
        when position = next_position and locked_by is not null then 'blocked'
        when position = next_position then 'next'
        when position < last_position and is_told then 'missed'
        when position < last_position then 'unknown'
        else 'not_yet'
    end as state,
    planned_date,
    case when is_claimed then actual_date end as actual_date,
    case
        when not has_steps or not applies then null
        when is_claimed then locked_by
        when is_blocked
            then list_concat([coalesce(blocked_reason, 'other')], case
                when position = next_position then list_filter(
                    locked_by,
                    lambda r: r != coalesce(blocked_reason, 'other')
                )
            end)
        when position = next_position then locked_by
    end as reasons,
    case
        when not has_steps or not applies then null
        when is_claimed and locked_by is not null then actual_date
        when is_blocked then coalesce(blocked_since_date, last_date)
        when position = next_position and locked_by is not null then last_date
    end as blocked_since_date,
    blocked_note,
    evidence_link,
    has_steps

from placed
