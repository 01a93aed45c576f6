"""Invoices, sales orders, credit notes and opportunities: what counts, for how much and whose it is."""

from __future__ import annotations

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.creme import tables
from data_access.sources.creme.activities import word
from data_access.sources.creme.objects import label
from data_access.sources.creme.reading import Reading
from data_access.sources.held.made import Made
from data_access.sources.held.moments import moment

BILLS = (tables.INVOICE, tables.SALES_ORDER)


def invoices(reading: Reading) -> Made:
    """Invoices that an account received."""
    return _documents(reading, tables.INVOICE)


def sales_orders(reading: Reading) -> Made:
    """Sales orders that an account received."""
    return _documents(reading, tables.SALES_ORDER)


def credit_notes(reading: Reading) -> Made:
    """Credit notes that an account received, their amounts below zero."""
    return _documents(reading, tables.CREDIT_NOTE)


class Bill:
    """Invoices, sales orders or credit notes that are not in the bin."""

    def __init__(self, reading: Reading, name: str) -> None:
        links = reading.links
        self.links, self.name = links, name
        self.raw = links.store.raw(name)
        self.key = self.raw.cell(tables.KEY)
        self.entity, joined = links.entity(self.key)
        self.status = links.labels(tables.STATUSES[name]).alias()
        beside = self.raw.rows.join(self.entity.rows, joined)
        self.beside: FromClause = beside.outerjoin(self.status, self.status.c.id == self.raw.cell("status_id"))
        self.there = [~self.entity.says("is_deleted")]
        self.draft = func.coalesce(self.status.c.uuid.in_(tables.DRAFTS[name]), False)

    @property
    def state(self) -> ColumnElement:
        """Confirmed unless the status says otherwise; empty for a draft."""
        said = word(self.status.c.uuid, tables.ORDER_STATES[self.name])
        return case((self.draft, None), else_=func.coalesce(said, literal("confirmed")))


def _documents(reading: Reading, name: str) -> Made:
    """The documents of one table that somebody of an account received."""
    made = Bill(reading, name)
    links, raw = made.links, made.raw
    homes = links.records.alias()
    source = made.beside.join(homes, homes.c.one == made.key)
    source, currency = label(links, source, tables.CURRENCY, raw.cell("currency_id"), "international_symbol")
    total = raw.cell("total_no_vat")
    columns = {
        "account": homes.c.account,
        "order_state": made.state,
        "amount": negative(total) if name == tables.CREDIT_NOTE else total,
        "currency": currency,
        "standing_alone": case((made.key.in_(select(applied(reading).c.one)), literal("false")), else_="true"),
    }
    return Made(source, columns, raw, made.there)


def applied(reading: Reading) -> FromClause:
    """Credit notes that a document that counts has taken off its own total: one, document."""
    rows = reading.links.relations
    query = select(rows.c.one, rows.c.other.label("document")).where(rows.c.type == tables.APPLIED)
    if reading.counted not in BILLS:
        return query.where(literal(False)).subquery()
    made = Bill(reading, reading.counted)
    counts = select(made.key.label("key")).select_from(made.beside)
    counts = counts.where(*made.there, func.coalesce(made.state, "") == "confirmed")
    return query.where(rows.c.other.in_(counts)).subquery()


def opportunities(reading: Reading) -> Made:
    """Opportunities that aim at an account: won and lost by the flags of their phase, never by its name."""
    links = reading.links
    deal = Deal(reading)
    raw, homes = deal.raw, links.records.alias()
    source = deal.beside.join(homes, homes.c.one == deal.key)
    source, currency = label(links, source, tables.CURRENCY, raw.cell("currency_id"), "international_symbol")
    expected, made = raw.cell("estimated_sales"), raw.cell("made_sales")
    columns = {
        "account": homes.c.account,
        "owner": links.owner(deal.entity.cell("user_id")),
        "phase": deal.phase.cell("name"),
        "result": deal.result,
        "amount": case((deal.result == "won", func.coalesce(made, expected)), else_=func.coalesce(expected, made)),
        "currency": currency,
        "created_moment": moment(deal.entity.cell("created")),
        "closed_day": case((deal.result.is_not(None), raw.cell("closing_date"))),
    }
    return Made(source, columns, raw, deal.there)


class Deal:
    """Opportunities that are not in the bin, beside their phase."""

    def __init__(self, reading: Reading) -> None:
        links = reading.links
        self.raw, self.phase = links.store.raw(tables.OPPORTUNITY), links.store.raw(tables.PHASE)
        self.key = self.raw.cell(tables.KEY)
        self.entity, joined = links.entity(self.key)
        beside = self.raw.rows.join(self.entity.rows, joined)
        self.beside = beside.outerjoin(self.phase.rows, self.phase.cell("id") == self.raw.cell("sales_phase_id"))
        self.there = [~self.entity.says("is_deleted")]
        abandoned = func.replace(self.phase.cell("uuid"), "-", "") == tables.ABANDONED
        self.result = case(
            (self.phase.says("won"), literal("won")),
            (or_(self.phase.says("lost"), func.coalesce(abandoned, False)), literal("lost")),
        )


def negative(amount: ColumnElement) -> ColumnElement:
    """The amount below zero, as its text."""
    return case(
        (amount.is_(None), None),
        (func.starts_with(amount, "-"), func.substr(amount, 2)),
        else_=func.concat("-", amount),
    )
