-- One row per person: as loaded.
--
-- Returns
--   person_id               varchar    identifier
--   person_name             varchar    name shown
--   role                    varchar    role
--   side                    varchar    side that the person belongs to
--   organization            varchar    organization
--   site                    varchar    where the person works
--   email                   varchar    e-mail
--   phone                   varchar    telephone
--   on_call_checkpoint_ids  varchar[]  checkpoints for which the person is on
--                                      call
--   substitute_id           varchar    who stands in
--   source_file             varchar    file that the row came from
--   source_line             bigint     line in that file
--   load_id                 varchar    snapshot
--   load_as_of              timestamp  status time of the snapshot; UTC
--   is_current              boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, people

select
    person_id,
    person_name,
    role,
    side,
    organization,
    site,
    email,
    phone,
    on_call_checkpoint_ids,
    substitute_id,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_people
