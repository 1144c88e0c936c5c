"""Mail: one letter is one mail to one recipient, over a connection that is encrypted."""

import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache

from cutover.messages.settings import Smtp, is_address
from cutover.messages.wire import printable
from cutover.outbox import REFUSED, REJECTED, SENT, UNCLEAR, Letter, Outcome

POLICY = policy.SMTP.clone(cte_type="7bit")
"""Lines end as SMTP wants them; what is not ASCII is encoded, so every server on the way takes it."""
SILENT = "The mail server does not answer"


def make_mail(subject: str, body: str, *, recipients: Sequence[str], headers: Mapping[str, str]) -> EmailMessage:
    """Return plain text as mail.

    Raises
    ------
    ValueError
        A header cannot hold what it is given, as a line break.
    """
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    mail["To"] = [Address(addr_spec=each) for each in recipients]
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(body)
    return mail


def mail_of(letter: Letter, sender: str) -> EmailMessage:
    """Return a letter as mail; its Message-ID is the same at every attempt, so that mail systems drop a second one."""
    name, address = parseaddr(sender)
    message, reply_to = letter.message, letter.message.actor.email
    headers = {
        "From": Address(name, addr_spec=address),
        "Date": format_datetime(letter.queued_at.replace(tzinfo=UTC)),
        "Message-ID": f"<{letter.letter_id[:32]}@{address.rpartition('@')[2]}>",
    }
    if is_address(reply_to):
        headers["Reply-To"] = Address(addr_spec=reply_to)
    return make_mail(message.subject, message.body, recipients=(letter.recipient,), headers=headers)


def send_mail(smtp: Smtp, letter: Letter, hand_over: Callable[[], bool]) -> Outcome | None:
    """Send a letter as mail.

    Whatever goes wrong before the text is handed over is tried again, but for a
    recipient that the server refuses for good. Once it was handed over, only an
    answer of the server tells what became of it.

    Parameters
    ----------
    smtp
        The mail server.
    letter
        What to send.
    hand_over
        Marks the letter just before its text leaves; False: it must not leave.

    Returns
    -------
    Outcome or None
        None: `hand_over` said no.
    """
    content = mail_of(letter, smtp.sender).as_bytes()
    try:
        client = _connect(smtp)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(REFUSED, _why(error))
    with closing(client):
        outcome = _transfer(client, parseaddr(smtp.sender)[1], letter.recipient, content, hand_over)
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
    return outcome


def _connect(smtp: Smtp) -> smtplib.SMTP:
    """Return a connection that is encrypted and signed in as the settings ask."""
    context = None if smtp.encryption == "none" else _trust(smtp.ca_file)
    if smtp.encryption == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=context)
    else:
        client = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
    try:
        if smtp.encryption == "starttls":
            client.starttls(context=context)
        if smtp.user:
            client.login(smtp.user, smtp.password)
        client.ehlo_or_helo_if_needed()
    except BaseException:
        client.close()
        raise
    return client


@cache
def _trust(ca_file: str) -> ssl.SSLContext:
    """Return whose certificates are trusted; loading them takes longer than a letter."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _transfer(
    client: smtplib.SMTP, sender: str, recipient: str, content: bytes, hand_over: Callable[[], bool]
) -> Outcome | None:
    try:
        code, answer = client.mail(sender)
        if code // 100 != 2:
            return Outcome(REFUSED, f"The mail server refuses the sender: {_answer(code, answer)}")
        code, answer = client.rcpt(recipient)
        if code // 100 != 2:
            return _refusal(code, answer)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(REFUSED, _why(error))
    if not hand_over():
        return None
    try:
        code, answer = client.data(content)
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException):
        return Outcome(UNCLEAR, "The mail server did not answer after the text was handed over")
    return Outcome(SENT, _answer(code, answer)) if code // 100 == 2 else _refusal(code, answer)


def _refusal(code: int, answer: bytes | str) -> Outcome:
    """Return what a refusal means: 5xx is for good, anything else is tried again (RFC 5321, 4.2.1)."""
    return Outcome(REJECTED if code // 100 == 5 else REFUSED, f"Refused: {_answer(code, answer)}")


def _answer(code: int, answer: bytes | str) -> str:
    return printable(f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}")


def _why(error: Exception) -> str:
    """Return in words why no letter could be handed over; never what was sent, which may be a password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server does not take user and password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return f"The mail server refuses: {_answer(error.smtp_code, error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The mail server's certificate is not trusted: {printable(error.verify_message)}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer what the settings ask for: STARTTLS, or sign-in by password"
    return "The mail server speaks no TLS here" if isinstance(error, ssl.SSLError) else SILENT
