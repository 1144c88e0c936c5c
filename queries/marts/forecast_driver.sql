-- Which forecast drives the colours, and why: always exactly one row.
--
-- The network drives if it can be computed, and at least the share
-- network_driver_percent of the open tasks in scope is joined by links, and as
-- many have a duration; else what is told without it: the rate, and the dates
-- that owners state.
--
-- Returns
--   driver          varchar  key; network, rate, none
--   reason          varchar  why, in words
--   problem         varchar  why the network cannot be computed
--   open_count      bigint   open tasks in scope
--   linked_percent  double   of them with a link
--   timed_percent   double   of them with a duration, or a planned start and
--                            finish
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
),

timed as (
    select
        100 * avg(if(
            duration_minutes is not null
            or most_likely_minutes is not null
            or planned_finish_at >= planned_start_at,
            1, 0
        )) as timed_percent
    from schedule_tasks
    where is_current and is_in_scope and actual_finish_at is null
)

select
    case
        when network.load_id is null then 'none'
        when network.problem is not null then 'rate'
        when network.open_task_count = 0 then 'none'
        when
            least(network.linked_percent, timed.timed_percent)
            >= tolerance.least_percent
            then 'network'
        else 'rate'
    end as driver,
    case
        when network.load_id is null then 'No tasks are loaded.'
        when network.problem is not null
            then 'The network cannot be computed. ' || network.problem
        when network.open_task_count = 0 then 'No task is open.'
        when network.link_count = 0
            then 'The plan has no links, so its rate tells the finish.'
        when timed_percent < least_percent
            then format(
                'Only {:.0f} % of the open tasks have a duration; the network '
                || 'drives from {:.0f} % on.', timed_percent, least_percent
            )
        else format(
            'Links join {:.0f} % of the open tasks; the network drives from '
            || '{:.0f} % on.', linked_percent, least_percent
        )
    end as reason,
    network.problem,
    coalesce(network.open_task_count, 0) as open_count,
    network.linked_percent,
    timed.timed_percent

from tolerance

left join network on true

left join timed on true
