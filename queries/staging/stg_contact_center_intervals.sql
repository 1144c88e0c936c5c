-- One row per contact center and interval: as loaded.
--
-- Returns
--   organization                  varchar    organization whose contact center
--                                            it is
--   side                          varchar    side of the organization
--   interval_start_at             timestamp  start of the interval; UTC
--   interval_minutes              double     length of the interval; 1,440
--                                            where empty
--   offered_count                 bigint     calls that came in
--   answered_count                bigint     calls answered
--   abandoned_count               bigint     callers who gave up
--   answered_in_target_count      bigint     calls answered within the target
--                                            time
--   first_contact_resolved_count  bigint     calls solved at the first contact
--   wait_minutes                  double     sum of the waiting times
--   staffed_count                 bigint     people at work
--   required_count                bigint     people that the plan asks for
--   source_file                   varchar    file that the row came from
--   source_line                   bigint     line in that file
--   load_id                       varchar    snapshot
--   load_as_of                    timestamp  status time of the snapshot; UTC
--   is_current                    boolean    the snapshot in force at the
--                                            status time
--
-- Source: docs/reference.md, contact_center_intervals

select
    organization,
    side,
    interval_start_at,
    interval_minutes,
    offered_count,
    answered_count,
    abandoned_count,
    answered_in_target_count,
    first_contact_resolved_count,
    wait_minutes,
    staffed_count,
    required_count,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_contact_center_intervals
