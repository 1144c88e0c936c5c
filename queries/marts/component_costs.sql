-- What running legacy components costs and saves, one row per component.
--
-- A year has 365 days. Savings count only once the component is retired and
-- its contract has ended; where no contract end is given, the cost that no
-- longer runs is avoided, not saved. What nobody priced is null.
--
-- Returns
--   component_id       varchar  key
--   daily_cost_usd     double   cost of a day of running
--   running_usd        double   daily cost while not retired, else 0
--   since_go_live_usd  double   cost from go-live to the status time or to
--                               the day it was retired
--   delay_usd          double   slip in days times daily cost, at least 0
--   saved_usd          double   since it was retired and its contract ended,
--                               less the cost of switching it off
--   avoided_usd        double   since it was retired, no contract end given
--   weight             double   annual cost; complexity where no component of
--                               the programme has a cost
--
-- Source: docs/glossary.md, double-run cost; cost of delay; savings

with

priced as (
    select
        components.*,
        annual_cost_usd / 365 as daily,
        warranty.today,
        case
            when is_retired
                then greatest(actual_retire_date, contract_end_date)
        end as paid_to,
        least(actual_retire_date, warranty.today) as ran_to,
        timezone(zone, timezone('UTC', go_live_at))::date as go_live_date,
        count(annual_cost_usd) over () > 0 as has_costs
    from components
    cross join warranty
    cross join programme
)

select
    component_id,
    daily as daily_cost_usd,
    case when is_retired then daily * 0 else daily end as running_usd,
    case
        when ran_to > go_live_date then (ran_to - go_live_date) * daily
        when go_live_date is not null then daily * 0
    end as since_go_live_usd,
    case when slip_days > 0 then slip_days else slip_days * 0 end * daily
        as delay_usd,
    case
        when contract_end_date is not null and paid_to <= today
            then (today - paid_to) * daily - coalesce(one_time_cost_usd, 0)
        when daily is not null then 0
    end::double as saved_usd,
    case
        when contract_end_date is null and is_retired
            then (today - actual_retire_date) * daily
        when daily is not null then 0
    end::double as avoided_usd,
    case when has_costs then annual_cost_usd else complexity end::double
        as weight

from priced
