"""Are we on plan, and who must act now?"""

from cutover import figures, ui

page = ui.open_page("Daily", "Are we on plan, and who must act now?")
since = ui.choose_since(page)
page.offer("action", "action_change", "note")
page.headline("daily_headline", since=since)
page.briefing("daily")
page.key_figures("daily_figures", since=since)
page.chart(figures.daily_board, "daily_work", title="Done, late and due: ● in time, ▲ at risk, ■ late", since=since)
ui.changed(page, since, title="What changed since then")
page.points("daily_checkpoint", title="The next checkpoints", says="says")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(
        figures.daily_delays, "daily_work", title="Late and blocked: own or inherited delay?",
        section="late_or_blocked",
    )  # fmt: skip
with right:
    page.chart(figures.daily_waits, "daily_waits", title="Who waits for whom?")
late = ["task_name", "status", "owner_role", "side", "late_minutes", "own_delay_minutes"]
page.rows(
    "daily_work", title="Late and blocked tasks", section="late_or_blocked",
    shown=[*late, "inherited_delay_minutes", "waits_for", "waiting_count", "blocked_reason", "expected_finish_at"],
)  # fmt: skip
due = ["task_name", "owner_role", "side", "planned_finish_at"]
left, right = page.side_by_side(1, 1)
with left:
    page.rows("daily_work", title="Due today", section="due_today", shown=due)
with right:
    page.rows("daily_work", title="Due in the next 24 hours", section="next_24_hours", shown=due)
left, right = page.side_by_side(1, 1)
with left:
    page.chart(figures.daily_startable, "daily_startable", title="What could start now?", choose="by")
with right:
    page.chart(figures.daily_issue_ages, "daily_issues", title="How old are open issues? ■ past the date ▲ in time")
page.offer("action", "action_change")
actions = ["health", "title", "owners", "side", "due_at", "age_days", "overdue_days", "mitigation"]
page.rows("daily_actions", title="Actions", shown=actions)
page.rows(
    "daily_work", title="Done since then", section="done", since=since,
    shown=["task_name", "workstream", "owner_role", "side", "completed_at", "planned_finish_at"],
)  # fmt: skip
