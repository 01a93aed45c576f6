"""The view of one run of a page: title row, headline and foot around the frames the viewer may see and has chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.access import local_viewer
from dashboard.address import Address
from dashboard.headlines import Filters, Headline, nothing_matches
from dashboard.indicators import definition
from dashboard.palette import TIER_ROWS, WATCH_STATES, Palette, palette
from dashboard.policy import Policy
from dashboard.portfolio import CONTACTS, Standing, contacts_per_revenue, standing, tier_rows
from dashboard.scoring import Scored
from dashboard.scoring.months import Month
from dashboard.scoring.quality import Quality
from dashboard.scoring.service_rows import ServiceRows
from dashboard.scoring.teamwork import Teamwork
from dashboard.scoring.ties import Ties
from dashboard.store import Store
from dashboard.ui.filters import FILTERS, Choices, choices, clear_filters, current_address, in_order, put, since_of
from dashboard.ui.foot import foot
from dashboard.ui.hidden_names import say_that_names_are_invented
from dashboard.ui.menu import entry_of
from dashboard.ui.notices import OLD_DATA_DAYS, notice_of_silence
from dashboard.ui.states import OUTLINE_HEIGHT, notice_of_age, opened_store, side_by_side
from dashboard.ui.stores import Figures, identity, is_kept, is_scored, kept, last_and_next, people, scored
from dashboard.wording import day, long_day, md_escape
from data_access.mirror import Mirror
from data_access.scope import Scope

_OWNED_BY = ("team_id", "team_name", "owner_id", "owner_name")


@dataclass(frozen=True)
class View:
    """What one page shows in one run; every frame is cut to the viewer's scope and to the filters of the page."""

    page: str
    store: Store
    mirror: Mirror
    policy: Policy
    scope: Scope
    address: Address
    filters: Filters
    action: DeltaGenerator
    title: DeltaGenerator
    compared: DeltaGenerator | None = None
    """Where a page of its own kind of comparing says with what, in the title row."""

    @property
    def as_of(self) -> date:
        return self.address.as_of or self.mirror.as_of

    @property
    def since(self) -> date:
        return since_of(self.address, self.as_of)

    @property
    def since_in_words(self) -> str:
        return day(self.since, self.as_of)

    @property
    def currency(self) -> str:
        return self.mirror.currency

    @property
    def period(self) -> int:
        return self.address.period or self.policy.watch_days

    @property
    def counted(self) -> str:
        return self.address.counted or CONTACTS

    @property
    def names_hidden(self) -> bool:
        """Whether every name, word and key of the frames is invented, so that nothing else may name anybody."""
        return self.mirror.names_hidden

    @property
    def unfiltered(self) -> View:
        """The same day and viewer without any filter."""
        return replace(self, address=Address(as_of=self.address.as_of), filters=Filters())

    @property
    def connected(self) -> frozenset[str]:
        """Names of the tables and columns that can tell something on the day shown."""
        return self._scored(self.as_of).connected

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row per account on the day shown."""
        return self._chosen(self._scored(self.as_of).accounts)

    @cached_property
    def accounts_before(self) -> pd.DataFrame:
        """One row per account on the day compared with."""
        return self._chosen(scored(self.store, self.mirror, self.since, self.policy, trend=False).accounts)

    @cached_property
    def watches(self) -> pd.DataFrame:
        """One row per open watch of an account in `accounts`."""
        watches = self.scope.cut(self._scored(self.as_of).watches)
        return watches[watches["account_id"].isin(self.accounts["account_id"])]

    @cached_property
    def attention(self) -> pd.DataFrame:
        """Sums of contacts around orders, one row per team, owner, tier and week."""
        return self._chosen(self._scored(self.as_of).attention)

    @property
    def attention_orders(self) -> pd.DataFrame:
        """The orders behind `attention`, one row each."""
        return self._chosen(self._scored(self.as_of).attention_orders)

    @property
    def met(self) -> pd.DataFrame:
        """Where and whom the accounts in `accounts` were met, a row each under the same labels."""
        return self._scored(self.as_of).met.loc[self.accounts.index]

    @cached_property
    def service_rows(self) -> ServiceRows:
        """Promises, cases, inbound mail and answers of the accounts in `accounts`."""
        return self._scored(self.as_of).service_rows.of(self.accounts)

    @property
    def ties(self) -> Ties:
        """Who knows whom at the accounts in `accounts`."""
        return self._scored(self.as_of).ties.of(self.accounts)

    @property
    def teamwork(self) -> Teamwork:
        """How the accounts in `accounts` are served."""
        everybody = not self.filters.active and self.scope == Scope.everything()
        return self._scored(self.as_of).teamwork.of(self.accounts, everybody)

    @property
    def quality(self) -> Quality:
        """How good the data are; its rows are to be joined with `accounts` before they are shown."""
        return self._scored(self.as_of).quality

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months up to the day shown."""
        return self._scored(self.as_of).months.months

    @property
    def cadence_cells(self) -> pd.DataFrame:
        """Contacts held and expected, one row per month, team, owner and tier of that month's end."""
        return self._chosen(self._scored(self.as_of).months.cells)

    def to_be_met(self, place: int) -> pd.DataFrame:
        """The accounts that were to be met in one of `months`, a row each under the labels of the whole store's."""
        frames = self._scored(self.as_of)
        rows = frames.months.in_month(place)
        whose = frames.accounts.loc[rows.index, ["account_id", "account_name", *_OWNED_BY]]
        return self._chosen(whose.join(rows))

    @property
    def contacts_per_revenue(self) -> float:
        """The whole store's measure of attention, against which each account's is held."""
        return contacts_per_revenue(self._scored(self.as_of).accounts)

    @property
    def colours(self) -> Palette:
        return theme()

    def kept(self, make: Callable[..., Figures], coloured: bool = True, of: tuple[Hashable, ...] = ()) -> Figures:
        """What `make` gives for this view: made once, shared by all who see the same, and changed by nobody.

        What is not `coloured` is made once for all themes. `of` is handed to `make` after the view: the part asked for.
        """
        return kept(lambda view: make(view, *of), self, (*self._place_of(make, coloured), *of))

    def kept_outlined(
        self, make: Callable[..., Figures], coloured: bool = True, of: tuple[Hashable, ...] = ()
    ) -> Figures:
        """As `kept`, with the outline of a page while it is made for the first time."""
        if is_kept((*self._place_of(make, coloured), *of)):
            return self.kept(make, coloured, of)
        outline = st.skeleton(height=OUTLINE_HEIGHT)
        figures = self.kept(make, coloured, of)
        outline.empty()
        return figures

    def people(self, account_ids: pd.Series) -> pd.DataFrame:
        """Whom to call, and who met whom last: one row per account."""
        return people(self.mirror, self._scored(self.as_of), self.scope, list(account_ids))

    def last_and_next(self, account_ids: pd.Series) -> pd.DataFrame:
        """Who met whom last, and what is planned: one row per account."""
        return last_and_next(self.mirror, self._scored(self.as_of), self.scope, list(account_ids))

    def account(self, account_id: str | None) -> Mapping[str, object] | None:
        """The row of one account, whatever the filters; None where the viewer may not see it or it does not exist."""
        return row_of(self._scored(self.as_of).accounts, self.scope, account_id)

    def watches_of(self, account_id: str) -> pd.DataFrame:
        """The open watches of one account, one row each."""
        watches = self._scored(self.as_of).watches
        return self.scope.cut(watches[watches["account_id"] == account_id])

    def standing_of(self, account_id: str) -> Standing:
        """The place of one account in the ranking of the whole store."""
        return standing(self._scored(self.as_of).accounts, account_id)

    def rows_of(self, account_id: str, asked: Callable[..., pd.DataFrame], *more: object) -> pd.DataFrame:
        """What a function of `evidence` answers about one account on the day shown; `more` is handed on to it."""
        return asked(self.mirror, self.scope, self.as_of, account_id, *more)

    def contact_rows_of(self, account_id: str, asked: Callable[..., pd.DataFrame], *more: object) -> pd.DataFrame:
        """The same of a function that must know which contacts count."""
        return asked(self.mirror, self.scope, self.as_of, self._scored(self.as_of).rules, account_id, *more)

    def chosen_rows(self, asked: Callable[..., pd.DataFrame], by_rules: bool = False) -> pd.DataFrame:
        """What a function of `evidence` answers about the teams and the owner chosen; `by_rules`: which must know
        which contacts count.
        """
        rules = (self._scored(self.as_of).rules,) if by_rules else ()
        return asked(self.mirror, self.scope, self.as_of, *rules, self.address.team, self.address.owner)

    def means(self, *terms: str) -> str:
        """What these terms mean under the rules in force, as Markdown."""
        meanings = [definition(term, self.policy, self.currency) for term in terms]
        return "\n".join(f"- **{meaning.title}:** {md_escape(meaning.sentence)}" for meaning in meanings)

    def headline(self, headline: Headline) -> None:
        """The page's answer in a sentence or two."""
        st.markdown(headline.markdown)

    def has(self, table: str) -> bool:
        """Whether the store can tell something about this table on the day shown."""
        return table in self._scored(self.as_of).connected

    def end_without(self, table: str) -> None:
        """Ends the page here where the store has no such table; the headline says what that means."""
        if not self.has(table):
            self.foot()
            st.stop()

    def foot(self) -> None:
        """What the figures rest on: source, dates, rows set aside, rules."""
        foot(self)

    def score(self, as_of: date, *, trend: bool = True) -> None:
        """Computes the figures of a day where nobody asked for them yet, with the outline of a page meanwhile."""
        asked = (self.store, self.mirror, as_of, self.policy)
        if not is_scored(*asked, trend=trend):
            outline = st.skeleton(height=OUTLINE_HEIGHT)
            scored(*asked, trend=trend)
            outline.empty()

    def _scored(self, as_of: date) -> Scored:
        return scored(self.store, self.mirror, as_of, self.policy)

    def _chosen(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame = self.scope.cut(frame)
        if self.filters.teams:
            frame = frame[frame["team_id"].isin(self.address.team)]
        if self.filters.owners:
            frame = frame[frame["owner_id"] == self.address.owner]
        if self.filters.tiers:
            rows = tier_rows(frame) if "layer" in frame else frame["tier"]
            frame = frame[rows.isin(self.address.tier)]
        return frame

    def _place_of(self, make: Callable[[View], Figures], coloured: bool) -> tuple[object, ...]:
        """What tells the figures of this view from those of every other."""
        chosen = (self.address.team, self.address.owner, self.period) if self.filters.active else ()
        return (
            identity(self.store, self.mirror),
            self.policy.digest(),
            self.scope.team_ids,
            make.__module__,
            make.__qualname__,
            self.as_of,
            self.since,
            self.counted,
            *chosen,
            self.filters.tiers,
            self.colours.name if coloured else None,
        )


def row_of(accounts: pd.DataFrame, scope: Scope, account_id: str | None) -> Mapping[str, object] | None:
    """The row of one account of a scored frame; None where the scope may not see it or it is not there."""
    place = accounts["account_id"].searchsorted(account_id) if account_id else len(accounts)
    found = scope.cut(accounts.iloc[place : place + 1])
    return found.iloc[0].to_dict() if list(found["account_id"]) == [account_id] else None


def open_page(
    page: str, *filters: str, states: Collection[str] = tuple(WATCH_STATES), needs_accounts: bool = True
) -> View:
    """The view of a page with these filters in its title row; ends the run where there is nothing to show.

    `states` are the states that the address may ask the page for. Without accounts a page that does not need them goes on.
    """
    title_row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
    title = title_row.empty()
    title.title(entry_of(page).title, anchor=False, width="content")
    store, mirror, policy = opened_store()
    scope = local_viewer().scope
    whole = View(page, store, mirror, policy, scope, Address(), Filters(), st.empty(), title)
    whole.score(whole.as_of)
    offered = whole.kept(_choices)
    address, ignored = current_address(offered, states)
    with title_row, st.container(horizontal=True, width="content", vertical_alignment="bottom"):
        for name in filters:
            FILTERS[name](offered, address, address.as_of or mirror.as_of)
        compared, action = st.empty(), st.empty()
    words = _in_words(address, offered, filters)
    view = replace(whole, address=address, filters=words, action=action, compared=compared)
    notice_of_age(store, mirror)
    if view.names_hidden:
        say_that_names_are_invented()
    if ignored:
        st.warning("  \n".join(ignored))
    view.score(view.as_of)
    if "since" in filters:
        view.score(view.since, trend=False)
    _notice_of_date(view)
    notice_of_silence(view, view.kept(_newest_activity))
    if needs_accounts:
        _end_where_empty(view)
    elif view.accounts.empty:
        st.caption(nothing_matches(view.filters).markdown)
    return view


def _choices(view: View) -> Choices:
    return choices(view.accounts, view.mirror, view.policy)


def _newest_activity(view: View) -> date | None:
    """Day of the newest counted contact or order of the whole store."""
    newest = view._scored(view.as_of).accounts[["last_contact_on", "last_order_on"]].max().max()
    return None if pd.isna(newest) else newest.date()


def theme() -> Palette:
    """The colours of the theme the viewer sees."""
    return palette(st.context.theme.type)


def section(title: str, caption: str = "") -> None:
    """A heading, which may state a finding, and a line under it that says what is shown; both plain text."""
    st.header(md_escape(title), anchor=False)
    if caption:
        st.caption(md_escape(caption))


def _in_words(address: Address, offered: Choices, filters: tuple[str, ...]) -> Filters:
    """The filters this page has, as its sentences name them."""
    in_use: Callable[[str], bool] = filters.__contains__
    return Filters(
        teams=tuple(offered.teams[key] for key in address.team) if in_use("team") else (),
        owners=(offered.owners[address.owner],) if in_use("owner") and address.owner else (),
        tiers=tuple(in_order(TIER_ROWS, address.tier)) if in_use("tier") else (),
        period_days=address.period if in_use("period") else None,
    )


def _notice_of_date(view: View) -> None:
    """Says so where another day than the newest is shown, or where nothing has happened for a long time."""
    if view.address.as_of and view.address.as_of != view.mirror.as_of:
        with side_by_side():
            st.caption(f"Shown as of {long_day(view.as_of)}.", width="content")
            st.button(f"Show {long_day(view.mirror.as_of)}", on_click=put, args=("as_of", []))
        return
    newest = view.kept(_newest_activity)
    if newest is None or (view.as_of - newest).days <= OLD_DATA_DAYS:
        return
    with side_by_side():
        st.info(
            f"The newest order or counted contact is of {long_day(newest)}. To look at these data as of that day every "
            f"time, put `as_of = {newest.isoformat()}` under `[source]` in the settings."
        )
        st.button(f"Show {long_day(newest)}", on_click=put, args=("as_of", [newest.isoformat()]))


def _end_where_empty(view: View) -> None:
    if not view.accounts.empty:
        return
    view.headline(nothing_matches(view.filters))
    if view.filters.active:
        st.button("Clear filters", on_click=clear_filters)
    else:
        st.markdown("`python -m dashboard check` says which tables were found and which rows were set aside.")
    view.foot()
    st.stop()
