"""Small companies that are nasty on purpose, the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.plain.draws import Draws
from tests.plain.intake import RawStore
from tests.plain.random_interactions import draw_interactions
from tests.plain.random_policy import draw_policy
from tests.plain.random_service import draw_service
from tests.plain.spoiled import spoiled
from tests.plain.tables import TABLES

ODD_IDS = (
    "007",
    "7",
    "NA",
    "null",
    "-1",
    "1e3",
    "a|b",
    "Ä",
    "z",
    "Z",
    "😀",
    "=1",
    " A1",
    "A1",
    "A1 ",
    "None",
    "nan",
    "'q'",
    "\uff21",
    "true",
)


LEVELS = ("executive", "management", "supervisor", "specialist")
FLAGS = ("true", "TRUE", "1", "False", "0", None)
ABSENT = (
    ("accounts", "owner_id"),
    ("employees", None),
    ("employees", "active"),
    ("contacts", None),
    ("contacts", "is_primary"),
    ("contacts", "level"),
    ("interactions", None),
    ("interactions", "purpose"),
    ("interactions", "agenda_at"),
    ("interactions", "documented_at"),
    ("interactions", "responded_at"),
    ("interactions", "contact_id"),
    ("interactions", "direction"),
    ("interaction_participants", None),
    ("cases", None),
    ("cases", "first_response_at"),
    ("cases", "resolved_at"),
    ("cases", "priority"),
    ("commitments", None),
    ("commitments", "cancelled"),
    ("survey_responses", None),
    ("survey_responses", "contact_id"),
)
"""Tables and columns (None: the whole table) that a company may not have."""


@dataclass(frozen=True)
class Case:
    """A delivered store, the settings it is read with, and the dates and rules it is judged by."""

    seed: int
    raw: RawStore
    zone: str
    currency: str
    now: datetime
    as_of: tuple[date, ...]
    policy: dict


def random_store(seed: int) -> Case:
    """The case of this seed."""
    draw = Draws(seed)
    _draw_people(draw)
    _draw_accounts(draw)
    _draw_contacts(draw)
    draw_interactions(draw)
    _draw_orders(draw)
    draw_service(draw)
    if draw.dirt:
        _spoil_cells(draw)
        _repeat_rows(draw)
    return Case(
        seed=seed,
        raw=_delivered(draw),
        zone=draw.zone,
        currency=draw.currency,
        now=datetime.combine(draw.last_day, time(22, 0), ZoneInfo(draw.zone)).astimezone(UTC),
        as_of=_with_first_day(draw),
        policy=draw_policy(draw),
    )


def _with_first_day(draw: Draws) -> tuple[date, ...]:
    """The as-of dates, one of them sometimes moved to the first day of all: the day a table becomes connected."""
    if not draw.event_days or draw.happens(0.8):
        return draw.as_of
    return (*draw.as_of[:-1], min(draw.event_days))


# ---- tables


def _draw_people(draw: Draws) -> None:
    for number in range(draw.chance.randint(1, 4)):
        parent = f"T{number - 1}" if number else None
        draw.tables["teams"].append({"team_id": f"T{number}", "name": draw.name(), "parent_team_id": parent})
    for number in range(draw.chance.randint(2, 6)):
        draw.tables["employees"].append(
            {
                "employee_id": f"E{number}" if number else "0",
                "name": draw.name(),
                "email": f"e{number}@example.com",
                "team_id": draw.maybe(draw.id_of("teams", 0.1)),
                "languages": "fi,en",
                "level": draw.maybe("specialist"),
                "active": draw.one(FLAGS),
                "left_on": draw.maybe(str(_near_the_end(draw)), 0.3),
            }
        )


def _near_the_end(draw: Draws) -> date:
    """A day to leave on: an as-of date, the day before or after it, or any other."""
    return draw.one(draw.as_of) + timedelta(draw.one((-1, 0, 1))) if draw.happens(0.6) else draw.day()


def _draw_accounts(draw: Draws) -> None:
    number = draw.chance.randint(5, 22)
    ids = [f"A{place}" for place in range(2, number + 2)]
    for place, odd in enumerate(draw.chance.sample(ODD_IDS, min(number // 2, len(ODD_IDS)))):
        ids[place] = odd
    draw.chance.shuffle(ids)
    merges = draw.one((0.0, 0.1, 0.4))
    owned = draw.one((0.0, 0.1, 0.7, 0.95, 0.95))
    for account in ids:
        created = None if draw.happens(0.5) else draw.moment(draw.day())
        draw.tables["accounts"].append(
            {
                "account_id": account,
                "name": draw.name(),
                "owner_id": draw.maybe(draw.id_of("employees", draw.dirt), owned),
                "team_id": draw.maybe(draw.id_of("teams", 0.1), 0.4),
                "tier_entered": draw.maybe(draw.one("ABC"), 0.25),
                "contact_preference": draw.maybe(draw.one(("proactive", "proactive", "as_needed"))),
                "agreed_interval_days": draw.maybe(draw.one(("1", "14", "45", "+90", "365", "3650")), 0.25),
                "industry": draw.maybe("Steel"),
                "country": draw.maybe("FI"),
                "language": draw.maybe("fi"),
                "parent_account_id": draw.maybe(draw.one(ids), 0.2),
                "created_at": draw.written(created),
                "agreement_ends_on": draw.maybe(str(draw.day()), 0.3),
                "merged_into_id": draw.maybe(draw.one([*ids, "no such account"]), merges),
            }
        )
    draw.favourites = [draw.one(ids) for _ in range(8)]


def _draw_contacts(draw: Draws) -> None:
    """In a crowd of about a hundred at most one is primary."""
    primary = draw.one((0.0, 0.05, 0.4, 0.4, 0.8))
    with_level = draw.one((0.0, 0.3, 0.9, 0.9))
    for number in range(draw.one((100, 101)) if draw.crowded else draw.chance.randint(4, 40)):
        is_primary = number == 0 if draw.crowded else draw.happens(primary)
        draw.tables["contacts"].append(
            {
                "contact_id": draw.one(("C", "C", "E")) + str(number),
                "account_id": draw.account(),
                "name": draw.name(),
                "title": draw.maybe("Buyer"),
                "level": draw.maybe(draw.one(LEVELS), with_level),
                "role": draw.maybe("champion"),
                "is_primary": draw.one(("true", "1")) if is_primary else draw.one(("0", None)),
                "language": draw.maybe("en"),
                "email": draw.maybe("c@example.com"),
                "phone": draw.maybe("+358 40"),
                "active": draw.one(("true", "1", "0", None)),
                "left_on": draw.maybe(str(_near_the_end(draw)), 0.2),
            }
        )


def _draw_orders(draw: Draws) -> None:
    currencies = (draw.currency, draw.currency, draw.currency, "EUR", "USD", "SEK", "XXX")
    amounts = ("100", "100", "100.00", "250.5", "1000", "1e3", "-100", "-.5", "0", "0.00", "99.99995", "33.33335")
    amounts += ("-1000", "-5000", "5000", "12345.6789012345", "+20", "7.", "0.00005", "0.00015", "250000")
    if draw.happens(0.1):
        amounts += ("99999999999999.9999999999", "-99999999999999")
    if draw.happens(0.15):
        amounts, currencies = ("100", "100", "50"), (draw.currency,)
    for number in range(draw.one((0, 15, 40, 40, 60, 60, 90, 90, 120))):
        day = draw.day(ahead=0.05)
        if draw.happens(0.5):
            draw.event_days.append(day)
        account = draw.account()
        status = "delivered" if draw.happens(0.5) else draw.one(("confirmed", "confirmed", "open", "cancelled"))
        draw.tables["orders"].append(
            {
                "order_id": f"O{number}" if number else "00",
                "account_id": account,
                "ordered_on": str(day),
                "amount": draw.one(amounts),
                "currency": draw.one(currencies),
                "status": status,
                "product_line": draw.maybe("Pumps"),
                "channel": draw.maybe("web"),
            }
        )
    rates = ("1.1", "0.92345678", "11.5", "1e-2", "0.0000000001", "2", ".5")
    for currency in ("EUR", "USD", "SEK"):
        months = {draw.day().replace(day=1) for _ in range(draw.one((0, 1, 3, 8)))}
        for month in sorted(months):
            draw.tables["fx_rates"].append({"currency": currency, "month": str(month), "rate": draw.one(rates)})


# ---- what goes wrong


def _spoil_cells(draw: Draws) -> None:
    for table, columns in TABLES.items():
        for row in draw.tables[table]:
            for column in columns:
                if draw.happens(draw.dirt):
                    row[column.name] = draw.one(spoiled(column, draw.last_day.year))


def _repeat_rows(draw: Draws) -> None:
    """Rows delivered again: whole ones, and others under a key already used."""
    for table, columns in TABLES.items():
        rows = draw.tables[table]
        for _ in range(draw.chance.randrange(4) if rows else 0):
            row = dict(draw.one(rows))
            if draw.happens(0.6):
                column = draw.one(columns)
                row[column.name] = draw.one(rows)[column.name]
            rows.insert(draw.chance.randint(0, len(rows)), row)


def _delivered(draw: Draws) -> RawStore:
    """The tables as delivered: some missing, some without a column, with columns in any order and some unknown."""
    dropped = 0.0 if draw.crowded else draw.one((0.0, 0.0, 0.08))
    absent = draw.chance.sample(ABSENT, draw.one((0, 0, 1, 2, 3)))
    raw = {}
    for table, columns in TABLES.items():
        needed = table == "accounts"
        if (table, None) in absent:
            continue
        if not needed and draw.happens(dropped or (0.3 if not draw.tables[table] else 0)):
            continue
        names = [
            column.name
            for column in columns
            if (needed and column.required)
            or not ((table, column.name) in absent or draw.happens(dropped / (8 if column.required else 2)))
        ]
        if draw.happens(0.3):
            draw.chance.shuffle(names)
        extra = ["unknown_column"] if draw.happens(0.2) else []
        lines = [[row.get(name) or None for name in names] + ["x"] * len(extra) for row in draw.tables[table]]
        raw[table] = (names + extra, lines)
    return raw
