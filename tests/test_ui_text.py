"""Text from files: nothing in it may become a mark, a link, an image or a tag."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.figures.text import clean, escape
from cutover.ui import text

HOSTILE = ":green-badge[GO] ![x](http://evil.example/p.png) <b>x</b> [click](http://evil)"


def test_markdown_escapes_every_mark():
    assert text.markdown("*a* _b_ `c` [d](e) :f[g] $h$ #i") == (
        "\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\) \\:f\\[g\\] \\$h\\$ \\#i"
    )


def test_markdown_leaves_no_badge_image_or_link():
    shown = text.markdown(HOSTILE)
    assert ":green-badge[" not in shown
    assert "![" not in shown.replace("\\!\\[", "")
    assert "http:" not in shown


def test_bare_address_is_no_link():
    assert text.plotly("see https://evil.example") == "see https\u2060://evil.example"
    assert text.plotly("www.evil.example") == "www\u2060.evil.example"


def test_plotly_shows_tags_as_text():
    assert text.plotly('<b>x</b> & "y"') == "&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;"


@pytest.mark.parametrize(
    ("given_text", "shown"), [("a\u202eb", "ab"), ("a\u200bb", "ab"), ("a\x07b", "ab"), ("a\nb", "a b")]
)
def test_direction_and_control_characters_are_dropped(given_text, shown):
    assert text.cell(given_text) == shown


def test_accents_are_composed():
    assert text.cell("e\u0301") == "é"


def test_long_text_is_cut_at_500():
    assert len(text.cell("x" * 900)) == 500
    assert text.cell("x" * 900).endswith("…")


def test_null_stays_null_in_cells_only():
    assert text.cell(None) is None
    assert text.markdown(None) == ""
    assert text.plotly(float("nan")) == ""


def test_columns_are_cleaned_like_cells():
    values = ["a\u202eb", None, "x" * 900, "e\u0301", "two\nlines", ""]
    assert text.cells(pa.chunked_array([values])).to_pylist() == [text.cell(v) for v in values]


def test_lists_of_text_become_one_text():
    assert text.cells(pa.chunked_array([[["Ann", "Bob"], None, []]])).to_pylist() == ["Ann, Bob", None, ""]


def test_codes_are_read_as_words():
    assert text.words("pre_cutover") == "Pre-cutover"
    assert text.words("in_progress") == "In progress"
    assert text.words("Data conversion") == "Data conversion"


@given(st.text(max_size=80))
def test_no_text_keeps_an_unescaped_mark(value):
    shown = text.markdown(value)
    bare = [shown[i] for i in range(len(shown)) if shown[i] in "*_`[]<>:$!" and (i == 0 or shown[i - 1] != "\\")]
    assert bare == []


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(value):
    assert clean(clean(value)) == clean(value)
    assert "<" not in escape(value)
