"""What our words mean in Creme, and what of it could not be mapped: in sentences with counts and examples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from sqlalchemy import func, literal, or_, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.creme import bills, tables
from data_access.sources.creme.activities import Activity, Email, Happening
from data_access.sources.creme.bills import Bill, Deal
from data_access.sources.creme.links import BY_CONTACT, BY_RECORD
from data_access.sources.creme.promises import Promise, Ticket
from data_access.sources.creme.reading import Reading
from data_access.sources.held.records import Records, first
from data_access.sources.held.store import Raw
from data_access.sources.source import Note

MOST_WORDS = 20
_Findings = Callable[[Reading, str], Iterator[Note]]


def findings(reading: Reading, read: dict[str, list[str]], fields: dict[str, Collection[str]]) -> list[Note]:
    """Notes on the tables of ours that were read, each with the tables of theirs that its rows came from.

    `fields` are the fields of the company's own, by table.
    """
    notes = []
    for target, sources in read.items():
        for name in dict.fromkeys(sources):
            own = sorted(fields.get(name, ()))[:MOST_WORDS]
            named = ", ".join(repr(field) for field in own)
            notes.append(Note(target, f"{name} has fields of your own, which a mapping can name: {named}", len(own)))
            for finding in _FINDINGS.get((target, name), ()):
                notes += finding(reading, target)
    return [note for note in notes if note.count]


def _accounts(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, standing = links.store.raw(tables.ORGANISATION), links.standings
    key = raw.cell(tables.KEY)
    entity, joined = links.entity(key)
    beside = raw.rows.join(entity.rows, joined).outerjoin(standing, standing.c.organisation == key)
    every = Records(links.store, target, "organisations", key, beside)
    yield every.note("in the bin; left out", entity.says("is_deleted"))
    there = (~entity.says("is_deleted"),)
    living = Records(links.store, target, "organisations", key, beside, there)
    yield living.note("of our own (is_managed), no accounts", raw.says("is_managed"))
    others = (~raw.says("is_managed"), key.not_in(select(links.accounts.c.key)))
    yield living.note("that are suppliers or competitors and never bought, no accounts", *others)
    accounts = key.in_(select(links.accounts.c.key))
    team = entity.cell("user_id").in_(select(links.teams.c.key))
    yield living.note("owned by a team: they belong to it, without an owner", accounts, team)
    rows = links.relations
    several = select(rows.c.other).where(rows.c.type == tables.PARENT, rows.c.one.in_(select(links.accounts.c.key)))
    several = several.group_by(rows.c.other).having(func.count() > 1)
    yield living.note("that are subsidiaries of several: of the one with the first key", accounts, key.in_(several))


def _contacts(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, homes = links.store.raw(tables.CONTACT), links.homes
    key = raw.cell(tables.KEY)
    entity, joined = links.entity(key)
    beside = raw.rows.join(entity.rows, joined)
    every = Records(links.store, target, "contacts", key, beside)
    yield every.note("in the bin; left out", entity.says("is_deleted"))
    living = Records(links.store, target, "contacts", key, beside, (~entity.says("is_deleted"),))
    user = raw.cell("is_user_id").is_not(None)
    yield living.note("that are users: employees, not contacts", user)
    yield living.note("who work for no account; left out", ~user, key.not_in(select(homes.c.contact)))
    placed = Records(links.store, target, "contacts", homes.c.contact, homes)
    yield placed.note("who work for several accounts: each belongs to the one named last", homes.c.others != "0")


def _employees(reading: Reading, target: str) -> Iterator[Note]:
    store = reading.links.store
    raw, mates = store.raw(tables.USER), store.raw(tables.TEAMMATES)
    users = Records(store, target, "users", raw.cell("id"), raw.rows, (~raw.says("is_team"),))
    member = mates.cell("to_cremeuser_id")
    placed = first(store, select(func.count(member.distinct())).select_from(mates.rows))
    text = (
        "team: the team of Creme that a user belongs to; an account belongs to the team that owns it, else to the team "
        f"of its owner; {placed:,} of the users have one"
    )
    yield Note(target, text, first(store, select(func.count()).select_from(raw.rows).where(~raw.says("is_team"))))
    yield users.note("without a team", raw.says("is_active"), users.key.not_in(select(member)))
    several = select(member).group_by(member).having(func.count() > 1)
    yield users.note("in several teams: each counts in the one with the first key", users.key.in_(several))


def _activities(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading)
    kind = func.coalesce(activity.kind, "own")
    store = reading.links.store
    met = kind.in_(("meeting", "call"))
    records = _of(activity, reading, target, "meetings and calls", met)
    unsaid = func.coalesce(activity.status.c.uuid.not_in([*tables.ACTIVITY_STATES]), True)
    rest = records.note("", unsaid).count
    text = (
        "held: the status of a meeting or call where it says what became of it, else that it had ended before the sync; "
        f"{rest:,} of them have no status that says so"
    )
    yield Note(target, text, records.note("").count)
    yield from _statuses(records, activity)
    yield from _where_they_belong(reading, records)
    yield records.note(
        "planned, in progress or delayed, but over: nobody said what became of them",
        func.coalesce(activity.state, "") == "planned",
        func.coalesce(activity.by_time, "") == "held",
    )
    yield records.note("without a date (floating); left out", activity.dateless)
    yield records.note("without a time of day: whole days", activity.timeless, ~activity.dateless)
    yield records.note("that were unsuccessful: the customer did not come or answer", activity.state == "no_show")
    yield from _other_kinds(reading, target, activity, kind)
    gone = Records(store, target, "activities", activity.key, activity.beside)
    yield gone.note("in the bin; left out", activity.entity.says("is_deleted"))
    owner = activity.entity.cell("user_id").in_(select(reading.links.teams.c.key))
    yield records.note("owned by a team: they are of the first user who took part", owner)
    yield _campaign_mails(store.raw(tables.CAMPAIGN_EMAIL), reading, target)


def _statuses(records: Records, activity: Activity) -> Iterator[Note]:
    """The company's own statuses, each with how many have it."""
    own = (activity.status.c.uuid.is_not(None), activity.status.c.uuid.not_in([*tables.ACTIVITY_STATES]))
    own = (*own, activity.status.c.uuid != tables.IN_PROGRESS)
    words = select(activity.status.c.name, func.count()).select_from(activity.beside).where(*records.there, *own)
    words = words.group_by(activity.status.c.name).order_by(func.count().desc(), activity.status.c.name)
    for name, count in records.store.rows(words.limit(MOST_WORDS)):
        yield Note(
            records.target, f"the status {name!r} is your own: whether they were held is left to the time", count
        )


def _other_kinds(reading: Reading, target: str, activity: Activity, kind: ColumnElement) -> Iterator[Note]:
    texts = {
        "show": "visits to shows, no meetings with one customer; left out",
        "unavailability": "times when somebody was away; left out",
        "internal": "gatherings among ourselves (internal, team); left out",
    }
    for name, text in texts.items():
        yield _of(activity, reading, target, "", kind == name).note(text)
    own = (*activity.there, kind == "own")
    names = func.coalesce(activity.type.c.name, "")
    words = select(names, func.count()).select_from(activity.beside).where(*own)
    words = words.group_by(names).order_by(func.count().desc(), names).limit(MOST_WORDS)
    for name, count in reading.links.store.rows(words):
        yield Note(target, f"the type of activity {name!r} is your own; left out unless a mapping takes it", count)


def _campaign_mails(raw: Raw, reading: Reading, target: str) -> Note:
    count = first(reading.links.store, select(func.count()).select_from(raw.rows))
    return Note(target, "e-mails of campaigns, no contact with one customer; left out", count)


def _emails(reading: Reading, target: str) -> Iterator[Note]:
    email = Email(reading)
    records = _of(email, reading, target, "e-mails", ~email.unsent)
    yield from _where_they_belong(reading, records)
    yield _of(email, reading, target, "e-mails", email.unsent).note("not sent yet; left out")
    gone = Records(reading.links.store, target, "e-mails", email.key, email.beside)
    yield gone.note("in the bin; left out", email.entity.says("is_deleted"))


def _tasks(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading)
    kind = func.coalesce(activity.kind, "own")
    records = _of(activity, reading, target, "tasks", kind == "task")
    yield from _where_they_belong(reading, records)
    yield records.note("without a date (floating), so no promise for a day; left out", activity.dateless)
    done = activity.status.c.uuid == tables.DONE
    yield records.note("that are done: done when they were changed last, as Creme keeps no day of it", done)


def _where_they_belong(reading: Reading, records: Records) -> Iterator[Note]:
    links, key = reading.links, records.key
    rows, named = links.activities, links.named
    found, tied = key.in_(select(rows.c.activity)), key.in_(select(named.c.activity))
    yield records.note("of no account, nor of a contact or record of one; left out", ~found, ~tied)
    yield records.note("whose organisations are all in the bin; left out", ~found, tied)
    for via in (BY_CONTACT, BY_RECORD):
        by = key.in_(select(rows.c.activity).where(rows.c.via == via))
        yield records.note(f"without an organisation: they belong to that of their {via}", by)
    several = key.in_(select(rows.c.activity).group_by(rows.c.activity).having(func.count() > 1))
    yield records.note("with several organisations: a row for each of them", several)


def _participants(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    ties, raw = links.ties, links.store.raw(tables.CONTACT)
    source = ties.join(raw.rows, raw.cell(tables.KEY) == ties.c.one)
    there = (ties.c.tie.in_(tables.PRESENT), raw.cell("is_user_id").is_(None))
    people = Records(links.store, target, "contacts", ties.c.one, source, there)
    yield people.note(
        "who took part but work for no account; left out", ties.c.one.not_in(select(links.homes.c.contact))
    )


def _bills(name: str, what: str) -> _Findings:
    def finding(reading: Reading, target: str) -> Iterator[Note]:
        made = Bill(reading, name)
        links = reading.links
        every = Records(links.store, target, what, made.key, made.beside)
        records = Records(links.store, target, what, made.key, made.beside, tuple(made.there))
        homes = links.records
        counts = func.coalesce(made.state, "") == "confirmed"
        if name != tables.CREDIT_NOTE:
            text = "counted as orders, on their day of issue, without VAT: those that are no draft and not called off"
            dated, there = made.raw.cell("issuing_date").is_not(None), _among(records.key, homes)
            yield records.note(text, counts, there, dated)
            yield records.note("without a day of issue, though no draft; set aside", counts, there, ~dated)
        yield records.note("that are drafts; left out", made.draft)
        yield records.note(
            "received by no account, such as our own purchases or those of private persons; left out",
            ~_among(records.key, homes),
        )
        yield every.note("in the bin; left out", made.entity.says("is_deleted"))
        if name == tables.CREDIT_NOTE:
            taken = select(bills.applied(reading).c.one)
            text = "used in a document that counts: Creme has taken them off its total, so they are not counted again"
            yield records.note(text, counts, records.key.in_(taken))
            text = "that stand alone, taken off on their day of issue"
            yield records.note(text, counts, records.key.not_in(taken), _among(records.key, homes))

    return finding


def _won(reading: Reading, target: str) -> Iterator[Note]:
    deal = Deal(reading)
    records = Records(reading.links.store, target, "opportunities", deal.key, deal.beside, tuple(deal.there))
    won = (deal.result == "won", _among(records.key, reading.links.records))
    yield records.note("counted as orders: won by the flag of their phase, on their closing date", *won)
    bare = deal.raw.cell("made_sales").is_(None)
    yield records.note("that are won without made sales: what was expected counts", *won, bare)


def _opportunities(reading: Reading, target: str) -> Iterator[Note]:
    deal = Deal(reading)
    links = reading.links
    every = Records(links.store, target, "opportunities", deal.key, deal.beside)
    records = Records(links.store, target, "opportunities", deal.key, deal.beside, tuple(deal.there))
    yield records.note("that aim at no account; left out", ~_among(records.key, links.records))
    yield every.note("in the bin; left out", deal.entity.says("is_deleted"))


def _promises(name: str, what: str) -> _Findings:
    def finding(reading: Reading, target: str) -> Iterator[Note]:
        promise = Promise(reading, name)
        links, raw = reading.links, promise.raw
        records = Records(links.store, target, what, promise.key, promise.beside, tuple(promise.there))
        there = _among(raw.cell("entity_id"), links.everything)
        yield records.note("on something of no account; left out", ~there)
        undated = raw.cell("deadline").is_(None)
        yield records.note("without a deadline, so no promise for a day; left out", there, undated)
        guessed = (raw.says("is_ok"), there, ~undated, literal(name == tables.TODO))
        yield records.note("that are done: done when they were changed last, as Creme keeps no day of it", *guessed)
        every = Records(links.store, target, what, promise.key, promise.beside)
        yield every.note("on something in the bin; left out", ~promise.there[0])

    return finding


def _tickets(reading: Reading, target: str) -> Iterator[Note]:
    links, ticket = reading.links, Ticket(reading)
    records = Records(links.store, target, "tickets", ticket.key, ticket.beside, tuple(ticket.there))
    yield records.note("that are invalid or duplicated; left out", ticket.mistake)
    yield records.note("linked to no account; left out", ~ticket.mistake, ~_among(records.key, links.records))
    over = or_(ticket.status.says("is_closed"), ticket.given_up)
    undated = (ticket.raw.cell("closing_date").is_(None), over, ~ticket.mistake)
    yield records.note("that are over without a closing date: over when they were changed last", *undated)
    homes = links.records
    several = select(homes.c.one).where(homes.c.others != "0")
    yield records.note("linked to several accounts: each belongs to the first", records.key.in_(several))
    every = Records(links.store, target, "tickets", ticket.key, ticket.beside)
    yield every.note("in the bin; left out", ticket.entity.says("is_deleted"))


def _polls(reading: Reading, target: str) -> Iterator[Note]:
    raw = reading.links.store.raw(tables.POLL_REPLY)
    replies = Records(reading.links.store, target, "replies to polls", raw.cell(tables.KEY), raw.rows)
    yield replies.note("whose questions and scales are your own; map them to survey_responses")


def _of(happening: Happening, reading: Reading, target: str, what: str, *where: ColumnElement) -> Records:
    there = (*happening.there, *where)
    return Records(reading.links.store, target, what, happening.key, happening.beside, there)


def _among(key: ColumnElement, homes: FromClause) -> ColumnElement:
    return key.in_(select(homes.c.one))


_FINDINGS: dict[tuple[str, str], tuple[_Findings, ...]] = {
    ("accounts", tables.ORGANISATION): (_accounts, _polls),
    ("contacts", tables.CONTACT): (_contacts,),
    ("employees", tables.USER): (_employees,),
    ("interactions", tables.ACTIVITY): (_activities,),
    ("interactions", tables.EMAIL): (_emails,),
    ("interaction_participants", tables.PARTICIPANTS): (_participants,),
    ("orders", tables.INVOICE): (_bills(tables.INVOICE, "invoices"),),
    ("orders", tables.SALES_ORDER): (_bills(tables.SALES_ORDER, "sales orders"),),
    ("orders", tables.CREDIT_NOTE): (_bills(tables.CREDIT_NOTE, "credit notes"),),
    ("orders", tables.OPPORTUNITY): (_won,),
    ("opportunities", tables.OPPORTUNITY): (_opportunities,),
    ("commitments", tables.TODO): (_promises(tables.TODO, "todos"),),
    ("commitments", tables.ACTION): (_promises(tables.ACTION, "actions"),),
    ("commitments", tables.ACTIVITY): (_tasks,),
    ("cases", tables.TICKET): (_tickets,),
}
