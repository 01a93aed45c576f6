"""Activities of every kind and e-mails, a row for each account they belong to, and who took part."""

from __future__ import annotations

from sqlalchemy import case, func, literal, or_, select, union
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.creme import tables
from data_access.sources.creme.days import first_day, last_day
from data_access.sources.creme.links import nothing
from data_access.sources.creme.reading import Reading
from data_access.sources.held.made import Made
from data_access.sources.held.moments import moment, passed


class Happening:
    """Activities or e-mails that are not in the bin, beside their owner and what is known of every entity."""

    def __init__(self, reading: Reading, name: str) -> None:
        links = reading.links
        self.reading = reading
        self.raw = links.store.raw(name)
        self.key = self.raw.cell(tables.KEY)
        self.entity, joined = links.entity(self.key)
        self.beside: FromClause = self.raw.rows.join(self.entity.rows, joined)
        self.there = [~self.entity.says("is_deleted")]
        self.created = moment(self.entity.cell("created"))

    def made(self, **columns: ColumnElement) -> Made:
        """The table with the columns of every happening and these."""
        links = self.reading.links
        rows, main, ours = links.activities.alias(), links.main_people.alias(), links.first_of_ours.alias()
        source = self.beside.join(rows, rows.c.activity == self.key)
        source = source.outerjoin(main, main.c.row_key == rows.c.row_key)
        source = source.outerjoin(ours, ours.c.activity == self.key)
        common = {
            "row_key": rows.c.row_key,
            "account": rows.c.account,
            "employee": func.coalesce(links.owner(self.entity.cell("user_id")), ours.c.user),
            "main_contact": main.c.contact,
            "created_moment": self.created,
        }
        return Made(source, common | columns, self.raw, self.there)


class Activity(Happening):
    """Meetings, calls, tasks and the rest: Creme keeps all of them in one table."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading, tables.ACTIVITY)
        links, raw = reading.links, self.raw
        self.type, self.sub_type, self.status = (
            links.labels(name).alias()
            for name in ("activities_activitytype", "activities_activitysubtype", "activities_status")
        )
        beside = self.beside.outerjoin(self.type, self.type.c.id == raw.cell("type_id"))
        beside = beside.outerjoin(self.sub_type, self.sub_type.c.id == raw.cell("sub_type_id"))
        self.beside = beside.outerjoin(self.status, self.status.c.id == raw.cell("status_id"))
        floating = raw.cell("floating_type")
        self.dateless = or_(raw.cell("start").is_(None), func.coalesce(floating == "3", False))
        self.timeless = or_(raw.says("is_all_day"), func.coalesce(floating == "2", False))
        start, end = raw.cell("start"), raw.cell("end")
        self.start = case(
            (self.dateless, nothing()), (self.timeless, first_day(start, reading.zone)), else_=moment(start)
        )
        self.end = case((self.dateless, nothing()), (self.timeless, last_day(end, reading.zone)), else_=moment(end))

    @property
    def kind(self) -> ColumnElement:
        """Ours for what Creme ships, `internal` for gatherings among ourselves; empty for a type of the company's own."""
        kind = word(self.type.c.uuid, tables.ACTIVITY_KINDS)
        internal = func.coalesce(self.sub_type.c.uuid.in_(tables.INTERNAL_SUBTYPES), False)
        return case((internal, literal("internal")), else_=kind)

    @property
    def by_time(self) -> ColumnElement:
        """Held where it had ended by the moment of the sync, a whole day once it was over; empty without a date."""
        last = func.coalesce(self.end, self.start)
        over = case((self.timeless, last < self.reading.today), else_=passed(last, self.reading.now))
        return case((over, literal("held")), (over.is_not(None), literal("planned")))

    @property
    def failed(self) -> ColumnElement:
        """Whether it is a call that reached nobody."""
        return func.coalesce(self.sub_type.c.uuid == tables.FAILED_CALL, False)

    @property
    def state(self) -> ColumnElement:
        """What the status says where it is one that Creme ships, else by time; a call that reached nobody was none."""
        said = word(self.status.c.uuid, tables.ACTIVITY_STATES)
        return case(
            (func.coalesce(said, "") == "cancelled", said),
            (self.failed, literal("no_show")),
            else_=func.coalesce(said, self.by_time),
        )


def activities(reading: Reading) -> Made:
    """Activities that belong to an account."""
    activity = Activity(reading)
    sub_type = activity.sub_type.c.uuid
    sells = or_(activity.type.c.uuid == tables.DEMONSTRATION, sub_type == tables.QUALIFICATION)
    done = activity.status.c.uuid == tables.DONE
    return activity.made(
        start_moment=activity.start,
        end_moment=activity.end,
        all_day=case((activity.timeless, literal("true")), else_=literal("false")),
        held_state=activity.state,
        state_by_time=activity.by_time,
        activity_kind=activity.kind,
        type_name=activity.type.c.name,
        sub_type_name=activity.sub_type.c.name,
        status_name=activity.status.c.name,
        purpose_there=case((sells, literal("sales"))),
        place_there=word(sub_type, tables.PLACES),
        way=word(sub_type, tables.WAYS),
        due_moment=func.coalesce(activity.end, activity.start),
        done_moment=case((done, moment(activity.entity.cell("modified")))),
        called_off=case((activity.status.c.uuid == tables.CANCELLED, literal("true")), else_=literal("false")),
    )


class Email(Happening):
    """E-mails that were sent from Creme or taken from a mailbox."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading, tables.EMAIL)
        ties, persons = reading.links.ties, reading.links.persons
        theirs = select(ties.c.activity).where(ties.c.one.in_(select(persons.c.one)))
        self.inbound = self.key.in_(theirs.where(ties.c.tie == "sender"))
        self.outbound = self.key.in_(theirs.where(ties.c.tie == "receiver"))
        self.unsent = func.coalesce(self.raw.cell("status") == tables.NOT_SENT, False)
        sent, received = self.raw.cell("sending_date"), self.raw.cell("reception_date")
        self.start = moment(case((self.inbound, func.coalesce(received, sent)), else_=func.coalesce(sent, received)))


def emails(reading: Reading) -> Made:
    """E-mails of an account that were sent, or that could not be."""
    email = Email(reading)
    made = email.made(
        start_moment=func.coalesce(email.start, email.created),
        held_state=word(email.raw.cell("status"), tables.EMAIL_STATES),
        way=case((email.inbound, literal("inbound")), (email.outbound, literal("outbound"))),
    )
    return Made(made.source, made.columns, made.raw, [*made.where, ~email.unsent])


def participants(reading: Reading) -> Made:
    """Who took part in everything that belongs to an account: contacts with an account, and users where there are any.

    A meeting about an organisation where only users are entered was no internal one: nobody wrote down who came. So
    ours are named only where somebody of theirs is.
    """
    links = reading.links
    rows, people, ours = links.activities, links.people, links.ours
    theirs = select(rows.c.row_key, nothing().label("employee"), people.c.contact)
    theirs = theirs.select_from(rows.join(people, people.c.activity == rows.c.activity))
    theirs = theirs.where(people.c.tie.in_(tables.PRESENT))
    there = select(people.c.activity).where(people.c.tie.in_(tables.PRESENT))
    users = select(rows.c.row_key, links.owner(ours.c.user).label("employee"), nothing().label("contact"))
    users = users.select_from(rows.join(ours, ours.c.activity == rows.c.activity))
    users = users.where(rows.c.activity.in_(there))
    every = union(theirs, users).subquery()
    kept = select(every).where(or_(every.c.employee.is_not(None), every.c.contact.is_not(None))).subquery()
    interactions = select(_interactions(reading).c.row_key)
    columns = {"interaction": kept.c.row_key, "employee": kept.c.employee, "contact": kept.c.contact}
    return Made(kept, columns, None, [kept.c.row_key.in_(interactions)])


def _interactions(reading: Reading) -> FromClause:
    """Keys of the rows that Creme's own kinds make interactions of: tasks have participants too."""
    rows, activity, email = reading.links.activities, Activity(reading), Email(reading)
    met = select(rows.c.row_key).select_from(activity.beside.join(rows, rows.c.activity == activity.key))
    met = met.where(*activity.there, ~activity.dateless)
    met = met.where(func.coalesce(activity.kind, "own").in_(("meeting", "call", "own")))
    mailed = select(rows.c.row_key).select_from(email.beside.join(rows, rows.c.activity == email.key))
    mailed = mailed.where(*email.there, ~email.unsent)
    return union(met, mailed).subquery()


def word(cell: ColumnElement, words: dict[str, str]) -> ColumnElement:
    """Our word for theirs; empty for others."""
    return case(*((cell == theirs, literal(ours)) for theirs, ours in words.items()))
