-- Who could stand in at each gap that lies ahead, and whether they are free
-- then: one row per gap and person, whom to ask first on top.
--
-- Parameters
--   $sides  varchar[]  sides to keep; empty keeps all
--
-- Returns
--   block_id             varchar    key
--   side                 varchar    key
--   role                 varchar    key; role of the gap
--   person_id            varchar    key
--   block_start_at       timestamp  start of the block; UTC
--   block_name           varchar    Saturday night
--   person_name          varchar    who could stand in
--   state                varchar    free; tired: less than eight hours of rest;
--                                   busy: on another shift
--   health               varchar    on_track, at_risk, late
--   substitutes_for      varchar    whose named substitute it is
--   is_same_role         boolean    of the same side and role
--   busy_with            varchar    the other shift
--   rest_before_minutes  bigint     since the shift before
--   rest_after_minutes   bigint     until the next shift
--   phone                varchar    telephone
--   email                varchar    e-mail
--
-- Source: docs/glossary.md, substitute

select
    stand_ins.block_id,
    stand_ins.side,
    stand_ins.role,
    stand_ins.person_id,
    blocks.block_start_at,
    blocks.block_name,
    stand_ins.person_name,
    stand_ins.state,
    case stand_ins.state
        when 'free' then 'on_track'
        when 'tired' then 'at_risk'
        else 'late'
    end as health,
    stand_ins.substitutes_for,
    stand_ins.is_same_role,
    stand_ins.busy_with,
    stand_ins.rest_before_minutes,
    stand_ins.rest_after_minutes,
    stand_ins.phone,
    stand_ins.email

from shift_stand_ins as stand_ins

inner join shift_blocks as blocks using (block_id)

inner join shift_cells as cells using (block_id, side, role)

where len($sides) = 0 or list_contains($sides, side)

order by
    cells.severity_rank, blocks.block_start_at, stand_ins.role,
    stand_ins.side, stand_ins.position
