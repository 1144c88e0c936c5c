-- Where each checkpoint waits, one row per checkpoint and workstream of its
-- entry tasks; the checkpoint that needs attention first.
--
-- A cell is judged by its entry tasks alone: decided with its checkpoint; red
-- with a task that has no end in sight, is expected after the checkpoint, or
-- is open after it; amber below the tolerance of slack; green when done or
-- expected in time; grey where no finish is known.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides of entry tasks to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   checkpoint_id      varchar    key; checkpoint
--   workstream         varchar    key; 'not given' where the plan says nothing
--   checkpoint_name    varchar    what is decided
--   planned_at         timestamp  when it is held; UTC
--   checkpoint_health  varchar    health of the checkpoint
--   health             varchar    decided, red, amber, green, grey
--   entry_count        bigint     entry tasks of the workstream
--   open_count         bigint     of them open
--   late_count         bigint     of them late
--   slack_minutes      bigint     planned less the last expected finish
--   severity_rank      bigint     of the checkpoint; 1 needs attention first
--
-- Source: docs/glossary.md, checkpoint health

with

cells as (
    select
        judged.checkpoint_id,
        coalesce(entries.workstream, 'not given') as workstream,
        any_value(judged.checkpoint_name) as checkpoint_name,
        any_value(judged.planned_at) as planned_at,
        any_value(judged.health) as checkpoint_health,
        any_value(judged.severity_rank) as severity_rank,
        any_value(judged.tolerance_minutes) as tolerance_minutes,
        count(*) as entry_count,
        count(*) filter (where entries.is_open) as open_count,
        count(*) filter (where entries.is_late) as late_count,
        bool_or(entries.is_without_end) as is_without_end,
        bool_or(entries.is_open and entries.expected_finish_at is null)
            as is_unknown,
        max(entries.expected_finish_at) as ready_at
    from checkpoints as judged
    inner join checkpoint_entries as entries using (checkpoint_id)
    where
        (len($phases) = 0 or list_contains($phases, judged.phase))
        and (len($sides) = 0 or list_contains($sides, entries.side))
        and (
            len($workstreams) = 0
            or list_contains($workstreams, entries.workstream)
        )
    group by judged.checkpoint_id, coalesce(entries.workstream, 'not given')
),

slacks as (
    select
        *,
        case
            when not is_unknown then date_diff('minute', ready_at, planned_at)
        end as slack_minutes
    from cells
)

select
    checkpoint_id,
    workstream,
    checkpoint_name,
    planned_at,
    checkpoint_health,
    case
        when checkpoint_health = 'decided' then 'decided'
        when open_count = 0 then 'green'
        when checkpoint_health = 'overdue' then 'red'
        when is_without_end or slack_minutes < 0 then 'red'
        when slack_minutes is null then 'grey'
        when slack_minutes < tolerance_minutes then 'amber'
        else 'green'
    end as health,
    entry_count,
    open_count,
    late_count,
    slack_minutes,
    severity_rank

from slacks

order by severity_rank, planned_at nulls last, checkpoint_id, workstream
