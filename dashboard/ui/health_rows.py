"""The rows behind one indicator of one account, opened in place: why, what it means, how many rows, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

import pandas as pd
import streamlit as st

from dashboard import headlines, portfolio, reasons
from dashboard.indicators import INDICATORS
from dashboard.ui import health_columns
from dashboard.ui.search import account_link
from dashboard.ui.tables import download, table
from dashboard.ui.view import View, section
from dashboard.wording import count, md_escape
from data_access import evidence


def case_of(view: View, account: Mapping[str, object]) -> reasons.Case:
    """The account with what its indicators are explained from; the rows of an indicator are asked for once."""
    rows = cache(partial(_rows_behind, view, account["account_id"]))
    return reasons.Case(account, rows, view.as_of, view.policy, view.connected, view.currency)


def behind_indicator(view: View, account_id: str, indicator: str, *, with_name: bool) -> None:
    """The indicator of an account: its value and why, what it means, and the rows it was computed from."""
    account = view.account(account_id)
    kept = view.unfiltered.kept(_rows_behind, coloured=False, of=(account_id, indicator))
    case, title = replace(case_of(view, account), rows=lambda _: kept), INDICATORS[indicator].title
    section(f"{account['account_name']} · {title}" if with_name else title)
    words = md_escape(_sentence(reasons.reason(indicator, case)))
    st.markdown(f"**{words}** {md_escape(headlines.points_and_cost(account, indicator, view.policy))}")
    if with_name:
        account_link(account_id, "Open account", icon=":material/open_in_full:", open=indicator)
    st.markdown(view.means(indicator))
    rows = portfolio.described(indicator, kept, view.policy)
    columns = health_columns.behind(view, indicator)
    st.caption(f"{count(len(rows), 'row')} behind this number")
    if rows.empty:
        st.markdown("No such row up to this date.")
        return
    name = indicator.replace("_", "-")
    table(rows, columns, name=f"behind-{name}", alt=f"The rows behind {title.lower()}", missing=reasons.UNKNOWN)
    download(rows, columns, name=f"behind-{name}")


def _rows_behind(view: View, account_id: str, indicator: str) -> pd.DataFrame:
    return view.contact_rows_of(account_id, evidence.rows_behind, indicator, view.connected)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
