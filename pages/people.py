"""Is everybody there who is needed?"""

from cutover import ui

page = ui.open_page("People", "Is everybody there who is needed?")
