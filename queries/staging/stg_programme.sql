-- One row: the programme that the files belong to: as loaded.
--
-- Returns
--   programme_id              varchar    short name used on the command line
--                                        and in links
--   programme_name            varchar    name shown on every page
--   zone                      varchar    IANA time zone in which times are
--                                        shown and local times are read
--   customer_name             varchar    organization that moves
--   provider_name             varchar    organization that runs the new system
--   baseline_at               timestamp  when the plan was baselined: start of
--                                        the burn-down; UTC
--   cutover_start_at          timestamp  start of the approved cutover window;
--                                        UTC
--   cutover_finish_at         timestamp  end of the approved cutover window;
--                                        UTC
--   protection_finish_at      timestamp  end of the service protection period
--                                        behind the window; UTC
--   go_live_at                timestamp  planned go-live; UTC
--   rollback_reserve_minutes  double     time kept free to turn back inside the
--                                        window
--   safety_floor_minutes      double     further time kept free before the
--                                        window ends
--   warranty_start_date       date       first day of the warranty period
--   warranty_end_date         date       last day of the warranty period
--   support_hours_budget      double     provider hours bought for the warranty
--                                        period
--   calendar_id               varchar    calendar of tasks that name none;
--                                        round the clock where empty
--   lag_calendar              varchar    whose working time a lag runs on;
--                                        elapsed, the clock, where empty
--   progress_rule             varchar    whether work begun out of sequence
--                                        waits for its predecessors;
--                                        retained_logic, it does, where empty
--   source_file               varchar    file that the row came from
--   source_line               bigint     line in that file
--   load_id                   varchar    snapshot
--   load_as_of                timestamp  status time of the snapshot; UTC
--   is_current                boolean    the snapshot in force at the status
--                                        time
--
-- Source: docs/reference.md, programme

select
    programme_id,
    programme_name,
    zone,
    customer_name,
    provider_name,
    baseline_at,
    cutover_start_at,
    cutover_finish_at,
    protection_finish_at,
    go_live_at,
    rollback_reserve_minutes,
    safety_floor_minutes,
    warranty_start_date,
    warranty_end_date,
    support_hours_budget,
    calendar_id,
    lag_calendar,
    progress_rule,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_programme
