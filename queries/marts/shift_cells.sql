-- Is a role of a side there when its work is due, one row per block, side and
-- role that is on the roster or has work then.
--
-- The first state that holds decides:
--   nobody       work is due and nobody of that role and side is on shift,
--                whether or not the plan asked for a shift
--   missing      the plan asks for a shift that has no person
--   unconfirmed  a person has not confirmed, and is asked for or has work due
--   covered      somebody stands there
--   not_needed   nobody is asked for and nothing is left to do
--
-- Returns
--   block_id           varchar    key
--   side               varchar    key; customer, provider, shared
--   role               varchar    key
--   required_count     bigint     shifts that the plan asks for
--   staffed_count      bigint     people on shift
--   confirmed_count    bigint     of them confirmed
--   missing_count      bigint     shifts asked for without a person
--   unconfirmed_count  bigint     shifts with a person who has not confirmed,
--                                 asked for or with work due
--   task_count         bigint     tasks whose work falls into the block
--   due_count          bigint     of them those that ask for somebody
--   next_task_at       timestamp  first start of work that is due; UTC
--   tasks              varchar    names of the work that is due
--   people             varchar    names of who is on shift
--   sites              varchar    where
--   shift_ids          varchar[]  shifts that have nobody, or no confirmation
--   state              varchar    as above
--   health             varchar    late, at_risk, on_track, unknown
--   severity_rank      bigint     1 needs attention first
--
-- Source: docs/glossary.md, shift gap

with

work as (
    select
        block_id,
        side,
        role,
        count(*) as task_count,
        count(*) filter (where is_due) as due_count,
        min(task_start_at) filter (where is_due) as next_task_at,
        string_agg(task_name, '; ' order by task_start_at, task_id)
            filter (where is_due) as tasks
    from shift_tasks
    group by block_id, side, role
),

roster as (
    select
        block_id,
        side,
        role,
        count(*) filter (where is_required) as required_count,
        count(distinct person_id) as staffed_count,
        count(distinct person_id) filter (where is_confirmed)
            as confirmed_count,
        count(*) filter (where is_required and not is_staffed)
            as missing_count,
        count(*) filter (where is_staffed and not is_confirmed)
            as doubtful_count,
        count(*) filter (
            where is_staffed and not is_confirmed and is_required
        ) as doubtful_required_count,
        string_agg(distinct person_name, ', ' order by person_name) as people,
        string_agg(distinct site, ', ' order by site) as sites,
        list(shift_id order by shift_id) filter (where not is_confirmed)
            as shift_ids
    from shift_people
    group by block_id, side, role
),

counted as (
    select
        block_id,
        side,
        role,
        coalesce(required_count, 0) as required_count,
        coalesce(staffed_count, 0) as staffed_count,
        coalesce(confirmed_count, 0) as confirmed_count,
        coalesce(missing_count, 0) as missing_count,
        if(
            coalesce(due_count, 0) > 0,
            coalesce(doubtful_count, 0),
            coalesce(doubtful_required_count, 0)
        ) as unconfirmed_count,
        coalesce(task_count, 0) as task_count,
        coalesce(due_count, 0) as due_count,
        next_task_at,
        tasks,
        people,
        sites,
        shift_ids
    from roster
    full join work using (block_id, side, role)
),

judged as (
    select
        *,
        case
            when due_count > 0 and staffed_count = 0 then 'nobody'
            when missing_count > 0 then 'missing'
            when unconfirmed_count > 0 then 'unconfirmed'
            when staffed_count > 0 then 'covered'
            else 'not_needed'
        end as state
    from counted
)

select
    *,
    case state
        when 'nobody' then 'late'
        when 'missing' then 'late'
        when 'unconfirmed' then 'at_risk'
        when 'covered' then 'on_track'
        else 'unknown'
    end as health,
    list_position(
        ['nobody', 'missing', 'unconfirmed', 'covered', 'not_needed'], state
    )::bigint as severity_rank

from judged
