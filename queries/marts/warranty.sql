-- Clock and exit of the warranty: always exactly one row.
--
-- The warranty has been left when every exit criterion holds; without
-- criteria, when its last day has passed; without either it is not known.
--
-- Returns
--   today            date     local day of the status time; key
--   start_date       date     first day of the warranty
--   finish_date      date     last day of the warranty
--   day_number       bigint   days since the first, which is day 0
--   length_days      bigint   days from the first to the last
--   left_days        bigint   days after today up to the last; negative after
--   criterion_count  bigint   exit criteria
--   held_count       bigint   of them held as long as needed
--   is_exit_met      boolean  null: not known
--
-- Source: docs/glossary.md, warranty clock; warranty exit

with

clock as (
    select
        timezone(zone, timezone('UTC', as_of))::date as today,
        warranty_start_date as start_date,
        warranty_end_date as finish_date
    from programme
),

criteria as (
    select
        count(*) as criterion_count,
        count(*) filter (where is_held) as held_count
    from exit_criteria
)

select
    today,
    start_date,
    finish_date,
    today - start_date as day_number,
    finish_date - start_date as length_days,
    finish_date - today as left_days,
    criterion_count,
    held_count,
    case
        when criterion_count > 0 then held_count = criterion_count
        else finish_date < today
    end as is_exit_met

from clock

cross join criteria
