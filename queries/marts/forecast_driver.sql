-- Which forecast drives the colours, and why: always exactly one row.
--
-- The network drives if it can be computed and links join at least the share
-- network_driver_percent of the open tasks in scope; else what is told without
-- it: the rate, and the dates that owners state.
--
-- Returns
--   driver          varchar  key; network, rate, none
--   reason          varchar  why, in words
--   problem         varchar  why the network cannot be computed
--   open_count      bigint   open tasks in scope
--   linked_percent  double   of them with a link
--
-- Source: docs/glossary.md, forecast that drives

with

tolerance as (
    select max(value) as least_percent
    from thresholds
    where threshold_id = 'network_driver_percent'
),

network as (
    select
        computed.*,
        100 * computed.linked_open_task_count
        / nullif(computed.open_task_count, 0) as linked_percent
    from computed_networks as computed
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
)

select
    case
        when network.load_id is null then 'none'
        when network.problem is not null then 'rate'
        when network.open_task_count = 0 then 'none'
        when network.linked_percent >= tolerance.least_percent then 'network'
        else 'rate'
    end as driver,
    case
        when network.load_id is null then 'No tasks are loaded.'
        when network.problem is not null
            then 'The network cannot be computed. ' || network.problem
        when network.open_task_count = 0 then 'No task is open.'
        when network.link_count = 0
            then 'The plan has no links, so its rate tells the finish.'
        else format(
            'Links join {:.0f} % of the open tasks; the network drives from '
            || '{:.0f} % on.', linked_percent, least_percent
        )
    end as reason,
    network.problem,
    coalesce(network.open_task_count, 0) as open_count,
    network.linked_percent

from tolerance

left join network on true
