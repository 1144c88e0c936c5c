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
blocks = ["component_id", "is_refused"]
page.rows("decommission_blocks", title="What is blocked, oldest first", hidden=blocks)
page.rows("decommission_progress", title="All components", hidden=["source_file", "source_line"])
