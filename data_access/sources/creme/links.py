"""Which organisation everything belongs to: by Creme's relations, each stored twice and read one way."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import SelectBase, Text, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.creme import tables
from data_access.sources.held.store import Raw, Store

DIRECT, BY_CONTACT, BY_RECORD = "organisation", "contact", "record"


class Links:
    """Relations of one way, without those of what lies in the bin."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._labels: dict[str, FromClause] = {}

    def entity(self, key: ColumnElement) -> tuple[Raw, ColumnElement]:
        """The table that every entity has a row of, and the condition that joins it to this key."""
        raw = self.store.raw(tables.ENTITY)
        return raw, raw.cell("id") == key

    @cached_property
    def living(self) -> FromClause:
        """Keys of all entities that are not in the bin."""
        raw = self.store.raw(tables.ENTITY)
        return self.store.keep(
            select(raw.cell("id").label("key")).select_from(raw.rows).where(~raw.says("is_deleted")).distinct()
        )

    @cached_property
    def relations(self) -> FromClause:
        """Relations between entities that are there, of the types that are read: id, one, type, other."""
        raw, first, second = self.store.raw(tables.RELATION), self.living.alias(), self.living.alias()
        one, other = raw.cell("subject_entity_id"), raw.cell("object_entity_id")
        source = raw.rows.join(first, first.c.key == one).join(second, second.c.key == other)
        columns = (
            raw.cell("id").label("id"),
            one.label("one"),
            raw.cell("type_id").label("type"),
            other.label("other"),
        )
        kept = select(*columns).select_from(source).where(raw.cell("type_id").in_(tables.READ_RELATIONS))
        return self.store.keep(kept)

    @cached_property
    def own(self) -> FromClause:
        """Keys of the organisations that Creme manages as its own."""
        raw = self.store.raw(tables.ORGANISATION)
        return self.store.keep(
            select(raw.cell(tables.KEY).label("key")).select_from(raw.rows).where(raw.says("is_managed"))
        )

    @cached_property
    def standings(self) -> FromClause:
        """What organisations are to the own one, the strongest: organisation, standing."""
        rows, own = self.relations.alias(), self.own.alias()
        rank = case(*((rows.c.type == name, str(i)) for i, name in enumerate(tables.STANDINGS)))
        query = select(rows.c.one.label("organisation"), func.min(rank).label("rank"))
        query = query.select_from(rows.join(own, own.c.key == rows.c.other)).where(rows.c.type.in_(tables.STANDINGS))
        held = query.group_by(rows.c.one).subquery()
        words = case(*((held.c.rank == str(i), name) for i, name in enumerate(tables.STANDINGS.values())))
        return self.store.keep(select(held.c.organisation, words.label("standing")))

    @cached_property
    def accounts(self) -> FromClause:
        """Keys of the organisations that are accounts: not own, not in the bin, no mere supplier or competitor."""
        raw, living, standing = self.store.raw(tables.ORGANISATION), self.living.alias(), self.standings.alias()
        key = raw.cell(tables.KEY)
        source = raw.rows.join(living, living.c.key == key)
        source = source.outerjoin(standing, standing.c.organisation == key)
        bought = select(self.relations.c.other).where(self.relations.c.type == tables.RECEIVED)
        wanted = or_(func.coalesce(standing.c.standing, "").not_in(tables.NO_CUSTOMERS), key.in_(bought))
        query = select(key.label("key")).select_from(source).where(~raw.says("is_managed"), wanted)
        return self.store.keep(query.distinct())

    @cached_property
    def users(self) -> FromClause:
        """Contacts that are users of Creme, ours: contact, user."""
        raw = self.store.raw(tables.CONTACT)
        user = raw.cell("is_user_id")
        query = select(raw.cell(tables.KEY).label("contact"), user.label("user")).select_from(raw.rows)
        return self.store.keep(query.where(user.is_not(None)))

    @cached_property
    def homes(self) -> FromClause:
        """The account of each contact that has one, by its newest relation: contact, account, leads, others."""
        rows, there = self.relations.alias(), self.accounts.alias()
        leads = func.if_(rows.c.type == tables.MANAGES, "true", "false", type_=Text)
        newest = func.max(func.lpad(rows.c.id, 20, "0"))
        both = select(rows.c.one, rows.c.other, func.max(leads).label("leads"), newest.label("newest"))
        both = both.select_from(rows.join(there, there.c.key == rows.c.other))
        both = both.where(rows.c.type.in_((tables.EMPLOYED, tables.MANAGES)))
        both = both.where(rows.c.one.not_in(select(self.users.c.contact))).group_by(rows.c.one, rows.c.other)
        held = both.subquery()
        place = func.row_number().over(partition_by=held.c.one, order_by=held.c.newest.desc())
        others = cast(func.count().over(partition_by=held.c.one) - 1, Text)
        ranked = select(held.c.one, held.c.other, held.c.leads, others.label("others"), place.label("place")).subquery()
        query = select(ranked.c.one.label("contact"), ranked.c.other.label("account"), ranked.c.leads, ranked.c.others)
        return self.store.keep(query.where(ranked.c.place == 1))

    @cached_property
    def persons(self) -> FromClause:
        """Organisations and contacts with the account they are or belong to: one, account, via."""
        there, homes = self.accounts, self.homes
        themselves = select(there.c.key.label("one"), there.c.key.label("account"), literal("1").label("via"))
        employed = select(homes.c.contact.label("one"), homes.c.account, literal("2").label("via"))
        return self.store.keep(select(union_all(themselves, employed).subquery()))

    @cached_property
    def records(self) -> FromClause:
        """Opportunities, documents and tickets with their account: one, account, via, others."""
        rows, persons = self.relations.alias(), self.persons.alias()
        aimed = select(rows.c.one, persons.c.account, persons.c.via)
        aimed = aimed.select_from(rows.join(persons, persons.c.one == rows.c.other))
        aimed = aimed.where(rows.c.type.in_((tables.TARGET, tables.RECEIVED)))
        documents = self._first_account(aimed)
        linked = self.relations.alias()
        known = union_all(
            select(self.persons.c.one, self.persons.c.account, self.persons.c.via),
            select(documents.c.one, documents.c.account, literal("3").label("via")),
        ).subquery()
        tickets = select(linked.c.other.label("one"), known.c.account, known.c.via)
        tickets = tickets.select_from(linked.join(known, known.c.one == linked.c.one))
        tickets = self._first_account(tickets.where(linked.c.type == tables.OF_TICKET))
        return self.store.keep(select(union_all(select(documents), select(tickets)).subquery()))

    @cached_property
    def ties(self) -> FromClause:
        """What has to do with each activity and e-mail: activity, one, tie."""
        rows = self.relations
        word = case(*((rows.c.type == name, tie) for name, tie in tables.TIES.items()))
        query = select(rows.c.other.label("activity"), rows.c.one, word.label("tie")).distinct()
        return self.store.keep(query.where(rows.c.type.in_(tables.TIES)))

    @cached_property
    def named(self) -> FromClause:
        """Activities that name an account, or an organisation in the bin: activity, account (empty in the bin)."""
        raw, relation = self.store.raw(tables.ORGANISATION), self.store.raw(tables.RELATION)
        one, activity = relation.cell("subject_entity_id"), relation.cell("object_entity_id")
        there = self.accounts.alias()
        source = relation.rows.join(raw.rows, raw.cell(tables.KEY) == one).outerjoin(there, there.c.key == one)
        query = select(activity.label("activity"), there.c.key.label("account")).select_from(source).distinct()
        gone = one.not_in(select(self.living.c.key))
        return self.store.keep(
            query.where(relation.cell("type_id").in_(tables.TIES), or_(there.c.key.is_not(None), gone))
        )

    @cached_property
    def people(self) -> FromClause:
        """Contacts with an account at an activity: activity, contact, account, tie."""
        ties, homes = self.ties, self.homes
        query = select(ties.c.activity, homes.c.contact, homes.c.account, ties.c.tie)
        return self.store.keep(query.select_from(ties.join(homes, homes.c.contact == ties.c.one)))

    @cached_property
    def activities(self) -> FromClause:
        """Accounts of each activity and e-mail: activity, account, via, row_key (its own key at its first account)."""
        named, people, ties, records = self.named, self.people, self.ties, self.records
        direct = select(named.c.activity, named.c.account, literal(DIRECT).label("via"))
        direct = direct.where(named.c.account.is_not(None))
        by_contact = select(people.c.activity, people.c.account, literal(BY_CONTACT).label("via"))
        by_contact = by_contact.where(people.c.activity.not_in(select(named.c.activity))).distinct()
        by_record = select(ties.c.activity, records.c.account, literal(BY_RECORD).label("via"))
        by_record = by_record.select_from(ties.join(records, records.c.one == ties.c.one)).distinct()
        by_record = by_record.where(
            ties.c.activity.not_in(select(named.c.activity)), ties.c.activity.not_in(select(people.c.activity))
        )
        every = union_all(direct, by_contact, by_record).subquery()
        place = func.row_number().over(partition_by=every.c.activity, order_by=by_key(every.c.account))
        key = func.if_(
            place == 1, every.c.activity, func.concat(every.c.activity, "@", every.c.account), type_=Text
        ).label("row_key")
        return self.store.keep(select(every.c.activity, every.c.account, every.c.via, key))

    @cached_property
    def main_people(self) -> FromClause:
        """The main contact at each activity for each of its accounts, who was there and of that account first."""
        rows, people = self.activities, self.people
        order = [people.c.account != rows.c.account, people.c.tie.not_in(tables.PRESENT), *by_key(people.c.contact)]
        place = func.row_number().over(partition_by=rows.c.row_key, order_by=order)
        ranked = select(rows.c.row_key, people.c.contact, place.label("place"))
        ranked = ranked.select_from(rows.join(people, people.c.activity == rows.c.activity)).subquery()
        return self.store.keep(select(ranked.c.row_key, ranked.c.contact).where(ranked.c.place == 1))

    @cached_property
    def ours(self) -> FromClause:
        """Users who took part in an activity or e-mail: activity, user."""
        ties, users = self.ties, self.users
        query = select(ties.c.activity, users.c.user).select_from(ties.join(users, users.c.contact == ties.c.one))
        return self.store.keep(query.where(ties.c.tie.in_(tables.PRESENT)).distinct())

    @cached_property
    def first_of_ours(self) -> FromClause:
        """The first user who took part in each activity or e-mail: activity, user."""
        ours = self.ours
        place = func.row_number().over(partition_by=ours.c.activity, order_by=by_key(ours.c.user))
        ranked = select(ours.c.activity, ours.c.user, place.label("place")).subquery()
        return self.store.keep(select(ranked.c.activity, ranked.c.user).where(ranked.c.place == 1))

    @cached_property
    def everything(self) -> FromClause:
        """Entities of every kind with the account they belong to: one, account."""
        persons, records, activities = self.persons, self.records, self.activities
        first = select(activities.c.activity, activities.c.account).where(activities.c.row_key == activities.c.activity)
        every = union_all(
            select(persons.c.one, persons.c.account), select(records.c.one, records.c.account), first
        ).subquery()
        return self.store.keep(select(every))

    @cached_property
    def teams(self) -> FromClause:
        """Keys of the users that are teams."""
        raw = self.store.raw(tables.USER)
        return self.store.keep(select(raw.cell("id").label("key")).select_from(raw.rows).where(raw.says("is_team")))

    def owner(self, user: ColumnElement) -> ColumnElement:
        """The user where it is a person."""
        return case((user.not_in(select(self.teams.c.key)), user))

    def owning_team(self, user: ColumnElement) -> ColumnElement:
        """The user where it is a team."""
        return case((user.in_(select(self.teams.c.key)), user))

    def labels(self, name: str) -> FromClause:
        """The rows of a table of labels by id: id, name, uuid without dashes."""
        if name not in self._labels:
            raw = self.store.raw(name)
            uuid = func.lower(func.replace(raw.cell("uuid"), "-", "")).label("uuid")
            label = raw.cell("name", "title").label("name")
            self._labels[name] = self.store.keep(select(raw.cell("id").label("id"), label, uuid).select_from(raw.rows))
        return self._labels[name]

    def first_contacts(self, type_id: str) -> FromClause:
        """The first contact with an account from which a relation of this type leads to each record: one, contact."""
        rows, homes = self.relations, self.homes
        place = func.row_number().over(partition_by=rows.c.other, order_by=by_key(homes.c.contact))
        ranked = select(rows.c.other.label("one"), homes.c.contact, place.label("place"))
        ranked = ranked.select_from(rows.join(homes, homes.c.contact == rows.c.one)).where(rows.c.type == type_id)
        held = ranked.subquery()
        return self.store.keep(select(held.c.one, held.c.contact).where(held.c.place == 1))

    def _first_account(self, pairs: SelectBase) -> FromClause:
        """The account of each record, an organisation before a contact's, of several the one with the first key."""
        every = pairs.subquery()
        best = select(every.c.one, every.c.account, func.min(every.c.via).label("via"))
        held = best.group_by(every.c.one, every.c.account).subquery()
        place = func.row_number().over(partition_by=held.c.one, order_by=[held.c.via, *by_key(held.c.account)])
        others = cast(func.count().over(partition_by=held.c.one) - 1, Text)
        ranked = select(held.c.one, held.c.account, held.c.via, others.label("others"), place.label("place")).subquery()
        query = select(ranked.c.one, ranked.c.account, ranked.c.via, ranked.c.others)
        return self.store.keep(query.where(ranked.c.place == 1))


def by_key(key: ColumnElement) -> list[ColumnElement]:
    """Keys are numbers of different lengths."""
    return [func.length(key), key]


def nothing() -> ColumnElement:
    """An empty cell."""
    return cast(null(), Text)
