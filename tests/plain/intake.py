"""The rows of a CSV folder judged one cell at a time, as the data model words it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from zoneinfo import ZoneInfo

from tests.plain.tables import NOT_BEFORE, TABLES, Column, key_columns

RawTable = tuple[list[str], list[list[str | None]]]
RawStore = dict[str, RawTable]

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+([eE][+-]?\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_DAY = date(1990, 1, 1)
SET_ASIDE = "row set aside"
LEFT_OUT = "value left out"


@dataclass(frozen=True, order=True)
class Entry:
    """One line of the problem list; empty key and value are empty text."""

    table: str
    key: str
    column: str
    value: str
    reason: str
    done: str


@dataclass
class PlainStore:
    """The good rows of every connected table, and what was wrong with the others."""

    zone: ZoneInfo
    currency: str
    rows: dict[str, list[dict]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    ignored_participants: int = 0
    survivor: dict[str, str] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)

    @property
    def connected(self) -> set[str]:
        """Tables delivered with all their * columns."""
        return set(self.rows)


class BadValue(Exception):
    """A cell that cannot be taken; its text is the reason kind."""


def load(raw: RawStore, now: datetime, zone: ZoneInfo, currency: str) -> PlainStore:
    """The store that `raw` becomes at the moment `now`."""
    store = PlainStore(zone, currency)
    for table in TABLES:
        if table in raw and _has_required_columns(table, raw[table][0]):
            store.rows[table] = []
            store.columns[table] = {column.name for column in TABLES[table]} & set(raw[table][0])
    last_day = date(now.astimezone(UTC).year + 10, 12, 31)
    for table in TABLES:
        if table in store.connected:
            _load_table(store, table, raw[table], last_day)
    _resolve_merges(store)
    _convert_amounts(store)
    return store


def _has_required_columns(table: str, delivered: list[str]) -> bool:
    return all(column.name in delivered for column in TABLES[table] if column.required)


def _load_table(store: PlainStore, table: str, raw: RawTable, last_day: date) -> None:
    columns, lines = raw
    seen = set()
    kept = []
    for line in lines:
        cells = dict(zip(columns, line, strict=True))
        cells = {column.name: cells.get(column.name) for column in TABLES[table]}
        if _is_participant_of_unknown(store, table, cells):
            store.ignored_participants += 1
            continue
        row, bad = _read_cells(store, table, cells, last_day)
        key = tuple(cells[name] for name in key_columns(table))
        fault = _first_fault(store, table, cells, row, bad)
        if fault is None and key in seen:
            fault = (key_columns(table)[0], "duplicate")
        if fault is not None:
            store.entries.append(_entry(table, cells, *fault, SET_ASIDE))
            continue
        seen.add(key)
        row["delivered"] = cells
        kept.append((row, bad))
    store.rows[table] = [row for row, _ in kept]
    store.known[table] = {row[key_columns(table)[0]] for row, _ in kept}
    for row, bad in kept:
        _leave_out_bad_values(store, table, row, bad)


def _is_participant_of_unknown(store: PlainStore, table: str, cells: dict) -> bool:
    if table != "interaction_participants" or "interactions" not in store.connected:
        return False
    return cells["interaction_id"] is not None and cells["interaction_id"] not in store.known["interactions"]


# ---- one row


def _read_cells(store: PlainStore, table: str, cells: dict, last_day: date) -> tuple[dict, dict[str, str]]:
    """Typed values (bad ones None) and the reason per bad value, references apart."""
    row, bad = {}, {}
    for column in TABLES[table]:
        row[column.name] = None
        if cells[column.name] is None:
            continue
        try:
            row[column.name] = read_cell(column, cells[column.name], last_day)
        except BadValue as reason:
            bad[column.name] = str(reason)
    if table in NOT_BEFORE:
        start_name, later_names = NOT_BEFORE[table]
        start = row[start_name]
        for name in later_names:
            if start is not None and row[name] is not None and row[name] < start:
                row[name] = None
                bad[name] = "range"
    return row, bad


def _first_fault(store: PlainStore, table: str, cells: dict, row: dict, bad: dict) -> tuple[str, str] | None:
    """Column and reason of the first fault in column order that sets the row aside."""
    for column in TABLES[table]:
        name = column.name
        if column.required and cells[name] is None:
            return name, "missing"
        if column.required and name in bad:
            return name, bad[name]
        if column.required and column.target and not _is_known(store, column, row[name]):
            return name, "reference"
        if table == "survey_responses" and name == "score" and _is_off_scale(row):
            return name, "range"
        if table == "interaction_participants" and name == "employee_id" and _names_nobody(cells):
            return name, "empty_participant"
    return None


def _is_off_scale(row: dict) -> bool:
    score, low, high = row["score"], row["scale_min"], row["scale_max"]
    if None in (score, low, high):
        return False
    return not (low < high and low <= score <= high)


def _names_nobody(cells: dict) -> bool:
    return cells["employee_id"] is None and cells["contact_id"] is None and cells["third_party"] is None


def _is_known(store: PlainStore, column: Column, value: str) -> bool:
    if column.target not in store.connected:
        return True
    return value in store.known[column.target]


def _leave_out_bad_values(store: PlainStore, table: str, row: dict, bad: dict) -> None:
    cells = row["delivered"]
    for column in TABLES[table]:
        name = column.name
        if column.target and row[name] is not None and not _is_known(store, column, row[name]):
            row[name] = None
            bad[name] = "reference"
        if name in bad:
            store.entries.append(_entry(table, cells, name, bad[name], LEFT_OUT))


def _entry(table: str, cells: dict, column: str, reason: str, done: str) -> Entry:
    key = "|".join(cells[name] or "" for name in key_columns(table))
    return Entry(table, key, column, (cells[column] or "")[:200], reason, done)


# ---- one cell


def read_cell(column: Column, text: str, last_day: date) -> object:
    """The typed value of a cell that is not empty; raises BadValue with the reason kind."""
    if column.kind == "enumeration":
        if text not in column.choices:
            raise BadValue("enumeration")
        return text
    if column.kind == "flag":
        return _flag(text)
    if column.kind == "date":
        return _date(text, last_day)
    if column.kind == "month":
        day = _date(text, last_day)
        if day.day != 1:
            raise BadValue("range")
        return day
    if column.kind == "time":
        return _time(text, last_day)
    if column.kind == "int":
        return _int(text, *column.limits)
    if column.kind in ("money", "rate"):
        return _limited_number(text, column.kind)
    if column.kind == "number":
        return _number(text)
    return text


def _flag(text: str) -> bool:
    if text.lower() in ("true", "1"):
        return True
    if text.lower() in ("false", "0"):
        return False
    raise BadValue("type")


def _date(text: str, last_day: date) -> date:
    if not DAY.fullmatch(text):
        raise BadValue("type")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadValue("type") from None
    return _within_limits(day, day, last_day)


def _time(text: str, last_day: date) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("type") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise BadValue("date") from None
    return _within_limits(moment, moment.date(), last_day)


def _within_limits(value: date, day: date, last_day: date) -> date:
    if not FIRST_DAY <= day <= last_day:
        raise BadValue("date")
    return value


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise BadValue("type")
    return Decimal(text)


def _limited_number(text: str, kind: str) -> Decimal:
    number = _number(text)
    if kind == "rate" and number <= 0:
        raise BadValue("range")
    if _digits_before(number) > 14 or _digits_after(number) > 10:
        raise BadValue("range")
    return number


def _digits_before(number: Decimal) -> int:
    return 0 if number == 0 else number.adjusted() + 1


def _digits_after(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    written = "".join(map(str, digits))
    zeros = len(written) - len(written.rstrip("0"))
    return 0 if number == 0 else -(exponent + zeros)


def _int(text: str, low: int, high: int) -> int:
    if not WHOLE.fullmatch(text):
        raise BadValue("type")
    number = Decimal(text)
    if number.adjusted() < 20 and number != int(number):
        raise BadValue("type")
    if not low <= number <= high:
        raise BadValue("range")
    return int(number)


# ---- merged accounts and money


def _resolve_merges(store: PlainStore) -> None:
    accounts = {row["account_id"]: row for row in store.rows["accounts"]}
    on_cycle = [key for key in accounts if _comes_back(accounts, key)]
    for key in on_cycle:
        row = accounts[key]
        row["merged_into_id"] = None
        store.entries.append(_entry("accounts", row["delivered"], "merged_into_id", "reference", LEFT_OUT))
    for key in accounts:
        end = key
        while accounts[end]["merged_into_id"] is not None:
            end = accounts[end]["merged_into_id"]
        store.survivor[key] = end


def _comes_back(accounts: dict[str, dict], start: str) -> bool:
    here = accounts[start]["merged_into_id"]
    passed = set()
    while here is not None and here not in passed:
        if here == start:
            return True
        passed.add(here)
        here = accounts[here]["merged_into_id"]
    return False


def _convert_amounts(store: PlainStore) -> None:
    """Adds amount_reporting to every order: the amount in the reporting currency, None without a rate."""
    for order in store.rows.get("orders", []):
        rate = _rate(store, order["currency"], order["ordered_on"].replace(day=1))
        order["amount_reporting"] = None if rate is None else rounded_money(order["amount"], rate)


def _rate(store: PlainStore, currency: str, month: date) -> Decimal | None:
    if currency == store.currency:
        return Decimal(1)
    known = [
        (row["month"], row["rate"])
        for row in store.rows.get("fx_rates", [])
        if row["currency"] == currency and row["month"] <= month
    ]
    return max(known)[1] if known else None


def rounded_money(amount: Decimal, rate: Decimal) -> Decimal:
    """amount x rate, half-even to 4 decimals."""
    with localcontext() as context:
        context.prec = 100
        return (amount * rate).quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)
