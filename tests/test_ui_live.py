"""What the server computes ahead of its viewers."""

from datetime import datetime

import pytest
from acting import ANN, AT, ROOM
from conftest import add_load

import cutover.record.builders as builders
import cutover.ui.live as live
import cutover.ui.session as session
from cutover.record import record

DAY_BEFORE = datetime(2026, 2, 28, 12)


@pytest.fixture
def watcher(store, monkeypatch):
    """A watcher over the store with the small plan, which has looked once; nobody has asked anything."""
    add_load(store, AT, ROOM)
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    monkeypatch.setattr(session, "_ASKED", type(session._ASKED)())
    found = live.Watcher()
    found.look()
    return found


def ask(as_of=None, report="attention"):
    """Ask a report as a page does; return the version that the page shows."""
    warehouse = session.warehouse()
    moment, version = warehouse.moment(as_of=as_of), warehouse.version()
    session.rows_of(moment, session.moment_key(moment, version), report, {})
    return version


def say():
    """Record a note three hours after the snapshot: the status time moves."""
    desk = session.desk()
    moment = desk.warehouse.moment()
    act = builders.act(
        moment, "note", {"note_id": f"N{moment.position}"}, {"note": "Late"}, as_of=datetime(2026, 3, 1, 15)
    )
    record(desk, act, ANN)


def prepared(monkeypatch, watcher):
    """Return the status time and report of every question that the watcher asks when it looks."""
    asked = []
    monkeypatch.setattr(
        session, "prepare", lambda moment, key, report, parameters: asked.append((moment.as_of, report))
    )
    watcher.look()
    return asked


def test_page_has_no_news_before_they_are_computed(watcher):
    shown = ask()
    say()
    assert not watcher.has_news(shown)
    watcher.look()
    assert watcher.has_news(shown)


def test_page_that_is_ahead_of_the_watcher_has_no_news(watcher):
    say()
    assert not watcher.has_news(ask())


def test_without_a_watcher_every_version_counts_at_once(watcher):
    shown = ask()
    say()
    assert live.Watcher().has_news(shown)


def test_question_about_the_newest_is_asked_of_the_new_newest(watcher, monkeypatch):
    ask()
    say()
    assert prepared(monkeypatch, watcher) == [(datetime(2026, 3, 1, 15), "attention")]


def test_question_about_a_past_moment_stays_there(watcher, monkeypatch):
    ask(DAY_BEFORE)
    say()
    assert prepared(monkeypatch, watcher) == [(DAY_BEFORE, "attention")]


def test_question_that_nobody_asks_again_is_forgotten(watcher, monkeypatch):
    ask()
    for _ in range(session.KEPT_ROUNDS):
        session.last_questions()
    assert session.last_questions() == []


def test_only_the_last_questions_are_kept(watcher, monkeypatch):
    monkeypatch.setattr(session, "KEPT_QUESTIONS", 2)
    for report in ("attention", "decisions", "loads"):
        ask(report=report)
    assert [question[2] for question in session.last_questions()] == ["decisions", "loads"]


def test_unreadable_store_is_told_once_and_watched_on(watcher, monkeypatch):
    ask()
    say()
    monkeypatch.setattr(session, "last_questions", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        watcher.look()
    assert watcher.version == session.warehouse().version()
