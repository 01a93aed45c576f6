"""What a mapping file says about which rows are meant: conditions, and what is told of the rows that pass them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from data_access.sources.mapped.language import Condition, Finding, Ours, Ref
from data_access.sources.mapped.spot import Spot, nearest

FindRef = Callable[[object, Spot], Ref]
Pieces = Callable[[object, Spot], tuple[str | Ref, ...]]

_OURS = "ours"
_FINDING_KEYS = ("when", "say")
_TESTS = ("is", "is_not", "in", "not_in", "empty", "past", "less_than", "more_than")
_FLAGS = ("empty", "past")
_COMPARING = ("less_than", "more_than")


def read_conditions(spot: Spot, value: object, ref: FindRef, ours: tuple[str, ...] = ()) -> tuple[Condition, ...]:
    """The conditions, of which every one must be passed; `ours` are the columns of ours they can be about; raises SourceError."""
    return tuple(_read_condition(spot, each, ref, ours) for each in spot.list_of(value))


def read_findings(
    spot: Spot, value: object, ref: FindRef, pieces: Pieces, ours: tuple[str, ...], leaves_out: bool
) -> tuple[Finding, ...]:
    """What is told of rows that pass conditions, and whether they are left out; raises SourceError."""
    return tuple(_read_finding(spot, each, ref, pieces, ours, leaves_out) for each in spot.list_of(value))


def _read_finding(
    spot: Spot, value: object, ref: FindRef, pieces: Pieces, ours: tuple[str, ...], leaves_out: bool
) -> Finding:
    settings = spot.table(value)
    spot.check_keys(settings, _FINDING_KEYS, needed=_FINDING_KEYS)
    say = spot.inside("say").text(settings["say"])
    told = pieces(say, spot.inside("say")) if "{" in say else (say,)
    return Finding(told, read_conditions(spot.inside("when"), settings["when"], ref, ours), leaves_out)


def _read_condition(spot: Spot, value: object, ref: FindRef, ours: tuple[str, ...]) -> Condition:
    settings = spot.table(value)
    about = _OURS if ours and _OURS in settings else "column"
    spot.check_keys(settings, (about, *_TESTS, "date"), needed=(about,))
    tests = [test for test in _TESTS if test in settings]
    if len(tests) != 1:
        raise spot.wrong(f"a condition has one test, this one has {len(tests)}. Tests: {', '.join(_TESTS)}.")
    test = tests[0]
    compared = _compared(spot.inside(test), test, settings[test])
    formats = spot.formats(settings["date"]) if "date" in settings else ()
    if about == "column":
        return Condition(ref(settings["column"], spot), test, compared, formats)
    if test in _COMPARING or "date" in settings:
        raise spot.wrong("a column of ours can be empty, past, or have a certain value; it is not compared.")
    return Condition(_our_column(spot, settings[_OURS], ours), test, spot.as_cells(compared))


def _our_column(spot: Spot, value: object, ours: tuple[str, ...]) -> Ours:
    name = spot.text(value)
    if name not in ours:
        raise spot.wrong(f"no column {name} of ours is made here.{nearest(name, ours)} There are: {', '.join(ours)}.")
    return Ours(name)


def _compared(spot: Spot, test: str, value: object) -> object:
    if test in _FLAGS:
        return spot.flag(value)
    if test in ("in", "not_in"):
        return tuple(spot.text_cell(each) for each in spot.list_of(value))
    number = spot.number(value)
    if number is not None:
        return number
    if test in _COMPARING:
        if isinstance(value, date | datetime):
            return value
        raise spot.wrong(f"this must be a number or a date such as 2024-01-31, both without quotes, not {value!r}.")
    return value if isinstance(value, bool) else spot.text_cell(value)
