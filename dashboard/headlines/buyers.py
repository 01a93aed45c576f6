"""The sentences of the call list of recent buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.headlines.sentence import (
    CONNECT_CONTACTS,
    CONNECT_ORDERS,
    NO_CONTACTS,
    NO_ORDERS,
    Filters,
    Headline,
    nothing_matches,
)
from dashboard.palette import WATCH_STATES
from dashboard.portfolio.pyramid import layers_known
from dashboard.wording import (
    count,
    money,
    noun,
    number,
    share,
)

_LARGEST = 5
_LARGEST_IN_WORDS = "five"


def buyers_headline(
    rows: pd.DataFrame, accounts: pd.DataFrame, currency: str, period: int, filters: Filters
) -> Headline:
    """The sentence of the recent buyers page; `rows` is the whole call list of the last `period` days in scope, before
    the state pills.
    """
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    if rows.empty:
        return filters.named(
            Headline("No recent buyers.", f"No order began a watch in the last {count(period, 'day')}.")
        )
    if rows["state"].isna().all():
        buyers = count(len(rows), "recent buyer")
        finding = f"{buyers}; whether anybody contacted them is not known."
        return filters.named(Headline(finding, f"{NO_CONTACTS} {CONNECT_CONTACTS}"))
    neglected = rows[rows["state"] == "neglected"]
    return filters.named(_neglected(neglected, currency) if len(neglected) else _nobody_neglected(rows))


def nothing_in_states(states: Sequence[str], buyers: int) -> str:
    """What stands in the place of an empty call list: `No recent buyer is neglected or late. ...`; empty without buyers."""
    if not buyers:
        return ""
    *first, last = [WATCH_STATES[state].word.lower() for state in states]
    words = f"{', '.join(first)} or {last}" if first else last
    others = "the other one" if buyers == 1 else f"the {number(buyers)} in other states"
    return f"No recent buyer is {words}. Choose other states above to see {others}."


def state_pill(total: Mapping[str, object], currency: str) -> str:
    """The text of a state's pill after the state itself: `€988k · 15`."""
    if not total["accounts"]:
        return "0"
    return f"{money(total['amount'], currency)} · {number(total['accounts'])}"


def _neglected(neglected: pd.DataFrame, currency: str) -> Headline:
    n = len(neglected)
    amounts = neglected["amount"].dropna()
    who = f"{count(n, 'recent buyer')} {noun(n, 'is', 'are')} neglected"
    stake = f", {money(amounts.sum(), currency)} at stake" if len(amounts) else ", the amount at stake is unknown"
    sentences = ["a checkpoint was missed and nothing is planned."]
    if 0 < len(amounts) < n:
        without = n - len(amounts)
        sentences.append(f"{number(without)} of them {noun(without, 'has', 'have')} no known amount.")
    largest = amounts.nlargest(_LARGEST).sum()
    if len(amounts) > _LARGEST and 0 < largest <= amounts.sum():
        sentences.append(f"The {_LARGEST_IN_WORDS} largest are {share(largest / amounts.sum())} of it.")
    return Headline(f"{who}{stake}:", " ".join(sentences))


def _nobody_neglected(rows: pd.DataFrame) -> Headline:
    states = rows["state"].value_counts()
    followed = int(states.get("cared_for", 0) + states.get("late", 0))
    waiting = int(states.get("waiting", 0))
    planned = int(states.get("planned", 0))
    parts = [
        f"{count(followed, 'recent order')} {noun(followed, 'has', 'have')} been followed up" if followed else "",
        f"{number(planned)} {noun(planned, 'has', 'have')} a contact planned" if planned else "",
        f"{number(waiting)} {noun(waiting, 'waits', 'wait')} for the first contact" if waiting else "",
    ]
    return Headline("No neglected buyers.", ", ".join(part for part in parts if part) + ".")
