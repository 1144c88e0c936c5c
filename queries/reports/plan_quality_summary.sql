-- How many of the fourteen checks raise a flag, one row.
--
-- Parameters
--   $scale  varchar = dcma  one of dcma, cutover
--
-- Returns
--   scale                varchar  key; dcma, cutover
--   flag_count           bigint   checks that raise a flag
--   clear_count          bigint   checks that do not
--   not_evaluated_count  bigint   checks that cannot be told
--   headline             varchar  the counts in words
--   flags                varchar  the checks that raise a flag
--
-- Source: docs/glossary.md, DCMA 14 points

select
    scales.scale,
    count(*) filter (where not checks.is_passed) as flag_count,
    count(*) filter (where checks.is_passed) as clear_count,
    count(*) filter (where checks.is_passed is null) as not_evaluated_count,
    format(
        '{} of {} checks {} a flag',
        flag_count, flag_count + clear_count,
        if(flag_count = 1, 'raises', 'raise')
    ) || if(
        not_evaluated_count > 0,
        format(', {} cannot be told', not_evaluated_count), ''
    ) as headline,
    string_agg(rules.check_name, ', ' order by rules.check_number)
        filter (where not checks.is_passed) as flags

from quality_checks as checks

inner join quality_rules as rules using (check_number)

inner join quality_scales as scales using (scale)

where scales.scale = $scale

group by scales.scale

order by scales.scale
