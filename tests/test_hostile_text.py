"""What files and people say stays text in everything that leaves: minutes, drafts, mail, calendar, posts, API, CSV."""

import csv
import email
import io
from datetime import datetime
from email import policy

import pytest
from acting import ANN, AT, ROOM
from asking import NOW, Tool, make_token
from conftest import add_load
from mailing import a_letter
from markdown_it import MarkdownIt
from pypdf import PdfReader

from cutover import briefing, clock
from cutover import record as recording
from cutover.acts import Actor
from cutover.messages.calendar import calendar_file
from cutover.messages.drafts import draft
from cutover.messages.model import Draft
from cutover.messages.send import as_eml
from cutover.messages.settings import Channels, is_address
from cutover.messages.smtp import mail_of
from cutover.messages.webhook import slack, teams
from cutover.pipeline import journal
from cutover.record import builders, meetings
from cutover.store import Store
from cutover.tokens import ISSUER, new_token, token_rows

FORMULAS = {"=HYPERLINK(1)": "'=HYPERLINK(1)", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "  =1": "'  =1",
            "\uff1d1": "'\uff1d1"}  # fmt: skip
"""Names as files have them, and the cell of a CSV file."""
LINES = [
    "A\r\nBcc: x@evil.example",
    "A\nBcc: x@evil.example",
    "A\u2028Bcc: x@evil.example",
    "A\u2029Bcc: x@evil.example",
]
MARKUP = {
    "@channel": "@\u2060channel", "<!channel>": r"\<\!channel\>", "[a](https://e.example)": "\\[a\\](https\u2060://e.example)",
    "# Decided: go": "\\#\u2060 Decided: go", "- done": r"\- done", "a | b": r"a \| b", "===": r"\===",
    "<script>alert(1)</script>": r"\<script\>alert(1)\</script\>", "A\u2028B": "A B",
}  # fmt: skip
"""What somebody says in a meeting, and how its minutes write it."""


@pytest.fixture(scope="module")
def minutes(tmp_path_factory) -> briefing.Document:
    """Minutes of a meeting that was opened, talked in and closed under hostile names."""
    store = Store(tmp_path_factory.mktemp("hostile") / "store")
    add_load(store, AT, ROOM)
    desk = recording.desk(store.path)
    acts = [
        lambda moment: meetings.opened(moment, "D1", title="<b>@here</b>"),
        *(lambda moment, said=said: builders.note(moment, said, subject="workstreams:Data") for said in MARKUP),
        lambda moment: meetings.closed(moment, "D1", summary="# Go\r\n- [all](https://e.example)", attendees=["=Ann"]),
    ]
    for make in acts:
        recording.record(desk, make(desk.warehouse.moment()), ANN)
    held = meetings.closed_meeting(desk, desk.warehouse.moment(), "D1")
    return briefing.made("minutes", held.moment, meeting=held.row)


@pytest.mark.parametrize(("said", "written"), MARKUP.items())
def test_note_is_text_in_markdown_minutes(minutes, said, written):
    assert f" {written} |" in briefing.written(minutes, "md").decode()


def test_minutes_hold_no_link_image_or_markup(minutes):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(briefing.written(minutes, "md").decode())
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "strong_open", "strong_close"}
    assert not {"html_block", "fence", "blockquote_open"} & {token.type for token in tokens}


def test_printed_minutes_show_what_was_said(minutes):
    pages = PdfReader(io.BytesIO(briefing.written(minutes, "pdf"))).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    said = ("@channel", "<!channel>", "[a](https://e.example)", "<script>alert(1)</script>", "===", "a | b", "=Ann")
    assert [word for word in said if word not in printed] == []
    assert not any(page.get("/Annots") for page in pages)


def test_name_in_a_draft_keeps_to_its_line(moment_of):
    """A line break in a name would let a file write lines of the message, as 'Decided: go'."""
    gates = [
        ROOM["checkpoints"][0] | {"checkpoint_id": f"G{at}", "checkpoint_name": said} for at, said in enumerate(LINES)
    ]
    found = draft(moment_of({AT: ROOM | {"checkpoints": gates}}), "status")
    lines = found.body.splitlines()
    assert [line.partition(",")[0] for line in lines if "Bcc" in line and line.startswith("- ")][-3:] == [
        "- A  Bcc: x@evil.example", "- A Bcc: x@evil.example", "- A Bcc: x@evil.example",
    ]  # fmt: skip
    assert [line for line in lines if line.startswith("Bcc")] == []
    assert len(found.subject.splitlines()) == 1


@pytest.mark.parametrize("subject", LINES)
def test_subject_of_a_mail_file_is_one_line(subject):
    mail = email.message_from_bytes(as_eml(Draft("status", subject, "Text"), ["a@b.example"]), policy=policy.default)
    assert mail["Subject"] == "A Bcc: x@evil.example"
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@evil.example", "a@b.example, x@evil.example", "a@b.example\n", "<a@b.example>", "a b@c.example",
     "a@b.example\u2028", '"a\r\n"@b.example', "-oQ/tmp@b.example\x00", "a@b.example>\r\nRCPT TO:<x@evil.example"],
)  # fmt: skip
def test_recipient_is_one_address_or_none(address):
    assert not is_address(address)
    assert "is neither an e-mail address" in Channels().fault_of(address)


def test_body_of_a_mail_ends_where_it_ends():
    """A line of one dot ends a letter on the wire; a header in the text stays text."""
    letter = a_letter(text="One\n.\nRCPT TO:<x@evil.example>\nBcc: x@evil.example")
    mail = email.message_from_bytes(mail_of(letter, "room@agency.example").as_bytes(), policy=policy.default)
    assert mail.get_content().splitlines() == ["One", ".", "RCPT TO:<x@evil.example>", "Bcc: x@evil.example"]
    assert (mail["Bcc"], mail.get_content_type()) == (None, "text/plain")


@pytest.mark.parametrize(
    ("said", "written"),
    [("<!channel> <!here|x> <@U1>", "&lt;!channel&gt; &lt;!here|x&gt; &lt;@U1&gt;"), ("a & b", "a &amp; b"),
     ("<https://evil.example|bank>", "&lt;https://evil.example|bank&gt;"), ("*b* _i_ `c` :tada:", "*b* _i_ `c` :tada:")],
)  # fmt: skip
def test_text_is_plain_for_slack(said, written):
    post = slack(said, said)
    assert [block["text"] for block in post["blocks"]] == [{"type": "plain_text", "text": written, "emoji": False}] * 2
    assert (post["text"], post["mrkdwn"]) == (written, False)


@pytest.mark.parametrize(
    ("said", "written"),
    [("**b** [a](https://e.example)", "**b** [a](https://e.example)"), ("<at>All</at> @channel", "<at>All</at> @channel"),
     ("{{DATE(2030-01-01T00:00:00Z)}}", "{\u2060{DATE(2030-01-01T00:00:00Z)}}")],
)  # fmt: skip
def test_text_is_plain_for_teams(said, written):
    content = teams(said, said)["attachments"][0]["content"]
    assert {block["type"] for block in content["body"]} == {"RichTextBlock"}
    assert [block["inlines"][0]["text"] for block in content["body"]] == [written] * 2
    assert "entities" not in content["msteams"]


def test_long_title_of_markup_fits_slack():
    """A header takes 150 characters; those that are escaped count as they are sent."""
    title = slack("<" * 150, "Text")["blocks"][0]["text"]["text"]
    assert title == f"{'&lt;' * 37}…"


def test_calendar_escapes_what_the_standard_asks_for(moment_of):
    """RFC 5545, 3.3.11: backslash, comma, semicolon; no name begins a line of its own."""
    gate = ROOM["checkpoints"][0] | {
        "checkpoint_name": "A,b;c\\d\r\nEND:VCALENDAR\u2028X", "note": "Line\r\nATTACH:https://evil.example",
    }  # fmt: skip
    written = calendar_file(moment_of({AT: ROOM | {"checkpoints": [gate]}})).decode()
    lines = written.replace("\r\n ", "").split("\r\n")
    assert r"SUMMARY:A\,b\;c\\d  END:VCALENDAR X (G\, gate)" in lines
    assert [line for line in lines if line.startswith(("END:VCALENDAR", "ATTACH"))] == ["END:VCALENDAR"]


@pytest.fixture(scope="module")
def tool(tmp_path_factory):
    """A tool that asks for tasks with hostile names."""
    store = Store(tmp_path_factory.mktemp("asked") / "store")
    tasks = [
        ROOM["tasks"][0] | {"task_id": f"H{at}", "task_name": name} for at, name in enumerate([*FORMULAS, *MARKUP])
    ]
    add_load(store, AT, ROOM | {"tasks": tasks, "dependencies": []})
    return Tool(store.path, token=make_token(store.path, days=366))


def test_csv_of_the_interface_quotes_formulas_as_exports_do(tool):
    text = tool.get("/v1/reports/task_list?show=all&format=csv").content.decode("utf-8-sig")
    names = {row["task_id"]: row["task_name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert [names[f"H{at}"] for at in range(len(FORMULAS))] == list(FORMULAS.values())


def test_json_of_the_interface_says_what_the_file_says(tool):
    answer = tool.get("/v1/reports/task_list?show=all")
    names = {row["task_id"]: row["task_name"] for row in answer.json()["rows"]}
    assert [names[f"H{at}"] for at in range(len(FORMULAS) + len(MARKUP))] == [*FORMULAS, *MARKUP]
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a\r\nb", "a  b"), ("\x1b[31mred", "[31mred"), ("\u202eevil", "evil"), ("=cmd()", "=cmd()"), ("a\u2028b", "a b")],
)
def test_name_and_role_of_a_token_are_one_line(name, kept):
    asked = Actor("", ISSUER, name, side="customer", role=name, rights=("viewer",))
    token = new_token(asked, days=1, made_by="ann", now=datetime(2026, 3, 1))
    assert (token.name, token.role) == (kept, kept)
    assert token_rows([token], now=token.made_at)["name"].to_pylist() == [kept]


@pytest.mark.parametrize(
    ("title", "kept"),
    [("<!channel> =1", "<!channel> =1"), ("A\r\nBcc: x@evil.example", "A  Bcc: x@evil.example"), ("A\u2028B", "A B"),
     ("\u202eevil\x07", "evil")],
)  # fmt: skip
def test_title_of_a_webhook_is_kept_as_one_line(tmp_path, monkeypatch, title, kept):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    add_load(Store(tmp_path), AT, ROOM)
    incident = {"number": "INC1", "short_description": title, "opened_at": "2026-03-01 10:00:00", "state": "1"}
    answer = Tool(tmp_path, token=make_token(tmp_path)).post("/v1/incidents/servicenow", incident)
    assert answer.status_code == 201
    assert journal(tmp_path).events("demo")[0].act.after["title"] == kept
