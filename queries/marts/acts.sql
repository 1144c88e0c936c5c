-- Acts of people that are known at the status time, one row per act.
--
-- Loads stand in the journal too, but nobody said anything by them: they are
-- left out.
--
-- Returns
--   act_id             varchar    key
--   seq                bigint     place in the journal
--   recorded_at        timestamp  when the journal took it; UTC
--   act_as_of          timestamp  status time on which it was done; UTC
--   is_recorded_later  boolean    recorded more than a day after that
--   kind               varchar    kind of act
--   label              varchar    kind as people read it
--   table_name         varchar    input table that it sets cells of
--   subject            varchar    row: table:key
--   item_id            varchar    key of the row
--   actor              varchar    who
--   side               varchar    side for which it was done
--   role               varchar    role in which it was done
--   reason             varchar    why
--   cells_before       varchar    cells as the actor saw them; JSON
--   cells_after        varchar    cells as set; JSON
--   corrects           varchar    act that it replaces or takes back
--   corrected_by       varchar    act that replaced it or took it back
--   state              varchar    in_force, void, superseded
--   overruled          varchar    cells in which it does not stand; JSON
--   hash               varchar    hash of its row in the chain
--   is_sealed          boolean    keeps what it was taken on
--   seal               varchar    what it was taken on; JSON
--
-- Source: docs/decisions.md, acts

select
    act_id,
    seq,
    recorded_at,
    act_as_of,
    recorded_at > act_as_of + interval 1 day as is_recorded_later,
    kind,
    label,
    table_name,
    subject,
    item_id,
    actor,
    side,
    role,
    reason,
    cells_before,
    cells_after,
    corrects,
    corrected_by,
    state,
    overruled,
    hash,
    is_sealed,
    seal

from stg_acts

where kind != 'load'
