"""Small companies that are nasty on purpose, the same ones for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.plain.intake import RawStore
from tests.plain.spoiled import spoiled
from tests.plain.tables import TABLES

# Last days near a change of the clocks, a leap day, a turn of the year and the day Apia never had.
PLACES = (
    ("UTC", (date(2024, 3, 1), date(2023, 12, 31))),
    ("Europe/Helsinki", (date(2024, 3, 31), date(2024, 10, 27), date(2025, 6, 30))),
    ("America/New_York", (date(2024, 11, 3), date(2024, 3, 10))),
    ("Asia/Kolkata", (date(2024, 7, 15),)),
    ("Pacific/Auckland", (date(2024, 9, 29), date(2025, 4, 6))),
    ("Pacific/Apia", (date(2011, 12, 31), date(2012, 4, 1))),
    ("America/Sao_Paulo", (date(2018, 11, 4), date(2018, 2, 18))),
    ("Australia/Lord_Howe", (date(2024, 4, 7),)),
)
AGES = (0, 1, 2, 5, 7, 8, 13, 14, 15, 16, 20, 29, 30, 31, 38, 44, 45, 46, 59, 60, 61, 75, 88, 89, 90, 91, 92, 98, 110)
AGES += (119, 120, 121, 135, 150, 179, 180, 181, 182, 183, 210, 240, 269, 270, 271, 300, 330, 363, 364, 365, 366, 367)
AGES += (380, 400, 430, 454, 455, 456, 457, 500, 546, 547, 600, 650, 700, 728, 729, 730, 731, 732, 800, 1000)
AHEAD = (1, 2, 7, 13, 14, 15, 16, 20, 29, 30, 31, 60)
CLOCK = (
    time(0, 0),
    time(0, 0, 0, 1),
    time(23, 59, 59, 999999),
    time(1, 30),
    time(2, 30),
    time(3, 0),
    time(9, 15),
    time(12, 0),
    time(17, 45, 30, 500000),
)
NAMES = (
    "Acme",
    "NA",
    "null",
    "Äö Oy",
    "株式会社",
    'O"Neil, Sons',
    "<script>x</script>",
    "=1+1",
    "מאיה",
    "🙂",
    " x ",
    "é",
    "e\u0301",
)
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
    return _Maker(seed).case()


class _Maker:
    """Draws one case; every draw comes from one generator seeded with the seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.zone, last_days = self.chance.choice(PLACES)
        self.last_day = self.chance.choice(last_days)
        self.currency = self.chance.choice(("EUR", "EUR", "EUR", "USD", "JPY"))
        self.crowded = seed % 40 == 7
        self.dirt = 0.0 if self.crowded else self.chance.choice((0.0, 0.0, 0.0, 0.004, 0.02, 0.06))
        self.gaps = self.chance.choice((0.02, 0.1, 0.35))
        self.purpose_share = self.chance.choice((0.004, 0.02, 0.3, 0.3, 0.9))
        self.responded_share = self.chance.choice((0.0, 0.01, 0.03, 0.5, 0.5, 0.8))
        self.as_of = self._as_of_dates()
        self.event_days: list[date] = []
        self.tables: dict[str, list[dict]] = {table: [] for table in TABLES}

    def case(self) -> Case:
        self._people()
        self._accounts()
        self._contacts()
        if self.crowded:
            self._crowd()
        else:
            self._interactions()
            self._participants()
        self._orders()
        self._other_tables()
        if self.dirt:
            self._spoil_cells()
            self._repeat_rows()
        return Case(
            seed=self.seed,
            raw=self._delivered(),
            zone=self.zone,
            currency=self.currency,
            now=datetime.combine(self.last_day, time(22, 0), ZoneInfo(self.zone)).astimezone(UTC),
            as_of=self._with_first_day(),
            policy=self._policy(),
        )

    # ---- draws

    def _one(self, values: tuple | list) -> object:
        return self.chance.choice(values)

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _maybe(self, value: object, share: float | None = None) -> object:
        """The value, or nothing with the case's share of gaps."""
        return None if self._is(self.gaps if share is None else 1 - share) else value

    def _id(self, table: str, unknown: float = 0.0) -> str | None:
        """A key of the table, sometimes one that is not there."""
        name = TABLES[table][0].name
        if self._is(unknown) or not self.tables[table]:
            return f"no such {name}"
        return self._one(self.tables[table])[name]

    def _as_of_dates(self) -> tuple[date, ...]:
        back = (1, 14, 15, 45, 90, 91, 120, 150, 182, 365, 456, 800)
        chosen = self.chance.sample(back, 3)
        return (self.last_day, *(self.last_day - timedelta(days) for days in chosen))

    def _with_first_day(self) -> tuple[date, ...]:
        """The as-of dates, one of them sometimes moved to the first day of all: the day a table becomes connected."""
        if not self.event_days or self._is(0.6):
            return self.as_of
        return (*self.as_of[:-1], min(self.event_days))

    def _day(self, ahead: float = 0.1) -> date:
        """A day at a boundary as seen from one of the as-of dates."""
        d = self._one(self.as_of[:2]) if self._is(0.8) else self._one(self.as_of)
        if self._is(ahead):
            return d + timedelta(self._one(AHEAD))
        return d - timedelta(self._one(AGES))

    def _recent_day(self) -> date:
        return self._one(self.as_of) - timedelta(self._one([age for age in AGES if age < 400]))

    def _moment(self, day: date) -> datetime:
        """A time of that local day, mostly close to a boundary of the day."""
        clock = datetime.combine(day, self._one(CLOCK), ZoneInfo(self.zone))
        return clock.replace(fold=int(self._is(0.5))).astimezone(UTC)

    def _written(self, moment: datetime | None) -> str | None:
        """The moment in one of the forms a source may use."""
        if moment is None:
            return None
        form = self.chance.randrange(6)
        if form == 0:
            return moment.isoformat().replace("+00:00", "Z")
        if form == 1:
            return moment.replace(tzinfo=None).isoformat()
        if form == 2:
            return moment.replace(tzinfo=None).isoformat(" ")
        if form == 3:
            return moment.astimezone(ZoneInfo(self.zone)).isoformat()
        if form == 4 and moment.microsecond == 0:
            return moment.strftime("%Y%m%dT%H%M%SZ")
        return moment.isoformat()

    def _later(self, moment: datetime, share: float) -> datetime | None:
        """A time after the moment, or none; seldom one before it."""
        if not self._is(share):
            return None
        hours = self._one((0, 0.5, 2, 8, 24, 26, 47, 72, 119.9, 120, 120.1, 240, 900, 2000))
        if self._is(self.dirt):
            hours = -self._one((0.001, 1, 30))
        return moment + timedelta(hours=hours)

    # ---- tables

    def _people(self) -> None:
        for number in range(self.chance.randint(1, 4)):
            parent = f"T{number - 1}" if number else None
            self.tables["teams"].append({"team_id": f"T{number}", "name": self._name(), "parent_team_id": parent})
        for number in range(self.chance.randint(2, 6)):
            self.tables["employees"].append(
                {
                    "employee_id": f"E{number}" if number else "0",
                    "name": self._name(),
                    "email": f"e{number}@example.com",
                    "team_id": self._maybe(self._id("teams", 0.1)),
                    "languages": "fi,en",
                    "level": self._maybe("specialist"),
                    "active": self._one(("true", "TRUE", "1", "False", "0", None)),
                    "left_on": self._maybe(str(self._day()), 0.2),
                }
            )

    def _name(self) -> str:
        return self._one(NAMES) if self._is(0.5) else f"Name {self.chance.randrange(100)}"

    def _accounts(self) -> None:
        number = self.chance.randint(5, 22)
        ids = [f"A{place}" for place in range(2, number + 2)]
        for place, odd in enumerate(self.chance.sample(ODD_IDS, min(number // 2, len(ODD_IDS)))):
            ids[place] = odd
        self.chance.shuffle(ids)
        merges = self._one((0.0, 0.1, 0.4))
        for account in ids:
            created = None if self._is(0.5) else self._moment(self._day())
            self.tables["accounts"].append(
                {
                    "account_id": account,
                    "name": self._name(),
                    "owner_id": self._maybe(self._id("employees", self.dirt)),
                    "team_id": self._maybe(self._id("teams", 0.1), 0.4),
                    "tier_entered": self._maybe(self._one("ABC"), 0.25),
                    "contact_preference": self._maybe(self._one(("proactive", "proactive", "as_needed"))),
                    "agreed_interval_days": self._maybe(self._one(("1", "14", "45", "+90", "365", "3650")), 0.25),
                    "industry": self._maybe("Steel"),
                    "country": self._maybe("FI"),
                    "language": self._maybe("fi"),
                    "parent_account_id": self._maybe(self._one(ids), 0.2),
                    "created_at": self._written(created),
                    "agreement_ends_on": self._maybe(str(self._day()), 0.3),
                    "merged_into_id": self._maybe(self._one([*ids, "no such account"]), merges),
                }
            )

    def _contacts(self) -> None:
        for number in range(self.chance.randint(4, 25)):
            self.tables["contacts"].append(
                {
                    "contact_id": f"C{number}",
                    "account_id": self._id("accounts", self.dirt),
                    "name": self._name(),
                    "title": self._maybe("Buyer"),
                    "level": self._maybe("management"),
                    "role": self._maybe("champion"),
                    "is_primary": self._one(("true", "0", None)),
                    "language": self._maybe("en"),
                    "email": self._maybe("c@example.com"),
                    "phone": self._maybe("+358 40"),
                    "active": self._one(("true", "0", None)),
                    "left_on": self._maybe(str(self._day()), 0.1),
                }
            )

    def _interactions(self) -> None:
        kinds = ("meeting", "meeting", "meeting", "call", "call", "email", "email", "message", "helpdesk")
        for number in range(self._one((0, 60, 100, 150, 150, 200, 230, 230, 230, 260))):
            day = self._day(ahead=0.12)
            self.event_days.append(day)
            all_day = self._is(0.12)
            starts = datetime.combine(day, time(0), UTC) if all_day else self._moment(day)
            if all_day and self._is(0.1):
                starts += timedelta(hours=self._one((5, 15)))
            planned = starts.date() > self.as_of[0] - timedelta(1)
            kind = self._one(("meeting", "call", "email")) if planned else self._one(kinds)
            status = self._one(("planned", "planned", "held", "cancelled")) if planned else self._held()
            self.tables["interactions"].append(
                {
                    "interaction_id": self._one(("I", "i", "Å", "")) + str(number),
                    "account_id": self._id("accounts", self.dirt),
                    "employee_id": self._maybe(self._id("employees", 0.02)),
                    "contact_id": self._maybe(self._id("contacts", 0.03), 0.5),
                    "kind": kind,
                    "purpose": self._maybe(self._one(("review", "review", "sales", "other")), self.purpose_share),
                    "direction": self._one(("inbound", "inbound", "outbound", None)),
                    "starts_at": self._written(starts),
                    "ends_at": self._written(self._later(starts, 0.5)),
                    "all_day": self._one(("true", "1", "True")) if all_day else self._one(("false", "0", None)),
                    "status": status,
                    "place": self._maybe("customer"),
                    "formality": self._maybe("formal"),
                    "subject": self._name(),
                    "notes": self._maybe("line one\nline two", 0.1),
                    "private": self._one((None, "true", "false")),
                    "bulk": "true" if self._is(0.06) else self._one((None, "false")),
                    "created_at": self._written(self._created(starts)),
                    "agenda_at": self._written(self._maybe(starts - timedelta(hours=30), 0.4)),
                    "documented_at": self._written(self._later(starts, 0.4)),
                    "shared_at": self._written(self._later(starts, 0.3)),
                    "analysed_at": self._written(self._later(starts, 0.1)),
                    "responded_at": self._written(self._later(starts, self.responded_share)),
                    "channel": self._maybe("Teams", 0.2),
                }
            )

    def _crowd(self) -> None:
        """Meetings and inbound mails of which one has a purpose or an answer: exactly 1 %, or just less."""
        for kind in ("meeting", "email"):
            for number in range(self._one((100, 101))):
                ages = (364, 365, 1) if number == 0 else [age for age in AGES if age < 365]
                starts = self._moment(self.as_of[0] - timedelta(self._one(ages)))
                self.tables["interactions"].append(
                    {
                        "interaction_id": f"{kind}{number}",
                        "account_id": self._id("accounts"),
                        "kind": kind,
                        "purpose": "review" if number == 0 else None,
                        "direction": "inbound",
                        "starts_at": self._written(starts),
                        "status": "held",
                        "responded_at": self._written(starts) if number == 0 else None,
                    }
                )

    def _held(self) -> str:
        return "held" if self._is(0.85) else self._one(("planned", "cancelled", "no_show"))

    def _created(self, starts: datetime) -> datetime | None:
        """When the entry was made: before or after the event, at the local midnight of d, or not known."""
        if self._is(0.15):
            return None
        if self._is(0.4):
            return self._moment(self._one(self.as_of) + timedelta(self._one((-1, 0, 0, 1))))
        return starts - timedelta(days=self._one((-3, 0, 1, 5, 40, 200)))

    def _participants(self) -> None:
        for _ in range(self._one((0, 40, 150))):
            row = dict.fromkeys(("employee_id", "contact_id", "third_party"))
            row["interaction_id"] = self._id("interactions", 0.05)
            names = self.chance.choices(
                ("employee_id", "contact_id", "third_party", "several", "none"), (70, 12, 4, 6, self.dirt * 100)
            )[0]
            if names in ("employee_id", "several"):
                row["employee_id"] = self._id("employees", 0.05)
            if names in ("contact_id", "several"):
                row["contact_id"] = self._id("contacts", 0.1)
            if names == "third_party":
                row["third_party"] = "lawyer"
            self.tables["interaction_participants"].append(row)

    def _orders(self) -> None:
        currencies = (self.currency, self.currency, self.currency, "EUR", "USD", "SEK", "XXX")
        amounts = ("100", "100", "100.00", "250.5", "1000", "1e3", "-100", "-.5", "0", "0.00", "99.99995", "33.33335")
        amounts += ("-1000", "-5000", "5000", "12345.6789012345", "+20", "7.", "0.00005", "0.00015", "250000")
        if self._is(0.1):
            amounts += ("99999999999999.9999999999", "-99999999999999")
        some = [self._id("accounts") for _ in range(8)]
        if self._is(0.15):
            amounts, currencies = ("100", "100", "50"), (self.currency,)
        for number in range(self._one((0, 15, 40, 40, 60, 60, 90, 90, 120))):
            day = self._day(ahead=0.05)
            if self._is(0.5):
                self.event_days.append(day)
            account = self._one(some) if self._is(0.5) else self._id("accounts", self.dirt)
            status = "delivered" if self._is(0.5) else self._one(("confirmed", "confirmed", "open", "cancelled"))
            self.tables["orders"].append(
                {
                    "order_id": f"O{number}" if number else "00",
                    "account_id": account,
                    "ordered_on": str(day),
                    "amount": self._one(amounts),
                    "currency": self._one(currencies),
                    "status": status,
                    "product_line": self._maybe("Pumps"),
                    "channel": self._maybe("web"),
                }
            )
        rates = ("1.1", "0.92345678", "11.5", "1e-2", "0.0000000001", "2", ".5")
        for currency in ("EUR", "USD", "SEK"):
            months = {self._day().replace(day=1) for _ in range(self._one((0, 1, 3, 8)))}
            for month in sorted(months):
                self.tables["fx_rates"].append({"currency": currency, "month": str(month), "rate": self._one(rates)})

    def _other_tables(self) -> None:
        for _ in range(self._one((0, 8))):
            self.tables["account_team_members"].append(
                {
                    "account_id": self._id("accounts", self.dirt),
                    "employee_id": self._id("employees", self.dirt),
                    "role": self._maybe(self._one(("owner", "deputy", "member"))),
                    "since": self._maybe(str(self._day())),
                    "until": self._maybe(str(self._day())),
                }
            )
        for number in range(self._one((0, 8))):
            opened, done = self._moment(self._day()), self._moment(self._day())
            account = self._id("accounts", self.dirt)
            self.tables["opportunities"].append(
                {
                    "opportunity_id": f"P{number}",
                    "account_id": account,
                    "owner_id": self._maybe(self._id("employees", 0.1)),
                    "name": self._name(),
                    "stage": self._maybe("offer"),
                    "amount": self._maybe("1000.5"),
                    "currency": self._maybe("EUR"),
                    "created_at": self._written(opened),
                    "offered_at": self._written(done),
                    "reviewed_at": None,
                    "closed_on": self._maybe(str(self._day())),
                    "outcome": self._maybe(self._one(("won", "lost"))),
                }
            )
            self.tables["commitments"].append(
                {
                    "commitment_id": f"M{number}",
                    "account_id": account,
                    "employee_id": self._maybe(self._id("employees", 0.1)),
                    "kind": self._maybe("report"),
                    "subject": self._name(),
                    "promised_at": self._written(opened),
                    "due_on": str(self._day()),
                    "done_at": self._written(done),
                    "cancelled": self._one((None, "1", "false")),
                }
            )
            self.tables["cases"].append(
                {
                    "case_id": f"K{number}",
                    "account_id": account,
                    "contact_id": self._maybe(self._id("contacts", 0.1)),
                    "channel": None,
                    "category": self._maybe("billing"),
                    "priority": self._maybe("urgent"),
                    "subject": self._name(),
                    "opened_at": self._written(opened),
                    "first_response_at": self._written(self._later(opened, 0.7)),
                    "resolved_at": self._written(self._later(opened, 0.5)),
                    "escalated_at": self._written(self._later(opened, 0.2)),
                    "response_due_at": self._written(done),
                }
            )
            low, high = self._one((("0", "10"), ("1", "5"), ("-5", "5")))
            self.tables["survey_responses"].append(
                {
                    "response_id": f"S{number}",
                    "account_id": account,
                    "contact_id": self._maybe(self._id("contacts", 0.1)),
                    "employee_id": self._maybe(self._id("employees", 0.1), 0.3),
                    "instrument": self._one(("satisfaction", "project_evaluation", "nps", "team_opinion")),
                    "dimension": self._one(("overall", "core_service", "trust", "something new")),
                    "score": self._one((low, high, "2.5", "4")),
                    "scale_min": low,
                    "scale_max": high,
                    "sent_at": self._written(opened),
                    "answered_at": self._written(done),
                    "comment": self._maybe("fine, thanks"),
                }
            )
            self.tables["qualifications"].append(
                {
                    "qualification_id": f"Q{number}",
                    "employee_id": self._id("employees", self.dirt),
                    "kind": self._one(("certification", "training", "quality")),
                    "name": "negotiation",
                    "partner": None,
                    "grade": self._maybe(self._one("0123")),
                    "obtained_on": self._maybe(str(self._day())),
                    "valid_until": self._maybe(str(self._day())),
                }
            )

    # ---- what goes wrong

    def _spoil_cells(self) -> None:
        for table, columns in TABLES.items():
            for row in self.tables[table]:
                for column in columns:
                    if self._is(self.dirt):
                        row[column.name] = self._one(spoiled(column, self.last_day.year))

    def _repeat_rows(self) -> None:
        """Rows delivered again: whole ones, and others under a key already used."""
        for table, columns in TABLES.items():
            rows = self.tables[table]
            for _ in range(self.chance.randrange(4) if rows else 0):
                row = dict(self._one(rows))
                if self._is(0.6):
                    column = self._one(columns)
                    row[column.name] = self._one(rows)[column.name]
                rows.insert(self.chance.randint(0, len(rows)), row)

    def _delivered(self) -> RawStore:
        """The tables as delivered: some missing, some without a column, with columns in any order and some unknown."""
        dropped = 0.0 if self.crowded else self._one((0.0, 0.0, 0.08))
        raw = {}
        for table, columns in TABLES.items():
            needed = table == "accounts"
            if not needed and self._is(dropped or (0.3 if not self.tables[table] else 0)):
                continue
            names = [
                column.name
                for column in columns
                if not self._is(dropped / (2 if not column.required else 8)) or (needed and column.required)
            ]
            if self._is(0.3):
                self.chance.shuffle(names)
            extra = ["unknown_column"] if self._is(0.2) else []
            lines = [[row.get(name) or None for name in names] + ["x"] * len(extra) for row in self.tables[table]]
            raw[table] = (names + extra, lines)
        return raw

    def _policy(self) -> dict:
        """What this company changes of the rules; mostly nothing."""
        changes = {
            "connected_share": self._one((0.0, 0.02, 0.1, 0.25, 0.5, 1.0)),
            "counted_kinds": self._one(
                (["meeting"], ["call", "email"], ["meeting", "call", "email", "message", "helpdesk"], ["message"])
            ),
            "grace_days": self._one((0, 1, 15, 30)),
            "prefer_entered": False,
            "quiet_days": self._one((0, 1, 7, 90)),
            "watch_days": self._one((90, 91, 121, 365)),
            "watch_min_amount": self._one((100, 250.5, 1000)),
            "checkpoints": self._one(([14], [7, 30], [1, 2, 3, 60], [14, 45, 90], [30, 90])),
            "due_ratio": self._one((1, 1.25, 3)),
            "a_share": self._one((0.0, 0.3, 0.5)),
            "contact_target": {"A": self._one((1, 7, 15)), "B": self._one((30, 45)), "C": self._one((90, 400))},
        }
        if self.crowded or self._is(0.4):
            return self._scheme()
        chosen = self.chance.sample(sorted(changes), self._one((1, 2, 4)))
        return {name: changes[name] for name in chosen} | (self._scheme() if self._is(0.5) else {})

    def _scheme(self) -> dict:
        return self._one(
            (
                {},
                {"a_share": 0.25, "b_share": 0.5, "prefer_entered": False},
                {"a_share": 0.5, "b_share": 0.75, "prefer_entered": False},
                {"scheme": "rank"},
                {"scheme": "rank", "a_rank": 0.2, "b_rank": 0.5, "prefer_entered": False},
                {"scheme": "threshold", "a_min": 1000, "b_min": 100},
                {"scheme": "threshold", "a_min": 250.5, "b_min": 250.5, "prefer_entered": False},
            )
        )
