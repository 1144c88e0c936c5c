"""Sessions on the server: when they begin, what ends them, and that an end is an end."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cutover.errors import AccessError
from cutover.sessions import BY_ADMINISTRATOR, SIGNED_OUT, Limits, Sessions, session_id, session_rows

START = datetime(2026, 11, 22, 9, 0)
MINUTE = timedelta(minutes=1)


def seconds(at: datetime) -> int:
    return int(at.replace(tzinfo=UTC).timestamp())


def claims(**given: object) -> dict[str, object]:
    """Return the claims of a token issued at the start for ten hours."""
    fixed = {"iss": "https://id.example", "sub": "u-1", "nonce": "n-1", "name": "Ada Example"}
    return fixed | {"iat": seconds(START), "exp": seconds(START + 600 * MINUTE)} | given


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request, tmp_path):
    """Sessions that idle for 15 minutes and last 8 hours at most, in each kind of database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    kept = Sessions(tmp_path, url=url)
    yield kept
    kept.close()


def test_first_look_begins_a_session(sessions):
    found = sessions.look(claims(), now=START + MINUTE)
    assert found.is_open
    assert (found.person, found.started_at) == ("Ada Example", START)
    assert (found.idle_at, found.expires_at) == (START + 16 * MINUTE, START + 480 * MINUTE)


def test_idle_session_ends_and_stays_ended(sessions):
    """ASVS 7.3.1: inactivity."""
    sessions.look(claims(), now=START)
    late = sessions.look(claims(), now=START + 15 * MINUTE)
    assert (late.ending, late.ended_at) == ("idle", START + 15 * MINUTE)
    sessions.touch(late, now=START + 15 * MINUTE)
    assert sessions.look(claims(), now=START + 16 * MINUTE).ending == "idle"


def test_activity_keeps_a_session(sessions):
    for minute in range(0, 100, 14):
        found = sessions.look(claims(), now=START + minute * MINUTE)
        assert found.is_open
        sessions.touch(found, now=START + minute * MINUTE)
    assert sessions.look(claims(), now=START + 113 * MINUTE).ending == "idle"


def test_session_ends_at_last_whatever_is_done(sessions):
    """ASVS 7.3.2: absolute lifetime."""
    for minute in range(0, 480, 10):
        sessions.touch(sessions.look(claims(), now=START + minute * MINUTE), now=START + minute * MINUTE)
    assert sessions.look(claims(), now=START + 479 * MINUTE).is_open
    assert sessions.look(claims(), now=START + 480 * MINUTE).ending == "expired"


@pytest.fixture
def wall(tmp_path):
    """Return a function that gives sessions of three days for the person `wall`, as long as she may only look."""
    opened = []

    def open_them(only_looks):
        opened.append(Sessions(tmp_path, limits=Limits(looking=timedelta(hours=72)), only_looks=only_looks))
        return opened[-1]

    yield open_them
    for each in opened:
        each.close()


def test_who_only_looks_stays_for_three_days(wall):
    """A wall hangs for a weekend without anybody touching it."""
    sessions, long = wall(lambda found: found["sub"] == "wall"), seconds(START + 6000 * MINUTE)
    assert sessions.look(claims(sub="wall", exp=long), now=START).is_open
    assert sessions.look(claims(sub="wall", exp=long), now=START + 4319 * MINUTE).is_open
    assert sessions.look(claims(sub="wall", exp=long), now=START + 4320 * MINUTE).ending is not None


def test_who_may_do_more_idles_as_ever(wall):
    sessions = wall(lambda found: found["sub"] == "wall")
    sessions.look(claims(), now=START)
    assert sessions.look(claims(), now=START + 15 * MINUTE).ending == "idle"


def test_wall_that_may_do_more_now_idles_as_ever(wall):
    wall(lambda _: True).look(claims(), now=START)
    assert wall(lambda _: False).look(claims(), now=START + 15 * MINUTE).ending == "idle"


def test_activity_keeps_the_long_session_long(wall):
    sessions, long = wall(lambda _: True), claims(exp=seconds(START + 6000 * MINUTE))
    sessions.touch(sessions.look(long, now=START), now=START + MINUTE)
    assert sessions.look(long, now=START + 600 * MINUTE).is_open


def test_expired_token_counts_as_signed_out(sessions):
    short = claims(exp=seconds(START + 5 * MINUTE))
    assert sessions.look(short, now=START + 4 * MINUTE).is_open
    assert sessions.look(short, now=START + 5 * MINUTE).ending == "expired"


def test_signed_out_session_never_comes_back(sessions):
    """ASVS 7.4.1: the cookie of an ended session is worth nothing."""
    found = sessions.look(claims(), now=START)
    assert sessions.end(found.session_id, SIGNED_OUT, now=START + MINUTE)
    assert not sessions.end(found.session_id, BY_ADMINISTRATOR, now=START + 2 * MINUTE)
    again = sessions.look(claims(), now=START + 3 * MINUTE)
    assert (again.ending, again.ended_at) == ("signed_out", START + MINUTE)


@pytest.mark.parametrize("given", [{"iat": None}, {"iat": "soon"}, {"sub": None}, {"exp": None}, {"exp": 0}])
def test_token_without_times_begins_no_session(sessions, given):
    assert not sessions.look(claims(**given), now=START).is_open
    assert sessions.listed(now=START) == []


def test_old_token_of_no_session_begins_none(sessions):
    """A copied cookie is no way in after its session was forgotten."""
    assert sessions.look(claims(), now=START + 15 * MINUTE).ending == "expired"
    assert sessions.listed(now=START + 15 * MINUTE) == []


def test_each_sign_in_is_a_session_of_its_own():
    assert session_id(claims()) == session_id(claims(name="Ada E."))
    assert len({session_id(claims()), session_id(claims(nonce="n-2")), session_id(claims(iss="x"))}) == 3


def test_administrator_sees_and_ends_sessions(sessions):
    """ASVS 7.4.5."""
    for name, minute in (("n-1", 0), ("n-2", 3)):
        sessions.look(claims(nonce=name), now=START + minute * MINUTE)
    first, second = sessions.listed(now=START + 4 * MINUTE)
    assert first.last_active_at == START + 3 * MINUTE
    sessions.end(second.session_id, BY_ADMINISTRATOR, now=START + 4 * MINUTE)
    assert session_rows(sessions.listed(now=START + 5 * MINUTE)).num_rows == 1
    assert session_rows(sessions.listed(now=START + 5 * MINUTE), is_all=True).num_rows == 2


def test_two_servers_share_what_ended(tmp_path):
    one, other = Sessions(tmp_path), Sessions(tmp_path)
    other.end(one.look(claims(), now=START).session_id, SIGNED_OUT, now=START)
    assert not one.look(claims(), now=START + MINUTE).is_open
    one.close()
    other.close()


def test_ended_sessions_are_forgotten_in_the_end(tmp_path):
    kept = Sessions(tmp_path, limits=Limits(idle=MINUTE))
    kept.look(claims(), now=START)
    later = START + timedelta(days=200)
    kept.look(claims(nonce="n-2", iat=seconds(later), exp=seconds(later + MINUTE)), now=later)
    assert [each.started_at for each in kept.listed(now=later)] == [later]
    kept.close()


def test_file_of_sessions_is_the_owners_only(tmp_path):
    kept = Sessions(tmp_path / "store")
    kept.look(claims(), now=START)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").iterdir()}
    assert set(modes.values()) == {0o600}
    assert "sessions.sqlite" in modes
    kept.close()


def test_sessions_that_cannot_be_kept_are_told(tmp_path):
    (tmp_path / "store").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(AccessError, match="The sessions cannot be kept"):
        Sessions(Path(tmp_path / "store"))
