-- Legacy components at the status time, one row per component.
--
-- A component is retired when its retire date has come; a later one is a
-- plan. Its stage is the last one done; without any step it is retired,
-- planned (it has a date) or unknown. Blocked: a stage not yet done is
-- blocked or refused.
--
-- Returns
--   component_id          varchar  key
--   component_name        varchar  name
--   system                varchar  system, else workstream, that it is part of
--   component_class       varchar  application, database, server
--   environment           varchar  production, test
--   side                  varchar  side that owns it
--   owner_role            varchar  role that owns it
--   workstream            varchar  workstream
--   has_steps             boolean  a step of it is loaded
--   stage                 varchar  one of the nine; not_started, retired,
--                                  planned or unknown
--   next_stage            varchar  first applicable stage after it
--   progress_ratio        double   stages done / applicable; without steps 1
--                                  when retired, else 0
--   is_retired            boolean  its retire date has come
--   is_overdue            boolean  not retired and its plan has passed
--   is_blocked            boolean  a stage is blocked or refused
--   is_refused            boolean  a stage is claimed against the interlock
--   blocked_stage         varchar  first stage that is blocked
--   blocked_reason        varchar  reasons, parted by comma
--   blocked_since_date    date     since when
--   blocked_note          varchar  what would end the block
--   baseline_retire_date  date     as first planned
--   planned_retire_date   date     current plan, else baseline
--   actual_retire_date    date     null if later than the status time
--   expected_retire_date  date     actual, else plan, never before the status
--                                  time
--   slip_days             bigint   expected less baseline (else plan)
--   annual_cost_usd       double   cost of a year of running
--   one_time_cost_usd     double   cost of switching it off
--   contract_end_date     date     end of the contract or licence
--   complexity            bigint   rank 1 low to 5 high
--   source_file           varchar  file that it came from
--   source_line           bigint   line in that file
--
-- Source: docs/glossary.md, retired; stage; blocked; slip

with

dated as (
    select
        components.*,
        warranty.today,
        coalesce(actual_retire_date <= warranty.today, false) as is_retired,
        coalesce(planned_retire_date, case
            when actual_retire_date > warranty.today then actual_retire_date
        end, baseline_retire_date) as plan_date
    from stg_components as components
    cross join warranty
    where is_current and coalesce(system_kind, 'legacy') = 'legacy'
),

stages as (
    select
        component_id,
        bool_or(has_steps) as has_steps,
        arg_max(stage, position) filter (where state = 'done') as last_stage,
        arg_min(stage, position) filter (
            where state not in ('done', 'not_applicable', 'missed', 'unknown')
        ) as next_stage,
        count(*) filter (where state = 'done')
            / nullif(count(*) filter (where state != 'not_applicable'), 0)
            as done_ratio,
        bool_or(state = 'refused') as is_refused
    from component_stages
    group by component_id
),

blocks as (
    select *
    from component_stages
    where state in ('blocked', 'refused')
    qualify row_number() over (
        partition by component_id order by position
    ) = 1
),

placed as (
    select
        dated.*,
        stages.* exclude (component_id),
        blocks.stage as blocked_stage,
        array_to_string(blocks.reasons, ', ') as blocked_reason,
        blocks.blocked_since_date,
        blocks.blocked_note,
        case
            when is_retired then actual_retire_date
            else case when plan_date >= today then plan_date
                when plan_date < today then today end
        end as expected_date
    from dated
    left join stages on dated.component_id = stages.component_id
    left join blocks on dated.component_id = blocks.component_id
)

select
    component_id,
    component_name,
    coalesce(system_name, workstream, 'Other') as system,
    component_class,
    environment,
    side,
    owner_role,
    workstream,
    coalesce(has_steps, false) as has_steps,
    case
        when has_steps then coalesce(last_stage, 'not_started')
        when is_retired then 'retired'
        when plan_date is not null then 'planned'
        else 'unknown'
    end as stage,
    next_stage,
    case when has_steps then done_ratio else is_retired::bigint end::double
        as progress_ratio,
    is_retired,
    coalesce(not is_retired and plan_date < today, false) as is_overdue,
    blocked_stage is not null as is_blocked,
    is_refused,
    blocked_stage,
    blocked_reason,
    blocked_since_date,
    blocked_note,
    baseline_retire_date,
    plan_date as planned_retire_date,
    case when is_retired then actual_retire_date end as actual_retire_date,
    expected_date as expected_retire_date,
    expected_date - coalesce(baseline_retire_date, plan_date) as slip_days,
    annual_cost_usd,
    one_time_cost_usd,
    contract_end_date,
    complexity,
    source_file,
    source_line

from placed
