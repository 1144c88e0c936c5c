"""Minutes: what they tell, that they tell the same for ever, as Markdown and PDF, from the command line."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from acting import ANN, AT, PAT, ROOM
from briefed import HOSTILE, NEWEST, block, made_of
from conftest import add_load
from markdown_it import MarkdownIt
from pypdf import PdfReader

import cutover.briefing.tables as tables
import cutover.record.builders as builders
import cutover.record.meetings as meetings
from cutover import briefing, cli
from cutover.briefing.inquiry import Inquiry
from cutover.briefing.markdown import to_md
from cutover.briefing.model import Cell, Column, Document, Facts, Headline, KeyFigure, KeyFigures, Section, Table, Text
from cutover.errors import ReportError
from cutover.record import desk as desk_of
from cutover.record import record
from cutover.store import Store

LONG = "The bank said a great many things about keys. " * 30
PEOPLE = [
    {"person_id": "P1", "person_name": "Ann Lee", "role": "program_manager", "side": "customer"},
    {"person_id": "P2", "person_name": "Pat Roy", "role": "technical_lead", "side": "provider"},
]
YESTERDAY = {"meeting_id": "D0", "title": "Yesterday", "opened_at": "2026-02-28T09:00",
             "closed_at": "2026-02-28T09:20", "summary": "All quiet"}  # fmt: skip
NAMES = (*HOSTILE, "# Heading", "1. item", "- item", "+ x", "> quote", "![i](http://evil.example/i.png)", "`code`",
         "a | b", "<https://evil.example>", "www.evil.example", "me@evil.example", "@team #12 GH-7", "&amp; :tada:",
         "---", "===", "~~x~~", "[x]: http://evil.example", "2) two", "**bold**")  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A store in which one meeting was held, and the identifier of its close."""
    store = Store(tmp_path_factory.mktemp("minutes") / "store")
    add_load(store, AT, ROOM | {"people": PEOPLE, "meetings": [YESTERDAY]})
    desk = desk_of(store.path)
    for act in (
        lambda m: meetings.opened(m, "D1", title="Daily <b>x</b>", duration_minutes=30),
        lambda m: builders.note(m, LONG, subject="workstreams:Data"),
        lambda m: builders.action(m, title="Call the bank", owners=["Pat Roy"], workstream="Data",
                                  due_at=datetime(2026, 3, 4, 12)),
        lambda m: builders.decision(m, "G", decision="no_go", reason="The keys are missing"),
        lambda m: meetings.closed(m, "D1", summary="We wait for keys. Pat calls the bank.",
                                  attendees=["Ann Lee", "Pat Roy", "A guest"]),
    ):  # fmt: skip
        record(desk, act(desk.warehouse.moment()), ANN)
    return desk


def made(desk) -> Document:
    """Return the minutes of the meeting as they are made now."""
    meeting = meetings.closed_meeting(desk, desk.warehouse.moment(), "D1")
    return briefing.made("minutes", meeting.moment, meeting=meeting.row)


@pytest.fixture(scope="module")
def document(held) -> Document:
    """The minutes right after the meeting."""
    return made(held)


def facts(document: Document, title: str) -> dict:
    """Return facts as names and words."""
    found = next(b for s in document.sections for b in s.blocks if isinstance(b, Facts) and b.title == title)
    return {label: cell.text for label, cell in found.items}


def cells(table: Table) -> list[list[str]]:
    """Return the words of a table."""
    return [[cell.text for cell in row] for row in table.rows]


def table_of(document: Document, section: str) -> Table:
    """Return the first table of a section."""
    blocks = next(s.blocks for s in document.sections if s.title == section)
    return next(b for b in blocks if isinstance(b, Table))


def test_minutes_begin_with_the_summary(document):
    assert (document.headline.sentence, document.headline.detail) == ("We wait for keys", "Pat calls the bank.")
    assert document.subject == "Daily <b>x</b>, closed Sun 1 Mar, 12:00"


def test_minutes_name_attendees_by_side(document):
    assert facts(document, "Attendees") == {"Customer": "Ann Lee", "Provider": "Pat Roy", "Others": "A guest"}
    assert facts(document, "")["Seal"].startswith("J000005: snapshots and journal")


def test_minutes_hold_the_whole_note(document):
    assert cells(table_of(document, "Notes")) == [["Data", LONG.strip(), "Ann Lee", "Sun 1 Mar 12:00"]]


def test_minutes_list_new_actions_and_decisions(document):
    action = cells(block(document, "New actions"))
    decision = cells(table_of(document, "Decisions"))
    assert action == [["Call the bank", "Data", "Pat Roy", "Wed 4 Mar 12:00", "Open"]]
    assert [row[1] for row in decision] == ["No-Go"]
    assert decision[0][4] == "The keys are missing"


def test_minutes_compare_with_the_meeting_before(document):
    assert facts(document, "What was known")["Changes are told against"] == "Sat 28 Feb 2026, 09:20"
    assert isinstance(table_of(document, "What changed since the meeting before"), Table)


def test_figures_of_minutes_say_since_which_moment(sample_at):
    """Meetings stand hours apart, and the plan may have been loaded anew in between: a day would not say which."""
    document = made_of("minutes", sample_at(NEWEST))
    assert {item.change.partition(" since ")[2] for item in document.figures.items} <= {"Thu 19 Nov, 09:21", ""}
    assert any(item.change for item in document.figures.items)
    assert facts(document, "What was known")["Plan in force then"].startswith("L")


def test_first_meeting_compares_with_nothing(sample_at):
    moment = sample_at(NEWEST)
    row = min((r for r in moment.table("meetings").to_pylist() if r["closed_at"]), key=lambda r: r["closed_at"])
    document = briefing.made("minutes", moment, meeting=row)
    blocks = next(s.blocks for s in document.sections if s.title.startswith("What changed"))
    assert isinstance(blocks[0], Text)


def test_minutes_stay_what_they_were(held, document):
    moment = held.warehouse.moment()
    record(held, builders.note(moment, "Said afterwards", subject="workstreams:Data"), ANN)
    record(held, builders.act(held.warehouse.moment(), "criterion", {"criterion_id": "C2"}, {"target": 99.0}), ANN)
    record(held, builders.task(held.warehouse.moment(), "B", status="blocked", blocked_reason="Rain"), PAT)
    assert made(held) == document
    assert to_md(made(held)) == to_md(document)


def test_minutes_are_of_a_meeting(held):
    with pytest.raises(ReportError, match="Minutes are of a meeting: name one that was closed"):
        briefing.made("minutes", held.warehouse.moment())


def test_markdown_has_a_heading_for_each_section(document):
    tokens = MarkdownIt("commonmark").enable("table").parse(to_md(document).decode())
    heads = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert heads[0] == "Minutes: Demo"
    assert {s.title for s in document.sections} <= set(heads)
    assert "table_open" in {token.type for token in tokens}


def a_document(name: str) -> Document:
    """Return a document that says one name in every place."""
    blocks = (Text(name), Text(name, "lead", "late"), Facts(name, ((name, Cell(name)),)),
              Table(name, (Column(name), Column(name, align="right")), ((Cell(name), Cell(name, health="late")),)))  # fmt: skip
    figures = KeyFigures((KeyFigure(name, name, name),))
    return Document(name, name, name, datetime(2026, 3, 1), "UTC", Headline("late", name, name, name), figures,
                    (Section(name, blocks),))  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_name_in_markdown_stays_text(name):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(to_md(a_document(name)).decode())
    inner = [child for token in tokens for child in token.children or [] if child.type != "text"]
    assert {child.type for child in inner} <= {"strong_open", "strong_close"}
    kinds = [token.type for token in tokens if token.level == 0 and token.nesting == 1]
    assert kinds == ["heading_open", *["paragraph_open"] * 3, "bullet_list_open", "heading_open", *["paragraph_open"] * 2,
                     "heading_open", "bullet_list_open", "heading_open", "table_open"]  # fmt: skip
    assert not {"hr", "blockquote_open", "fence", "code_block", "html_block"} & {token.type for token in tokens}


def test_addresses_in_markdown_are_parted():
    written = to_md(a_document("www.a.example https://b.example c@d.example @team #7")).decode()
    assert not [bare for bare in ("www.a", "https:", "c@d", "@team", "#7") if bare in written]


def test_printed_minutes_say_the_same(document):
    pages = PdfReader(BytesIO(briefing.written(document, "pdf"))).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "We wait for keys" in printed
    assert "Call the bank" in printed
    assert "Said afterwards" not in printed


@pytest.fixture
def run(held, tmp_path, capsys, monkeypatch):
    """Return a function that runs `brief` in a folder of its own: exit code and standard error."""
    monkeypatch.setenv("CUTOVER_STORE", str(held.store.path))
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        return cli.main(["brief", *words]), capsys.readouterr().err

    return call


def test_command_writes_minutes_of_a_meeting(run, document):
    assert run("minutes", "--meeting", "D1", "--format", "md") == (0, "Wrote demo_minutes_D1.md.\n")
    assert Path("demo_minutes_D1.md").read_bytes() == to_md(document)


def test_command_takes_the_meeting_closed_last(run):
    assert run("minutes")[0] == 0
    assert Path("demo_minutes_D1.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_unknown_meeting_is_refused_in_one_line(run):
    assert run("minutes", "--meeting", "D9") == (2, "Error: There is no meeting D9 at this status time.\n")
    assert run("minutes", "--as-of", "2026-02-01T08:00") == (
        2, "Error: No meeting was closed by this status time: there are no minutes.\n"
    )  # fmt: skip


def test_minutes_tell_who_waits_like_the_daily_page(sample_at):
    moment = sample_at(NEWEST)
    told = cells(tables.awaited(Inquiry(moment, None)))
    rows = moment.query("daily_waits").to_pylist()
    assert [row[2] for row in told] == [str(row["task_count"]) for row in rows]
    assert len(told) > 0
