"""The words of messages that a list shows by number."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import func, select

from data_access.evidence.reading import frame_of, is_visible, with_names
from data_access.facts.reading import Reader
from data_access.mirror.tables import ACCOUNTS, CONTACTS, EMPLOYEES, INTERACTIONS
from data_access.scope import Scope

LONGEST_SUBJECT = 160


def mail_words(mirror: Reader, scope: Scope, event_nos: Iterable[int]) -> pd.DataFrame:
    """Who wrote to whom about what, one row per message of these that the scope may see, by number.

    Columns: event_no, employee_name, contact_name, subject (its beginning; none of a private message).
    """
    it, asked = INTERACTIONS.c, sorted({int(number) for number in event_nos})
    visible = select(ACCOUNTS.c.account_no).where(is_visible(scope))
    rows = (
        select(
            it.event_no,
            EMPLOYEES.c.name.label("employee_name"),
            CONTACTS.c.name.label("contact_name"),
            func.substr(it.subject, 1, LONGEST_SUBJECT).label("subject"),
        )
        .select_from(with_names(INTERACTIONS, scope))
        .where(it.event_no.in_(asked), it.account_no.in_(visible))
        .order_by(it.event_no)
    )
    return frame_of(mirror, rows)
