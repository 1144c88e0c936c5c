"""Briefings as Markdown: plain headings, lists and GitHub tables; text of files and people stays text."""

import re

from cutover.briefing.model import Beside, Block, Cell, Chart, Document, Facts, KeyFigures, Section, Table, Text
from cutover.palette import SHAPES, status_word
from cutover.wording import plain

MARKED = re.compile(r"([\\`*_\[\]<>|#~&!$])")
"""Characters that begin a mark, a link, an image, a tag, an entity, a formula or a cell."""
BEGINS_A_BLOCK = re.compile(r"^(\d{0,9})([-+=](?!\d)|[.)](?=\s|$))")
"""A list, a rule or an underlined heading."""
SCHEME = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|www)(?=[:.])")
PARTED = re.compile(r"(?<=[@#])|(?<=\bGH)(?=-\d)|(?<=:)(?=[a-zA-Z+-][\w+-]*:)")
"""Places at which sites make a link, a mention or a symbol of what is no mark: a word joiner goes there."""
WORD_JOINER = "\u2060"
Line = str


def to_md(document: Document) -> bytes:
    """Return a document as Markdown in UTF-8.

    Names from files and words of people never become a heading, a link, an
    image, a table or a mention: what would make them one is escaped, or parted
    by an invisible word joiner.
    """
    at, told = document.as_of, document.headline
    subject = f"{_text(document.subject)}. " if document.subject else ""
    verdict = f"{_text(told.verdict)}: " if told.verdict else ""
    lines = [
        f"# {_text(document.name)}: {_text(document.programme)}", "",
        f"{subject}As of {at:%a} {at.day} {at:%b %Y, %H:%M}, {_text(document.zone)}", "",
        f"**{_status(told.health, told.word)}.** {verdict}{_text(told.sentence)}", "",
        *([_text(told.detail), ""] if told.detail else []), *_block(document.figures),
    ]  # fmt: skip
    for section in document.sections:
        lines += _section(section)
    return ("\n".join(lines).rstrip() + "\n").encode()


def _section(section: Section) -> list[Line]:
    return [f"## {_text(section.title)}", "", *(line for block in section.blocks for line in _block(block))]


def _block(block: Block) -> list[Line]:
    match block:
        case Beside():
            return [*_block(block.left), *_block(block.right)]
        case Chart():
            return [*_title(block.title), _text(block.empty if block.is_empty else block.alt), ""]
        case Table():
            return _table(block)
        case Facts():
            return [*_title(block.title), *(f"- {_text(label)}: {_said(cell)}" for label, cell in block.items), ""]
        case KeyFigures():
            rows = [
                f"- {_text(i.label)}: {_text(i.value)}{f' ({_text(i.change)})' * bool(i.change)}" for i in block.items
            ]
            return [*rows, ""] if rows else []
        case Text():
            shape = f"**{_status(block.health, status_word(block.health))}.** " if block.health else ""
            return [f"{shape}{_text(block.text)}", ""]


def _table(table: Table) -> list[Line]:
    """Return the rows of a table that a page shows, and how many more there are."""
    if not table.rows:
        return [*_title(table.title), _text(table.note), ""]
    return [
        *_title(table.title), _row([_text(column.title) for column in table.columns]),
        _row(["---:" if column.align == "right" else "---" for column in table.columns]),
        *(_row([_said(cell) for cell in row]) for row in table.shown), "", *([_text(table.note), ""] if table.note else []),
    ]  # fmt: skip


def _row(cells: list[str]) -> Line:
    return f"| {' | '.join(cells)} |"


def _title(title: str) -> list[Line]:
    return [f"### {_text(title)}", ""] if title else []


def _said(cell: Cell) -> str:
    return _text(cell.text) if cell.health is None else _status(cell.health, cell.text)


def _status(health: str, said: str) -> str:
    return f"{SHAPES[health]} {_text(said)}"


def _text(value: object) -> str:
    """Return text that Markdown shows letter by letter, on one line."""
    parted = PARTED.sub(WORD_JOINER, SCHEME.sub(rf"\1{WORD_JOINER}", plain(value).strip()))
    return BEGINS_A_BLOCK.sub(r"\1\\\2", MARKED.sub(r"\\\1", parted))
