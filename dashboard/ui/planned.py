"""What is planned with an account, and planning a contact: each as a file for the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard.links import Links
from dashboard.sheets.calendar import (
    KIND_WORDS,
    PlannedContact,
    calendar_file,
    in_zone,
    next_working_day,
)
from dashboard.ui.stores import identity, now
from dashboard.ui.view import View
from dashboard.wording import PLACE_WORDS, as_date, day, is_unknown, listing, md_escape
from data_access import evidence

SHOWN = 3
ACCOUNTS_KEPT = 64
USUAL_HOUR = time(10)
CALENDAR = "text/calendar"


def planned_contacts(view: View, account: Mapping[str, object], reason: str, person: str | None = None) -> None:
    """The next planned contacts of an account, each for the calendar, and a place to plan another one.

    `reason` goes into the calendar as what there is to know; `person` is who of theirs it may be with.
    """
    rows = _planned(view, (identity(view.store, view.mirror), view.scope.team_ids, view.as_of, account["account_id"]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for row in rows.head(SHOWN).to_dict("records"):
            _planned_contact(view, account, row)
        _plan(view, account, reason, person)


@st.cache_resource(max_entries=ACCOUNTS_KEPT, show_spinner=False)
def _planned(_view: View, key: tuple[object, ...]) -> pd.DataFrame:
    """What is planned with an account, read once per key, of which the account is the last part."""
    if not _view.has("interactions"):
        return pd.DataFrame()
    return _view.rows_of(key[-1], evidence.planned_of)


def _planned_contact(view: View, account: Mapping[str, object], row: Mapping[str, object]) -> None:
    """A planned contact in a line, as a button that gives its calendar file."""
    contact = contact_of(row, str(account["account_name"]), view.mirror.zone, _link(view, account))
    st.download_button(
        f"{_word(row['kind'])} {md_escape(when(row, view))}",
        data=partial(calendar_file, contact, now()),
        file_name=contact.file_name,
        mime=CALENDAR,
        icon=":material/event:",
        help=f"As a calendar file: {md_escape(contact.summary)}",
        key=f"calendar_{row['interaction_id']}",
        on_click="ignore",
    )


def when(row: Mapping[str, object], view: View) -> str:
    """`30 Nov, 10:00`, and of a whole day the day alone."""
    start = None if row["all_day"] else in_zone(row["starts_at_us"], view.mirror.zone)
    on = day(row["starts_on"], view.as_of)
    return on if start is None else f"{on}, {start:%H:%M}"


def contact_of(row: Mapping[str, object], account_name: str, zone: ZoneInfo, link: str | None = None) -> PlannedContact:
    """A row of `evidence.planned_of` for the calendar; of a private one that it is, and with whom, but no words."""
    start = None if row["all_day"] else in_zone(row["starts_at_us"], zone)
    return PlannedContact(
        key=str(row["interaction_id"]),
        account_name=account_name,
        kind=str(row["kind"]),
        starts_at=as_date(row["starts_on"]) if start is None else start,
        ends_at=None if row["all_day"] else in_zone(row["ends_at_us"], zone),
        person=None if is_unknown(row["contact_name"]) else str(row["contact_name"]),
        about=None if row["private"] or is_unknown(row["subject"]) else str(row["subject"]),
        place=PLACE_WORDS.get(row["place"]),
        notes=_with(row),
        link=link,
    )


def _link(view: View, account: Mapping[str, object]) -> str | None:
    """Where the account is found in the dashboard, as others reach it; None where that is not configured, and where names
    are hidden: the address may be the company's.
    """
    if view.names_hidden:
        return None
    return Links(view.store.settings.public_url).account(account["account_id"], view.as_of)


def _with(row: Mapping[str, object]) -> str:
    names = [str(row[name]) for name in ("employee_name", "contact_name") if not is_unknown(row[name])]
    return f"With {listing(names)}." if names else ""


def _plan(view: View, account: Mapping[str, object], reason: str, person: str | None) -> None:
    """Kind, day and time of a contact that somebody plans, and the calendar file of it; nothing is written here."""
    account_id, today = str(account["account_id"]), now().astimezone(view.mirror.zone).date()
    with st.popover("Plan a contact", icon=":material/event_upcoming:"):
        kind = st.radio(
            "Kind", list(KIND_WORDS), format_func=KIND_WORDS.__getitem__, horizontal=True, key=f"plan_kind_{account_id}"
        )
        on = st.date_input(
            "Day",
            value=next_working_day(today),
            min_value=today,
            format="YYYY-MM-DD",
            key=f"plan_day_{account_id}",
        )
        at = st.time_input("Time", value=USUAL_HOUR, step=900, key=f"plan_time_{account_id}")
        if on is None or at is None:
            st.caption("Choose a day and a time.")
            return
        start = datetime.combine(on, at, tzinfo=view.mirror.zone)
        contact = PlannedContact(
            key=f"{account_id} {kind} {start.isoformat()}",
            account_name=str(account["account_name"]),
            kind=kind,
            starts_at=start,
            person=person,
            notes=reason,
            link=_link(view, account),
        )
        st.download_button(
            "Calendar file",
            data=partial(calendar_file, contact, now()),
            file_name=contact.file_name,
            mime=CALENDAR,
            icon=":material/download:",
            key=f"plan_{account_id}",
            on_click="ignore",
        )
        st.caption("Open the file to put it into your calendar. The dashboard knows of it once it is in the CRM.")


def _word(kind: object) -> str:
    return KIND_WORDS.get(str(kind), str(kind).capitalize())
