"""Closing the review that is shown, the list of those closed, and one of them as it was."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import decisions as words
from dashboard import headlines
from dashboard.review import Review, ReviewError, as_json, from_json, frozen_rows
from dashboard.reviews import reviews_to_open
from dashboard.ui import keeping, review_parts, sheets, stores
from dashboard.ui import review_columns as columns
from dashboard.ui.review import LINES_MEAN, Shown, whole_review
from dashboard.ui.tables import csv_file, download, table
from dashboard.ui.turning import stand_still
from dashboard.ui.view import View, section
from dashboard.wording import as_date, count, day, is_unknown, listing, long_day, md_escape, moment
from data_access.records import AlreadyClosed, NewReview, Records, RecordsError
from data_access.scope import Scope

PRESENT, TOLD = "closing_present", "closing_told"
NOT_OFFERED = "Closed reviews hold real names: they are not offered while names are hidden."
ONCE_CLOSED = (
    "Closing keeps this review for good, as it is shown now for every team you may see, whatever team is chosen above: "
    "its sentence, numbers, changes and decisions, the row of each account, and the rules in force. The next review is "
    "compared with it. Nobody can change it afterwards."
)


def closing_and_past(shown: Shown) -> None:
    """The button that closes the review with its short form, and below it the reviews that were closed."""
    view = shown.view
    section("Closed reviews")
    if view.names_hidden:
        st.caption(NOT_OFFERED)
        return
    closed = keeping.closed_reviews(view)
    if closed is None:
        keeping.say_why("Closed reviews are not shown, and none can be closed.")
        return
    visible = reviews_to_open(closed, view.scope)
    _closing(shown, visible)
    _past(shown.review, visible)


def _closing(shown: Shown, closed: pd.DataFrame) -> None:
    view = shown.view
    today = closed[closed["as_of"] == pd.Timestamp(view.as_of)]
    same = [row for row in today.to_dict("records") if row["team_ids"] == view.scope.team_ids]
    if same:
        review = same[0]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"✓ {md_escape(_closed_words(review, view))}", width="content")
            st.button("Open it as it was closed", key="open_closed", on_click=_open, args=(int(review["review_id"]),))
        return
    with st.expander("Close this review", key="open_closing", icon=":material/lock:", on_change="rerun") as part:
        if part.open:
            _form(shown)


def _form(shown: Shown) -> None:
    view = shown.view
    st.markdown(ONCE_CLOSED)
    names = sorted({*(keeping.asked(view, Records.names) or []), *view.kept(_owners, coloured=False)}, key=str.casefold)
    stand_still()
    with st.form("closing", border=False, enter_to_submit=False):
        st.multiselect(
            "Who was there",
            names,
            key=PRESENT,
            accept_new_options=True,
            placeholder="Choose or type names",
            persist_state="session",
        )
        keeping.name_field(view, "closing", at_once=False)
        st.form_submit_button("Close this review", key="close_review", on_click=_close, args=(shown,))
    for sentence in st.session_state.get(TOLD, []):
        st.warning(md_escape(sentence))


def _owners(view: View) -> list[str]:
    """The owners of accounts in sight: who is likely to be there."""
    return sorted(view.unfiltered.accounts["owner_name"].dropna().unique())


def _close(shown: Shown) -> None:
    """Keeps the review; what stands against it is said below the form."""
    view = shown.view
    keeping.take_name("closing")
    wrong = [] if st.session_state.get(PRESENT) else ["Say who was there."]
    wrong += [] if keeping.writer(view) else ["Give your name."]
    if wrong:
        st.session_state[TOLD] = wrong
        return
    try:
        keeping.save(view, lambda records, by, at: records.close_review(_new(shown), by, at))
    except AlreadyClosed as error:
        st.session_state[TOLD] = [
            f"{error.review['closed_by']} closed this review first: it is among the closed ones below."
        ]
        return
    except RecordsError as error:
        st.session_state[TOLD] = [f"Not closed; what you typed is still here. {error}"]
        return
    for key in (TOLD, PRESENT):
        st.session_state.pop(key, None)
    st.toast(f"Review of {long_day(view.as_of)} closed", icon=":material/check:")


def _new(shown: Shown) -> NewReview:
    """The review as it is handed in: for the viewer's whole scope, whatever teams are chosen.

    Rows are kept of the whole store: an account that comes from another team later is not new then.
    """
    view, review = shown.view, whole_review(shown)
    rows = frozen_rows(stores.scored(view.store, view.mirror, view.as_of, view.policy))
    return NewReview(
        as_of=review.as_of,
        since=review.since,
        team_ids=view.scope.team_ids,
        present=tuple(" ".join(str(name).split()) for name in st.session_state[PRESENT]),
        policy_digest=view.policy.digest(),
        policy_label=view.policy.label,
        policy_text=view.policy.as_toml(),
        content=as_json(review),
        rows=rows,
    )


def _past(review: Review, closed: pd.DataFrame) -> None:
    """The reviews that were closed, the newest first; a selected one is opened as it was."""
    if closed.empty:
        st.caption("No review has been closed so far. Once one is, the next is compared with it.")
        return
    rows = closed.assign(
        key=[str(review_id) for review_id in closed["review_id"]],
        there=[listing(names) if names else "·" for names in closed["present"]],
    )
    with st.expander(f"Past reviews · {len(rows)}", key="open_past", on_change="rerun") as part:
        if not part.open:
            return
        st.caption("Select a review to open it as it was closed.")
        table(
            rows,
            columns.closed(review),
            name="closed-reviews",
            alt=f"{count(len(rows), 'closed review')}, the newest first",
            rows_in_sight=6,
            on_choice=lambda ids: _open(int(ids[0])) if ids else None,
            ids="key",
        )


def _open(review_id: int) -> None:
    """Leads to a closed review; what was open in today's is left behind."""
    names = {name: st.query_params.get_all(name) for name in ("names",) if name in st.query_params}
    st.query_params.from_dict(names | {"review": [str(review_id)]})


def show_past(view: View) -> None:
    """Where the address names a closed review, that one as it was, and nothing else of the page."""
    if view.address.review is None:
        return
    row = _asked_for(view)
    review = None if row is None else _content(view, row)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back to the review of today", key="leave_past", icon=":material/arrow_back:", on_click=_leave)
    if review is not None:
        _draw(view, review, row)
    st.stop()


def _leave() -> None:
    for name in ("review", "open", "state"):
        st.query_params.pop(name, None)


def _asked_for(view: View) -> Mapping[str, object] | None:
    """The row of the review that the address names; where there is none to be shown it says so."""
    if view.names_hidden:
        st.caption(NOT_OFFERED)
        return None
    closed = keeping.closed_reviews(view)
    if closed is None:
        keeping.say_why("The closed review is not shown.")
        return None
    visible = reviews_to_open(closed, view.scope)
    found = visible[visible["review_id"].astype(str) == view.address.review]
    if found.empty:
        st.warning(f"There is no closed review “{md_escape(view.address.review[:40])}” that you may see.")
        return None
    return found.iloc[0].to_dict()


def _content(view: View, row: Mapping[str, object]) -> Review | None:
    text = keeping.asked(view, lambda records: records.review_content(int(row["review_id"])))
    if text is None:
        keeping.say_why("The closed review is not shown.")
        return None
    try:
        return from_json(text)
    except ReviewError as error:
        st.warning(md_escape(str(error)))
        return None


def _draw(view: View, review: Review, row: Mapping[str, object]) -> None:
    """A closed review with the functions that draw today's; nothing in it can be changed."""
    view.title.title(f"Review of {day(review.as_of, view.as_of)}", anchor=False, width="content")
    sheets.downloads(view, review)
    st.caption(
        md_escape(
            f"{_closed_words(row, view)} It is shown as it was then, {review.filters.lower()}, compared with {review.compared_with}."
        )
    )
    view.headline(headlines.Headline(review.headline.finding, review.headline.context))
    review_parts.tiles(review)
    change = review_parts.changes(review, review_parts.told(review), view.address.state or (), view.address.open)
    with st.container():
        if change is not None:
            review_parts.why(review, change)
    _decisions(review)
    review_parts.teams(review, view.means(*LINES_MEAN))
    review_parts.neglected(review, view.means("neglected", "watch", "watch_amount"))
    _kept_with_it(view, row)
    st.caption(md_escape(f"Data until {long_day(review.as_of)} · read {moment(review.read_at)} · {review.rules}"))


def _decisions(review: Review) -> None:
    """The decisions as they stood."""
    rows = review.decisions
    section(words.heading(rows))
    if rows.empty:
        return
    each = rows.to_dict("records")
    late = [not is_unknown(row["days_late"]) for row in each]
    stands = [words.due_words(row, review.as_of) for row in each]
    told = rows.assign(
        stands=[f"✗ {text}" if is_late else text for text, is_late in zip(stands, late, strict=True)],
        what=[words.what_words(row) for row in each],
    )
    table(told, columns.decisions(review), name="decisions-then", alt=words.heading(rows), rows_in_sight=8)
    download(told, columns.decisions(review), name="decisions")


def _kept_with_it(view: View, row: Mapping[str, object]) -> None:
    """The rules of that day and the row of each account, as files."""
    review_id = int(row["review_id"])
    with st.container(horizontal=True):
        st.download_button(
            "Rules in force then",
            data=lambda: keeping.asked(view, lambda records: records.review_policy(review_id)) or "",
            file_name=f"policy-{as_date(row['as_of']).isoformat()}.toml",
            mime="text/plain",
            icon=":material/rule:",
            key="rules_then",
            on_click="ignore",
        )
        st.download_button(
            "Rows of all accounts",
            data=lambda: _rows_file(view, row),
            file_name=f"accounts-{as_date(row['as_of']).isoformat()}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="rows_then",
            on_click="ignore",
        )


def _rows_file(view: View, row: Mapping[str, object]) -> bytes:
    """The rows of the accounts that the review was of and that the viewer may see."""
    rows = keeping.asked(view, lambda records: records.review_rows(int(row["review_id"])))
    return b"" if rows is None else csv_file(view.scope.cut(Scope(row["team_ids"]).cut(rows)))


def _closed_words(row: Mapping[str, object], view: View) -> str:
    """`Closed on Mon 16 Nov 2026, 09:30 by R. Vos, with A. Demir and S. Novak.`"""
    at = moment(row["closed_at"].astimezone(view.mirror.zone))
    there = f", with {listing(row['present'])}" if row["present"] else ""
    return f"Closed on {at} by {row['closed_by']}{there}."
