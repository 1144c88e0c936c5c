-- What runs now and by whom, one row per task under way, blocked or failed:
-- stuck first, then late longest first, then due next.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   task_id             varchar    key
--   task_name           varchar    what is done
--   state               varchar    running, blocked, failed
--   health              varchar    late: stuck or late; at_risk: expected after
--                                  its plan; else on_track
--   side                varchar    who does it
--   owner_role          varchar    role that owns it
--   owners              varchar[]  people
--   actual_start_at     timestamp  UTC
--   planned_finish_at   timestamp  when it is due; UTC
--   expected_finish_at  timestamp  as now expected; null: not known; UTC
--   late_minutes        bigint     status time less planned finish, when late
--   is_on_path          boolean    drives the finish
--   reason              varchar    what blocks it
--   since_at            timestamp  blocked since; UTC
--
-- Source: docs/wall.md, running; docs/glossary.md, late

select
    tasks.task_id,
    tasks.task_name,
    if(tasks.status = 'in_progress', 'running', tasks.status) as state,
    case
        when tasks.status != 'in_progress' or tasks.is_late then 'late'
        when tasks.expected_finish_at > tasks.planned_finish_at then 'at_risk'
        else 'on_track'
    end as health,
    tasks.side,
    tasks.owner_role,
    tasks.owners,
    tasks.actual_start_at,
    tasks.planned_finish_at,
    tasks.expected_finish_at,
    tasks.late_minutes,
    coalesce(forecasts.is_on_path, false) as is_on_path,
    tasks.blocked_reason as reason,
    tasks.blocked_at as since_at

from tasks

left join task_forecasts as forecasts using (task_id)

where
    tasks.is_in_scope
    and tasks.status in ('in_progress', 'blocked', 'failed')
    and (
        len($workstreams) = 0 or list_contains($workstreams, tasks.workstream)
    )
    and (len($sides) = 0 or list_contains($sides, tasks.side))
    and (len($phases) = 0 or list_contains($phases, tasks.phase))

order by
    tasks.status = 'in_progress',
    tasks.late_minutes desc nulls last,
    tasks.planned_finish_at nulls last,
    tasks.task_id
