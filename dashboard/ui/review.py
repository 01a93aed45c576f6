"""The weekly review of today: what it is compared with, its changes with their detail, and the decisions beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard import decisions as words
from dashboard.address import CHANGE_CHOICES
from dashboard.portfolio.weeks import moved_points
from dashboard.review import Review, changes_between, review_of
from dashboard.review.frozen import Before, accounts_of
from dashboard.review.lines import WEEKS
from dashboard.reviews import USUAL_DAYS, Base, base_of, compared_reviews
from dashboard.scoring import Scored
from dashboard.ui import account, decisions, keeping, review_parts, sheets, stores, weeks
from dashboard.ui.filters import ANOTHER_DATE, FIRST_DAY, put
from dashboard.ui.menu import link
from dashboard.ui.view import View, row_of, section
from dashboard.wording import as_date, day, is_unknown
from data_access.records import RecordsError

GROUPS = tuple(CHANGE_CHOICES)
"""The groups of changes, as the address names them."""
REVIEWS_OFFERED = 8
FOUR_WEEKS = 28
DECISIONS_IN_SIGHT = 5
LINES_MEAN = ("pyramid", "on_cadence", "neglected", "band", "known_share", "history")
TILES_MEAN = ("on_cadence", "neglected", "band", "known_share", "promises_on_time")
CHANGES_MEAN = ("change", "points_lost", *TILES_MEAN)
EXPLAINED_ON = ("recent_buyers", "meeting_frequency", "relationship_health", "service_and_promises")


@dataclass(frozen=True)
class Shown:
    """The review that the page shows, of a view whose `since` is that of `base`."""

    view: View
    base: Base
    review: Review
    rows: pd.DataFrame
    """Its changes as they are listed."""


def filters() -> tuple[str, ...]:
    """The filters of the page: none where the address names a closed review, which stays as it was."""
    return () if "review" in st.query_params else ("team",)


def opened(view: View) -> Shown:
    """The review of the day and the teams of the view; draws in the title row what it is compared with, and its files."""
    closed = keeping.closed_reviews(view)
    base = _readable(view, base_of(closed, view.as_of, view.scope, view.address.since))
    view = replace(view, address=replace(view.address, since=base.since))
    with view.compared.container(horizontal=True, vertical_alignment="bottom", width="content"):
        _compared_with(view, base, closed)
    if base.review_id is None:
        view.score(base.since, trend=False)
    review, rows = _review(view, base)
    sheets.downloads(view, review)
    return Shown(view, base, review, rows)


def whole_review(shown: Shown) -> Review:
    """The same review without a choice of teams: what is kept when it is closed."""
    view = replace(shown.view.unfiltered, address=replace(shown.view.unfiltered.address, since=shown.base.since))
    return _review(view, shown.base)[0]


def _review(view: View, base: Base) -> tuple[Review, pd.DataFrame]:
    """The review and its changes as they are listed, made once for all who see the same."""
    known = keeping.shown_decisions(view)
    # Each write adds a row or raises a version.
    written = None if known is None else (int(known["version"].sum()), len(known))
    return view.kept_outlined(_made, coloured=False, of=(base, weeks.is_there(view), written))


def _made(view: View, base: Base, _with_history: bool, written: tuple[int, int] | None) -> tuple[Review, pd.DataFrame]:
    known = None if written is None else keeping.shown_decisions(view)
    if known is not None and view.filters.teams:
        known = known[known["team_id"].isin(view.address.team)]
    review = review_of(
        _after(view),
        before(view, base),
        since=base.since,
        scope=view.scope,
        team_ids=view.address.team if view.filters.teams else (),
        since_review=base.review_id,
        decisions=known,
        weeks=weeks.last_weeks(view, WEEKS),
        changes=_changes(view, base),
        currency=view.currency,
        read_at=view.mirror.synced_at.astimezone(view.mirror.zone),
    )
    return review, review_parts.told(review)


def before(view: View, base: Base) -> Before:
    """The store of the date compared with, or the frozen rows of the review of it; of the whole store."""
    if base.review_id is None:
        return stores.scored(view.store, view.mirror, base.since, view.policy, trend=False)
    key = ("review rows", view.store.settings.records, base.review_id)
    return stores.kept(lambda _: _rows_of(view, base), None, key)


def _readable(view: View, base: Base) -> Base:
    """The same, or its date alone where the rows of its review cannot be read: the page goes on without them."""
    if base.review_id is None:
        return base
    try:
        before(view, base)
    except RecordsError:
        # Beside the decisions the page says why.
        return Base(base.since)
    return base


def _rows_of(view: View, base: Base) -> pd.DataFrame:
    rows = keeping.asked(view, lambda records: records.review_rows(base.review_id))
    if rows is None:
        raise RecordsError("The rows of the closed review cannot be read.")
    return accounts_of(rows)


def _changes(view: View, base: Base) -> pd.DataFrame:
    """The changes of the whole store, found once for all who see a part of them."""
    key = ("changes", stores.identity(view.store, view.mirror), view.policy.digest(), view.as_of, base)
    key = (*key, view.store.settings.records)
    return stores.kept(
        lambda _: changes_between(before(view, base), _after(view), base.since, view.currency), None, key
    )


def _after(view: View) -> Scored:
    return stores.scored(view.store, view.mirror, view.as_of, view.policy)


def _compared_with(view: View, base: Base, closed: pd.DataFrame | None) -> None:
    """A choice of closed reviews, of a week or four before, or another date."""
    offered = _offered(view, closed)
    own = base.since.isoformat() not in offered or st.session_state.get("since_own", False)
    st.session_state["compared"] = ANOTHER_DATE if own else base.since.isoformat()
    st.session_state["compared_date"] = base.since
    usual = next(iter(offered))

    def chosen() -> None:
        value = st.session_state["compared"]
        st.session_state["since_own"] = value == ANOTHER_DATE
        if value != ANOTHER_DATE:
            put("since", [] if value == usual else [value])

    def picked() -> None:
        st.session_state["since_own"] = False
        put("since", [value.isoformat() for value in [st.session_state["compared_date"]] if value])

    st.selectbox(
        "Compare with",
        [*offered, ANOTHER_DATE],
        format_func=lambda key: offered.get(key, "Another date"),
        key="compared",
        on_change=chosen,
        width=190,
    )
    if own:
        st.date_input(
            "Date",
            key="compared_date",
            max_value=view.as_of - timedelta(days=1),
            min_value=FIRST_DAY,
            format="YYYY-MM-DD",
            on_change=picked,
            width=140,
        )


def _offered(view: View, closed: pd.DataFrame | None) -> dict[str, str]:
    """Dates to compare with and what they are called; the first is what a review is compared with unless asked."""
    reviews = [] if closed is None else compared_reviews(closed, view.as_of, view.scope)["as_of"].head(REVIEWS_OFFERED)
    found = {as_date(on).isoformat(): f"Review of {day(on, view.as_of)}" for on in reviews}
    for label, days in (("A week before", USUAL_DAYS), ("Four weeks before", FOUR_WEEKS)):
        on = view.as_of - timedelta(days=days)
        found.setdefault(on.isoformat(), f"{label}, {day(on, view.as_of)}")
    return found


def changes_and_decisions(shown: Shown) -> None:
    """The changes with the detail of the one that is open; beside them the decisions, with the form for that change."""
    view, review = shown.view, shown.review
    left, right = st.columns([5, 2], gap="medium")
    with left:
        change = review_parts.changes(review, shown.rows, view.address.state or (), view.address.open)
        account.opened(view, change, lambda view, row: _detail(view, shown, row))
    with right:
        _decisions(view, review, change)


def _decisions(view: View, review: Review, change: Mapping[str, object] | None) -> None:
    """The open decisions, the overdue first; over them the form, filled from the change that is open."""
    still = words.open_ones(review.decisions)
    section("Decisions")
    if change is not None and not is_unknown(change["account_id"]):
        with st.container(border=True):
            decisions.form(view, change, change)
    keeping.say_why("Decisions are not shown, and none can be recorded.")
    if still.empty and not keeping.are_down():
        st.caption("No decision is open." if change else "No decision is open. Select a change to record one.")
    decisions.list_of(view, still, name="review_decisions", at_once=DECISIONS_IN_SIGHT)
    others = review.decisions[review.decisions["state"] != "open"]
    if len(others):
        with st.expander(f"Noted, done and dropped · {len(others)}", key="open_others", on_change="rerun") as part:
            if part.open:
                decisions.list_of(view, others, name="other_decisions", at_once=DECISIONS_IN_SIGHT)


def _detail(view: View, shown: Shown, change: Mapping[str, object]) -> None:
    """Why in full, and what is known of the account."""
    row = None if is_unknown(change["account_id"]) else view.account(change["account_id"])
    place = "" if row is None else account.states_and_place(view, row, account.recent_buyer(view, row))
    with_points = row is not None and change["kind"] in review_parts.SEVERAL_REASONS
    left, right = st.columns([3, 2], gap="medium") if with_points else (st.container(), None)
    with left:
        review_parts.why(shown.review, change, place)
    if with_points:
        with right:
            _points(view, shown.base, row)
    if row is None:
        link("teams_and_skills")
    else:
        account.contacts_and_orders(view, change["account_id"])


def _points(view: View, base: Base, row: Mapping[str, object]) -> None:
    then = row_of(accounts_of(before(view, base)), view.scope, row["account_id"])
    st.markdown(f"**Points moved since {view.since_in_words}**")
    if then is not None:
        weeks.points_table(moved_points(then, row, view.policy), "moved-since")


def teams(shown: Shown) -> None:
    """One line per team; where no weeks are there yet, how far their making is."""
    definition = shown.view.means(*LINES_MEAN)
    review_parts.teams(shown.review, definition, lambda: weeks.notice(shown.view))


def neglected_and_meanings(shown: Shown) -> None:
    """The neglected buyers, what the numbers mean, and the pages that explain them; closed until asked for."""
    review_parts.neglected(shown.review, shown.view.means("neglected", "watch", "watch_amount"))
    with st.expander("What the numbers mean", key="open_meanings", type="compact", on_change="rerun") as part:
        if part.open:
            st.markdown(shown.view.means(*CHANGES_MEAN))
            with st.container(horizontal=True):
                for page in EXPLAINED_ON:
                    link(page)
