"""The outbox: what is queued goes out once, whatever is killed, pressed twice or refused in between."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mailing import ANN, MINUTE, START, Mailbox, a_message, mail_server, plain

from cutover import clock
from cutover.errors import MessageError
from cutover.messages.delivery import deliver_due
from cutover.messages.send import Post
from cutover.messages.settings import Channels
from cutover.outbox import (
    DROPPED,
    FAILED,
    LEASE,
    MOST_ATTEMPTS,
    QUEUED,
    REFUSED,
    REJECTED,
    SENDING,
    SENT,
    SETTLED_AFTER,
    UNCLEAR,
    Outbox,
    Outcome,
    delay,
    letter_id,
)

A, B = "a@example.invalid", "b@example.invalid"
SECOND = timedelta(seconds=1)
NO = Outcome(REFUSED, "450 later")


@pytest.fixture(params=["sqlite", "postgresql"])
def outbox(request, tmp_path):
    """An outbox in each kind of database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    kept = Outbox(tmp_path / "store", url=url)
    yield kept
    kept.close()


@pytest.fixture
def local(tmp_path):
    """An outbox in a file."""
    kept = Outbox(tmp_path / "store")
    yield kept
    kept.close()


def states(outbox, column="state"):
    """Return a column by recipient."""
    rows = outbox.rows().to_pylist()
    return {row["recipient"]: row[column] for row in rows}


def handed(outbox, at=START):
    """Return the letter that is due first, handed over."""
    letter = outbox.take(now=at)
    assert outbox.hand_over(letter, now=at)
    return letter


def test_letter_goes_from_queue_to_sent(outbox):
    assert outbox.put(a_message(), [A], now=START) == 1
    letter = outbox.take(now=START)
    assert (letter.recipient, letter.attempt_count, letter.message) == (A, 1, a_message())
    assert outbox.hand_over(letter, now=START)
    assert states(outbox) == {A: SENDING}
    assert outbox.settle(letter, Outcome(SENT, "250 queued"), now=START + SECOND)
    assert (states(outbox), states(outbox, "detail")) == ({A: SENT}, {A: "250 queued"})


def test_same_text_to_same_recipient_is_one_letter(outbox):
    assert outbox.put(a_message(), [A, B], now=START) == 2
    assert outbox.put(a_message(), [A.upper(), B], now=START + MINUTE) == 0
    assert outbox.put(a_message(), [A, "c@example.invalid"], now=START + MINUTE) == 1
    assert outbox.put(a_message("Another text"), [A], now=START) == 1
    assert outbox.put(a_message(communication_id="M2"), [A], now=START) == 1


def test_key_of_a_letter_stays():
    """A changed key would send everything again that was sent before."""
    assert a_message().message_id == "d52ce55daf130bb55ea8c4a83647b8d2fc24678506c62d649d506a466a2133dc"
    assert letter_id("m", "A@x") == letter_id("m", "a@X")


def test_letter_is_taken_by_one_sender(outbox):
    outbox.put(a_message(), [A, B], now=START)
    assert {outbox.take(now=START).recipient, outbox.take(now=START).recipient} == {A, B}
    assert outbox.take(now=START) is None


def test_many_senders_at_once_take_each_letter_once(outbox):
    outbox.put(a_message(), [f"{n}@example.invalid" for n in range(40)], now=START)

    def take_all(_number):
        return [letter.recipient for letter in iter(lambda: outbox.take(now=START), None) if handed_over(letter)]

    def handed_over(letter):
        return outbox.hand_over(letter, now=START)

    with ThreadPoolExecutor(4) as pool:
        taken = [each for own in pool.map(take_all, range(4)) for each in own]
    assert len(taken) == len(set(taken)) == 40


def test_sender_that_died_before_handing_over_is_replaced(outbox):
    outbox.put(a_message(), [A], now=START)
    first = outbox.take(now=START)
    assert outbox.take(now=START + LEASE - SECOND) is None
    second = outbox.take(now=START + LEASE)
    assert outbox.hand_over(second, now=START + LEASE)
    assert not outbox.hand_over(first, now=START + LEASE)


def test_sender_that_was_paused_does_not_hand_over(outbox):
    """It wakes after another has taken and sent the letter: its claim is worth nothing."""
    outbox.put(a_message(), [A], now=START)
    paused = outbox.take(now=START)
    other = handed(outbox, START + LEASE)
    outbox.settle(other, Outcome(SENT, "250"), now=START + LEASE)
    assert not outbox.hand_over(paused, now=START + LEASE)
    assert not outbox.settle(paused, NO, now=START + LEASE)
    assert states(outbox) == {A: SENT}


def test_letter_without_an_answer_is_unclear_and_stays_so(outbox):
    outbox.put(a_message(), [A], now=START)
    handed(outbox)
    assert outbox.sweep(now=START + SETTLED_AFTER) == 0
    assert outbox.sweep(now=START + SETTLED_AFTER + SECOND) == 1
    assert states(outbox) == {A: UNCLEAR}
    assert outbox.take(now=START + timedelta(days=9)) is None


def test_late_answer_settles_what_was_unclear(outbox):
    outbox.put(a_message(), [A], now=START)
    letter = handed(outbox)
    outbox.sweep(now=START + SETTLED_AFTER + SECOND)
    assert outbox.settle(letter, Outcome(SENT, "250"), now=START + SETTLED_AFTER + MINUTE)
    assert states(outbox) == {A: SENT}


def test_refused_letter_is_tried_later_and_later(outbox):
    outbox.put(a_message(), [A], now=START)
    at, waits = START, []
    for _ in range(MOST_ATTEMPTS - 1):
        outbox.settle(handed(outbox, at), NO, now=at)
        due = states(outbox, "due_at")[A]
        waits.append(int((due - at).total_seconds()))
        at = due
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]
    outbox.settle(handed(outbox, at), NO, now=at)
    assert (states(outbox), outbox.take(now=at + timedelta(days=1))) == ({A: FAILED}, None)


def test_retry_after_is_waited_for(outbox):
    outbox.put(a_message(), [A], now=START)
    outbox.settle(handed(outbox), Outcome(REFUSED, "429", timedelta(seconds=90)), now=START)
    assert outbox.take(now=START + timedelta(seconds=89)) is None
    assert outbox.take(now=START + timedelta(seconds=90)) is not None


def test_only_those_refused_are_tried_again(outbox):
    outbox.put(a_message(), [A, B], now=START)
    for outcome in (Outcome(SENT, "250"), NO):
        outbox.settle(handed(outbox), outcome, now=START)
    again = outbox.take(now=START + MINUTE)
    assert states(outbox)[again.recipient] == QUEUED
    assert outbox.take(now=START + MINUTE) is None


@pytest.mark.parametrize(
    ("outcome", "choice", "state"),
    [
        (UNCLEAR, "sent", SENT), (UNCLEAR, "resend", QUEUED), (UNCLEAR, "drop", DROPPED), (REJECTED, "resend", QUEUED),
        (REJECTED, "drop", DROPPED), (REJECTED, "sent", None), (SENT, "resend", None), (SENT, "drop", None),
    ],
)  # fmt: skip
def test_person_decides_what_no_machine_can(outbox, outcome, choice, state):
    outbox.put(a_message(), [A], now=START)
    outbox.settle(handed(outbox), Outcome(outcome, "why"), now=START)
    before = states(outbox)[A]
    key = outbox.rows()["letter_id"][0].as_py()
    assert outbox.decide(key, choice, by="Ann Lee", now=START + MINUTE) is (state is not None)
    assert states(outbox)[A] == (state or before)
    assert states(outbox, "settled_by")[A] == ("Ann Lee" if state else None)


def test_dropped_letter_is_not_handed_over(outbox):
    outbox.put(a_message(), [A], now=START)
    letter = outbox.take(now=START)
    assert outbox.decide(letter.letter_id, "drop", by="Ann Lee", now=START)
    assert not outbox.hand_over(letter, now=START)


def test_sending_is_recordable_when_everybody_has_it(outbox):
    outbox.put(a_message(), [A, B], now=START)
    outbox.settle(handed(outbox), Outcome(SENT, "250"), now=START + MINUTE)
    assert outbox.recordable(now=START + MINUTE) == []
    outbox.settle(handed(outbox), Outcome(SENT, "250"), now=START + 2 * MINUTE)
    (found,) = outbox.recordable(now=START + 2 * MINUTE)
    assert (found.recipients, found.sent_at, found.message.actor) == ((A, B), START + 2 * MINUTE, ANN)
    outbox.recorded(found, problem=None, again_at=START)
    assert outbox.recordable(now=START + 3 * MINUTE) == []


def test_who_was_given_up_holds_nothing_up(outbox):
    outbox.put(a_message(), [A, B], now=START)
    outbox.settle(handed(outbox), Outcome(SENT, "250"), now=START)
    failed = handed(outbox)
    outbox.settle(failed, Outcome(REJECTED, "550"), now=START)
    assert outbox.recordable(now=START) == []
    outbox.decide(failed.letter_id, "drop", by="Ann Lee", now=START)
    assert [len(each.recipients) for each in outbox.recordable(now=START)] == [1]


def test_what_cannot_be_recorded_is_told_and_tried_later(outbox):
    outbox.put(a_message(), [A], now=START)
    outbox.settle(handed(outbox), Outcome(SENT, "250"), now=START)
    (found,) = outbox.recordable(now=START)
    outbox.recorded(found, problem="The journal is busy", again_at=START + MINUTE)
    assert states(outbox, "record_problem") == {A: "The journal is busy"}
    assert outbox.recordable(now=START + MINUTE - SECOND) == []
    assert len(outbox.recordable(now=START + MINUTE)) == 1


def test_later_recipients_are_recorded_too(outbox):
    outbox.put(a_message(), [A], now=START)
    outbox.settle(handed(outbox), Outcome(SENT, "250"), now=START)
    outbox.recorded(outbox.recordable(now=START)[0], problem=None, again_at=START)
    outbox.put(a_message(), [B], now=START + MINUTE)
    outbox.settle(handed(outbox, START + MINUTE), Outcome(SENT, "250"), now=START + MINUTE)
    assert outbox.recordable(now=START + MINUTE)[0].recipients == (A, B)


def test_rows_are_of_one_programme(outbox):
    outbox.put(a_message(), [A], now=START)
    outbox.put(a_message(programme_id="other"), [B], now=START)
    assert outbox.rows("demo")["recipient"].to_pylist() == [A]
    assert outbox.rows()["sent_by"].to_pylist() == ["Ann Lee", "Ann Lee"]


def test_file_of_the_outbox_is_the_owners_only(local, tmp_path):
    local.put(a_message(), [A], now=START)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").iterdir()}
    assert "outbox.sqlite" in modes
    assert set(modes.values()) == {0o600}


def test_outbox_that_cannot_be_kept_is_told(tmp_path):
    (tmp_path / "store").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(MessageError, match="The outbox cannot be kept"):
        Outbox(tmp_path / "store")


def test_delays_double_up_to_half_an_hour():
    assert [delay(n).total_seconds() for n in (1, 2, 9, 10, 10_000)] == [5, 10, 1280, 1800, 1800]


STEPS = st.lists(
    st.tuples(st.sampled_from(["take", "hand", "settle", "sweep", "lease"]), st.integers(0, 2),
              st.sampled_from([SENT, REFUSED, REJECTED, UNCLEAR])), max_size=25,
)  # fmt: skip


@given(steps=STEPS)
@settings(max_examples=40)
def test_no_order_of_events_hands_over_twice(tmp_path_factory, steps):
    """Three senders, paused anywhere: what is handed over again was refused by the receiver in between."""
    outbox, now, held, wire = Outbox(tmp_path_factory.mktemp("steps")), START, {}, []
    outbox.put(a_message(), [A], now=now)
    for step, sender, outcome in steps:
        now += SETTLED_AFTER if step == "sweep" else LEASE if step == "lease" else SECOND
        if step == "sweep":
            outbox.sweep(now=now)
        elif step == "take":
            held[sender] = outbox.take(now=now) or held.get(sender)
        elif step == "hand" and held.get(sender) and outbox.hand_over(held[sender], now=now):
            assert wire in ([], [REFUSED])
            wire[:] = [held[sender].claim]
        elif step == "settle" and held.get(sender) and wire == [held[sender].claim]:
            outbox.settle(held.pop(sender), Outcome(outcome, "x"), now=now)
            wire[:] = [outcome]
    outbox.close()


@contextmanager
def senders(*arguments):
    """Give a warm process that forks senders."""
    command = [sys.executable, str(Path(__file__).with_name("mail_senders.py")), *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.stdin.close()
            process.kill()


def start(process, minutes):
    """Start a sender whose clock is ahead; return its process."""
    process.stdin.write(f"{minutes}\n")
    process.stdin.flush()
    return int(next(line for line in iter(process.stdout.readline, "") if line != "done\n"))


def received(box):
    """Return how often each letter was received, by recipient."""
    return Counter(mail["To"] for mail in box.mails)


def test_killed_senders_never_send_twice(local, tmp_path):
    """Whatever instant a sender is killed at: nobody gets a letter twice, and what says sent was received."""
    everybody, dice, box = [f"{n}@example.invalid" for n in range(30)], random.Random(418), Mailbox()
    local.put(a_message(), everybody, now=clock.now())
    with mail_server(box) as port, senders(tmp_path / "store", port) as process:
        for kill in range(10):
            pid = start(process, kill * 20)
            time.sleep(dice.uniform(0.005, 0.1))
            os.kill(pid, signal.SIGKILL)
        start(process, 500)
        assert process.stdout.readline() == "done\n"
    local.sweep(now=clock.now() + timedelta(days=1))
    counts, found = received(box), states(local)
    assert max(counts.values()) == 1
    assert set(found.values()) <= {SENT, UNCLEAR}
    assert [each for each, state in found.items() if state == SENT and counts[each] != 1] == []


def test_racing_senders_send_each_letter_once(outbox, tmp_path, request):
    everybody, box = [f"{n}@example.invalid" for n in range(16)], Mailbox()
    outbox.put(a_message(), everybody, now=clock.now())
    url = (
        [outbox._database.engine.url.render_as_string(hide_password=False)] if "postgresql" in request.node.name else []
    )
    with mail_server(box) as port, senders(tmp_path / "store", port, *url) as process:
        process.stdin.write("0\n" * 3)
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(6)]
    assert lines.count("done\n") == 3
    assert received(box) == dict.fromkeys(everybody, 1)
    assert set(states(outbox).values()) == {SENT}


def test_server_that_comes_back_gets_the_letter(local):
    box = Mailbox()
    local.put(a_message(), [A], now=clock.now() - timedelta(hours=1))
    with mail_server(box) as port:
        pass
    assert deliver_due(Post(local, Channels(plain(port, timeout=1.0)))) == 1
    assert states(local, "detail") == {A: "The mail server does not answer"}
    local.decide(local.rows()["letter_id"][0].as_py(), "drop", by="Ann", now=clock.now())
    local.decide(local.rows()["letter_id"][0].as_py(), "resend", by="Ann", now=clock.now())
    with mail_server(box) as port:
        assert deliver_due(Post(local, Channels(plain(port)))) == 1
    assert (states(local), len(box.mails)) == ({A: SENT}, 1)


def test_resent_letter_keeps_its_message_id(local):
    """Mail systems that saw the first one drop the second."""
    box = Mailbox()
    local.put(a_message(), [A], now=clock.now())
    with mail_server(box) as port:
        post = Post(local, Channels(plain(port)))
        box.is_mute = True
        deliver_due(post)
        assert states(local) == {A: UNCLEAR}
        box.is_mute = False
        local.decide(local.rows()["letter_id"][0].as_py(), "resend", by="Ann", now=clock.now())
        deliver_due(post)
    assert len({mail["Message-ID"] for mail in box.mails}) == 1
    assert states(local) == {A: SENT}


def test_channel_that_was_taken_away_is_waited_for(local):
    local.put(a_message(), ["webhook:room", A], now=datetime(2026, 1, 1))
    assert deliver_due(Post(local, Channels())) == 2
    assert set(states(local).values()) == {QUEUED}
    assert states(local, "detail")["webhook:room"] == "webhook:room is not set up; webhooks that are: none"
