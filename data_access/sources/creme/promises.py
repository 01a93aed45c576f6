"""Todos, actions and tickets: what was promised, what is open, and whose it is."""

from __future__ import annotations

from sqlalchemy import case, func, or_
from sqlalchemy.sql import FromClause

from data_access.sources.creme import tables
from data_access.sources.creme.activities import word
from data_access.sources.creme.reading import Reading
from data_access.sources.held.made import Made
from data_access.sources.held.moments import moment


def todos(reading: Reading) -> Made:
    """Todos on something of an account."""
    return _promises(reading, tables.TODO, "todo", "modification_date")


def actions(reading: Reading) -> Made:
    """Actions on something of an account."""
    return _promises(reading, tables.ACTION, "action", "validation_date")


class Promise:
    """Todos or actions on something that is not in the bin."""

    def __init__(self, reading: Reading, name: str) -> None:
        links = reading.links
        self.raw = links.store.raw(name)
        self.key = self.raw.cell("id")
        entity, joined = links.entity(self.raw.cell("entity_id"))
        self.beside: FromClause = self.raw.rows.join(entity.rows, joined)
        self.there = [~entity.says("is_deleted")]


def _promises(reading: Reading, name: str, prefix: str, done: str) -> Made:
    """Promises to an account; their keys begin with a word, as both tables count from 1."""
    links, promise = reading.links, Promise(reading, name)
    raw, homes = promise.raw, links.everything.alias()
    finished = func.coalesce(raw.cell(done), raw.cell("modification_date"))
    columns = {
        "promise_key": func.concat(prefix, "-", promise.key),
        "account": homes.c.account,
        "employee": links.owner(raw.cell("user_id")),
        "created_moment": moment(raw.cell("creation_date")),
        "due_moment": moment(raw.cell("deadline")),
        "done_moment": case((raw.says("is_ok"), moment(finished))),
    }
    source = promise.beside.join(homes, homes.c.one == raw.cell("entity_id"))
    return Made(source, columns, raw, promise.there)


class Ticket:
    """Tickets that are not in the bin and no mistake, beside their status."""

    def __init__(self, reading: Reading) -> None:
        links = reading.links
        self.raw = links.store.raw(tables.TICKET)
        self.key = self.raw.cell(tables.KEY)
        self.entity, joined = links.entity(self.key)
        self.status = links.store.raw(tables.STATUSES[tables.TICKET])
        beside = self.raw.rows.join(self.entity.rows, joined)
        self.beside = beside.outerjoin(self.status.rows, self.status.cell("id") == self.raw.cell("status_id"))
        self.there = [~self.entity.says("is_deleted")]
        uuid = func.coalesce(func.replace(self.status.cell("uuid"), "-", ""), "")
        self.mistake = uuid.in_(tables.NO_CASE)
        self.given_up = uuid == tables.WONT_FIX


def tickets(reading: Reading) -> Made:
    """Tickets of an account."""
    links, ticket = reading.links, Ticket(reading)
    raw, homes = ticket.raw, links.records.alias()
    people, priority = links.first_contacts(tables.OF_TICKET).alias(), links.labels("tickets_priority").alias()
    source = ticket.beside.join(homes, homes.c.one == ticket.key).outerjoin(people, people.c.one == ticket.key)
    source = source.outerjoin(priority, priority.c.id == raw.cell("priority_id"))
    over = or_(ticket.status.says("is_closed"), ticket.given_up)
    closed = func.coalesce(raw.cell("closing_date"), ticket.entity.cell("modified"))
    columns = {
        "account": homes.c.account,
        "main_contact": people.c.contact,
        "priority": word(priority.c.uuid, tables.PRIORITIES),
        "created_moment": moment(ticket.entity.cell("created")),
        "closed_moment": case((over, moment(closed))),
    }
    return Made(source, columns, raw, [*ticket.there, ~ticket.mistake])
