-- How sure the forecast by rate is, one row per level of confidence.
--
-- Each coming interval draws one of the last 28 by chance, 400 times, always
-- with the same draws; a level is the date by which that share of the draws
-- has done the work. No rows where nothing was completed or nothing is left.
--
-- Parameters
--   $unit         varchar = count  one of count, hours
--   $workstreams  varchar[]        workstreams to keep; empty keeps all
--   $sides        varchar[]        sides to keep; empty keeps all
--   $phases       varchar[]        phases to keep; empty keeps all but
--                                  contingency
--
-- Returns
--   percent       bigint     key; 50, 80, 95
--   finish_at     timestamp  null: beyond what was drawn, at most 400
--                            intervals; UTC
--   sample_count  bigint     intervals that the draws are taken from
--
-- Source: docs/glossary.md, forecast band

with

done_by_then as (
    select
        intervals_back,
        sum(if($unit = 'count', remaining_count, remaining_hours))
            as remaining,
        sum(if($unit = 'count', scope_count, scope_hours)) - remaining as done
    from burndown_lines
    where
        intervals_back <= 28
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
    group by intervals_back
),

samples as (
    select
        intervals_back as sample_number,
        greatest(0, done - lead(done) over backwards) as throughput
    from done_by_then
    window backwards as (order by intervals_back)
    qualify lead(done) over backwards is not null
),

sampled as (
    select
        count(*) as sample_count,
        avg(throughput) as mean_throughput,
        (select remaining from done_by_then where intervals_back = 0)
            as remaining
    from samples
),

draws as (
    select
        trial,
        number,
        sampled.remaining,
        (hash(trial * 1000 + number) % sampled.sample_count)::bigint
            as sample_number
    from sampled
    cross join range(400) as trials(trial)
    cross join range(1, 401) as coming(number)
    where
        sampled.mean_throughput > 0
        and sampled.remaining > 0
        and number <= 20 + 2 * sampled.remaining / sampled.mean_throughput
),

courses as (
    select
        draws.*,
        samples.throughput,
        sum(samples.throughput) over (
            partition by draws.trial order by draws.number
        ) - draws.remaining as surplus
    from draws
    inner join samples using (sample_number)
),

lengths as (
    select
        trial,
        coalesce(
            min(number - surplus / throughput)
                filter (where surplus >= 0 and surplus < throughput),
            'infinity'::double
        ) as length
    from courses
    group by trial
),

levels as (
    select
        percent,
        (
            select quantile_disc(length, [0.5, 0.8, 0.95]) from lengths
        )[position] as length
    from (values (1, 50), (2, 80), (3, 95)) as wanted(position, percent)
)

select
    levels.percent::bigint as percent,
    case
        when isfinite(levels.length)
            then period.as_of + to_minutes(
                round(levels.length * period.interval_minutes)::bigint
            )
    end as finish_at,
    sampled.sample_count

from levels

cross join sampled

cross join burndown_period as period

where levels.length is not null

order by levels.percent
