-- Tasks in the plan at the status time, one row per task.
--
-- Rules: those of the mart task_history, which judges them. Skipped tasks are
-- settled: neither open nor late. A contingency task that nobody has started
-- is not late: it runs only after a No-Go or on the way back. Then it is live
-- and counts, and what is left of the forward plan is locked: it is neither in
-- scope nor late. Hours that nobody gave stay null.
--
-- Returns
--   task_id             varchar    key
--   task_name           varchar    what is done
--   phase               varchar    pre_cutover, cutover, post_cutover,
--                                  contingency
--   m3_step             bigint     step of M3 4.18
--   task_class          varchar    kind of work
--   workstream          varchar    workstream
--   side                varchar    customer, provider, shared
--   owner_role          varchar    role that owns it
--   owners              varchar[]  people
--   status              varchar    not_started, in_progress, blocked,
--                                  complete, failed, skipped
--   is_complete         boolean    finished at the status time
--   is_open             boolean    neither complete nor skipped
--   is_in_scope         boolean    counts unless phases are chosen: not
--                                  skipped, not locked; of the contingency
--                                  plan what is live
--   is_late             boolean    open, not locked, and planned finish has
--                                  passed
--   is_locked           boolean    the plan has turned: nobody works on it
--   is_live             boolean    contingency task that now counts
--   lock_reason         varchar    why it is locked; null: it is not
--   is_milestone        boolean    a moment, not work
--   is_mandatory        boolean    go-live cannot happen without it
--   is_evidence_missing boolean    complete without the evidence asked for
--   percent_complete    double     as reported; 100 once complete
--   baseline_start_at   timestamp  UTC
--   baseline_finish_at  timestamp  UTC
--   planned_start_at    timestamp  current plan, else baseline; UTC
--   planned_finish_at   timestamp  current plan, else baseline; UTC
--   actual_start_at     timestamp  null if after the status time; UTC
--   actual_finish_at    timestamp  null if not complete or failed; UTC
--   completed_at        timestamp  actual finish; without one, the first
--                                  snapshot that says complete; UTC
--   expected_finish_at  timestamp  completed; else forecast, else the later
--                                  of the plan and now plus the work left;
--                                  never in the past; null: not known; UTC
--   baseline_hours      double     work in the baseline
--   planned_hours       double     work in the current plan, else baseline,
--                                  else duration
--   remaining_hours     double     0 once settled; as entered, else planned
--                                  less elapsed, at least 0
--   backout_minutes     double     time to undo it
--   blocked_reason      varchar    what blocks it, when blocked
--   blocked_at          timestamp  since when; UTC
--   unblock_at          timestamp  when the block is expected to end; UTC
--   late_minutes        bigint     status time less planned finish, when late
--   asserted_rag        varchar    status that the owner asserts
--   component_id        varchar    component that it touches
--   evidence_link       varchar    where the evidence is
--   added_at            timestamp  when it came into the plan; UTC
--   updated_at          timestamp  last update in its source; UTC
--   note                varchar    remark
--   source_file         varchar    file that it came from
--   source_line         bigint     line in that file
--
-- Source: docs/glossary.md, late; remaining hours; expected finish

with

current_tasks as (
    select
        stated.*,
        judged.told_at,
        judged.status as judged_status,
        judged.actual_start_at as started_at,
        judged.completed_at,
        judged.expected_finish_at,
        judged.planned_finish_at as finish_at,
        judged.baseline_hours as hours_in_baseline,
        judged.planned_hours as hours_planned,
        judged.remaining_hours as hours_left,
        judged.status = 'complete' as is_complete,
        judged.status not in ('complete', 'skipped') as is_open,
        locks.is_locked,
        locks.is_live,
        locks.lock_reason,
        judged.planned_finish_at < judged.told_at
            and not locks.is_locked
            and (
                judged.phase is distinct from 'contingency'
                or judged.actual_start_at is not null
                or locks.is_live
            ) as is_overdue
    from stg_tasks as stated
    inner join task_history as judged
        on
            stated.task_id = judged.task_id
            and stated.load_id = judged.load_id
    inner join task_locks as locks on judged.task_id = locks.task_id
    where judged.is_current and judged.is_in_plan
)

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
    judged_status as status,
    is_complete,
    is_open,
    judged_status != 'skipped'
        and not is_locked
        and (phase is distinct from 'contingency' or is_live)
        as is_in_scope,
    coalesce(is_open and is_overdue, false) as is_late,
    is_locked,
    is_live,
    lock_reason,
    coalesce(is_milestone, false) as is_milestone,
    coalesce(is_mandatory, false) as is_mandatory,
    is_complete and coalesce(is_evidence_required, false)
        and evidence_link is null as is_evidence_missing,
    case when is_complete then 100 else percent_complete end
        as percent_complete,
    baseline_start_at,
    baseline_finish_at,
    coalesce(planned_start_at, baseline_start_at) as planned_start_at,
    finish_at as planned_finish_at,
    started_at as actual_start_at,
    case
        when judged_status in ('complete', 'failed')
            and actual_finish_at <= told_at
            then actual_finish_at
    end as actual_finish_at,
    completed_at,
    expected_finish_at,
    hours_in_baseline as baseline_hours,
    hours_planned as planned_hours,
    hours_left as remaining_hours,
    backout_minutes,
    case when judged_status = 'blocked' then blocked_reason end
        as blocked_reason,
    case when judged_status = 'blocked' then blocked_at end as blocked_at,
    case when judged_status = 'blocked' then unblock_at end as unblock_at,
    case
        when is_open and is_overdue
            then date_diff('minute', finish_at, told_at)
    end as late_minutes,
    asserted_rag,
    component_id,
    evidence_link,
    added_at,
    updated_at,
    note,
    source_file,
    source_line

from current_tasks
