"""Where is the cutover right now, and what stops us?"""

from cutover import ui

page = ui.open_bare_page("Wall", "Where is the cutover right now, and what stops us?")
ui.wall(page)
