-- The fourteen checks of DCMA as published, one row per check.
--
-- Returns
--   check_number   bigint   key; 1 to 14
--   check_name     varchar  name
--   measure        varchar  what is counted, by the limits of DCMA
--   flag_name      varchar  column of quality_tasks or quality_links that
--                           tells a finding; null: judged as a whole
--   is_less_good   boolean  a low value is good
--   limit_value    double   last value that raises no flag, in percent; a
--                           ratio of checks 13 and 14; null: an equality
--   threshold      varchar  the limit as printed
--
-- Source: DCMA-EA PAM 200.1 (October 2012), section 4; docs/glossary.md, DCMA
-- 14 points

select
    *
from (
    values
        (
            1::bigint, 'Logic',
            'incomplete tasks missing a predecessor and/or successor '
            || '/ incomplete tasks',
            'is_logic_missing', true, 5::double, '<= 5%'
        ),
        (
            2, 'Leads', 'links with negative lag / links',
            'is_lead', true, 0, '= 0%'
        ),
        (
            3, 'Lags', 'links with positive lag / links',
            'is_lag', true, 5, '<= 5%'
        ),
        (
            4, 'Relationship types', 'FS links / links',
            'is_other_type', false, 90, '>= 90%'
        ),
        (
            5, 'Hard constraints',
            'incomplete tasks with MSO, MFO, SNLT, FNLT / incomplete tasks',
            'is_hard_constrained', true, 5, '<= 5%'
        ),
        (
            6, 'High float',
            'incomplete tasks with total float > 44 working days '
            || '/ incomplete tasks',
            'is_float_high', true, 5, '<= 5%'
        ),
        (
            7, 'Negative float',
            'incomplete tasks with total float < 0 / incomplete tasks',
            'is_float_negative', true, 0, '= 0%'
        ),
        (
            8, 'High duration',
            'incomplete tasks with baseline duration > 44 working days '
            || '/ incomplete tasks',
            'is_duration_high', true, 5, '<= 5%'
        ),
        (
            9, 'Invalid dates',
            'forecast dates before the data date or actual dates after it',
            'is_date_invalid', true, 0, '= 0'
        ),
        (
            10, 'Resources',
            'incomplete tasks with duration >= 1 day without resource or cost',
            'is_resource_missing', true, 0, '= 0 (optional)'
        ),
        (
            11, 'Missed tasks',
            'tasks with baseline finish <= data date that finished late or '
            || 'are not finished / tasks with baseline finish <= data date',
            'is_missed', true, 5, '<= 5%'
        ),
        (
            12, 'Critical path test',
            'add 600 days to a critical task; project finish must slip by '
            || '600 days',
            null, null, null, 'slip = added'
        ),
        (
            13, 'CPLI',
            '(critical path length + total float) / critical path length',
            null, false, 0.95, '>= 0.95'
        ),
        (
            14, 'BEI',
            'tasks completed / (tasks with baseline finish <= data date + '
            || 'tasks without a baseline finish)',
            null, false, 0.95, '>= 0.95'
        )
) as rules(
    check_number, check_name, measure, flag_name, is_less_good, limit_value,
    threshold
)
