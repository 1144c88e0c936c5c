-- Whom to call: everybody of both sides with role, place, reach and shift; who
-- is on shift now first, then who comes next.
--
-- Parameters
--   $search  varchar = null  text in a name, a role, a site or an
--                            organization; null finds all
--   $sides   varchar[]       sides to keep; empty keeps all
--
-- Returns
--   person_id     varchar    key
--   person_name   varchar    name
--   role          varchar    role
--   side          varchar    side
--   organization  varchar    organization
--   site          varchar    where the person works
--   phone         varchar    telephone
--   email         varchar    e-mail
--   on_shift      varchar    now until Sat 31 Oct 18:00, next Sun 1 Nov 06:00;
--                            null: no shift ahead
--   is_on_shift   boolean    on shift at the status time
--   next_shift_at  timestamp  start of the shift that runs or comes next; UTC
--   on_call_for   varchar    checkpoints not yet decided, by name
--   stands_in     varchar    who stands in
--   is_reachable  boolean    a telephone number or an e-mail is known
--
-- Source: docs/glossary.md, reach

with

known as (
    select * from stg_people where is_current
),

ahead as (
    select
        shifts.person_id,
        min(shifts.shift_start_at) as next_shift_at,
        arg_min(shifts.shift_finish_at, (shift_start_at, shift_id))
            as next_finish_at
    from stg_shifts as shifts
    cross join programme
    where shifts.is_current and shifts.shift_finish_at > as_of
    group by shifts.person_id
),

gates as (
    select
        known.person_id,
        string_agg(
            concat_ws(' ', gates.checkpoint_id, gates.checkpoint_name), ', '
            order by gates.planned_at, gates.checkpoint_id
        ) as on_call_for
    from known
    inner join checkpoints as gates
        on list_contains(known.on_call_checkpoint_ids, gates.checkpoint_id)
    where gates.health != 'decided'
    group by known.person_id
)

select
    known.person_id,
    known.person_name,
    known.role,
    known.side,
    known.organization,
    known.site,
    known.phone,
    known.email,
    case
        when ahead.next_shift_at <= as_of
            then 'now until ' || local_words(ahead.next_finish_at, zone)
        else 'next ' || local_words(ahead.next_shift_at, zone)
    end as on_shift,
    coalesce(ahead.next_shift_at <= as_of, false) as is_on_shift,
    ahead.next_shift_at,
    gates.on_call_for,
    stand_ins.person_name as stands_in,
    coalesce(known.phone, known.email) is not null as is_reachable

from known

cross join programme

left join ahead using (person_id)

left join gates using (person_id)

left join known as stand_ins on known.substitute_id = stand_ins.person_id

where
    (len($sides) = 0 or list_contains($sides, known.side))
    and (
        $search is null
        or contains(
            lower(
                concat_ws(
                    ' ',
                    known.person_id,
                    known.person_name,
                    replace(known.role, '_', ' '),
                    known.side,
                    known.organization,
                    known.site
                )
            ),
            lower($search)
        )
    )

order by
    is_on_shift desc, ahead.next_shift_at, known.side, known.role,
    known.person_name, known.person_id
