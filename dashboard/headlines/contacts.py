"""The sentences of the contacts page, and of the contact map of one account."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from dashboard.headlines.sentence import CONNECT_ORDERS, NO_ORDERS, Filters, Headline, nothing_matches
from dashboard.portfolio.contacts import GAP_WORDS, Gap
from dashboard.portfolio.coverage import COVERAGE_STEPS, NOT_NAMED
from dashboard.portfolio.frequency import NOT_KNOWN, customers
from dashboard.portfolio.pyramid import layers_known
from dashboard.scoring.ties import (
    GAPS,
    NO_OWNER,
    NOBODY_SERVES,
    NOT_SPOKEN,
    ONE_OF_OURS,
    ONE_OF_THEIRS,
    ONLY_TIE_LEFT,
    OURS_NOT_KNOWN,
    SPOKEN,
    THEIRS_NOT_KNOWN,
)
from dashboard.wording import count, is_unknown, listing, noun, number, share_of_accounts
from data_access.schema import LEVELS

NO_PERSONS = "Who was met is not in this data store."
LANGUAGE_WORDS = {
    NOT_SPOKEN: "nobody who serves them speaks it",
    NOBODY_SERVES: "nobody serves them",
    OURS_NOT_KNOWN: "what those who serve them speak is not known",
    THEIRS_NOT_KNOWN: "their language is not known",
    SPOKEN: "somebody who serves them speaks it",
}


def contacts_headline(accounts: pd.DataFrame, gaps: Mapping[str, Gap], filters: Filters) -> Headline:
    """The sentence of the contacts page; `gaps` is `portfolio.gaps` of the customers."""
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    active = len(customers(accounts))
    if not active:
        return filters.named(
            Headline("No account here has bought in the last 12 months.", "Only active accounts are listed.")
        )
    told = [clause for clause in _clauses(gaps) if clause]
    if not told:
        return filters.named(
            Headline(NO_PERSONS, "Map interactions, contacts and employees in the settings to see it here.")
        )
    finding = "; ".join(told)
    return filters.named(Headline(f"{finding[:1].upper()}{finding[1:]}.", f"Of {count(active, 'active account')}."))


def gap_pill(gap: str, found: Gap) -> str:
    """`**No owner** · 6`; a gap of which nothing is known says so."""
    word = GAP_WORDS[gap]
    return f"**{word[:1].upper()}{word[1:]}** · {number(found.missing) if found.known else 'unknown'}"


def gaps_caption(gaps: Mapping[str, Gap], chosen: Collection[str]) -> str:
    """Of how many accounts each chosen gap cannot be told; empty where all can."""
    asked = [gap for gap in GAPS if (not chosen or gap in chosen) and gaps[gap].unknown]
    alike = {gaps[gap].unknown: [other for other in asked if gaps[other].unknown == gaps[gap].unknown] for gap in asked}
    parts = [f"at {count(n, 'account')} {listing([GAP_WORDS[gap] for gap in of])}" for n, of in alike.items()]
    return f"Not known: {'; '.join(parts)}." if parts else ""


def nothing_missing(gaps: Mapping[str, Gap], chosen: Collection[str]) -> str:
    """What is said where the list is empty: nothing is missing, or nothing is known."""
    asked = chosen or GAPS
    known = sum(gaps[gap].known for gap in asked)
    if not known:
        return "Whether this is missing is not in this data store; what it needs is said below."
    return f"✓ None of {count(max(gaps[gap].known for gap in asked), 'account')} misses any of this."


def pairs_heading(pairs: pd.DataFrame) -> str:
    """The heading above the matrix of levels: how often executives met executives."""
    top = pairs[(pairs["theirs"] == LEVELS[0]) & (pairs["ours"] == LEVELS[0])]
    if top.empty or not pairs["contacts"].any():
        return "Who meets whom"
    cell = top.iloc[0]
    return f"Who meets whom: executives met executives at {share_of_accounts(int(cell['accounts']), int(cell['of']))}"


def pairs_missing(pairs: pd.DataFrame) -> str:
    """Why there is no matrix of levels; empty where there is one."""
    if not pairs["contacts"].any():
        return "No counted contact of the last 365 days with these accounts."
    named = pairs[pairs["theirs"].isin(LEVELS) & pairs["ours"].isin(LEVELS)]
    if named["contacts"].any():
        return ""
    without = [("theirs", "persons of theirs"), ("ours", "people of ours")]
    parts = [words for side, words in without if not pairs.loc[pairs[side].isin(LEVELS), "contacts"].any()]
    return f"No contact names {' and '.join(parts)} with a level. Map them in the settings to see who meets whom."


def pairs_caption(pairs: pd.DataFrame) -> str:
    """How to read the matrix of levels, and how much of it is not told."""
    parts = [
        "Levels of theirs downwards, ours across: share of accounts, then contacts of 365 days and the last",
        _steps(),
    ]
    apart = pairs[pairs["theirs"].isin((NOT_KNOWN, NOT_NAMED)) | pairs["ours"].isin((NOT_KNOWN, NOT_NAMED))]
    if apart["contacts"].any():
        parts.append("who has no level or is not named is shown apart")
    return " · ".join(parts)


def coverage_heading(lines: pd.DataFrame, by: str) -> str:
    """The heading above the levels reached by tier or team."""
    if lines.empty or not lines["of"].any():
        return f"Levels reached by {by}"
    last = lines[(lines["row"] == lines["row"].max()) & (lines["level"] == LEVELS[0])].iloc[0]
    if not last["of"]:
        return f"Levels reached by {by}"
    return f"Levels reached by {by}: executives at {share_of_accounts(int(last['covered']), int(last['of']))}"


def coverage_caption(lines: pd.DataFrame) -> str:
    """How to read the levels reached, and of how many accounts they are not known."""
    unknown = int(lines.loc[lines["row"] == lines["row"].max(), "unknown"].max()) if len(lines) else 0
    parts = ["Share of accounts with a counted contact of 365 days on the level", _steps()]
    if unknown:
        parts.append(f"not known of {count(unknown, 'account')}, which {noun(unknown, 'is', 'are')} left out")
    return " · ".join(parts)


def language_heading(counts: Mapping[str, int]) -> str:
    """The heading above the languages: `Nobody who serves 12 of 209 accounts speaks their language`."""
    known = counts[NOT_SPOKEN] + counts[SPOKEN]
    if not known:
        return "Languages"
    return f"Nobody who serves {number(counts[NOT_SPOKEN])} of {count(known, 'account')} speaks their language"


def language_caption(counts: Mapping[str, int]) -> str:
    """Of how many accounts it is not known, and why."""
    told = [f"{LANGUAGE_WORDS[state]}: {number(counts[state])}" for state in _UNTOLD if counts[state]]
    caption = "Language of the customer against the languages of its owner and of those who serve it with them."
    return f"{caption} Not known: {'; '.join(told)}." if told else caption


def account_ties(row: Mapping[str, object]) -> str:
    """On whom one account hangs, in a sentence or two; `row` is its row of `portfolio.gap_list`."""
    contacts = row["contacts_365d"]
    if is_unknown(contacts):
        return "Contacts are not in this data store, so who was met is not known."
    if not contacts:
        return "No counted contact in the last 365 days, so nobody was met."
    persons = "nobody of theirs is named" if not row["persons"] else f"{count(row['persons'], 'person')} of theirs"
    ours = "nobody of ours is named" if not row["employees"] else f"{count(row['employees'], 'person')} of ours"
    parts = [f"{count(contacts, 'counted contact')} in 365 days: {persons}, {ours}"]
    naming = row["naming_theirs"]
    if 0 < naming < contacts:
        parts.append(f"{number(naming)} of the contacts {noun(naming, 'names', 'name')} who of theirs took part")
    return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts) + "."


def map_caption(target: object) -> str:
    """How to read the contact map."""
    within = (
        f"green and ✓: the last within the contact target of {count(int(target), 'day')}"
        if not is_unknown(target)
        else ""
    )
    parts = ["Dot: contacts of 365 days", within or "grey: there is no contact target", "hollow, dashed: nobody named"]
    return " · ".join(parts) + ". Below it the last person met, how often and when."


_UNTOLD = (NOBODY_SERVES, OURS_NOT_KNOWN, THEIRS_NOT_KNOWN)


def _clauses(gaps: Mapping[str, Gap]) -> list[str]:
    """What is found, the gaps of which nothing is known left out."""
    single, ours, owner = gaps[ONE_OF_THEIRS], gaps[ONE_OF_OURS], gaps[NO_OWNER]
    hang = [(gap, whose) for gap, whose in ((single, "of theirs"), (ours, "of ours")) if gap.known]
    hanging = [f"{_hangs(gap, first=not place)} {whose}" for place, (gap, whose) in enumerate(hang)]
    owned = (
        "all have an owner"
        if not owner.missing
        else f"{number(owner.missing)} {noun(owner.missing, 'has', 'have')} no owner"
    )
    left = [("primary_left", "the primary contact has left"), (ONLY_TIE_LEFT, "the only tie has left")]
    gone = [f"at {number(gaps[gap].missing)} {words}" for gap, words in left if gaps[gap].missing]
    return [", ".join(hanging), owned if owner.known else "", ", ".join(gone)]


def _hangs(gap: Gap, first: bool) -> str:
    """`36 accounts hang on a single person`, and of the second kind `41 on a single one`."""
    if not first:
        return f"{number(gap.missing) if gap.missing else 'none'} on a single one"
    n = count(gap.missing, "account") if gap.missing else "no account"
    return f"{n} {'hang' if gap.missing > 1 else 'hangs'} on a single person"


def _steps() -> str:
    return f"shades change at {', '.join(str(step) for step in COVERAGE_STEPS)}%"
