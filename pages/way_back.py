"""Can we still turn back, and until when?"""

from cutover import figures, ui

page = ui.open_page("Way back", "Can we still turn back, and until when?")
page.offer("rollback", "rollback_end")
page.headline("way_back_headline")
page.key_figures("way_back_figures")
left, right = page.side_by_side(3, 2)
with left:
    page.chart(figures.rollback_gauge, "rollback_clock", title="Where would turning back end?")
with right:
    page.chart(figures.rollback_growth, "rollback_course", "rollback_clock", title="When is it too late?")
called = ["health", "trigger_name", "measured", "target", "caller_side", "caller_role", "decide_by_at"]
page.rows("rollback_authority", title="Who may turn back, on which measured trigger?", shown=called)
page.chart(
    figures.rollback_order, "rollback_path", "rollback_clock", title="In what order is it undone?", choose="from"
)
page.offer("backup")
proven = ["health", "component_name", "system_name", "side", "backup_verified_date", "restore_tested_date", "finding"]
page.rows("rollback_backups", title="Can what is touched be brought back?", shown=proven)
locked = ["state", "task_name", "workstream", "side", "owner_role", "status", "planned_start_at", "lock_reason"]
page.rows("task_locks", title="Tasks that a No-Go or the way back locks and makes live", shown=locked, choose="show")
