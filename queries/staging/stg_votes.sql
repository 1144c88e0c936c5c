-- One row per vote of a role at a checkpoint: as loaded.
--
-- Returns
--   checkpoint_id  varchar    checkpoint
--   side           varchar    side that the role is on
--   role           varchar    role that voted
--   vote           varchar    vote
--   comment        varchar    reason; asked for where the vote is not go
--   voter          varchar    who voted
--   voted_at       timestamp  when; UTC
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, votes

select
    checkpoint_id,
    side,
    role,
    vote,
    comment,
    voter,
    voted_at,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_votes
