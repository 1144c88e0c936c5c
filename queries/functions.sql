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
