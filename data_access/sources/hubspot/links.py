"""Which company everything belongs to: by associations, primary ones first, and over contacts and deals."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Select, SelectBase, Text, cast, func, literal, select, union_all
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.store import Raw, Store
from data_access.sources.hubspot.merges import Merged
from data_access.sources.hubspot.tables import PRIMARY_LABEL

DIRECT, BY_CONTACT, BY_DEAL = "company", "contact", "deal"


class Links:
    """Associations with merged records followed, deleted ones dropped, and several labels of a pair taken as one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._merged: dict[str, Merged] = {}

    def merged(self, kind: str) -> Merged:
        """The merges of companies, contacts, deals or tickets."""
        if kind not in self._merged:
            self._merged[kind] = Merged(self.store, kind)
        return self._merged[kind]

    @cached_property
    def companies(self) -> FromClause:
        """Keys of the companies that are there."""
        return self._living("company", "id")

    @cached_property
    def contacts(self) -> FromClause:
        """The company of each contact that is there and has one: contact, company, others (how many more it has)."""
        named = self._pairs("contact_company", "contact_id", "contact", "company_id", "company")
        raw = self.store.raw("contact")
        source, company = self.merged("company").follow(raw.rows, raw.cell("property_associatedcompanyid"))
        source, contact = self.merged("contact").follow(source, raw.cell("id"))
        own = select(contact.label("one"), company.label("other"), literal("0").label("rank")).select_from(source)
        own = own.where(raw.cell("property_associatedcompanyid").is_not(None), ~raw.deleted())
        return self._one_company(union_all(own, named), "contact", self._living("contact", "id"))

    @cached_property
    def deals(self) -> FromClause:
        """The company of each deal: deal, company, others."""
        direct = self._pairs("deal_company", "deal_id", "deal", "company_id", "company")
        return self._one_company(self._else_by_contact(direct, "deal"), "deal", None)

    @cached_property
    def tickets(self) -> FromClause:
        """The company of each ticket: ticket, company, others."""
        direct = self._pairs("ticket_company", "ticket_id", "ticket", "company_id", "company")
        over_contact = self._else_by_contact(direct, "ticket")
        have = self.store.keep(select(over_contact.c.one).distinct())
        pairs = self._pairs("ticket_deal", "ticket_id", "ticket", "deal_id", "deal").subquery()
        by_deal = (
            select(pairs.c.one, self.deals.c.company.label("other"), literal("9").label("rank"))
            .select_from(pairs.join(self.deals, self.deals.c.deal == pairs.c.other))
            .where(pairs.c.one.not_in(select(have.c.one)))
        )
        return self._one_company(union_all(select(over_contact), by_deal), "ticket", None)

    @cached_property
    def people_of_activities(self) -> FromClause:
        """Contacts with a company at an activity: activity, contact, company."""
        pairs = self._pairs("engagement_contact", "engagement_id", None, "contact_id", "contact").subquery()
        people = self.contacts
        query = select(pairs.c.one.label("activity"), people.c.contact, people.c.company).distinct()
        return self.store.keep(query.select_from(pairs.join(people, people.c.contact == pairs.c.other)))

    @cached_property
    def named_activities(self) -> FromClause:
        """The companies that activities name themselves, whether they are there or not: activity, company."""
        direct = self._pairs("engagement_company", "engagement_id", None, "company_id", "company").subquery()
        return self.store.keep(select(direct.c.one.label("activity"), direct.c.other.label("company")))

    @cached_property
    def activities(self) -> FromClause:
        """Companies of each activity: activity, company, via, row_key (the activity's own key at its first company)."""
        named, there = self.named_activities, self.companies
        kept = select(named.c.activity.label("one"), named.c.company.label("other"), literal(DIRECT).label("via"))
        kept = kept.select_from(named.join(there, there.c.key == named.c.company))
        people = self.people_of_activities
        by_contact = select(
            people.c.activity.label("one"), people.c.company.label("other"), literal(BY_CONTACT).label("via")
        )
        by_contact = by_contact.where(people.c.activity.not_in(select(named.c.activity))).distinct()
        pairs = self._pairs("engagement_deal", "engagement_id", None, "deal_id", "deal").subquery()
        by_deal = (
            select(pairs.c.one, self.deals.c.company.label("other"), literal(BY_DEAL).label("via"))
            .select_from(pairs.join(self.deals, self.deals.c.deal == pairs.c.other))
            .where(pairs.c.one.not_in(select(named.c.activity)), pairs.c.one.not_in(select(people.c.activity)))
            .distinct()
        )
        every = union_all(kept, by_contact, by_deal).subquery()
        place = func.row_number().over(partition_by=every.c.one, order_by=_by_key(every.c.other))
        return self.store.keep(
            select(
                every.c.one.label("activity"),
                every.c.other.label("company"),
                every.c.via,
                _row_key(every.c.one, every.c.other, place).label("row_key"),
            )
        )

    @cached_property
    def main_people(self) -> FromClause:
        """The main contact at each activity for each of its companies, somebody of that company first: row_key, contact."""
        rows, people = self.activities, self.people_of_activities
        others = people.c.company != rows.c.company
        place = func.row_number().over(partition_by=rows.c.row_key, order_by=[others, *_by_key(people.c.contact)])
        ranked = select(rows.c.row_key, people.c.contact, place.label("place"))
        ranked = ranked.select_from(rows.join(people, people.c.activity == rows.c.activity)).subquery()
        return self.store.keep(select(ranked.c.row_key, ranked.c.contact).where(ranked.c.place == 1))

    def first_contacts(self, table: str, column: str, kind: str | None) -> FromClause:
        """The first contact with a company that a table of associations gives to each of its records: one, contact."""
        pairs = self._pairs(table, column, kind, "contact_id", "contact").subquery()
        joined = pairs.join(self.contacts, self.contacts.c.contact == pairs.c.other)
        place = func.row_number().over(partition_by=pairs.c.one, order_by=_by_key(pairs.c.other))
        ranked = select(pairs.c.one, self.contacts.c.contact, place.label("place")).select_from(joined).subquery()
        return self.store.keep(select(ranked.c.one, ranked.c.contact).where(ranked.c.place == 1))

    def _living(self, name: str, key: str) -> FromClause:
        raw = self.store.raw(name)
        return self.store.keep(
            select(raw.cell(key).label("key")).select_from(raw.rows).where(~raw.deleted()).distinct()
        )

    def _pairs(self, table: str, one: str, one_kind: str | None, other: str, other_kind: str) -> Select:
        """The pairs of a table of associations, one row each with the rank of its best label: one, other, rank."""
        raw = self.store.raw(table)
        source: FromClause = raw.rows
        mine = raw.cell(one)
        if one_kind:
            source, mine = self.merged(one_kind).follow(source, mine)
        source, theirs = self.merged(other_kind).follow(source, raw.cell(other))
        query = select(mine.label("one"), theirs.label("other"), func.min(_rank(raw, table)).label("rank"))
        query = query.select_from(source).where(raw.cell(one).is_not(None), raw.cell(other).is_not(None))
        return query.where(~raw.deleted()).group_by(mine, theirs)

    def _else_by_contact(self, direct: Select, kind: str) -> FromClause:
        """The pairs, and for records that have none those with the companies of their contacts, held."""
        named = self.store.keep(direct)
        pairs = self._pairs(f"{kind}_contact", f"{kind}_id", kind, "contact_id", "contact").subquery()
        people = self.contacts
        by_contact = (
            select(pairs.c.one, people.c.company.label("other"), literal("8").label("rank"))
            .select_from(pairs.join(people, people.c.contact == pairs.c.other))
            .where(pairs.c.one.not_in(select(named.c.one)))
        )
        return self.store.keep(select(union_all(select(named), by_contact).subquery()))

    def _one_company(self, pairs: SelectBase | FromClause, name: str, living: FromClause | None) -> FromClause:
        """The company of the best rank for each record, of several the one with the first key: name, company, others."""
        every = pairs.alias() if isinstance(pairs, FromClause) else pairs.subquery()
        there = self.companies
        best = select(every.c.one, every.c.other, func.min(every.c.rank).label("rank"))
        best = best.select_from(every.join(there, there.c.key == every.c.other)).group_by(every.c.one, every.c.other)
        if living is not None:
            best = best.where(every.c.one.in_(select(living.c.key)))
        held = best.subquery()
        group = {"partition_by": held.c.one}
        place = func.row_number().over(**group, order_by=[held.c.rank, *_by_key(held.c.other)])
        others = func.count().over(**group) - 1
        ranked = select(held.c.one, held.c.other, cast(others, Text).label("others"), place.label("place")).subquery()
        query = select(ranked.c.one.label(name), ranked.c.other.label("company"), ranked.c.others)
        return self.store.keep(query.where(ranked.c.place == 1))


def _rank(raw: Raw, table: str) -> ColumnElement:
    """The primary company comes first, whatever other labels there are."""
    if table not in PRIMARY_LABEL:
        return literal("1")
    primary = func.coalesce(raw.cell("type_id") == PRIMARY_LABEL[table], False)
    return func.if_(primary, "1", "2", type_=Text)


def _row_key(activity: ColumnElement, company: ColumnElement, place: ColumnElement) -> ColumnElement:
    return func.if_(place == 1, activity, func.concat(activity, "@", company), type_=Text)


def _by_key(key: ColumnElement) -> list[ColumnElement]:
    """Keys are numbers of different lengths."""
    return [func.length(key), key]
