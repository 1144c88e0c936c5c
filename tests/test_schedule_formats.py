"""Network files: the three formats, working hours as a sentence, and one message for each mistake."""

import json
from contextlib import suppress
from datetime import date
from functools import lru_cache
from io import BytesIO, TextIOWrapper

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover import cli
from cutover.errors import ScheduleError
from cutover.schedule.formats import schedule_file
from cutover.schedule.hours import parse_hours

ORACLES = SHARED / "oracles"
BUSINESS = "Mon-Fri 09:00-12:00 13:00-18:00; 2026-01-14 off; 2026-01-20 10:00-15:00"


def content(name: str) -> bytes:
    """Return an oracle's file; no network where it is absent."""
    path = ORACLES / f"{name}.json"
    return path.read_bytes() if path.is_file() else b"[]"


def networks(file: dict | list) -> list:
    """Return the networks of a file, given or computed."""
    return file["nets"] if isinstance(file, dict) else file


def cases(name: str) -> list:
    """Return one parameter per network of an oracle: the network and its place in the file."""
    given = networks(json.loads(content(name)))
    return [pytest.param(net, place, id=net["id"]) for place, net in enumerate(given)]


@lru_cache
def answers(name: str) -> list:
    """Return what an oracle's file computes to."""
    return [net["computed"] for net in networks(schedule_file(content(name)))]


def numbered(**given) -> bytes:
    """Return a file of one network of three tasks in a row, with other members where given."""
    net = {"id": "n", "duration_min": [60, 30, 15], "links": [[0, 1, 0, 0], [1, 2, 0, 0]], "start_min": 0}
    file = {key: given.pop(key) for key in ("calendars", "source", "business", "origin") if key in given}
    return json.dumps(file | {"nets": [net | given]}).encode()


def named(**given) -> bytes:
    """Return a list of one network of two tasks, with other members where given."""
    return json.dumps([{"id": "n", "durations": {"A": 2, "B": 3}, "links": [["A", "B", "FS", 0]]} | given]).encode()


@pytest.mark.parametrize(("given", "place"), cases("mpxj_random_nets"))
def test_random_networks_agree_with_mpxj(given, place):
    assert answers("mpxj_random_nets")[place] == given["expected"]


@pytest.mark.parametrize(("given", "place"), cases("cpm_textbook"))
def test_textbook_networks_agree_with_their_tables(given, place):
    assert answers("cpm_textbook")[place] == given["expected"]["table"]


@pytest.mark.parametrize(("given", "place"), cases("msproject_real"))
def test_real_files_agree_with_stored_dates(given, place):
    computed = answers("msproject_real")[place]
    stored = {task: row for task, row in given["expected"].items() if task not in given.get("differing", {})}
    assert {task: computed[task] for task in stored} == stored


def test_numbered_tasks_give_five_minutes_each():
    assert schedule_file(numbered(start_min=100)) == {
        "nets": [{"id": "n", "computed": [[100, 160, 100, 160, 0], [160, 190, 160, 190, 0], [190, 205, 190, 205, 0]]}]
    }


def test_expected_answers_in_the_file_are_not_read():
    assert schedule_file(numbered(expected=[[1, 2, 3, 4, 5]] * 3)) == schedule_file(numbered())


def test_business_hours_are_read_as_the_file_says():
    tuesday, thursday = 12 * 1440, 14 * 1440  # the Wednesday between them is off
    file = numbered(kind="b", calendars={"b": ["business"]}, business=BUSINESS, start_min=tuesday + 17 * 60)
    assert [row[:2] for row in schedule_file(file)["nets"][0]["computed"]] == [
        [tuesday + 1020, tuesday + 1080], [thursday + 540, thursday + 570], [thursday + 570, thursday + 585],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "start"),
    [("PrimaveraScheduler", 1440), ("MPXJ MicrosoftScheduler", 4 * 1440), ("", 1440)],
)
def test_lag_runs_on_the_calendar_of_the_engine(engine, start):
    file = numbered(
        engine=engine, duration_min=[0, 60], links=[[0, 1, 0, 1440]], calendar=[0, 1], kind="m",
        calendars={"m": ["24x7", "daily 00:00-06:00"]}, origin="2026-01-01T00:00",
    )  # fmt: skip
    assert schedule_file(file)["nets"][0]["computed"][1][0] == start


def test_zero_of_minutes_is_stated_by_the_source():
    hours = {"kind": "b", "calendars": {"b": ["Mon 09:00-17:00"]}, "duration_min": [60], "links": []}
    assert schedule_file(numbered(**hours, source="minutes from 2026-01-05T00:00"))["nets"][0]["computed"][0][0] == 540
    assert schedule_file(numbered(**hours))["nets"][0]["computed"][0][0] == 4 * 1440 + 540


def test_decimal_durations_stay_exact():
    found = schedule_file(named(durations={"A": 0.1, "B": 0.2}, links=[["A", "B", "FS", 0.25]]))
    assert found[0]["computed"]["B"] == {"es": 0.35, "ef": 0.55, "ls": 0.35, "lf": 0.55, "tf": 0}


def test_type_and_lag_of_a_link_may_be_left_out():
    assert schedule_file(named(links=[["A", "B"]])) == schedule_file(named())


@pytest.mark.parametrize("content", [b'{"nets": []}', b"[]", named(durations={}, links=[])])
def test_nothing_to_schedule_gives_nothing(content):
    found = schedule_file(content)
    assert found in ({"nets": []}, [], [{"id": "n", "computed": {}}])


def test_very_long_plan_gets_a_longer_calendar():
    hours = {"kind": "b", "calendars": {"b": ["Mon 09:00-10:00"]}, "duration_min": [60 * 52 * 5], "links": []}
    found = schedule_file(numbered(**hours))["nets"][0]["computed"][0]
    assert found[1] == 4 * 1440 + (52 * 5 - 1) * 7 * 1440 + 600


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is no JSON at line 1, column 1"),
        (b'{"nets": [}', "The file is no JSON at line 1, column 11"),
        (b"\xff\xfe{}", "no UTF-8 text (byte 1)"),
        (b"[" * 100_000, "no JSON that can be read"),
        (b"[NaN]", "The file holds NaN"),
        (b"7", "The file holds 7; allowed is an object with 'nets'"),
        (b'{"tasks": []}', "allowed is an object with 'nets'"),
        (b'{"nets": 3}', "file.nets: 3 is not a list"),
        (b"[3]", "network 0: 3 has neither 'durations' nor 'tasks'"),
        (b'{"nets": [{"id": "n"}]}', "nets[0] 'n': the key 'duration_min' is missing; there are: 'id'"),
        (b'{"nets": [{"id": 3}]}', "nets[0].id: 3 is not text"),
        (numbered(links=[[0, 1, 7, 0]]), "nets[0] 'n'.links[0]: 7 is not a link type; allowed are FS, SS, FF, SF"),
        (numbered(links=[[0, 9, 0, 0]]), "links[0]: 9 is not a task; allowed are the 3 tasks of the network"),
        (numbered(links=[[-1, 1, 0, 0]]), "links[0]: -1 is not a task"),
        (numbered(links=[[0, [1], 0, 0]]), "links[0]: [1] is not a task"),
        (numbered(links=[[0]]), "links[0]: [0] is no link; write [predecessor, successor, type, lag]"),
        (numbered(links=[[0, 1, 0, "x"]]), "links, lags[0]: 'x' is no number"),
        (numbered(links=[[0, 1], [1, 2], [2, 0]]), "nets[0] 'n': The links go round in a circle: 0 → 1 → 2 → 0"),
        (numbered(duration_min=[60, -5, 15]), "duration_min[1]: -5 is not allowed; it must be from 0 to"),
        (numbered(duration_min=[60, 2.5, 15]), "duration_min[1]: 2.5 is no whole number of minutes; round it"),
        (numbered(duration_min=[60, "x", 15]), "duration_min[1]: 'x' is no number"),
        (numbered(duration_min=[60, True, 15]), "duration_min[1]: True is no number"),
        (numbered(duration_min=[10**400, 1, 1]), "duration_min[0]: 1000"),
        (numbered(duration_min=[900_000_000] * 3), "may take 2,700,000,000 minutes; the most is 970,546,240"),
        (numbered(calendar=[0, 0]), "calendar: 2 numbers for 3 tasks; write one per task"),
        (numbered(calendar=[0, 1, 0]), "calendar[1]: 1 is none of the 1 calendars, from 0"),
        (numbered(kind="x", calendars={}), "kind, calendars: the key 'x' is missing"),
        (numbered(kind="x", calendars={"x": ["nights"]}), "calendar: The hours 'nights': 'nights' is no day"),
        (numbered(engine="Acme"), "engine: 'Acme' is unknown; name Primavera (P6) or Microsoft, or leave it out"),
        (numbered(origin="soon"), "origin: 'soon' is no local time; write it as 2026-03-14T08:00"),
        (named(links=[["A", "C", "FS", 0]]), "links[0]: 'C' is not a task"),
        (named(links=[["A", "B", "FSX", 0]]), "'FSX' is not a link type"),
        (named(links=[["A", "A"]]), "circle: A → A"),
        (named(durations={"A": -1, "B": 0}), "durations[0]: -1 is not allowed"),
        (named(durations={"A": 1e-9, "B": 0}), "has more than 6 decimals"),
        (b'[{"id": "n", "tasks": [["A"]], "links": []}]', "tasks[0]: ['A'] is none; write [name, minutes,"),
        (b'[{"id": "n", "tasks": [["A", 1], ["A", 2]], "links": []}]', "'A' is there twice"),
        (b'[{"id": "n", "tasks": [["A", 1]], "links": [], "start": "x"}]', "start: 'x' is no local time"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_place_and_what_is_allowed(content, message):
    with pytest.raises(ScheduleError) as raised:
        schedule_file(content)
    assert message in str(raised.value)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    ("sentence", "monday", "sunday"),
    [
        ("24x7", ((0, 1440),), ((0, 1440),)),
        ("24 hours", ((0, 1440),), ((0, 1440),)),
        ("Mon-Fri 09:00-17:00", ((540, 1020),), ()),
        ("daily 08:00-24:00", ((480, 1440),), ((480, 1440),)),
        ("Fri-Mon 13:00-14:00 9:00-10:00", ((540, 600), (780, 840)), ((540, 600), (780, 840))),
        ("Monday, sunday 00:00-06:00", ((0, 360),), ((0, 360),)),
        ("daily 09:00\u201317:00; Sun off", ((540, 1020),), ()),
    ],
)
def test_sentence_tells_the_hours_of_a_week(sentence, monday, sunday):
    week = parse_hours(sentence).week
    assert (week[0], week[6]) == (monday, sunday)


def test_sentence_tells_dates_that_differ():
    hours = parse_hours(f"{BUSINESS}; 2026-12-24..2026-12-25 off")
    assert dict(hours.exceptions) == {
        date(2026, 1, 14): (), date(2026, 1, 20): ((600, 900),), date(2026, 12, 24): (), date(2026, 12, 25): (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("", "leave no weekday to work"), ("Mon off", "leave no weekday to work"),
        ("2026-01-14 09:00-10:00", "leave no weekday"), ("Mon 22:00-06:00", "write 22:00-24:00 and 00:00-06:00"),
        ("Mon 09:00-12:00 11:00-13:00", "overlap"), ("Mon 09:60-10:00", "none within one day"),
        ("Moonday 09:00-10:00", "'moonday' is no day"), ("Mon", "name days, then spans"),
        ("09:00-10:00", "name days, then spans"), ("Mon off 09:00-10:00", "name days, then spans"),
        ("2026-02-30 off", "is no date"), ("2026-03-02..2026-03-01 off", "the earlier date comes first"),
    ],
)  # fmt: skip
def test_sentence_that_is_not_understood_is_told(sentence, message):
    with pytest.raises(ScheduleError, match=message):
        parse_hours(sentence)


def test_command_prints_the_answer_as_json(tmp_path, capsys):
    path = tmp_path / "network.json"
    path.write_bytes(named())
    assert cli.main(["schedule", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"id": "n", "computed": {"A": {"es": 0, "ef": 2, "ls": 0, "lf": 2, "tf": 0},
                                 "B": {"es": 2, "ef": 5, "ls": 2, "lf": 5, "tf": 0}}}
    ]  # fmt: skip


def test_command_reads_the_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(numbered())))
    assert cli.main(["schedule", "-"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["nets"]


@pytest.mark.parametrize("content", [b"{", None, named(links=[["A", "A"]])])
def test_command_tells_one_line_and_exits_with_2(tmp_path, capsys, content):
    path = tmp_path / "network.json"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["schedule", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert (told.err.count("\n"), str(path) in told.err) == (1, True)


def test_hundred_thousand_tasks_are_scheduled():
    count, width = 100_000, 1_000
    links = [[task - step, task] for task in range(width, count) for step in (width - task % 2, width)]
    found = schedule_file(numbered(duration_min=[10] * count, links=links))["nets"][0]["computed"]
    assert found[-1] == [1000, 1010, 1000, 1010, 0]


def test_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("cutover.schedule.formats.LARGEST_BYTES", 10)
    with pytest.raises(ScheduleError, match="The file has 11 bytes; at most 10 are read"):
        schedule_file(b" " * 11)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.integers(), st.floats(allow_nan=False), st.text(max_size=5),
    st.lists(st.integers(-1, 4), max_size=4), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip
SOUND = [
    json.loads(numbered(kind="b", calendars={"b": ["business"]}, business=BUSINESS, calendar=[0, 0, 0])),
    json.loads(named()),
    [{"id": "d", "start": "2026-01-05T08:00", "calendar": "Mon-Fri 08:00-17:00",
      "tasks": [["1", 60, "2026-01-06T08:00"], ["2", 30]], "links": [["1", "2", "SS", 15]]}],
]  # fmt: skip


def spoilt(value: object, draw) -> object:
    """Return a JSON value with one of its parts replaced by something else."""
    if not isinstance(value, (dict, list)) or not value or draw(st.integers(0, 4)) == 0:
        return draw(JUNK)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    chosen = draw(st.sampled_from(list(keys)))
    parts = {key: spoilt(value[key], draw) if key == chosen else value[key] for key in keys}
    return parts if isinstance(value, dict) else list(parts.values())


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_spoilt_file_gives_an_answer_or_a_message(data):
    content = json.dumps(spoilt(data.draw(st.sampled_from(SOUND)), data.draw)).encode()
    with suppress(ScheduleError):
        assert json.dumps(schedule_file(content))
