"""Where are we, and what needs attention?"""

from cutover import figures, ui

page = ui.open_page("Overview", "Where are we, and what needs attention?")
page.headline("overview_headline")
page.briefing("daily", "weekly")
page.key_figures("overview_figures")
page.chart(figures.overview_timeline, "overview_timeline", title="Phases and checkpoints")
what = ["health", "what", "why", "age_days", "owner", "page"]
page.rows("attention", title="What needs attention", shown=what, rows=200)
