"""Webhooks against a real receiver on this machine: the two formats, and every way in which it can answer."""

import json
import logging
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mailing import Receiver, a_letter, webhook_receiver

from cutover.messages.settings import Webhook
from cutover.messages.webhook import SLACK_CHARACTERS, send_post, slack, teams
from cutover.outbox import REFUSED, REJECTED, SENT, UNCLEAR


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def url(receiver):
    with webhook_receiver(receiver) as found:
        yield found


def posted(url, kind="slack", timeout=5.0, **letter):
    """Return what became of a letter, and how often it was handed over."""
    handed = []
    outcome = send_post(
        Webhook(kind, url, timeout), a_letter("webhook:room", **letter), lambda: handed.append(1) or True
    )
    return outcome, len(handed)


def test_slack_gets_plain_text_in_blocks(receiver, url):
    outcome, handed = posted(url, subject="Go & <see>", text="Line *one*\n\nLine <!channel>")
    assert (outcome.state, outcome.detail, handed) == (SENT, "200 ok", 1)
    assert json.loads(receiver.posts[0]) == {
        "text": "Go &amp; &lt;see&gt;",
        "mrkdwn": False,
        "unfurl_links": False,
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Go &amp; &lt;see&gt;", "emoji": False}},
            {"type": "section",
             "text": {"type": "plain_text", "text": "Line *one*\n\nLine &lt;!channel&gt;", "emoji": False}},
        ],
    }  # fmt: skip
    assert receiver.heads[0]["Content-Type"] == "application/json"


def test_teams_gets_an_adaptive_card(receiver, url):
    receiver.answers = [(202, {}, b"")]
    outcome, _ = posted(url, "teams", subject="**Go**", text="One\n\n[Two](http://x)")
    post = json.loads(receiver.posts[0])
    card = post["attachments"][0]["content"]
    assert outcome.state == SENT
    assert (post["type"], card["type"]) == ("message", "AdaptiveCard")
    assert post["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["type"] for block in card["body"]] == ["RichTextBlock"] * 3
    assert [block["inlines"][0]["text"] for block in card["body"]] == ["**Go**", "One", "[Two](http://x)"]


@pytest.mark.parametrize(
    ("code", "state"),
    [(200, SENT), (202, SENT), (400, REJECTED), (401, REJECTED), (403, REJECTED), (404, REJECTED), (408, REFUSED),
     (410, REJECTED), (413, REJECTED), (429, REFUSED), (500, REFUSED), (502, UNCLEAR), (503, REFUSED), (504, UNCLEAR)],
)  # fmt: skip
def test_answer_tells_whether_to_try_again(receiver, url, code, state):
    """A gateway that gives 502 or 504 does not know what the receiver behind it did: nothing is sent again by itself."""
    receiver.answers = [(code, {}, b"says \x1b[31m why")]
    outcome, _ = posted(url)
    assert outcome.state == state
    assert outcome.detail.endswith(f"{code} says [31m why")


@pytest.mark.parametrize(("header", "seconds"), [("30", 30), ("0", 0), ("soon", 0), ("-5", 0), ("9" * 30, 86_400)])
def test_receiver_says_when_to_come_back(receiver, url, header, seconds):
    receiver.answers = [(429, {"Retry-After": header}, b"rate_limited")]
    outcome, _ = posted(url)
    assert outcome.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirect_is_not_followed(receiver, url, code):
    with webhook_receiver(Receiver()) as elsewhere:
        receiver.answers = [(code, {"Location": elsewhere}, b"")]
        outcome, _ = posted(url)
    assert outcome.state == REJECTED
    assert outcome.detail == f"The webhook points elsewhere ({code}); the administrator must set the new address"
    assert len(receiver.posts) == 1


def test_lost_answer_of_a_webhook_is_unclear(receiver, url):
    receiver.is_mute.set()
    outcome, handed = posted(url)
    assert (outcome.state, handed, len(receiver.posts)) == (UNCLEAR, 1, 1)


def test_webhook_that_takes_too_long_is_unclear():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        outcome, handed = posted(f"http://127.0.0.1:{mute.getsockname()[1]}/x", timeout=0.3)
    assert (outcome.state, handed) == (UNCLEAR, 1)


def test_webhook_that_is_not_there_is_tried_again():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        outcome, _ = posted(f"http://127.0.0.1:{probe.getsockname()[1]}/x")
    assert outcome.state == REFUSED


def test_long_answer_is_cut(receiver, url):
    receiver.answers = [(400, {}, b"x" * 3_000_000)]
    begun = time.monotonic()
    outcome, _ = posted(url)
    assert len(outcome.detail) <= 170
    assert time.monotonic() - begun < 3


def test_post_of_somebody_else_is_not_handed_over(receiver, url):
    assert send_post(Webhook("slack", url), a_letter("webhook:room"), lambda: False) is None
    assert receiver.posts == []


def test_address_of_a_webhook_is_never_logged(receiver, url, caplog):
    caplog.set_level(logging.DEBUG)
    outcome, _ = posted(url)
    gone, _ = posted("http://127.0.0.1:9/hook/S3CRET")
    assert "S3CRET" not in f"{caplog.text} {outcome!r} {gone!r} {Webhook('slack', url)!r}"


def test_libraries_that_log_addresses_are_quiet():
    """Importing what sends is enough to quiet the libraries that would log addresses."""
    code = (
        "import logging, cutover.messages.webhook; logging.basicConfig(level=1);"
        "print([logging.getLogger(n).isEnabledFor(logging.INFO) for n in ('httpx', 'httpcore.http11')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, False]"


@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=8000).filter(str.strip))
@settings(max_examples=60)
def test_every_text_fits_what_slack_takes(body):
    blocks = slack("S" * 200, body)["blocks"]
    texts = [block["text"]["text"] for block in blocks]
    assert all(0 < len(text) <= SLACK_CHARACTERS for text in texts)
    assert len(blocks) <= 50
    assert not any(set("<>") & set(text) for text in texts)


@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
@settings(max_examples=60)
def test_every_word_of_a_text_stands_in_the_card(body):
    card = teams("Subject", body)["attachments"][0]["content"]
    shown = " ".join(block["inlines"][0]["text"] for block in card["body"])
    assert shown.split() == f"Subject {body}".split()
