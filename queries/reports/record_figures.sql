-- Key figures of the record: how much was said, by whom, what no longer counts.
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    acts
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    acts behind it
--   trend     double[]  acts a day over the last 28 days; null: none
--
-- Source: docs/glossary.md, record

with

counted as (
    select
        count(*) as n,
        count(*) filter (where kind = 'decision' and is_sealed) as decisions,
        count(*) filter (where side = 'customer') as by_customer,
        count(*) filter (where side = 'provider') as by_provider,
        count(*) filter (where state <> 'in_force') as gone
    from acts
),

days as (
    select unnest(generate_series(27, 0, -1)) as days_back
),

daily as (
    select
        days_back,
        count(act_id)::double as act_count
    from days
    cross join programme
    left join acts
        on act_as_of::date = programme.as_of::date - days_back::integer
    group by days_back
),

course as (
    select list(act_count order by days_back desc) as acts_a_day
    from daily
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Acts recorded',
        'Decisions sealed',
        'By the customer',
        'By the provider',
        'No longer in force'
    ]) as label,
    unnest([n, decisions, by_customer, by_provider, gone])::double as value,
    'count' as unit,
    0::bigint as decimals,
    'none' as better,
    n,
    unnest([if(n > 0, acts_a_day, null), null, null, null, null]) as trend

from counted

cross join course

order by position
