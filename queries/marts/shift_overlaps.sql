-- People booked twice, one row per pair of shifts of one person that overlap.
--
-- Returns
--   shift_id             varchar    key; the shift that begins first
--   other_shift_id       varchar    key
--   person_id            varchar    who
--   person_name          varchar    name, else identifier
--   side                 varchar    side of the first shift
--   role                 varchar    role of the first shift
--   site                 varchar    where the first one is
--   other_site           varchar    where the other one is
--   other_role           varchar    role of the other one
--   overlap_start_at     timestamp  start of the time in both; UTC
--   overlap_finish_at    timestamp  end of it; UTC
--   overlap_minutes      bigint     length of it
--   is_at_two_sites      boolean    they are at different sites
--   is_past              boolean    over at the status time
--
-- Source: docs/glossary.md, double booking

with

named as (
    select
        shifts.shift_id,
        shifts.person_id,
        shifts.shift_start_at,
        shifts.shift_finish_at,
        coalesce(people.person_name, shifts.person_id) as person_name,
        coalesce(shifts.side, people.side) as side,
        coalesce(shifts.role, people.role) as role,
        coalesce(shifts.site, people.site) as site
    from stg_shifts as shifts
    left join stg_people as people
        on shifts.person_id = people.person_id and people.is_current
    where shifts.is_current and shifts.person_id is not null
)

select
    one.shift_id,
    two.shift_id as other_shift_id,
    one.person_id,
    one.person_name,
    one.side,
    one.role,
    one.site,
    two.site as other_site,
    two.role as other_role,
    greatest(one.shift_start_at, two.shift_start_at) as overlap_start_at,
    least(one.shift_finish_at, two.shift_finish_at) as overlap_finish_at,
    date_diff(
        'minute',
        greatest(one.shift_start_at, two.shift_start_at),
        least(one.shift_finish_at, two.shift_finish_at)
    ) as overlap_minutes,
    coalesce(one.site != two.site, false) as is_at_two_sites,
    least(one.shift_finish_at, two.shift_finish_at) <= as_of as is_past

from named as one

inner join named as two
    on
        one.person_id = two.person_id
        and (one.shift_start_at, one.shift_id)
        < (two.shift_start_at, two.shift_id)
        and two.shift_start_at < one.shift_finish_at
        and one.shift_start_at < two.shift_finish_at

cross join programme
