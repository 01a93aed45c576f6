"""The rows behind access: persons of theirs who were met, on which levels, and who is responsible on either side."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Subquery, and_, case, distinct, func, literal, select, union

from data_access.evidence.health.asked import Asked
from data_access.evidence.reading import frame_of, may_be_named, until
from data_access.facts.persons import is_active
from data_access.facts.reading import YEAR, is_there
from data_access.mirror.tables import ACCOUNTS, CONTACT_ROWS, CONTACTS, EMPLOYEES, INTERACTIONS, PARTICIPANTS, PERSONS

OWNER, PRIMARY = "owner", "primary contact"


def persons_met(asked: Asked) -> pd.DataFrame:
    """Persons of theirs in the counted contacts of the last 365 days, most contacts first.

    Columns: contact_id, name (empty where the person is not known, or of an account that the scope does not see),
    title, level, contacts, last_on.
    """
    met, c = _met(asked), CONTACTS.c
    rows = (
        select(met.c.contact_id, c.name, c.title, c.level, met.c.contacts, met.c.last_on)
        .select_from(met.outerjoin(CONTACTS, and_(c.contact_id == met.c.contact_id, may_be_named(asked.scope))))
        .order_by(met.c.contacts.desc(), met.c.last_on.desc(), met.c.contact_id)
    )
    return frame_of(asked.mirror, rows, dates=("last_on",))


def persons_by_level(asked: Asked) -> pd.DataFrame:
    """The account's active contacts whose level is known, highest level first, and whether each was met in 365 days.

    Columns: level, contact_id, name, title, contacts (0 where nobody met them), last_on.
    """
    met, person, c = _met(asked), PERSONS.c, CONTACTS.c
    often = func.coalesce(met.c.contacts, 0)
    rows = (
        select(c.level, c.contact_id, c.name, c.title, often.label("contacts"), met.c.last_on)
        .select_from(
            PERSONS.join(CONTACTS, c.contact_id == person.contact_id).outerjoin(
                met, met.c.contact_id == person.contact_id
            )
        )
        .where(
            person.account_no == asked.number,
            c.account_no == asked.number,
            person.level_no.is_not(None),
            is_active(asked.day),
        )
        .order_by(person.level_no, often.desc(), c.name, c.contact_id)
    )
    return frame_of(asked.mirror, rows, dates=("last_on",))


def owner_and_primary_contacts(asked: Asked) -> pd.DataFrame:
    """The account's owner, then its primary contacts; a single row without a name where there is none of a part.

    Columns: part (OWNER, PRIMARY), key, name, there (active on the day), left_on.
    """
    a, e, c, day = ACCOUNTS.c, EMPLOYEES.c, CONTACTS.c, asked.day
    there = and_(e.employee_id.is_not(None), is_there(e, day))
    owner = (
        select(
            *(literal(OWNER).label("part"), a.owner_id.label("key"), e.name),
            *(case((there, True), else_=False).label("there"), until(e.left_on_day, day).label("left_on")),
        )
        .select_from(ACCOUNTS.outerjoin(EMPLOYEES, e.employee_id == a.owner_id))
        .where(a.account_no == asked.number)
    )
    primary = (
        select(
            *(literal(PRIMARY).label("part"), c.contact_id.label("key"), c.name),
            *(is_there(c, day).label("there"), until(c.left_on_day, day).label("left_on")),
        )
        .where(c.account_no == asked.number, func.coalesce(c.is_primary, literal(False)))
        .order_by(c.name, c.contact_id)
    )
    owners, primaries = (frame_of(asked.mirror, rows, dates=("left_on",)) for rows in (owner, primary))
    if len(owners) and primaries.empty:
        primaries = pd.DataFrame([{"part": PRIMARY, "key": None, "name": None, "there": False, "left_on": pd.NaT}])
    return pd.concat([rows for rows in (owners, primaries) if len(rows)] or [owners], ignore_index=True)


def _met(asked: Asked) -> Subquery:
    """Each person who took part in the counted contacts of the last 365 days, with how many and the day of the last."""
    it, row, p = INTERACTIONS.c, CONTACT_ROWS.c, PARTICIPANTS.c
    recent = asked.counted(row.day > asked.day - YEAR)
    main = select(it.event_no, it.starts_at_day.label("day"), it.contact_id).where(
        it.account_no == asked.number, it.contact_id.is_not(None), it.event_no.in_(recent)
    )
    others = (
        select(p.event_no, it.starts_at_day, p.contact_id)
        .join(INTERACTIONS, it.event_no == p.event_no)
        .where(
            p.account_no == asked.number,
            it.account_no == asked.number,
            p.contact_id.is_not(None),
            p.event_no.in_(recent),
        )
    )
    everybody = union(main, others).subquery("everybody")
    e = everybody.c
    return (
        select(e.contact_id, func.count(distinct(e.event_no)).label("contacts"), func.max(e.day).label("last_on"))
        .group_by(e.contact_id)
        .subquery("met")
    )
