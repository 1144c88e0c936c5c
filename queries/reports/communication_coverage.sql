-- What each stakeholder group was told in each phase, one row per group and
-- phase: groups that lack something in the present phase first.
--
-- A group is covered in a phase when at least one message of it is planned,
-- all that were due by now are sent, and all of these that must be confirmed
-- are. A group that names phases must hear something in those; else in the
-- three of the plan.
--
-- Parameters
--   $phases  varchar[]  phases to keep; empty keeps all
--
-- Returns
--   audience              varchar    key; stakeholder group
--   phase                 varchar    key; phase
--   is_now                boolean    the phase that it is
--   is_asked              boolean    it must hear something in this phase
--   is_covered            boolean    see above; null: not asked
--   health                varchar    late: overdue, or nothing planned and the
--                                    phase has begun; at_risk: not confirmed,
--                                    or nothing planned yet; on_track:
--                                    covered; decided: covered, nothing sent
--                                    yet; unknown: not asked
--   planned_count         bigint     messages of the plan
--   due_count             bigint     of them due by now
--   sent_count            bigint     sent
--   overdue_count         bigint     due by now and not sent
--   unacknowledged_count  bigint     due by now, sent, not confirmed
--   acknowledged_count    bigint     confirmed
--   late_count            bigint     sent after they were due
--   next_due_at           timestamp  next one that is not sent; UTC
--   side                  varchar    side that the group belongs to
--   head_count            bigint     people in it
--   is_listed             boolean    it stands in the list of audiences
--   group_position        bigint     place of the group, 1 first
--
-- Source: docs/glossary.md, covered group

with

ranked as (
    select
        audience,
        dense_rank() over (
            order by
                max(list_position(
                    ['unknown', 'decided', 'on_track', 'at_risk', 'late'],
                    health
                )) filter (where is_now) desc nulls last,
                sum(overdue_count) desc,
                audience
        ) as group_position
    from message_groups
    group by audience
)

select
    audience,
    phase,
    is_now,
    is_asked,
    is_covered,
    health,
    planned_count,
    due_count,
    sent_count,
    overdue_count,
    unacknowledged_count,
    acknowledged_count,
    late_count,
    next_due_at,
    side,
    head_count,
    is_listed,
    group_position

from message_groups

inner join ranked using (audience)

where len($phases) = 0 or list_contains($phases, phase)

order by group_position, position
