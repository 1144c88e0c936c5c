"""Are we on plan, and who must act now?"""

from cutover import ui

page = ui.open_page("Daily", "Are we on plan, and who must act now?")
