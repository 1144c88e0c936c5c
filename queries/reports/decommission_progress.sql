-- Legacy components and how far they are, the one to look at first on top.
--
-- Order: refused, blocked, overdue, then by planned date; retired ones last.
-- Slip counts days from the baseline (else the plan) to the day retired or
-- expected. Costs that nobody gave are empty, not 0.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   component_id          varchar  key
--   component_name        varchar  name
--   system                varchar  system that it is part of
--   stage                 varchar  last stage done; not_started; without any
--                                  step retired, planned or unknown
--   progress_ratio        double   stages done / applicable
--   is_retired            boolean  its retire date has come
--   is_blocked            boolean  a stage is blocked or refused
--   blocked_reason        varchar  reasons, parted by comma
--   blocked_days          bigint   days blocked
--   is_overdue            boolean  not retired and its plan has passed
--   baseline_retire_date  date     as first planned
--   planned_retire_date   date     current plan, else baseline
--   actual_retire_date    date     null if later than the status time
--   expected_retire_date  date     actual, else plan, never before the status
--                                  time
--   slip_days             bigint   expected less baseline (else plan)
--   daily_cost_usd        double   cost of a day of running
--   since_go_live_usd     double   cost since go-live while not retired
--   delay_usd             double   slip times daily cost
--   saved_usd             double   since its contract ended, less one-time cost
--   avoided_usd           double   since retired, no contract end given
--   side                  varchar  side that owns it
--   owner_role            varchar  role that owns it
--   source_file           varchar  file that it came from
--   source_line           bigint   line in that file
--
-- Source: docs/glossary.md, retired; stage; slip; savings

select
    components.component_id,
    component_name,
    system,
    stage,
    progress_ratio,
    is_retired,
    is_blocked,
    blocked_reason,
    today - blocked_since_date as blocked_days,
    is_overdue,
    baseline_retire_date,
    planned_retire_date,
    actual_retire_date,
    expected_retire_date,
    slip_days,
    daily_cost_usd,
    since_go_live_usd,
    delay_usd,
    saved_usd,
    avoided_usd,
    side,
    owner_role,
    source_file,
    source_line

from components

inner join component_costs
    on components.component_id = component_costs.component_id

cross join warranty

where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))

order by
    is_retired,
    is_refused is true desc,
    is_blocked desc,
    is_overdue desc,
    planned_retire_date nulls last,
    components.component_id
