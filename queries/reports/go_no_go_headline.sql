-- Can we go: the verdict in words; once decided, the decision first.
--
-- Rules: the verdict of the report verdict. Health: decided; else on track
-- where it is go, at risk where conditional, late where no-go, unknown where
-- incomplete.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in about ten words
--   detail    varchar  when, at most two obstacles, and the numbers
--   n         bigint   criteria behind it
--
-- Source: docs/glossary.md, verdict

with

asked as (
    select
        verdicts.*,
        programme.zone,
        case verdict
            when 'go' then 'Go'
            when 'conditional' then 'Conditional'
            when 'no_go' then 'No-Go'
            else 'Incomplete'
        end as verdict_word,
        case decision
            when 'go' then 'Go'
            when 'conditional' then 'Conditional Go'
            when 'no_go' then 'No-Go'
        end as decision_word
    from verdicts
    cross join programme
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

told as (
    select
        if(decision is not null, 'decided', case verdict
            when 'go' then 'on_track'
            when 'conditional' then 'at_risk'
            when 'no_go' then 'late'
            else 'unknown'
        end) as health,
        if(
            decision is not null,
            'Decided: ' || decision_word || if(
                decision = verdict,
                ', as the rules say',
                '; by the rules now ' || verdict_word
            ),
            verdict_word || ': ' || short_reason
        ) as headline,
        concat_ws(
            ' ',
            format(
                '{}{}.',
                checkpoint_name,
                coalesce(strftime(
                    timezone(zone, timezone('UTC', planned_at)),
                    ', %a %-d %b %Y, %H:%M'
                ), '')
            ),
            case
                when decision is not null
                    then format(
                        'Decided{}{}.',
                        coalesce(strftime(
                            timezone(zone, timezone('UTC', decided_at)),
                            ' %a %-d %b %H:%M'
                        ), ''),
                        coalesce(
                            ' by ' || nullif(
                                array_to_string(decided_by, ', '), ''
                            ),
                            ''
                        )
                    )
            end,
            if(
                decision is null,
                regexp_replace(obstacles || '.', '…\.$', '…'),
                if(
                    decision != verdict,
                    upper(short_reason[1]) || short_reason[2:] || '.',
                    null
                )
            ),
            case when criterion_count > 0 then
                format(
                    '{}; readiness {} over {} of {} assessed.',
                    if(
                        gating_count = 0,
                        'No criterion gates',
                        format(
                            '{} of {} met',
                            gating_met_count,
                            count_words(
                                gating_count,
                                'gating criterion',
                                'gating criteria'
                            )
                        )
                    ),
                    coalesce(
                        format('{:.1f} %', readiness_percent), 'not known'
                    ),
                    assessed_count,
                    count_words(criterion_count, 'criterion', 'criteria')
                )
            end
        ) as detail,
        criterion_count as n
    from asked
)

select
    coalesce(told.health, 'unknown') as health,
    coalesce(
        told.headline,
        if($checkpoint is null, 'No checkpoint is loaded', 'No such checkpoint')
    ) as headline,
    coalesce(
        told.detail,
        if(
            $checkpoint is null,
            'A go/no-go is asked of a checkpoint with criteria.',
            format('There is no checkpoint {}.', $checkpoint)
        )
    ) as detail,
    coalesce(told.n, 0) as n

from programme

left join told on true

order by health
