-- One row per message of the communication plan and audience: as loaded.
--
-- Returns
--   communication_id             varchar    identifier
--   title                        varchar    subject
--   audience                     varchar    stakeholder group
--   channel                      varchar    e-mail, call, meeting, notice,
--                                           teams, slack
--   sender_role                  varchar    role that sends it
--   side                         varchar    side that sends it
--   phase                        varchar    phase that it belongs to
--   task_id                      varchar    task that it announces
--   checkpoint_id                varchar    checkpoint that it announces
--   due_at                       timestamp  when it is due; UTC
--   recipients                   varchar[]  addresses; those of the audience
--                                           where empty
--   message                      varchar    text that goes out, or went out
--   sent_at                      timestamp  when it was sent; UTC
--   sent_by                      varchar    who sent it
--   is_acknowledgement_required  boolean    the audience must confirm
--   acknowledged_at              timestamp  when it was confirmed; UTC
--   acknowledged_by              varchar    who took the confirmation down
--   source_file                  varchar    file that the row came from
--   source_line                  bigint     line in that file
--   load_id                      varchar    snapshot
--   load_as_of                   timestamp  status time of the snapshot; UTC
--   is_current                   boolean    the snapshot in force at the status
--                                           time
--
-- Source: docs/reference.md, communications

select
    communication_id,
    title,
    audience,
    channel,
    sender_role,
    side,
    phase,
    task_id,
    checkpoint_id,
    due_at,
    recipients,
    message,
    sent_at,
    sent_by,
    is_acknowledgement_required,
    acknowledged_at,
    acknowledged_by,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_communications
