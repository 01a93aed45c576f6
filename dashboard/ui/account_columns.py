"""The columns of the lists on an account's page."""

from __future__ import annotations

from functools import partial

from dashboard.headlines import NO_RATE
from dashboard.ui import columns
from dashboard.ui.tables import STATE, Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money_full, number


def contacts(view: View) -> dict[str, Column]:
    """Interactions, with the beginning of their notes."""
    return columns.contacts(view) | {"notes": Column("Notes", 240)}


def orders(view: View) -> dict[str, Column]:
    """Orders of any status."""
    amount = Column(f"Amount in {view.currency}", 120, written=partial(_or_no_rate, view=view))
    return columns.orders(view) | {"amount_reporting": amount, "channel": Column("Channel", 100)}


def timeline(view: View) -> dict[str, Column]:
    """What the timeline draws, one row each."""
    return {
        "Date": _date("Date", view),
        "Lane": Column("Lane", 120),
        "What": Column("What", 170),
        "Amount": Column(f"Amount in {view.currency}", 120, written=partial(_or_nothing, view=view)),
        "Until": _date("Until", view),
        "By": Column("By", 130),
        "With": Column("With", 130),
        "About": Column("About", 260),
    }


def watches(view: View) -> dict[str, Column]:
    """Open watches, with the contact at each checkpoint."""
    checkpoints = {
        f"contact_on_{k}": Column(f"Contact by day {k}", 130, written=partial(_day_or_nothing, view=view))
        for k in view.policy.checkpoints
    }
    return {
        "order_on": _date("Ordered on", view),
        "state_label": Column("State", 100, coloured=STATE),
        "days": Column("Days", 60, written=number),
        "amount": Column("Bought since", 110, written=partial(money_full, currency=view.currency)),
        "first_contact_on": Column("First contact", 110, written=partial(_day_or_nothing, view=view)),
        **checkpoints,
    }


def persons(view: View) -> dict[str, Column]:
    """Contact persons."""
    return {
        "name": Column("Person", 160),
        "title": Column("Title", 150),
        "level": Column("Level", 100),
        "role": Column("Role", 120),
        "primary": Column("Primary", 76),
        "left": Column("Left", 100, coloured=STATE),
        "last_contact_on": _date("Last counted contact", view, 150),
        "phone": Column("Phone", 140),
        "email": Column("E-mail", 200),
        "language": Column("Language", 84),
    }


def promises(view: View) -> dict[str, Column]:
    """Promises."""
    return {
        "due_on": _date("Due", view),
        "state_label": Column("State", 100, coloured=STATE),
        "kind": Column("Kind", 110),
        "subject": Column("Promise", 300),
        "promised_on": _date("Promised", view),
        "done_on": _date("Fulfilled", view),
        "employee_name": Column("By", 130),
    }


def cases(view: View) -> dict[str, Column]:
    """Issues."""
    return {
        "opened_on": _date("Opened", view),
        "priority": Column("Priority", 80),
        "state": Column("State", 84),
        "days": Column("Days open", 90, written=number),
        "subject": Column("About", 280),
        "category": Column("Category", 96),
        "contact_name": Column("Raised by", 130),
        "channel": Column("Channel", 96),
        "first_response_on": _date("First answer", view),
        "escalated_on": _date("Escalated", view),
        "resolved_on": _date("Resolved", view),
    }


def surveys(view: View) -> dict[str, Column]:
    """Answers to surveys."""
    return {
        "answered_on": _date("Answered", view),
        "instrument": Column("Survey", 140),
        "dimension": Column("Asked about", 140),
        "score": Column("Score", 72, written=_plain),
        "scale": Column("Scale", 84),
        "who": Column("By", 150),
        "comment": Column("Comment", 380),
    }


def _date(label: str, view: View, width: int = 100) -> Column:
    return Column(label, width, written=partial(_day_or_nothing, view=view))


def _day_or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else day(value, view.as_of)


def _or_no_rate(value: object, view: View) -> str:
    return NO_RATE if is_unknown(value) else money_full(value, view.currency)


def _or_nothing(value: object, view: View) -> str:
    return NOTHING if is_unknown(value) else money_full(value, view.currency)


def _plain(value: object) -> str:
    return number(value, 0 if float(value).is_integer() else 1)
