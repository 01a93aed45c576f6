"""What a page shows, as its address says it: ids and ISO dates, checked against what the data store holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from dashboard.palette import CADENCE_STATUSES, HEALTH_BANDS, PROMISE_STATES, TIER_ROWS, WATCH_STATES
from dashboard.portfolio import COUNTED, GAPS
from dashboard.review.content import KINDS
from dashboard.wording import day, listing, md_escape

ALL_STATES = "all"
FILTERS = ("as_of", "since", "team", "tier", "owner", "state", "period", "counted", "names")
HIDDEN = "hidden"
LONGEST_QUOTE = 40
PROMISE_CHOICES = {f"promise_{state}": state for state in PROMISE_STATES}
"""What an address calls the states of promises, of which one has the name of a watch state."""
CHANGE_CHOICES = {f"change_{kind.group.lower()}": kind.group for kind in KINDS.values()}
"""What an address calls the groups of changes of a review."""
_EVERY_STATE = {ALL_STATES, *CHANGE_CHOICES, *WATCH_STATES, *CADENCE_STATUSES, *HEALTH_BANDS, *PROMISE_CHOICES, *GAPS}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Address:
    """The filters of a view; empty means everything, None the page's own default.

    `state` holds states of the page: watch states, cadence statuses, bands of health, PROMISE_CHOICES, or what is missing
    at a customer. `counted` says whether months count all contacts or meetings only, `open` which part is open, `names` that
    they are HIDDEN.
    """

    as_of: date | None = None
    since: date | None = None
    team: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    owner: str | None = None
    state: tuple[str, ...] | None = None
    period: int | None = None
    counted: str | None = None
    open: str | None = None
    account: str | None = None
    review: str | None = None
    names: str | None = None

    def parameters(self) -> dict[str, list[str]]:
        """The query parameters that lead to this view; what is at its default is left out."""
        texts = {entry.name: _texts(getattr(self, entry.name)) for entry in fields(self)}
        if self.state == ():
            texts["state"] = [ALL_STATES]
        return {name: values for name, values in texts.items() if values}


@dataclass(frozen=True)
class Known:
    """What an address may name: the dates read so far, the ids the viewer may see, and the states of the page.

    States of another page are passed over without a word, for links carry the filters from page to page.
    """

    as_of: date
    last_day: date
    teams: Collection[str]
    owners: Collection[str]
    periods: Collection[int]
    states: Collection[str] = tuple(WATCH_STATES)


def read_address(parameters: Mapping[str, Sequence[str]], known: Known) -> tuple[Address, list[str]]:
    """The view the query parameters ask for, and a sentence in Markdown for each value that was ignored."""
    ignored: list[str] = []

    def chosen(name: str, accepts: Callable[[str], bool], complaint: str) -> tuple[str, ...]:
        values = dict.fromkeys(parameters.get(name, ()))
        ignored.extend(_ignored(name, value, complaint) for value in values if not accepts(value))
        return tuple(value for value in values if accepts(value))

    def last(values: tuple[str, ...]) -> str | None:
        return values[-1] if values else None

    as_of = _date_in("as_of", parameters, _limit(known.last_day, known.as_of), ignored)
    shown = as_of or known.as_of
    return Address(
        as_of=as_of,
        since=_date_in("since", parameters, _before(shown), ignored),
        team=chosen("team", known.teams.__contains__, "no such team is in this data store"),
        tier=chosen("tier", TIER_ROWS.__contains__, f"the tiers are {listing(TIER_ROWS)}"),
        owner=last(chosen("owner", known.owners.__contains__, "no account shown here has such an owner")),
        state=_states(chosen("state", _EVERY_STATE.__contains__, "no such state exists"), known.states),
        period=_period(last(chosen("period", {str(days) for days in known.periods}.__contains__, _offer(known)))),
        counted=last(chosen("counted", COUNTED.__contains__, f"what is counted are {listing(COUNTED)}")),
        open=last(tuple(parameters.get("open", ()))),
        account=last(tuple(parameters.get("account", ()))),
        review=last(tuple(parameters.get("review", ()))),
        names=last(chosen("names", {HIDDEN}.__contains__, f"names can be {HIDDEN}")),
    ), ignored


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, tuple):
        return list(value)
    return [value.isoformat() if isinstance(value, date) else str(value)]


def _states(values: tuple[str, ...], of_page: Collection[str]) -> tuple[str, ...] | None:
    if ALL_STATES in values:
        return ()
    return tuple(value for value in values if value in of_page) or None


def _period(value: str | None) -> int | None:
    return int(value) if value else None


def _offer(known: Known) -> str:
    return f"the periods are {', '.join(str(days) for days in sorted(known.periods))} days"


def _limit(last_day: date, default: date) -> Callable[[date], str | None]:
    """The complaint about dates nothing is known of yet."""
    sentence = f"the data were read up to {day(last_day, default)}"
    return lambda value: sentence if value > last_day else None


def _before(shown: date) -> Callable[[date], str | None]:
    return lambda value: f"it must lie before {day(shown, shown)}, the day shown" if value >= shown else None


def _date_in(
    name: str, parameters: Mapping[str, Sequence[str]], complaint: Callable[[date], str | None], ignored: list[str]
) -> date | None:
    given = parameters.get(name)
    if not given:
        return None
    value = _iso_date(given[-1])
    fault = "a date is written like 2026-11-15" if value is None else complaint(value)
    if fault:
        ignored.append(_ignored(name, given[-1], fault))
        return None
    return value


def _iso_date(text: str) -> date | None:
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ignored(name: str, value: str, fault: str) -> str:
    quoted = value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…"
    return f"The address asks for {name.replace('_', ' ')} “{md_escape(quoted)}”: {fault}. It was left out."
