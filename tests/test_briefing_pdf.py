"""The PDF: tagged, titled, of two to six pages, the same bytes each time, and no markup of its data."""

import io
import itertools
import re
from datetime import datetime

import pytest
from briefed import NEWEST, document, hard_moment, made_of
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from cutover import briefing

TIMES = [datetime(2026, 9, 18, 15), datetime(2026, 11, 1, 12)]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Return all text on one line, as a person would search it."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(content).pages))


def tags(node: object, found: list) -> list[DictionaryObject]:
    """Return every element of the structure tree."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, dict):
        found.append(node)
        tags(node.get("/K", []), found)
    return found


@pytest.fixture(scope="module")
def pdfs(sample_store) -> dict[str, bytes]:
    return {kind: briefing.written(document(sample_store, kind), "pdf") for kind in briefing.KINDS}


@pytest.fixture(scope="module")
def structure(pdfs) -> list[DictionaryObject]:
    return tags(read(pdfs["assessment"]).trailer["/Root"]["/StructTreeRoot"], [])


def test_pdf_is_tagged_and_names_its_language(pdfs):
    root = read(pdfs["assessment"]).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_pdf_claims_the_accessible_standard(pdfs):
    metadata = read(pdfs["weekly"]).trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\D+1", metadata)


def test_title_and_dates_are_those_of_the_moment(pdfs):
    told = read(pdfs["assessment"]).metadata
    assert told.title.startswith("Go/No-Go Assessment Report: Unity")
    assert told.creation_date.replace(tzinfo=None) == datetime(2026, 10, 23, 18)


def test_every_figure_has_alternative_text(structure):
    figures = [tag for tag in structure if tag.get("/S") == "/Figure"]
    assert len(figures) == 3
    assert all(any(letter.isdigit() for letter in tag["/Alt"]) for tag in figures)


def test_tables_have_header_cells(structure):
    kinds = [tag.get("/S") for tag in structure]
    assert kinds.count("/Table") >= 6
    assert kinds.count("/TH") >= 30


def test_headings_follow_in_order(structure):
    levels = [int(tag["/S"][2:]) for tag in structure if re.fullmatch(r"/H\d", str(tag.get("/S")))]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_answer_and_figures_stand_on_the_first_page(pdfs, sample_store, kind):
    first = re.sub(r"\s+", " ", read(pdfs[kind]).pages[0].extract_text())
    made = document(sample_store, kind)
    assert made.headline.sentence in first
    assert all(item.value in first for item in made.figures.items)


def test_verdict_is_large_enough_for_the_third_row(pdfs):
    sizes = []
    read(pdfs["assessment"]).pages[0].extract_text(
        visitor_text=lambda text, *_rest: sizes.append((text.strip(), _rest[-1]))
    )
    assert max(size for text, size in sizes if "NO-GO" in text) >= 40


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_pages_are_two_to_six(pdfs, kind):
    assert 2 <= len(read(pdfs[kind]).pages) <= 6


@pytest.mark.parametrize("at", TIMES, ids=str)
def test_daily_pages_are_few_at_any_time(sample_store, at):
    made = document(sample_store, "daily", at)
    assert 2 <= len(read(briefing.written(made, "pdf")).pages) <= 6


def test_weekly_pages_are_few_in_the_warranty(sample_store):
    assert len(read(briefing.written(document(sample_store, "weekly", NEWEST), "pdf")).pages) <= 6


@pytest.mark.parametrize("count", [0, 60])
def test_long_names_and_many_criteria_fit(moment_of, count):
    moment = hard_moment(moment_of, count)
    for kind in briefing.KINDS:
        assert 2 <= len(read(briefing.written(made_of(kind, moment), "pdf")).pages) <= 6


def test_hostile_names_are_text_in_the_pdf(moment_of):
    content = briefing.written(briefing.made("assessment", hard_moment(moment_of, 20, is_hostile=True)), "pdf")
    told = text_of(content)
    for name in (":green-badge[GO]", '#import "x": *', "<script>alert(1)</script>", "$x$ *b* _i_ [l](u)"):
        assert name in told, name
    assert "/URI" not in str(read(content).pages[0].get("/Annots"))


def test_letters_without_a_glyph_are_boxes(moment_of):
    rows = {"programme": [{"programme_id": "demo", "programme_name": "Plan 漢字 Ünïted"}]}
    content = briefing.written(briefing.made("daily", moment_of({"2026-03-01 08:00": rows})), "pdf")
    assert "Plan \u25a1\u25a1 Ünïted" in text_of(content)


def test_same_moment_gives_the_same_bytes(pdfs, sample_store):
    assert briefing.written(document(sample_store, "assessment"), "pdf") == pdfs["assessment"]


def test_paper_is_letter_unless_asked(pdfs, sample_store):
    a4 = read(briefing.written(document(sample_store, "daily"), "pdf", paper="a4")).pages[0].mediabox
    letter = read(pdfs["daily"]).pages[0].mediabox
    assert (float(letter.width), float(letter.height)) == (612, 792)
    assert (round(a4.width), round(a4.height)) == (595, 842)


def test_charts_are_vectors(pdfs):
    images = [image for page in read(pdfs["weekly"]).pages for image in page.images]
    assert images == []
