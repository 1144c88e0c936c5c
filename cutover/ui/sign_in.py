"""Settings of the sign-in, and what must hold before the server starts."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

import cutover.ui.session as session
from cutover.access import ClaimMapping, actor_of, read_claim_mapping
from cutover.acts import VIEWER
from cutover.errors import AccessError
from cutover.sessions import Limits, Sessions

CALLBACK = "/oauth2callback"
LEAST_SECRET = 32
"""Characters of a cookie secret: whoever guesses it is anybody."""
NEEDED = ("client_id", "client_secret", "server_metadata_url")
BOUNDS = {"idle_minutes": (1.0, 720.0), "session_hours": (0.25, 24.0), "viewer_hours": (0.25, 120.0)}
USUAL = {"idle_minutes": 15, "session_hours": 8, "viewer_hours": None}
"""Settings of [access] with their bounds, and what holds where they are not stated."""
DOCUMENT = "docs/access.md says how"


@dataclass(frozen=True)
class SignIn:
    """How people sign in.

    Attributes
    ----------
    redirect_uri
        Address to which the provider sends people back.
    providers
        Name of each provider to its origin.
    mapping
        What claims mean here.
    limits
        How long sessions last.
    """

    redirect_uri: str
    providers: Mapping[str, str]
    mapping: ClaimMapping
    limits: Limits

    @property
    def host(self) -> str:
        """The host name under which people reach the application."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether people reach the application over HTTPS."""
        return self.redirect_uri.startswith("https://")


@cache
def settings() -> SignIn | None:
    """Return how people sign in; None where no provider is configured: then one local user works here.

    Raises
    ------
    AccessError
        The settings cannot be read or are not safe; a faulty file is never taken for none.
    """
    secrets = read_secrets()
    if not secrets.get("auth") and not secrets.get("access"):
        return None
    auth, access = _section(secrets, "auth"), _section(secrets, "access")
    redirect = str(auth.get("redirect_uri", "")).replace("{port}", str(st.get_option("server.port")))
    _check_auth(auth, redirect)
    mapping, providers = read_claim_mapping(access), _providers(auth)
    if len(providers) > 1 and not mapping.issuers:
        raise AccessError(
            "Several providers are configured: state in [access.issuers] which side each issuer speaks for, so that "
            f"none can speak for the other ({DOCUMENT})."
        )
    return SignIn(redirect, providers, mapping, _limits(access))


@cache
def sessions() -> Sessions:
    """Return the sessions of this server's store."""
    found = settings()
    url = os.environ.get("CUTOVER_JOURNAL")
    if found is None:
        return Sessions(session.store_path(), url=url)
    only_looks = partial(_only_looks, mapping=found.mapping)
    return Sessions(session.store_path(), url=url, limits=found.limits, only_looks=only_looks)


def check_start() -> None:
    """End the program with one sentence where the server would let in whom it should not."""
    try:
        refuse_unsafe(settings())
    except AccessError as error:
        raise SystemExit(f"Cutover does not start. {error}") from None


def refuse_unsafe(sign_in: SignIn | None) -> None:
    """Refuse settings of the server that would undo the sign-in, or a local user that others could reach.

    Raises
    ------
    AccessError
        Says which setting, and what it may be.
    """
    if st.get_option("server.trustedUserHeaders"):
        raise AccessError("server.trustedUserHeaders must be empty: whoever sends such a header would be anybody.")
    if not (st.get_option("server.enableCORS") and st.get_option("server.enableXsrfProtection")):
        raise AccessError("server.enableCORS and server.enableXsrfProtection must be true: else any page could act.")
    if sign_in is None:
        address = st.get_option("server.address") or "0.0.0.0"
        if not is_loopback(address):
            raise AccessError(
                f"Without a sign-in it serves one local user, so server.address must be 127.0.0.1, not {address}; to "
                f"serve others, configure an identity provider ({DOCUMENT})."
            )
    elif (allowed := st.get_option("server.allowedHosts")) and sign_in.host not in allowed:
        raise AccessError(
            f"server.allowedHosts ({', '.join(allowed)}) must hold {sign_in.host}, the host of redirect_uri."
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_secrets() -> dict[str, object]:
    """Return what the files of secrets say; empty where there is none."""
    paths = [Path(path) for path in st.get_option("secrets.files")]
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        if any(path.exists() for path in paths) or config.is_manually_set("secrets.files"):
            names = ", ".join(path.name for path in paths)
            raise AccessError(f"The secrets ({names}) are missing or are no valid TOML.") from error
        return {}


def _section(secrets: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = secrets.get(name)
    if not isinstance(found, Mapping) or not found:
        raise AccessError(f"The secrets need both sections [auth] and [access]; [{name}] is missing ({DOCUMENT}).")
    return found


def _check_auth(auth: Mapping[str, object], redirect: str) -> None:
    address = urlsplit(redirect)
    if address.path != CALLBACK or not address.hostname:
        raise AccessError(f"redirect_uri in [auth] must be an address that ends in {CALLBACK}.")
    if address.scheme != "https" and not is_loopback(address.hostname):
        raise AccessError("redirect_uri in [auth] must begin with https:// unless it names this very machine.")
    if len(str(auth.get("cookie_secret", ""))) < LEAST_SECRET:
        raise AccessError(
            f"cookie_secret in [auth] must be {LEAST_SECRET} random characters or more, as printed by: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))".'
        )


def _providers(auth: Mapping[str, object]) -> dict[str, str]:
    """Return each provider's origin by its name; `default` where [auth] itself is one."""
    named = {name: value for name, value in auth.items() if isinstance(value, Mapping) and "client_id" in value}
    found = named or {"default": auth}
    for name, value in found.items():
        missing = [each for each in NEEDED if not value.get(each)]
        if missing:
            place = "[auth]" if name == "default" else f"[auth.{name}]"
            raise AccessError(f"{place} lacks {', '.join(missing)} ({DOCUMENT}).")
    urls = {name: urlsplit(str(value["server_metadata_url"])) for name, value in found.items()}
    return {name: f"{url.scheme}://{url.netloc}" for name, url in urls.items()}


def _limits(access: Mapping[str, object]) -> Limits:
    given = {}
    for name, (least, most) in BOUNDS.items():
        value = access.get(name, USUAL[name])
        if value is not None and (not isinstance(value, int | float) or not least <= value <= most):
            raise AccessError(f"{name} in [access] is {value}; allowed: {least:g} to {most:g}.")
        given[name] = value
    looking = given["viewer_hours"]
    return Limits(
        timedelta(minutes=given["idle_minutes"]),
        timedelta(hours=given["session_hours"]),
        None if looking is None else timedelta(hours=looking),
    )


def _only_looks(claims: Mapping[str, object], mapping: ClaimMapping) -> bool:
    """Tell whether a person has the right viewer and no other."""
    try:
        return set(actor_of(claims, mapping).rights) == {VIEWER}
    except AccessError:
        return False
