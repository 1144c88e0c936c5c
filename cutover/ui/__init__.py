"""Everything of Streamlit: `page = ui.open_page(title, question)` starts a page."""

import cutover.ui.text as text
from cutover.ui.header import open_page, show_strip
from cutover.ui.page import Page

__all__ = ["Page", "open_page", "show_strip", "text"]
