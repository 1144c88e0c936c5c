"""What does each workstream say?"""

from cutover import ui

page = ui.open_page("Walk", "What does each workstream say?")
ui.walk(page)
held = ["title", "meeting_type", "state", "planned_at", "opened_at", "closed_at", "held_minutes", "duration_minutes"]
page.offer("meeting_plan", "action_change", "action", "note")
page.rows("meeting_list", title="Meetings", shown=[*held, "entry_count", "summary", "attendees", "closed_by"])
