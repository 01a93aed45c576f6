"""The sentences of the page of teams and skills: about accounts and teams, never about one person against another."""

from __future__ import annotations

import pandas as pd

from dashboard.headlines.sentence import CONNECT_ORDERS, NO_ORDERS, Filters, Headline, nothing_matches
from dashboard.portfolio.pyramid import layers_known
from dashboard.wording import UNKNOWN, count, is_unknown, listing, noun, number

NO_CASE = "none"
PURPOSE = "Shows how work is shared, to plan help. Not for judging individuals."
NO_DEPUTIES = "Deputies are not in this data store. Map the members of account teams in the settings to see them here."
NO_QUALITIES = (
    "The six qualities cannot be told: that needs qualifications, employees and who serves each account. Map them in the "
    "settings to see them here."
)
NO_ENDINGS = (
    "Certifications and trainings are not in this data store. Map qualifications and employees to see them here."
)


def teams_headline(accounts: pd.DataFrame, lines: pd.DataFrame, endings: pd.DataFrame, filters: Filters) -> Headline:
    """The sentence of the page; `lines` is `portfolio.work_lines`, `endings` those of `portfolio.endings`."""
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    whole = lines.iloc[-1]
    return filters.named(Headline(f"{_who_is_missing(whole)}; {_ending(endings)}.", weekly_sentence(whole)))


def weekly_sentence(line: pd.Series) -> str:
    """Contacts required and held: `310 contacts a week are required, 280 were held.`"""
    if not line["with_target"]:
        return "No account here has a contact target."
    held = "what was held is unknown" if is_unknown(line["held"]) else f"{number(line['held'])} were held"
    weeks = f"{number(line['required'])} contacts a week are required, {held}"
    return f"{weeks} ({count(line['with_target'], 'account')} with a contact target)."


def hours(value: object, n: object) -> str:
    """A median number of hours with its n: `38 h · n 68`."""
    if is_unknown(n):
        return UNKNOWN
    return f"{number(value)} h · n {number(n)}" if n else NO_CASE


def quality_words(gaps: int, assessed: int) -> str:
    """What a cell of the six qualities says: `▲ gap in 12 of 85`, `✓ no gap in 40`, `○ not assessed`."""
    if not assessed:
        return "○ not assessed"
    return f"▲ gap in {number(gaps)} of {number(assessed)}" if gaps else f"✓ no gap in {number(assessed)}"


def dots(grade: object) -> str:
    """A grade of 0 to 3 as filled and empty dots; empty where nobody is assessed."""
    return "" if is_unknown(grade) else "●" * int(grade) + "○" * (3 - int(grade))


def ending_words(days_left: int) -> str:
    """When something ends: `ends in 36 days`, `ends today`, `ended 12 days ago`."""
    if days_left == 0:
        return "ends today"
    return f"ends in {count(days_left, 'day')}" if days_left > 0 else f"ended {count(-days_left, 'day')} ago"


def endings_heading(endings: pd.DataFrame, known: bool) -> str:
    """The heading above the list of what runs out."""
    if not known:
        return "Certifications and trainings"
    words = _ending(endings)
    return words[:1].upper() + words[1:]


def qualities_caption() -> str:
    """How to read the matrix of the six qualities."""
    return (
        "Dots: the grade (0 to 3) that at least half of the team's assessed accounts reach · gap: the best grade in an "
        "account's team is below 2 · hatched: not assessed, which is no gap"
    )


def _who_is_missing(whole: pd.Series) -> str:
    parts = []
    if not is_unknown(whole["without_owner"]):
        n = whole["without_owner"]
        parts.append(f"{count(n, 'active account')} {noun(n, 'has', 'have')} no active owner")
    if not is_unknown(whole["without_deputy"]):
        n = whole["without_deputy"]
        parts.append(f"{number(n) if parts else count(n, 'active account')} {noun(n, 'has', 'have')} no deputy")
    return listing(parts) if parts else "Who owns the accounts and who stands in is unknown"


def _ending(endings: pd.DataFrame) -> str:
    ahead, ended = int((endings["state"] == "runs out").sum()), int((endings["state"] == "ended").sum())
    what = count(ahead, "certification or training", "certifications and trainings")
    words = f"{what if ahead else 'nothing'} {noun(ahead, 'runs', 'run') if ahead else 'runs'} out within 90 days"
    return f"{words}, {number(ended)} {noun(ended, 'has', 'have')} ended" if ended else words
