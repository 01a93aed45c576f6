"""Meetings, mails and who took part in them, drawn so that every rule about contacts has a row at its edge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.plain.draws import AGES, Draws

KINDS = ("meeting", "meeting", "meeting", "call", "call", "email", "email", "message", "helpdesk")
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Shares:
    """How many of a case's interactions carry what."""

    purpose: float
    agenda: float
    documented: float
    responded: float
    person: float


def draw_interactions(draw: Draws) -> None:
    """Fills interactions and their participants."""
    if draw.crowded:
        _crowd(draw)
        return
    shares = Shares(
        purpose=draw.one((0.004, 0.02, 0.3, 0.3, 0.9)),
        agenda=draw.one((0.0, 0.02, 0.5, 0.8, 0.95)),
        documented=draw.one((0.0, 0.02, 0.5, 0.8, 0.95)),
        responded=draw.one((0.0, 0.01, 0.03, 0.5, 0.5, 0.8)),
        person=draw.one((0.0, 0.02, 0.5, 0.5, 0.8, 0.8)),
    )
    for number in range(draw.one((0, 60, 100, 150, 150, 200, 230, 230, 230, 260))):
        draw.tables["interactions"].append(_interaction(draw, shares, number))
    for _ in range(draw.one((0, 40, 150))):
        draw.tables["interaction_participants"].append(_participant(draw, shares))


def _interaction(draw: Draws, shares: Shares, number: int) -> dict:
    day = draw.day(ahead=0.12)
    draw.event_days.append(day)
    all_day = draw.happens(0.15)
    starts = datetime.combine(day, time(0), UTC) if all_day else draw.moment(day)
    if all_day and draw.happens(0.1):
        starts += timedelta(hours=draw.one((5, 15)))
    planned = starts.date() > draw.as_of[0] - timedelta(1)
    account = draw.account()
    ends = draw.later(starts, 0.5) if draw.happens(0.95) else starts + timedelta(days=20)
    return {
        "interaction_id": draw.one(("I", "i", "Å", "")) + str(number),
        "account_id": account,
        "employee_id": draw.maybe(draw.id_of("employees", 0.02)),
        "contact_id": draw.maybe(_person_of(draw, account), shares.person),
        "kind": draw.one(("meeting", "call", "email")) if planned else draw.one(KINDS),
        "purpose": draw.maybe(draw.one(("review", "review", "sales", "other")), shares.purpose),
        "direction": draw.one(("inbound", "inbound", "outbound", None)),
        "starts_at": draw.written(starts),
        "ends_at": draw.written(ends),
        "all_day": draw.one(("true", "1", "True")) if all_day else draw.one(("false", "0", None)),
        "status": draw.one(("planned", "planned", "held", "cancelled")) if planned else _held(draw),
        "place": draw.maybe("customer"),
        "formality": draw.maybe("formal"),
        "subject": draw.name(),
        "notes": draw.maybe("line one\nline two", 0.1),
        "private": draw.one((None, "true", "false")),
        "bulk": "true" if draw.happens(0.06) else draw.one((None, "false")),
        "created_at": draw.written(_created(draw, starts)),
        "agenda_at": draw.written(draw.maybe(_agenda(draw, starts), shares.agenda)),
        "documented_at": draw.written(draw.maybe(_memo(draw, ends or starts, all_day), shares.documented)),
        "shared_at": draw.written(draw.later(starts, 0.3)),
        "analysed_at": draw.written(draw.later(starts, 0.1)),
        "responded_at": draw.written(draw.later_at_a_boundary(starts, shares.responded)),
        "channel": draw.maybe("Teams", 0.2),
    }


def _held(draw: Draws) -> str:
    return "held" if draw.happens(0.85) else draw.one(("planned", "cancelled", "no_show"))


def _person_of(draw: Draws, account: str) -> str:
    """A contact of the account, else anybody: of another account, or nobody known."""
    theirs = [row["contact_id"] for row in draw.tables["contacts"] if row["account_id"] == account]
    return draw.one(theirs) if theirs and draw.happens(0.7) else draw.id_of("contacts", 0.05)


def _created(draw: Draws, starts: datetime) -> datetime | None:
    """When the entry was made: before or after the event, at the local midnight of d, or not known."""
    if draw.happens(0.15):
        return None
    if draw.happens(0.4):
        return draw.moment(draw.one(draw.as_of) + timedelta(draw.one((-1, 0, 0, 1))))
    return starts - timedelta(days=draw.one((-3, 0, 1, 5, 40, 200)))


def _agenda(draw: Draws, starts: datetime) -> datetime:
    """Mostly in time: a day or only a moment before; else at the start, or after it."""
    if draw.happens(0.3):
        return draw.moment(starts.date() - timedelta(draw.one((0, 1))))
    return starts - draw.one((timedelta(hours=30), timedelta(days=3), MICROSECOND, timedelta(0), timedelta(hours=-1)))


def _memo(draw: Draws, end: datetime, all_day: bool) -> datetime:
    """Around the last moment at which it is in time, around the end of an as-of date, or soon after the end."""
    if draw.happens(0.15) or end.date() > draw.as_of[0]:
        return draw.moment(draw.one(draw.as_of) + timedelta(draw.one((0, 1))))
    if all_day:
        return draw.moment(end.date() + timedelta(draw.one((0, 1, 4, 5, 5, 6))))
    if draw.happens(0.3):
        return end + timedelta(hours=120) + draw.one((-MICROSECOND, timedelta(0), MICROSECOND))
    return end + timedelta(hours=draw.one((0, 2, 20, 119, 121)))


def _participant(draw: Draws, shares: Shares) -> dict:
    row = dict.fromkeys(("employee_id", "contact_id", "third_party"))
    row["interaction_id"] = draw.id_of("interactions", 0.05)
    contacts = 40 if shares.person > 0.5 else 100 * shares.person / 4
    names = draw.chance.choices(
        ("employee_id", "contact_id", "third_party", "several", "none"),
        (70, contacts, 4, 6 if contacts else 0, draw.dirt * 100),
    )[0]
    if names in ("employee_id", "several"):
        row["employee_id"] = draw.id_of("employees", 0.05)
    if names in ("contact_id", "several"):
        row["contact_id"] = draw.id_of("contacts", 0.1)
    if names == "third_party" or (names == "several" and draw.happens(0.3)):
        row["third_party"] = "lawyer"
    return row


# ---- a crowd


def _crowd(draw: Draws) -> None:
    """Meetings and mails of which one has a purpose, an agenda, a memo or an answer: exactly 1 %, or just less."""
    for kind in ("meeting", "email"):
        for number in range(draw.one((100, 101))):
            first = draw.as_of[0] - timedelta(draw.one((364, 365, 1)))
            draw.tables["interactions"].append(_one_of_a_crowd(draw, kind, number, first))


def _one_of_a_crowd(draw: Draws, kind: str, number: int, first: date) -> dict:
    """The first of a crowd carries what the others lack; its memo or answer may come only after d."""
    day = first if number == 0 else draw.as_of[0] - timedelta(draw.one([age for age in AGES if age < 365]))
    starts = draw.moment(day)
    row = {
        "interaction_id": f"{kind}{number}",
        "account_id": draw.account(),
        "kind": kind,
        "direction": "inbound",
        "starts_at": draw.written(starts),
        "status": "held",
    }
    if number == 0:
        late = draw.moment(draw.as_of[0] + timedelta(1))
        row["purpose"] = "review"
        row["contact_id"] = draw.id_of("contacts")
        row["agenda_at"] = draw.written(draw.one((starts - timedelta(hours=1), starts, late)))
        row["documented_at"] = draw.written(draw.one((starts, starts, late)))
        row["responded_at"] = draw.written(draw.one((starts, starts, starts, late)))
    return row
