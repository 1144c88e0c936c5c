"""Does everybody know what they must know?"""

from cutover import ui

page = ui.open_page("Communication", "Does everybody know what they must know?")
