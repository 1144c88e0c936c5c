-- How the readiness came about: one row per assessment that was held, oldest
-- first, and one for the status time.
--
-- An assessment says what was found then; it is not computed again.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   assessed_at       timestamp  when; UTC
--   stage             varchar    preliminary, interim, final; null: not given
--   verdict           varchar    go, conditional, no_go, incomplete
--   readiness_percent double     weighted; null: not known
--   gating_met_count  bigint     gating criteria met
--   gating_count      bigint     gating criteria
--   assessed_count    bigint     criteria assessed
--   criterion_count   bigint     criteria
--   days_to_go_live   bigint     whole days to the planned go-live; negative:
--                                since
--   is_now            boolean    key; the status time
--   assessed_by       varchar    who held it
--   assessment_id     varchar    key; of the status time now
--   note              varchar    remark
--
-- Source: docs/glossary.md, assessment

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

rows as (
    select
        held.assessed_at,
        held.stage,
        held.verdict,
        held.readiness_percent,
        held.gating_met_count,
        held.gating_count,
        held.assessed_count,
        held.criterion_count,
        held.days_to_go_live,
        false as is_now,
        held.assessed_by,
        held.assessment_id,
        held.note
    from assessments as held
    inner join asked using (checkpoint_id)

    union all

    select
        programme.as_of,
        null,
        asked.verdict,
        asked.readiness_percent,
        asked.gating_met_count,
        asked.gating_count,
        asked.assessed_count,
        asked.criterion_count,
        asked.days_to_go_live,
        true,
        null,
        'now',
        null
    from asked
    cross join programme
)

from rows
order by is_now, assessed_at, assessment_id
