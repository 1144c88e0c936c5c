-- How long work waits when it changes hands, one row per receiving role and
-- side. Counted as in the report handoff_waits.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   owner_role            varchar  key; role that receives; null: not named
--   side                  varchar  key; side that receives; null: not named
--   handoff_count         bigint   tasks handed over to it
--   waiting_count         bigint   of them startable now and not started
--   median_wait_minutes   double   by the clock
--   longest_wait_minutes  bigint   by the clock
--   total_wait_minutes    bigint   by the clock
--
-- Source: docs/glossary.md, hand-off wait

select
    owner_role,
    side,
    count(*) as handoff_count,
    count(*) filter (where is_waiting) as waiting_count,
    median(wait_minutes) as median_wait_minutes,
    max(wait_minutes) as longest_wait_minutes,
    sum(wait_minutes)::bigint as total_wait_minutes

from task_handoffs
where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

group by owner_role, side

order by total_wait_minutes desc, owner_role, side
