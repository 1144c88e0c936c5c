"""Where is the cutover right now?"""

from cutover import ui

page = ui.open_page("Wall", "Where is the cutover right now?")
