"""What do I have to do now?"""

from cutover import ui

page = ui.open_page("My tasks", "What do I have to do now?")
who = ui.choose_who(page)
page.headline("my_tasks_headline", **who._asdict())
ui.my_tasks(page, who)
page.key_figures("my_tasks_figures", **who._asdict())
