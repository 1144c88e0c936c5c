-- Whether the preliminary assessment was held in time: one row.
--
-- M3 4.16 asks for it 30 to 60 days before go-live: from
-- preliminary_most_days to preliminary_least_days before the day of the
-- planned go-live, in the programme's zone. Held is the first assessment
-- called preliminary; without any, the first that names no stage and falls
-- into these days.
--
-- Returns
--   due_from_date   date       first day on which it is due
--   due_until_date  date       last day
--   held_at         timestamp  when it was held; null: not yet; UTC
--   health          varchar    key; on_track (held in time), at_risk (held
--                              early or late, or due now), late (overdue),
--                              unknown (not due yet, or no go-live is planned)
--   words           varchar    the same in words
--
-- Source: docs/glossary.md, preliminary assessment; M3 4.16

select
    due_from_date,
    due_until_date,
    held_at,
    case state
        when 'held' then 'on_track'
        when 'overdue' then 'late'
        when 'not planned' then 'unknown'
        when 'upcoming' then 'unknown'
        else 'at_risk'
    end as health,
    words

from preliminary_reviews
order by health
