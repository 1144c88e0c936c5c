"""The only way of text from files to the screen.

`markdown` for everything that Streamlit renders as Markdown (labels, metrics,
captions, tables), `plotly` for figures and HTML, `cell` and `cells` for data
frames and option lists, which draw text as it is.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from cutover.figures.text import LONGEST, break_links, clean, escape
from cutover.wording import words

__all__ = ["cell", "cells", "markdown", "plotly", "words"]

MARKED = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&\"'=^@])")


def markdown(value: object) -> str:
    """Return text that Markdown shows letter by letter: no mark, badge, image, link, formula or tag."""
    return break_links(MARKED.sub(r"\\\1", clean(value)))


def plotly(value: object) -> str:
    """Return text for a plotly label or HTML: no tag, entity or link."""
    return escape(value)


def cell(value: object) -> str | None:
    """Return text for a cell of a data frame or an option: cleaned; null stays null."""
    return None if value is None else clean(value)


def cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a whole column of text as `cell` does; lists of text become one text, separated by commas."""
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, ", ")
    spaced = pc.replace_substring_regex(column, r"[\r\n\t]", " ")
    kept = pc.replace_substring_regex(pc.utf8_normalize(spaced, "NFC"), r"\p{C}", "")
    longer = pc.greater(pc.utf8_length(kept), LONGEST)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(kept, 0, LONGEST - 1), "…", "")
    return pc.if_else(longer, cut, kept)
