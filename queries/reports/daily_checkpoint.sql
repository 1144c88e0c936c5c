-- Checkpoints that the daily meeting looks at, one row per checkpoint: overdue
-- ones, then the next ones.
--
-- Parameters
--   $most         bigint = 3  how many are told
--   $workstreams  varchar[]   workstreams to keep; empty keeps all, and a
--                             checkpoint of all workstreams is always kept
--   $phases       varchar[]   phases to keep; empty keeps all
--
-- Returns
--   position            bigint     key; 1 comes first
--   checkpoint_id       varchar    checkpoint
--   what                varchar    what is decided
--   health              varchar    on_track, at_risk, late, unknown
--   says                varchar    when it is held, slack and why, in words
--   planned_at          timestamp  when it is held; UTC
--   projected_ready_at  timestamp  when its entry tasks are expected to be
--                                  done; null: not known; UTC
--   slack_minutes       bigint     planned less projected ready
--   is_overdue          boolean    its time has passed
--   entry_count         bigint     entry tasks
--   open_count          bigint     of them open
--   minutes_left        bigint     until it is held; negative: since
--
-- Source: docs/glossary.md, checkpoint health; slack; next checkpoint

select
    row_number() over (
        order by ahead.planned_at, ahead.checkpoint_id
    ) as position,
    ahead.checkpoint_id,
    ahead.checkpoint_name as what,
    ahead.health,
    format(
        '{}, {}{}: {}',
        local_words(ahead.planned_at, programme.zone),
        if(ahead.is_overdue, 'overdue', 'in '
        || length_words(ahead.minutes_left)),
        if(
            contains(ahead.reason, 'slack') or ahead.slack_minutes is null,
            '',
            ', slack ' || signed_words(ahead.slack_minutes)
        ),
        ahead.reason
    ) as says,
    ahead.planned_at,
    ahead.projected_ready_at,
    ahead.slack_minutes,
    ahead.is_overdue,
    ahead.entry_count,
    ahead.open_count,
    ahead.minutes_left

from checkpoints_ahead as ahead

cross join programme

where
    (
        len($workstreams) = 0
        or ahead.workstream is null
        or list_contains($workstreams, ahead.workstream)
    )
    and (len($phases) = 0 or list_contains($phases, ahead.phase))

order by position

limit $most
