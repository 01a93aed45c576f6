"""One account in place: what opens below a list when a row is selected."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.ui import columns
from dashboard.ui.tables import Column, download, table
from dashboard.ui.view import View
from dashboard.wording import count, is_unknown, md_escape, money, number


def selected(view: View, rows: pd.DataFrame, name: str) -> Mapping[str, object] | None:
    """The row of the list `name` whose detail is to be shown; None where the selection is in another list."""
    chosen = rows[rows["account_id"] == view.address.account]
    if chosen.empty or st.session_state.setdefault(f"selected_in_{view.page}", name) != name:
        return None
    return chosen.iloc[0].to_dict()


def selectable_table(
    view: View, rows: pd.DataFrame, shown: Mapping[str, Column], *, name: str, alt: str, rows_in_sight: int = 9
) -> None:
    """A table whose selected row goes into the address; `selected` gives it back."""

    def remember() -> None:
        st.session_state[f"selected_in_{view.page}"] = name

    table(
        rows,
        shown,
        name=name,
        alt=alt,
        chosen=view.address.account,
        on_choice=remember,
        rows_in_sight=rows_in_sight,
    )


def detail(view: View, account: Mapping[str, object]) -> None:
    """Name, tier, team and owner of an account, its year in numbers, and the contacts and orders behind them."""
    st.header(md_escape(account["account_name"]), anchor=False)
    facts = view.accounts.set_index("account_id").loc[account["account_id"]]
    st.markdown(" · ".join(md_escape(part) for part in _place(facts)))
    year = [
        f"revenue {money(facts['revenue_12m'], view.currency)}",
        f"counted contacts {number(facts['contacts_365d'])}",
        f"of these meetings {number(facts['meetings_365d'])}",
    ]
    st.markdown(f"**The last 365 days:** {md_escape(', '.join(year))}.")
    contacts_and_orders(view, account["account_id"])


def contacts_and_orders(view: View, account_id: str) -> None:
    """The interactions and orders of an account side by side, newest first, each with its file."""
    contacts, orders = view.contacts_of(account_id), view.orders_of(account_id)
    contacts["counted"] = contacts["counted"].map({True: "yes", False: "no"})
    left, right = st.columns(2, gap="medium")
    with left:
        _rows("Contacts", contacts, columns.contacts(view), "contacts")
    with right:
        _rows("Orders", orders, columns.orders(view), "orders")


def _rows(label: str, rows: pd.DataFrame, shown: Mapping[str, Column], name: str) -> None:
    st.markdown(f"**{label}** · {count(len(rows), 'row')}")
    if rows.empty:
        st.caption("None up to this date.")
        return
    table(rows, shown, name=name, alt=label, rows_in_sight=5)
    download(rows, shown, name=name)


def _place(facts: pd.Series) -> list[str]:
    """Where the account stands and whose it is."""
    layer = None if is_unknown(facts["layer"]) else facts["layer"].capitalize()
    tier = layer if is_unknown(facts["tier"]) else f"Tier {facts['tier']}, {facts['tier_source']}"
    return [part for part in (tier, facts["team_name"], facts["owner_name"]) if not is_unknown(part)]
