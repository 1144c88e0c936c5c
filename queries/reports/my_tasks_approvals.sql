-- Complete tasks that wait for the approval of a side and role, oldest first.
--
-- Parameters
--   $side  varchar = null  side that approves; null: both
--   $role  varchar = null  role that approves; null: all
--
-- Returns
--   task_id              varchar    key
--   task_name            varchar    what was done
--   says                 varchar    who says so since when, in words
--   workstream           varchar    workstream
--   side                 varchar    side that did it
--   owner_role           varchar    role that did it
--   completed_at         timestamp  when it was completed; UTC
--   evidence_link        varchar    where the evidence is
--   is_evidence_missing  boolean    the plan asks for evidence, there is none
--   approver_side        varchar    side that approves; null: either
--   approver_role        varchar    role that approves
--
-- Source: docs/my-tasks.md, done

select
    tasks.task_id,
    tasks.task_name,
    concat_ws(
        ', ',
        format(
            'Said complete{} by {}',
            coalesce(' ' || local_words(tasks.completed_at, zone), ''),
            coalesce(role_words(tasks.side, tasks.owner_role), 'its owner')
        ),
        if(confirmed.is_evidence_missing, 'evidence missing', null)
    ) as says,
    tasks.workstream,
    tasks.side,
    tasks.owner_role,
    tasks.completed_at,
    tasks.evidence_link,
    confirmed.is_evidence_missing,
    confirmed.approver_side,
    confirmed.approver_role

from task_confirmations as confirmed

inner join tasks using (task_id)

cross join programme

where
    confirmed.is_complete
    and confirmed.approval_state = 'waiting'
    and ($role is null or confirmed.approver_role = $role)
    and (
        $side is null or coalesce(confirmed.approver_side, $side) = $side
    )

order by tasks.completed_at nulls last, tasks.task_id
