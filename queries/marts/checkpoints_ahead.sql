-- Checkpoints that still want a decision, one row per checkpoint: overdue ones
-- and those to come. Once the plan has turned, none that was stopped.
--
-- Returns
--   checkpoint_id       varchar    key
--   checkpoint_name     varchar    what is decided
--   workstream          varchar    workstream; null: all
--   phase               varchar    phase
--   planned_at          timestamp  when it is held; UTC
--   projected_ready_at  timestamp  when its entry tasks are expected to be
--                                  done; null: not known; UTC
--   slack_minutes       bigint     planned less projected ready
--   is_overdue          boolean    its time has passed
--   health              varchar    on_track, at_risk, late, unknown
--   reason              varchar    rule and numbers in words
--   says                varchar    how it stands, in at most five words
--   entry_count         bigint     entry tasks
--   open_count          bigint     of them open
--   minutes_left        bigint     until it is held; negative: since
--
-- Source: docs/glossary.md, checkpoint health; slack; next checkpoint

with

told as (
    select
        judged.*,
        facts.entry_count,
        facts.open_count,
        date_diff('minute', programme.as_of, judged.planned_at)
            as minutes_left,
        if(
            abs(judged.slack_minutes) between 60 and 2879,
            format('{} h', abs(judged.slack_minutes) // 60),
            length_words(judged.slack_minutes)
        ) as slack_words
    from checkpoints as judged
    inner join checkpoint_facts as facts using (checkpoint_id)
    cross join programme
    where
        judged.health != 'decided'
        and judged.rule != 'stopped'
        and judged.planned_at is not null
)

select
    checkpoint_id,
    checkpoint_name,
    workstream,
    phase,
    planned_at,
    projected_ready_at,
    slack_minutes,
    health = 'overdue' as is_overdue,
    case health
        when 'green' then 'on_track'
        when 'amber' then 'at_risk'
        when 'grey' then 'unknown'
        else 'late'
    end as health,
    reason,
    case
        when health = 'overdue' then 'a checkpoint is overdue'
        when health = 'red' and slack_minutes < 0 and open_count > 0
            then 'checkpoint misses by ' || slack_words
        when health = 'red' then 'next checkpoint not safe'
        when slack_minutes is null or open_count = 0
            then 'next checkpoint ' || case health
                when 'green' then 'on track'
                when 'amber' then 'at risk'
                else 'not yet known'
            end
        when health = 'grey' then 'checkpoint slack ' || slack_words
        else 'checkpoint holds by ' || slack_words
    end as says,
    entry_count,
    open_count,
    minutes_left

from told
