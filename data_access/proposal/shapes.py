"""What the cells of a column look like: dates of which form, numbers, flags, keys, a handful of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

EMPTY, FLAG, WHOLE, NUMBER, DATE, TIME, TEXT = "empty", "flag", "whole", "number", "date", "time", "text"
MOST_WORDS = 60
"""A column with more different cells than this holds no enumeration."""
FITS = 0.8
"""The share of the cells that must fit a form: the rest may be typing errors, which the intake lists."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ])\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?")
_SHORT_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:(T| )(\d{1,2}):(\d{2})(:\d{2})?( ?[AaPp][Mm])?)?")
_YEAR_FIRST = re.compile(r"\d{4}([./])\d{1,2}\1\d{1,2}(?: \d{1,2}:\d{2}(:\d{2})?)?")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_POINT = re.compile(r"[+-]?(\d{1,18}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d*")
_FLAG_WORDS = (
    {"true", "false"}, {"1", "0"}, {"t", "f"}, {"yes", "no"}, {"y", "n"}, {"ja", "nein"}, {"j", "n"}, {"kyllä", "ei"},
    {"on", "off"}, {"wahr", "falsch"}, {"ja", "nej"}, {"oui", "non"}, {"sí", "no"}, {"si", "no"}, {"k", "e"},
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """What the sampled cells of one column have in common; counts are of the sample."""

    kind: str
    rows: int
    filled: int
    distinct: int
    formats: tuple[str, ...] = ()
    """Of dates and times that are not ISO 8601: how they are written. Several: each fits every cell."""
    zoned: bool = False
    """Whether times say their zone."""
    whole_days: bool = False
    """Whether every time is midnight."""
    comma: bool = False
    """Whether numbers are written 1.234,50."""
    values: tuple[tuple[str, int], ...] = ()
    """The different cells with their numbers, the most frequent first, where they are few."""
    low: float | None = None
    high: float | None = None

    @property
    def unique(self) -> bool:
        """Whether no cell is empty and none is there twice."""
        return self.rows > 0 and self.filled == self.rows == self.distinct

    @property
    def ambiguous(self) -> bool:
        """Whether the cells can be dates in more than one way."""
        return len(self.formats) > 1


def shape_of(cells: Sequence[str | None]) -> Shape:
    """What these cells have in common."""
    counted = Counter(cell.strip() for cell in cells if cell and cell.strip())
    filled = sum(counted.values())
    if not filled:
        return Shape(EMPTY, len(cells), 0, 0)
    few = counted.most_common() if len(counted) <= MOST_WORDS else []
    base = {"rows": len(cells), "filled": filled, "distinct": len(counted), "values": tuple(few)}
    moments = _moments(counted)
    if moments is not None:
        return Shape(**base, **moments)
    if {cell.casefold() for cell in counted} in _FLAG_WORDS:
        return Shape(FLAG, **base)
    for kind, pattern, comma in ((WHOLE, _WHOLE, False), (NUMBER, _POINT, False), (NUMBER, _COMMA, True)):
        fitting = {cell for cell in counted if pattern.fullmatch(cell) or (comma and _WHOLE.fullmatch(cell))}
        if _enough(fitting, counted) and (not comma or any("," in cell for cell in fitting)):
            numbers = [_number(cell, comma) for cell in fitting]
            return Shape(kind, **base, comma=comma, low=min(numbers), high=max(numbers))
    return Shape(TEXT, **base)


def _enough(fitting: set[str], counted: Counter) -> bool:
    return bool(fitting) and sum(counted[cell] for cell in fitting) >= FITS * counted.total()


def _number(cell: str, comma: bool) -> float:
    return float(cell.replace(".", "").replace(",", ".")) if comma else float(cell)


def _moments(counted: Counter) -> dict | None:
    """How the cells are dates or times, None where they are neither."""
    if _enough({cell for cell in counted if _ISO_DAY.fullmatch(cell)}, counted):
        return {"kind": DATE}
    iso = {cell: _ISO_TIME.fullmatch(cell) for cell in counted}
    times = {cell: found for cell, found in iso.items() if found}
    if _enough({*times, *(cell for cell in counted if _ISO_DAY.fullmatch(cell))}, counted):
        return {
            "kind": TIME,
            "zoned": any(found[4] for found in times.values()),
            "whole_days": all(_is_midnight(cell) for cell in times),
        }
    return _short_days(counted) or _year_first(counted)


def _is_midnight(cell: str) -> bool:
    return re.match(r"00:00(:00(\.0+)?)?([Z+-]|$)", cell[11:]) is not None


def iso_formats(cells: Sequence[str | None]) -> tuple[str, ...]:
    """How times in ISO 8601 without a zone are written, as formats that read them, the longest first."""
    found = [_ISO_TIME.fullmatch(cell.strip()) for cell in cells if cell]
    forms = {
        f"%Y-%m-%d{each[1]}%H:%M" + (":%S" if each[2] else "") + (".%f" if each[3] else "") for each in found if each
    }
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _short_days(counted: Counter) -> dict | None:
    """Days such as 31.5.2024, 5/31/2024 or 31-05-24, with or without a time of day."""
    found = {cell: match for cell in counted if (match := _SHORT_DAY.fullmatch(cell))}
    if not _enough(set(found), counted):
        return None
    first, second = (max(int(match[place]) for match in found.values()) for place in (1, 3))
    orders = [
        order for order, fits in (("dm", first <= 31 and second <= 12), ("md", first <= 12 and second <= 31)) if fits
    ]
    marks = {match[2] for match in found.values()}
    if not orders or len(marks) > 1:
        return None
    mark = marks.pop()
    if mark == "." and "dm" in orders:
        # Nobody writes the month first with points.
        orders = ["dm"]
    rests = sorted({_rest(match) for match in found.values()}, key=len, reverse=True)
    timed = any(rests) and any(match[6] for match in found.values())
    formats = tuple(
        mark.join(("%d", "%m", year) if order == "dm" else ("%m", "%d", year)) + rest
        for order in orders
        for year, rest in [(_year(found), rests[0])]
    )
    whole = all(_midnight_of(match) for match in found.values())
    return {"kind": TIME if timed else DATE, "formats": formats, "whole_days": whole}


def _year(found: dict[str, re.Match]) -> str:
    return "%Y" if all(len(match[4]) == 4 for match in found.values()) else "%y"


def _rest(match: re.Match) -> str:
    if not match[6]:
        return ""
    seconds = ":%S" if match[8] else ""
    if match[9]:
        return f"{match[5]}%I:%M{seconds}{' ' if match[9].startswith(' ') else ''}%p"
    return f"{match[5]}%H:%M{seconds}"


def _midnight_of(match: re.Match) -> bool:
    return bool(match[6]) and int(match[6]) % 12 == 0 and int(match[7]) == 0


def _year_first(counted: Counter) -> dict | None:
    found = {cell: match for cell in counted if (match := _YEAR_FIRST.fullmatch(cell))}
    if _enough(set(found), counted):
        mark = next(iter(found.values()))[1]
        day = mark.join(("%Y", "%m", "%d"))
        rest = next((" %H:%M:%S" if match[2] else " %H:%M" for cell, match in found.items() if " " in cell), "")
        return {"kind": TIME if rest else DATE, "formats": (day + rest,)}
    if all(len(cell) == 8 and cell.isdecimal() and _is_day(cell) for cell in counted):
        return {"kind": DATE, "formats": ("%Y%m%d",)}
    return None


def _is_day(cell: str) -> bool:
    try:
        return 1990 <= datetime.strptime(cell, "%Y%m%d").year <= 2100  # noqa: DTZ007
    except ValueError:
        return False
