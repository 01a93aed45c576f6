"""The sentences of the page of the data, and those other pages say about the data they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard.headlines.sentence import Filters, Headline
from dashboard.palette import TABLE_STATES
from dashboard.portfolio.completeness import EMPTY, FAILED, FRESH, NOT_CONNECTED
from dashboard.portfolio.contradictions import ALIKE, MERGED, WITHOUT_RATE, WON
from dashboard.scoring.silence import Silence
from dashboard.wording import WEEKDAYS, count, day, days, listing, noun, number, share_of

ONLY_EVERYTHING = "How each table was read is shown to who sees every account."
FOUND = {
    WITHOUT_RATE: ("Orders without a rate", "order without a rate", "orders without a rate"),
    MERGED: ("Merged records that differ", "merged record that differs", "merged records that differ"),
    WON: ("Won, but not ordered", "account with less ordered than won", "accounts with less ordered than won"),
    ALIKE: ("Look doubled", "account that looks doubled", "accounts that look doubled"),
}
"""What each kind of contradiction is called: on its pill, and in a sentence one and many of it."""
_SOME = 3


def data_headline(lines: pd.DataFrame, silent: Sequence[Silence], as_of: date) -> Headline:
    """The sentence of the page for who sees everything; `lines` is `completeness.table_lines`."""
    counts = lines["state"].value_counts()
    there = int(len(lines) - counts.get(NOT_CONNECTED, 0) - counts.get(EMPTY, 0))
    fresh = int(counts.get(FRESH, 0))
    tables = f"{number(fresh)} of {count(there, 'table')} with rows {noun(there, 'is', 'are')} fresh"
    finding = f"{tables}: {listing(_short(silence, as_of) for silence in silent)}." if silent else f"{tables}."
    if not silent and fresh == there:
        finding = (
            f"All {count(there, 'table')} with rows are fresh." if there > 1 else "The only table with rows is fresh."
        )
    return Headline(finding, " ".join(part for part in (_accepted(lines), _states(lines)) if part))


def team_headline(found: Mapping[str, int], filters: Filters, whole: bool) -> Headline:
    """The sentence of the page for some teams, chosen by who sees the `whole` source or all that may be seen."""
    sentence = found_sentence(found)
    finding = f"{sentence[:1].upper()}{sentence[1:]}"
    return filters.named(Headline(finding, "" if whole else ONLY_EVERYTHING))


def found_sentence(found: Mapping[str, int]) -> str:
    """What contradicts itself, in numbers: `1 order without a rate and 2 accounts that look doubled.`"""
    parts = [count(n, *FOUND[kind][1:]) for kind, n in found.items() if n]
    return f"{listing(parts)}." if parts else "Nothing in the data of these accounts contradicts itself."


def found_pill(kind: str, n: int) -> str:
    """A kind of contradiction with how many there are: `Look doubled · 4`."""
    return f"{FOUND[kind][0]} · {number(n)}"


def accepted_share(share: object) -> str:
    """The share of rows accepted: `98.7%`; `100%` only where all were, `·` where none was read."""
    if pd.isna(share):
        return "·"
    percent = 100 * float(share)
    return "100%" if percent == 100 else f"{min(percent, 99.9):.1f}%"


def table_label(state: str) -> str:
    """Glyph and word of a table's state."""
    return TABLE_STATES[state].label


def silence_warning(silent: Sequence[Silence], as_of: date) -> str:
    """The warning on a page: `No meeting or call has been recorded since Tue 3 Nov (19 days); usually one comes every day. ...`"""
    first, *others = [f"no {one.what} {{}}since {_weekday(one.since, as_of)} ({days(one.days)})" for one in silent]
    told = listing([first.format("has been recorded "), *(other.format("") for other in others)])
    rhythms = {one.usual for one in silent}
    if len(rhythms) == 1:
        usual = f"usually {noun(len(silent), 'one comes', 'they come')} every {_every(rhythms.pop())}"
    else:
        usual = f"usually they come {listing(f'every {_every(one.usual)}' for one in silent)}"
    return f"{told[:1].upper()}{told[1:]}; {usual}. Figures may be out of date."


def _every(apart: int) -> str:
    return "day" if apart <= 1 else days(apart)


def not_recording_sentence(lines: pd.DataFrame) -> str:
    """What is said of the teams that hardly record meetings; rows of `recording`."""
    parts = [
        f"{line.team} ({count(line.meetings, 'meeting')} of {count(line.accounts, 'active account')} in 365 days; other teams "
        f"{number(line.others, 1)} per account)"
        for line in lines.head(_SOME).itertuples()
    ]
    more = len(lines) - _SOME
    named = listing([*parts, f"{number(more)} more"] if more > 0 else parts)
    return f"Meetings not recorded: {named}. That tells how a team records, not how it meets its customers."


def not_recorded_lines(lines: pd.DataFrame) -> str:
    """What stands in the line of all teams for those that record no meetings; rows of `portfolio.team_lines`."""
    parts = [
        f"{line.team} {share_of(line.on_cadence, line.with_target)} on cadence, {number(line.overdue)} A and B overdue"
        for line in lines.itertuples()
    ]
    return f"Counted in the line of all teams, by what is recorded: {'; '.join(parts)}."


def completeness_caption(not_recording: bool, left_out: int) -> str:
    """How to read the picture of completeness."""
    parts = [
        "% of cells filled, of few cases the number",
        "five steps of blue: under 20, 40, 60, 80 and above",
        "a dot: no rows",
    ]
    if not_recording:
        parts.append("“not recorded”: the team records no meetings")
    if left_out:
        parts.append(f"{count(left_out, 'more team')} in the table")
    return " · ".join(parts)


def columns_heading(table: str, connected: int, of: int) -> str:
    """The heading above the columns of a table."""
    return f"Table {table}: {number(connected)} of {count(of, 'column')} connected"


def charges_heading(lines: pd.DataFrame) -> str:
    """The heading above the disputed charges by channel."""
    n = int(lines["disputes"].sum())
    if not n:
        return "No charge was disputed in the last 365 days"
    worst = lines.iloc[0]
    return f"Charges disputed by channel: {number(n)}, most of them through {worst['channel']} ({number(worst['disputes'])})"


def left_out_heading(aside: int, values: int, notes: int) -> str:
    """The heading above what could not be used."""
    if not (aside or values or notes):
        return "Everything that was read could be used"
    parts = [f"{count(aside, 'row')} set aside", f"{count(values, 'value')} left out"]
    return ", ".join([*parts, *([f"{count(notes, 'thing')} not mapped"] if notes else [])])


def history_heading(failed: int, refreshes: int) -> str:
    """The heading above the history of refreshes."""
    if not refreshes:
        return "Refresh history"
    return (
        f"Refresh history: {number(failed) if failed else 'none'} of {count(refreshes, 'refresh', 'refreshes')} failed"
    )


def _short(silence: Silence, as_of: date) -> str:
    return f"no {silence.what} since {day(silence.since, as_of)} ({days(silence.days)})"


def _weekday(on: date, as_of: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {day(on, as_of)}"


def _accepted(lines: pd.DataFrame) -> str:
    read = int(lines["rows_read"].sum() - lines["ignored"].sum())
    aside = int(lines["set_aside"].sum())
    if not read:
        return "No row was read."
    return f"{accepted_share(1 - aside / read)} of {count(read, 'row')} were accepted."


def _states(lines: pd.DataFrame) -> str:
    failed, missing = lines.loc[lines["state"] == FAILED, "table"], lines.loc[lines["state"] == NOT_CONNECTED, "table"]
    parts = []
    if len(failed):
        parts.append(f"{listing(failed)} {noun(len(failed), 'lacks', 'lack')} a column and cannot be used.")
    if len(missing):
        parts.append(f"Not connected: {listing(missing)}.")
    return " ".join(parts)
