"""The words of messages and cases that a list shows by their keys."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, select

from data_access.evidence.reading import frame_of, is_visible, may_be_named, with_names
from data_access.facts.reading import Reader
from data_access.mirror.tables import ACCOUNTS, CASES, CONTACTS, EMPLOYEES, INTERACTIONS
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
            _beginning(it.subject),
        )
        .select_from(with_names(INTERACTIONS, scope))
        .where(it.event_no.in_(asked), it.account_no.in_(visible))
        .order_by(it.event_no)
    )
    return frame_of(mirror, rows)


def case_words(mirror: Reader, scope: Scope, case_ids: Iterable[str]) -> pd.DataFrame:
    """Who raised these cases, as far as the scope may see them: one row per case, case_id, contact_name and subject, by key."""
    c, visible = CASES.c, select(ACCOUNTS.c.account_no).where(is_visible(scope))
    raised_by = and_(CONTACTS.c.contact_id == c.contact_id, may_be_named(scope))
    rows = (
        select(c.case_id, CONTACTS.c.name.label("contact_name"), _beginning(c.subject))
        .select_from(CASES.outerjoin(CONTACTS, raised_by))
        .where(c.case_id.in_(sorted(set(case_ids))), c.account_no.in_(visible))
        .order_by(c.case_id)
    )
    return frame_of(mirror, rows)


def _beginning(subject: ColumnElement) -> ColumnElement:
    return func.substr(subject, 1, LONGEST_SUBJECT).label("subject")
