"""What changed as a list: grouped, struck through, escaped; the moment to compare with in the address."""

from datetime import datetime

import pytest

from cutover import figures
from cutover.since import CHANGES
from cutover.ui.since import MOST_ITEMS, changes_html, moment_words

LOOK = figures.make_look("light", zone="America/New_York", as_of=datetime(2026, 10, 31, 12))


def change(kind: str, item: str = "A", **cells: object) -> dict[str, object]:
    """Return a row of a comparison."""
    row = dict.fromkeys(CHANGES.names) | {"kind": kind, "item_kind": "task", "item_id": item, "what": f"Task {item}"}
    return row | {"health": "late", "column": "planned_finish_at", "before": "Fri", "after": "Sat"} | cells


def test_old_value_is_struck_through_before_the_new():
    html = changes_html([change("slipped", moved_minutes=1440, side="provider", owner_role="data_lead")], LOOK)
    assert "Planned finish: <del>Fri</del> <ins>Sat</ins> <em>+24 h</em>" in html
    assert "<small>A, Provider, Data lead</small>" in html
    assert "Slipped <span>1</span>" in html


def test_what_is_gone_is_struck_through_alone():
    html = changes_html([change("removed", column=None, before="due Fri", after=None)], LOOK)
    assert "<del>due Fri</del>" in html
    assert "<ins>" not in html


def test_values_of_one_item_stand_together():
    rows = [change("re_scoped", column="side"), change("re_scoped", "B", column="side"),
            change("re_scoped", column="workstream")]  # fmt: skip
    html = changes_html(rows, LOOK)
    assert html.count("<li>") == 2
    assert "Re-scoped <span>2</span>" in html


def test_kinds_come_in_the_order_of_reading():
    html = changes_html([change("read"), change("blocked", column="status"), change("added")], LOOK)
    assert html.index("Blocked") < html.index("Added") < html.index("Read again")


@pytest.mark.parametrize(("count", "more"), [(MOST_ITEMS, False), (MOST_ITEMS + 3, True)])
def test_long_list_says_how_many_more(count, more):
    html = changes_html([change("finished", str(place)) for place in range(count)], LOOK)
    assert ("<summary>and 3 more</summary>" in html) == more
    assert f"Finished <span>{count}</span>" in html
    assert html.count("<li>") == count


def test_text_from_files_never_becomes_markup():
    hostile = "<script>x</script> http://evil.example"
    html = changes_html([change("owner", what=hostile, before=hostile, after=hostile, said_by=hostile)], LOOK)
    assert "<script" not in html
    assert "http://evil" not in html


def test_moment_is_written_on_the_local_clock():
    assert moment_words(datetime(2026, 11, 1, 5, 30), "America/New_York") == "Sun 1 Nov 01:30"
