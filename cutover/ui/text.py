"""The only way of text from files to the screen.

`markdown` for everything that Streamlit renders as Markdown (labels, metrics,
captions, tables), `plotly` for figures and HTML, `cell` for data frames, which
draw text as it is.
"""

import re

from cutover.figures.text import break_links, clean, escape

MARKED = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&\"'=^@])")


def markdown(value: object) -> str:
    """Return text that Markdown shows letter by letter: no mark, badge, image, link, formula or tag."""
    return break_links(MARKED.sub(r"\\\1", clean(value)))


def plotly(value: object) -> str:
    """Return text for a plotly label or HTML: no tag, entity or link."""
    return escape(value)


def cell(value: object) -> str | None:
    """Return text for a cell of a data frame: cleaned; null stays null."""
    return None if value is None else clean(value)
