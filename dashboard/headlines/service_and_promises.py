"""The sentences of the page on service and promises."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.headlines.sentence import Filters, Headline
from dashboard.portfolio.issues import ALL_AGES, band_label
from dashboard.portfolio.promises import BROKEN, DUE_SOON_DAYS, KEPT, LATE, OPEN
from dashboard.scoring.service_rows import CORE, SERVICE
from dashboard.wording import FEW, NOTHING, count, days, hours, is_unknown, listing, noun, number, rate

NOT_HERE = {
    "commitments": "Promises are not in this data store. Map a source of `commitments` to see them.",
    "cases": "Cases are not in this data store. Map a source of `cases` to see open issues, escalations and disputes.",
    "survey_responses": "Surveys are not in this data store. Map a source of `survey_responses` to see satisfaction.",
    "answers": "Answers are not in this data store. Map `responded_at` of `interactions` or `first_response_at` of "
    "`cases` to see how fast customers are answered, and who still waits.",
}
"""What is said in place of a part whose table is not connected."""
ABOUT = {CORE: "core service", SERVICE: "customer service"}
"""What the parts of satisfaction are about."""
TREND_CAPTION = "Mean of the month, with the number of respondents below it; line: the limit."
_SUBJECTS = {"commitments": "promises", "cases": "cases", "answers": "answers to mail", "survey_responses": "surveys"}


@dataclass(frozen=True)
class Breaches:
    """What is held against a limit; each part None where it is not known.

    `below` of `asked` accounts are under the satisfaction limit, `beyond` of `open` cases over that of their priority;
    the median answer took `median` hours, the limit is `good`.
    """

    below: int | None
    asked: int
    floor: float
    beyond: int | None
    open: int
    median: float | None
    good: float


def missing_parts(connected: Collection[str]) -> list[str]:
    """Which parts of the page are not in the data store, as keys of NOT_HERE."""
    known = {
        "commitments": "commitments" in connected,
        "cases": "cases" in connected,
        "answers": bool({"interactions.responded_at", "cases.first_response_at"} & set(connected)),
        "survey_responses": "survey_responses" in connected,
    }
    return [part for part, there in known.items() if not there]


def service_headline(
    promises: Mapping[str, int] | None,
    waiting: pd.DataFrame | None,
    breaches: Breaches,
    missing: Collection[str],
    filters: Filters,
) -> Headline:
    """The sentence of the page; `promises` are counts by state, `waiting` what waits for an answer."""
    if len(missing) == len(NOT_HERE):
        here = listing(_SUBJECTS[part] for part in missing)
        return Headline(f"{here.capitalize()} are not in this data store.", "Map a source of them in the settings.")
    parts = [
        "" if promises is None else _kept(promises),
        "" if waiting is None else _waits(waiting),
    ]
    finding = "; ".join(part for part in parts if part)
    finding = f"{finding[:1].upper()}{finding[1:]}." if finding else "Nothing is known of promises and answers."
    unknown = [_SUBJECTS[part] for part in missing]
    left_out = f"Not in this data store: {listing(unknown)}." if unknown else ""
    return filters.named(Headline(finding, f"{_breached(breaches)} {left_out}".strip()))


def promises_heading(counts: Mapping[str, int]) -> str:
    """The heading above the list of promises."""
    still = counts[BROKEN]
    if not sum(counts.values()):
        return "Promises"
    return (
        f"Promises: {number(still)} broken, {number(counts[LATE])} late"
        if still or counts[LATE]
        else "Promises: none late"
    )


def promises_caption(counts: Mapping[str, int], soon: int) -> str:
    """How many promises were kept, and how many come next."""
    due = sum(n for state, n in counts.items() if state != OPEN)
    ahead = f"{number(counts[OPEN])} still ahead, {number(soon)} of them due in the next {DUE_SOON_DAYS} days"
    if not due:
        return f"None was due in the last 365 days; {ahead}."
    return f"{number(counts[KEPT])} of {number(due)} due in the last 365 days were kept on time; {ahead}."


def responses_heading(whole: pd.Series | None) -> str:
    """The heading above the chart of response times; `whole` is its line of all channels."""
    return "Response time by channel" if whole is None else f"Response time: median {hours(whole['median'])}"


def responses_caption(whole: pd.Series, good: float, channels: int, drawn: int) -> str:
    """How to read the chart of response times."""
    left_out = f" · the {drawn} slowest of {number(channels)} channels, the table has all" if drawn < channels else ""
    return (
        f"{count(whole['n'], 'answer')} in 90 days · dot: median · line: to the time within which 90% were answered · "
        f"tick: limit {good:g} h{left_out}"
    )


def no_responses(connected: Collection[str]) -> str:
    """Why there are no response times."""
    if "answers" in missing_parts(connected):
        return NOT_HERE["answers"]
    return "Nothing that arrived in the last 90 days has been answered."


def half_known(connected: Collection[str]) -> str:
    """What is said where answers to only one of mail and cases are connected; empty where both are, or neither."""
    mail, cases = "interactions.responded_at" in connected, "cases.first_response_at" in connected
    if mail == cases:
        return ""
    if mail:
        return "First responses to cases are not in this data store: only mail is counted."
    return "Answers to mail are not in this data store: only cases are counted."


def waiting_heading(rows: pd.DataFrame) -> str:
    """The heading above the list of what waits."""
    return (
        "Nobody waits for an answer"
        if rows.empty
        else f"{_messages(len(rows))} {noun(len(rows), 'waits', 'wait')} for an answer"
    )


def waiting_caption(rows: pd.DataFrame, connected: Collection[str]) -> str:
    """How many of each kind wait, and what is not known."""
    counts = rows["kind"].value_counts()
    kinds = listing(count(n, kind) for kind, n in counts.items()) if len(counts) else ""
    parts = [f"{kinds}, the longest first." if kinds else "", half_known(connected)]
    return " ".join(part for part in parts if part)


def escalations_heading(rows: pd.DataFrame) -> str:
    """The heading above escalated cases."""
    if rows.empty:
        return "No escalated cases"
    return f"{count(len(rows), 'escalated case')}, {number(int(rows['open'].sum()))} still open"


def issues_heading(rows: pd.DataFrame) -> str:
    """The heading above open cases by age and priority."""
    if rows.empty:
        return "No open issues"
    beyond = int(rows["beyond"].sum())
    limits = (
        f", {number(beyond)} beyond the limit of {noun(beyond, 'its', 'their')} priority"
        if beyond
        else ", none beyond its limit"
    )
    return f"{count(len(rows), 'open issue')}{limits}"


def issue_cell(n: int, beyond: int) -> str:
    """A cell of open cases: `✗ 3` where some are beyond their limit, `3`, and a dot for none."""
    return NOTHING if not n else f"✗ {number(n)}" if beyond else number(n)


def oldest_cell(name: object, age: object) -> str:
    """The oldest open case of a priority: `61 d · Kestrel Energy`."""
    return NOTHING if is_unknown(name) else f"{number(age)} d · {name}"


def issues_behind(key: str, n: int) -> str:
    """The heading above the cases of a cell: `3 open issues, high priority, 8–30 days old`."""
    _, priority, band = key.split(":")
    age = "of any age" if band == ALL_AGES else f"{band_label(int(band))} old"
    return f"{count(n, 'open issue')}, {priority} priority, {age}"


def disputes_heading(rows: pd.DataFrame) -> str:
    """The heading above disputes by channel."""
    if rows.empty:
        return "No disputes about billing, pricing or delivery"
    still = int(rows["open"].sum())
    return f"{count(len(rows), 'dispute')} about billing, pricing and delivery, {number(still)} still open"


def disputes_behind(key: str, n: int) -> str:
    """The heading above the disputes of a cell."""
    _, column, channel = key.split(":", 2)
    what = {"n": "", "open": "still open, "}.get(column, f"{column}, ")
    return f"{count(n, 'dispute')}: {what}{channel}"


def satisfaction_heading(below: int, asked: int, floor: float) -> str:
    """The heading above satisfaction by month."""
    if not asked:
        return "Satisfaction"
    share = f"{rate(below, asked)} {noun(asked, 'account') if asked < FEW else 'of accounts'}"
    return f"Satisfaction: {share} below {floor:g} of 10"


def satisfaction_caption(below: int, asked: int) -> str:
    """Of how many accounts the share is."""
    if not asked:
        return "No active account shown here was asked in the last 365 days."
    whom = f"{number(below)} of {count(asked, 'active account')}"
    return f"{whom} asked in the last 365 days {noun(below, 'is', 'are')} below the strict limit."


def trend_heading(part: str) -> str:
    """The heading above the months of one part of satisfaction."""
    return ABOUT[part].capitalize()


def evaluations_sentence(rows: pd.DataFrame, floor: float) -> str:
    """How many evaluations of finished projects there are, and how many have a mark under the limit."""
    if rows.empty:
        return "No finished project was evaluated in the last 365 days."
    low = int(rows["below"].sum())
    return f"{count(len(rows), 'evaluation')} of finished projects, {number(low)} with a mark under {floor:g}"


def _kept(counts: Mapping[str, int]) -> str:
    due = sum(n for state, n in counts.items() if state != OPEN)
    if not due:
        return "no promise was due in the last 365 days"
    if due < FEW:
        return f"{number(counts[KEPT])} of {count(due, 'promise')} {noun(due, 'was', 'were')} kept on time"
    return f"{rate(counts[KEPT], due)} of {count(due, 'promise')} were kept on time"


def _waits(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "nothing waits for an answer"
    oldest = days(int(rows["days"].iloc[0]))
    if len(rows) == 1:
        return f"one {rows['kind'].iloc[0]} has been waiting for an answer for {oldest}"
    return f"{_messages(len(rows))} wait for an answer, the oldest for {oldest}"


def _messages(n: int) -> str:
    return count(n, "message or case", "messages and cases")


def _breached(held: Breaches) -> str:
    """Which limits are breached, each with its numbers."""
    told = []
    if held.below:
        told.append(
            f"{number(held.below)} of {count(held.asked, 'account')} asked {noun(held.below, 'is', 'are')} below {held.floor:g} of 10"
        )
    if held.beyond:
        told.append(
            f"{number(held.beyond)} of {count(held.open, 'open issue')} {noun(held.beyond, 'is beyond its', 'are beyond their')} limit"
        )
    if held.median is not None and held.median > held.good:
        told.append(f"the median answer takes {hours(held.median)} (limit {held.good:g} h)")
    if told:
        text = "; ".join(told)
        return f"Breached limits: {text}."
    known = held.asked or held.beyond is not None or held.median is not None
    return "No limit is breached." if known else ""
