"""Mail against a real SMTP server on this machine: encrypted, signed in, and every way in which it can refuse."""

import logging
import socket

import pytest
from mailing import (
    PASSWORD,
    SENDER,
    USER,
    Mailbox,
    a_letter,
    mail_server,
    make_certificate,
    plain,
)

from cutover.errors import MessageError
from cutover.messages.send import as_eml
from cutover.messages.settings import Channels, is_address, read_channels
from cutover.messages.smtp import mail_of, send_mail
from cutover.outbox import REFUSED, REJECTED, SENT, UNCLEAR


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box():
    return Mailbox()


@pytest.fixture
def port(box):
    with mail_server(box) as found:
        yield found


def sent(smtp, **letter):
    """Return what became of a letter, and how often it was handed over."""
    handed = []
    outcome = send_mail(smtp, a_letter(**letter), lambda: handed.append(1) or True)
    return outcome, len(handed)


def test_mail_arrives_whole_in_any_script(box, port):
    text = "Größe: 5 µs, 日本語, emoji 🚀\n.dot first\n" + "x" * 3000
    outcome, handed = sent(plain(port), text=text, subject="Zürich: 切替")
    assert (outcome.state, handed) == (SENT, 1)
    assert (box.mails[0]["Subject"], box.mails[0]["To"]) == ("Zürich: 切替", "a@example.invalid")
    assert box.mails[0].get_content().replace("\r\n", "\n") == f"{text}\n"


def test_mail_says_who_and_which(box, port):
    sent(plain(port))
    mail, envelope = box.mails[0], box.envelopes[0]
    assert (mail["From"], mail["Reply-To"]) == (SENDER, "ann@agency.example.invalid")
    assert mail["Message-ID"] == "<0123456789abcdef0123456789abcdef@agency.example.invalid>"
    assert (envelope.mail_from, envelope.rcpt_tos) == ("room@agency.example.invalid", ["a@example.invalid"])


def test_mail_is_the_same_at_every_attempt():
    assert mail_of(a_letter(), SENDER).as_bytes() == mail_of(a_letter(), SENDER).as_bytes()


@pytest.mark.parametrize("word", ["a\nBcc: x@example.invalid", "a\r\nTo: x", "a\rb"])
def test_line_break_never_reaches_a_header(word):
    with pytest.raises(ValueError):
        mail_of(a_letter(subject=word), SENDER)
    with pytest.raises(ValueError):
        mail_of(a_letter(f"{word}@example.invalid"), SENDER)


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_mail_goes_encrypted_and_signed_in(box, certificate, encryption):
    with mail_server(box, certificate=certificate, is_tls=encryption == "tls", has_auth=True) as port:
        smtp = plain(port, encryption=encryption, user=USER, password=PASSWORD, ca_file=str(certificate[0]))
        outcome, _ = sent(smtp)
    assert outcome.state == SENT
    assert box.sessions[0].ssl is not None or encryption == "tls"
    assert box.sessions[0].authenticated


def test_wrong_password_is_told_and_never_shown(box, certificate, caplog):
    caplog.set_level(logging.DEBUG)
    with mail_server(box, certificate=certificate, has_auth=True) as port:
        smtp = plain(port, encryption="starttls", user=USER, password="Wr0ng-Battery", ca_file=str(certificate[0]))
        outcome, handed = sent(smtp)
    assert (outcome.state, handed) == (REFUSED, 0)
    assert outcome.detail == "The mail server does not take user and password (535)"
    assert "Wr0ng-Battery" not in f"{caplog.text} {smtp!r} {outcome!r}"


def test_unknown_certificate_is_not_trusted(box, certificate):
    with mail_server(box, certificate=certificate) as port:
        outcome, handed = sent(plain(port, encryption="starttls"))
    assert (outcome.state, handed, box.mails) == (REFUSED, 0, [])
    assert "certificate is not trusted" in outcome.detail


def test_mail_never_falls_back_to_plain_text(box, port):
    outcome, handed = sent(plain(port, encryption="starttls"))
    assert (outcome.state, handed, box.mails) == (REFUSED, 0, [])
    assert "does not offer what the settings ask for" in outcome.detail


def test_server_that_is_not_there_is_tried_again():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        outcome, handed = sent(plain(probe.getsockname()[1], timeout=1.0))
    assert (outcome.state, handed, outcome.detail) == (REFUSED, 0, "The mail server does not answer")


def test_server_that_says_nothing_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        outcome, handed = sent(plain(mute.getsockname()[1], timeout=0.3))
    assert (outcome.state, handed) == (REFUSED, 0)


@pytest.mark.parametrize(
    ("command", "answer", "state", "handed"),
    [
        ("a@example.invalid", "550 no such user", REJECTED, 0),
        ("a@example.invalid", "450 greylisted, come back", REFUSED, 0),
        ("MAIL", "550 not from here", REFUSED, 0),
        ("DATA", "451 not now", REFUSED, 1),
        ("DATA", "554 looks like spam", REJECTED, 1),
    ],
)
def test_refusal_tells_whether_to_try_again(box, port, command, answer, state, handed):
    """RFC 5321, 4.2.1: 4xx is transient, 5xx permanent; a refused sender is a setting that may be put right."""
    box.answers[command] = answer
    outcome, count = sent(plain(port))
    assert (outcome.state, count, box.mails) == (state, handed, [])
    assert answer in outcome.detail


def test_lost_answer_is_unclear(box, port):
    box.is_mute = True
    outcome, handed = sent(plain(port))
    assert (outcome.state, handed, len(box.mails)) == (UNCLEAR, 1, 1)
    assert outcome.detail == "The mail server did not answer after the text was handed over"


def test_letter_of_somebody_else_is_not_handed_over(box, port):
    assert send_mail(plain(port), a_letter(), lambda: False) is None
    assert box.mails == []


def test_answer_of_the_server_steers_no_terminal(box, port):
    box.answers["a@example.invalid"] = "550 \x1b[31mred\x07 " + "y" * 400
    outcome, _ = sent(plain(port))
    assert "\x1b" not in outcome.detail
    assert outcome.detail.startswith("Refused: 550 [31mred yyy")
    assert len(outcome.detail) <= 170


SMTP = {"host": "mail.agency.example", "sender": SENDER, "user": "u", "password": "S3CRET"}
HOOK = {"kind": "slack", "url": "https://hooks.slack.example/services/S3CRET"}


def test_settings_have_usual_ports():
    assert read_channels({"smtp": SMTP}).smtp.port == 587
    assert read_channels({"smtp": SMTP | {"encryption": "tls"}}).smtp.port == 465
    assert read_channels({"smtp": SMTP | {"port": 2525, "timeout": 5}}).smtp.timeout == 5.0


def test_no_settings_are_no_channels():
    assert read_channels({"auth": {"x": 1}}) == Channels()
    assert (
        read_channels({}).fault_of("a@example.invalid") == "a@example.invalid needs a mail server, and none is set up"
    )


def test_settings_name_every_fault_and_no_secret():
    wrong = {
        "smtp": SMTP | {"host": "", "encryption": "ssl", "port": "25", "user": "", "sender": "room", "color": 1},
        "webhooks": {
            "ops": HOOK | {"kind": "discord"},
            "a b": HOOK,
            "in": HOOK | {"url": "http://chat.example/S3CRET"},
        },
    }
    with pytest.raises(MessageError) as caught:
        read_channels(wrong)
    for part in ("smtp.host", "smtp.encryption is ssl; allowed: starttls, tls, none", "smtp.port", "smtp.user",
                 "smtp.sender", "smtp.color is not a setting", "webhooks.ops.kind is discord", "webhooks.a b:",
                 "webhooks.in.url must begin with https://"):  # fmt: skip
        assert part in str(caught.value)
    assert "S3CRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("encryption", "none"), ("timeout", 0), ("timeout", True), ("timeout", 500), ("port", True), ("password", 5),
     ("host", "mail.example/x"), ("sender", "A\n<a@example.invalid>"), ("ca_file", "/nowhere.pem"), ("password", "")],
)  # fmt: skip
def test_unsafe_mail_setting_is_refused(name, value):
    with pytest.raises(MessageError, match=rf"smtp\.(user and smtp\.)?{name}"):
        read_channels({"smtp": SMTP | {name: value}})


@pytest.mark.parametrize(
    "url", ["http://chat.example/x", "https://", "https://u:p@chat.example/x", "file:///etc/passwd", "ftp://127.0.0.1",
            "https://chat.example/ x", "https://[::1", "http://127.0.0.1.chat.example/", 5, None],
)  # fmt: skip
def test_unsafe_webhook_address_is_refused(url):
    with pytest.raises(MessageError, match=r"webhooks\.in\.url"):
        read_channels({"webhooks": {"in": HOOK | {"url": url}}})


@pytest.mark.parametrize("text", ["a@example.invalid", "o'neil+x@sub.example.invalid", "1@x"])
def test_address_is_taken(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b", "a b@c", "a@b@c", "a@-b", "a@b..c", "a..b@c", ".a@c", "a.@c", "a@c\n", "ä@c", "a@ü",
             "<a@b>", "A <a@b>", "a@b,c@d", f"{'a' * 65}@b", f"a@{'b.' * 130}c", "a@c\r\nBcc: x"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    assert not is_address(text)


def test_draft_opens_in_a_mail_program():
    eml = as_eml(a_letter().message, ["a@example.invalid", "webhook:ops"], sender=SENDER).decode()
    assert "To: a@example.invalid\r\n" in eml
    assert "X-Unsent: 1\r\n" in eml
    assert "webhook" not in eml
