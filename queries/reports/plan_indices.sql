-- Indices of the plan against its baseline, one row per index.
--
-- BEI is told in the form of DCMA's check 14 and in the two others that are
-- published; where every task has a baseline all three agree. Earned schedule
-- values a task by its hours or as one; times are in intervals of the
-- burn-down.
--
-- Parameters
--   $unit  varchar = hours  one of hours, count
--
-- Returns
--   position     bigint   order
--   index_id     varchar  key; bei, bei_baselined, bei_2012, hit_task, cpli,
--                         cpli_cutover, spi, spi_t, earned_schedule, sv_t,
--                         ieac_t, tspi
--   index_name   varchar  name
--   value        double   null: not to be told
--   unit         varchar  ratio, %, hour, day, week
--   numerator    double   minutes of CPLI, tasks of BEI, else as in formula
--   denominator  double   1 where the numerator is the value
--   n            bigint   tasks behind it
--   threshold    varchar  limit that is printed for it; null: none
--   formula      varchar  how it is computed
--   reason       varchar  why it is not told
--
-- Source: docs/glossary.md, BEI; CPLI; hit task; earned schedule

with

counts as (
    select
        count(*) as tasks,
        count(baseline_finish_at) as baselined,
        count(completed_at) as done,
        count(completed_at) filter (where baseline_finish_at is not null)
            as baselined_done,
        count(*) filter (where is_due) as due,
        count(*) filter (where is_hit) as hit
    from quality_counted_tasks
),

earned as (
    select
        count(*) as points,
        max(period) filter (where is_plan_end) as planned_duration,
        coalesce(max(period) filter (where is_status), 0) as actual_time,
        max(planned_value) filter (where is_status) as planned_value,
        max(earned_value) filter (where is_status) as earned_value,
        max(earned_schedule) filter (where is_status) as earned_schedule
    from quality_earned_value
    where unit = $unit
),

told as (
    select
        *,
        earned_schedule / nullif(actual_time, 0) as spi_t,
        case
            when tasks = 0 then 'No work is in the plan.'
            when baselined = 0 then 'No task has a baseline finish.'
        end as no_baseline,
        case
            when tasks = 0 or baselined = 0 then no_baseline
            when points = 0
                then 'No task with a baseline finish has hours.'
            when planned_duration <= 0 then 'The baseline has no length.'
            when actual_time = 0 then 'The plan has not started.'
            when planned_value = 0 and earned_value = 0
                then 'No task was due yet.'
        end as no_course
    from counts
    cross join earned
),

measured as (
    select unnest([
        {
            'id': 'bei',
            'top': done::double,
            'bottom': due + tasks - baselined,
            'problem': no_baseline
        },
        {
            'id': 'bei_baselined',
            'top': baselined_done,
            'bottom': due,
            'problem': no_baseline
        },
        {
            'id': 'bei_2012',
            'top': done,
            'bottom': due + done - baselined_done,
            'problem': no_baseline
        },
        {
            'id': 'hit_task',
            'top': hit,
            'bottom': due,
            'problem': no_baseline
        },
        {
            'id': 'spi',
            'top': earned_value,
            'bottom': planned_value,
            'problem': no_course
        },
        {
            'id': 'spi_t',
            'top': earned_schedule,
            'bottom': actual_time,
            'problem': no_course
        },
        {
            'id': 'earned_schedule',
            'top': earned_schedule,
            'bottom': 1,
            'problem': no_course
        },
        {
            'id': 'sv_t',
            'top': earned_schedule - actual_time,
            'bottom': 1,
            'problem': no_course
        },
        {
            'id': 'ieac_t',
            'top': planned_duration,
            'bottom': spi_t,
            'problem': coalesce(
                no_course,
                case when spi_t = 0 then 'Nothing is earned yet.' end
            )
        },
        {
            'id': 'tspi',
            'top': planned_duration - earned_schedule,
            'bottom': planned_duration - actual_time,
            'problem': coalesce(
                no_course,
                case
                    when earned_schedule = planned_duration
                        then 'All of it is earned.'
                    when actual_time >= planned_duration
                        then 'The planned duration has passed.'
                end
            )
        }
    ], recursive := true)
    from told
    union all
    select
        if(scale = 'dcma', 'cpli', 'cpli_cutover'), count, denominator, reason
    from quality_checks
    where check_number = 13
),

words(position, index_id, index_name, unit, threshold, formula) as (
    values
        (
            1::bigint, 'bei', 'BEI, as in DCMA check 14', 'ratio', '>= 0.95',
            'completed / (due + without a baseline finish)'
        ),
        (
            2, 'bei_baselined', 'BEI, baselined tasks only', 'ratio',
            '>= 0.95', 'baselined and completed / due'
        ),
        (
            3, 'bei_2012', 'BEI, form of 2012', 'ratio', '>= 0.95',
            'completed / (due + completed without a baseline finish)'
        ),
        (
            4, 'hit_task', 'Hit task percentage', '%', null,
            'completed by their baseline finish / due'
        ),
        (
            5, 'cpli', 'CPLI of the plan', 'ratio', '>= 0.95',
            '(path left + float to the end of the baseline) / path left'
        ),
        (
            6, 'cpli_cutover', 'CPLI of the cutover', 'ratio', '>= 0.95',
            '(path left + float to the end of the window) / path left'
        ),
        (7, 'spi', 'SPI', 'ratio', null, 'EV / PV'),
        (8, 'spi_t', 'SPI(t)', 'ratio', null, 'ES / AT'),
        (
            9, 'earned_schedule', 'Earned schedule', null, null,
            'C + (EV - PV_C) / (PV_C+1 - PV_C)'
        ),
        (10, 'sv_t', 'Schedule variance, SV(t)', null, null, 'ES - AT'),
        (11, 'ieac_t', 'Forecast duration', null, null, 'PD / SPI(t)'),
        (
            12, 'tspi', 'To complete in the planned duration', 'ratio', null,
            '(PD - ES) / (PD - AT)'
        )
)

select
    words.position,
    words.index_id,
    words.index_name,
    case
        when measured.problem is null
            then measured.top / nullif(measured.bottom, 0)
                * if(words.unit = '%', 100, 1)
    end as value,
    coalesce(words.unit, plan.interval_unit) as unit,
    case when measured.problem is null then measured.top end as numerator,
    case when measured.problem is null then measured.bottom end
        as denominator,
    case when words.position < 5 then told.tasks else told.baselined end as n,
    words.threshold,
    words.formula,
    coalesce(
        measured.problem,
        case when measured.bottom = 0 then 'No task was due yet.' end
    ) as reason

from words

inner join measured on words.index_id = measured.id

cross join told

cross join burndown_period as plan

order by words.position, words.index_id
