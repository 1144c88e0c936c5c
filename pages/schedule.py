"""When will it finish, and what drives that?"""

from cutover import figures, ui

page = ui.open_page("Schedule", "When will it finish, and what drives that?")
page.headline("schedule_headline")
page.key_figures("schedule_figures")
page.chart(
    figures.schedule_gantt, "schedule_rows", "programme_summary", "checkpoint_health",
    title="What is done, what is ahead, and what is critical", choose="show", search="search",
)  # fmt: skip
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.finish_waterfall, "finish_moves", "forecast_course", title="What moved the finish?")
with right:
    page.chart(figures.forecast_trend, "forecast_course", title="How did the forecast go?")
page.chart(figures.driving_path_network, "driving_network", title="What drives the finish, link by link?")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(figures.delay_shares, "schedule_rows", title="Whose delay is it?", show="path")
with right:
    page.chart(figures.handoff_waits, "handoffs", title="Where does work wait between roles?")
waits = ["task_name", "side", "owner_role", "from_side", "from_role", "startable_at", "started_at", "wait_minutes"]
page.rows("handoff_waits", title="Every hand-off: waiting now first, then the longest", shown=waits)
page.what_if(title="What if")
path = ["position", "task_name", "workstream", "side", "owner_role", "early_start_at", "early_finish_at"]
links = ["duration_minutes", "total_float_minutes", "driver", "dependency_type", "lag_minutes", "wait_minutes"]
page.rows("critical_path", title="The critical path, first to last", shown=path + links)
