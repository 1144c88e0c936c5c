-- Criteria and questions of the checkpoints as they stood when each was held,
-- and as they stand now, one row per item.
--
-- Then: the newest reading or answer up to the freeze, by its own time. A
-- criterion bound to a report is judged at the decision in any case.
--
-- Returns
--   checkpoint_id        varchar    checkpoint that asks for it
--   item_kind            varchar    key; criterion, question
--   item_id              varchar    key; identifier
--   item_name            varchar    what must hold, or what is asked
--   side                 varchar    side that owns or answers it
--   owner_role           varchar    role that owns or answers it
--   is_gating            boolean    a failure stops the checkpoint
--   state_then           varchar    passed, failed, open
--   state_now            varchar    passed, failed, open
--   measured_then        varchar    value or answer then
--   measured_now         varchar    value or answer now
--   assessed_at          timestamp  when it was last assessed; UTC
--   is_evidence_missing  boolean    passed without the evidence asked for
--
-- Source: docs/glossary.md, frozen

with

readings as (
    select
        stated.criterion_id,
        max_by(stated.actual, (stated.assessed_at, stated.load_as_of))
            as actual,
        max_by(
            coalesce(stated.has_accepted_workaround, false)
            and trim(coalesce(stated.workaround, '')) != '',
            (stated.assessed_at, stated.load_as_of)
        ) as has_workaround
    from stg_criteria as stated
    inner join criterion_states as criteria using (criterion_id)
    inner join checkpoint_meetings as meetings
        on criteria.checkpoint_id = meetings.checkpoint_id
    where
        stated.actual is not null
        and coalesce(stated.assessed_at, stated.load_as_of) <= meetings.told_at
    group by stated.criterion_id
)

select
    items.checkpoint_id,
    items.item_kind,
    items.item_id,
    items.item_name,
    items.side,
    items.owner_role,
    items.is_gating,
    case
        when not meetings.is_held or criteria.bound_report is not null
            then items.state
        when items.item_kind = 'criterion'
            then
                case
                    when readings.actual is null then 'open'
                    when
                        readings.has_workaround
                        or meets(
                            readings.actual, criteria.operator, criteria.target
                        )
                        then 'passed'
                    else 'failed'
                end
        when items.assessed_at <= meetings.told_at then items.state
        when items.assessed_at is null then items.state
        else 'open'
    end as state_then,
    items.state as state_now,
    case
        when items.item_kind = 'question'
            then case
                when coalesce(items.assessed_at <= meetings.told_at, true)
                    then items.measured
            end
        when criteria.bound_report is not null then items.measured
        else value_words(readings.actual, criteria.unit)
    end as measured_then,
    items.measured as measured_now,
    items.assessed_at,
    items.is_evidence_missing

from checkpoint_items as items

inner join checkpoint_meetings as meetings using (checkpoint_id)

left join criterion_states as criteria
    on items.item_kind = 'criterion' and items.item_id = criteria.criterion_id

left join readings
    on items.item_kind = 'criterion' and items.item_id = readings.criterion_id
