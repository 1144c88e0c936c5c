-- What each stakeholder group was told in each phase, one row per group and
-- phase: groups of the list of audiences, and any other that a message names.
--
-- The three phases of the plan, and contingency where a message is planned for
-- it. A group that names phases must hear something in those; one that names
-- none, in all three. It is covered when at least one message of the phase is
-- planned for it, all that were due by now are sent, and all of these that
-- must be confirmed are. Messages without group or phase count as 'not given'.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   audience              varchar  key; stakeholder group
--   phase                 varchar  key; phase
--   position              bigint   place of the phase in time
--   side                  varchar  side that the group belongs to
--   head_count            bigint   people in it
--   is_listed             boolean  it stands in the list of audiences
--   is_asked              boolean  it must hear something in this phase
--   is_now                boolean  the phase that it is
--   planned_count         bigint   messages of the plan
--   due_count             bigint   of them due by now
--   sent_count            bigint   of them sent
--   overdue_count         bigint   due by now and not sent
--   unacknowledged_count  bigint   due by now, sent, not confirmed where asked
--   acknowledged_count    bigint   confirmed
--   late_count            bigint   sent after they were due
--   next_due_at           timestamp  next one that is not sent; UTC
--   is_covered            boolean  see above; null: not asked
--   health                varchar  late: overdue, or nothing planned and the
--                                  phase has begun; at_risk: not confirmed, or
--                                  nothing planned yet; on_track: covered;
--                                  decided: covered, nothing sent yet; unknown:
--                                  not asked
--
-- Source: docs/glossary.md, covered group

with

phases(phase, position) as (
    values
        ('pre_cutover', 1),
        ('cutover', 2),
        ('post_cutover', 3),
        ('contingency', 4),
        ('not given', 5)
),

listed as (
    select
        *,
        true as is_listed
    from stg_audiences
    where is_current
),

groups as (
    select
        coalesce(listed.audience, named.audience) as audience,
        listed.side,
        listed.head_count,
        coalesce(listed.is_listed, false) as is_listed,
        coalesce(listed.phases, []) as asked_phases
    from listed
    full join (
        select distinct coalesce(audience, 'not given') as audience
        from messages
    ) as named on listed.audience = named.audience
),

told as (
    select
        coalesce(audience, 'not given') as audience,
        coalesce(phase, 'not given') as phase,
        count(*) as planned_count,
        count(*) filter (where due_at < $as_of) as due_count,
        count(sent_at) as sent_count,
        count(*) filter (where state = 'overdue') as overdue_count,
        count(*) filter (where state = 'unacknowledged' and due_at < $as_of)
            as unacknowledged_count,
        count(acknowledged_at) as acknowledged_count,
        count(late_minutes) as late_count,
        min(due_at) filter (where sent_at is null) as next_due_at
    from messages
    group by all
),

crossed as (
    select
        groups.* exclude (asked_phases),
        phases.phase,
        phases.position,
        told.next_due_at,
        coalesce(programme.current_phase = phases.phase, false) as is_now,
        coalesce(told.planned_count, 0) as planned_count,
        coalesce(told.due_count, 0) as due_count,
        coalesce(told.sent_count, 0) as sent_count,
        coalesce(told.overdue_count, 0) as overdue_count,
        coalesce(told.unacknowledged_count, 0) as unacknowledged_count,
        coalesce(told.acknowledged_count, 0) as acknowledged_count,
        coalesce(told.late_count, 0) as late_count,
        if(
            len(asked_phases) = 0,
            phases.position <= 3,
            list_contains(asked_phases, phases.phase)
        ) or coalesce(told.planned_count, 0) > 0 as is_asked,
        phases.position <= coalesce(now.position, 0) as has_begun
    from groups
    cross join phases
    cross join programme
    left join phases as now on programme.current_phase = now.phase
    left join told
        on groups.audience = told.audience and phases.phase = told.phase
    where
        phases.position <= 3
        or phases.phase in (select told.phase from told)
)

select
    audience,
    phase,
    position::bigint as position,
    side,
    head_count,
    is_listed,
    is_asked,
    is_now,
    planned_count,
    due_count,
    sent_count,
    overdue_count,
    unacknowledged_count,
    acknowledged_count,
    late_count,
    next_due_at,
    case
        when is_asked
            then planned_count > 0 and overdue_count + unacknowledged_count = 0
    end as is_covered,
    case
        when not is_asked then 'unknown'
        when overdue_count > 0 then 'late'
        when planned_count = 0 then if(has_begun, 'late', 'at_risk')
        when unacknowledged_count > 0 then 'at_risk'
        when sent_count > 0 then 'on_track'
        else 'decided'
    end as health

from crossed
