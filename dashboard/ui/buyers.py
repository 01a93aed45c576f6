"""The parts of the recent buyers page that are more than one chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.address import ALL_STATES
from dashboard.explanations import why
from dashboard.palette import CHECKPOINT_STATES, WATCH_STATES, watch_state
from dashboard.ui import account, columns
from dashboard.ui.filters import in_order, put
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of, picture
from dashboard.ui.view import View, section
from dashboard.wording import count, day, is_unknown, md_escape

STATES_BY_DEFAULT = ("neglected", "late")
MEANINGS = ("watch", "watch_shown", "watch_amount", "checkpoint", "counted_contact", "planned_contact", *WATCH_STATES)


@dataclass(frozen=True)
class Figures:
    """Everything the page shows of one view; `buyers` is the whole call list, before a choice of states."""

    headline: headlines.Headline
    buyers: pd.DataFrame
    totals: pd.DataFrame
    bar: Drawn
    shift: portfolio.AttentionShift
    curve: Drawn | None
    tiers: Mapping[str, portfolio.AttentionShift]
    lines: Drawn | None
    teams: pd.DataFrame


def figures(view: View) -> Figures:
    """The figures of the view."""
    buyers = view.kept(_buyers, coloured=False)
    totals = portfolio.state_totals(buyers)
    shift = portfolio.attention_shift(view.attention)
    tiers = portfolio.attention_by(view.attention, "tier")
    checkpoints = view.policy.checkpoints
    return Figures(
        headline=headlines.buyers_headline(buyers, view.accounts, view.currency, view.policy.watch_days, view.filters),
        buyers=buyers,
        totals=totals,
        bar=drawn(charts.state_bar(totals, view.colours, view.currency)),
        shift=shift,
        curve=drawn(charts.attention_curve(shift, view.colours, checkpoints)),
        tiers=tiers,
        lines=drawn(charts.attention_by_tier(tiers, view.colours, checkpoints)),
        teams=_attention_of_teams(view),
    )


def states(view: View, shown: Figures) -> pd.DataFrame:
    """The bar of amounts by state with its pills, which are legend and filter; gives the rows of the chosen states.

    Where no contact is connected every state is unknown, and there is nothing to choose.
    """
    picture(shown.bar, name="states")
    if not view.has("interactions"):
        return shown.buyers
    chosen = STATES_BY_DEFAULT if view.address.state is None else view.address.state
    st.session_state["state"] = list(chosen)
    totals = shown.totals.set_index("state").to_dict("index")

    def put_states() -> None:
        picked = in_order(WATCH_STATES, st.session_state["state"])
        put("state", [] if picked == list(STATES_BY_DEFAULT) else picked or [ALL_STATES])

    st.pills(
        "States shown",
        list(WATCH_STATES),
        selection_mode="multi",
        format_func=lambda key: f"{WATCH_STATES[key].markdown} · {headlines.state_pill(totals[key], view.currency)}",
        key="state",
        on_change=put_states,
        label_visibility="collapsed",
    )
    return portfolio.in_states(shown.buyers, chosen or WATCH_STATES)


def call_list(view: View, rows: pd.DataFrame) -> None:
    """The list to work through, and below it the account whose row is selected."""
    cells = columns.call_list(view)
    download(rows, cells, name="recent-buyers", label="Export", place=view.action)
    if rows.empty:
        st.markdown("No recent buyer is in the chosen states. Choose other states above.")
        return
    alt = f"Recent buyers in the order in which to call, {count(len(rows), 'account')}"
    account.selectable_table(view, rows, cells, name="buyers", alt=alt)
    glyphs = " · ".join(f"{state.glyph} {state.word}" for state in CHECKPOINT_STATES.values())
    st.caption(f"{glyphs}. Select a row to see why; with the keyboard, arrows move and Shift+Space selects.")
    if buyer := account.selected(view, rows, "buyers"):
        _detail(view, buyer)


def meanings(view: View, shown: Figures) -> None:
    """What the states mean, and the list of all states they were counted from."""
    evidence_of(
        "What the states mean, and the whole list",
        shown.buyers,
        columns.call_list(view),
        name="all-buyers",
        definition=view.means(*MEANINGS),
        counted=count(len(shown.buyers), "recent buyer"),
    )


def attention(view: View, shown: Figures) -> None:
    """Contacts before and after an order: of all orders, by tier, by team."""
    heading = headlines.attention_heading(shown.shift)
    caption = headlines.attention_caption(shown.shift, view.as_of, view.has("interactions"))
    if not shown.curve:
        section(heading, caption)
        return
    means = view.means("attention_shift", "counted_contact", "watch")
    left, right = st.columns([5, 3], gap="large")
    with left:
        section(heading, caption)
        cells = columns.of_chart(view, shown.curve.table)
        orders = count(shown.shift.orders, "order")
        chart(shown.curve, columns=cells, name="attention", definition=means, counted=orders)
    with right:
        section("The same by tier", headlines.attention_by_tier_caption(shown.tiers))
        if shown.lines:
            cells = columns.of_chart(view, shown.lines.table)
            chart(shown.lines, columns=cells, name="attention-tiers", definition=means)
    if len(shown.teams) > 1:
        cells = columns.attention("Team")
        evidence_of("The same by team", shown.teams, cells, name="attention-teams", definition=means)


def _buyers(view: View) -> pd.DataFrame:
    """The call list with, for each account, whom to call, who met whom last, and what is planned."""
    watches = portfolio.bought_within(view.watches, view.period)
    rows = portfolio.call_list(watches, view.accounts, view.as_of, view.policy.checkpoints)
    rows = rows.merge(view.people(rows["account_id"]), on="account_id", how="left", validate="one_to_one")
    return rows.assign(person=[_person(buyer) for buyer in rows.to_dict("records")])


def _attention_of_teams(view: View) -> pd.DataFrame:
    """One line per team that has a name or a key, by name."""
    names = view.accounts[["team_id", "team_name"]].drop_duplicates("team_id")
    labels = {row[0]: portfolio.team_label(*row) for row in names.itertuples(index=False)}
    teams = portfolio.attention_table(portfolio.attention_by(view.attention, "team_id"))
    return teams.assign(group=teams["group"].map(labels)).sort_values("group", ignore_index=True)


def _detail(view: View, buyer: Mapping[str, object]) -> None:
    """One buyer: why it stands where it stands, whom to call, the last contacts and orders."""
    st.header(md_escape(buyer["account_name"]), anchor=False)
    state = watch_state(buyer["state"])
    place = [f"Tier {buyer['tier']}" if buyer["tier"] else None, buyer["team_name"], buyer["owner_name"]]
    st.markdown(" · ".join([state.markdown, *(md_escape(part) for part in place if not is_unknown(part))]))
    st.markdown(md_escape(why(buyer, view.as_of, view.policy, view.currency)))
    lines = {"Call": _whom(buyer), "Last counted contact": _last(view, buyer), "Planned": _next(view, buyer)}
    st.markdown("  \n".join(f"**{label}:** {md_escape(text)}" for label, text in lines.items()))
    account.contacts_and_orders(view, buyer["account_id"])


def _person(buyer: Mapping[str, object]) -> str:
    """Name and title of the person to call: `Anke Weber, plant manager`."""
    parts = [part for part in (buyer["name"], buyer["title"]) if not is_unknown(part)]
    return ", ".join(parts)


def _whom(buyer: Mapping[str, object]) -> str:
    if is_unknown(buyer["name"]):
        return "no contact person is known"
    reach = [part for part in (buyer["phone"], buyer["email"]) if not is_unknown(part)]
    return " · ".join([f"{_person(buyer)} ({buyer['reason']})", *(reach or ["neither phone nor email is known"])])


def _last(view: View, buyer: Mapping[str, object]) -> str:
    if is_unknown(buyer["last_on"]):
        return "unknown" if is_unknown(buyer["state"]) else "none so far"
    by, met = buyer["last_employee"], buyer["last_person"]
    words = [
        f"{day(buyer['last_on'], view.as_of)}, {buyer['last_kind']}",
        "" if is_unknown(by) else f" by {by}",
        "" if is_unknown(met) else f" with {met}",
        "" if is_unknown(buyer["last_subject"]) else f": {buyer['last_subject']}",
    ]
    return "".join(words)


def _next(view: View, buyer: Mapping[str, object]) -> str:
    if is_unknown(buyer["planned_on"]):
        return "unknown" if is_unknown(buyer["state"]) else "nothing"
    subject = "" if is_unknown(buyer["planned_subject"]) else f": {buyer['planned_subject']}"
    return f"{day(buyer['planned_on'], view.as_of)}, {buyer['planned_kind']}{subject}"
