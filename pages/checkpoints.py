"""Are the next checkpoints safe?"""

from cutover import figures, ui

page = ui.open_page("Checkpoints", "Are the next checkpoints safe?")
checkpoint = page.choose_checkpoint("checkpoint_choices")
page.offer("answer", "decision", "vote", "action", "note", checkpoint_id=checkpoint)
page.headline("checkpoints_headline")
ui.calendar(page)
page.key_figures("checkpoints_figures")
page.chart(
    figures.checkpoint_timeline, "checkpoint_health", "programme_summary",
    title="When each checkpoint is held, and when it will be ready",
)  # fmt: skip
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.checkpoint_readiness, "checkpoint_sheet", title="What the chosen checkpoint still asks for")
with right:
    page.points("checkpoint_points", title="How it stands", says="says", notes=["note"])
changed = ["health", "change", "what", "before", "after", "changed_at", "side", "owner"]
page.rows("checkpoint_changes", title="What changed since the checkpoint before", shown=changed)
page.offer("answer", checkpoint_id=checkpoint)
asked = ["state", "item_name", "item_kind", "is_gating", "answer", "side", "owner_role", "answered_at", "answered_by"]
page.rows(
    "checkpoint_items_list", title="Questions, criteria and entry tasks, with answers and evidence",
    shown=[*asked, "evidence_link", "is_evidence_missing"], choose="items",
)  # fmt: skip
page.chart(figures.held_checkpoints, "checkpoint_frozen", title="How each stood when it was held, and now")
page.offer("action", "action_change", checkpoint_id=checkpoint)
carried = ["health", "title", "carried_count", "carried_over", "side", "owners", "due_at", "age_days", "mitigation"]
page.rows("carried_actions", title="Actions carried over from checkpoint to checkpoint", shown=carried)
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.checkpoint_matrix, "checkpoint_matrix", title="Open entry tasks by workstream")
with right:
    page.chart(figures.checkpoint_slack, "checkpoint_trend", title="Slack as each snapshot said")
health = ["checkpoint_name", "planned_at", "health", "asserted_rag", "reason"]
ready = ["forecast_driver", "network_ready_at", "stated_ready_at"]
page.rows("checkpoint_health", title="Rule and reason of every checkpoint", shown=health + ready)
