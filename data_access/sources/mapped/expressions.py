"""What a mapping file says about one column of ours."""

from __future__ import annotations

from collections.abc import Callable

from data_access.schema import Rule
from data_access.sources.mapped.conditions import read_conditions
from data_access.sources.mapped.language import (
    MAIN,
    Constant,
    Copy,
    DayOf,
    Expression,
    FirstOf,
    Later,
    LevelOf,
    Moment,
    Parts,
    Product,
    Sum,
    Text,
    Translated,
    ValueMap,
    When,
)
from data_access.sources.mapped.names import Names
from data_access.sources.mapped.spot import Spot, nearest

# The key that decides what a column is made of, and the other keys that may stand beside it.
_FORMS = {
    "column": ("values", "otherwise", "date", "time", "zone"),
    "constant": (),
    "text": (),
    "parts": ("between",),
    "first": (),
    "product": (),
    "sum": (),
    "day_of": (),
    "last_day_of": (),
    "translated": (),
    "level_of": (),
    "later": ("by",),
}
_WHEN = "when"


def read_expression(spot: Spot, ours: Rule, value: object, names: Names, grouped: bool) -> Expression:
    """How one column of ours is made; `grouped` where our row stands for several of theirs; raises SourceError."""
    if isinstance(value, str):
        return Copy(names.ref(value, spot))
    settings = dict(spot.table(value))
    if _WHEN in settings:
        conditions = read_conditions(spot.inside(_WHEN), settings.pop(_WHEN), names.ref)
        return When(_inner(spot, ours, settings, names), conditions)
    forms = [form for form in _FORMS if form in settings]
    if len(forms) != 1:
        raise spot.wrong(
            'a column is made of one thing: a column of theirs in quotes, or { constant = "..." }, '
            f"{{ column = ... }}, or one of {', '.join(_FORMS)}."
        )
    form = forms[0]
    spot.check_keys(settings, (form, *_FORMS[form]))
    if form == "sum":
        return _sum(spot, settings, names, grouped)
    if form == "column":
        return _of_one_column(spot, ours, settings, names)
    if form == "constant":
        return Constant(_our_word(spot, ours, settings["constant"]))
    if form == "first":
        return FirstOf(tuple(_inner(spot, ours, each, names) for each in spot.list_of(settings["first"])))
    if form == "later":
        return _later(spot, ours, settings, names)
    return _READERS[form](spot, settings, names)


def _inner(spot: Spot, ours: Rule, value: object, names: Names) -> Expression:
    """An expression that stands in another, which adds nothing up."""
    if isinstance(value, dict) and "sum" in value:
        raise spot.wrong("a sum cannot stand inside another expression. Give it a column of its own.")
    return read_expression(spot, ours, value, names, grouped=False)


def _later(spot: Spot, ours: Rule, settings: dict, names: Names) -> Later:
    if "by" not in settings:
        raise spot.wrong('later needs by, what holds the duration, such as { later = "Starts", by = "Duration" }.')
    by = _inner(spot.inside("by"), ours, settings["by"], names)
    return Later(_inner(spot, ours, settings["later"], names), by)


_READERS: dict[str, Callable[[Spot, dict, Names], Expression]] = {
    "text": lambda spot, settings, names: Text(names.pieces(settings["text"], spot)),
    "parts": lambda spot, settings, names: Parts(names.refs(settings["parts"], spot), _between(spot, settings)),
    "product": lambda spot, settings, names: Product(names.factors(settings["product"], spot)),
    "day_of": lambda spot, settings, names: DayOf(names.ref(settings["day_of"], spot)),
    "last_day_of": lambda spot, settings, names: DayOf(names.ref(settings["last_day_of"], spot), before=True),
    "level_of": lambda spot, settings, names: LevelOf(names.ref(settings["level_of"], spot)),
    "translated": lambda spot, settings, names: Translated(names.ref(settings["translated"], spot)),
}


def _between(spot: Spot, settings: dict) -> str:
    between = settings.get("between", " ")
    if not isinstance(between, str):
        raise spot.wrong(f"between must be text in quotes, not {between!r}.")
    return between


def _of_one_column(spot: Spot, ours: Rule, settings: dict, names: Names) -> Expression:
    ref = names.ref(settings["column"], spot)
    kinds = [key for key in ("values", "date", "time") if key in settings]
    if len(kinds) > 1:
        raise spot.wrong(f"{' and '.join(kinds)} exclude each other. Keep one.")
    if "otherwise" in settings and "values" not in settings:
        raise spot.wrong('otherwise needs values: what else? For example values = { "Won" = "delivered" }.')
    if "zone" in settings and "time" not in settings:
        raise spot.wrong("zone needs time, the format that the local time is written in.")
    if not kinds:
        return Copy(ref)
    if kinds == ["values"]:
        words = _words(spot.inside("values"), ours, settings["values"])
        if "otherwise" not in settings:
            return ValueMap(ref, words, keeps_others=True)
        return ValueMap(ref, words, False, _our_word(spot.inside("otherwise"), ours, settings["otherwise"]))
    (kind,) = kinds
    zone = spot.zone(settings["zone"]) if "zone" in settings else None
    return Moment(ref, spot.formats(settings[kind]), only_day=kind == "date", zone=zone)


def _words(spot: Spot, ours: Rule, value: object) -> tuple[tuple[str, str | None], ...]:
    return tuple((theirs, _our_word(spot.inside(theirs), ours, word)) for theirs, word in spot.table(value).items())


def _our_word(spot: Spot, ours: Rule, value: object) -> str | None:
    """A value of ours as a cell; one that an enumeration does not have is refused."""
    cell = spot.cell(value)
    if ours.values and cell is not None and cell not in ours.values:
        raise spot.wrong(
            f"{cell!r} is no value of this column.{nearest(cell, ours.values)} Its values: {', '.join(ours.values)}."
        )
    return cell


def _sum(spot: Spot, settings: dict, names: Names, grouped: bool) -> Sum:
    factors = names.factors(settings["sum"], spot)
    places = {factor.ref.place for factor in factors if factor.ref}
    if len(places) != 1:
        raise spot.wrong("a sum goes over the rows of one table. Take all its columns from the same join.")
    place = places.pop()
    if place == MAIN and not grouped:
        raise spot.wrong(
            "a sum needs several rows to go over. Say one_per = the key they share, or take the column from a join."
        )
    return Sum(place, factors)
