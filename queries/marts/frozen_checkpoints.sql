-- Health of the checkpoints as it was when each was held, one row per held
-- checkpoint.
--
-- The facts are those of the freeze: entry tasks by their actual finish,
-- criteria and questions by the newest reading and answer up to then,
-- incidents by their times, slack as the newest snapshot up to then said.
-- The first rule that matches decides:
--   red    a gating criterion had failed; an entry task was open at the
--          planned time or later, or expected too late; a severity-1 incident
--          was open
--   amber  another criterion had failed; an answer or evidence was missing; an
--          entry task was still to come
--   grey   there was nothing to judge
--   green  none of these
-- A decision that was sealed keeps the health that its page showed, unless
-- that said no more than that it was overdue.
--
-- Returns
--   checkpoint_id           varchar    key
--   frozen_at               timestamp  when it was held; UTC
--   frozen_from             varchar    seal, decision, planned time
--   health                  varchar    red, amber, grey, green
--   rule                    varchar    rule that decided
--   slack_minutes           bigint     as the newest snapshot up to then said
--   entry_count             bigint     entry tasks
--   open_count              bigint     of them open then
--   late_count              bigint     of them open and past their plan then
--   item_count              bigint     criteria and questions
--   passed_count            bigint     of them passed then
--   failed_count            bigint     of them failed then
--   gating_failed_count     bigint     of them failed and gating then
--   unanswered_count        bigint     of them open then
--   evidence_missing_count  bigint     passed without the evidence asked for
--   severity_1_count        bigint     severity-1 incidents open then
--
-- Source: docs/glossary.md, frozen

with

held as (
    select
        meetings.*,
        facts.workstream
    from checkpoint_meetings as meetings
    inner join checkpoint_facts as facts using (checkpoint_id)
    where meetings.is_held and meetings.frozen_at is not null
),

entries as (
    select
        held.checkpoint_id,
        count(*) as entry_count,
        count(*) filter (where is_open_then) as open_count,
        count(*) filter (
            where is_open_then and tasks.planned_finish_at < held.frozen_at
        ) as late_count
    from checkpoint_entries as entries
    inner join held using (checkpoint_id)
    left join tasks using (task_id)
    cross join lateral (
        select
            entries.is_open
            or coalesce(tasks.completed_at > held.frozen_at, false)
                as is_open_then
    )
    group by held.checkpoint_id
),

items as (
    select
        checkpoint_id,
        count(*) as item_count,
        count(*) filter (where state_then = 'passed') as passed_count,
        count(*) filter (where state_then = 'failed') as failed_count,
        count(*) filter (where state_then = 'failed' and is_gating)
            as gating_failed_count,
        count(*) filter (where state_then = 'open') as unanswered_count,
        count(*) filter (
            where state_then = 'passed' and is_evidence_missing
        ) as evidence_missing_count
    from checkpoint_frozen_items
    group by checkpoint_id
),

slacks as (
    select
        held.checkpoint_id,
        max_by(history.slack_minutes, history.told_at) as slack_minutes
    from held
    inner join checkpoint_history as history
        on
            held.checkpoint_id = history.checkpoint_id
            and history.told_at <= held.frozen_at
    group by held.checkpoint_id
),

worst as (
    select
        held.checkpoint_id,
        count(*) as severity_1_count
    from held
    inner join incidents
        on
            incidents.severity = 1
            and incidents.state != 'cancelled'
            and incidents.opened_at <= held.frozen_at
            and coalesce(incidents.left_at > held.frozen_at, true)
            and coalesce(held.workstream = incidents.workstream, true)
    group by held.checkpoint_id
),

facts as (
    select
        held.checkpoint_id,
        held.frozen_at,
        held.decision is not null as is_decided,
        held.frozen_at >= held.planned_at as is_due,
        case
            when
                (held.seal ->> '$.values.health')
                in ('red', 'amber', 'green', 'grey')
                then held.seal ->> '$.values.health'
        end as sealed_health,
        held.seal ->> '$.values.health_rule' as sealed_rule,
        slacks.slack_minutes,
        coalesce(entries.entry_count, 0) as entry_count,
        coalesce(entries.open_count, 0) as open_count,
        coalesce(entries.late_count, 0) as late_count,
        coalesce(items.item_count, 0) as item_count,
        coalesce(items.passed_count, 0) as passed_count,
        coalesce(items.failed_count, 0) as failed_count,
        coalesce(items.gating_failed_count, 0) as gating_failed_count,
        coalesce(items.unanswered_count, 0) as unanswered_count,
        coalesce(items.evidence_missing_count, 0) as evidence_missing_count,
        coalesce(worst.severity_1_count, 0) as severity_1_count
    from held
    left join entries using (checkpoint_id)
    left join items using (checkpoint_id)
    left join slacks using (checkpoint_id)
    left join worst using (checkpoint_id)
),

ruled as (
    select
        *,
        case
            when sealed_health is not null then sealed_rule
            when gating_failed_count > 0 then 'gating criterion failed'
            when open_count > 0 and (is_due or slack_minutes < 0)
                then 'entry task open'
            when severity_1_count > 0 then 'severity 1 open'
            when failed_count > 0 then 'criterion failed'
            when unanswered_count + evidence_missing_count > 0
                then 'answers missing'
            when open_count > 0 then 'entry task to come'
            when entry_count + item_count = 0 then 'no data'
            else 'ready'
        end as rule
    from facts
)

select
    checkpoint_id,
    frozen_at,
    case
        when sealed_health is not null then 'seal'
        when is_decided then 'decision'
        else 'planned time'
    end as frozen_from,
    coalesce(sealed_health, case rule
        when 'gating criterion failed' then 'red'
        when 'entry task open' then 'red'
        when 'severity 1 open' then 'red'
        when 'no data' then 'grey'
        when 'ready' then 'green'
        else 'amber'
    end) as health,
    rule,
    slack_minutes,
    entry_count,
    open_count,
    late_count,
    item_count,
    passed_count,
    failed_count,
    gating_failed_count,
    unanswered_count,
    evidence_missing_count,
    severity_1_count

from ruled
