-- When every checkpoint was held and which came before it, one row per
-- checkpoint, in order of time.
--
-- Held: decided, or its time has passed. It is frozen at its decision; without
-- one at its planned time. The checkpoint before is the one held last before
-- that; of a checkpoint to come, the one held last.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   checkpoint_id           varchar    key
--   checkpoint_name         varchar    what is decided
--   position                bigint     place in time
--   planned_at              timestamp  when it is held; UTC
--   is_held                 boolean    decided, or its time has passed
--   is_default              boolean    the one in question: the next undecided,
--                                      else the one held last
--   frozen_at               timestamp  null: not held yet; UTC
--   told_at                 timestamp  frozen_at, else the status time; UTC
--   decision                varchar    go, conditional, no_go
--   previous_checkpoint_id  varchar    checkpoint held before it
--   previous_name           varchar    what was decided there
--   previous_frozen_at      timestamp  when it was held; UTC
--   act_id                  varchar    act that decided it; null: from a file
--   seal                    varchar    what that was taken on; JSON
--
-- Source: docs/glossary.md, frozen; checkpoint held

with

deciding as (
    select
        item_id as checkpoint_id,
        max_by(act_id, seq) as act_id,
        max_by(seal, seq) as seal
    from stg_acts
    where kind = 'decision' and state = 'in_force'
    group by item_id
),

timed as (
    select
        checkpoint_id,
        checkpoint_name,
        planned_at,
        decision,
        coalesce(decision is not null or planned_at < $as_of, false)
            as is_held,
        case
            when decision is not null
                then coalesce(decided_at, least(planned_at, $as_of::timestamp))
            when planned_at < $as_of then planned_at
        end as frozen_at
    from checkpoint_decisions
),

told as (
    select
        *,
        coalesce(frozen_at, $as_of::timestamp) as told_at
    from timed
),

before as (
    select
        told.checkpoint_id,
        max_by(
            earlier.checkpoint_id, (earlier.frozen_at, earlier.checkpoint_id)
        ) as previous_checkpoint_id
    from told
    inner join told as earlier
        on
            earlier.is_held
            and earlier.checkpoint_id != told.checkpoint_id
            and (earlier.frozen_at, earlier.checkpoint_id)
            < (told.told_at, told.checkpoint_id)
    group by told.checkpoint_id
),

asked as (
    select coalesce(
        min_by(checkpoint_id, (planned_at, checkpoint_id)) filter (
            where decision is null and planned_at is not null
        ),
        max_by(checkpoint_id, (frozen_at, checkpoint_id))
            filter (where frozen_at is not null),
        min(checkpoint_id)
    ) as asked_id
    from told
)

select
    told.checkpoint_id,
    told.checkpoint_name,
    row_number() over (
        order by told.planned_at nulls last, told.checkpoint_id
    ) as position,
    told.planned_at,
    told.is_held,
    told.checkpoint_id = asked.asked_id as is_default,
    told.frozen_at,
    told.told_at,
    told.decision,
    before.previous_checkpoint_id,
    earlier.checkpoint_name as previous_name,
    earlier.frozen_at as previous_frozen_at,
    deciding.act_id,
    deciding.seal

from told

cross join asked

left join before using (checkpoint_id)

left join told as earlier
    on before.previous_checkpoint_id = earlier.checkpoint_id

left join deciding on told.checkpoint_id = deciding.checkpoint_id
