"""How accounts were met in the last 365 days: where the meetings were, and people of which level took part."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import and_, case, func, select, union

from data_access.facts.contacts import is_counted
from data_access.facts.reading import YEAR, Reader, Rules
from data_access.mirror.tables import CONTACT_ROWS, CONTACTS, INTERACTIONS, KIND_NUMBERS, PARTICIPANTS
from data_access.schema import LEVELS, PLACES

NOT_KNOWN = "not_known"


def meeting_places(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Counted meetings of the last 365 days by place: one row per account with any.

    Columns: account_no, one per place (customer, ours, remote), and not_known.
    """
    c, it = CONTACT_ROWS.c, INTERACTIONS.c
    places = [func.count(case((it.place == place, 1))).label(place) for place in PLACES]
    return reader.arrow(
        select(c.account_no, *places, func.count(case((it.place.is_(None), 1))).label(NOT_KNOWN))
        .join(INTERACTIONS, it.event_no == c.event_no)
        .where(
            is_counted(day, rules),
            c.kind_no == KIND_NUMBERS["meeting"],
            c.day > day - YEAR,
            # The same window once more, so that an engine need not read what lies outside of it.
            it.starts_at_day > day - YEAR,
            it.starts_at_day <= day,
        )
        .group_by(c.account_no)
    ).to_pandas()


def levels_met(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Persons of theirs who took part in counted contacts of the last 365 days, by level: one row per account with any.

    Persons are main contacts and participants, each counted once; one whose row is not there has no known level.
    Columns: account_no, one per level, and not_known.
    """
    c, it, p = CONTACT_ROWS.c, INTERACTIONS.c, PARTICIPANTS.c
    counted = and_(is_counted(day, rules), c.day > day - YEAR)
    main = (
        select(c.account_no, it.contact_id)
        .join(INTERACTIONS, it.event_no == c.event_no)
        .where(counted, it.contact_id.is_not(None), it.starts_at_day > day - YEAR, it.starts_at_day <= day)
    )
    others = (
        select(c.account_no, p.contact_id)
        .join(PARTICIPANTS, p.event_no == c.event_no)
        .where(counted, p.contact_id.is_not(None))
    )
    met = union(main, others).subquery("met")
    level = CONTACTS.c.level
    levels = [func.count(case((level == name, 1))).label(name) for name in LEVELS]
    return reader.arrow(
        select(met.c.account_no, *levels, func.count(case((level.is_(None), 1))).label(NOT_KNOWN))
        .outerjoin(CONTACTS, CONTACTS.c.contact_id == met.c.contact_id)
        .group_by(met.c.account_no)
    ).to_pandas()
