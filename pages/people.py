"""Is everybody there who is needed?"""

from cutover import figures, ui

page = ui.open_page("People", "Is everybody there who is needed?")
page.offer("shift_assignment", "shift_confirmation", "shift", "on_call")
page.headline("people_headline")
page.key_figures("people_figures")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(
        figures.customer_shifts, "people_coverage", title="Customer: people on shift / tasks due", side="customer"
    )
with right:
    page.chart(
        figures.provider_shifts, "people_coverage", title="Provider: people on shift / tasks due", side="provider"
    )
left, right = page.side_by_side(1, 1)
with left:
    page.points("people_gaps", title="Which gaps to close first", says="why", notes=["stand_in"], most=6)
with right:
    page.points("people_conflicts", title="Who is booked twice", says="why", notes=["items"], most=4)
left, right = page.side_by_side(1, 1)
with left:
    page.points("people_handovers", title="Who hands over to whom", says="why", notes=["tasks"], most=6)
with right:
    page.points("people_habits", title="Are the habits kept?", says="says")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(
        figures.contact_center_staffing, "people_contact_centers",
        title="Contact centers: people missing at the worst time of a day", last_days=5,
    )  # fmt: skip
with right:
    page.chart(figures.handoff_waits, "handoffs", title="Where does work wait between roles?")
gaps = ["health", "role", "side", "block_name", "state", "due_count", "shift_ids", "people", "stand_in"]
page.rows("people_gaps", title="Every gap ahead, the first to close on top", shown=gaps)
asked = ["role", "side", "block_name", "state", "person_name", "substitutes_for", "phone", "email"]
page.rows("people_substitutes", title="Who could stand in", shown=[*asked, "busy_with", "rest_before_minutes"])
seats = ["health", "checkpoint_name", "side", "planned_at", "on_call_count", "on_shift_count", "people"]
page.rows("people_on_call", title="Who is on call for each checkpoint", shown=seats)
reach = ["person_name", "role", "side", "site", "phone", "email", "on_shift", "stands_in", "on_call_for"]
page.rows("people_contacts", title="Whom to call on both sides", shown=reach, search="search")
stood = ["block_name", "site", "side", "required_count", "staffed_count", "confirmed_count", "due_count", "people"]
page.rows("people_sites", title="Who stands where", shown=stood, choose="show")
page.rows("shift_coverage", title="Required shifts staffed and confirmed", choose="by")
