"""Companies, contacts, owners, deals, tickets and answers to surveys, with what HubSpot keeps in other tables."""

from __future__ import annotations

from sqlalchemy import Text, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.made import Made
from data_access.sources.held.moments import moment
from data_access.sources.held.store import Raw, Store
from data_access.sources.hubspot import tables
from data_access.sources.hubspot.links import Links
from data_access.sources.hubspot.reading import Reading

SURVEYS = ("NPS", "CSAT", "CES")


def companies(reading: Reading) -> Made:
    """Companies that are there; one that was merged names its survivor."""
    links = reading.links
    raw = links.store.raw("company")
    key = raw.cell("id")
    source, survivor = links.merged("company").follow(raw.rows, key)
    source, parent = links.merged("company").follow(source, raw.cell("property_hs_parent_company_id"))
    columns = {
        "created_moment": moment(raw.cell("property_createdate")),
        "parent_company": parent,
        "merged_into": func.nullif(survivor, key),
    }
    return Made(source, columns, raw, [~raw.deleted()])


def contacts(reading: Reading) -> Made:
    """Contacts that are there and have a company; of merged ones the survivor."""
    links = reading.links
    raw, homes = links.store.raw("contact"), links.contacts.alias()
    source = raw.rows.join(homes, homes.c.contact == raw.cell("id"))
    columns = {
        "account": homes.c.company,
        "full_name": _name(raw, "property_firstname", "property_lastname", "property_email"),
    }
    return Made(source, columns, raw, [~raw.deleted()])


def owners(reading: Reading) -> Made:
    """Owners, with those who left: they still own companies and meetings."""
    store = reading.links.store
    raw, main = store.raw("owner"), primary_teams(store).alias()
    source = raw.rows.outerjoin(main, main.c.owner == raw.cell("owner_id"))
    active = raw.cell("is_active")
    if raw.has("is_active"):
        current = case((raw.says("is_active"), literal("true")), (active.is_not(None), literal("false")))
    else:
        current = case((literal(raw.has(*tables.DELETED)), literal("true")))
    columns = {
        "full_name": _name(raw, "first_name", "last_name", "email"),
        "primary_team": main.c.team,
        "is_current": case((raw.deleted(), literal("false")), else_=current),
    }
    return Made(source, columns, raw)


def teams(reading: Reading) -> Made:
    """Teams that are there."""
    raw = reading.links.store.raw("team")
    return Made(raw.rows, {}, raw, [~raw.deleted()])


def primary_teams(store: Store) -> FromClause:
    """The team of each owner: its primary one, else that of its user, else the only or first one: owner, team."""
    owner, theirs, users, membership = (store.raw(name) for name in ("owner", "owner_team", "users", "team_user"))
    user = owner.cell("active_user_id")
    rank = func.if_(theirs.says("is_team_primary"), "1", "4", type_=Text)
    by_owner = select(theirs.cell("owner_id").label("owner"), theirs.cell("team_id").label("team"), rank.label("rank"))
    by_owner = by_owner.select_from(theirs.rows).where(~theirs.deleted())
    by_user = select(owner.cell("owner_id"), users.cell("primary_team_id"), literal("2"))
    by_user = by_user.select_from(owner.rows.join(users.rows, users.cell("id") == user))
    by_member = select(owner.cell("owner_id"), membership.cell("team_id"), literal("3"))
    by_member = by_member.select_from(owner.rows.join(membership.rows, membership.cell("user_id") == user))
    by_member = by_member.where(~membership.says("is_secondary_user"), ~membership.deleted())
    every = union_all(by_owner, by_user, by_member).subquery()
    order = [every.c.rank, func.length(every.c.team), every.c.team]
    place = func.row_number().over(partition_by=every.c.owner, order_by=order)
    ranked = select(every.c.owner, every.c.team, place.label("place")).where(every.c.team.is_not(None)).subquery()
    return store.keep(select(ranked.c.owner, ranked.c.team).where(ranked.c.place == 1))


def deals(reading: Reading) -> Made:
    """Deals that are there and have a company: won and lost by the flags of their stage, never by its name."""
    links = reading.links
    raw, homes, stages = links.store.raw("deal"), links.deals.alias(), stage_flags(links.store).alias()
    source = raw.rows.join(homes, homes.c.deal == raw.cell("deal_id"))
    source = source.outerjoin(stages, stages.c.stage == raw.cell(*tables.STAGE))
    won, closed = is_won(raw, stages), is_closed(raw, stages)
    result = case((won, literal("won")), (closed, literal("lost")))
    end = moment(raw.cell("property_closedate"))
    columns = {
        "account": homes.c.company,
        "stage_label": func.coalesce(stages.c.label, raw.cell(*tables.STAGE)),
        "result": result,
        "currency": func.coalesce(raw.cell("property_deal_currency_code"), literal(reading.currency)),
        "created_moment": moment(raw.cell("property_createdate")),
        "closed_moment": end,
        "ended_moment": case((result.is_not(None), end)),
    }
    return Made(source, columns, raw, staying(links, raw, "deal", "deal_id"))


def stage_flags(store: Store) -> FromClause:
    """Each stage of a deal once: stage, label, won, closed, the flags as true or false; empty where it has none."""
    raw = store.raw("deal_pipeline_stage")
    closed = raw.says("is_closed") if raw.has("is_closed") else raw.cell("probability").in_(("0", "0.0", "1", "1.0"))
    won = (
        cast(func.bool_or(raw.says("closed_won")), Text) if raw.has("closed_won") else func.max(raw.cell("closed_won"))
    )
    stage = raw.cell("stage_id")
    query = select(
        stage.label("stage"),
        func.min(raw.cell("label")).label("label"),
        won.label("won"),
        cast(func.bool_or(closed), Text).label("closed"),
    )
    return store.keep(query.select_from(raw.rows).group_by(stage))


def is_won(raw: Raw, stages: FromClause) -> ColumnElement:
    """Whether the stage says closed-won; the deal's own flag where the stage is not known."""
    return case((stages.c.won.is_not(None), stages.c.won == "true"), else_=raw.says("property_hs_is_closed_won"))


def is_closed(raw: Raw, stages: FromClause) -> ColumnElement:
    """Whether the stage or the deal itself says that it is closed."""
    return or_(func.coalesce(stages.c.closed == "true", False), raw.says("property_hs_is_closed"))


def tickets(reading: Reading) -> Made:
    """Tickets that are there and have a company."""
    links = reading.links
    raw, homes = links.store.raw("ticket"), links.tickets.alias()
    people = links.first_contacts("ticket_contact", "ticket_id", "ticket").alias()
    source = raw.rows.join(homes, homes.c.ticket == raw.cell("id")).outerjoin(people, people.c.one == raw.cell("id"))
    columns = {
        "account": homes.c.company,
        "main_contact": people.c.contact,
        "created_moment": moment(raw.cell("property_createdate")),
        "closed_moment": moment(raw.cell("property_closed_date")),
        "replied_moment": moment(raw.cell("property_first_agent_reply_date")),
    }
    return Made(source, columns, raw, staying(links, raw, "ticket", "id"))


def answers(reading: Reading) -> Made:
    """Answers to the surveys whose scale HubSpot fixes, of contacts with a company."""
    links = reading.links
    raw, homes = links.store.raw("feedback_submissions"), links.contacts.alias()
    source, contact = links.merged("contact").follow(raw.rows, raw.cell(*tables.SURVEYED))
    survey = func.upper(raw.cell(*tables.SURVEY))
    columns = {
        "account": homes.c.company,
        "main_contact": homes.c.contact,
        "survey": survey,
        "answered_moment": moment(raw.cell(*tables.SUBMITTED)),
    }
    source = source.join(homes, homes.c.contact == contact)
    return Made(source, columns, raw, [~raw.deleted(), survey.in_(SURVEYS)])


def staying(links: Links, raw: Raw, kind: str, key: str) -> list[ColumnElement]:
    """Conditions that a record is there and was not merged into another."""
    return [~raw.deleted(), raw.cell(key).not_in(links.merged(kind).gone())]


def _name(raw: Raw, first: str, last: str, email: str) -> ColumnElement:
    name = func.concat_ws(" ", raw.cell(first), raw.cell(last))
    return func.coalesce(func.nullif(name, ""), raw.cell(email))
