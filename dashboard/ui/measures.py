"""The numbers of one account: each opens to its definition and the rows it was computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd
import streamlit as st

from dashboard.headlines import Measure, Measures
from dashboard.palette import watch_state
from dashboard.ui import account_columns, columns
from dashboard.ui.account import described_contacts
from dashboard.ui.tables import evidence_of
from dashboard.ui.view import View, section
from dashboard.wording import md_escape
from data_access import evidence

QUARTER, YEAR, TWO_YEARS = 90, 365, 730
EVER = 100 * YEAR


@dataclass(frozen=True)
class Sources:
    """The rows that the numbers of an account were computed from; each kind is read once, when first asked for."""

    view: View
    account_id: str

    def of(self, measure: Measure) -> Callable[[], pd.DataFrame]:
        """What gives the rows behind a number."""
        return {
            "contacts": self._counted,
            "contacts_90d": partial(self._counted, QUARTER),
            "contacts_365d": partial(self._counted, YEAR),
            "contacts_730d": partial(self._counted, TWO_YEARS),
            "meetings": partial(self._counted, kind="meeting"),
            "meetings_90d": partial(self._counted, QUARTER, "meeting"),
            "meetings_365d": partial(self._counted, YEAR, "meeting"),
            "reviews": partial(self._counted, kind="meeting", purpose="review"),
            "planned": self._planned,
            "orders": self._bought,
            "orders_12m": partial(self._bought, YEAR),
            "orders_prior_12m": partial(self._bought, TWO_YEARS, YEAR),
            "watches": self._watches,
        }[measure.rows]

    @cached_property
    def _contacts(self) -> pd.DataFrame:
        return self.view.contact_rows_of(self.account_id, evidence.contacts_of)

    @cached_property
    def _orders(self) -> pd.DataFrame:
        return self.view.rows_of(self.account_id, evidence.orders_of)

    def _counted(self, days: int = EVER, kind: str | None = None, purpose: str | None = None) -> pd.DataFrame:
        rows = self._contacts
        rows = rows[rows["counted"].astype(bool) & (rows["starts_on"] > self._before(days))]
        rows = rows if kind is None else rows[rows["kind"] == kind]
        return described_contacts(rows if purpose is None else rows[rows["purpose"] == purpose])

    def _planned(self) -> pd.DataFrame:
        return described_contacts(self._contacts[self._contacts["why_not"] == "planned"][::-1])

    def _bought(self, days: int = EVER, until: int = 0) -> pd.DataFrame:
        on, rows = self._orders["ordered_on"], self._orders
        return rows[rows["counted"].astype(bool) & (on > self._before(days)) & (on <= self._before(until))]

    def _watches(self) -> pd.DataFrame:
        watches = self.view.watches_of(self.account_id)
        return watches.assign(state_label=[watch_state(state).label for state in watches["state"]])[::-1]

    def _before(self, days: int) -> pd.Timestamp:
        return pd.Timestamp(self.view.as_of) - pd.Timedelta(days=days)


def numbers(view: View, account: Mapping[str, object], buyer: Mapping[str, object] | None) -> None:
    """Cadence beside what was bought; every number can be opened."""
    shown = Measures(account, buyer, view.as_of, view.policy, view.currency, view.connected)
    rows = Sources(view, account["account_id"])
    left, right = st.columns(2, gap="large")
    with left:
        section("Cadence", "Each number opens to what it means and the rows it was computed from.")
        _numbers(view, shown.cadence(), rows)
    with right:
        section("Buying", "Counted orders up to the date; credits are taken off the sums.")
        _numbers(view, shown.buying(), rows)


def _numbers(view: View, measures: Iterable[Measure], rows: Sources) -> None:
    with st.container(gap="xsmall"):
        for measure in measures:
            _number(view, measure, rows)


def _number(view: View, measure: Measure, rows: Sources) -> None:
    """A number with its unit, its state and what it is held against; opened, its definition and its rows."""
    value = f"**{md_escape(measure.value)}**" if measure.known else measure.value
    parts = [value, *(md_escape(words) for words in measure.beside)]
    shown = {"watches": account_columns.watches(view)}
    kind = columns.orders(view) if measure.rows.startswith("orders") else columns.contacts(view)
    evidence_of(
        f"{measure.label}: {' · '.join(parts)}",
        rows.of(measure),
        shown.get(measure.rows, kind),
        name=measure.label.lower().replace(",", "").replace(" ", "-"),
        definition=view.means(*measure.terms),
    )
