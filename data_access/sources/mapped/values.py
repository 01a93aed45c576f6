"""Single cells of theirs as SQL: numbers, moments and the forms that columns of ours are made in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    DateTime,
    Interval,
    Numeric,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    try_cast,
)
from sqlalchemy.sql import ColumnElement

from data_access.sources.levels import LEVEL_WORDS
from data_access.sources.mapped.language import Condition
from data_access.sources.private import FALSE_WORDS

TRUE_WORDS = ("true", "1", "t")

# What exact arithmetic has room for. Numbers are given all of it: narrower ones overflow when they are multiplied.
MOST_DIGITS = 38
# Numbers of up to 18 digits are read a hundred times faster when they are read as such and given more room then.
_QUICK_DIGITS = 18
# Of 38 digits together at most.
_NUMBER = r"^[+-]?([0-9]{1,18}(\.[0-9]{0,20})?|\.[0-9]{1,20})$"
_NUMBER_WITH_COMMA = r"^[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)?(,[0-9]*)?$"
_DAY = "%Y-%m-%d"
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_PLAIN_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DURATION = r"^([0-9]{1,4}):([0-9]{1,2})(:[0-9]{1,2}(\.[0-9]+)?)?$"
_WITHOUT_SECONDS = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:?[0-9]{2})?$"
_ENGLISH = "$.en_US"
_ANY_LANGUAGE = "$.*"
_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00(\.0+)?)?Z?$"


def with_point(cell: ColumnElement) -> ColumnElement:
    """A number written 1.234,50 as 1234.50; what is no such number as it is."""
    plain = func.replace(func.replace(cell, ".", ""), ",", ".")
    return case((func.regexp_matches(cell, _NUMBER_WITH_COMMA), plain), else_=cell)


def digits(cell: ColumnElement) -> ColumnElement:
    """The cell where it is a number to calculate with, else null."""
    return case((func.regexp_matches(cell, _NUMBER), cell))


def whole_digits(cell: ColumnElement) -> ColumnElement:
    """How many digits stand before the point, leading zeros apart."""
    return func.length(func.regexp_extract(cell, "^[+-]?0*([0-9]*)", 1))


def fraction_digits(cell: ColumnElement) -> ColumnElement:
    """How many digits stand after the point, trailing zeros apart."""
    return func.length(func.rtrim(func.regexp_extract(cell, r"\.([0-9]*)$", 1), "0"))


def number(cell: ColumnElement, whole: int, fraction: int) -> ColumnElement:
    """The number a cell holds, of which none has more digits before and after the point; null where it holds none."""
    if whole + fraction > _QUICK_DIGITS:
        return try_cast(digits(cell), Numeric(MOST_DIGITS, fraction))
    return cast(try_cast(digits(cell), Numeric(_QUICK_DIGITS, fraction)), Numeric(MOST_DIGITS, fraction))


def number_text(value: ColumnElement, fraction: int) -> ColumnElement:
    """An exact number as its shortest text."""
    text = cast(value, Text)
    return func.regexp_replace(text, r"\.?0+$", "") if fraction else text


def moment(cell: ColumnElement, formats: tuple[str, ...]) -> ColumnElement:
    """The moment written in the first format that fits, or in ISO 8601 where there is no format; null where none fits."""
    if not formats:
        return try_cast(cell, DateTime)
    tries = [func.try_strptime(cell, each, type_=DateTime) for each in formats]
    return func.coalesce(*tries)


def day_text(value: ColumnElement) -> ColumnElement:
    """A moment as its calendar date."""
    return func.strftime(value, _DAY)


def moment_text(value: ColumnElement) -> ColumnElement:
    """A moment in UTC as text."""
    return func.strftime(value, _MOMENT)


def day_in_zone(cell: ColumnElement, zone: str, before: bool = False) -> ColumnElement:
    """The calendar date in the zone of a time in ISO 8601, or of the moment before it; a bare date as it is; null where it is neither."""
    moment = _instant(cell)
    if before:
        moment = moment - literal(timedelta(microseconds=1), Interval)
    return case((func.regexp_matches(cell, _PLAIN_DAY), cell), else_=day_text(func.timezone(zone, moment)))


def past(cell: ColumnElement, now: datetime, zone: str) -> ColumnElement:
    """Whether a time lies before the moment of the sync, or a bare date before its date in the zone; null where the cell is neither."""
    today = now.astimezone(ZoneInfo(zone)).date().isoformat()
    moment = func.timezone("UTC", _instant(cell), type_=DateTime)
    is_over = moment < literal(now.astimezone(UTC).replace(tzinfo=None), DateTime)
    return case((func.regexp_matches(cell, _PLAIN_DAY), cell < today), else_=is_over)


def later(cell: ColumnElement, duration: ColumnElement) -> ColumnElement:
    """The moment that lies a duration written 01:30 after a time in ISO 8601; null where one of them is not that."""
    start = func.timezone("UTC", _instant(cell), type_=DateTime)
    hours, minutes = (try_cast(func.regexp_extract(duration, _DURATION, group), BigInteger) for group in (1, 2))
    return moment_text(start + func.to_minutes(hours * 60 + minutes, type_=Interval))


def _instant(cell: ColumnElement) -> ColumnElement:
    """The moment of a time in ISO 8601, in UTC where it says no offset; null where the cell is none."""
    return try_cast(func.regexp_replace(cell, _WITHOUT_SECONDS, r"\1:00\2"), DateTime(timezone=True))


def translated(cell: ColumnElement) -> ColumnElement:
    """The English text, else the first, of a cell that holds texts by language as JSON; any other cell as it is."""
    by_language = and_(cell.startswith("{"), func.json_valid(cell))
    # Cells are looked into only where they are JSON: the function fails on others.
    texts = case((by_language, cell), else_="{}")
    first = func.list_extract(func.json_extract_string(texts, _ANY_LANGUAGE), 1)
    return case((by_language, func.coalesce(func.json_extract_string(texts, _ENGLISH), first)), else_=cell)


def level(cell: ColumnElement) -> ColumnElement:
    """The level that the words of a title tell; null where none of them does."""
    title = func.lower(cell)
    return case(*((func.regexp_matches(title, pattern), _text(each)) for each, pattern in LEVEL_WORDS))


def without_midnight(cell: ColumnElement) -> ColumnElement:
    """A date written with 00:00 as the date."""
    return func.regexp_replace(cell, _MIDNIGHT, r"\1")


def words(cell: ColumnElement, entries: tuple[tuple[str, str | None], ...], otherwise: ColumnElement) -> ColumnElement:
    """Our word for theirs; an entry for empty text is for empty cells, which otherwise stay empty."""
    whens = [(cell == theirs if theirs else cell.is_(None), _text(ours)) for theirs, ours in entries]
    return case(*whens, (cell.is_(None), _text(None)), else_=otherwise)


def without_entry(cell: ColumnElement, entries: tuple[tuple[str, str | None], ...]) -> ColumnElement:
    """Whether the cell holds something that has no entry."""
    return and_(cell.is_not(None), cell.not_in([theirs for theirs, _ in entries]))


def constant(text: str | None) -> ColumnElement:
    """The same text in every row."""
    return _text(text)


def joined(pieces: list[ColumnElement | str]) -> ColumnElement:
    """The pieces one after the other; null where all that are cells are null."""
    cells = [piece for piece in pieces if not isinstance(piece, str)]
    texts = [literal(piece) if isinstance(piece, str) else func.coalesce(piece, "") for piece in pieces]
    return case((func.coalesce(*cells).is_not(None), func.concat(*texts)))


def separated(cells: list[ColumnElement], between: str) -> ColumnElement:
    """The cells that are not null with `between` between them; null where all are."""
    return func.nullif(func.concat_ws(between, *cells), "")


def public(cell: ColumnElement, private: ColumnElement) -> ColumnElement:
    """The cell where the private flag is empty or says no."""
    return case((or_(private.is_(None), func.lower(private).in_(FALSE_WORDS)), cell))


def passes(condition: Condition, cell: ColumnElement, value: ColumnElement | None) -> ColumnElement:
    """Whether a cell passes the condition; `value` is the number or moment in it, or whether it is past, where that is asked."""
    wanted = condition.value
    match condition.test:
        case "empty":
            return cell.is_(None) if wanted else cell.is_not(None)
        case "past":
            return value if wanted else not_(value)
        case "is":
            return _equals(cell, value, wanted)
        case "is_not":
            return not_(func.coalesce(_equals(cell, value, wanted), false()))
        case "in":
            return cell.in_(wanted)
        case "not_in":
            return or_(cell.is_(None), cell.not_in(wanted))
        case "less_than":
            return value < _bound(wanted)
        case _:
            return value > _bound(wanted)


def _equals(cell: ColumnElement, value: ColumnElement | None, wanted: object) -> ColumnElement:
    if isinstance(wanted, bool):
        return func.lower(cell).in_(TRUE_WORDS if wanted else FALSE_WORDS)
    if isinstance(wanted, Decimal):
        return value == _bound(wanted)
    return cell == wanted


def _bound(wanted: Decimal | date | datetime) -> ColumnElement:
    if isinstance(wanted, Decimal):
        return exact(wanted)
    if isinstance(wanted, datetime):
        return literal(wanted, DateTime)
    return literal(datetime(wanted.year, wanted.month, wanted.day), DateTime)  # noqa: DTZ001


def exact(value: Decimal) -> ColumnElement:
    """A number written in the mapping, with exactly its digits."""
    return cast(format(value, "f"), Numeric(MOST_DIGITS, fraction_of(value)))


def fraction_of(value: Decimal) -> int:
    """Digits after the point of a number."""
    return max(-int(value.as_tuple().exponent), 0)


def _text(text: str | None) -> ColumnElement:
    return cast(null(), Text) if text is None else literal(text, Text)
