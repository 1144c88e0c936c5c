-- One row per risk, assumption, issue, dependency, action or decision (RAID
-- log): as loaded.
--
-- Returns
--   issue_id       varchar    identifier
--   title          varchar    what it is
--   issue_type     varchar    kind
--   severity       bigint     1 is worst
--   likelihood     bigint     1 low, 2 medium, 3 high
--   status         varchar    open or closed
--   owners         varchar[]  who owns it
--   side           varchar    side that owns it
--   workstream     varchar    workstream
--   opened_at      timestamp  when it was raised; UTC
--   due_at         timestamp  when it is to be closed; UTC
--   closed_at      timestamp  when it was closed; UTC
--   updated_at     timestamp  last update in its source; UTC
--   task_id        varchar    task that it concerns
--   checkpoint_id  varchar    checkpoint that it concerns
--   mitigation     varchar    what is done about it
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, issues

select
    issue_id,
    title,
    issue_type,
    severity,
    likelihood,
    status,
    owners,
    side,
    workstream,
    opened_at,
    due_at,
    closed_at,
    updated_at,
    task_id,
    checkpoint_id,
    mitigation,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_issues
