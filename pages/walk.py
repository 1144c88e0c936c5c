"""What does each workstream say?"""

from cutover import ui

page = ui.open_page("Walk", "What does each workstream say?")
