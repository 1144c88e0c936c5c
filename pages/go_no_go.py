"""Can we go, what stops us, and who objects?"""

from cutover import figures, ui

page = ui.open_page("Go/no-go", "Can we go, what stops us, and who objects?")
checkpoint = page.choose_checkpoint()
page.offer("vote", "decision", "assessment", checkpoint_id=checkpoint)
page.headline("go_no_go_headline", is_verdict=True)
page.briefing("assessment")
page.key_figures("go_no_go_figures")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(
        figures.readiness_by_category, "readiness_categories", "verdict", title="Does the gate hold, and are we ready?"
    )
with right:
    page.offer("vote", checkpoint_id=checkpoint)
    page.chart(figures.votes_by_side, "votes_by_role", title="Who votes what, who objects?")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.gating_criteria, "readiness_criteria", title="What must hold, what fails first", show="gating")
with right:
    page.points("verdict_turners", title="What would turn the verdict?", says="needed", notes=["side", "owner_role"])
    page.line("way_back_headline", to="way_back", title="Way back")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(
        figures.readiness_over_time, "readiness_trend", "preliminary_assessment", "verdict",
        title="Are we getting there in time?",
    )  # fmt: skip
with right:
    page.points("open_critical_items", title="What critical is open?", says="why", notes=["side", "owner"])
page.offer("condition", "condition_change", checkpoint_id=checkpoint)
due = ["health", "condition", "side", "owner_role", "owner", "due_at", "closed_at", "closed_by", "evidence_link"]
page.rows("decision_conditions", title="Conditions, by whom and until when", shown=due)
page.offer("reading", "criterion", "criterion_change", "criterion_removal", checkpoint_id=checkpoint)
told = ["state", "criterion_name", "category", "is_gating", "measured", "actual_source", "contradiction"]
owned = ["side", "owner_role", "evidence_link", "expires_at", "weight", "attainment_ratio", "binding"]
page.rows("readiness_criteria", title="All criteria: measured or asserted", shown=told + owned)
