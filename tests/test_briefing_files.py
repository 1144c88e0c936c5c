"""The four kinds of file say the same numbers as the reports, and nothing in them runs, links or asks for anything."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from briefed import HOSTILE, block, blocks, document, hard_moment
from lxml import etree, html
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from cutover import briefing
from cutover.briefing.model import Chart, Document, Table

NAMESPACES = ("http://schemas.", "http://www.w3.org/", "http://purl.org/", "http://ns.adobe.com", "http://www.aiim.org")


def written(made: Document) -> dict[str, bytes]:
    return {form: briefing.written(made, form) for form in briefing.FORMATS}


@pytest.fixture(scope="module")
def assessment(sample_store) -> Document:
    return document(sample_store, "assessment")


@pytest.fixture(scope="module")
def files(assessment) -> dict[str, bytes]:
    return written(assessment)


@pytest.fixture
def hostile(moment_of) -> dict[str, bytes]:
    return written(briefing.made("assessment", hard_moment(moment_of, 20, is_hostile=True)))


def deck(content: bytes) -> Presentation:
    return Presentation(io.BytesIO(content))


def texts(content: bytes, form: str) -> str:
    """Return all that a file says, on one line."""
    if form == "pdf":
        said = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    elif form == "md":
        parsed = MarkdownIt("commonmark").enable("table").parse(content.decode())
        said = [part.content for token in parsed for part in token.children or []]
    elif form == "html":
        said = html.fromstring(content).xpath("//body//text()")
    elif form == "xlsx":
        said = [
            str(cell.value)
            for sheet in load_workbook(io.BytesIO(content))
            for row in sheet
            for cell in row
            if cell.value
        ]
    else:
        said = [node.text for part in xml_parts(content) if "slides/slide" in part[0] for node in part[1].iter("{*}t")]
    return re.sub(r"\s+", " ", " ".join(filter(None, said)))


def xml_parts(content: bytes) -> list[tuple[str, etree._Element]]:
    """Return the XML parts of an Office file; workbooks inside are opened too."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                found += [(f"{name}/{inner}", tree) for inner, tree in xml_parts(archive.read(name))]
            elif name.endswith((".xml", ".rels")):
                found.append((name, etree.fromstring(archive.read(name))))
    return found


@pytest.mark.parametrize("form", briefing.FORMATS)
def test_every_file_says_the_same_answer(files, assessment, form):
    said = texts(files[form], form)
    told = assessment.headline
    assert all(part in said for part in (told.verdict, told.sentence, assessment.programme, told.word))
    assert [item.value for item in assessment.figures.items if item.value not in said] == []


@pytest.mark.parametrize("form", ["pdf", "pptx", "html"])
def test_every_shown_cell_is_in_the_file(files, assessment, form):
    said = texts(files[form], form).replace(" ", "")
    tables = [table for table in blocks(assessment, Table) if not table.is_dense]
    missing = [
        cell.text for table in tables for row in table.shown for cell in row if cell.text.replace(" ", "") not in said
    ]
    assert len(tables) >= 8
    assert missing == []


def test_deck_charts_hold_the_values_of_the_reports(files, assessment):
    charts = [shape.chart for slide in deck(files["pptx"]).slides for shape in slide.shapes if shape.has_chart]
    drawn = [chart for chart in blocks(assessment, Chart) if not chart.is_empty]
    values = [[list(plotted.values) for plotted in chart.plots[0].series] for chart in charts]
    assert values == [[[y for _, y in series.points] for series in chart.series if series.points] for chart in drawn]


def test_deck_charts_are_editable_and_described(files, assessment):
    frames = [shape for slide in deck(files["pptx"]).slides for shape in slide.shapes if shape.has_chart]
    alts = [frame._element.xpath(".//p:cNvPr")[0].get("descr") for frame in frames]
    assert alts == [chart.alt for chart in blocks(assessment, Chart) if not chart.is_empty]
    assert all(frame.chart.part.chart_workbook.xlsx_part for frame in frames)


def test_every_slide_has_a_title_and_the_method(files):
    slides = deck(files["pptx"]).slides
    assert 8 <= len(slides) <= 24
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    assert all("Newest snapshot in force: L" in slide.notes_slide.notes_text_frame.text for slide in slides)


def test_what_is_empty_says_what_it_is(files):
    slides = {slide.shapes.title.text_frame.text: slide for slide in deck(files["pptx"]).slides}
    texts = [shape.text_frame.text for shape in slides["Conditions"].shapes if shape.has_text_frame]
    assert "There is no condition." in texts


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_shapes_lie_on_the_slide_and_apart(sample_store, kind):
    made = deck(briefing.written(document(sample_store, kind), "pptx"))
    assert overlaps(made) == []
    assert outside(made) == []


def test_long_names_stay_on_the_slide(moment_of):
    made = deck(briefing.written(briefing.made("assessment", hard_moment(moment_of, 60)), "pptx"))
    assert overlaps(made) == []
    assert outside(made) == []


def outside(made: Presentation) -> list[str]:
    """Return shapes that reach beyond their slide."""
    return [
        f"{slide.shapes.title.text_frame.text}: {shape.name}"
        for slide in made.slides for shape in slide.shapes
        if shape.left < 0 or shape.top < 0 or shape.left + shape.width > made.slide_width
        or shape.top + shape.height > made.slide_height
    ]  # fmt: skip


def overlaps(made: Presentation) -> list[str]:
    """Return pairs of shapes that lie on one another."""
    found = []
    for slide in made.slides:
        shapes = list(slide.shapes)
        for place, one in enumerate(shapes):
            for other in shapes[:place]:
                across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
                down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
                if across > 0 and down > 0:
                    found.append(f"{slide.shapes.title.text_frame.text}: {one.name} on {other.name}")
    return found


def test_workbook_holds_numbers_and_times_with_types(files, assessment):
    book = load_workbook(io.BytesIO(files["xlsx"]))
    rows = [[cell.value for cell in row] for row in book["Readiness"]]
    category = next(row for row in rows if row[0] == "Program")
    assert (category[1], category[2]) == (1.0, 5)
    clock = {row[0].value: row[1].value for row in book["The way back"]}
    assert (
        clock["Latest rollback decision"]
        == dict(block(assessment, "Rollback clock").items)["Latest rollback decision"].value
    )
    assert isinstance(clock["Latest rollback decision"], datetime)


def test_workbook_holds_every_row(files, assessment):
    sheet = load_workbook(io.BytesIO(files["xlsx"]))["Readiness"]
    gate = block(assessment, "The gate: each of these must hold")
    firsts = {row[0].value for row in sheet}
    assert len(gate.rows) > len(gate.shown)
    assert {row[0].text for row in gate.rows} <= firsts


def test_workbook_draws_its_own_charts(files, assessment):
    parts = [tree for name, tree in xml_parts(files["xlsx"]) if "charts/chart" in name]
    drawings = [tree for name, tree in xml_parts(files["xlsx"]) if "drawings/drawing" in name]
    alts = {node.get("descr") for tree in drawings for node in tree.iter("{*}cNvPr")}
    assert len(parts) == 3
    assert {chart.alt for chart in blocks(assessment, Chart) if not chart.is_empty} <= alts


def test_workbook_prints_on_the_width_of_the_paper(files, assessment):
    sheet = load_workbook(io.BytesIO(files["xlsx"]))["The verdict"]
    a4 = load_workbook(io.BytesIO(briefing.written(assessment, "xlsx", paper="a4")))["The verdict"]
    assert (sheet.page_setup.paperSize, a4.page_setup.paperSize) == (1, 9)
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_web_page_is_whole_and_accessible(files, assessment):
    page = html.fromstring(files["html"])
    levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3")]
    assert (page.get("lang"), levels[0], levels.count(1)) == ("en", 1, 1)
    assert page.xpath("//th[not(@scope)]") == []
    assert page.xpath("//*[local-name()='svg']/@aria-label") == [
        c.alt for c in blocks(assessment, Chart) if not c.is_empty
    ]


def test_web_page_names_its_clips_once(files):
    names = html.fromstring(files["html"]).xpath("//@id")
    assert len(names) == len(set(names))


def test_web_page_asks_for_nothing(files):
    page = html.fromstring(files["html"])
    asked = page.xpath("//@src | //@href | //*[local-name()='use']/@*[local-name()='href']")
    addresses = re.findall(rb"url\(([^)#]{1,16})", files["html"])
    assert page.xpath("//script | //link | //iframe | //img | //object") == []
    assert [value for value in asked if not value.startswith("#")] == []
    assert set(addresses) == {b"data:font/woff2;"}


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_same_moment_gives_the_same_file(files, assessment, form):
    assert briefing.written(assessment, form) == files[form]


@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_office_files_run_and_link_nothing(hostile, form):
    parts = xml_parts(hostile[form])
    rels = [
        node.get("Target")
        for _, tree in parts
        for node in tree.iter("{*}Relationship")
        if node.get("TargetMode") == "External"
    ]
    cells = [tree for name, tree in parts if "worksheets/sheet" in name]
    assert rels == []
    assert [node.text for tree in cells for node in tree.iter("{*}f")] == []


@pytest.mark.parametrize("form", ["pptx", "xlsx", "html"])
def test_hostile_names_are_text_in_every_file(hostile, form):
    said = texts(hostile[form], form)
    shown = [name for name in HOSTILE if "\u202e" not in name]
    assert [name for name in shown if name not in said] == []
    assert "\u202e" not in said


def test_hostile_names_are_no_tags_in_the_web_page(hostile):
    page = html.fromstring(hostile["html"])
    assert page.xpath("//script | //a | //img | //*[@onerror or @onload]") == []
    assert b"<script>alert" not in hostile["html"]


@pytest.mark.parametrize("form", briefing.FORMATS)
def test_no_file_names_an_outside_address(files, form):
    content = files[form]
    if form in ("pptx", "xlsx"):
        content = b" ".join(etree.tostring(tree) for _, tree in xml_parts(content))
    addresses = {found.decode() for found in re.findall(rb"https?://[\w.]+[\w./-]*", content)}
    assert [address for address in addresses if not address.startswith(NAMESPACES)] == []


def test_no_program_is_started_for_a_file(assessment, monkeypatch):
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"started {arguments}")

    monkeypatch.setattr("subprocess.Popen", refuse)
    monkeypatch.setattr("os.posix_spawn", refuse)
    monkeypatch.setattr("os.fork", refuse)
    assert all(len(content) > 10_000 for content in written(assessment).values())
