"""Send a message of the plan: check it, queue it for every recipient; the server delivers and records it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

import cutover.access as access
from cutover import clock
from cutover.acts import KINDS, Actor
from cutover.errors import MessageError, RefusedAct
from cutover.messages.settings import WEBHOOK, Channels, is_address
from cutover.messages.smtp import make_mail
from cutover.messages.webhook import TEAMS_BYTES, payload
from cutover.outbox import DROPPED, FAILED, QUEUED, SENDING, SENT, UNCLEAR, Message, Outbox
from cutover.record import Desk
from cutover.tables import TABLES
from cutover.warehouse import Moment

RECIPIENTS, BODY = (TABLES["communications"][name] for name in ("recipients", "message"))
"""What is sent must fit the record of it."""
LONGEST_SUBJECT, LONGEST_BODY, MOST_RECIPIENTS = 200, BODY.longest, RECIPIENTS.most_items
TOLD = {
    SENT: "sent to {}", QUEUED: "on the way to {}", SENDING: "on the way to {}", UNCLEAR: "unclear whether it reached {}",
    FAILED: "refused for {}", DROPPED: "given up for {}",
}  # fmt: skip


class Text(Protocol):
    """A subject and a text, as `cutover.messages.drafts.Draft`."""

    @property
    def subject(self) -> str:
        """One line."""

    @property
    def body(self) -> str:
        """Plain text."""


@dataclass(frozen=True)
class Post:
    """Where messages go: the outbox, and the channels that are set up."""

    outbox: Outbox
    channels: Channels


@dataclass(frozen=True)
class Delivery:
    """How far a message is; `queued_count` recipients were added by this very call."""

    message_id: str
    queued_count: int
    letters: pa.Table

    @property
    def is_sent(self) -> bool:
        """Whether every recipient has it, or was given up."""
        states = set(self.letters["state"].to_pylist())
        return SENT in states and states <= {SENT, DROPPED}

    @property
    def says(self) -> str:
        """One sentence for the person."""
        counts = Counter(TOLD[state] for state in self.letters["state"].to_pylist())
        told = "; ".join(told.format(_people(counts[told])) for told in dict.fromkeys(TOLD.values()) if counts[told])
        return f"{told[:1].upper()}{told[1:]}." if self.queued_count else f"Nobody new to send it to: {told}."


def send(
    desk: Desk, communication_id: str, *, moment: Moment, draft: Text, recipients: Sequence[str], actor: Actor,
    post: Post,
) -> Delivery:  # fmt: skip
    """Queue a message for its recipients; whoever has this very text gets it no second time.

    Parameters
    ----------
    desk
        Where its sending is recorded once all have it.
    communication_id
        The message of the plan.
    moment
        What the page shows.
    draft
        Subject and text.
    recipients
        Addresses, and `webhook:NAME`.
    actor
        Who presses the button.
    post
        Outbox and channels.

    Raises
    ------
    RefusedAct
        The person may not send it, or there is no such message.
    MessageError
        Text, recipients or settings do not fit; names every fault.
    """
    if moment.is_sealed or moment.changes:
        raise RefusedAct(
            "Nothing can be sent from here: this moment is re-opened or a scenario. Go to the present one."
        )
    fresh = desk.warehouse.moment(moment.programme_id, moment.as_of)
    row = fresh.row("communications", {"communication_id": communication_id})
    if row is None:
        raise RefusedAct(f"There is no message {communication_id} at this status time.")
    access.check(actor, KINDS["sending"], row)
    subject, body = " ".join(draft.subject.split()), draft.body.replace("\r\n", "\n").strip()
    chosen = list({each.strip().casefold(): each.strip() for each in recipients}.values())
    faults = [*_text_faults(subject, body), *_recipient_faults(chosen, subject, body, post.channels)]
    if faults:
        raise MessageError(f"This cannot be sent: {'; '.join(faults)}.")
    message = Message(moment.programme_id, communication_id, subject, body, moment.as_of, actor)
    count = post.outbox.put(message, chosen, now=clock.now())
    return Delivery(message.message_id, count, post.outbox.rows(message_id=message.message_id))


def as_eml(draft: Text, recipients: Sequence[str], *, sender: str | None = None) -> bytes:
    """Return a draft as a mail file that any mail program opens, to be sent from there; webhooks are left out."""
    headers = {"X-Unsent": "1"} | ({"From": sender} if sender else {})
    addresses = [each for each in recipients if is_address(each)]
    return make_mail(" ".join(draft.subject.split()), draft.body, recipients=addresses, headers=headers).as_bytes()


def _text_faults(subject: str, body: str) -> list[str]:
    faults = []
    for name, value, most in (("subject", subject, LONGEST_SUBJECT), ("text", body, LONGEST_BODY)):
        if not value:
            faults.append(f"the {name} is empty")
        elif len(value) > most:
            faults.append(f"the {name} has {len(value):,} characters; at most {most:,}")
        if any((ord(c) < 32 and c not in "\n\t") or ord(c) == 127 or 0xD800 <= ord(c) < 0xE000 for c in value):
            faults.append(f"the {name} holds characters that are no text")
    return faults


def _recipient_faults(recipients: Sequence[str], subject: str, body: str, channels: Channels) -> list[str]:
    if not recipients:
        return ["it has no recipient"]
    if len(recipients) > MOST_RECIPIENTS:
        return [f"it has {len(recipients)} recipients; at most {MOST_RECIPIENTS}, so use a mailing list"]
    faults = [fault for each in recipients if (fault := channels.fault_of(each))]
    named = {each.removeprefix(WEBHOOK) for each in recipients if each.startswith(WEBHOOK)}
    is_for_teams = any(hook.kind == "teams" for name, hook in channels.webhooks.items() if name in named)
    if is_for_teams and (size := len(payload("teams", subject, body))) > TEAMS_BYTES:
        faults.append(f"it is {size:,} bytes as a post; Teams takes {TEAMS_BYTES:,}")
    return faults


def _people(count: int) -> str:
    return "one recipient" if count == 1 else f"{count} recipients"
