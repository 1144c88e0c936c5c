-- What the wall counts down to, three rows: the next checkpoint, the way back
-- (before the cutover its start, afterwards go-live), and the end of the window
-- (before the cutover go-live, afterwards the end of the warranty).
--
-- The way back by the mart rollback_state; once it is closed, go-live stands
-- there. A time that has passed is counted up.
--
-- Returns
--   position   bigint     key
--   label      varchar    what it counts to
--   target_at  timestamp  when that is; null: not known; UTC
--   name       varchar    which one, or what is known of it
--   health     varchar    on_track, at_risk, late, decided, unknown
--   state      varchar    health of a checkpoint in its own words: overdue,
--                         red, amber, green, grey, decided; null: no checkpoint
--   n          bigint     rows behind it
--
-- Source: docs/wall.md, countdowns

with

gate as (
    select
        events.start_at,
        events.label,
        checkpoints.health,
        count(*) over () as gate_count
    from programme_events as events
    inner join checkpoints on events.event_id = checkpoints.checkpoint_id
    where events.kind = 'checkpoint' and events.state = 'next'
    order by events.start_at, events.event_id
    limit 1
),

warranty_end as (
    select max(finish_at) as finish_at
    from programme_events
    where event_id = 'warranty'
),

told as (
    select
        stage.* exclude (programme_id, phases),
        programme.cutover_start_at,
        programme.cutover_finish_at,
        programme.go_live_at,
        warranty_end.finish_at as warranty_finish_at,
        marks.mode,
        marks.task_count,
        marks.latest_decision_at,
        marks.point_of_no_return_at,
        marks.is_past_point_of_no_return,
        judged.health as way_back_health,
        judged.backout_now_known_at,
        gate.start_at as gate_at,
        gate.label as gate_name,
        gate.health as gate_state,
        coalesce(gate.gate_count, 0) as gate_count,
        case gate.health
            when 'green' then 'on_track'
            when 'amber' then 'at_risk'
            when 'red' then 'late'
            else 'unknown'
        end as gate_health,
        case
            when stage.stage != 'under_way' then null
            when marks.mode = 'rollback' then 'undoing'
            when
                not marks.is_past_point_of_no_return
                and marks.task_count > 0
                and marks.latest_decision_at is not null
                then 'open'
        end as way_back
    from wall_stage as stage
    cross join programme
    cross join rollback_marks as marks
    cross join rollback_state as judged
    cross join warranty_end
    left join gate on true
),

listed as (
    select
        unnest([1, 2, 3])::bigint as position,
        unnest([
            'Next checkpoint',
            case
                when way_back = 'undoing' then 'Undone by'
                when way_back = 'open' then 'Turn back until'
                when stage = 'before' then 'Cutover starts'
                when go_live_at <= as_of then 'Live since'
                else 'Go-live'
            end,
            case stage
                when 'before' then 'Go-live'
                when 'after' then 'Warranty ends'
                else 'Window ends'
            end
        ]) as label,
        unnest([
            gate_at,
            case
                when way_back = 'undoing' then backout_now_known_at
                when way_back = 'open' then latest_decision_at
                when stage = 'before' then cutover_start_at
                else go_live_at
            end,
            case stage
                when 'before' then go_live_at
                when 'after' then warranty_finish_at
                else cutover_finish_at
            end
        ]) as target_at,
        unnest([
            gate_name,
            case
                when way_back = 'open' then coalesce(
                    'no return ' || local_words(point_of_no_return_at, zone),
                    'no point of no return'
                )
                when stage = 'before' then local_words(cutover_start_at, zone)
                else local_words(go_live_at, zone)
            end,
            case
                when stage = 'after'
                    then local_words(warranty_finish_at, zone)
                when is_cutover
                    then 'forecast ' || local_words(forecast_finish_at, zone)
            end
        ]) as name,
        unnest([
            gate_health,
            case
                when way_back is not null then way_back_health
                when go_live_at <= as_of then 'on_track'
                else 'unknown'
            end,
            if(stage = 'after', warranty_health, plan_health)
        ]) as health,
        unnest([gate_state, null, null]) as state,
        unnest([gate_count, task_count, 1])::bigint as n
    from told
)

select
    position,
    label,
    target_at,
    name,
    health,
    state,
    n

from listed

order by position
