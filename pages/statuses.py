"""Which statuses can we believe?"""

from cutover import ui

page = ui.open_page("Statuses", "Which statuses can we believe?")
