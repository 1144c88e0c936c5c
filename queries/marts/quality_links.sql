-- What the checks say of each link into an open task, one row per scale and
-- link.
--
-- Returns
--   scale            varchar  key; dcma, cutover (successor of that phase)
--   predecessor_id   varchar  key; task that comes first
--   successor_id     varchar  key; open task that depends on it
--   dependency_type  varchar  key; FS, SS, FF, SF
--   lag_minutes      bigint   wait after the link; negative is a lead
--   is_lead          boolean  check 2: negative lag
--   is_lag           boolean  check 3: positive lag
--   is_other_type    boolean  check 4: not from finish to start
--
-- Source: docs/glossary.md, DCMA 14 points

select
    scales.scale,
    links.predecessor_id,
    links.successor_id,
    links.dependency_type,
    links.lag_minutes,
    links.lag_minutes < 0 as is_lead,
    links.lag_minutes > 0 as is_lag,
    links.dependency_type != 'FS' as is_other_type

from quality_plan_links as links

inner join tasks
    on links.successor_id = tasks.task_id

inner join quality_scales as scales
    on scales.scale = 'dcma' or tasks.phase = scales.target_id

where tasks.is_open and tasks.is_in_scope
