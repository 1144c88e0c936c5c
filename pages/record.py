"""Who said what, when, and is the record whole?"""

from cutover import figures, ui

page = ui.open_page("Record", "Who said what, when, and is the record whole?")
page.offer("withdrawal", "correction")
page.chain()
page.key_figures("record_figures")
page.decisions(title="Decisions, and what was known when they were taken")
page.chart(figures.acts_over_time, "record_acts", title="Who said what, when", of="all")
said = ["act_id", "recorded_at", "actor", "side", "role", "label", "subject", "changes", "state", "reason"]
page.rows(
    "record_acts", title="Every act, newest first", choose="of", search="search",
    shown=[*said, "act_as_of", "corrects", "corrected_by", "overruled", "hash"],
)  # fmt: skip
page.sessions(title="Who is signed in")
