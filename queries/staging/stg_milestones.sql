-- One row per milestone of the integrated master schedule and report date: as
-- loaded.
--
-- Returns
--   milestone_id    varchar    identifier in the integrated master schedule
--   milestone_name  varchar    what is reached
--   report_date     date       date of the report that says so
--   baseline_at     timestamp  date in the baseline; UTC
--   forecast_at     timestamp  date as expected in the report; UTC
--   actual_at       timestamp  when it was reached; UTC
--   task_id         varchar    task of the cutover plan that stands for it
--   workstream      varchar    workstream or phase
--   source_file     varchar    file that the row came from
--   source_line     bigint     line in that file
--   load_id         varchar    snapshot
--   load_as_of      timestamp  status time of the snapshot; UTC
--   is_current      boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, milestones

select
    milestone_id,
    milestone_name,
    report_date,
    baseline_at,
    forecast_at,
    actual_at,
    task_id,
    workstream,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_milestones
