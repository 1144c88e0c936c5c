-- One row per act of the journal that is known at the status time.
--
-- Returns
--   seq           bigint     place in the journal
--   act_id        varchar    how people name it
--   recorded_at   timestamp  when the journal took it; UTC
--   act_as_of     timestamp  status time on which it was done; UTC
--   kind          varchar    kind of act
--   label         varchar    kind as people read it
--   table_name    varchar    input table that it sets cells of; empty: none
--   subject       varchar    row: table:key
--   item_id       varchar    key of the row
--   actor         varchar    who
--   actor_email   varchar    address of who
--   side          varchar    side for which it was done
--   role          varchar    role in which it was done
--   reason        varchar    why
--   cells_before  varchar    cells as the actor saw them; JSON
--   cells_after   varchar    cells as set; JSON
--   corrects      varchar    act that it replaces or takes back
--   corrected_by  varchar    act that replaced it or took it back
--   state         varchar    in_force, void: corrected or withdrawn,
--                            superseded: a newer file says otherwise, or later
--                            acts set all of its cells
--   overruled     varchar    cells in which it does not stand, with the load or
--                            act that says otherwise; JSON
--   hash          varchar    hash of its row in the chain
--   is_sealed     boolean    keeps what it was taken on
--   seal          varchar    what it was taken on; JSON
--
-- Source: docs/decisions.md, acts

select
    seq,
    act_id,
    recorded_at,
    act_as_of,
    kind,
    label,
    table_name,
    subject,
    item_id,
    actor,
    actor_email,
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

from raw_acts
