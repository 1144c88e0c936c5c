-- Which complete tasks are done, one row per task in the plan: done means the
-- evidence and the approval that the plan asks for, not the word "complete".
--
-- The approval is the sign-off on tasks:ID by the approver's role and side (of
-- the task where the plan names none; shared: either). It counts for the
-- finish before it: one that was given before the task was finished again does
-- not, and neither does one after the status time.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   task_id              varchar    key
--   is_complete          boolean    called complete
--   is_evidence_missing  boolean    complete without the evidence asked for
--   approval_state       varchar    not_asked: the plan names no approver;
--                                   waiting, given, refused
--   is_approval_missing  boolean    complete without the approval asked for
--   is_done              boolean    complete, with evidence and approval
--   confirmation         varchar    done, not_complete, evidence_missing,
--                                   approval_refused, approval_waiting: the
--                                   first thing that is missing
--   approver_side        varchar    side that approves; null: either
--   approver_role        varchar    role that approves
--   signer               varchar    who approved or refused
--   signed_at            timestamp  when; UTC
--   comment              varchar    why
--
-- Source: docs/my-tasks.md, done; CG1 and GW1 in docs/glossary.md

with

asked as (
    select
        tasks.task_id,
        tasks.is_complete,
        tasks.is_evidence_missing,
        tasks.actual_finish_at,
        nullif(coalesce(stated.approver_side, stated.side), 'shared')
            as approver_side,
        stated.approver_role
    from tasks
    inner join stg_tasks as stated using (task_id)
    where stated.is_current
),

signed as (
    select
        asked.task_id,
        arg_max(
            {
                'is_concurring': given.is_concurring,
                'signer': given.signer,
                'signed_at': given.signed_at,
                'comment': given.comment
            },
            (
                coalesce(given.signed_at, given.load_as_of),
                not given.is_concurring,
                given.side
            )
        ) as said
    from asked
    inner join stg_sign_offs as given
        on
            'tasks:' || asked.task_id = given.subject
            and asked.approver_role = given.role
            and given.side = coalesce(asked.approver_side, given.side)
    where
        given.is_current
        and given.is_concurring is not null
        and coalesce(given.signed_at, given.load_as_of) <= $as_of
        and coalesce(given.signed_at >= asked.actual_finish_at, true)
    group by asked.task_id
),

judged as (
    select
        asked.* exclude (actual_finish_at),
        said.signer,
        said.signed_at,
        said.comment,
        case
            when asked.approver_role is null then 'not_asked'
            when not asked.is_complete or said is null then 'waiting'
            when said.is_concurring then 'given'
            else 'refused'
        end as approval_state
    from asked
    left join signed using (task_id)
)

select
    task_id,
    is_complete,
    is_evidence_missing,
    approval_state,
    is_complete and approval_state in ('waiting', 'refused')
        as is_approval_missing,
    is_complete and not is_evidence_missing
        and approval_state in ('not_asked', 'given') as is_done,
    case
        when not is_complete then 'not_complete'
        when is_evidence_missing then 'evidence_missing'
        when approval_state = 'refused' then 'approval_refused'
        when approval_state = 'waiting' then 'approval_waiting'
        else 'done'
    end as confirmation,
    if(approver_role is null, null, approver_side) as approver_side,
    approver_role,
    signer,
    signed_at,
    comment

from judged
