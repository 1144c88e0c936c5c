-- Acts of people, newest first: who did what, when, and what became of it.
--
-- Parameters
--   $of      varchar = all   what they are about; one of all, decisions, votes,
--                            criteria, conditions, tasks, other
--   $search  varchar = null  text of the act, its row, the person or reason
--
-- Returns
--   act_id        varchar    key
--   recorded_at   timestamp  when the journal took it; UTC
--   act_as_of     timestamp  status time on which it was done; UTC
--   label         varchar    kind of act
--   subject       varchar    row: table:key
--   changes       varchar    cells before and after
--   actor         varchar    who
--   side          varchar    side for which it was done
--   role          varchar    role in which it was done
--   reason        varchar    why
--   state         varchar    in_force, void, superseded
--   corrects      varchar    act that it replaces or takes back
--   corrected_by  varchar    act that replaced it or took it back
--   overruled     varchar    cells in which it does not stand, and what does
--   is_sealed     boolean    keeps what it was taken on
--   hash          varchar    hash of its row in the chain
--
-- Source: docs/decisions.md, acts

with

told as (
    select
        *,
        case
            when kind in ('decision', 'assessment') then 'decisions'
            when kind in ('vote', 'sign_off', 'approver') then 'votes'
            when kind in ('criterion', 'reading') then 'criteria'
            when kind = 'condition' then 'conditions'
            when kind in ('task', 'task_status') then 'tasks'
            else 'other'
        end as about,
        list_transform(
            json_keys(cells_after),
            lambda name: [
                replace(name, '_', ' '),
                cells_before ->> ('$."' || name || '"'),
                cells_after ->> ('$."' || name || '"')
            ]
        ) as cells
    from acts
),

worded as (
    select
        *,
        array_to_string(list_transform(
            cells,
            lambda cell: cell[1] || ': ' || if(
                starts_with(cell[3], '['),
                json_array_length(cell[3]) || ' in all',
                coalesce(cell[2] || ' → ', '') || coalesce(cell[3], 'empty')
            )
        ), '; ') as changes
    from told
)

select
    act_id,
    recorded_at,
    act_as_of,
    label,
    subject,
    changes,
    actor,
    side,
    role,
    reason,
    state,
    corrects,
    corrected_by,
    nullif(overruled, '{}') as overruled,
    is_sealed,
    hash

from worded

where
    ($of = 'all' or about = $of)
    and (
        $search is null
        or contains(
            lower(concat_ws(' ', act_id, label, subject, changes)
            || ' ' || concat_ws(' ', actor, side, role, reason)),
            lower($search)
        )
    )

order by seq desc, act_id
