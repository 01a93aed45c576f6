"""What somebody typed as the place of their data: a folder or a database URL, and the password apart from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from data_access.settings import SourceSettings
from data_access.sources.source import SourceError

_SECRETS = ("password", "passfile", "sslpassword")
_FILES = (".sqlite", ".sqlite3", ".db")


@dataclass(frozen=True)
class Address:
    """A place to look at; `shown` is its address without any secret, as it may be written and shown again."""

    settings: SourceSettings
    shown: str
    secret: bool = False

    @property
    def folder(self) -> Path | None:
        """The folder, None for a database."""
        return self.settings.folder


def address_of(typed: str, password: str, base: Path) -> Address:
    """The place that was typed, a relative folder being in `base`; raises SourceError."""
    text = typed.strip()
    if not text:
        raise SourceError("Name a folder, such as exports/, or a database, such as postgresql://reader@host/crm.")
    if "://" not in text:
        return _folder(text, password, base)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise SourceError(
            "This is not a database URL. Write it as postgresql://user@host/database or sqlite:///crm.sqlite; "
            "characters such as @ or / in a name are written as %40 or %2F."
        ) from error
    plain = _without_secrets(url)
    if password:
        url = url.set(password=password)
    secret = url != plain
    shown = plain.render_as_string(hide_password=False)
    return Address(SourceSettings(url=url.render_as_string(hide_password=False)), shown, secret)


def _folder(text: str, password: str, base: Path) -> Address:
    if password:
        raise SourceError("A folder has no password. Empty that field, or write the address of a database.")
    folder = (base / Path(text).expanduser()).resolve()
    if folder.is_file() and folder.suffix.lower() in _FILES:
        raise SourceError(f"{folder} is a file. If it is a SQLite database, write sqlite:///{folder}.")
    return Address(SourceSettings(folder=folder), str(folder))


def _without_secrets(url: URL) -> URL:
    # URL.set takes None for a part that is to stay.
    query = url.difference_update_query(_SECRETS).query
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database, query)
