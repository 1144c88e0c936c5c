"""Briefings as one web page that asks for nothing else: styles, font and charts are inside."""

from base64 import b64encode
from functools import cache
from pathlib import Path

from lxml import etree, html
from lxml.html import builder as make

from cutover.briefing.model import Beside, Block, Cell, Chart, Document, Facts, KeyFigures, Section, Table, Text
from cutover.briefing.vector import svg
from cutover.palette import HEALTHS, LIGHT, SHAPES, status_word

STYLE = Path(__file__).with_name("brief.css")
FONT = Path(__file__).resolve().parents[1] / "static" / "inter-latin.woff2"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
WIDTH, HALF = 620, 300


def to_html(document: Document) -> bytes:
    """Return a document as one HTML file without script, link or outside request."""
    date = document.as_of.isoformat()
    head = make.HEAD(
        make.META(charset="utf-8"),
        make.META({"http-equiv": "Content-Security-Policy", "content": POLICY}),
        make.META(name="viewport", content="width=device-width, initial-scale=1"),
        make.META(name="date", content=date),
        make.TITLE(document.title),
        make.STYLE(_style()),
    )
    body = make.BODY(make.MAIN(_masthead(document), _answer(document), _block(document.figures),
                               *(_section(section) for section in document.sections)))  # fmt: skip
    page = make.HTML(head, body, lang="en")
    return etree.tostring(page, method="html", doctype="<!doctype html>", encoding="utf-8")


@cache
def _style() -> str:
    """Return the style sheet with the colours of the palette and the font inside."""
    colours = {"ink": LIGHT["ink"], "muted": LIGHT["muted"], "grid": LIGHT["grid"]}
    colours |= {health.replace("_", "-"): ink for health, (_, _, ink) in zip(HEALTHS, LIGHT["status"], strict=True)}
    named = "".join(f"--{name}:{value};" for name, value in colours.items())
    font = b64encode(FONT.read_bytes()).decode()
    face = f"@font-face{{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,{font}) format('woff2')}}"
    return f"{face}\n:root{{{named}}}\n{STYLE.read_text(encoding='utf-8')}"


def _masthead(document: Document) -> html.HtmlElement:
    at = document.as_of
    subject = f"{document.subject} · " if document.subject else ""
    return make.HEADER(
        make.P(document.name, make.CLASS("name")),
        make.H1(document.programme),
        make.P(f"{subject}As of {at:%a} {at.day} {at:%b %Y, %H:%M}, {document.zone}", make.CLASS("muted")),
    )


def _answer(document: Document) -> html.HtmlElement:
    told = document.headline
    verdict = [make.P(told.verdict, make.CLASS("verdict"))] if told.verdict else []
    return make.DIV(
        make.P(_status(told.health, told.word)), *verdict, make.P(told.sentence, make.CLASS("sentence")), make.P(told.detail),
        make.CLASS(f"answer {told.health.replace('_', '-')}"),
    )  # fmt: skip


def _section(section: Section) -> html.HtmlElement:
    return make.E.section(make.H2(section.title), *(_block(block) for block in section.blocks))


def _block(block: Block, width: int = WIDTH) -> html.HtmlElement:
    match block:
        case Beside():
            return make.DIV(_block(block.left, HALF), _block(block.right, HALF), make.CLASS("beside"))
        case Chart():
            return _chart(block, width)
        case Table():
            return _table(block)
        case Facts():
            items = [part for label, cell in block.items for part in (make.DT(label), make.DD(*_said(cell)))]
            return make.DIV(*_title(block.title), make.DL(*items))
        case KeyFigures():
            return make.DL(*(_figure(item) for item in block.items), make.CLASS("figures"))
        case Text():
            shape = [_status(block.health, status_word(block.health)), " "] if block.health else []
            return make.P(*shape, block.text, make.CLASS(block.style))


def _title(title: str) -> list[html.HtmlElement]:
    return [make.H3(title)] if title else []


def _figure(item: object) -> html.HtmlElement:
    tone = {True: "on-track", False: "late", None: "muted"}[item.is_better]
    change = [make.DD(item.change, make.CLASS(f"change {tone}"))] if item.change else []
    return make.DIV(make.DT(item.label), make.DD(item.value), *change)


def _chart(chart: Chart, width: int) -> html.HtmlElement:
    if chart.is_empty:
        return make.DIV(*_title(chart.title), make.P(chart.empty, make.CLASS("muted")))
    drawn = html.fragment_fromstring(svg(chart, width=width, height=180))
    drawn.set("role", "img")
    drawn.set("aria-label", chart.alt)
    return make.E.figure(*_title(chart.title), drawn)


def _table(table: Table) -> html.HtmlElement:
    parts = _title(table.title)
    if table.rows:
        heads = [make.TH(column.title, make.CLASS(column.align), scope="col") for column in table.columns]
        rows = [
            make.TR(*(make.TD(*_said(cell), make.CLASS(c.align)) for cell, c in zip(row, table.columns, strict=True)))
            for row in table.rows
        ]
        label = {"aria-label": table.title} if table.title else {}
        parts.append(make.TABLE(make.THEAD(make.TR(*heads)), make.TBODY(*rows), label))
    else:
        parts.append(make.P(table.empty, make.CLASS("muted")))
    return make.DIV(*parts, make.CLASS("dense") if table.is_dense else {})


def _said(cell: Cell) -> list:
    return [cell.text] if cell.health is None else [_status(cell.health, cell.text)]


def _status(health: str, said: str) -> html.HtmlElement:
    shape = make.SPAN(SHAPES[health], {"aria-hidden": "true"})
    return make.B(shape, f" {said}", make.CLASS(health.replace("_", "-")))
