"""Sending from end to end: from the button over a real server to the record, and what is refused before."""

import json
from dataclasses import dataclass, replace

import pytest
from acting import ROOM
from conftest import add_load
from mailing import ANN, Mailbox, Receiver, mail_server, plain, webhook_receiver

from cutover.acts import VIEWER
from cutover.cli import main
from cutover.errors import MessageError, RefusedAct
from cutover.messages.delivery import deliver_due, record_sent
from cutover.messages.send import Post, send
from cutover.messages.settings import Channels, Smtp, Webhook
from cutover.outbox import DROPPED, FAILED, QUEUED, SENT, Outbox
from cutover.record import desk as desk_of

A, B = "a@example.invalid", "b@example.invalid"


@dataclass(frozen=True)
class Draft:
    """A subject and a text."""

    subject: str = "It begins"
    body: str = "At eight."


@pytest.fixture
def desk(store):
    add_load(store, "2026-03-01T12:00", ROOM)
    return desk_of(store.path)


@pytest.fixture
def outbox(store):
    kept = Outbox(store.path)
    yield kept
    kept.close()


def sent(desk, post, *recipients, draft=None, actor=ANN, communication_id="M1"):
    """Press the button."""
    return send(
        desk, communication_id, moment=desk.warehouse.moment(), draft=draft or Draft(), recipients=recipients,
        actor=actor, post=post,
    )  # fmt: skip


def test_message_goes_out_and_into_the_record(desk, outbox):
    box, receiver = Mailbox(), Receiver()
    with mail_server(box) as port, webhook_receiver(receiver) as url:
        post = Post(outbox, Channels(plain(port), {"room": Webhook("teams", url)}))
        assert sent(desk, post, A, "webhook:room").says == "On the way to 2 recipients."
        assert (deliver_due(post), record_sent(post, desk), record_sent(post, desk)) == (2, 1, 0)
        again = sent(desk, post, "A@example.invalid", "webhook:room")
        assert (again.is_sent, again.queued_count, deliver_due(post)) == (True, 0, 0)
    row = desk.warehouse.moment().row("communications", {"communication_id": "M1"})
    assert (row["recipients"], row["sent_by"]) == ([A, "webhook:room"], "Ann Lee")
    assert (row["message"], row["sent_at"]) == ("At eight.", desk.warehouse.moment().as_of)
    assert (len(box.mails), len(receiver.posts)) == (1, 1)


def test_longest_message_to_many_is_recorded(desk, outbox):
    everybody = [f"a{number}@example.invalid" for number in range(60)]
    with mail_server(Mailbox()) as port:
        post = Post(outbox, Channels(plain(port)))
        sent(desk, post, *everybody, draft=Draft(body="x" * 20_000))
        assert (deliver_due(post), record_sent(post, desk)) == (60, 1)
    row = desk.warehouse.moment().row("communications", {"communication_id": "M1"})
    assert (len(row["message"]), len(row["recipients"])) == (20_000, 60)


def test_sending_counts_when_all_have_it(desk, outbox):
    box = Mailbox()
    box.answers[B] = "550 no such user"
    with mail_server(box) as port:
        post = Post(outbox, Channels(plain(port)))
        sent(desk, post, A, B)
        assert (deliver_due(post), record_sent(post, desk)) == (2, 0)
    (failed,) = [row for row in outbox.rows().to_pylist() if row["state"] == FAILED]
    outbox.decide(failed["letter_id"], "drop", by="Ann Lee", now=failed["settled_at"])
    assert record_sent(post, desk) == 1
    assert desk.warehouse.moment().row("communications", {"communication_id": "M1"})["recipients"] == [A]


def test_crash_before_noting_the_record_records_once(desk, outbox):
    """The act has a key of its own: what is recorded again is the same act."""
    with mail_server(Mailbox()) as port:
        post = Post(outbox, Channels(plain(port)))
        sent(desk, post, A)
        deliver_due(post)
    note = outbox.recorded
    outbox.recorded = lambda *_given, **_named: None
    assert (record_sent(post, desk), record_sent(post, desk)) == (1, 1)
    outbox.recorded = note
    assert record_sent(post, desk) == 1
    assert len([event for event in desk.journal.events("demo") if event.act.kind == "sending"]) == 1


def test_who_may_not_send_is_refused_at_once(desk, outbox):
    post = Post(outbox, Channels(Smtp("mail.example", "x@example.invalid")))
    with pytest.raises(RefusedAct, match="Sending of a message: needs the right"):
        sent(desk, post, A, actor=replace(ANN, rights=(VIEWER,)))
    other = replace(ANN, side="provider", rights=("contributor",))
    with pytest.raises(RefusedAct, match="belongs to the customer"):
        sent(desk, post, A, actor=other)
    with pytest.raises(RefusedAct, match="There is no message M9"):
        sent(desk, post, A, communication_id="M9")
    assert outbox.rows().num_rows == 0


@pytest.mark.parametrize(
    ("draft", "recipients", "says"),
    [
        (Draft(), [], "it has no recipient"),
        (Draft(), ["a@b@c", "webhook:x"], "a@b@c is neither an e-mail address nor webhook:NAME; webhook:x is not set"),
        (Draft(subject="  ", body=""), [A], "the subject is empty; the text is empty"),
        (Draft(body="x" * 20_001), [A], "the text has 20,001 characters; at most 20,000"),
        (Draft(body="a\x00b"), [A], "the text holds characters that are no text"),
        (Draft(body="é\n" * 9_000), ["webhook:room"], "Teams takes 28,000"),
        (Draft(), [f"{n}@x" for n in range(501)], "501 recipients; at most 500"),
    ],
)
def test_what_does_not_fit_is_said_at_once(desk, outbox, draft, recipients, says):
    hooks = {"room": Webhook("teams", "https://chat.example/x")}
    post = Post(outbox, Channels(Smtp("mail.example", "x@example.invalid"), hooks))
    with pytest.raises(MessageError) as caught:
        sent(desk, post, *recipients, draft=draft)
    assert says in str(caught.value)
    assert outbox.rows().num_rows == 0


def test_subject_of_several_lines_becomes_one(desk, outbox):
    box = Mailbox()
    with mail_server(box) as port:
        post = Post(outbox, Channels(plain(port)))
        sent(desk, post, A, draft=Draft(subject="Go\r\nBcc: x@example.invalid"))
        deliver_due(post)
    assert (box.mails[0]["Subject"], box.mails[0]["Bcc"]) == ("Go Bcc: x@example.invalid", None)


def test_scenario_sends_nothing(desk, outbox):
    scenario = desk.warehouse.moment()
    scenario.is_sealed = True
    with pytest.raises(RefusedAct, match="Nothing can be sent from here"):
        send(desk, "M1", moment=scenario, draft=Draft(), recipients=[A], actor=ANN, post=Post(outbox, Channels()))


def test_commands_list_decide_and_deliver(desk, outbox, store, tmp_path, capsys):
    box, secrets = Mailbox(), tmp_path / "secrets.toml"
    box.answers[A] = "550 no such user"
    place = ["--store", str(store.path)]
    with mail_server(box) as port:
        secrets.write_text(
            f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nencryption = "none"\nsender = "x@example.invalid"\n',
            encoding="utf-8",
        )
        sent(desk, Post(outbox, Channels(plain(port))), A)
        assert main(["deliver", "--secrets", str(secrets), "--dry-run", *place]) == 0
        assert capsys.readouterr().out == f"{A}: It begins\n"
        assert main(["deliver", "--secrets", str(secrets), *place]) == 0
        assert main(["outbox", "--format", "json", *place]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert (row["state"], row["detail"]) == (FAILED, "Refused: 550 no such user")
        assert main(["letter", row["letter_id"], "sent", *place]) == 2
        assert "is failed; sent needs: unclear" in capsys.readouterr().err
        del box.answers[A]
        assert main(["letter", row["letter_id"], "resend", *place]) == 0
        assert main(["deliver", "--secrets", str(secrets), *place]) == 0
    assert (len(box.mails), outbox.rows()["state"].to_pylist()) == (1, [SENT])


def test_command_writes_the_calendar(desk, store, tmp_path):
    assert main(["calendar", "--store", str(store.path), "-o", str(tmp_path / "plan.ics")]) == 0
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 4


def test_secrets_that_cannot_be_read_show_nothing(store, tmp_path, capsys):
    (tmp_path / "secrets.toml").write_text('password = "S3CRET', encoding="utf-8")
    assert main(["deliver", "--secrets", str(tmp_path / "secrets.toml"), "--store", str(store.path)]) == 2
    assert "is no valid TOML" in (said := capsys.readouterr().err)
    assert "S3CRET" not in said


@pytest.mark.parametrize("state", [QUEUED, DROPPED])
def test_delivery_says_how_far_it_is(desk, outbox, state):
    post = Post(outbox, Channels(Smtp("mail.example", "x@example.invalid")))
    sent(desk, post, A)
    if state == DROPPED:
        outbox.decide(outbox.rows()["letter_id"][0].as_py(), "drop", by="Ann", now=desk.warehouse.moment().as_of)
    said = {QUEUED: "on the way to one recipient", DROPPED: "given up for one recipient"}[state]
    assert sent(desk, post, A).says == f"Nobody new to send it to: {said}."
