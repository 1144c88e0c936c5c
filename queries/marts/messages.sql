-- Messages of the communication plan as they stand at the status time, one row
-- per message.
--
-- The first rule that matches gives the state:
--   unacknowledged  sent, must be confirmed, and is not
--   acknowledged    sent and confirmed, where it must be
--   sent_late       sent after it was due
--   sent            sent
--   overdue         not sent, and it was due by now
--   due             not sent, and due within 24 hours
--   planned         not sent, due later or without a date
-- It stays due when it is stated to be, wherever what it announces moves to:
-- that is told beside it. Its phase is its own, else that of what it
-- announces, else where its due time falls.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   communication_id             varchar    key
--   title                        varchar    subject
--   audience                     varchar    stakeholder group; null: none named
--   channel                      varchar    e-mail, call, meeting, notice, …
--   sender_role                  varchar    role that sends it
--   side                         varchar    side that sends it
--   phase                        varchar    phase that it belongs to
--   workstream                   varchar    of what it announces
--   task_id                      varchar    task that it announces
--   checkpoint_id                varchar    checkpoint that it announces
--   item_name                    varchar    name of that task or checkpoint
--   due_at                       timestamp  when it is due; UTC
--   recipients                   varchar[]  its own, else of its audience
--   message                      varchar    text that goes out, or went out
--   sent_at                      timestamp  null: not yet; UTC
--   sent_by                      varchar    who sent it
--   is_acknowledgement_required  boolean    the audience must confirm
--   acknowledged_at              timestamp  null: not yet; UTC
--   acknowledged_by              varchar    who took that down
--   state                        varchar    see above
--   health                       varchar    late: overdue; at_risk:
--                                           unacknowledged; on_track: sent;
--                                           decided: due; unknown: planned
--   overdue_minutes              bigint     since it was due, while not sent
--   late_minutes                 bigint     by which it was sent late
--   announced_at                 timestamp  what it could say when; UTC
--   expected_at                  timestamp  when that is expected now; UTC
--   moved_minutes                bigint     the second less the first
--   is_moved                     boolean    that has moved since
--   moved_words                  varchar    the same in words; null: not moved
--
-- Source: docs/glossary.md, state of a message; announced and moved

with

clipped as (
    select
        stated.* replace (
            case when stated.sent_at <= $as_of then stated.sent_at end
                as sent_at,
            case
                when
                    stated.sent_at <= $as_of
                    and stated.acknowledged_at <= $as_of
                    then stated.acknowledged_at
            end as acknowledged_at,
            coalesce(stated.is_acknowledgement_required, false)
                as is_acknowledgement_required,
            coalesce(
                nullif(stated.recipients, []), groups.recipients, []
            ) as recipients,
            coalesce(
                stated.phase,
                announced.phase,
                case
                    when stated.due_at < programme.cutover_start_at
                        then 'pre_cutover'
                    when stated.due_at < programme.cutover_finish_at
                        then 'cutover'
                    when stated.due_at >= programme.cutover_finish_at
                        then 'post_cutover'
                end
            ) as phase
        ),
        announced.* exclude (communication_id, phase),
        programme.zone
    from stg_communications as stated
    cross join programme
    left join announcements as announced using (communication_id)
    left join stg_audiences as groups
        on stated.audience = groups.audience and groups.is_current
    where stated.is_current
),

judged as (
    select
        *,
        case
            when sent_at is not null and is_acknowledgement_required
                then if(
                    acknowledged_at is null, 'unacknowledged', 'acknowledged'
                )
            when sent_at > due_at then 'sent_late'
            when sent_at is not null then 'sent'
            when due_at < $as_of then 'overdue'
            when due_at <= $as_of + interval 24 hours then 'due'
            else 'planned'
        end as state
    from clipped
)

select
    communication_id,
    title,
    audience,
    channel,
    sender_role,
    side,
    phase,
    workstream,
    task_id,
    checkpoint_id,
    item_name,
    due_at,
    recipients,
    message,
    sent_at,
    case when sent_at is not null then sent_by end as sent_by,
    is_acknowledgement_required,
    acknowledged_at,
    case when acknowledged_at is not null then acknowledged_by end
        as acknowledged_by,
    state,
    case state
        when 'overdue' then 'late'
        when 'unacknowledged' then 'at_risk'
        when 'due' then 'decided'
        when 'planned' then 'unknown'
        else 'on_track'
    end as health,
    case
        when state = 'overdue' then date_diff('minute', due_at, $as_of)
    end as overdue_minutes,
    case when sent_at > due_at then date_diff('minute', due_at, sent_at) end
        as late_minutes,
    announced_at,
    expected_at,
    moved_minutes,
    coalesce(is_moved, false) as is_moved,
    case
        when is_moved
            then format(
                '{} {}, now {}',
                if(sent_at is null, 'planned', 'announced'),
                local_words(announced_at, zone),
                local_words(expected_at, zone)
            )
    end as moved_words

from judged
