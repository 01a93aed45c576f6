"""How many cells are filled: every column of a table, and the fields that many figures rest on, per team.

Rows with a date are those of the 365 days up to the day, interactions those held and not bulk; other rows all there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, Select, case, func, literal, not_, or_, select, union_all

from data_access.facts.reading import YEAR, Reader, is_there
from data_access.intake.derived import day_column
from data_access.mirror.prepare import counted_order, is_true
from data_access.mirror.tables import (
    ACCOUNTS,
    CASES,
    CONTACTS,
    INTERACTIONS,
    MIRROR,
    OPPORTUNITIES,
    ORDERS,
    PARTICIPANTS,
)
from data_access.schema import CANONICAL, rule


@dataclass(frozen=True)
class Field:
    """One line of the completeness by team: what should be filled, of which rows, and the columns it takes."""

    title: str
    of: str
    needs: tuple[str, ...]


FIELDS = {
    "owner": Field("Account owner", "accounts", ("accounts.owner_id",)),
    "tier": Field("Tier entered", "accounts", ("accounts.tier_entered",)),
    "interval": Field("Cadence agreed", "accounts", ("accounts.contact_preference",)),
    "primary": Field("Primary contact", "accounts", ("contacts.is_primary",)),
    "level": Field("Level of the person", "contacts", ("contacts.level",)),
    "met": Field("A meeting in 90 days", "active accounts", ("interactions",)),
    "person": Field("Person met", "meetings", ("interactions.contact_id",)),
    "purpose": Field("Purpose", "meetings", ("interactions.purpose",)),
    "agenda": Field("Agenda", "meetings", ("interactions.agenda_at",)),
    "memo": Field("Memo", "meetings", ("interactions.documented_at",)),
    "shared": Field("Passed to the owner", "meetings", ("interactions.shared_at",)),
    "rate": Field("Amount with a rate", "orders", ("orders",)),
    "category": Field("Category", "cases", ("cases.category",)),
    "outcome": Field("Outcome", "closed offers", ("opportunities.outcome",)),
}


def filled_columns(reader: Reader, name: str, day: int) -> pd.DataFrame:
    """One row per team: team_id, rows, and for every canonical column of the table how many of the rows fill it.

    Rows that belong to no account, or to one of no team, are those of no team; employees those of their own team.
    """
    table = MIRROR.tables[name]
    cells = {column.name: _cell(table, column) for column in CANONICAL.tables[name].columns}
    if name == "employees":
        team, rows = table.c.team_id, table
    elif name == "accounts":
        team, rows = table.c.team_key, table
    elif "account_no" in table.c:
        team, rows = ACCOUNTS.c.team_key, table.join(ACCOUNTS, ACCOUNTS.c.account_no == table.c.account_no)
    else:
        team, rows = None, table
    counts = [func.count(cell).label(f"filled_{column}") for column, cell in cells.items()]
    owner = literal(None, ACCOUNTS.c.team_key.type) if team is None else team
    asked = select(owner.label("team_id"), func.count().label("rows"), *counts).select_from(rows)
    asked = asked.where(*_recent(name, day))
    return reader.arrow(asked if team is None else asked.group_by(team)).to_pandas()


def field_rows(reader: Reader, day: int) -> pd.DataFrame:
    """One row per field of FIELDS and team: field, team_id, rows and filled."""
    parts = [
        *_of_accounts(day),
        *_of_contacts(day),
        *_of_meetings(day),
        _of_orders(day),
        _of_cases(day),
        _of_offers(day),
    ]
    return reader.arrow(union_all(*parts)).to_pandas()


def _cell(table: FromClause, column: object) -> ColumnElement:
    """What is null where the cell is empty; a flag counts as filled when it is true or false."""
    return table.c[day_column(column.name)] if rule(column).kind in ("date", "time") else table.c[column.name]


def _recent(name: str, day: int) -> list[ColumnElement]:
    dated_by = CANONICAL.tables[name].info["dated_by"]
    table = MIRROR.tables[name]
    if name == "interaction_participants":
        held = select(INTERACTIONS.c.event_no).where(*_recent("interactions", day))
        return [PARTICIPANTS.c.event_no.in_(held)]
    if dated_by is None:
        return []
    on = table.c[day_column(dated_by)]
    within = [on > day - YEAR, on <= day]
    return [*within, table.c.status == "held", not_(is_true(table.c.bulk))] if name == "interactions" else within


def _line(field: str, filled: ColumnElement, rows: FromClause, *where: ColumnElement) -> Select:
    return (
        select(
            literal(field).label("field"),
            ACCOUNTS.c.team_key.label("team_id"),
            func.count().label("rows"),
            func.count(case((filled, 1))).label("filled"),
        )
        .select_from(rows)
        .where(*where)
        .group_by(ACCOUNTS.c.team_key)
    )


def _of_accounts(day: int) -> list[Select]:
    a = ACCOUNTS.c
    exists = or_(a.exists_day.is_(None), a.exists_day <= day)
    primary = select(CONTACTS.c.account_no).where(is_true(CONTACTS.c.is_primary), is_there(CONTACTS.c, day))
    bought = select(ORDERS.c.account_no).where(
        counted_order(), ORDERS.c.ordered_on_day > day - YEAR, ORDERS.c.ordered_on_day <= day
    )
    met = select(INTERACTIONS.c.account_no).where(*_meetings(day), INTERACTIONS.c.starts_at_day > day - 90)
    agreed = or_(a.contact_preference.is_not(None), a.agreed_interval_days.is_not(None))
    return [
        _line("owner", a.owner_id.is_not(None), ACCOUNTS, exists),
        _line("tier", a.tier_entered.is_not(None), ACCOUNTS, exists),
        _line("interval", agreed, ACCOUNTS, exists),
        _line("primary", a.account_no.in_(primary), ACCOUNTS, exists),
        _line("met", a.account_no.in_(met), ACCOUNTS, exists, a.account_no.in_(bought)),
    ]


def _of_contacts(day: int) -> list[Select]:
    rows = CONTACTS.join(ACCOUNTS, ACCOUNTS.c.account_no == CONTACTS.c.account_no)
    return [_line("level", CONTACTS.c.level.is_not(None), rows, is_there(CONTACTS.c, day))]


def _meetings(day: int) -> list[ColumnElement]:
    return [*_recent("interactions", day), INTERACTIONS.c.kind == "meeting"]


def _of_meetings(day: int) -> list[Select]:
    it = INTERACTIONS.c
    rows = INTERACTIONS.join(ACCOUNTS, ACCOUNTS.c.account_no == it.account_no)
    of_contact = select(PARTICIPANTS.c.event_no).where(PARTICIPANTS.c.names == "contact")
    filled = {
        "person": or_(it.contact_given, it.event_no.in_(of_contact)),
        "purpose": it.purpose.is_not(None),
        "agenda": it.agenda_at_day.is_not(None),
        "memo": it.documented_at_day.is_not(None),
        "shared": it.shared_at_day.is_not(None),
    }
    return [_line(field, there, rows, *_meetings(day)) for field, there in filled.items()]


def _of_orders(day: int) -> Select:
    rows = ORDERS.join(ACCOUNTS, ACCOUNTS.c.account_no == ORDERS.c.account_no)
    return _line("rate", ORDERS.c.amount_units.is_not(None), rows, *_recent("orders", day))


def _of_cases(day: int) -> Select:
    rows = CASES.join(ACCOUNTS, ACCOUNTS.c.account_no == CASES.c.account_no)
    return _line("category", CASES.c.category.is_not(None), rows, *_recent("cases", day))


def _of_offers(day: int) -> Select:
    o = OPPORTUNITIES.c
    rows = OPPORTUNITIES.join(ACCOUNTS, ACCOUNTS.c.account_no == o.account_no)
    return _line("outcome", o.outcome.is_not(None), rows, o.closed_on_day > day - YEAR, o.closed_on_day <= day)
