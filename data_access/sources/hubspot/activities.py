"""Meetings, calls, e-mails, messages and tasks of both layouts, a row for each company they belong to."""

from __future__ import annotations

from sqlalchemy import Text, case, cast, func, literal, null, select, union
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.held.made import Made
from data_access.sources.held.moments import later, moment, passed
from data_access.sources.hubspot import tables
from data_access.sources.hubspot.reading import Reading

OUTCOMES = {
    "COMPLETED": "held",
    "SCHEDULED": "planned",
    "RESCHEDULED": "cancelled",
    "CANCELED": "cancelled",
    "CANCELLED": "cancelled",
    "NO_SHOW": "no_show",
}
CALL_STATES = {
    "COMPLETED": "held",
    "NO_ANSWER": "no_show",
    "BUSY": "no_show",
    "FAILED": "no_show",
    "MISSED": "no_show",
    "CANCELED": "cancelled",
}
DISPOSITIONS = {
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "held",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff": "held",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "no_show",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "no_show",
    "9d9162e7-6cf3-4944-bf63-4dff82258764": "no_show",
    "17b47fee-58de-441e-a44c-c6300d46f273": "no_show",
}
"""HubSpot's own: connected, left live message; no answer, left voicemail, busy, wrong number."""
EMAIL_STATES = {"FAILED": "cancelled", "BOUNCED": "cancelled", "SCHEDULED": "planned", "SENDING": "planned"}
WAYS = {"INBOUND": "inbound", "OUTBOUND": "outbound", "INCOMING_EMAIL": "inbound", "EMAIL": "outbound"}
"""A FORWARDED_EMAIL went either way."""


class Activity:
    """One table of activities beside the older table `engagement`, which holds owner and time of its rows there."""

    def __init__(self, reading: Reading, name: str) -> None:
        links = reading.links
        self.raw = links.store.raw(name)
        self.engagement = links.store.raw("engagement")
        self.key = self.raw.cell("engagement_id")
        self.rows, self.main = links.activities.alias(), links.main_people.alias()
        self.now = reading.now
        beside = self.raw.rows.outerjoin(self.engagement.rows, self.engagement.cell("id") == self.key)
        self.beside: FromClause = beside
        self.there = [~self.raw.deleted(), ~self.engagement.deleted()]
        self.start_cell = func.coalesce(
            self.raw.cell(*(tables.START if name == "engagement_meeting" else tables.HAPPENED)),
            self.engagement.cell("timestamp"),
        )
        self.start = moment(self.start_cell)

    def made(self, **columns: ColumnElement) -> Made:
        """The table with the columns of every activity and these."""
        owner = func.coalesce(self.raw.cell(*tables.OWNER), self.engagement.cell("owner_id"))
        created = func.coalesce(self.raw.cell(*tables.CREATED), self.engagement.cell(*tables.CREATED))
        common = {
            "row_key": self.rows.c.row_key,
            "account": self.rows.c.company,
            "employee": owner,
            "main_contact": self.main.c.contact,
            "start_moment": self.start,
            "created_moment": moment(created),
        }
        source = self.beside.join(self.rows, self.rows.c.activity == self.key)
        source = source.outerjoin(self.main, self.main.c.row_key == self.rows.c.row_key)
        return Made(source, common | columns, self.raw, self.there)

    def by_time(self, end: ColumnElement) -> ColumnElement:
        """Held where it had ended by the moment of the sync, else planned; empty without a time."""
        over = passed(func.coalesce(end, self.start), self.now)
        return case((over, literal("held")), (over.is_not(None), literal("planned")))


def meetings(reading: Reading) -> Made:
    """Meetings: held by their outcome, else by time."""
    activity = Activity(reading, "engagement_meeting")
    end = moment(activity.raw.cell(*tables.END))
    by_time = activity.by_time(end)
    outcome = word(activity.raw.cell(*tables.OUTCOME), OUTCOMES)
    return activity.made(end_moment=end, held_state=func.coalesce(outcome, by_time), state_by_time=by_time)


def calls(reading: Reading) -> Made:
    """Calls: held where somebody was reached, by HubSpot's own dispositions, then by status, then by time."""
    activity = Activity(reading, "engagement_call")
    raw = activity.raw
    end = later(activity.start, raw.cell(*tables.DURATION))
    reached = word(func.lower(raw.cell(*tables.DISPOSITION)), DISPOSITIONS, upper=False)
    state = func.coalesce(reached, word(raw.cell(*tables.CALL_STATUS), CALL_STATES), activity.by_time(end))
    return activity.made(end_moment=end, held_state=state, way=word(raw.cell(*tables.DIRECTION[raw.name]), WAYS))


def emails(reading: Reading) -> Made:
    """E-mails, their direction by their own column or by the type of the engagement."""
    activity = Activity(reading, "engagement_email")
    raw = activity.raw
    state = func.coalesce(word(raw.cell(*tables.EMAIL_STATUS), EMAIL_STATES), activity.by_time(_nothing()))
    direction = func.coalesce(raw.cell(*tables.DIRECTION[raw.name]), activity.engagement.cell("type"))
    # Where the older table says EMAIL for both, incoming ones have a type of their own.
    return activity.made(held_state=state, way=word(direction, WAYS))


def messages(reading: Reading) -> Made:
    """WhatsApp, LinkedIn and text messages."""
    activity = Activity(reading, "engagement_communication")
    return activity.made(held_state=activity.by_time(_nothing()))


def tasks(reading: Reading) -> Made:
    """Tasks: their time is when they are due; done where the status says so, with or without the time of it."""
    activity = Activity(reading, "engagement_task")
    raw = activity.raw
    status, finished = func.upper(raw.cell(*tables.TASK_STATUS)), raw.cell(*tables.TASK_DONE)
    changed = func.coalesce(raw.cell(*tables.CHANGED), activity.engagement.cell("last_updated"))
    done = case(
        (status == "COMPLETED", func.coalesce(finished, changed, raw.cell(tables.SYNCED))), (status.is_(None), finished)
    )
    return activity.made(task_kind=func.upper(raw.cell(*tables.TASK_TYPE)), done_moment=moment(done))


def participants(reading: Reading) -> Made:
    """Contacts with a company, the owner and attending owners of every activity that is an interaction, once each.

    HubSpot has no list of participants: a call logged at a company without a contact was no internal one. So ours
    are named only where somebody of theirs is.
    """
    links, store = reading.links, reading.links.store
    found = union(*(query for name in tables.INTERACTIONS for query in _taking_part(reading, name))).subquery()
    people, rows = links.people_of_activities, links.activities
    there = store.keep(select(found))
    known = select(there.c.activity).where(there.c.employee.is_(None))
    customers = select(rows.c.row_key, _nothing().label("employee"), people.c.contact)
    customers = customers.select_from(rows.join(people, people.c.activity == rows.c.activity))
    ours = select(rows.c.row_key, there.c.employee, _nothing().label("contact"))
    ours = ours.select_from(rows.join(there, there.c.activity == rows.c.activity))
    ours = ours.where(there.c.employee.is_not(None), rows.c.activity.in_(select(people.c.activity)))
    every = union(customers.where(rows.c.activity.in_(known)), ours).subquery()
    columns = {"interaction": every.c.row_key, "employee": every.c.employee, "contact": every.c.contact}
    return Made(every, columns)


def _taking_part(reading: Reading, name: str) -> list:
    """Keys of the activities with nobody, with their owner, and with each attending owner."""
    activity = Activity(reading, name)
    raw, key = activity.raw, activity.key.label("activity")
    owner = func.coalesce(raw.cell(*tables.OWNER), activity.engagement.cell("owner_id"))
    queries = [
        select(key, _nothing().label("employee")),
        select(key, owner.label("employee")).where(owner.is_not(None)),
    ]
    if raw.has(*tables.ATTENDING_OWNERS):
        names = func.string_split(raw.cell(*tables.ATTENDING_OWNERS), ";")
        each = func.nullif(func.trim(func.unnest(names, type_=Text)), "")
        queries.append(select(key, each.label("employee")))
    return [query.select_from(activity.beside).where(*activity.there) for query in queries]


def word(cell: ColumnElement, words: dict[str, str], upper: bool = True) -> ColumnElement:
    """Our word for theirs in any case of letters; empty for others."""
    cell = func.upper(cell) if upper else cell
    return case(*((cell == theirs, literal(ours)) for theirs, ours in words.items()))


def _nothing() -> ColumnElement:
    return cast(null(), Text)
