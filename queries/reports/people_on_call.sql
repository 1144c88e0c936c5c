-- Who is on call for each checkpoint that is not decided: one row per
-- checkpoint and side, those without anybody first.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   checkpoint_id    varchar    key
--   side             varchar    key; customer, provider
--   health           varchar    late: nobody, and it is held within three
--                               days; at_risk: nobody; on_track
--   checkpoint_name  varchar    what is decided
--   planned_at       timestamp  when it is held; UTC
--   is_gate          boolean    work behind it waits for it
--   on_call_count    bigint     people on call
--   on_shift_count   bigint     of them on shift then
--   people           varchar    who, with telephone; on shift then first
--
-- Source: docs/glossary.md, on call

with

asked as (
    select
        gates.checkpoint_id,
        gates.checkpoint_name,
        gates.planned_at,
        stated.is_gate,
        unnest(['customer', 'provider']) as side
    from checkpoints as gates
    inner join stg_checkpoints as stated
        on gates.checkpoint_id = stated.checkpoint_id and stated.is_current
    where
        gates.health != 'decided' and gates.phase is distinct from 'contingency'
),

here as (
    select
        asked.checkpoint_id,
        people.person_id,
        bool_or(
            shifts.shift_start_at <= asked.planned_at
            and asked.planned_at < shifts.shift_finish_at
        ) as is_on_shift
    from asked
    inner join stg_people as people
        on
            people.is_current
            and asked.side = people.side
            and list_contains(
                people.on_call_checkpoint_ids, asked.checkpoint_id
            )
    left join stg_shifts as shifts
        on people.person_id = shifts.person_id and shifts.is_current
    group by asked.checkpoint_id, people.person_id
),

counted as (
    select
        asked.checkpoint_id,
        asked.side,
        any_value(asked.checkpoint_name) as checkpoint_name,
        any_value(asked.planned_at) as planned_at,
        any_value(asked.is_gate) as is_gate,
        count(people.person_id) as on_call_count,
        count(people.person_id) filter (where here.is_on_shift)
            as on_shift_count,
        string_agg(
            concat_ws(' ', people.person_name, people.phone),
            ', '
            order by
                coalesce(here.is_on_shift, false) desc,
                people.person_name,
                people.person_id
        ) filter (where people.person_id is not null) as people
    from asked
    left join here using (checkpoint_id)
    left join stg_people as people
        on
            here.person_id = people.person_id
            and asked.side = people.side
            and people.is_current
    group by asked.checkpoint_id, asked.side
)

select
    checkpoint_id,
    side,
    case
        when on_call_count > 0 then 'on_track'
        when planned_at <= as_of + interval 3 days then 'late'
        else 'at_risk'
    end as health,
    checkpoint_name,
    planned_at,
    is_gate,
    on_call_count,
    on_shift_count,
    people

from counted

cross join programme

where len($sides) = 0 or list_contains($sides, side)

order by
    list_position(['late', 'at_risk', 'on_track'], health),
    planned_at nulls last,
    checkpoint_id,
    side
