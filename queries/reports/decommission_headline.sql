-- How far is the legacy: the answer in words.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   legacy components
--
-- Source: docs/glossary.md, retired; double-run cost; blocked

with

counted as (
    select
        count(*) as n,
        count(*) filter (where is_retired) as retired_count,
        count(*) filter (where is_blocked and not is_retired) as blocked_count,
        count(*) filter (where is_refused) as refused_count,
        count(*) filter (where is_overdue) as overdue_count,
        count(*) filter (where not is_retired and slip_days > 0)
            as slipped_count,
        count(*) filter (
            where not is_retired and planned_retire_date is null
        ) as undated_count,
        count(daily_cost_usd) as priced_count,
        sum(running_usd) as running_usd
    from components
    inner join component_costs
        on components.component_id = component_costs.component_id
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    case
        when n = 0 then 'unknown'
        when overdue_count + refused_count > 0 then 'late'
        when blocked_count + slipped_count > 0 then 'at_risk'
        when undated_count > 0 then 'unknown'
        else 'on_track'
    end as health,
    case
        when n = 0 then 'No legacy components are loaded'
        when retired_count = n then format('All {} components are retired', n)
        when priced_count > 0
            then format(
                'Legacy still costs ${:,.0f} a day: {} of {} retired',
                running_usd, retired_count, n
            )
        else format('{:,} of {:,} components retired', retired_count, n)
    end as headline,
    case
        when n = 0 then 'Load a register of legacy components.'
        else concat(
            coalesce(
                nullif(
                    concat_ws(
                        ', ',
                        case when blocked_count > 0
                            then format(
                                '{:,} of {:,} still running are blocked',
                                blocked_count, n - retired_count
                            ) end,
                        case when slipped_count > 0
                            then format(
                                '{:,} later than the baseline', slipped_count
                            ) end,
                        case when overdue_count > 0
                            then format('{:,} overdue', overdue_count) end,
                        case when refused_count > 0
                            then format(
                                '{:,} claimed against the interlock',
                                refused_count
                            ) end,
                        case when undated_count > 0
                            then format(
                                '{:,} without a planned date', undated_count
                            ) end
                    ),
                    ''
                ),
                'None is blocked, late or overdue'
            ),
            case when n > priced_count
                then format(
                    '; the cost of {:,} is not known', n - priced_count
                ) end,
            '.'
        )
    end as detail,
    n

from counted

order by health
