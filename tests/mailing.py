"""A real SMTP server and a real receiver of webhooks on this machine, each with answers that a test chooses."""

import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cutover.acts import RIGHTS, Actor
from cutover.messages.settings import Smtp
from cutover.outbox import Letter, Message

USER, PASSWORD = "cutover", "Correct-Horse 7"
SENDER = "Cutover room <room@agency.example.invalid>"
START = datetime(2026, 11, 22, 9, 0)
MINUTE = timedelta(minutes=1)
ANN = Actor("u-1", "idp", "Ann Lee", "ann@agency.example.invalid", "customer", "pmo_lead", RIGHTS)


def a_message(text: str = "All is well.", *, subject: str = "Status", **given: object) -> Message:
    """Return a message of the programme demo."""
    return Message(**{"programme_id": "demo", "communication_id": "M1", "subject": subject, "body": text,
                      "as_of": START, "actor": ANN} | given)  # fmt: skip


def a_letter(recipient: str = "a@example.invalid", text: str = "All is well.", **given: object) -> Letter:
    """Return a letter as an outbox gives it to a sender."""
    return Letter("0123456789abcdef" * 4, recipient, 1, "c", START, a_message(text, **given))


class Mailbox:
    """What a mail server does and keeps: `answers` by command and recipient, `wait` before it answers a text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.sessions: list[Session] = []
        self.answers: dict[str, str] = {}
        self.wait = threading.Event()
        self.is_mute = False

    async def handle_MAIL(self, _server, _session, envelope, address, _options) -> str:
        """Take the sender."""
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        """Take a recipient, or answer what is chosen for it."""
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        """Keep a mail, or answer what is chosen."""
        answer = self.answers.get("DATA", "250 queued as 1")
        if answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append(envelope)
            self.sessions.append(session)
        if self.is_mute:
            server.transport.abort()
        return answer


@contextmanager
def mail_server(
    box: Mailbox, *, certificate: tuple[Path, Path] | None = None, is_tls: bool = False, has_auth: bool = False
) -> Iterator[int]:
    """Give the port of an SMTP server; with a certificate it offers STARTTLS, or speaks nothing but TLS."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)

    def authenticate(_server, _session, _envelope, _mechanism, login) -> AuthResult:
        is_right = isinstance(login, LoginPassword) and login == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=is_right)

    class Server(Controller):
        def factory(self) -> SMTP:
            with warnings.catch_warnings(action="ignore"):  # it does not know that TLS is below it
                return self.make()

        def make(self) -> SMTP:
            return SMTP(
                self.handler, enable_SMTPUTF8=False, tls_context=None if is_tls else context,
                require_starttls=bool(context) and not is_tls, auth_required=has_auth, authenticator=authenticate,
                auth_require_tls=not is_tls, hostname="localhost",
            )  # fmt: skip

        def _trigger_server(self) -> None:
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    server = Server(box, hostname="127.0.0.1", port=0, ssl_context=context if is_tls else None)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def plain(port: int, **given: object) -> Smtp:
    """Return the settings of a server on this machine without encryption."""
    return Smtp(**{"host": "127.0.0.1", "sender": SENDER, "port": port, "encryption": "none", "timeout": 5.0} | given)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return the files of a certificate of this machine, valid for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain_key = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain_key))
    return paths


class Receiver:
    """What a receiver of webhooks answers and keeps: the answers are given one after another, the last for good."""

    def __init__(self) -> None:
        self.posts: list[bytes] = []
        self.heads: list[dict[str, str]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = [(200, {}, b"ok")]
        self.is_mute = threading.Event()

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Return the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def webhook_receiver(receiver: Receiver) -> Iterator[str]:
    """Give the address of an HTTP server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.posts.append(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.heads.append(dict(self.headers))
            if receiver.is_mute.is_set():
                self.close_connection = True
                return
            code, headers, body = receiver.answer()
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook/S3CRET"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
