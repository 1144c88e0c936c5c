-- The fourteen checks of DCMA on one scale, one row per check: flags that
-- point at weak spots of the plan, not a verdict on it.
--
-- Scale dcma counts the whole plan by the published limits; cutover counts the
-- tasks of the cutover phase by shares of the window and is not DCMA's.
--
-- Parameters
--   $scale  varchar = dcma  one of dcma, cutover
--
-- Returns
--   check_number  bigint   key; 1 to 14
--   check_name    varchar  name
--   measure       varchar  what is counted
--   count         bigint   findings; check 4: links from finish to start; 12:
--                          slip; 13: path left and its float; 14: completed
--   denominator   bigint   what is judged; 12: delay; 13: path left; 14: due;
--                          12 and 13 in minutes of work
--   percent       double   100 count / denominator; null: not evaluated
--   threshold     varchar  limit as printed
--   result        varchar  pass, fail, not_evaluated
--   reason        varchar  why it is not evaluated
--   value         double   in the unit of the threshold
--   unit          varchar  %, tasks, minutes, ratio
--   flag          varchar  in words: no flag, flag, not evaluated
--   scale_name    varchar  DCMA 14 points, or cutover-scaled, not DCMA
--
-- Source: docs/glossary.md, DCMA 14 points

select
    rules.check_number,
    rules.check_name,
    replace(
        replace(
            replace(
                rules.measure,
                '> 44 working days',
                if(
                    rules.check_number = 6,
                    scales.float_words,
                    scales.duration_words
                )
            ),
            'duration >= 1 day', scales.resource_words
        ),
        '600 days', scales.delay_words
    ) as measure,
    checks.count,
    checks.denominator,
    100 * checks.count / nullif(checks.denominator, 0) as percent,
    rules.threshold,
    case checks.is_passed
        when true then 'pass' when false then 'fail' else 'not_evaluated'
    end as result,
    checks.reason,
    case
        when rules.check_number in (9, 10) then checks.count
        when rules.check_number = 12
            then checks.count - checks.denominator
        when rules.check_number > 12
            then checks.count / nullif(checks.denominator, 0)
        else 100 * checks.count / nullif(checks.denominator, 0)
    end as value,
    case
        when rules.check_number in (9, 10) then 'tasks'
        when rules.check_number = 12 then 'minutes'
        when rules.check_number > 12 then 'ratio'
        else '%'
    end as unit,
    case checks.is_passed
        when true then 'no flag' when false then 'flag' else 'not evaluated'
    end as flag,
    scales.scale_name

from quality_checks as checks

inner join quality_rules as rules using (check_number)

inner join quality_scales as scales using (scale)

where checks.scale = $scale

order by rules.check_number
