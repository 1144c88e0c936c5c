-- One row per sign-off of a role: as loaded.
--
-- Returns
--   subject        varchar    what is signed off: table:key, as criteria:GC-07
--   side           varchar    side that the role is on
--   role           varchar    role that signs
--   is_concurring  boolean    concurs; empty: asked for, not given
--   comment        varchar    reason; asked for where it does not concur
--   signer         varchar    who signed
--   signed_at      timestamp  when; UTC
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, sign_offs

select
    subject,
    side,
    role,
    is_concurring,
    comment,
    signer,
    signed_at,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_sign_offs
