"""Who looks at a page: admitted, refused or signed out; the account, and the list of sessions."""

from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cutover import clock
from cutover.access import LOCAL, ClaimMapping
from cutover.acts import Actor
from cutover.cli import main
from cutover.errors import AccessError, RefusedAct
from cutover.sessions import BY_ADMINISTRATOR, SIGNED_OUT, Limits, Session, Sessions
from cutover.ui import access, account, sign_in
from cutover.ui import sessions as sessions_page
from cutover.ui.sign_in import SignIn

MAPPING = ClaimMapping(
    organisation_claim="org", groups={"deciders": ("approver",), "admins": ("administrator",)},
    organisations={"agency": "customer"},
)  # fmt: skip
NOON = datetime(2026, 11, 22, 12, 0)


class User:
    """What Streamlit says of who is signed in."""

    def __init__(self, **claims: object) -> None:
        now = int(clock.now().replace(tzinfo=UTC).timestamp())
        self.claims = {
            "is_logged_in": True, "iss": "https://id.example", "sub": "u-1", "nonce": "n", "name": "Ada Example",
            "iat": now, "exp": now + 3600, "org": "agency", "groups": ["deciders"],
        } | claims  # fmt: skip

    def to_dict(self) -> dict[str, object]:
        """Return the claims."""
        return self.claims


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Sessions of a server where a provider is configured."""
    found = Sessions(tmp_path / "store")
    settings = SignIn("https://c.example/oauth2callback", {"default": "https://id.example"}, MAPPING, Limits())
    monkeypatch.setattr(sign_in, "settings", lambda: settings)
    monkeypatch.setattr(sign_in, "sessions", lambda: found)
    yield found
    found.close()


def signs_in(monkeypatch, **claims: object) -> None:
    monkeypatch.setattr(st, "user", User(**claims))


def test_visitor_without_provider_is_the_local_user():
    assert access.visitor() == LOCAL


def test_visitor_is_who_the_claims_say(kept, monkeypatch):
    signs_in(monkeypatch)
    visitor = access.visitor()
    assert (visitor.name, visitor.side, visitor.rights) == ("Ada Example", "customer", ("approver",))
    assert visitor.session_id == kept.listed(now=clock.now())[0].session_id


def test_visitor_without_cookie_is_signed_out(kept, monkeypatch):
    signs_in(monkeypatch, is_logged_in=False)
    with pytest.raises(access.SignedOut, match="You are not signed in"):
        access.visitor()


@pytest.mark.parametrize(("ending", "words"), [(SIGNED_OUT, "You have signed out"), (BY_ADMINISTRATOR, "has ended")])
def test_ended_session_says_why(kept, monkeypatch, ending, words):
    """ASVS 7.4.1."""
    signs_in(monkeypatch)
    kept.end(access.visit().session_id, ending, now=clock.now())
    with pytest.raises(access.SignedOut, match=words):
        access.visitor()


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def closed_room() -> None:
    import streamlit as st

    from cutover.ui.access import admit

    admit()
    st.write("what only the admitted see")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"groups": ["canteen"]}, "You have no access here"),
        ({"is_logged_in": False}, "You are signed out"),
        ({"groups": ["<b>x</b>"]}, "&lt;b&gt;x"),
    ],
)
def test_refused_visitor_sees_the_reason_only(kept, monkeypatch, claims, words):
    signs_in(monkeypatch, **claims)
    page = AppTest.from_function(closed_room).run()
    assert words in shown(page)
    assert (len(page.markdown), len(page.exception)) == (0, 0)


def test_admitted_visitor_sees_the_page(kept, monkeypatch):
    signs_in(monkeypatch)
    assert AppTest.from_function(closed_room).run().markdown[0].value == "what only the admitted see"


def session_until(idle: timedelta, last: timedelta) -> Session:
    return Session("s", "u", "i", "Ada", NOON, NOON, NOON + idle, NOON + last)


@pytest.mark.parametrize(
    ("idle", "last", "warning"),
    [
        (900, 28800, ""),
        (121, 28800, ""),
        (100, 28800, "You will be signed out in 1 min 40 s"),
        (900, 59, "You will be signed out in 59 s"),
        (-5, 28800, "You will be signed out in 0 s"),
    ],
)
def test_end_is_announced_in_time(idle, last, warning):
    """WCAG 2.2.1."""
    session = session_until(timedelta(seconds=idle), timedelta(seconds=last))
    assert account.warning_of(session, NOON) == warning


def test_account_tells_side_role_and_rights():
    actor = Actor("u", "i", "Ada Example", "ada@example.org", "provider", "pmo_lead", ("contributor", "approver"))
    assert account.label_of(actor) == "Ada Example, provider"
    assert account.lines_of(actor) == [
        "ada@example.org", "Acts for the provider", "Role: PMO lead", "May act as: contributor, approver",
    ]  # fmt: skip


def list_of_sessions() -> None:
    from cutover.ui.sessions import show_sessions

    show_sessions("Europe/Berlin")


def test_administrator_ends_a_session_on_the_page(kept, monkeypatch):
    """ASVS 7.4.5."""
    signs_in(monkeypatch, sub="u-2", name="Bo Example")
    other = access.visit()
    signs_in(monkeypatch, groups=["admins"])
    access.visit()
    page = AppTest.from_function(list_of_sessions).run()
    page.selectbox[0].select_index(
        [each.session_id for each in kept.listed(now=clock.now())].index(other.session_id)
    ).run()
    page.button[0].click().run()
    assert [each.person for each in kept.listed(now=clock.now()) if each.is_open] == ["Ada Example"]


def test_nobody_else_sees_sessions(kept, monkeypatch):
    signs_in(monkeypatch)
    assert len(AppTest.from_function(list_of_sessions).run().get("arrow_data_frame")) == 0
    with pytest.raises(RefusedAct):
        sessions_page._end("any")


def test_command_names_the_session_that_it_ends(tmp_path, capsys):
    kept = Sessions(tmp_path)
    kept.look(User().to_dict(), now=clock.now())
    name = kept.listed(now=clock.now())[0].session_id
    assert main(["end-session", "x", "--store", str(tmp_path)]) == 2
    assert "No open sessions begin with x" in capsys.readouterr().err
    assert main(["end-session", name[:12], "--store", str(tmp_path)]) == 0
    assert kept.listed(now=clock.now())[0].ending == "administrator"
    kept.close()


def test_local_store_that_fails_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert main(["sessions", "--store", str(tmp_path / "file")]) == 2
    assert "The sessions cannot be kept" in capsys.readouterr().err
    assert issubclass(access.SignedOut, AccessError)
