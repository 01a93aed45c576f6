"""One account: what opens in place below a list when a row is selected, and what it shares with the account's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard import headlines, portfolio
from dashboard.explanations import NOT_COUNTED
from dashboard.palette import HEALTH_BANDS, MARKDOWN_COLOURS, State, watch_state
from dashboard.ui import columns
from dashboard.ui.filters import put
from dashboard.ui.search import account_link
from dashboard.ui.tables import Column, Completion, download, table
from dashboard.ui.view import View
from dashboard.wording import PLACE_WORDS, as_date, count, is_unknown, md_escape, money, number
from data_access import evidence

Detail = Callable[[View, Mapping[str, object]], None]


def selected(view: View, rows: pd.DataFrame, name: str) -> Mapping[str, object] | None:
    """The row of the list `name` whose detail is to be shown; None where the selection is in another list.

    An account that was not selected here, but came with a link or by going back, is that of the first list that has it.
    """
    chosen = rows[rows["account_id"] == view.address.account]
    if chosen.empty:
        return None
    place, here = f"selected_in_{view.page}", (name, view.address.account)
    if st.session_state.get(place, (None, None))[1] != view.address.account:
        st.session_state[place] = here
    return chosen.iloc[0].to_dict() if st.session_state[place] == here else None


def selectable_table(
    view: View,
    rows: pd.DataFrame,
    shown: Mapping[str, Column],
    *,
    name: str,
    alt: str,
    rows_in_sight: int = 9,
    complete: Completion | None = None,
    missing: str | None = None,
) -> None:
    """A table whose selected row goes into the address; `selected` gives it back.

    Rows with a `row_id` are several of one account: the one that was selected is remembered beside its account.
    """
    place, of_row = f"selected_in_{view.page}", f"row_selected_in_{name}"
    ids = "row_id" if "row_id" in rows else "account_id"
    accounts = rows["account_id"].set_axis(rows[ids])
    of_account = accounts.index[accounts == view.address.account]
    kept = st.session_state.get(of_row)
    chosen = kept if kept in of_account else next(iter(of_account), view.address.account)

    def remember(chosen_ids: list[str]) -> None:
        # A list that loses its selection to another one reports that late; only the list selected in can clear it.
        if not chosen_ids and st.session_state.get(place, (name, None))[0] != name:
            return
        st.session_state[of_row] = chosen_ids[0] if chosen_ids else None
        found = [accounts[chosen_ids[0]]] if chosen_ids else []
        put("account", found)
        st.session_state[place] = (name, found[0] if found else None)

    table(
        rows,
        shown,
        name=name,
        alt=alt,
        chosen=chosen,
        on_choice=remember,
        ids=ids,
        rows_in_sight=rows_in_sight,
        complete=complete,
        missing=missing,
    )


def opened(view: View, row: Mapping[str, object] | None, show: Detail | None = None) -> None:
    """Below a list the detail of its selected row, by `show` or as `detail`; its place is there without one too.

    A list that other parts of a page push down is laid anew by the browser with the selection of an earlier run,
    and reports that one as chosen.
    """
    with st.container():
        if row is not None:
            (show or detail)(view, row)


def detail(view: View, row: Mapping[str, object]) -> None:
    """The account of a list's row: where it stands, what matters now, its year in numbers, and the rows behind them."""
    st.header(md_escape(row["account_name"]), anchor=False)
    account = view.account(row["account_id"])
    buyer = recent_buyer(view, account)
    st.markdown(states_and_place(view, account, buyer))
    view.headline(headlines.account_headline(account, buyer, view.as_of, view.policy, view.currency))
    year = [
        f"revenue {money(account['revenue_12m'], view.currency)}",
        f"counted contacts {number(account['contacts_365d'])}",
        f"of these meetings {number(account['meetings_365d'])}",
    ]
    st.markdown(f"**The last 365 days:** {md_escape(', '.join(year))}.")
    contacts_and_orders(view, account["account_id"])


def contacts_and_orders(view: View, account_id: str) -> None:
    """The way to the account's page, and its interactions and orders side by side, newest first, each with its file."""
    account_link(account_id, "Open account", icon=":material/open_in_full:")
    contacts = described_contacts(view.contact_rows_of(account_id, evidence.contacts_of))
    left, right = st.columns(2, gap="medium")
    with left:
        _rows("Contacts", contacts, columns.contacts(view), "contacts")
    with right:
        _rows("Orders", view.rows_of(account_id, evidence.orders_of), columns.orders(view), "orders")


def recent_buyer(view: View, account: Mapping[str, object]) -> Mapping[str, object] | None:
    """The account's row of the call list; None where no watch is open."""
    watches = view.watches_of(account["account_id"])
    if watches.empty:
        return None
    rows = portfolio.call_list(watches, pd.DataFrame([account]), view.as_of, view.policy.checkpoints)
    return rows.iloc[0].to_dict()


def states_and_place(view: View, account: Mapping[str, object], buyer: Mapping[str, object] | None) -> str:
    """The states of an account as badges, then its tier, team, owner and age as a customer; Markdown in one line."""
    badges = []
    if words := headlines.health_badge(account):
        badges.append(f":{MARKDOWN_COLOURS[HEALTH_BANDS[account['band']].token]}-badge[{words}]")
    if buyer is not None:
        worth = headlines.NO_RATE if is_unknown(buyer["amount"]) else money(buyer["amount"], view.currency)
        badges.append(_badge(watch_state(buyer["state"]), worth))
    if state := headlines.cadence_state(account):
        badges.append(_badge(state))
    return " ".join([*badges, " · ".join(md_escape(part) for part in _place(account))])


def described_contacts(contacts: pd.DataFrame) -> pd.DataFrame:
    """The interactions with `counted` in words, and "private" in place of the words that are not read."""
    counted = ["yes" if is_unknown(reason) else f"no: {NOT_COUNTED[reason]}" for reason in contacts["why_not"]]
    subject = contacts["subject"].mask(contacts["private"].astype(bool), "private")
    return contacts.assign(counted=counted, subject=subject, place=contacts["place"].map(PLACE_WORDS))


def _rows(label: str, rows: pd.DataFrame, shown: Mapping[str, Column], name: str) -> None:
    st.markdown(f"**{label}** · {count(len(rows), 'row')}")
    if rows.empty:
        st.caption("None up to this date.")
        return
    table(rows, shown, name=name, alt=label, rows_in_sight=5)
    download(rows, shown, name=name)


def _badge(state: State, more: str = "") -> str:
    """A state in its own words and colour, as Markdown."""
    return f":{MARKDOWN_COLOURS[state.token]}-badge[{headlines.cadence_words(state)}{f' · {md_escape(more)}' if more else ''}]"


def _place(account: Mapping[str, object]) -> list[str]:
    """Where the account stands and whose it is."""
    layer, tier = account["layer"], account["tier"]
    standing = f"Tier {tier}, {account['tier_source']}" if not is_unknown(tier) else layer
    since = account["first_order_on"]
    return [
        *([] if is_unknown(standing) else [str(standing)[:1].upper() + str(standing)[1:]]),
        portfolio.team_label(account["team_id"], account["team_name"]),
        "no owner" if is_unknown(account["owner_id"]) else _name(account["owner_name"], account["owner_id"]),
        *([] if is_unknown(since) else [f"customer since {as_date(since).year}"]),
    ]


def _name(name: object, key: object) -> str:
    return str(key) if is_unknown(name) else str(name)
