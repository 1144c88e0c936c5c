"""Messages on the server: the channels that the secrets set up, and the thread that delivers what is queued."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import cutover.ui.session as session
import cutover.ui.sign_in as sign_in
from cutover.errors import CutoverError, MessageError
from cutover.messages.delivery import deliver_due, record_sent
from cutover.messages.send import Post
from cutover.messages.settings import Channels, read_channels
from cutover.outbox import Outbox

LOG = logging.getLogger("cutover")
PASS_SECONDS = 1.0
"""Time between two looks into the outbox."""
STOP_SECONDS = 5.0


@cache
def channels() -> Channels:
    """Return the channels that are set up; empty where the secrets name none.

    Raises
    ------
    MessageError
        The settings do not fit; names every fault.
    """
    return read_channels(sign_in.read_secrets())


@cache
def post() -> Post:
    """Return outbox and channels, one for all visitors."""
    return Post(Outbox(session.store_path(), url=os.environ.get("CUTOVER_JOURNAL")), channels())


@contextmanager
def delivering() -> Iterator[None]:
    """Deliver and record what is queued, in a thread of its own, as long as the server runs.

    Nothing runs where no channel is set up. What the thread was doing when the
    server ends is settled by the next one, or by a person.
    """
    try:
        is_idle = channels().is_empty
    except CutoverError as error:
        LOG.error("%s", error)
        is_idle = True
    stop = threading.Event()
    worker = threading.Thread(target=_deliver, args=(stop,), name="outbox", daemon=True)
    if not is_idle:
        worker.start()
    yield
    stop.set()
    if not is_idle:
        worker.join(STOP_SECONDS)


def _deliver(stop: threading.Event) -> None:
    told = ""
    while not stop.wait(PASS_SECONDS):
        try:
            deliver_due(post())
            record_sent(post(), session.desk())
            told = ""
        except MessageError as error:
            if str(error) != told:
                told = str(error)
                LOG.error("%s", error)
        except Exception:
            LOG.exception("A pass of the outbox failed")
