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
entry = [
    "checkpoint_name",
    "item_name",
    "state",
    "is_gating",
    "side",
    "owner_role",
    "expected_at",
    "is_evidence_missing",
]
page.rows("checkpoint_entry", title="What stands before the next checkpoints", shown=entry, choose="show")
health = ["checkpoint_name", "planned_at", "health", "asserted_rag", "reason"]
ready = ["forecast_driver", "network_ready_at", "stated_ready_at"]
page.rows("checkpoint_health", title="Rule and reason of every checkpoint", shown=health + ready)
