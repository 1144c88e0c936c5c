-- Every status that counts, said and computed, one row per task, workstream or
-- checkpoint.
--
-- Counts: of a task, while it runs or is to begin before its next update is
-- due; of a workstream, while one of its tasks counts; of a checkpoint without
-- a decision, once its response window opens before the next update is due.
-- A workstream is red where a mandatory or critical task of it is red, amber
-- where any is red or amber, else green.
-- Bands of the age of the last update: fresh up to the update interval, ageing
-- up to twice that, then stale; never: nobody said when.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   level             varchar    key; task, workstream, checkpoint
--   item_id           varchar    key; identifier
--   item_name         varchar    name
--   phase             varchar    phase
--   workstream        varchar    workstream
--   side              varchar    side
--   owner             varchar    people, else role, that own it
--   asserted_rag      varchar    green, amber, red as said; null: not said
--   asserted_by       varchar    who said it
--   asserted_at       timestamp  when; UTC
--   computed_rag      varchar    red, amber, green, grey by the rule
--   reason            varchar    which rule, in words
--   mismatch_levels   bigint     levels by which the rule is worse than what
--                                was said; negative: better; null: one of the
--                                two is missing
--   told_at           timestamp  last update; UTC
--   interval_minutes  double     how often it is to be confirmed
--   age_minutes       bigint     since the last update
--   band              varchar    fresh, ageing, stale, never
--
-- Source: docs/my-tasks.md, statuses; docs/glossary.md, mismatch; staleness

with

intervals as (
    select max(value) as usual_minutes
    from thresholds
    cross join programme
    where threshold_id = if(
        programme.current_phase = 'cutover',
        'task_update_minutes_cutover',
        'task_update_minutes_other'
    )
),

counted_tasks as (
    select * from task_statuses
    where is_counted
),

streams as (
    select
        workstream,
        count(*) as task_count,
        count(*) filter (where computed_rag = 'red') as red_count,
        count(*) filter (where computed_rag = 'red' and is_weighty)
            as red_weighty_count,
        count(*) filter (where computed_rag = 'amber') as amber_count,
        count(*) filter (where computed_rag = 'green') as green_count
    from counted_tasks
    where workstream is not null
    group by workstream
),

unioned as (
    select
        'task' as level,
        * exclude (task_id, task_name, is_weighty, is_counted),
        task_id as item_id,
        task_name as item_name
    from counted_tasks
    union all by name
    select
        'workstream' as level,
        stated.workstream as item_id,
        stated.workstream as item_name,
        stated.workstream,
        stated.side,
        stated.lead as owner,
        case when coalesce(stated.asserted_at, stated.load_as_of) <= $as_of
            then stated.asserted_rag end as asserted_rag,
        stated.asserted_by,
        case when stated.asserted_at <= $as_of then stated.asserted_at end
            as asserted_at,
        case
            when streams.red_weighty_count > 0 then 'red'
            when streams.red_count + streams.amber_count > 0 then 'amber'
            when streams.green_count > 0 then 'green'
            else 'grey'
        end as computed_rag,
        format(
            '{} of {} tasks red ({} mandatory or critical), {} amber',
            streams.red_count, streams.task_count,
            streams.red_weighty_count, streams.amber_count
        ) as reason,
        case when stated.asserted_at <= $as_of then stated.asserted_at end
            as told_at,
        intervals.usual_minutes as interval_minutes
    from stg_workstreams as stated
    inner join streams using (workstream)
    cross join intervals
    where stated.is_current
    union all by name
    select
        'checkpoint' as level,
        facts.checkpoint_id as item_id,
        facts.checkpoint_name as item_name,
        facts.phase,
        facts.workstream,
        facts.approver as owner,
        facts.asserted_rag,
        facts.asserted_by,
        case when stated.asserted_at <= $as_of then stated.asserted_at end
            as asserted_at,
        if(judged.health = 'overdue', 'red', judged.health) as computed_rag,
        judged.reason,
        case when stated.asserted_at <= $as_of then stated.asserted_at end
            as told_at,
        intervals.usual_minutes as interval_minutes
    from checkpoint_facts as facts
    inner join checkpoints as judged using (checkpoint_id)
    inner join stg_checkpoints as stated using (checkpoint_id)
    cross join intervals
    where
        stated.is_current
        and judged.rule not in ('decision', 'stopped')
        and facts.opens_at
        <= $as_of::timestamp + to_minutes(round(usual_minutes)::bigint)
)

select
    level,
    item_id,
    item_name,
    phase,
    workstream,
    side,
    owner,
    asserted_rag,
    if(asserted_rag is null, null, asserted_by) as asserted_by,
    if(asserted_rag is null, null, asserted_at) as asserted_at,
    computed_rag,
    reason,
    (
        list_position(['green', 'amber', 'red'], computed_rag)
        - list_position(['green', 'amber', 'red'], asserted_rag)
    )::bigint as mismatch_levels,
    told_at,
    interval_minutes,
    date_diff('minute', told_at, $as_of::timestamp) as age_minutes,
    case
        when told_at is null then 'never'
        when age_minutes <= interval_minutes then 'fresh'
        when age_minutes <= 2 * interval_minutes then 'ageing'
        else 'stale'
    end as band

from unioned
