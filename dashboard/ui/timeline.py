"""The timeline on an account's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import charts, portfolio
from dashboard.headlines import timeline_caption
from dashboard.portfolio.timeline import window
from dashboard.ui import account_columns, stores
from dashboard.ui.tables import Drawn, chart, drawn
from dashboard.ui.view import View, section
from dashboard.wording import count, day
from data_access import evidence

MEANS = ("timeline", "silence", "order_day", "counted_contact", "counted_meeting", "promise", "issue")


@dataclass(frozen=True)
class ShownTimeline:
    """The picture of a timeline, ready to be sent, and how it is read."""

    figure: Drawn
    caption: str


def drawn_timeline(view: View, account: Mapping[str, object]) -> ShownTimeline:
    """The timeline of a row of the scored frame."""
    key, (first, last) = account["account_id"], window(view.as_of)
    shown = portfolio.timeline(
        view.as_of,
        view.connected,
        account,
        orders=view.rows_of(key, evidence.order_days_between, first),
        contacts=view.contact_rows_of(key, evidence.contacts_between, first, last),
        commitments=view.rows_of(key, evidence.commitments_of),
        cases=view.rows_of(key, evidence.cases_of),
    )
    picture = charts.timeline_chart(shown, view.colours, view.currency, today_of(view))
    return ShownTimeline(drawn(picture), timeline_caption(shown))


def today_of(view: View) -> str:
    """How the rule of the date is labelled: it is not always today's."""
    today = stores.now().astimezone(view.mirror.zone).date()
    return "today" if view.as_of == today else day(view.as_of, today)


def orders_and_contacts(view: View, shown: ShownTimeline) -> None:
    """Orders, meetings, calls and e-mail, promises and issues on one axis, and the same as a table."""
    section("Orders and contacts, last 18 months", shown.caption)
    chart(
        shown.figure,
        columns=account_columns.timeline(view),
        name="timeline",
        definition=view.means(*MEANS),
        counted=count(len(shown.figure.table), "row"),
    )
