"""What can go wrong with the records, each as a sentence: what, where (without a password), and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError


class RecordsError(Exception):
    """The records cannot be read or written; the text says why and what to do."""


class Overwritten(RecordsError):
    """Somebody else changed the decision first; `row` is what it is now."""

    def __init__(self, row: Mapping[str, object]) -> None:
        super().__init__(
            f"{row['changed_by']} changed decision {row['decision_id']} first; nothing was saved. "
            "Look at what it says now, then change that."
        )
        self.row = row


class AlreadyClosed(RecordsError):
    """A review of the same day and teams is closed; `review` is its row."""

    def __init__(self, review: Mapping[str, object]) -> None:
        super().__init__(
            f"{review['closed_by']} closed the review of {review['as_of']} for these teams already. Open it as it was closed."
        )
        self.review = review


def address_of(url: URL) -> str:
    """Where the records lie: the path of a file, else the URL without its password, which its query may hold too."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def sentence_for(url: URL, error: Exception) -> str:
    """What to tell people of an error that the database or its driver raised."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    what = _of_sqlite(cause) if isinstance(cause, sqlite3.Error) else _of_postgresql(cause)
    return f"The records ({address_of(url)}) {what or _otherwise(url, cause)}"


def _of_sqlite(cause: sqlite3.Error) -> str | None:
    code = getattr(cause, "sqlite_errorcode", None)
    return _SQLITE.get(code & 0xFF) if code is not None else None


def _of_postgresql(cause: Exception) -> str | None:
    return next((text for kind, text in _POSTGRESQL.items() if isinstance(cause, kind)), None)


def _otherwise(url: URL, cause: Exception) -> str:
    reason = (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".")
    for password in (str(url.password or ""), *url.normalized_query.get("password", ())):
        for secret in {password, quote(password, safe=""), quote_plus(password)} - {""}:
            reason = reason.replace(secret, "***")
    return (
        f"cannot be used: {reason}. Check [storage] records in the settings, that the database is running, and that this "
        "user may write there."
    )


_BUSY = "are being written by another program. Try again in a moment."
_READ_ONLY = "can only be read. Give this user the right to write there, then try again."
_DAMAGED = (
    "are no SQLite database, or a damaged one. Name another file under [storage] records in the settings, "
    "or bring a backup back with: python -m dashboard records restore --from FILE"
)
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: "have no room: the disk is full. Make room, then try again.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that the file is there and that this user may read and write it and its folder.",
}
_POSTGRESQL: dict[type[Exception], str] = {
    psycopg.errors.LockNotAvailable: _BUSY,
    psycopg.errors.ReadOnlySqlTransaction: _READ_ONLY,
    psycopg.errors.InsufficientPrivilege: "may not be read and written by this user. Give it the rights, then try again.",
}
