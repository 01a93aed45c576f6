"""The parts of the recent buyers page that are more than one chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, headlines, portfolio
from dashboard.address import ALL_STATES
from dashboard.explanations import why
from dashboard.palette import CHECKPOINT_STATES, WATCH_STATES
from dashboard.portfolio.buyers import of_not_recording
from dashboard.ui import account, columns, decisions, snoozes
from dashboard.ui.filters import in_order, put
from dashboard.ui.lists import accounts_behind
from dashboard.ui.multiples import Multiple, page_of, small_multiples
from dashboard.ui.planned import planned_contacts
from dashboard.ui.tables import Drawn, chart, download, drawn, evidence_of, picture, table
from dashboard.ui.view import View, section
from dashboard.wording import NOTHING, UNKNOWN, count, day, is_unknown, md_escape

STATES_BY_DEFAULT = ("neglected", "late")
NO_TIER = "Without a tier today"
ATTENTION_MEANS = ("attention_shift", "counted_contact", "watch")
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
    teams: Mapping[str, portfolio.AttentionShift]
    top: float
    averages: pd.DataFrame


def figures(view: View) -> Figures:
    """The figures of the view."""
    buyers = view.kept(_buyers, coloured=False)
    totals = portfolio.state_totals(buyers)
    shift = portfolio.attention_shift(view.attention)
    tiers = portfolio.attention_by(view.attention, "tier")
    teams = {key: found for key, found in portfolio.attention_by(view.attention, "team_id").items() if found.drawable}
    checkpoints = view.policy.checkpoints
    return Figures(
        headline=headlines.buyers_headline(buyers, view.accounts, view.currency, view.period, view.filters),
        buyers=buyers,
        totals=totals,
        bar=drawn(charts.state_bar(totals, view.colours, view.currency)),
        shift=shift,
        curve=drawn(charts.attention_curve(shift, view.colours, checkpoints)),
        tiers=tiers,
        lines=drawn(charts.attention_by_tier(tiers, view.colours, checkpoints)),
        teams=teams,
        top=charts.attention_top(list(teams.values())),
        averages=_averages(view),
    )


def states(view: View, shown: Figures) -> pd.DataFrame:
    """The bar of amounts by state with its pills, which are legend and filter; gives the rows of the chosen states.

    Where no contact is connected every state is unknown, and there is nothing to choose.
    """
    picture(shown.bar, name="states")
    if not view.has("interactions"):
        return shown.buyers
    chosen = _states_chosen(view)
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


def call_list(view: View, shown: Figures, rows: pd.DataFrame) -> None:
    """The list to work through, and below it the account whose row is selected."""
    rows, cells, all_snoozed = snoozes.marked(view, rows, columns.call_list(view))
    complete = partial(_with_people, view)
    download(rows, cells, name="recent-buyers", label="Export", place=view.action, complete=complete)
    if rows.empty:
        if all_snoozed:
            st.markdown(snoozes.ALL_SNOOZED)
        elif sentence := headlines.nothing_in_states(_states_chosen(view), len(shown.buyers)):
            st.markdown(sentence)
        return
    alt = f"Recent buyers in the order in which to call, {count(len(rows), 'account')}"
    account.selectable_table(view, rows, cells, name="buyers", alt=alt, complete=complete, missing=UNKNOWN)
    glyphs = " · ".join(f"{state.glyph} {state.word}" for state in CHECKPOINT_STATES.values())
    st.caption(f"{glyphs}. Select a row to see why; with the keyboard, arrows move and Shift+Space selects.")
    account.opened(view, account.selected(view, rows, "buyers"), _detail)


def _states_chosen(view: View) -> tuple[str, ...]:
    return STATES_BY_DEFAULT if view.address.state is None else view.address.state


def meanings(view: View, shown: Figures) -> None:
    """What the states mean, how many there are of each, and the list of all that they were counted from."""

    evidence_of(
        "What the states mean, and how many there are of each",
        shown.totals,
        columns.states(view),
        name="states",
        definition=view.means(*MEANINGS),
        counted=count(len(shown.buyers), "recent buyer"),
    )
    if shown.buyers.empty:
        return
    accounts_behind(
        view,
        f"The {count(len(shown.buyers), 'recent buyer')} in all states",
        shown.buyers,
        columns.call_list(view),
        name="all-buyers",
        definition=view.means("watch", "watch_shown", "watch_amount"),
        detail=_detail,
        complete=partial(_with_people, view),
    )


def attention(view: View, shown: Figures) -> None:
    """Contacts before and after an order: of all orders, by tier, by team, and the orders themselves."""
    heading = headlines.attention_heading(shown.shift)
    caption = headlines.attention_caption(shown.shift, view.as_of, view.has("interactions"))
    if shown.curve:
        _curves(view, shown, heading, caption)
        _curves_of_teams(view, shown)
    else:
        section(heading, caption)
    if not shown.shift.orders:
        return
    cells = columns.attention()
    alt = "Contacts before and after an order, by tier and team"
    table(shown.averages, cells, name="averages", alt=alt, missing=NOTHING)
    accounts_behind(
        view,
        f"The {count(shown.shift.orders, 'order')} behind these figures",
        lambda: portfolio.attention_rows(view.attention_orders),
        columns.attention_orders(view),
        name="attention-orders",
        definition=view.means(*ATTENTION_MEANS),
    )


def _curves(view: View, shown: Figures, heading: str, caption: str) -> None:
    """The curve of all orders and, unless a single tier was chosen, beside it the lines of the tiers."""
    if len(view.filters.tiers) == 1:
        _curve(view, shown, heading, caption)
        return
    left, right = st.columns([5, 3], gap="large")
    with left:
        _curve(view, shown, heading, caption)
    with right:
        section("The same by tier", headlines.attention_by_tier_caption(shown.tiers))
        if shown.lines:
            cells, means = columns.of_chart(view, shown.lines.table), view.means(*ATTENTION_MEANS)
            orders = count(sum(found.orders for found in shown.tiers.values()), "order")
            chart(shown.lines, columns=cells, name="attention-tiers", definition=means, counted=orders)


def _curve(view: View, shown: Figures, heading: str, caption: str) -> None:
    section(heading, caption)
    cells, means = columns.of_chart(view, shown.curve.table), view.means(*ATTENTION_MEANS)
    orders = count(shown.shift.orders, "order")
    chart(shown.curve, columns=cells, name="attention", definition=means, counted=orders)


def _curves_of_teams(view: View, shown: Figures) -> None:
    """The curve of each team that has enough orders, where there is more than one team."""
    teams = _team_names(view)
    if len(teams) < 2:
        return
    section("The same by team", headlines.attention_by_team_caption(len(shown.teams), len(teams)))
    if shown.teams:
        place = page_of(len(shown.teams), "attention-teams")
        small_multiples(view, view.kept(_small_curves, of=place), name="attention-team")


def _small_curves(view: View, first: int, last: int) -> list[Multiple]:
    """The curves of these teams, in alphabetical order on the scale of all teams."""
    shown, names = view.kept(figures), _team_names(view)
    drawable = [(key, name) for key, name in names.items() if key in shown.teams]
    return [
        Multiple(
            title=name,
            team_id=key,
            figure=drawn(charts.small_attention_curve(shown.teams[key], view.colours, shown.top)),
            caption=headlines.small_curve_caption(shown.teams[key]),
        )
        for key, name in drawable[first:last]
    ]


def _team_names(view: View) -> dict[str, str]:
    """The teams of the accounts in sight by key, in alphabetical order; accounts without a team have none."""
    teams = view.accounts[["team_id", "team_name"]].dropna(subset=["team_id"]).drop_duplicates("team_id")
    names = {row[0]: portfolio.team_label(*row) for row in teams.itertuples(index=False)}
    return dict(sorted(names.items(), key=lambda team: (team[1].casefold(), team[0])))


def _averages(view: View) -> pd.DataFrame:
    """The averages before and after an order: of all orders, then by tier of today, then by team in alphabetical order.

    Each of the two parts holds every order, those of accounts without a tier or a team in a last line of its own.
    """
    orders = view.attention_orders
    if orders.empty:
        return portfolio.attention_table(orders, orders["tier"])
    parts = [portfolio.attention_table(orders, pd.Series("All orders", orders.index))]
    tiers, teams = orders["tier"], orders["team_id"]
    if tiers.nunique(dropna=False) > 1:
        parts.append(portfolio.attention_table(orders, ("Tier " + tiers.fillna("")).where(tiers.notna(), NO_TIER)))
    if teams.nunique(dropna=False) > 1:
        names = {**_team_names(view), "": portfolio.NO_TEAM}
        lines = portfolio.attention_table(orders, teams.fillna("")).set_index("group")
        present = [key for key in names if key in lines.index]
        parts.append(lines.loc[present].rename(index=names).rename_axis("group").reset_index())
    return pd.concat(parts, ignore_index=True)


def _buyers(view: View) -> pd.DataFrame:
    """The call list."""
    watches = portfolio.bought_within(view.watches, view.period)
    rows = portfolio.call_list(watches, view.accounts, view.as_of, view.policy.checkpoints)
    return of_not_recording(rows, view.quality.not_recording, view.policy.checkpoints)


def _with_people(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the call list with whom to call and who met whom last."""
    people = view.kept(_people, coloured=False, of=(tuple(rows["account_id"]),))
    return rows.merge(people, on="account_id", how="left", validate="one_to_one")


def _people(view: View, account_ids: tuple[str, ...]) -> pd.DataFrame:
    people = view.people(pd.Series(account_ids, dtype=object))
    return people.assign(person=[_person(row) for row in people.to_dict("records")])


def _people_and_plans(view: View, account_id: str) -> dict[str, object]:
    """Whom to call at an account, who met whom last, and what is planned."""
    of_account = pd.Series([account_id], dtype=object)
    people, plans = view.people(of_account), view.last_and_next(of_account)
    return people.iloc[0].to_dict() | plans.iloc[0].to_dict()


def _detail(view: View, buyer: Mapping[str, object]) -> None:
    """One buyer: why it stands where it stands, whom to call, the last contacts and orders."""
    st.header(md_escape(buyer["account_name"]), anchor=False)
    st.markdown(account.states_and_place(view, view.account(buyer["account_id"]), buyer))
    st.markdown(md_escape(why(buyer, view.as_of, view.policy, view.currency)))
    buyer = {**buyer, **view.kept(_people_and_plans, coloured=False, of=(buyer["account_id"],))}
    lines = {"Call": _whom(buyer), "Last counted contact": _last(view, buyer), "Planned": _next(view, buyer)}
    st.markdown("  \n".join(f"**{label}:** {md_escape(text)}" for label, text in lines.items()))
    planned_contacts(view, buyer, why(buyer, view.as_of, view.policy, view.currency), _person(buyer))
    decisions.of_account(view, view.account(buyer["account_id"]), small=True)
    account.contacts_and_orders(view, buyer["account_id"])


def _person(buyer: Mapping[str, object]) -> str | None:
    """Name and title of the person to call: `Anke Weber, plant manager`; None where nobody is known."""
    parts = [part for part in (buyer["name"], buyer["title"]) if not is_unknown(part)]
    return ", ".join(parts) or None


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
