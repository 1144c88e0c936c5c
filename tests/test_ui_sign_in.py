"""Settings of the sign-in: read once, refused where they are not safe."""

import subprocess
import sys
from datetime import timedelta

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets
from test_architecture import ROOT

from cutover.access import read_claim_mapping
from cutover.errors import AccessError
from cutover.ui import sign_in

SECRET = "of the tests only, of the tests only"
GOOD = f"""
[auth]
redirect_uri = "https://cutover.agency.example/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "cutover"
client_secret = "secret"
server_metadata_url = "https://id.agency.example/realms/a/.well-known/openid-configuration"

[access]
organisation_claim = "org"
[access.groups]
deciders = "approver"
[access.organisations]
agency = "customer"
"""
OPTIONS = {
    "server.trustedUserHeaders": {}, "server.enableCORS": True, "server.enableXsrfProtection": True,
    "server.address": "127.0.0.1", "server.allowedHosts": ["cutover.agency.example"], "server.port": 8501,
}  # fmt: skip


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return a function that reads these secrets and options as a server does at its start."""
    path = tmp_path / "secrets.toml"

    def read(text: str | None, **options: object) -> sign_in.SignIn | None:
        if text is not None:
            path.write_text(text, encoding="utf-8")
        original = config.get_option
        known = OPTIONS | {"secrets.files": [str(path)]}
        known |= {f"server.{name}": value for name, value in options.items()}
        for module in (st, config):
            monkeypatch.setattr(module, "get_option", lambda name: known[name] if name in known else original(name))
        monkeypatch.setattr(st, "secrets", Secrets())
        found = sign_in.settings.__wrapped__()
        sign_in.refuse_unsafe(found)
        return found

    return read


def test_settings_are_read(written):
    found = written(GOOD)
    assert found.providers == {"default": "https://id.agency.example"}
    assert (found.host, found.is_secure) == ("cutover.agency.example", True)
    assert found.limits.idle == timedelta(minutes=15)
    assert found.limits.longest == timedelta(hours=8)


def test_no_file_means_one_local_user(written):
    assert written(None) is None


def test_other_secrets_alone_mean_one_local_user(written):
    assert written("[journal]\nkey = 'a'\n") is None


@pytest.mark.parametrize("text", ["[auth", "auth = ", "\x00"])
def test_faulty_file_is_never_taken_for_none(written, text):
    """Else a slip of the pen would make everybody the local user, who may do everything."""
    with pytest.raises(AccessError, match="are missing or are no valid TOML"):
        written(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (GOOD[GOOD.index("[access]") :], "", "[access] is missing"),
        ('organisation_claim = "org"', "", "organisations means nothing without organisation_claim"),
        ("[auth]", "[author]", "[auth] is missing"),
        (SECRET, "short", "cookie_secret in [auth] must be 32 random characters or more"),
        ("/oauth2callback", "/callback", "must be an address that ends in /oauth2callback"),
        ("https://cutover", "http://cutover", "must begin with https://"),
        ('client_id = "cutover"', "", "[auth] lacks client_id"),
        ("[access]", "[access]\nidle_minutes = 0", "idle_minutes in [access] is 0; allowed: 1 to 720"),
        ("[access]", "[access]\nviewer_hours = 300", "viewer_hours in [access] is 300; allowed: 0.25 to 120"),
        ("[access]", "[access]\nsession_hours = 'long'", "session_hours in [access] is long; allowed: 0.25 to 24"),
        ('deciders = "approver"', 'deciders = "king"', "groups.deciders is king"),
    ],
)
def test_unsafe_secret_is_refused(written, old, new, message):
    with pytest.raises(AccessError) as error:
        written(GOOD.replace(old, new, 1))
    assert message in str(error.value)


TWO = GOOD.replace('client_id = "cutover"\nclient_secret = "secret"\n', "").replace(
    "server_metadata_url", "unused"
) + "".join(
    f'[auth.{name}]\nclient_id = "a"\nclient_secret = "b"\nserver_metadata_url = "https://{name}.example/x"\n'
    for name in ("agency", "vendor")
)


def test_several_providers_are_bound_to_their_side(written):
    """ASVS 6.8.1: no provider speaks for the people of another."""
    with pytest.raises(AccessError, match=r"state in \[access\.issuers\] which side each issuer speaks for"):
        written(TWO)
    found = written(TWO + '[access.issuers]\n"https://agency.example" = "customer"\n')
    assert found.providers == {"agency": "https://agency.example", "vendor": "https://vendor.example"}


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.7", "::", "", None, "cutover.agency.example"])
def test_local_user_is_served_on_this_machine_only(written, address):
    with pytest.raises(AccessError, match=r"server\.address must be 127\.0\.0\.1"):
        written(None, address=address)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_addresses_of_this_machine_serve_the_local_user(written, address):
    assert written(None, address=address) is None


def test_trusted_headers_are_refused(written):
    with pytest.raises(AccessError, match=r"server\.trustedUserHeaders must be empty"):
        written(GOOD, trustedUserHeaders={"X-Remote-User": "email"})


@pytest.mark.parametrize("name", ["enableCORS", "enableXsrfProtection"])
def test_guards_of_streamlit_stay_on(written, name):
    with pytest.raises(AccessError, match="must be true"):
        written(GOOD, **{name: False})


def test_host_of_the_sign_in_must_be_allowed(written):
    with pytest.raises(AccessError, match=r"must hold cutover\.agency\.example"):
        written(GOOD, allowedHosts=["localhost"])


def test_server_that_others_could_reach_does_not_start(tmp_path):
    command = ["-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.address", "0.0.0.0"]
    ended = subprocess.run(
        [sys.executable, *command, "--server.port", "0"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("Cutover does not start. Without a sign-in it serves one local")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("rights", "looks"), [("viewer", True), ("contributor", False), ('["viewer", "pmo"]', False)])
def test_only_a_viewer_only_looks(rights, looks):
    groups = {"people": rights.strip('[]"').replace('"', "").split(", ")}
    mapping = read_claim_mapping(
        {"groups": groups, "organisations": {"agency": "customer"}, "organisation_claim": "org"}
    )
    claims = {"sub": "w", "iss": "https://id.example", "groups": ["people"], "org": "agency"}
    assert sign_in._only_looks(claims, mapping) is looks
    assert not sign_in._only_looks({}, mapping)
