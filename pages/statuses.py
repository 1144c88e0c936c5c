"""Which statuses can we believe?"""

from cutover import figures, ui

page = ui.open_page("Statuses", "Which statuses can we believe?")
page.offer("task_status", "workstream_status", "checkpoint_status")
page.headline("statuses_headline")
page.key_figures("statuses_figures")
left, right = page.side_by_side(1, 1)
with left:
    page.chart(figures.status_mismatches, "status_mismatches", title="Said, against what the facts say")
with right:
    page.chart(figures.status_bands, "status_bands", title="How old each word is", choose="by")
said = ["level", "item_name", "asserted_rag", "computed_health", "mismatch_words", "reason"]
page.rows(
    "status_mismatches", title="Where they differ, worst first", shown=[*said, "asserted_by", "asserted_at", "owner"]
)
page.rows(
    "status_list", title="Stalest first", choose="level",
    shown=["band", "item_name", "level", "age_words", "every_words", "owner", "side", "workstream", "told_at"],
)  # fmt: skip
