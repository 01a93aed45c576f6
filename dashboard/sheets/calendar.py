"""A planned call or meeting as a calendar file, which any calendar takes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from dashboard.sheets.cells import legible
from dashboard.wording import as_date, is_unknown

DOMAIN = "account-health"
KIND_WORDS = {"meeting": "Meeting", "call": "Call"}
USUAL_MINUTES = {"meeting": 60, "call": 30}
"""How long a contact takes that has no end."""

_PRODUCT = "-//Account Health//Planned contacts//EN"


@dataclass(frozen=True)
class PlannedContact:
    """A contact to come. `key` tells it from every other for good, so that a calendar replaces an older copy of it.

    `starts_at` is in the company's time zone, or a date alone where the whole day is meant.
    """

    key: str
    account_name: str
    kind: str
    starts_at: datetime | date
    ends_at: datetime | None = None
    person: str | None = None
    about: str | None = None
    place: str | None = None
    notes: str = ""
    link: str | None = None

    @property
    def summary(self) -> str:
        """`Meeting: Kestrel Energy, Anke Weber`."""
        word = KIND_WORDS.get(self.kind, self.kind.capitalize())
        named = ", ".join(str(part) for part in (self.account_name, self.person) if not is_unknown(part))
        return f"{word}: {' '.join(named.split())}"

    @property
    def file_name(self) -> str:
        """What the file is called: `meeting-2026-11-20.ics`."""
        return f"{self.kind}-{self.starts_at:%Y-%m-%d}.ics"


def calendar_file(contact: PlannedContact, written_at: datetime) -> bytes:
    """The contact as an iCalendar file with its time zone; the same contact has the same UID in every file."""
    event = Event()
    event.add("uid", uid(contact.key))
    event.add("dtstamp", written_at)
    event.add("dtstart", contact.starts_at)
    if end := _end(contact):
        event.add("dtend", end)
    event.add("summary", legible(contact.summary))
    description = "\n".join(part for part in (_line(contact.about), contact.notes, contact.link or "") if part)
    if description:
        event.add("description", legible(description))
    if contact.place:
        event.add("location", contact.place)
    if contact.link:
        event.add("url", contact.link)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    on = as_date(contact.starts_at)
    calendar.add_missing_timezones(first_date=on - timedelta(days=1), last_date=on + timedelta(days=365))
    return calendar.to_ical()


def uid(key: str) -> str:
    """The UID of a contact: it names neither the account nor a person."""
    return f"{sha256(key.encode()).hexdigest()[:32]}@{DOMAIN}"


def next_working_day(after: date) -> date:
    """The first day after a date that is no Saturday or Sunday."""
    return next(day for day in (after + timedelta(days=n) for n in range(1, 4)) if day.weekday() < 5)


def in_zone(us: object, zone: ZoneInfo) -> datetime | None:
    """A moment of the mirror, UTC microseconds, in the company's time zone; None where there is none."""
    return None if is_unknown(us) else datetime.fromtimestamp(int(us) / 1_000_000, tz=zone)


def _end(contact: PlannedContact) -> datetime | date | None:
    if not isinstance(contact.starts_at, datetime):
        return contact.starts_at + timedelta(days=1)
    if contact.ends_at is not None and contact.ends_at > contact.starts_at:
        return contact.ends_at
    return contact.starts_at + timedelta(minutes=USUAL_MINUTES.get(contact.kind, 30))


def _line(text: object) -> str:
    return "" if is_unknown(text) else " ".join(str(text).split())
