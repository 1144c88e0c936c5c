-- Health of every held checkpoint as it was then, and what of it is open now,
-- one row per held checkpoint, in order of time.
--
-- The rules are those of the mart frozen_checkpoints. Now: the same counts at
-- the status time, so that it can be seen what was settled afterwards.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all, and a
--                            checkpoint of all workstreams is always kept
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   checkpoint_id           varchar    key
--   checkpoint_name         varchar    what was decided
--   planned_at              timestamp  when it was to be held; UTC
--   frozen_at               timestamp  when it was held; UTC
--   frozen_from             varchar    seal, decision, planned time
--   decision                varchar    go, conditional, no_go; null: none
--   is_point_of_no_return   boolean    there is no way back behind it
--   health                  varchar    then: red, amber, grey, green
--   rule                    varchar    rule that decided then
--   reason                  varchar    what was open or failed then, in words
--   slack_minutes           bigint     as the newest snapshot up to then said
--   entry_count             bigint     entry tasks
--   open_count              bigint     of them open then
--   late_count              bigint     of them open and past their plan then
--   item_count              bigint     criteria and questions
--   failed_count            bigint     of them failed then
--   unanswered_count        bigint     of them open then
--   evidence_missing_count  bigint     passed without evidence
--   severity_1_count        bigint     severity-1 incidents open then
--   open_now_count          bigint     entry tasks open now
--   failed_now_count        bigint     criteria and questions failed now
--   unanswered_now_count    bigint     criteria and questions open now
--   now_words               varchar    what is open or failed now, in words
--
-- Source: docs/glossary.md, frozen

select
    frozen.checkpoint_id,
    facts.checkpoint_name,
    facts.planned_at,
    frozen.frozen_at,
    frozen.frozen_from,
    facts.decision,
    facts.is_point_of_no_return,
    frozen.health,
    frozen.rule,
    coalesce(
        nullif(
            concat_ws(
                ', ',
                if(frozen.open_count > 0, format(
                    '{} of {} entry tasks open',
                    frozen.open_count, frozen.entry_count
                ), null),
                if(frozen.failed_count > 0, format(
                    '{} of {} criteria and questions failed',
                    frozen.failed_count, frozen.item_count
                ), null),
                if(frozen.unanswered_count > 0, format(
                    '{} not answered', frozen.unanswered_count
                ), null),
                if(frozen.evidence_missing_count > 0, 'evidence missing '
                    || count_words(
                        frozen.evidence_missing_count, 'time', 'times'
                    ), null),
                if(frozen.severity_1_count > 0, count_words(
                    frozen.severity_1_count, 'severity-1 incident open',
                    'severity-1 incidents open'
                ), null)
            ),
            ''
        ),
        if(frozen.health = 'grey', 'nothing to judge', 'all met')
    ) as reason,
    frozen.slack_minutes,
    frozen.entry_count,
    frozen.open_count,
    frozen.late_count,
    frozen.item_count,
    frozen.failed_count,
    frozen.unanswered_count,
    frozen.evidence_missing_count,
    frozen.severity_1_count,
    facts.open_count as open_now_count,
    facts.failed_count as failed_now_count,
    facts.unanswered_count as unanswered_now_count,
    coalesce(
        nullif(
            concat_ws(
                ', ',
                if(facts.open_count > 0, count_words(
                    facts.open_count, 'entry task open', 'entry tasks open'
                ), null),
                if(facts.failed_count > 0, format(
                    '{} failed', facts.failed_count
                ), null),
                if(facts.unanswered_count > 0, format(
                    '{} not answered', facts.unanswered_count
                ), null)
            ),
            ''
        ),
        'all settled'
    ) as now_words

from frozen_checkpoints as frozen

inner join checkpoint_facts as facts using (checkpoint_id)

where
    (
        len($workstreams) = 0
        or facts.workstream is null
        or list_contains($workstreams, facts.workstream)
    )
    and (len($phases) = 0 or list_contains($phases, facts.phase))

order by frozen.frozen_at, frozen.checkpoint_id
