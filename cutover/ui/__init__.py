"""Everything of Streamlit: `page = ui.open_page(title, question)` starts a page."""

from cutover.ui import text
from cutover.ui.header import open_page
from cutover.ui.page import Page

__all__ = ["Page", "open_page", "text"]
