"""How far is the legacy switched off, and what does it still cost?"""

from cutover import figures, ui

page = ui.open_page("Decommission", "How far is the legacy switched off, and what does it still cost?")
page.headline("decommission_headline")
page.key_figures("decommission_figures")
left, right = page.side_by_side(2, 1)
with left:
    page.chart(figures.stage_matrix, "decommission_stages", title="What has each component passed?")
with right:
    page.chart(figures.block_ages, "decommission_blocks", title="What is blocked, and for how long?")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(figures.retire_dates, "decommission_progress", title="When is it retired, against the plan?")
with right:
    page.chart(figures.legacy_cost, "legacy_cost", "programme_summary", title="What does legacy cost a day?")
blocks = ["component_name", "stage", "blocked_days", "daily_cost_usd", "reason", "blocked_note"]
page.rows("decommission_blocks", title="What is blocked, oldest first", shown=blocks)
dates = ["component_name", "system", "stage", "progress_ratio", "blocked_reason"]
costs = ["planned_retire_date", "expected_retire_date", "slip_days", "daily_cost_usd", "delay_usd"]
page.rows("decommission_progress", title="All components", shown=dates + costs)
