-- Go/no-go assessments that were held, one row per assessment.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   assessment_id      varchar    key
--   checkpoint_id      varchar    checkpoint
--   stage              varchar    preliminary, interim, final
--   assessed_at        timestamp  when; UTC
--   assessed_date      date       the day, in the programme's zone
--   verdict            varchar    verdict as found then
--   readiness_percent  double     readiness as found then
--   criterion_count    bigint     criteria
--   assessed_count     bigint     of them assessed
--   gating_count       bigint     gating criteria
--   gating_met_count   bigint     of them met
--   days_to_go_live    bigint     whole days to the planned go-live; negative:
--                                 since
--   assessed_by        varchar    who held it
--   note               varchar    remark
--
-- Source: docs/glossary.md, assessment

select
    assessment_id,
    checkpoint_id,
    stage,
    assessed_at,
    timezone(zone, timezone('UTC', assessed_at))::date as assessed_date,
    verdict,
    readiness_percent,
    criterion_count,
    assessed_count,
    gating_count,
    gating_met_count,
    floor(date_diff('minute', assessed_at, go_live_at) / 1440)::bigint
        as days_to_go_live,
    assessed_by,
    note

from stg_assessments

cross join programme

where is_current and assessed_at <= $as_of
