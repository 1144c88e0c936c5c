-- One row per task of the cutover plan: as loaded.
--
-- Returns
--   task_id                varchar    identifier that stays the same over all
--                                     snapshots
--   task_name              varchar    what is done
--   phase                  varchar    pre-cutover, cutover, post-cutover, or
--                                     contingency (No-Go and back-out) step
--   m3_step                bigint     step of M3 4.18 that the task belongs to
--   task_class             varchar    kind of work
--   workstream             varchar    workstream that the task belongs to
--   side                   varchar    who does it
--   owner_role             varchar    role that owns the task: one of the
--                                     eleven of M3 4.18, or another
--   owners                 varchar[]  people who do it
--   status                 varchar    status as reported
--   percent_complete       double     progress as reported, in percent
--   is_milestone           boolean    a moment, not work
--   is_summary             boolean    sums up other rows: they count, it does
--                                     not
--   is_level_of_effort     boolean    goes along with other work and has no
--                                     result of its own
--   baseline_start_at      timestamp  start in the baseline; UTC
--   baseline_finish_at     timestamp  finish in the baseline; UTC
--   planned_start_at       timestamp  start in the current plan; the baseline
--                                     where empty; UTC
--   planned_finish_at      timestamp  finish in the current plan; the baseline
--                                     where empty; UTC
--   forecast_start_at      timestamp  start as now expected; UTC
--   forecast_finish_at     timestamp  finish as now expected; UTC
--   actual_start_at        timestamp  when it started; UTC
--   actual_finish_at       timestamp  when it finished; UTC
--   baseline_hours         double     work in the baseline
--   planned_hours          double     work in the current plan; the baseline
--                                     where empty
--   remaining_hours        double     work left as entered by the owner
--   duration_minutes       double     planned duration: working time on the
--                                     task's calendar
--   calendar_id            varchar    when it can be worked on; the programme's
--                                     calendar where empty
--   optimistic_minutes     double     duration if all goes well, on the task's
--                                     calendar
--   most_likely_minutes    double     duration that is most likely, on the
--                                     task's calendar
--   pessimistic_minutes    double     duration if much goes wrong, on the
--                                     task's calendar
--   duration_distribution  varchar    how durations spread between the three
--                                     estimates; betapert where empty
--   backout_minutes        double     time to undo the task once it has started
--   backs_out              varchar[]  tasks that this back-out step undoes
--   constraint_type        varchar    date constraint
--   constraint_at          timestamp  instant of the date constraint; UTC
--   deadline_at            timestamp  finish that must not be passed; UTC
--   blocked_reason         varchar    what blocks it
--   blocked_at             timestamp  since when it is blocked; UTC
--   unblock_at             timestamp  when the block is expected to end; UTC
--   added_at               timestamp  when it came into the plan after the
--                                     baseline; UTC
--   removed_at             timestamp  when it was taken out of the plan; UTC
--   is_mandatory           boolean    go-live cannot happen without it
--   is_evidence_required   boolean    complete only with evidence
--   evidence_link          varchar    where the evidence is
--   approver_side          varchar    side that approves that it is done
--   approver_role          varchar    role that approves that it is done;
--                                     empty: nobody has to
--   update_minutes         double     how often its status is to be confirmed;
--                                     by phase where empty
--   component_id           varchar    component that it touches
--   requirement_ids        varchar[]  requirements that it fulfils
--   milestone_id           varchar    milestone of the integrated master
--                                     schedule
--   asserted_rag           varchar    status that the owner asserts of the task
--   asserted_by            varchar    who asserted it
--   asserted_at            timestamp  when it was asserted; UTC
--   updated_at             timestamp  last update of the row in its source; UTC
--   note                   varchar    remark
--   source_file            varchar    file that the row came from
--   source_line            bigint     line in that file
--   load_id                varchar    snapshot
--   load_as_of             timestamp  status time of the snapshot; UTC
--   is_current             boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, tasks

select
    task_id,
    task_name,
    phase,
    m3_step,
    task_class,
    workstream,
    side,
    owner_role,
    owners,
    status,
    percent_complete,
    is_milestone,
    is_summary,
    is_level_of_effort,
    baseline_start_at,
    baseline_finish_at,
    planned_start_at,
    planned_finish_at,
    forecast_start_at,
    forecast_finish_at,
    actual_start_at,
    actual_finish_at,
    baseline_hours,
    planned_hours,
    remaining_hours,
    duration_minutes,
    calendar_id,
    optimistic_minutes,
    most_likely_minutes,
    pessimistic_minutes,
    duration_distribution,
    backout_minutes,
    backs_out,
    constraint_type,
    constraint_at,
    deadline_at,
    blocked_reason,
    blocked_at,
    unblock_at,
    added_at,
    removed_at,
    is_mandatory,
    is_evidence_required,
    evidence_link,
    approver_side,
    approver_role,
    update_minutes,
    component_id,
    requirement_ids,
    milestone_id,
    asserted_rag,
    asserted_by,
    asserted_at,
    updated_at,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_tasks
