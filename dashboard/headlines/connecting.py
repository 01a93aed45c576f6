"""The sentences of the page on which somebody connects their own data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.wording import count, listing, long_day, number
from data_access.proposal import Found, Preview, Proposal, Recognised

OLD_DAYS = 60
_REASONS = {
    "missing": "is empty",
    "type": "is not of its kind",
    "range": "is out of its range",
    "date": "is no possible date",
    "enumeration": "has no word of ours",
    "reference": "names a row that is not there",
    "duplicate": "has a key that was seen before",
    "empty_participant": "names nobody",
}


def recognised(kind: Recognised) -> str:
    """What kind of store it is, and what that means for how it is read."""
    if kind.readable:
        return (
            f"This is {kind.title}: {kind.reason}. It is read as it is (kind = {kind.kind!r}) and needs no mapping; "
            "what cannot be taken from it is listed after the first reading."
        )
    return (
        f"This looks like {kind.title}: {kind.reason}. This version has no reading of its own for it, so that a mapping "
        "is proposed as for any other store."
    )


def delivered(tables: Iterable[str]) -> str:
    """Which tables of ours a store gives that is read as it is."""
    return f"It has something for {listing(tables)}. Which rows of it can be used is said once it is read."


def found(there: Found) -> str:
    """How many tables there are, and how much of them was looked at."""
    told = f"{count(len(there.names), there.kind)} in {there.where}"
    cut = sum(each.cut for each in there.tables.values())
    rows = number(max((each.rows for each in there.tables.values()), default=0))
    told += f"; of {'one' if cut == 1 else number(cut)} only the first {rows} rows were looked at" if cut else ""
    if there.others:
        told += f"; {count(len(there.others), there.kind)} of other names were not opened"
    return f"{told}."


def standing(proposal: Proposal) -> str:
    """How far the mapping is: what is connected, and what stands open."""
    connected = [each.ours for each in proposal.connected]
    needed = sum(question.needed and not question.answered for question in proposal.questions)
    told = f"Read so far: {listing(dict.fromkeys(connected))}." if connected else "Nothing can be read yet."
    if needed:
        return f"{told} {count(needed, 'question')} must be answered for the rest."
    return f"{told} No question must be answered first."


def wrong_currency(currency: str | None) -> str | None:
    """Why this is no code of a currency; None where it is one."""
    if currency is None:
        return "Say in which currency amounts are to be shown."
    if len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper():
        return None
    return f"The currency {currency!r} is no code of ISO 4217 such as EUR."


def preview_sentences(tried: Preview) -> list[str]:
    """How many rows would be read of each table, how many set aside, and what these numbers do not tell."""
    connected = [each for each in tried.reports if each.connected]
    read = [f"{number(each.rows_kept)} of {count(each.rows_read, 'row')} of {each.table}" for each in connected]
    told = [f"Read as they would be: {listing(read)}."]
    aside = sum(each.set_aside for each in connected)
    left_out = sum(each.values_left_out for each in connected)
    if aside or left_out:
        told.append(f"{count(aside, 'row')} would be set aside, and {count(left_out, 'value')} left out.")
    else:
        told.append("Nothing would be set aside or left out.")
    if tried.cut:
        told.append(
            f"Only the first rows of {listing(sorted(tried.cut))} were read: a row that names another may be set aside here "
            "only because that one comes later, and sums over lines may be smaller than they are."
        )
    return told


def newest(tried: Preview, today: date) -> str | None:
    """That the data seem to be of the past, where the newest row is older than anything that is still running."""
    if tried.newest is None or (today - tried.newest).days <= OLD_DAYS:
        return None
    return (
        f"The newest order or interaction read is of {long_day(tried.newest)}. If this is a data set of the past, give its "
        "last day below: every figure is then of that day. Otherwise look whether dates are read rightly."
    )


def troubles(tried: Preview) -> list[dict[str, object]]:
    """One row per reason for which rows are set aside or values left out."""
    return [
        {
            "table": each.table,
            "what": each.done,
            "column": each.column,
            "rows": each.rows,
            "why": f"{each.column} {_REASONS.get(each.reason, each.reason)}",
            "examples": ", ".join(each.examples),
        }
        for each in tried.troubles
    ]
