"""How likely is it to finish in time, and what threatens that?"""

from cutover import figures, ui

page = ui.open_page("Risk", "How likely is it to finish in time, and what threatens that?")
page.headline("risk_headline")
page.key_figures("risk_figures")
left, right = page.side_by_side(2, 1)
with left:
    page.chart(figures.finish_curve, "finish_distribution", "finish_risk", title="When will it be done?")
with right:
    page.chart(figures.target_chances, "target_risk", title="Which targets hold?")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(figures.finish_tornado, "risk_tornado", "finish_risk", title="What does the finish depend on most?")
with right:
    page.chart(figures.chance_changes, "risk_changes", title="What changed since the last snapshot?")
page.chart(figures.plan_checks, "plan_quality", title="Is the plan sound enough to forecast from?", choose="scale")
behind = ["check_name", "task_name", "finding", "predecessor_id", "workstream", "side", "owner_role"]
page.rows("plan_quality_tasks", title="Which tasks are behind the flags?", shown=behind, choose="check")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.earned_schedule, "earned_schedule", title="How much of the plan is earned?")
with right:
    page.chart(figures.index_marks, "plan_indices", title="Is the plan kept?")
page.chart(figures.rehearsed_durations, "rehearsal_calibration", title="What did the rehearsals measure?")
threats = ["item_name", "item_kind", "workstream", "side", "basis", "swing_minutes", "criticality_ratio"]
spread = ["sensitivity_ratio", "schedule_sensitivity_index", "p10_minutes", "p50_minutes", "p90_minutes"]
page.rows("risk_tornado", title="Tasks and risks that move the finish", shown=threats + spread)
