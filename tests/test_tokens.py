"""Tokens of tools: shown once, kept as digests, ended by time or by a person."""

import re
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from cutover import cli
from cutover.acts import Actor
from cutover.errors import AccessError
from cutover.tokens import ISSUER, Tokens, digest, new_token, token_rows

START = datetime(2026, 3, 1, 12)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def bearer(**given: object) -> Actor:
    """Return who acts by a token of the tests."""
    named = {"name": "ServiceNow", "side": "customer", "role": "pmo_lead", "rights": ("contributor",)} | given
    return Actor("", ISSUER, **named)


def added(tokens: Tokens, days: int = 30, **given: object) -> str:
    return tokens.add(new_token(bearer(**given), days=days, made_by="ann", now=START))


@pytest.fixture(params=["sqlite", "postgresql"])
def tokens(request, tmp_path):
    """Tokens in each kind of database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    kept = Tokens(tmp_path, url=url)
    yield kept
    kept.close()


def test_token_names_who_acts(tokens):
    found = tokens.find(added(tokens), now=START)
    assert (found.actor.name, found.actor.side, found.actor.role) == ("ServiceNow", "customer", "pmo_lead")
    assert (found.actor.rights, found.actor.issuer) == (("contributor",), "token")
    assert found.actor.subject == f"token:{found.token_id}"


def test_token_is_random_and_marked(tokens):
    secrets = {added(tokens, name=f"Tool {number}") for number in range(5)}
    assert len(secrets) == 5
    assert all(re.fullmatch(r"cutover_[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_only_the_digest_is_kept(tmp_path):
    kept = Tokens(tmp_path)
    secret = added(kept)
    kept.close()
    with closing(sqlite3.connect(tmp_path / "tokens.sqlite")) as database:
        rows = database.execute("select * from cutover_tokens").fetchall()
    assert digest(secret) in rows[0]
    assert all(secret.removeprefix("cutover_") not in str(cell) for cell in rows[0])


def test_digest_is_the_sha_256_of_the_token():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("text", ["", "cutover_", "cutover_" + "x" * 43, "cutover_" + "x" * 44, "' or 1=1 --", "\0"])
def test_other_text_is_no_token(tokens, text):
    added(tokens)
    assert tokens.find(text, now=START) is None


def test_digest_of_a_token_is_no_token(tokens):
    """Who reads the database cannot act by what stands there."""
    kept = digest(added(tokens))
    assert tokens.find(kept, now=START) is None
    assert tokens.find(f"cutover_{kept[:43]}", now=START) is None


def test_token_ends_when_its_time_is_over(tokens):
    secret = added(tokens, days=2)
    assert tokens.find(secret, now=START + 2 * DAY - MINUTE) is not None
    assert tokens.find(secret, now=START + 2 * DAY) is None


def test_revoked_token_ends_at_once(tokens):
    secret = added(tokens)
    token_id = tokens.find(secret, now=START).token_id
    assert tokens.revoke(token_id, now=START + MINUTE)
    assert tokens.find(secret, now=START + MINUTE) is None
    assert not tokens.revoke(token_id, now=START + 2 * MINUTE)


def test_revocation_counts_in_every_process(tmp_path):
    one, other = Tokens(tmp_path), Tokens(tmp_path)
    secret = added(one)
    token_id = other.find(secret, now=START).token_id
    one.revoke(token_id, now=START)
    assert other.find(secret, now=START) is None
    one.close()
    other.close()


def test_last_use_is_noted_once_a_minute(tokens):
    secret = added(tokens)
    for seconds in (0, 59, 61):
        tokens.find(secret, now=START + timedelta(seconds=seconds))
    assert tokens.listed()[0].last_used_at == START + timedelta(seconds=61)


def test_two_valid_tokens_have_two_names(tokens):
    secret = added(tokens)
    with pytest.raises(AccessError, match="There is a valid token ServiceNow"):
        added(tokens)
    tokens.revoke(tokens.find(secret, now=START).token_id, now=START)
    assert added(tokens) != secret


@pytest.mark.parametrize(
    ("given", "days", "said"),
    [
        ({"name": " "}, 30, "a name has 1 to 80 characters"),
        ({"name": "x" * 81}, 30, "a name has 1 to 80 characters"),
        ({"side": "vendor"}, 30, "the side is vendor; allowed: customer, provider, shared"),
        ({"rights": ("root",)}, 30, "the right is root; allowed: viewer, contributor, approver, pmo, administrator"),
        ({"rights": ()}, 30, "it needs a right"),
        ({}, 0, "it is valid for 1 to 366 days, not 0"),
        ({}, 367, "it is valid for 1 to 366 days, not 367"),
    ],
)
def test_token_that_does_not_fit_is_refused(given, days, said):
    with pytest.raises(AccessError, match=f"No token was made: {said}"):
        new_token(bearer(**given), days=days, made_by="ann", now=START)


def test_rows_tell_the_state_of_each_token(tokens):
    added(tokens, days=1, name="Short")
    added(tokens, days=9, name="Long")
    tokens.revoke(tokens.find(added(tokens, name="Gone"), now=START).token_id, now=START)
    rows = token_rows(tokens.listed(), now=START + DAY).to_pylist()
    assert {row["name"]: row["state"] for row in rows} == {"Short": "expired", "Long": "valid", "Gone": "revoked"}
    assert "digest" not in rows[0]


def test_file_of_tokens_is_the_owners_only(tmp_path):
    kept = Tokens(tmp_path / "store")
    added(kept)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").iterdir()}
    assert set(modes.values()) == {0o600}
    kept.close()


def test_tokens_that_cannot_be_kept_are_told(tmp_path):
    (tmp_path / "store").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(AccessError, match="The tokens cannot be read"):
        Tokens(tmp_path / "store")


def test_damaged_database_lets_nobody_in(tmp_path):
    kept = Tokens(tmp_path)
    secret = added(kept)
    with closing(sqlite3.connect(tmp_path / "tokens.sqlite")) as damaged:
        damaged.execute("drop table cutover_tokens")
    with pytest.raises(AccessError, match="their database does not answer"):
        kept.find(secret, now=START)
    kept.close()


@pytest.fixture
def command(tmp_path, capsys, monkeypatch):
    """Return a function that runs `token` with words and gives exit code, output and messages."""
    monkeypatch.delenv("CUTOVER_JOURNAL", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["token", *words, "--store", str(tmp_path)])
        return code, *capsys.readouterr()

    return run


def test_command_prints_a_token_alone(command, tmp_path):
    code, output, said = command("add", "Jira", "--side", "provider", "--right", "contributor", "--days", "7")
    assert code == 0
    assert re.fullmatch(r"cutover_[A-Za-z0-9_-]{43}\n", output)
    assert "of Jira (provider; contributor) is valid until" in said


def test_command_gives_the_least_right_by_itself(command, tmp_path):
    command("add", "Dashboard", "--side", "shared")
    kept = Tokens(tmp_path)
    assert kept.listed()[0].rights == ("viewer",)
    kept.close()


def test_command_lists_tokens_without_secrets(command):
    secret = command("add", "Jira", "--side", "provider")[1].strip()
    code, output, _ = command("list")
    assert code == 0
    assert "Jira  provider  -     viewer  valid" in output
    assert secret not in output


def test_command_lists_tokens_as_csv(command):
    command("add", "Jira", "--side", "provider")
    assert command("list", "--format", "csv")[1].splitlines()[0].startswith('"token_id","name","side","role","rights"')


def test_command_revokes_a_token(command, tmp_path):
    command("add", "Jira", "--side", "provider")
    token_id = command("list")[1].splitlines()[1].split()[0]
    assert command("revoke", token_id)[0] == 0
    assert "revoked" in command("list")[1]
    assert command("revoke", token_id)[2] == (
        f"Error: There is no token {token_id} that could be revoked; `token list` shows them.\n"
    )


@pytest.mark.parametrize("words", [("add", "Jira"), ("add", "Jira", "--side", "vendor"), ("forget",), ()])
def test_command_that_is_not_understood_says_so(command, words):
    code, output, said = command(*words)
    assert (code, output) == (2, "")
    assert said.startswith("Error: ")
