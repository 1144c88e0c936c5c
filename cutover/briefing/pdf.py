"""Briefings as tagged PDF (PDF/UA-1), set by Typst. Text reaches it as JSON, never as markup."""

import json
import re
from pathlib import Path
from typing import Literal

import typst

from cutover.briefing.model import Beside, Block, Cell, Chart, Document, Facts, KeyFigures, Section, Table, Text
from cutover.briefing.vector import FONTS, svg
from cutover.palette import HEALTHS, LIGHT, status_word
from cutover.wording import shortened

TEMPLATE = Path(__file__).with_name("brief.typ")
STANDARD = "ua-1"
MISSING = "\u25a1"
WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
WIDTH, HALF = 490, 232
"""Points across the page, and of a chart that stands beside another."""

Paper = Literal["letter", "a4"]
PAPERS = {"letter": "us-letter", "a4": "a4"}
"""Names of paper in Typst."""


def to_pdf(document: Document, *, paper: Paper = "letter") -> bytes:
    """Return a document as PDF; the same document gives the same bytes.

    A character that none of the fonts has is shown as an empty box.

    Parameters
    ----------
    document
        What to set.
    paper
        Letter for the United States, or A4.
    """
    text = json.dumps(_document(document, paper), ensure_ascii=False)
    while True:
        try:
            return typst.compile(
                str(TEMPLATE), format="pdf", sys_inputs={"brief": text}, font_paths=[str(FONTS)],
                ignore_system_fonts=True, pdf_standards=STANDARD,
            )  # fmt: skip
        except typst.TypstError as error:
            missing = {c for found in WITHOUT_GLYPH.findall(str(error)) for c in found if c in text} - {MISSING}
            if not missing:
                raise
            text = text.translate(dict.fromkeys(map(ord, missing), MISSING))


def _document(document: Document, paper: Paper) -> dict:
    at = document.as_of
    return {
        "name": document.name, "foot": shortened(document.programme, 52), "title": document.title, "programme": document.programme, "subject": document.subject,
        "paper": PAPERS[paper], "date": [at.year, at.month, at.day, at.hour, at.minute, at.second], "zone": document.zone,
        "as_of": f"{at:%a} {at.day} {at:%b %Y, %H:%M}", "headline": vars(document.headline),
        "figures": _figures(document.figures), "sections": [_section(section) for section in document.sections],
        "ink": LIGHT["ink"], "muted": LIGHT["muted"], "grid": LIGHT["grid"],
        "status": {health: list(colours) for health, colours in zip(HEALTHS, LIGHT["status"], strict=True)},
    }  # fmt: skip


def _section(section: Section) -> dict:
    return {
        "title": section.title, "starts_page": section.starts_page, "blocks": [_block(block) for block in section.blocks]
    }  # fmt: skip


def _block(block: Block, width: int = WIDTH) -> dict:
    match block:
        case Beside():
            return {"kind": "beside", "left": _block(block.left, HALF), "right": _block(block.right, HALF)}
        case Chart():
            drawn = "" if block.is_empty else svg(block, width=width, height=165)
            return {"kind": "chart", "title": block.title, "alt": block.alt, "svg": drawn, "empty": block.empty}
        case Table():
            return _table(block)
        case Facts():
            items = [[label, *_cell(cell)] for label, cell in block.items]
            return {"kind": "facts", "title": block.title, "items": items}
        case KeyFigures():
            return _figures(block)
        case Text():
            return {"kind": "text", "text": block.text, "style": block.style, "health": block.health,
                    "word": status_word(block.health)}  # fmt: skip


def _table(table: Table) -> dict:
    return {
        "kind": "table", "title": table.title, "note": table.note, "is_dense": table.is_dense, "rows": [[_cell(cell) for cell in row] for row in table.shown],
        "columns": [[column.title, column.width, column.align] for column in table.columns],
    }  # fmt: skip


def _figures(figures: KeyFigures) -> dict:
    return {"kind": "figures", "items": [vars(item) for item in figures.items]}


def _cell(cell: Cell) -> list:
    return [cell.text, cell.health]
