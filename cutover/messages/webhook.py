"""Incoming webhooks of Teams and Slack: a letter becomes one post in a channel, as text that formats nothing."""

import logging
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

import httpx
import orjson

from cutover.messages.settings import Webhook
from cutover.messages.wire import printable
from cutover.outbox import REFUSED, REJECTED, SENT, UNCLEAR, Letter, Outcome

TEAMS_BYTES = 28_000
"""Longest post that Teams takes."""
SLACK_CHARACTERS, SLACK_TITLE = 3000, 150
"""Longest text of a section and of a header in Slack."""
ANSWER_BYTES, ANSWER_SECONDS = 2000, 5.0
AGAIN = {408, 425, 429, 500, 503}
"""Answers that say that nothing was posted and that it may be tried again."""
UNKNOWN = {502, 504}
"""Answers of a gateway that does not know whether the receiver behind it posted."""
BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""What fails before anything was sent."""

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they would log the address, and who knows it can post


def payload(kind: str, subject: str, body: str) -> bytes:
    """Return a message as the webhook of a kind expects it, as JSON."""
    return orjson.dumps(teams(subject, body) if kind == "teams" else slack(subject, body))


def teams(subject: str, body: str) -> dict[str, object]:
    """Return a message as Teams expects it: an Adaptive Card in the attachment of a message.

    A rich text block shows its runs as they are; a text block would take them
    for Markdown. Cards write {{DATE(…)}} and {{TIME(…)}} anew in either: a word
    joiner between the braces keeps them as they are.

    References
    ----------
    Microsoft, "Create and send messages" (Workflows take Adaptive Cards only); adaptivecards.io, RichTextBlock (1.2);
    "Text features", date/time formatting and localization.
    """
    lines = [_block(line, is_first=is_first) for line, is_first in _lines(body)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": [_block(subject, weight="Bolder", size="Medium"), *lines],
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def slack(subject: str, body: str) -> dict[str, object]:
    """Return a message as Slack expects it: plain text in blocks, and the subject where no block is shown.

    References
    ----------
    Slack, "Formatting text for app surfaces": & < > are escaped; Block Kit: 150 characters of a header, 3000 of a text.
    """
    title = subject
    while len(_escaped(title)) > SLACK_TITLE:
        title = f"{title.removesuffix('…')[:-1]}…"
    sections = [{"type": "section", "text": _plain(part)} for part in _parts(body)]
    blocks = [{"type": "header", "text": _plain(title)}, *sections]
    return {"text": _escaped(subject), "mrkdwn": False, "unfurl_links": False, "blocks": blocks}


def send_post(webhook: Webhook, letter: Letter, hand_over: Callable[[], bool]) -> Outcome | None:
    """Send a letter to a webhook; nothing but the address that was set up is asked, no redirect is followed.

    Parameters
    ----------
    webhook
        Where to.
    letter
        What to send.
    hand_over
        Marks the letter just before it leaves; False: it must not leave.

    Returns
    -------
    Outcome or None
        None: `hand_over` said no.
    """
    content = payload(webhook.kind, letter.message.subject, letter.message.body)
    if not hand_over():
        return None
    headers = {"Content-Type": "application/json", "User-Agent": "Cutover"}
    try:
        with (
            httpx.Client(timeout=webhook.timeout, follow_redirects=False, verify=_trust()) as client,
            client.stream("POST", webhook.url, content=content, headers=headers) as response,
        ):
            return _outcome(response)
    except BEFORE:
        return Outcome(REFUSED, "The webhook does not answer, or its certificate is not trusted")
    except httpx.HTTPError:
        return Outcome(UNCLEAR, "The webhook did not answer after the text was handed over")


@cache
def _trust() -> ssl.SSLContext:
    """Return whose certificates are trusted; loading them takes longer than a letter."""
    return httpx.create_ssl_context()


def _outcome(response: httpx.Response) -> Outcome:
    code = response.status_code
    says = printable(f"{code} {_text(response)}")
    if response.is_success:
        return Outcome(SENT, says)
    if response.is_redirect:
        return Outcome(REJECTED, f"The webhook points elsewhere ({code}); the administrator must set the new address")
    if code in AGAIN:
        return Outcome(REFUSED, f"Refused: {says}", _retry_after(response))
    return Outcome(UNCLEAR if code in UNKNOWN else REJECTED, f"Refused: {says}")


def _text(response: httpx.Response) -> str:
    """Return the beginning of an answer; what is long or slow is cut."""
    found, until = b"", time.monotonic() + ANSWER_SECONDS
    try:
        for chunk in response.iter_raw(ANSWER_BYTES):
            found += chunk
            if len(found) >= ANSWER_BYTES or time.monotonic() > until:
                break
    except httpx.HTTPError:
        pass  # the status line has said all that counts
    return found[:ANSWER_BYTES].decode("utf-8", "replace")


def _retry_after(response: httpx.Response) -> timedelta:
    """Return how long the receiver asks to wait, in seconds as Teams and Slack say it; nothing else is understood."""
    given = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(given), 86_400)) if given.isascii() and given.isdecimal() else timedelta(0)


def _block(line: str, *, is_first: bool = False, **style: str) -> dict[str, object]:
    run = {"type": "TextRun", "text": line.replace("{{", "{\u2060{"), **style}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "Medium" if is_first else "None"}


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """Give the lines that hold something, and whether a paragraph begins with it."""
    is_first = True
    for line in body.splitlines():
        if line.strip():
            yield line, is_first
        is_first = not line.strip()


def _parts(body: str) -> Iterator[str]:
    """Give a text in parts that Slack takes, each as long as whole lines allow."""
    part = ""
    for line in body.splitlines():
        for piece in [line[at : at + 500] for at in range(0, len(line), 500)] or [""]:
            if len(_escaped(part)) + len(_escaped(piece)) + 1 > SLACK_CHARACTERS:
                if part.strip():
                    yield part.strip("\n")
                part = ""
            part += f"{piece}\n"
    if part.strip():
        yield part.strip("\n")


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": _escaped(text), "emoji": False}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
