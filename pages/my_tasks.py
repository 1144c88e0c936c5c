"""What do I have to do now?"""

from cutover import ui

page = ui.open_page("My tasks", "What do I have to do now?")
