"""The people page over the sample, against a second computation in plain Python."""

from datetime import datetime

import pytest
import recomputed_people as people
import recomputed_sample as sample
from conftest import SAMPLE_TIMES

from cutover.warehouse import Moment

SATURDAY = datetime(2026, 10, 31, 22)
TIMES = {name: SAMPLE_TIMES[name] for name in ("before the first snapshot", "one week into the warranty", "newest")}
TIMES |= {"evening of the cutover weekend": SATURDAY}


@pytest.fixture(scope="module", params=TIMES.values(), ids=TIMES)
def moment(request, sample_at) -> Moment:
    return sample_at(request.param)


@pytest.fixture
def saturday(sample_at) -> Moment:
    """The sample on the Saturday evening of the cutover weekend."""
    return sample_at(SATURDAY)


def test_coverage_agrees_with_files(moment):
    names = ("state", "required_count", "staffed_count", "confirmed_count", "due_count")
    rows = moment.query("people_coverage", show="all").to_pylist()
    found = {(row["block_start_at"], row["side"], row["role"]): tuple(row[name] for name in names) for row in rows}
    assert found == people.cells(moment.as_of)


def test_gaps_and_bookings_agree_with_files(moment):
    starts = {block[0] for block in people.ahead(moment.as_of)}
    expected = {key: cell[0] for key, cell in people.cells(moment.as_of).items()
                if key[0] in starts and cell[0] in ("nobody", "missing", "unconfirmed")}  # fmt: skip
    gaps = moment.query("people_gaps").to_pylist()
    assert {(row["block_start_at"], row["side"], row["role"]): row["state"] for row in gaps} == expected
    booked = [row["items"] for row in moment.query("people_conflicts").to_pylist() if row["kind"] == "shifts"]
    assert {frozenset(items.split(", ")) for items in booked} == people.overlaps(moment.as_of)


def test_people_on_call_agree_with_files(moment):
    rows = moment.query("people_on_call").to_pylist()
    found = {(row["checkpoint_id"], row["side"]): row["on_call_count"] for row in rows}
    assert found == people.seats_on_call(moment.as_of, sample.decided(moment.as_of))


def test_contact_center_days_agree_with_files(moment):
    rows = moment.query("people_contact_centers", last_days=7).to_pylist()
    found = {(row["organization"], row["day"]): (row["interval_count"], row["short_count"], row["most_missing_count"])
             for row in rows}  # fmt: skip
    assert found == people.staffing(moment.as_of, 7)


def test_rest_before_agrees_with_files(moment):
    for row in moment.query("people_substitutes").to_pylist():
        since = people.rest(row["person_id"], row["block_start_at"], moment.as_of)
        assert row["rest_before_minutes"] == (None if since is None else since.total_seconds() / 60), row


def test_figures_agree_with_files(moment):
    values = {row["position"]: row["value"] for row in moment.query("people_figures").to_pylist()}
    starts = {block[0] for block in people.ahead(moment.as_of)}
    states = [cell[0] for key, cell in people.cells(moment.as_of).items() if key[0] in starts]
    assert values[1] == (sum(state in ("nobody", "missing") for state in states) if states else None)
    seats = people.seats_on_call(moment.as_of, sample.decided(moment.as_of)).values()
    assert values[4] == pytest.approx(100 * sum(count > 0 for count in seats) / len(seats))


def test_saturday_evening_tells_the_story(saturday):
    (head,) = saturday.query("people_headline").to_pylist()
    assert (head["health"], head["headline"]) == ("late", "2 gaps on Sunday night; 1 double booking")
    gaps = [(row["side"], row["role"], row["state"]) for row in saturday.query("people_gaps").to_pylist()]
    assert gaps == [("customer", "change_management_lead", "nobody"), ("customer", "interface_lead", "missing"),
                    ("provider", "change_management_lead", "unconfirmed")]  # fmt: skip


@pytest.mark.parametrize("side", ["customer", "provider"])
def test_one_side_keeps_only_its_rows(saturday, side):
    for report in ("people_coverage", "people_gaps", "people_conflicts", "people_substitutes", "people_contacts",
                   "people_on_call", "people_contact_centers", "people_handovers", "people_sites"):  # fmt: skip
        assert {row["side"] for row in saturday.query(report, sides=[side]).to_pylist()} <= {side}, report
