-- What the rehearsals (mock cutovers) measured, and what of it is used: one
-- row per rehearsed task, the longest against its plan first.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   task_id            varchar  key
--   task_name          varchar  what is done
--   workstream         varchar  workstream
--   side               varchar  side
--   status             varchar  status
--   run_count          bigint   rehearsals of it, skipped ones too
--   failed_count       bigint   of them failed: it takes longer than they did
--   planned_minutes    double   duration in the plan now
--   rehearsed_minutes  double   median of its rehearsals but the skipped
--   newest_minutes     double   newest of them
--   rehearsed_ratio    double   rehearsed to planned
--   ratio_used         double   median ratio that is drawn from: its own
--                               rehearsals, drawn towards those of its group;
--                               null: not used
--   credibility_ratio  double   weight of its own rehearsals in it
--   reason             varchar  why it is used or not
--
-- Source: docs/glossary.md, rehearsed duration

with

runs as (
    select
        task_id,
        count(*) as run_count,
        count(*) filter (where result = 'failed') as failed_count,
        median(measured_minutes) filter (where is_counted)
            as rehearsed_minutes,
        max_by(measured_minutes, (finished_at, run_id))
            filter (where is_counted) as newest_minutes,
        max_by(planned_minutes, (finished_at, run_id)) as rehearsed_plan
    from risk_rehearsals
    group by task_id
),

placed as (
    select
        runs.*,
        tasks.task_name,
        tasks.workstream,
        tasks.side,
        tasks.status,
        coalesce(plan.duration_minutes, runs.rehearsed_plan)::double
            as planned_minutes,
        evidence.basis,
        evidence.is_open,
        history.median_ratio,
        history.credibility_ratio
    from runs
    inner join tasks using (task_id)
    left join schedule_tasks as plan
        on runs.task_id = plan.task_id and plan.is_current
    left join risk_tasks as evidence
        on runs.task_id = evidence.task_id and evidence.version = 'current'
    left join computed_rehearsal_ratio as history
        on runs.task_id = history.task_id
    where
        (len($workstreams) = 0 or list_contains($workstreams, tasks.workstream))
        and (len($sides) = 0 or list_contains($sides, tasks.side))
        and (len($phases) = 0 or list_contains($phases, tasks.phase))
)

select
    task_id,
    task_name,
    workstream,
    side,
    status,
    run_count,
    failed_count,
    planned_minutes,
    rehearsed_minutes,
    newest_minutes,
    rehearsed_minutes / nullif(planned_minutes, 0) as rehearsed_ratio,
    case when basis = 'rehearsal' then median_ratio end as ratio_used,
    case when basis = 'rehearsal' then credibility_ratio end
        as credibility_ratio,
    case
        when is_open is null then 'not in the plan that is simulated'
        when not is_open then 'the task is settled'
        when basis = 'rehearsal' and median_ratio is not null then 'used'
        when rehearsed_minutes is null then 'no rehearsal of it counts'
        else 'not comparable with the plan'
    end as reason

from placed

order by rehearsed_ratio desc nulls last, task_id
