-- The fourteen checks on both scales, one row per scale and check.
--
-- Checks 1 to 11 count findings among what they judge. Check 12 sets the slip
-- of the finish against the delay that was added, check 13 the path left and
-- its float against the path left, check 14 completed against due tasks; in
-- minutes, minutes and tasks. What is not evaluated has neither number.
--
-- Returns
--   scale         varchar  key; dcma, cutover
--   check_number  bigint   key; 1 to 14
--   count         bigint   findings; check 4: links from finish to start
--   denominator   bigint   what is judged
--   is_passed     boolean  within the limit; null: not evaluated
--   reason        varchar  why it is not evaluated
--
-- Source: docs/glossary.md, DCMA 14 points

with

flagged as (
    select scale, flag_name, is_finding
    from quality_tasks
    unpivot (
        is_finding for flag_name in (
            is_logic_missing, is_hard_constrained, is_float_high,
            is_float_negative, is_duration_high, is_date_invalid,
            is_resource_missing, is_missed
        )
    )
    union all
    select scale, flag_name, is_finding
    from quality_links
    unpivot (is_finding for flag_name in (is_lead, is_lag, is_other_type))
),

counted as (
    select
        rules.check_number,
        flagged.scale,
        count(*) filter (where flagged.is_finding = rules.is_less_good)
            as count,
        count(*) as denominator
    from flagged
    inner join quality_rules as rules using (flag_name)
    group by all
),

totals as (
    select
        scales.scale,
        scales.target_id,
        scales.delay_days,
        tested.added_minutes,
        tested.slip_minutes,
        tested.tolerance_minutes,
        tested.path_minutes,
        tested.float_minutes,
        tested.problem as network_problem,
        tested.test_problem,
        tested.path_problem,
        count(tasks.task_id) as task_count,
        count(*) filter (where tasks.is_open) as open_count,
        count(*) filter (where not tasks.is_open) as complete_count,
        count(*) filter (where not tasks.is_unbaselined) as baselined_count,
        count(tasks.is_missed) as due_count
    from quality_scales as scales
    left join computed_critical_path_test as tested using (scale)
    left join quality_tasks as tasks using (scale)
    group by all
),

measured as (
    select
        totals.*,
        rules.*,
        case
            when rules.check_number = 12 then totals.slip_minutes
            when rules.check_number = 13
                then totals.path_minutes + totals.float_minutes
            when totals.baselined_count = 0 and rules.check_number = 14
                then null
            when rules.check_number = 14 then totals.complete_count
            else counted.count
        end as count,
        case rules.check_number
            when 12 then totals.added_minutes
            when 13 then totals.path_minutes
            when 14
                then totals.due_count
                    + totals.task_count - totals.baselined_count
            else counted.denominator
        end as denominator
    from totals
    cross join quality_rules as rules
    left join counted using (scale, check_number)
)

select
    scale,
    check_number,
    case when denominator > 0 then count end as count,
    case when count is not null then nullif(denominator, 0) end as denominator,
    case
        when count is null then null
        when check_number = 12
            then abs(count - nullif(denominator, 0)) <= tolerance_minutes
        when check_number > 12
            then count / nullif(denominator, 0) >= limit_value
        when is_less_good
            then 100 * count / nullif(denominator, 0) <= limit_value
        else 100 * count / nullif(denominator, 0) >= limit_value
    end as is_passed,
    case
        when count is not null and denominator > 0 then null
        when task_count = 0 and scale = 'cutover'
            then 'No task of the plan belongs to the cutover phase.'
        when task_count = 0 then 'No work is in the plan.'
        when check_number = 11 and baselined_count = 0
            or check_number in (8, 14) and baselined_count = 0
            then 'No task has a baseline finish.'
        when check_number in (11, 14) then 'No task was due yet.'
        when check_number = 9
            then 'No task has a forecast or an actual date.'
        when open_count = 0 then 'No task is open.'
        when check_number in (2, 3, 4) then 'No link leads to an open task.'
        when check_number in (6, 8) and delay_days is null
            then 'The cutover window has no length.'
        when check_number in (6, 7)
            then coalesce(network_problem, 'No open task is scheduled.')
        when check_number = 8
            then coalesce(
                network_problem, 'No open task has a baseline start and finish.'
            )
        when check_number = 10
            then 'No open task lasts a day or longer.'
        when check_number = 12 then coalesce(network_problem, test_problem)
        else coalesce(
            network_problem, path_problem, 'No working time is left.'
        )
    end as reason

from measured
