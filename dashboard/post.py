"""Mail on its way out: SMTP with TLS as the settings say, one connection for many messages."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from types import TracebackType

from data_access.settings_sections import MailSettings

SECONDS = 30
"""How long a server may take to answer."""
_FINE = 250


class PostError(Exception):
    """Mail could not be sent; the text says why, and never holds the password."""


class Post:
    """A connection to the mail server, made when the first message is sent and anew where the server has ended it."""

    def __init__(self, settings: MailSettings, environ: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._password = _password(settings, environ)
        self._server: smtplib.SMTP | None = None
        self._refused: str | None = None

    def __enter__(self) -> Post:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hands a message over to the server; raises PostError with its answer where it does not take it.

        A message is handed over once: where its answer is lost, the server may have taken it.
        """
        self._leave_what_ended()
        try:
            self._connected().send_message(message)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._after(error)
            raise PostError(_sentence(error, self._settings)) from error

    def _leave_what_ended(self) -> None:
        """Lets go of a connection that the server has ended, as servers do after some messages."""
        if self._server is None:
            return
        try:
            code, _ = self._server.noop()
        except (smtplib.SMTPException, OSError):
            code = None
        if code != _FINE:
            self._hang_up()

    def _after(self, error: Exception) -> None:
        """Keeps the connection only where the server has refused this one message and is ready for the next."""
        refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
        if not isinstance(error, refused):
            self._hang_up()

    def _connected(self) -> smtplib.SMTP:
        """The connection; where it could not be made once it is not tried again, for a wrong password may lock the user."""
        if self._refused is not None:
            raise PostError(self._refused)
        if self._server is None:
            try:
                self._server = self._opened()
            except (smtplib.SMTPException, OSError) as error:
                self._refused = _sentence(error, self._settings)
                raise PostError(self._refused) from error
        return self._server

    def _opened(self) -> smtplib.SMTP:
        to = self._settings
        if to.tls == "tls":
            server = smtplib.SMTP_SSL(to.host, to.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(to.host, to.port, timeout=SECONDS)
        try:
            if to.tls == "starttls":
                # Raises where the server has no TLS: mail about customers never goes in clear unasked.
                server.starttls(context=ssl.create_default_context())
            if to.user is not None:
                server.login(to.user, self._password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _password(settings: MailSettings, environ: Mapping[str, str]) -> str | None:
    if settings.password_env is None:
        return None
    found = environ.get(settings.password_env)
    if not found:
        raise PostError(
            f"The password for {settings.user} at {settings.host} is not there: "
            f"set the environment variable {settings.password_env}."
        )
    if not (settings.user + found).isascii():
        # What Python says of it would name the sign and its place.
        raise PostError(
            f"The user or the password for {settings.host} has a sign beyond ASCII, which SMTP does not take. "
            f"Choose another one, then set the environment variable {settings.password_env}."
        )
    return found


def _sentence(error: Exception, to: MailSettings) -> str:
    """What went wrong, for people; answers of the server are shown as it gave them, in one line."""
    place = f"{to.host}:{to.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return f"the server refused the address: {code} {_line(answer)}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{place} did not accept user and password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{place} cannot do what is asked of it: {_line(str(error))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server refused the mail: {error.smtp_code} {_line(error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {place} is not trusted: {_line(error.verify_message)}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"{place} ended the connection"
    return f"{place} cannot be reached: {_line(getattr(error, 'strerror', None) or str(error))}"


def _line(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]
