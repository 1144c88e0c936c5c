-- Functions that queries share; a moment has them before its first table.

-- A length of time in words, without its sign: 45 min, 1 h 41 min, 3.4 days,
-- 12 days. The same words as cutover/figures/text.py gives.
create macro length_words(minutes) as case
    when abs(minutes) < 60 then format('{} min', abs(minutes)::bigint)
    when abs(minutes) < 2880
        then format('{} h', abs(minutes)::bigint // 60)
            || if(
                abs(minutes)::bigint % 60 = 0,
                '',
                format(' {} min', abs(minutes)::bigint % 60)
            )
    when abs(minutes) < 14400
        then format('{:.1f} days', abs(minutes) / 1440)
    else format('{:,} days', abs(minutes)::bigint // 1440)
end;

-- A number as people write it: 1,200; 97.5; at most two decimals.
create macro number_words(value) as case
    when abs(value) >= 1e15 then value::double::varchar
    when value = round(value) then format('{:,}', value::bigint)
    else rtrim(rtrim(format('{:,.2f}', value::double), '0'), '.')
end;

-- A value with its unit: 97 %, 1 finding, 3 findings; yes or no where that is
-- the unit; a share in percent.
create macro value_words(value, unit) as case
    when value is null then null
    when unit = 'yes/no' then if(value >= 1, 'yes', 'no')
    when unit = 'percent' then number_words(value) || ' %'
    when unit in ('share', 'ratio') then number_words(100 * value) || ' %'
    when value = 1
        then number_words(value)
            || coalesce(
                ' ' || replace(
                    regexp_replace(unit, '([^s])s$', '\1'),
                    'criteria',
                    'criterion'
                ),
                ''
            )
    else concat_ws(' ', number_words(value), unit)
end;

-- An operator as people write it: >= gives ≥.
create macro operator_words(operator) as case operator
    when '<=' then '≤'
    when '>=' then '≥'
    else operator
end;

-- Whether a value reaches its target; null where either is unknown.
create macro meets(value, operator, target) as case operator
    when '<=' then value <= target
    when '<' then value < target
    when '=' then value = target
    when '>' then value > target
    else value >= target
end;

-- A role as people write it: program_manager gives program manager.
create macro role_words(side, role) as
    nullif(concat_ws(' ', side, replace(role, '_', ' ')), '');

-- A count with its noun: 1 vote, 3 votes.
create macro count_words(number, singular, plural) as
    number || ' ' || if(number = 1, singular, plural);

-- Where an instant falls: inside, warning, protection, beyond; null: unknown.
create macro rollback_zone(told, limit_at, warning_minutes, protection_at) as
    case
        when told is null or limit_at is null then null
        when told <= limit_at - to_minutes(round(warning_minutes)::bigint)
            then 'inside'
        when told <= limit_at then 'warning'
        when told <= protection_at then 'protection'
        when told > protection_at then 'beyond'
    end;

-- A length of time with its sign: 3 h, −45 min.
create macro signed_words(minutes) as
    if(minutes < 0, '−', '') || length_words(minutes);

-- An instant as people of a zone write it: Wed 28 Oct 16:00.
create macro local_words(told, zone) as strftime(
    timezone(zone, timezone('UTC', told)), '%a %-d %b %H:%M'
);

-- Whether a task is a person's, or a role's of a side: whoever stands among
-- its owners; where it names nobody, or no person is asked for, its role and
-- side. Shared tasks are those of both sides; null asks for all.
create macro is_task_of(
    owners, task_side, owner_role, person_name, asked_side, asked_role
) as if(
    person_name is not null and len(owners) > 0,
    list_contains(owners, person_name),
    (
        asked_side is null
        or coalesce(task_side, 'shared') in (asked_side, 'shared')
    )
    and (asked_role is null or coalesce(owner_role = asked_role, false))
);
