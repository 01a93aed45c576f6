"""The filters of the title row. Each holds ids, and they live in the address: it is read before every run of a page
and written by every choice, so that reload, Back and a copied link show the same view.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard.address import Address, Known, read_address
from dashboard.palette import TIER_ROWS
from dashboard.policy import TIERS, Policy
from dashboard.portfolio import CONTACTS, COUNTED, team_label
from dashboard.wording import count, day, listing, md_escape
from data_access.localtime import FIRST_YEAR
from data_access.mirror import Mirror

SHORTER_PERIODS = (30, 60, 90)
COMPARED = {"4 weeks ago": 28, "A quarter ago": 91, "A year ago": 365}
COMPARED_BY_DEFAULT = 91
ANOTHER_DATE = "another date"
BOX = 150

NO_FILTERS = ("names", "tour")
_LAST_ADDRESS = "last_address"
FIRST_DAY = date(FIRST_YEAR, 1, 1)


@dataclass(frozen=True)
class Choices:
    """What the filters offer: labels by id for teams and owners of the accounts in sight, days, and dates."""

    teams: dict[str, str]
    owners: dict[str, str]
    periods: tuple[int, ...]
    known: Known


def choices(accounts: pd.DataFrame, mirror: Mirror, policy: Policy) -> Choices:
    """The choices for a viewer who may see these accounts."""
    teams = _labels(accounts, "team_id", "team_name")
    owners = _labels(accounts, "owner_id", "owner_name")
    periods = (*(days for days in SHORTER_PERIODS if days < policy.watch_days), policy.watch_days)
    return Choices(teams, owners, periods, Known(mirror.as_of, mirror.last_day, teams, owners, periods))


def current_address(offered: Choices, states: Collection[str]) -> tuple[Address, list[str]]:
    """The view the address asks for, and a sentence for each of its values that was left out.

    `states` are the states that a page can show.
    """
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    return read_address(parameters, replace(offered.known, states=states))


def put(name: str, values: Iterable[str]) -> None:
    """Write a filter into the address; without values it leaves it."""
    values = list(values)
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)


def put_opened(part: str | None) -> None:
    """Write into the address which part of the page is open, and that no account of another part is, in one step."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in {"open", "account"}}
    st.query_params.from_dict(kept | ({"open": [part]} if part else {}))


def clear_filters() -> None:
    """Empty the address of all that narrows the view; what it says of how names are shown stays."""
    kept = {name: st.query_params.get_all(name) for name in NO_FILTERS if name in st.query_params}
    st.query_params.from_dict(kept)


def write_address(page: str) -> None:
    """Writes the address again where it changed on one page: Streamlit leaves it behind after a page's link to itself.

    The browser adds nothing to its history where the address is right already.
    """
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    before, st.session_state[_LAST_ADDRESS] = st.session_state.get(_LAST_ADDRESS), (page, now)
    if before is not None and before[0] == page and before[1] != now:
        st.query_params.from_dict(now)


def in_order(options: Iterable[str], chosen: Collection[str]) -> list[str]:
    """What was chosen in the order of the options, so that one view has one address however it was clicked together."""
    return [option for option in options if option in chosen]


def draw_team(offered: Choices, address: Address, _as_of: date) -> None:
    """Several teams; none means all of them. A box of tags would have white words on a light colour in the dark."""
    if not offered.teams:
        return
    st.session_state["team"] = list(address.team)
    with st.container(gap="xxsmall", width=BOX):
        st.markdown(":small[Team]")
        chosen = st.popover(_team_words(offered, address), key="teams", width="stretch")
    chosen.pills(
        "Teams",
        list(offered.teams),
        selection_mode="multi",
        format_func=lambda key: md_escape(offered.teams[key]),
        key="team",
        on_change=lambda: put("team", in_order(offered.teams, st.session_state["team"])),
    )


def _team_words(offered: Choices, address: Address) -> str:
    names = [offered.teams[key] for key in address.team]
    if len(names) > 1:
        return count(len(names), "team")
    return md_escape(names[0]) if names else "All teams"


def draw_owner(offered: Choices, address: Address, _as_of: date) -> None:
    """One account owner, or all of them."""
    if not offered.owners:
        return
    st.session_state["owner"] = address.owner or ""
    st.selectbox(
        "Owner",
        ["", *offered.owners],
        format_func=lambda key: offered.owners.get(key, "All owners"),
        key="owner",
        on_change=lambda: put("owner", filter(None, [st.session_state["owner"]])),
        width=BOX,
    )


def draw_tier(_offered: Choices, address: Address, _as_of: date) -> None:
    """Several tiers; none means all of them. Rows of the pyramid that are no tier are offered only while chosen."""
    options = [tier for tier in TIER_ROWS if tier in TIERS or tier in address.tier]
    st.session_state["tier"] = in_order(options, address.tier)
    with st.container(gap="xxsmall", width=BOX):
        st.markdown(":small[Tier]")
        chosen = st.popover(listing(address.tier) if address.tier else "All tiers", key="tiers", width="stretch")
    chosen.pills(
        "Tiers",
        options,
        selection_mode="multi",
        key="tier",
        on_change=lambda: put("tier", in_order(options, st.session_state["tier"])),
    )


def draw_counted(_offered: Choices, address: Address, _as_of: date) -> None:
    """Whether months count all contacts or meetings only."""
    st.session_state["counted"] = address.counted or CONTACTS

    def chosen() -> None:
        counted = st.session_state["counted"]
        put("counted", [] if counted == CONTACTS else [counted])

    st.selectbox("Counted", COUNTED, format_func=str.capitalize, key="counted", on_change=chosen, width=BOX)


def draw_period(offered: Choices, address: Address, _as_of: date) -> None:
    """How far back the order may lie; the longest period holds every open watch."""
    longest = offered.periods[-1]
    st.session_state["period"] = address.period or longest

    def chosen() -> None:
        days = st.session_state["period"]
        put("period", [] if days == longest else [str(days)])

    st.selectbox(
        "Bought in the last",
        offered.periods,
        format_func=lambda days: f"{days} days",
        key="period",
        on_change=chosen,
        width=BOX,
    )


def draw_since(_offered: Choices, address: Address, as_of: date) -> None:
    """The earlier date to compare with: one of three distances, or a date of one's own."""
    dates = {(as_of - timedelta(days=days)).isoformat(): label for label, days in COMPARED.items()}
    since = since_of(address, as_of).isoformat()
    own = since not in dates or st.session_state.get("since_own", False)
    st.session_state["since"] = ANOTHER_DATE if own else since
    st.session_state["since_date"] = date.fromisoformat(since)

    def chosen() -> None:
        value = st.session_state["since"]
        st.session_state["since_own"] = value == ANOTHER_DATE
        if value != ANOTHER_DATE:
            put("since", [] if value == _default_since(as_of).isoformat() else [value])

    def picked() -> None:
        st.session_state["since_own"] = False
        put("since", [value.isoformat() for value in [st.session_state["since_date"]] if value])

    st.selectbox(
        "Compare with",
        [*dates, ANOTHER_DATE],
        format_func=lambda key: (
            f"{dates[key]}, {day(date.fromisoformat(key), as_of)}" if key in dates else "Another date"
        ),
        key="since",
        on_change=chosen,
        width=190,
    )
    if own:
        st.date_input(
            "Date",
            key="since_date",
            max_value=as_of - timedelta(days=1),
            min_value=FIRST_DAY,
            format="YYYY-MM-DD",
            on_change=picked,
            width=140,
        )


def draw_as_of(offered: Choices, _address: Address, as_of: date) -> None:
    """The day shown, up to the last one read; the newest is not in the address."""
    st.session_state["as_of"] = as_of

    def picked() -> None:
        day_shown = st.session_state["as_of"] or offered.known.as_of
        put("as_of", [] if day_shown == offered.known.as_of else [day_shown.isoformat()])

    st.date_input(
        "As of",
        key="as_of",
        max_value=offered.known.last_day,
        min_value=FIRST_DAY,
        format="YYYY-MM-DD",
        on_change=picked,
        width=BOX,
    )


FILTERS = {
    "team": draw_team,
    "owner": draw_owner,
    "tier": draw_tier,
    "counted": draw_counted,
    "period": draw_period,
    "since": draw_since,
    "as_of": draw_as_of,
}


def since_of(address: Address, as_of: date) -> date:
    """The date to compare with."""
    return address.since or _default_since(as_of)


def _default_since(as_of: date) -> date:
    return as_of - timedelta(days=COMPARED_BY_DEFAULT)


def _labels(accounts: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    """Label by id in alphabetical order; the id stands behind a label that two of them share."""
    pairs = accounts[[key, name]].dropna(subset=[key]).drop_duplicates(key)
    labels = {row[0]: team_label(*row) for row in pairs.itertuples(index=False)}
    shared = pd.Series(labels, dtype=object).value_counts()
    unique = {key: label if shared[label] == 1 else f"{label} ({key})" for key, label in labels.items()}
    return dict(sorted(unique.items(), key=lambda item: (item[1].casefold(), item[0])))
