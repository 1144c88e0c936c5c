"""How much is left, and will it be done in time?"""

from cutover import figures, ui

page = ui.open_page("Burn-down", "How much is left, and will it be done in time?")
page.headline("burndown_headline")
page.key_figures("burndown_figures")
left, right = page.side_by_side(2, 1)
with left:
    page.chart(
        figures.burndown, "burndown", "burndown_forecast", "burndown_network", "burndown_band", "programme_summary",
        title="Work left against the plan", choose="unit",
    )  # fmt: skip
with right:
    page.chart(figures.progress_by_group, "task_counts", title="Least complete first", by="workstream")
tasks = ["task_name", "workstream", "side", "owner_role", "status", "planned_finish_at", "expected_finish_at"]
page.rows("task_list", title="Tasks still open: late first, then next due", shown=tasks)
changes = ["told_at", "kind", "task_name", "workstream", "hours_before", "hours_after", "change_hours"]
page.rows("scope_changes", title="Scope changes since the baseline", shown=changes)
