-- Rows of the Gantt chart: the driving path with what is close to it, the
-- workstreams, or the tasks. Skipped tasks are left out.
--
-- path: the driving path of the focus, then tasks late by forecast, then those
-- with a float below the tolerance, least first: at most 40; what begins behind
-- the focus is found and not shown, unless searched for. tasks: at most 300, by
-- workstream and start. A workstream spans its tasks in scope; its delays are
-- those of the open task that slips most.
--
-- Parameters
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--   $phases       varchar[]       phases to keep; empty keeps all
--   $show         varchar = path  one of path, workstreams, tasks
--   $search       varchar = null  part of an identifier or name; null: any
--
-- Returns
--   position                 bigint     key
--   row_id                   varchar    task or workstream
--   row_name                 varchar    its name
--   row_kind                 varchar    workstream, task
--   workstream               varchar    workstream
--   side                     varchar    side; of a workstream with one only
--   status                   varchar    status of a task
--   health                   varchar    on_track, at_risk, late, unknown; of a
--                                       workstream the worst
--   is_milestone             boolean    a moment, not work
--   is_critical              boolean    any slip moves the finish
--   is_late                  boolean    late by forecast
--   task_count               bigint     tasks
--   open_count               bigint     of them open
--   baseline_start_at        timestamp  UTC
--   baseline_finish_at       timestamp  UTC
--   start_at                 timestamp  actual, else forecast start; UTC
--   finish_at                timestamp  actual, else forecast finish; UTC
--   done_until_at            timestamp  end of the part that is done; null:
--                                       not started; UTC
--   total_float_minutes      bigint     least of its open tasks
--   slip_minutes             bigint     forecast less baseline finish
--   own_delay_minutes        bigint     against the baseline
--   inherited_delay_minutes  bigint     against the baseline
--   driving_predecessor_id   varchar    task behind the link that set it
--   found_count              bigint     rows found, shown or not; the same in
--                                       every row
--   horizon_at               timestamp  of path: when the focus is due or ends,
--                                       whichever is later; UTC
--
-- Source: docs/glossary.md, late by forecast; critical; driving path

with

focus as (
    select greatest(focus_due_at, focus_finish_at) as horizon_at
    from network_forecast
),

kept as (
    select
        * replace (
            case
                when $show = 'path' and $search is null then horizon_at
            end as horizon_at
        ),
        coalesce(
            $show = 'path' and $search is null and early_start_at > horizon_at,
            false
        ) as is_behind,
        case
            when is_on_path and is_open then 1
            when is_on_path then 2
            when is_late then 3
            when
                is_open
                and total_float_minutes < (
                    select max(value) from thresholds
                    where threshold_id = 'near_critical_minutes'
                )
                then 4
        end as nearness
    from task_forecasts
    cross join focus
    where
        status != 'skipped'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
        and contains(
            lower(task_id || ' ' || task_name), lower(coalesce($search, ''))
        )
),

chosen as (
    select *, count(*) over () as found_count
    from kept
    where $show = 'tasks' or ($show = 'path' and nearness is not null)
    qualify
        not is_behind
        and if($show = 'path', row_number() over (
            order by
                is_behind,
                nearness,
                path_position desc,
                total_float_minutes,
                early_finish_at,
                task_id
        ) <= 40, row_number() over (
            order by workstream, early_start_at, task_id
        ) <= 300)
),

units as (
    select
        *,
        task_id as row_id,
        task_name as row_name,
        'task' as row_kind
    from chosen
    union all by name
    select
        *,
        coalesce(workstream, 'No workstream') as row_id,
        row_id as row_name,
        'workstream' as row_kind
    from kept
    where $show = 'workstreams' and is_in_scope
),

spans as (
    select
        row_id,
        row_name,
        row_kind,
        any_value(workstream) as workstream,
        any_value(horizon_at) as horizon_at,
        if(min(side) = max(side), min(side), null) as side,
        if(row_kind = 'task', min(status), null) as status,
        ['late', 'at_risk', 'unknown', 'on_track'][min(
            list_position(['late', 'at_risk', 'unknown', 'on_track'], health)
        )] as health,
        row_kind = 'task' and bool_or(is_milestone) as is_milestone,
        bool_or(is_critical) as is_critical,
        bool_or(is_late) as is_late,
        count(*) as task_count,
        coalesce(max(found_count), count(*) over ()) as found_count,
        count(*) filter (where is_open) as open_count,
        min(baseline_start_at) as baseline_start_at,
        max(baseline_finish_at) as baseline_finish_at,
        min(early_start_at) as start_at,
        max(early_finish_at) as finish_at,
        bool_or(actual_start_at is not null or not is_open) as is_started,
        min(total_float_minutes) as total_float_minutes,
        max_by(own_delay_minutes, slip_minutes)
            filter (where is_open or row_kind = 'task') as own_delay_minutes,
        max_by(inherited_delay_minutes, slip_minutes)
            filter (where is_open or row_kind = 'task')
            as inherited_delay_minutes,
        if(row_kind = 'task', min(driving_predecessor_id), null)
            as driving_predecessor_id
    from units
    group by row_id, row_name, row_kind
)

select
    row_number() over (
        order by
            if($show = 'tasks', workstream, null),
            start_at,
            finish_at,
            row_id
    ) as position,
    row_id,
    row_name,
    row_kind,
    workstream,
    side,
    status,
    health,
    is_milestone,
    is_critical,
    is_late,
    task_count,
    open_count,
    baseline_start_at,
    baseline_finish_at,
    start_at,
    finish_at,
    case
        when open_count = 0 then finish_at
        when is_started then least(programme.as_of, finish_at)
    end as done_until_at,
    total_float_minutes,
    date_diff('minute', baseline_finish_at, finish_at) as slip_minutes,
    own_delay_minutes,
    inherited_delay_minutes,
    driving_predecessor_id,
    found_count,
    horizon_at

from spans

cross join programme

order by position
