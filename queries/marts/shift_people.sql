-- Who stands in which block of the roster, one row per block and shift.
--
-- A shift belongs to the blocks with which it shares at least half of the
-- shorter of the two. Role and side that a shift leaves open are the person's.
--
-- Returns
--   block_id         varchar    key
--   shift_id         varchar    key
--   person_id        varchar    who; null: nobody
--   person_name      varchar    name; the identifier of one who is not known
--   side             varchar    side that is covered
--   role             varchar    role that is covered
--   site             varchar    where
--   shift_start_at   timestamp  start; UTC
--   shift_finish_at  timestamp  end; UTC
--   is_required      boolean    the plan asks for it
--   is_staffed       boolean    it has a person
--   is_confirmed     boolean    that person has confirmed
--
-- Source: docs/glossary.md, shift block; shift coverage

select
    blocks.block_id,
    shifts.shift_id,
    shifts.person_id,
    coalesce(people.person_name, shifts.person_id) as person_name,
    coalesce(shifts.side, people.side, 'shared') as side,
    coalesce(shifts.role, people.role, 'not given') as role,
    coalesce(shifts.site, people.site) as site,
    shifts.shift_start_at,
    shifts.shift_finish_at,
    coalesce(shifts.is_required, true) as is_required,
    shifts.person_id is not null as is_staffed,
    shifts.person_id is not null and coalesce(shifts.is_confirmed, false)
        as is_confirmed

from stg_shifts as shifts

inner join shift_blocks as blocks
    on
        2 * date_diff(
            'minute',
            greatest(shifts.shift_start_at, blocks.block_start_at),
            least(shifts.shift_finish_at, blocks.block_finish_at)
        )
        >= least(
            date_diff('minute', shifts.shift_start_at, shifts.shift_finish_at),
            blocks.block_minutes
        )

left join stg_people as people
    on shifts.person_id = people.person_id and people.is_current

where shifts.is_current and shifts.shift_finish_at > shifts.shift_start_at
