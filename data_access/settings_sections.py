"""The sections of the settings that are not about the source: mail, and where the dashboard is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

TLS_MODES = ("starttls", "tls", "none")
USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
SHORTEST_PERIOD, LONGEST_PERIOD = timedelta(seconds=10), timedelta(days=7)
_PERIOD = re.compile(r"([0-9]{1,9}) *([a-z]+)")
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
}


class SectionError(Exception):
    """A value of a section cannot be used; the text says which and what to do, without the file's name."""


@dataclass(frozen=True)
class MailSettings:
    """How mail is sent. The password is in the environment variable `password_env`, never here."""

    host: str
    sender: str
    tls: str = "starttls"
    port: int = USUAL_PORTS["starttls"]
    user: str | None = None
    password_env: str | None = None


def mail_section(content: Mapping[str, object]) -> MailSettings | None:
    """The section [mail]; None where it is empty. Raises SectionError."""
    if not content:
        return None
    _texts("mail", content, ("host", "from", "tls", "user", "password_env"))
    for name in ("host", "from"):
        if not content.get(name):
            raise SectionError(f"[mail] {name} is missing: {_MEANING[name]}.")
    if not is_address(content["from"]):
        raise SectionError(f"[mail] from {content['from']!r} is not an e-mail address such as health@example.com.")
    tls = content.get("tls", MailSettings.tls)
    if tls not in TLS_MODES:
        raise SectionError(f'[mail] tls {tls!r} is not known. Known are {", ".join(TLS_MODES)}; "none" sends in clear.')
    port = content.get("port", USUAL_PORTS[tls])
    if type(port) is not int or not 0 < port < 65_536:
        raise SectionError(f"[mail] port must be a whole number from 1 to 65535, not {port!r}.")
    user, variable = content.get("user") or None, content.get("password_env") or None
    if (user is None) != (variable is None):
        raise SectionError("[mail] user and password_env belong together: name both, or neither.")
    if user is not None and tls == "none":
        raise SectionError('[mail] with tls = "none" the password would be sent in clear: choose starttls or tls.')
    return MailSettings(content["host"], content["from"], tls, port, user, variable)


def server_section(content: Mapping[str, object]) -> str | None:
    """The public address of section [server] without a slash at its end; None where there is none. Raises SectionError."""
    _texts("server", content, ("public_url",))
    url = content.get("public_url")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SectionError(f"[server] public_url {url!r} is not an address such as https://health.example.com.")
    return url.rstrip("/")


def period(text: object) -> timedelta:
    """How long a text such as "15 minutes" or "1h" says; raises SectionError with what is wrong with it."""
    match = _PERIOD.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if match is None or match[2] not in _SECONDS:
        raise SectionError(
            f'must be a number and a unit in quotes, such as "15 minutes", "1 hour" or "30s", not {text!r}.'
        )
    seconds = int(match[1]) * _SECONDS[match[2]]
    if not SHORTEST_PERIOD.total_seconds() <= seconds <= LONGEST_PERIOD.total_seconds():
        raise SectionError(f"must be from 10 seconds to 7 days, not {text!r}.")
    return timedelta(seconds=seconds)


def is_address(text: str) -> bool:
    """Whether a text can be an e-mail address: something, an @, a host, and no space, comma or control sign in it."""
    name, at, host = text.strip().rpartition("@")
    return bool(name and at and host) and all(sign.isprintable() and sign not in ' ,;<>"()' for sign in text.strip())


def _texts(section: str, content: Mapping[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        if name in content and not isinstance(content[name], str):
            raise SectionError(f"[{section}] {name} must be text in quotes, not {content[name]!r}.")


_MEANING = {"host": "the name of the SMTP server", "from": "the address that mail comes from"}
