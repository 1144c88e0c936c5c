"""Is it stable, and when may the warranty end?"""

from cutover import figures, ui

page = ui.open_page("Warranty", "Is it stable, and when may the warranty end?")
page.headline("warranty_headline")
page.key_figures("warranty_figures")
left, right = page.side_by_side(2, 1)
with left:
    page.chart(figures.incident_flow, "incident_flow", "programme_summary", title="Do we resolve more than comes in?")
with right:
    page.chart(figures.open_by_age, "incident_ages", title="How old is what is open?")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.exit_streaks, "exit_course", "exit_streaks", title="How long has each exit criterion held?")
with right:
    page.chart(figures.sla_attainment, "sla_attainment", title="Is the service level kept?")
left, right = page.side_by_side(2, 3)
with left:
    page.chart(figures.resolve_times, "incident_times", title="How long does it take to resolve one?")
with right:
    calls = ["organization", "answer_seconds", "abandoned_percent", "service_factor_percent", "first_contact_percent"]
    page.rows("contact_center", title="Contact centers, last 28 days", shown=calls)
page.rows("incident_counts", title="Incidents counted", choose="by")
open_ones = ["incident_id", "severity", "title", "sla_state", "age_days", "due_at", "side", "workstream"]
page.rows("incident_list", title="Open incidents, past their service level first", shown=open_ones)
