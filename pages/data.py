"""What was loaded, how fresh is it, and what was wrong with it?"""

from cutover import ui

page = ui.open_page("Data", "What was loaded, how fresh is it, and what was wrong with it?")
page.headline("data_headline")
fresh = ["table_name", "health", "load_as_of", "age_hours", "allowed_hours", "read_count"]
loads = ["load_id", "load_as_of", "loaded_at", "read_count", "rejected_count", "is_in_force"]
left, right = page.side_by_side(1, 1)
with left:
    page.rows("data_freshness", title="In force at the status time", shown=fresh)
with right:
    page.rows("loads", title="Loads", shown=loads)
page.upload(title="Load files")
page.rows("problems", title="Problems found", choose="level")
page.rows("data_reconciliation", title="Rows read = accepted + rejected")
page.rows("data_files", title="Files")
