"""One column of one batch: cells as delivered become values of the column's kind, or faults.

A string cell is read in the CSV form of the data model; a typed cell is taken as it is where its type fits
and as its shortest text where it does not. The quick way handles the common spellings for a whole batch; the
exact way handles what is left, cell by cell, so that rare spellings cost only themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_access.localtime import DAY_US, FIRST_YEAR, day_number, microseconds
from data_access.schema import MONEY_FRACTION_DIGITS, MONEY_WHOLE_DIGITS, Rule

MONEY_TYPE = pa.decimal128(MONEY_WHOLE_DIGITS + MONEY_FRACTION_DIGITS, MONEY_FRACTION_DIGITS)
ARROW_TYPES = {
    "id": pa.string(),
    "text": pa.string(),
    "enum": pa.string(),
    "date": pa.int32(),
    "time": pa.int64(),
    "flag": pa.bool_(),
    "int": pa.int64(),
    "number": pa.float64(),
    "money": MONEY_TYPE,
}

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PLAIN_MONEY = rf"^[+-]?[0-9]{{1,{MONEY_WHOLE_DIGITS}}}(\.[0-9]{{1,{MONEY_FRACTION_DIGITS}}})?$"
_PLAIN_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_PLAIN_INT = r"^-?[0-9]{1,18}$"
_PLAIN_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?Z?$"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_SMALLEST_CHUNK = 32


class Unreadable(Exception):
    """A cell that is no value of its column's kind; its text is the reason kind."""


@dataclass(frozen=True)
class Limits:
    """First and last date accepted, as days since 1970."""

    first_day: int
    last_day: int

    @classmethod
    def until(cls, last_valid_day: date) -> Limits:
        """The limits of a load whose last valid date is the given one."""
        return cls(first_day=day_number(date(FIRST_YEAR, 1, 1)), last_day=day_number(last_valid_day))


@dataclass(frozen=True)
class Checked:
    """Values of a column (null where missing or bad) with the rows whose cell is bad, by reason kind."""

    values: pa.Array
    faults: tuple[tuple[str, np.ndarray], ...]


def as_text(cells: pa.Array) -> pa.Array:
    """The cells as text, numbers in their shortest decimal form; an empty text is null."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_null(cells.type):
        return pa.nulls(len(cells), pa.string())
    if pa.types.is_binary(cells.type) or pa.types.is_large_binary(cells.type):
        return pa.array([text_of_bytes(cell) for cell in cells.to_pylist()], pa.string())
    if _is_string(cells.type):
        text = cells.cast(pa.string())
    elif pa.types.is_timestamp(cells.type):
        text = pc.strftime(cells.cast(pa.timestamp("us"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
    elif pa.types.is_decimal(cells.type) or pa.types.is_nested(cells.type):
        text = pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()], pa.string())
    else:
        text = cells.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def check_column(cells: pa.Array, rule: Rule, limits: Limits) -> Checked:
    """The column's values in the Arrow type of its kind: dates as days since 1970, times as UTC microseconds."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if rule.kind in ("id", "text"):
        return Checked(as_text(cells), ())
    if rule.kind == "enum":
        return _check_enum(as_text(cells), rule)
    if rule.kind == "date":
        return _within_days(*_dates(cells), rule, limits)
    if rule.kind == "time":
        return _within_moments(*_times(cells), limits)
    if rule.kind == "flag":
        return _flags(cells)
    if rule.kind == "int":
        return _within_range(*_ints(cells), rule)
    if rule.kind == "number":
        return _numbers(cells)
    return _money(cells, rule)


def _is_string(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def text_of_bytes(cell: bytes | None) -> str | None:
    """The text the bytes hold, else their hexadecimal digits."""
    if cell is None:
        return None
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.hex()


def _mask(condition: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return pc.fill_null(condition, False).to_numpy(zero_copy_only=False)


def _faults(*pairs: tuple[str, np.ndarray]) -> tuple[tuple[str, np.ndarray], ...]:
    found = ((kind, np.flatnonzero(bad)) for kind, bad in pairs)
    return tuple((kind, rows) for kind, rows in found if len(rows))


def _without(values: pa.Array, bad: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(bad), pa.scalar(None, values.type), values) if bad.any() else values


def _check_enum(text: pa.Array, rule: Rule) -> Checked:
    bad = _mask(pc.and_(pc.is_valid(text), pc.invert(pc.is_in(text, pa.array(rule.values)))))
    return Checked(_without(text, bad), _faults(("enumeration", bad)))


def _flags(cells: pa.Array) -> Checked:
    if pa.types.is_boolean(cells.type):
        return Checked(cells, ())
    values, bad = _exactly(as_text(cells).dictionary_encode(), _flag, pa.bool_())
    return Checked(values, _faults(("type", bad["type"])))


def _flag(text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise Unreadable("type")
    return _FLAGS[text.lower()]


def _exactly(cells: pa.DictionaryArray, read: Callable, kind: pa.DataType) -> tuple[pa.Array, dict[str, np.ndarray]]:
    """Values read one distinct cell at a time, and for each reason kind which rows are bad."""
    values, reasons = [], []
    for cell in cells.dictionary.to_pylist():
        try:
            values.append(None if cell is None else read(cell))
            reasons.append(None)
        except Unreadable as fault:
            values.append(None)
            reasons.append(str(fault))
    rows = cells.indices
    reason = pa.array(reasons, pa.string()).take(rows)
    bad = {kind: _mask(pc.equal(reason, kind)) for kind in ("type", "range", "date")}
    return pa.array(values, kind).take(rows), bad


def _quickly(
    text: pa.Array, pattern: str, convert: Callable, read: Callable, kind: pa.DataType
) -> tuple[pa.Array, dict[str, np.ndarray]]:
    """Values of the cells that fit `pattern` by `convert`, of all others by `read`; and the bad rows by reason kind."""
    plain = _mask(pc.match_substring_regex(text, pattern))
    values = _convert(pc.if_else(pa.array(plain), text, None), convert, kind)
    odd = np.flatnonzero(_mask(pc.is_valid(text)) & (~plain | ~_mask(pc.is_valid(values))))
    bad = {reason: np.zeros(len(text), dtype=bool) for reason in ("type", "range", "date")}
    if not len(odd):
        return values, bad
    exact, exact_bad = _exactly(text.take(pa.array(odd)).dictionary_encode(), read, kind)
    for reason, rows in exact_bad.items():
        bad[reason][odd[rows]] = True
    chosen = np.zeros(len(text), dtype=bool)
    chosen[odd] = True
    return pc.replace_with_mask(values, pa.array(chosen), exact), bad


def _convert(text: pa.Array, convert: Callable, kind: pa.DataType) -> pa.Array:
    """What `convert` makes of the batch; where it fails, of its halves, and in the end null for the exact way to judge."""
    try:
        return convert(text)
    except pa.ArrowInvalid:
        if len(text) <= _SMALLEST_CHUNK:
            return pa.nulls(len(text), kind)
        half = len(text) // 2
        parts = (_convert(part, convert, kind) for part in (text.slice(0, half), text.slice(half)))
        return pa.concat_arrays(list(parts))


def _dates(cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
    if pa.types.is_date(cells.type):
        return cells.cast(pa.date32()).cast(pa.int32()), np.zeros(len(cells), dtype=bool)
    if pa.types.is_timestamp(cells.type):
        us = cells.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
        days = pc.floor(pc.divide(us.cast(pa.float64()), float(DAY_US))).cast(pa.int32())
        bad = _mask(pc.not_equal(pc.multiply(days.cast(pa.int64()), DAY_US), us))
        return _without(days, bad), bad
    values, bad = _exactly(as_text(cells).dictionary_encode(), _date, pa.int32())
    return values, bad["type"]


def _date(text: str) -> int:
    if not _DATE.fullmatch(text):
        raise Unreadable("type")
    try:
        return day_number(date.fromisoformat(text))
    except ValueError as error:
        raise Unreadable("type") from error


def _within_days(values: pa.Array, bad_type: np.ndarray, rule: Rule, limits: Limits) -> Checked:
    outside = _mask(pc.or_(pc.less(values, limits.first_day), pc.greater(values, limits.last_day)))
    late = np.zeros(len(values), dtype=bool)
    if rule.first_of_month:
        late = _mask(pc.not_equal(pc.day(values.cast(pa.date32())), 1)) & ~outside
    return Checked(_without(values, outside | late), _faults(("type", bad_type), ("date", outside), ("range", late)))


def _times(cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
    nothing_bad = np.zeros(len(cells), dtype=bool)
    if pa.types.is_timestamp(cells.type):
        return cells.cast(pa.timestamp("us", cells.type.tz), safe=False).cast(pa.int64()), nothing_bad
    if pa.types.is_date(cells.type):
        return pc.multiply(cells.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()), DAY_US), nothing_bad
    values, bad = _quickly(as_text(cells), _PLAIN_TIME, _plain_times, _time, pa.int64())
    return values, bad["type"]


def _plain_times(text: pa.Array) -> pa.Array:
    without_zone = pc.utf8_rtrim(text, characters="Z")
    return without_zone.cast(pa.timestamp("us")).cast(pa.int64())


def _time(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("type") from error
    return microseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _within_moments(values: pa.Array, bad_type: np.ndarray, limits: Limits) -> Checked:
    first, end = limits.first_day * DAY_US, (limits.last_day + 1) * DAY_US
    outside = _mask(pc.or_(pc.less(values, first), pc.greater_equal(values, end)))
    return Checked(_without(values, outside), _faults(("type", bad_type), ("date", outside)))


def _ints(cells: pa.Array) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    nothing_bad = np.zeros(len(cells), dtype=bool)
    if pa.types.is_signed_integer(cells.type):
        return cells.cast(pa.int64()), nothing_bad, nothing_bad
    text = as_text(cells)
    if not _is_string(cells.type):
        # A database or a data frame hands whole numbers over as 30.0 where the column also holds nulls.
        text = pc.replace_substring_regex(text, r"\.0+$", "")
    values, bad = _quickly(text, _PLAIN_INT, lambda t: t.cast(pa.int64()), _int, pa.int64())
    return values, bad["type"], bad["range"]


def _int(text: str) -> int:
    number = _finite_number(text)
    if "." in text or number != number.to_integral_value():
        raise Unreadable("type")
    if abs(number) >= 2**63:
        raise Unreadable("range")
    return int(number)


def _finite_number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Unreadable("type")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Unreadable("range") from error
    if number and not -400 < number.adjusted() < 400:
        raise Unreadable("range")
    return number


def _within_range(values: pa.Array, bad_type: np.ndarray, too_big: np.ndarray, rule: Rule) -> Checked:
    outside = too_big.copy()
    if rule.low is not None:
        outside |= _mask(pc.less(values, rule.low))
    if rule.high is not None:
        outside |= _mask(pc.greater(values, rule.high))
    return Checked(_without(values, outside), _faults(("type", bad_type), ("range", outside)))


def _numbers(cells: pa.Array) -> Checked:
    values, bad = _quickly(as_text(cells), _PLAIN_NUMBER, lambda t: t.cast(pa.float64()), _number, pa.float64())
    return Checked(values, _faults(("type", bad["type"]), ("range", bad["range"])))


def _number(text: str) -> float:
    number = float(_finite_number(text))
    if number in (float("inf"), float("-inf")):
        raise Unreadable("range")
    return number


def _money(cells: pa.Array, rule: Rule) -> Checked:
    values, bad = _quickly(as_text(cells), _PLAIN_MONEY, lambda t: t.cast(MONEY_TYPE), _amount, MONEY_TYPE)
    outside = bad["range"]
    if rule.above_zero:
        outside = outside | _mask(pc.less_equal(values, pa.scalar(Decimal(0), MONEY_TYPE)))
    return Checked(_without(values, outside), _faults(("type", bad["type"]), ("range", outside)))


def _amount(text: str) -> Decimal:
    number = _finite_number(text)
    if abs(number) >= 10**MONEY_WHOLE_DIGITS or _fraction_digits(number) > MONEY_FRACTION_DIGITS:
        raise Unreadable("range")
    return number.quantize(Decimal(1).scaleb(-MONEY_FRACTION_DIGITS))


def _fraction_digits(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    meaningful = "".join(map(str, digits)).rstrip("0")
    return -(exponent + len(digits) - len(meaningful)) if meaningful else 0
