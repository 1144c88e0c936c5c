"""Are the next checkpoints safe?"""

from cutover import figures, ui

page = ui.open_page("Checkpoints", "Are the next checkpoints safe?")
page.headline("checkpoints_headline")
page.key_figures("checkpoints_figures")
page.chart(
    figures.checkpoint_timeline, "checkpoint_health", "programme_summary",
    title="When each checkpoint is held, and when it will be ready",
)  # fmt: skip
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.checkpoint_matrix, "checkpoint_matrix", title="Open entry tasks by workstream")
with right:
    page.chart(figures.checkpoint_slack, "checkpoint_trend", title="Slack as each snapshot said")
show = page.choose("checkpoint_entry", "show")
page.rows("checkpoint_entry", title="What stands before the next checkpoints", hidden=["checkpoint_id"], show=show)
page.rows("checkpoint_health", title="Rule and reason of every checkpoint", hidden=["severity_rank"])
