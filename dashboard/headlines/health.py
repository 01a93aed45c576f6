"""The sentences of relationship health, on its page and on an account's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.headlines.measures import cadence_words
from dashboard.headlines.sentence import CONNECT_ORDERS, NO_ORDERS, Filters, Headline, nothing_matches
from dashboard.indicators import INDICATORS
from dashboard.palette import HEALTH_BANDS, INDICATOR_STATES
from dashboard.policy import Policy
from dashboard.portfolio import customers, inputs_known, layers_known
from dashboard.scoring.health import NOT_ENOUGH_DATA, points_lost
from dashboard.wording import FEW, count, is_unknown, noun, number, rate, share

_KNOWN = ("good", "fair", "poor")
NO_CUSTOMER = Headline(
    "No account here has bought in the last 12 months.", "Only active accounts have a health; the others have none."
)


def health_headline(accounts: pd.DataFrame, cells: pd.DataFrame, filters: Filters) -> Headline:
    """The sentence of the page: how many accounts are in each band; `cells` is `portfolio.indicator_cells`."""
    if accounts.empty:
        return nothing_matches(filters)
    if not layers_known(accounts):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    bands = customers(accounts)["band"].value_counts()
    n = int(bands.sum())
    if not n:
        return filters.named(NO_CUSTOMER)
    good, fair, poor, without = (int(bands.get(band, 0)) for band in HEALTH_BANDS)
    if without == n:
        return filters.named(Headline(f"There is not enough data for {_all(n)}.", _never_known(cells)))
    parts = f"{_part(good, n)} of {count(n, 'account')} {noun(good, 'is', 'are') if n < FEW else 'are'} good"
    finding = f"{parts}, {_part(fair, n)} fair, {_part(poor, n)} poor"
    finding += f"; for {_part(without, n)} there is not enough data." if without else "."
    return filters.named(Headline(finding, _weakest(cells)))


def bands_caption(lines: pd.DataFrame) -> str:
    """How to read the bars of `portfolio.band_lines`."""
    n = int(lines["n"].iloc[-1])
    return f"Active accounts by band; hatched: not enough data. {count(n, 'account')}, never a mean score."


def matrix_caption(policy: Policy) -> str:
    """How to read the matrix."""
    floor = share(float(policy.known_floor))
    return (
        f"Below the word: % of the accounts that are ✓ good, ▲ fair, ✗ poor, ○ unknown; under {FEW} accounts their number. "
        f"Word and colour: the account in the middle; hatched: known of less than {floor}. Weakest indicator first."
    )


def cell_heading(cell: Mapping[str, object]) -> str:
    """The heading above the accounts of a cell: `Levels covered · Coast: 20 of 45 accounts are poor`."""
    opening = f"{cell['title']} · {cell['team']}"
    if not cell["n"]:
        return f"{opening}: does not apply"
    return f"{opening}: {number(cell['poor'])} of {count(cell['n'], 'account')} {noun(cell['poor'], 'is', 'are')} poor"


def cell_caption(cell: Mapping[str, object]) -> str:
    """How the accounts of a cell are spread, and in which order they are listed."""
    parts = [f"{cadence_words(state)} {number(cell[key])}" for key, state in INDICATOR_STATES.items() if cell[key]]
    median = "" if is_unknown(cell["median"]) else f" · median {number(cell['median'])} points"
    return f"{' · '.join(parts)}{median}. Most points lost first."


def nothing_in_bands(chosen: Sequence[str]) -> str:
    """Said in place of an empty list."""
    words = " or ".join(HEALTH_BANDS[band].word for band in chosen)
    return f"No account here is {words}. Choose other bands above."


def health_badge(account: Mapping[str, object]) -> str:
    """The health of an active account in a few words: `▲ Health 51 · fair, based on 85%`; empty for any other."""
    if is_unknown(account["band"]):
        return ""
    state, known = HEALTH_BANDS[account["band"]], share(account["known_share"])
    if account["band"] == NOT_ENOUGH_DATA:
        return f"{state.glyph} Health: {state.word} ({known} known)"
    return f"{state.glyph} Health {number(account['score'])} · {state.word}, based on {known}"


def lost_heading(account: Mapping[str, object]) -> str:
    """The heading above the explanation of an account's health."""
    if account["band"] == NOT_ENOUGH_DATA:
        return "Health: not enough data"
    lost = 100 - round(account["score"])
    return f"Where the {count(lost, 'point')} {noun(lost, 'was', 'were')} lost" if lost else "Health: nothing lost"


def known_in_words(account: Mapping[str, object], policy: Policy) -> str:
    """What the score rests on: `based on 85%, 13 of 15 inputs`."""
    known, unknown, _ = inputs_known(account, policy)
    return f"based on {share(account['known_share'])}, {len(known)} of {len(known) + len(unknown)} inputs"


def not_enough_data(account: Mapping[str, object], policy: Policy) -> str:
    """What is missing of an account without enough data, as of any other: `3 of 8 inputs known (45%). Missing: ...`"""
    known, unknown, _ = inputs_known(account, policy)
    inputs = f"{len(known)} of {len(known) + len(unknown)} inputs known ({share(account['known_share'])})"
    opening = "Not enough data: " if account["band"] == NOT_ENOUGH_DATA else ""
    titles = ", ".join(INDICATORS[name].title.lower() for name in unknown)
    return f"{opening}{inputs}.{f' Missing: {titles}.' if titles else ''}"


def points_and_cost(account: Mapping[str, object], indicator: str, policy: Policy) -> str:
    """What an indicator gives and costs: `33 of 100 points; it takes 11 points from the score.` Empty without points."""
    points = account[f"{indicator}_points"]
    if is_unknown(points):
        return ""
    lost = points_lost(pd.DataFrame([account]), policy)[indicator].iloc[0]
    cost = count(round(lost), "point") if lost >= 1 or not round(lost, 1) else f"{number(lost, 1)} points"
    return f"{number(points)} of 100 points; it takes {cost if round(lost, 1) else 'nothing'} from the score."


def _part(n: int, whole: int) -> str:
    return number(n) if whole < FEW else share(n / whole)


def _all(n: int) -> str:
    return "the only active account" if n == 1 else f"any of {number(n)} active accounts"


def _weakest(cells: pd.DataFrame) -> str:
    """The indicator that is poor for the largest share of the accounts where it is known."""
    first = cells[cells["column"] == cells["column"].max()].iloc[0]
    known = int(first[list(_KNOWN)].sum())
    if not known or not first["poor"]:
        return ""
    of = f"{number(known)} accounts" if known >= FEW else "accounts"
    return f"Weakest is {INDICATORS[first['indicator']].title.lower()}: poor for {rate(int(first['poor']), known)} of the {of} where it is known."


def _never_known(cells: pd.DataFrame) -> str:
    """The indicators that are known of no account."""
    whole = cells[cells["column"] == cells["column"].max()]
    never = whole[whole[list(_KNOWN)].sum(axis=1) == 0]
    titles = [INDICATORS[name].title.lower() for name in INDICATORS if name in set(never["indicator"])]
    return f"Known of no account: {', '.join(titles)}." if titles else ""
