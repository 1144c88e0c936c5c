"""Where are we, and what needs attention?"""

from cutover import figures, ui

page = ui.open_page("Overview", "Where are we, and what needs attention?")
page.headline("overview_headline")
page.key_figures("overview_figures")
page.chart(figures.overview_timeline, "overview_timeline", title="Phases and checkpoints")
page.rows("attention", title="What needs attention", hidden=["item_id"], rows=200)
