"""What was loaded, how fresh is it, and what was wrong with it?"""

from cutover import ui

page = ui.open_page("Data", "What was loaded, how fresh is it, and what was wrong with it?")
page.headline("data_headline")
left, right = page.side_by_side(1, 1)
with left:
    page.rows("data_freshness", title="In force at the status time")
with right:
    page.rows("loads", title="Loads")
page.upload(title="Load files")
page.rows("problems", title="Problems found", choose=["level"])
page.rows("data_reconciliation", title="Rows read = accepted + rejected")
page.rows("data_files", title="Files")
