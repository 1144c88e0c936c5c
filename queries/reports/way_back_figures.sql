-- The five figures of the way back. Null: not known, or settled because the
-- point of no return is passed.
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    tasks and steps to be undone; components of the last
--   trend     double[]  null: there is none
--
-- Source: docs/way-back.md, clock

with

measured as (
    select
        [
            judged.minutes_left / 60,
            if(
                marks.is_past_point_of_no_return or marks.task_count = 0,
                null,
                marks.backout_now_minutes / 60
            ),
            if(
                marks.is_past_point_of_no_return or marks.task_count = 0,
                null,
                marks.backout_worst_minutes / 60
            ),
            judged.gate_margin_minutes / 60,
            100 * least(
                marks.backup_verified_count, marks.restore_tested_count
            ) / nullif(marks.backup_count, 0)
        ]::double[] as figures,
        marks.now_count,
        marks.task_count,
        marks.backup_count
    from rollback_marks as marks
    cross join rollback_state as judged
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Left to decide',
        'To undo now',
        'To undo at worst',
        'Margin of the decision',
        'Backups proven'
    ]) as label,
    unnest(figures)::double as value,
    unnest(['hours', 'hours', 'hours', 'hours', 'percent']) as unit,
    unnest([1, 1, 1, 1, 0])::bigint as decimals,
    unnest(['up', 'down', 'down', 'up', 'up']) as better,
    unnest([
        task_count, coalesce(now_count, 0), task_count, task_count,
        backup_count
    ])::bigint as n,
    unnest([null, null, null, null, null])::double[] as trend

from measured

order by position
