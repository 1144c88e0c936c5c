"""How messages go out: the mail server and the webhooks that the administrator set up in the secrets."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from cutover.errors import MessageError

DOCUMENT = "docs/communication.md says how"
WEBHOOK = "webhook:"
"""What a recipient begins with that is no address but the name of a webhook."""
KINDS = ("teams", "slack")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Usual port of each way to encrypt (RFC 8314)."""
SMTP_NAMES = ("host", "port", "encryption", "user", "password", "sender", "timeout", "ca_file")
WEBHOOK_NAMES = ("kind", "url", "timeout")
LEAST_TIMEOUT, MOST_TIMEOUT, USUAL_TIMEOUT = 1.0, 120.0, 30.0
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*\Z")
"""An e-mail address as the HTML standard has it: no comment, no quoting, no space, no line break."""
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Smtp:
    """The mail server; its password is never shown or logged.

    Attributes
    ----------
    encryption
        starttls, tls, or none: that only on this machine.
    sender
        Address, with or without a name before it.
    timeout
        Seconds that each answer may take.
    ca_file
        Certificates that are trusted beside the usual ones, as PEM; empty: none.
    """

    host: str
    sender: str
    port: int = 587
    encryption: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = USUAL_TIMEOUT
    ca_file: str = ""


@dataclass(frozen=True)
class Webhook:
    """An incoming webhook of a channel; who knows its address can write there, so it is never shown or logged."""

    kind: str
    url: str = field(repr=False)
    timeout: float = USUAL_TIMEOUT


@dataclass(frozen=True)
class Channels:
    """Everything by which messages can go out; empty: nothing is set up."""

    smtp: Smtp | None = None
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)

    @property
    def has_mail(self) -> bool:
        """Whether there is a mail server."""
        return self.smtp is not None

    @property
    def sender(self) -> str | None:
        """Address that mail comes from; None without a mail server."""
        return self.smtp.sender if self.smtp else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can go out."""
        return self.smtp is None and not self.webhooks

    def fault_of(self, recipient: str) -> str | None:
        """Return why nothing can be sent to a recipient, in words; None: it can."""
        if recipient.startswith(WEBHOOK):
            name = recipient.removeprefix(WEBHOOK)
            known = ", ".join(sorted(self.webhooks)) or "none"
            return None if name in self.webhooks else f"{recipient} is not set up; webhooks that are: {known}"
        if not is_address(recipient):
            return f"{recipient} is neither an e-mail address nor {WEBHOOK}NAME"
        return None if self.smtp else f"{recipient} needs a mail server, and none is set up"


def is_address(text: str) -> bool:
    """Tell whether text is one e-mail address and nothing else."""
    local, _, _ = text.rpartition("@")
    return bool(ADDRESS.fullmatch(text)) and ".." not in local and local[0] != "." and local[-1] != "."


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_channels(secrets: Mapping[str, object]) -> Channels:
    """Return the channels that the sections `[smtp]` and `[webhooks.NAME]` of the secrets state.

    Parameters
    ----------
    secrets
        As TOML gives them; other sections are not looked at.

    Raises
    ------
    MessageError
        Names every fault at once, and no secret.
    """
    smtp, webhooks = secrets.get("smtp"), secrets.get("webhooks") or {}
    faults = list(_smtp_faults(smtp)) if smtp is not None else []
    faults += _webhook_faults(webhooks)
    if faults:
        raise MessageError(f"Messages cannot be sent. The secrets: {'; '.join(faults)} ({DOCUMENT}).")
    hooks = {name: Webhook(**_numbered(each)) for name, each in webhooks.items()}
    return Channels(_smtp(smtp) if smtp is not None else None, hooks)


def _smtp(section: Mapping[str, object]) -> Smtp:
    usual = PORTS[str(section.get("encryption", "starttls"))]
    return Smtp(**{"port": usual, **_numbered(section)})


def _numbered(section: Mapping[str, object]) -> dict[str, object]:
    return {name: float(value) if name == "timeout" else value for name, value in section.items()}


def _smtp_faults(section: object) -> Iterator[str]:
    if not isinstance(section, Mapping):
        yield "smtp is a table, written [smtp]"
        return
    yield from _unknown("smtp", section, SMTP_NAMES)
    yield from _not_text("smtp", section, ("host", "encryption", "user", "password", "sender", "ca_file"))
    host, encryption = str(section.get("host") or ""), section.get("encryption", "starttls")
    if not host or re.search(r"[\s/@]", host):
        yield "smtp.host must be the name of the mail server"
    if encryption not in PORTS:
        yield f"smtp.encryption is {encryption}; allowed: {', '.join(PORTS)}"
    elif encryption == "none" and not is_loopback(host):
        yield "smtp.encryption may be none only for a mail server on this machine; allowed: starttls, tls"
    port = section.get("port", 587)
    if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65_535:
        yield "smtp.port must be a number from 1 to 65535"
    sender = section.get("sender")
    if not isinstance(sender, str) or not is_address(parseaddr(sender)[1]) or re.search(r"[\r\n]", sender):
        yield "smtp.sender must be an e-mail address, as Cutover <cutover@agency.example>"
    if bool(section.get("user")) != bool(section.get("password")):
        yield "smtp.user and smtp.password are given both or not at all"
    if section.get("ca_file") and not Path(str(section["ca_file"])).is_file():
        yield "smtp.ca_file is not there"
    yield from _wrong_timeout("smtp", section)


def _webhook_faults(webhooks: object) -> Iterator[str]:
    if not isinstance(webhooks, Mapping):
        yield "webhooks is a table, written [webhooks.NAME]"
        return
    for name, section in webhooks.items():
        place = f"webhooks.{name}"
        if not NAME.fullmatch(str(name)):
            yield f"{place}: a name has letters, digits, - and _, at most 40"
        if not isinstance(section, Mapping):
            yield f"{place} is a table, written [{place}]"
            continue
        yield from _unknown(place, section, WEBHOOK_NAMES)
        if section.get("kind") not in KINDS:
            yield f"{place}.kind is {section.get('kind')}; allowed: {', '.join(KINDS)}"
        if not _is_safe(section.get("url")):
            yield f"{place}.url must begin with https:// and name a host; no user, no password in it"
        yield from _wrong_timeout(place, section)


def _is_safe(url: object) -> bool:
    """Tell whether an address may be written to: HTTPS, or plain HTTP on this very machine."""
    try:
        found = urlsplit(url) if isinstance(url, str) else None
        if found is None or not found.hostname or found.username is not None or re.search(r"\s", url):
            return False
        return found.port != 0 and (found.scheme == "https" or (found.scheme == "http" and is_loopback(found.hostname)))
    except ValueError:
        return False


def _unknown(place: str, section: Mapping[str, object], known: tuple[str, ...]) -> Iterator[str]:
    for name in section:
        if name not in known:
            yield f"{place}.{name} is not a setting; known: {', '.join(known)}"


def _not_text(place: str, section: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in section and not isinstance(section[name], str):
            yield f"{place}.{name} must be text in quotes"


def _wrong_timeout(place: str, section: Mapping[str, object]) -> Iterator[str]:
    value = section.get("timeout", USUAL_TIMEOUT)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not LEAST_TIMEOUT <= value <= MOST_TIMEOUT:
        yield f"{place}.timeout must be seconds from {LEAST_TIMEOUT:g} to {MOST_TIMEOUT:g}"
