-- Tasks, one row per task: what is late longest first, then what is due next.
--
-- Parameters
--   $show         varchar = open  one of all, open, late, blocked, complete;
--                                 locked tasks are not open work
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--   $phases       varchar[]       phases to keep; empty keeps all
--
-- Returns
--   task_id             varchar    key
--   task_name           varchar    what is done
--   workstream          varchar    workstream
--   phase               varchar    phase
--   side                varchar    who does it
--   owner_role          varchar    role that owns it
--   owners              varchar[]  people
--   status              varchar    status at the status time
--   late_minutes        bigint     status time less planned finish, when late
--   planned_finish_at   timestamp  current plan, else baseline; UTC
--   expected_finish_at  timestamp  as now expected; null: not known; UTC
--   completed_at        timestamp  when it was completed; UTC
--   planned_hours       double     work planned
--   remaining_hours     double     work left
--   blocked_reason      varchar    what blocks it
--   note                varchar    remark
--   source_file         varchar    file that it came from
--   source_line         bigint     line in that file
--
-- Source: docs/glossary.md, late; remaining hours; expected finish

select
    task_id,
    task_name,
    workstream,
    phase,
    side,
    owner_role,
    owners,
    status,
    late_minutes,
    planned_finish_at,
    expected_finish_at,
    completed_at,
    planned_hours,
    remaining_hours,
    blocked_reason,
    note,
    source_file,
    source_line

from tasks

where
    case $show
        when 'open' then is_open and not is_locked
        when 'late' then is_late and is_in_scope
        when 'blocked' then status = 'blocked'
        when 'complete' then is_complete
        else true
    end
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by late_minutes desc nulls last, planned_finish_at nulls last, task_id
