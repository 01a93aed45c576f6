"""Organisations, contacts and users, with what hangs on them."""

from __future__ import annotations

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.creme import tables
from data_access.sources.creme.links import Links, by_key
from data_access.sources.creme.reading import Reading
from data_access.sources.held.made import Made
from data_access.sources.held.moments import moment


def organisations(reading: Reading) -> Made:
    """Organisations that are accounts."""
    links = reading.links
    raw, there = links.store.raw(tables.ORGANISATION), links.accounts.alias()
    key = raw.cell(tables.KEY)
    entity, joined = links.entity(key)
    source = raw.rows.join(there, there.c.key == key).join(entity.rows, joined)
    standing, parents = links.standings.alias(), _parents(links).alias()
    source = source.outerjoin(standing, standing.c.organisation == key).outerjoin(parents, parents.c.one == key)
    source, sector = label(links, source, "persons_sector", raw.cell("sector_id"), "title")
    source, size = label(links, source, "persons_staffsize", raw.cell("staff_size_id"), "size")
    source, country = label(links, source, "persons_address", raw.cell("billing_address_id"), "country")
    columns = {
        "owner": links.owner(entity.cell("user_id")),
        "owning_team": links.owning_team(entity.cell("user_id")),
        "parent_company": parents.c.parent,
        "sector": sector,
        "size": size,
        "country": country,
        "standing": standing.c.standing,
        "created_moment": moment(entity.cell("created")),
    }
    return Made(source, columns, raw)


def contacts(reading: Reading) -> Made:
    """Contacts with an account that are not users."""
    links = reading.links
    raw, homes = links.store.raw(tables.CONTACT), links.homes.alias()
    position = links.store.raw("persons_position")
    source = raw.rows.join(homes, homes.c.contact == raw.cell(tables.KEY))
    source = source.outerjoin(position.rows, position.cell("id") == raw.cell("position_id"))
    chief = func.replace(position.cell("uuid"), "-", "") == tables.CEO
    columns = {
        "account": homes.c.account,
        "full_name": _name(raw.cell("first_name"), raw.cell("last_name"), raw.cell("email")),
        "position": func.coalesce(raw.cell("full_position"), position.cell("title")),
        "leads": func.nullif(homes.c.leads, "false"),
        "is_chief": case((or_(homes.c.leads == "true", func.coalesce(chief, False)), literal("true"))),
    }
    return Made(source, columns, raw)


def users(reading: Reading) -> Made:
    """Users and teams, those who left with the moment when."""
    links = reading.links
    raw, main = links.store.raw(tables.USER), main_teams(links).alias()
    source = raw.rows.outerjoin(main, main.c.user == raw.cell("id"))
    columns = {
        "full_name": _name(raw.cell("first_name"), raw.cell("last_name"), raw.cell("username")),
        "main_team": main.c.team,
        "left_moment": case((~raw.says("is_active"), moment(raw.cell("deactivated_on")))),
    }
    return Made(source, columns, raw)


def main_teams(links: Links) -> FromClause:
    """The first team of each user: user, team, others."""
    raw, there = links.store.raw(tables.TEAMMATES), links.teams.alias()
    team, user = raw.cell("from_cremeuser_id"), raw.cell("to_cremeuser_id")
    place = func.row_number().over(partition_by=user, order_by=by_key(team))
    ranked = select(user.label("user"), team.label("team"), place.label("place"))
    held = ranked.select_from(raw.rows.join(there, there.c.key == team)).subquery()
    return links.store.keep(select(held.c.user, held.c.team).where(held.c.place == 1))


def _parents(links: Links) -> FromClause:
    """The first organisation of which each one is a subsidiary: one, parent."""
    rows, there = links.relations, links.accounts
    place = func.row_number().over(partition_by=rows.c.other, order_by=by_key(rows.c.one))
    ranked = select(rows.c.other.label("one"), rows.c.one.label("parent"), place.label("place"))
    ranked = ranked.select_from(rows.join(there, there.c.key == rows.c.one)).where(rows.c.type == tables.PARENT)
    held = ranked.subquery()
    return links.store.keep(select(held.c.one, held.c.parent).where(held.c.place == 1))


def label(
    links: Links, source: FromClause, name: str, key: ColumnElement, column: str
) -> tuple[FromClause, ColumnElement]:
    """The source joined to a table of labels by id, and its label."""
    raw = links.store.raw(name)
    return source.outerjoin(raw.rows, raw.cell("id") == key), raw.cell(column)


def _name(first: ColumnElement, last: ColumnElement, otherwise: ColumnElement) -> ColumnElement:
    return func.coalesce(func.nullif(func.concat_ws(" ", first, last), ""), otherwise)
