-- Times that an incident was ended and opened again, one row per time.
--
-- Only where the history of incidents is loaded: an event whose status says
-- open after one whose status says ended. The last end of an incident is not
-- here but in the mart incidents.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   incident_id    varchar    key, with reopened_at
--   ended_at       timestamp  end that did not last; UTC
--   reopened_at    timestamp  key; when it was opened again; UTC
--   ended_date     date       local day of ended_at
--   reopened_date  date       local day of reopened_at
--
-- Source: docs/glossary.md, reopened

with

told as (
    select
        incident_id,
        event_at,
        source_line,
        status in ('resolved', 'closed', 'cancelled') as is_ended
    from stg_incident_events
    where is_current and status is not null and event_at <= $as_of
),

changes as (
    select *
    from told
    qualify is_ended is distinct from lag(is_ended) over (
        partition by incident_id order by event_at, source_line
    )
),

pairs as (
    select
        incident_id,
        event_at as reopened_at,
        is_ended,
        lag(event_at) over (
            partition by incident_id order by event_at, source_line
        ) as ended_at
    from changes
)

select
    pairs.incident_id,
    min(pairs.ended_at) as ended_at,
    reopened_at,
    min(timezone(zone, timezone('UTC', pairs.ended_at))::date) as ended_date,
    min(timezone(zone, timezone('UTC', reopened_at))::date) as reopened_date

from pairs

inner join incidents on pairs.incident_id = incidents.incident_id

cross join programme

where
    not is_ended
    and pairs.ended_at >= incidents.opened_at
    and reopened_at <= coalesce(incidents.left_at, $as_of)

group by pairs.incident_id, reopened_at
