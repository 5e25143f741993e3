"""E-mail through the desk's own server: HTML with a text beside it, follow-ups as answers to the first alert."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from alerts.channels.deadline import deadline
from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Sent
from alerts.letter import Letter
from alerts.render import mail, plain
from alerts.render.message import Reader, compose_message
from wire.clock import Clock
from wire.settings.model import SmtpSettings


class Mail:
    """Writes to one address; see `alerts.channels.port`."""

    kind = "email"

    def __init__(
        self, address: str, server: SmtpSettings, *, subscriber: str, reader: Reader, timeout: float, clock: Clock
    ) -> None:
        """Write to `address` through `server`, within `timeout` seconds a message."""
        self.name = channel_name(subscriber, self.kind, address)
        self._address = address
        self._server = server
        self._reader = reader
        self._timeout = timeout
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        """Send the letter; its Message-ID is made from `key`, so that a repeat can be known as one."""
        domain = self._server.sender.rpartition("@")[2]
        ref = f"<{key}.{self.name.rpartition('-')[2]}@{domain}>"
        try:
            self._deliver(self._written(letter, ref))
        except (smtplib.SMTPException, OSError, UnicodeError) as error:  # the last: a host that is no name
            return _failure(error)
        return Sent(ref)

    def _written(self, letter: Letter, ref: str) -> EmailMessage:
        message = compose_message(letter, self._reader)
        mailed = EmailMessage()
        mailed["Subject"] = message.subject
        mailed["From"] = Address("figurewatch", addr_spec=self._server.sender)
        mailed["To"] = self._address
        mailed["Date"] = format_datetime(self._clock.now())
        mailed["Message-ID"] = ref
        mailed["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notices do not answer
        if letter.first and letter.first.ref:
            mailed["In-Reply-To"] = mailed["References"] = letter.first.ref
        own = self._reader.templates.written
        text, document = own("plain.txt", message), own("mail.html", message)
        mailed.set_content(f"{plain.head(message)}\n\n{plain.body(message) if text is None else text}\n")
        mailed.add_alternative(mail.render(message) if document is None else document, subtype="html")
        return mailed

    def _deliver(self, mailed: EmailMessage) -> None:
        server, context = self._server, ssl.create_default_context()
        line: list[smtplib.SMTP] = []
        with deadline(self._timeout, lambda: line[0].sock if line else None):
            made = (
                smtplib.SMTP_SSL(timeout=self._timeout, context=context)
                if server.security == "tls"
                else smtplib.SMTP(timeout=self._timeout)
            )
            line.append(made)
            try:
                made._host = server.host or ""  # type: ignore[attr-defined]
                made.connect(server.host or "", server.port)
                if server.security == "starttls":
                    made.starttls(context=context)
                if server.username:
                    made.login(server.username, server.password.get_secret_value() if server.password else "")
                made.send_message(mailed)
                made.quit()
            finally:
                made.close()


def _failure(error: Exception) -> Failed:
    if isinstance(error, TimeoutError):
        return Failed("timeout")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Failed("authentication")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Failed("server" if all(400 <= code < 500 for code in codes) else "client")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Failed("client")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Failed("unreachable")
    if isinstance(error, smtplib.SMTPResponseException):
        if error.smtp_code in (530, 534, 535, 538):
            return Failed("authentication")
        return Failed("client" if error.smtp_code >= 500 else "server")
    return Failed("unreachable")
