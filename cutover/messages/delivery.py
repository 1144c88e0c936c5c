"""Deliver what is due and record what was sent: one pass, as the server makes it every second."""

import logging
from collections.abc import Callable
from datetime import timedelta

from cutover import clock
from cutover.errors import CutoverError, MessageError
from cutover.messages.send import Post
from cutover.messages.settings import WEBHOOK, Channels
from cutover.messages.smtp import send_mail
from cutover.messages.webhook import send_post
from cutover.outbox import REFUSED, UNCLEAR, Letter, Outcome, Recordable
from cutover.record import Desk, builders, record

LOG = logging.getLogger("cutover")
RECORD_AGAIN = timedelta(minutes=1)
"""How long after a sending could not be recorded that is tried again."""


def deliver_due(post: Post) -> int:
    """Send every letter that is due; return how many were taken.

    Several processes may do so at once: a letter is handed over by one of them.

    Raises
    ------
    MessageError
        The outbox does not answer.
    """
    post.outbox.sweep(now=clock.now())
    count = 0
    while letter := post.outbox.take(now=clock.now()):
        count += 1
        outcome = _sent(post, letter)
        if outcome is not None:
            post.outbox.settle(letter, outcome, now=clock.now())
    return count


def record_sent(post: Post, desk: Desk) -> int:
    """Record the sending of every message that all recipients have; return how many were recorded."""
    now, count = clock.now(), 0
    for found in post.outbox.recordable(now=now):
        problem = None
        try:
            _record(desk, found)
            count += 1
        except CutoverError as error:
            problem = str(error)
        post.outbox.recorded(found, problem=problem, again_at=now + RECORD_AGAIN)
    return count


def _sent(post: Post, letter: Letter) -> Outcome | None:
    """Send one letter; whatever breaks here is told, and never ends the pass."""
    handed: list[bool] = []

    def hand_over() -> bool:
        handed.append(post.outbox.hand_over(letter, now=clock.now()))
        return handed[-1]

    try:
        return _transport(post.channels, letter, hand_over)
    except MessageError:
        raise
    except Exception:
        LOG.exception("A letter could not be sent")
        return Outcome(UNCLEAR if any(handed) else REFUSED, "A fault in Cutover; the log of the server says which")


def _transport(channels: Channels, letter: Letter, hand_over: Callable[[], bool]) -> Outcome | None:
    """Send a letter on its way; what is not set up any more is tried again, since it may be set up once more."""
    if fault := channels.fault_of(letter.recipient):
        return Outcome(REFUSED, fault)
    if letter.recipient.startswith(WEBHOOK):
        return send_post(channels.webhooks[letter.recipient.removeprefix(WEBHOOK)], letter, hand_over)
    return send_mail(channels.smtp, letter, hand_over)


def _record(desk: Desk, found: Recordable) -> None:
    """Record a sending in the name of who pressed the button; the same recipients again are the same act."""
    message = found.message
    as_of = max(message.as_of, found.sent_at)
    cells = {
        "recipients": list(found.recipients), "message": message.body,
        "sent_at": found.sent_at,
    }  # fmt: skip
    act = builders.act(
        desk.warehouse.moment(message.programme_id, as_of), "sending", {"communication_id": message.communication_id},
        cells, key=f"sending {found.message_id} {len(found.recipients)}",
    )  # fmt: skip
    record(desk, act, message.actor)
