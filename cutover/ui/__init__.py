"""Everything of Streamlit: `page = ui.open_page(title, question)` starts a page."""

import cutover.ui.text as text
from cutover.ui.calendar_file import calendar
from cutover.ui.communication import draft_message
from cutover.ui.header import open_bare_page, open_page, show_strip
from cutover.ui.meeting import meeting
from cutover.ui.my_tasks import my_tasks
from cutover.ui.outbox_list import outbox
from cutover.ui.page import Page
from cutover.ui.since import changed, choose_since
from cutover.ui.walk import walk
from cutover.ui.wall import wall
from cutover.ui.who import choose_who

__all__ = [
    "Page",
    "calendar",
    "changed",
    "choose_since",
    "choose_who",
    "draft_message",
    "meeting",
    "my_tasks",
    "open_bare_page",
    "open_page",
    "outbox",
    "show_strip",
    "text",
    "walk",
    "wall",
]
