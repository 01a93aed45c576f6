"""The sentence of the weekly review: who became neglected, whose health changed, which decisions are open."""

from __future__ import annotations

import pandas as pd

from dashboard.headlines.sentence import CONNECT_ORDERS, NO_CONTACTS, NO_ORDERS, Filters, Headline, nothing_matches
from dashboard.wording import count, is_unknown, money, noun, number


def review_headline(
    changes: pd.DataFrame,
    whole: pd.Series,
    decisions: pd.DataFrame | None,
    since: str,
    currency: str,
    filters: Filters,
) -> Headline:
    """The sentence over the changes shown; `whole` is the line of all their teams, `since` the date compared with.

    Nothing is said of decisions where they cannot be read.
    """
    if not whole["accounts"]:
        return nothing_matches(filters)
    if is_unknown(whole["active"]):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    context = [_others(changes, since), "" if decisions is None else decisions_sentence(decisions)]
    if is_unknown(whole["neglected"]):
        context.insert(0, NO_CONTACTS)
        finding = _bands(changes)
    else:
        finding = f"{_neglected(changes, currency)}; {_bands(changes)}"
    if changes.empty:
        finding, context[-2] = f"nothing changed since {since}", ""
    headline = Headline(f"{finding[:1].upper()}{finding[1:]}.", " ".join(part for part in context if part))
    return filters.named(headline)


def decisions_sentence(decisions: pd.DataFrame) -> str:
    """`4 decisions are open, 1 is late.`; that none is open where that is so."""
    is_open = decisions["state"] == "open"
    n = int(is_open.sum())
    late = int((is_open & (decisions["days_late"].fillna(0).astype(float) > 0)).sum())
    if not n:
        return "No decision is open."
    besides = f", {number(late)} {noun(late, 'is', 'are')} late" if late else ", none is late"
    return f"{count(n, 'decision')} {noun(n, 'is', 'are')} open{besides}."


def _neglected(changes: pd.DataFrame, currency: str) -> str:
    """`5 buyers became neglected (€412k at stake)`."""
    amounts = changes.loc[changes["kind"] == "neglected", "amount"]
    n, without = len(amounts), int(amounts.isna().sum())
    if not n:
        return "no buyer became neglected"
    known = "amount unknown" if n == without else f"{money(amounts.sum(), currency)} at stake"
    besides = f", {number(without)} without a known amount" if 0 < without < n else ""
    return f"{count(n, 'buyer')} became neglected ({known}{besides})"


def _bands(changes: pd.DataFrame) -> str:
    """`3 accounts dropped a health band, 2 recovered`."""
    fell = int((changes["kind"] == "band_fell").sum())
    rose = int(((changes["kind"] == "band_rose") & (changes["direction"] == "better")).sum())
    if not fell and not rose:
        return "no account changed its health band"
    dropped = f"{count(fell, 'account')} dropped a health band" if fell else "no account dropped a health band"
    return f"{dropped}, {number(rose) if rose else 'none'} recovered"


def _others(changes: pd.DataFrame, since: str) -> str:
    return f"{count(len(changes), 'change')} in all since {since}."
