"""Does everybody know what they must know?"""

from cutover import figures, ui

page = ui.open_page("Communication", "Does everybody know what they must know?")
page.offer("message", "message_change", "acknowledgement", "audience", "audience_change")
page.headline("communication_headline")
ui.calendar(page)
page.key_figures("communication_figures")
left, right = page.side_by_side(2, 3)
with left:
    page.chart(figures.message_coverage, "communication_coverage", title="Who was told what in each phase?")
with right:
    page.chart(
        figures.messages_ahead, "communication_due", "checkpoint_choices", title="What must go out in the next 7 days?"
    )  # fmt: skip
told = ["state", "title", "audience", "due_at", "overdue_minutes", "announces", "moved_words", "channel", "sender_role"]
page.rows(
    "communication_list", title="Messages of the plan", choose="show", search="search",
    shown=[*told, "side", "sent_at", "sent_by", "acknowledged_at", "recipients"],
)  # fmt: skip
left, right = page.side_by_side(3, 2)
with left:
    ui.draft_message(page, title="Draft a message from the data")
with right:
    ui.outbox(page, title="What was sent from here")
