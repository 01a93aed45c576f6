"""What our words mean in HubSpot, and what of it could not be mapped: in sentences with counts and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.sql import FromClause

from data_access.sources.held.moments import moment, passed, shrunken
from data_access.sources.held.records import EXAMPLES, Records, first
from data_access.sources.held.store import Raw
from data_access.sources.hubspot import objects, tables
from data_access.sources.hubspot.activities import OUTCOMES, Activity, word
from data_access.sources.hubspot.links import BY_CONTACT, BY_DEAL
from data_access.sources.hubspot.reading import Reading
from data_access.sources.source import Note

MOST_WORDS = 20
_KINDS = {
    "engagement_meeting": "meetings",
    "engagement_call": "calls",
    "engagement_email": "e-mails",
    "engagement_communication": "messages",
    "engagement_task": "tasks",
}
_KEYS = {
    "company": "id",
    "contact": "id",
    "team": "id",
    "deal": "deal_id",
    "ticket": "id",
    "feedback_submissions": "id",
} | dict.fromkeys(_KINDS, "engagement_id")
_Findings = Callable[[Reading, str], Iterator[Note]]


def findings(reading: Reading, read: dict[str, list[str]]) -> list[Note]:
    """Notes on the tables of ours that were read, each with the tables of theirs that its rows came from."""
    notes = []
    for target, sources in read.items():
        for name in dict.fromkeys(sources):
            for finding in _FINDINGS.get((target, name), ()):
                notes += finding(reading, target)
            if name in _KEYS:
                raw = reading.links.store.raw(name)
                gone = Records(reading.links.store, target, name, raw.cell(_KEYS[name]), raw.rows)
                notes.append(gone.note("deleted in HubSpot; left out", raw.deleted()))
    return [note for note in notes if note.count]


def _accounts(reading: Reading, target: str) -> Iterator[Note]:
    yield from _merges(reading, target, "company", "merged companies: what belonged to them is their survivor's")


def _contacts(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, homes = links.store.raw("contact"), links.contacts
    there = objects.staying(links, raw, "contact", "id")
    contacts = Records(links.store, target, "contacts", raw.cell("id"), raw.rows, tuple(there))
    yield contacts.note("without a company; left out", contacts.key.not_in(select(homes.c.contact)))
    placed = Records(links.store, target, "contacts", homes.c.contact, homes)
    yield placed.note("with several companies: each belongs to its primary one", homes.c.others != "0")
    yield from _merges(reading, target, "contact", "merged contacts: what they took part in is their survivor's")


def _employees(reading: Reading, target: str) -> Iterator[Note]:
    store = reading.links.store
    raw, main = store.raw("owner"), objects.primary_teams(store)
    owners = Records(store, target, "owners", raw.cell("owner_id"), raw.rows)
    placed = first(store, select(func.count()).select_from(main))
    text = (
        "team: the primary team of an owner in HubSpot, and of an account that of its owner; "
        f"{placed:,} of the owners have one"
    )
    yield Note(target, text, first(store, select(func.count()).select_from(raw.rows)))
    yield owners.note("without a team", ~raw.deleted(), owners.key.not_in(select(main.c.owner)))


def _activities(name: str) -> _Findings:
    """What is to be said of where the activities of one table belong, and of their times."""

    def finding(reading: Reading, target: str) -> Iterator[Note]:
        links, activity = reading.links, Activity(reading, name)
        rows, key = links.activities, activity.key
        records = _of(activity, reading, target)
        found = key.in_(select(rows.c.activity))
        named = key.in_(select(links.named_activities.c.activity))
        several = key.in_(select(rows.c.activity).group_by(rows.c.activity).having(func.count() > 1))
        yield records.note("of no company, nor of a contact or deal with one; left out", ~found, ~named)
        yield records.note("whose companies are all deleted or unknown; left out", ~found, named)
        for via in (BY_CONTACT, BY_DEAL):
            by = key.in_(select(rows.c.activity).where(rows.c.via == via))
            yield records.note(f"without a company: they belong to that of their {via}", by)
        yield records.note("with several companies: a row for each of them", several)
        yield _shrunken(activity, records)

    return finding


def _shrunken(activity: Activity, records: Records) -> Note:
    cell = activity.start_cell
    query = select(cell, activity.start).select_from(activity.beside).where(*activity.there, shrunken(cell))
    example = records.store.rows(query.order_by(cell).limit(1))
    text = f"{records.what} that start in January 1970: milliseconds had been read as seconds, and are put right"
    if example:
        text += f"; for example {example[0][0]} is {example[0][1][:16]}"
    return Note(records.target, text, first(records.store, select(func.count()).select_from(query.subquery())))


def _meetings(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading, "engagement_meeting")
    records = _of(activity, reading, target)
    outcome = activity.raw.cell(*tables.OUTCOME)
    counts = select(func.count(), func.count(outcome)).select_from(activity.beside).where(*activity.there)
    every, said = records.store.rows(counts)[0]
    text = (
        "held: the outcome of a meeting where it has one, else that it had ended before the sync; "
        f"{every - said:,} of the meetings have no outcome"
    )
    yield Note(target, text, every)
    words = select(outcome.label("word"), func.count().label("count")).select_from(activity.beside)
    words = words.where(*activity.there, outcome.is_not(None), word(outcome, OUTCOMES).is_(None))
    words = words.group_by(outcome).order_by(func.count().desc(), outcome).limit(MOST_WORDS)
    for cell, count in records.store.rows(words):
        yield Note(target, f"the outcome {cell[:100]!r} is not HubSpot's own: held by the time", count)
    end = func.coalesce(moment(activity.raw.cell(*tables.END)), activity.start)
    still = func.upper(outcome) == "SCHEDULED"
    yield records.note("that are over but still SCHEDULED: not held", still, passed(end, reading.now))


def _participants(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, people = links.store.raw("engagement_contact"), links.people_of_activities
    source, contact = links.merged("contact").follow(raw.rows, raw.cell("contact_id"))
    contacts = Records(links.store, target, "contacts", contact, source, (~raw.deleted(), contact.is_not(None)))
    yield contacts.note("who took part but have no company; left out", contact.not_in(select(people.c.contact)))


def _orders(reading: Reading, target: str) -> Iterator[Note]:
    deals, raw, stages = _staged(reading, target)
    homes = reading.links.deals
    won = (objects.is_won(raw, stages), deals.key.in_(select(homes.c.deal)))
    yield deals.note("counted as orders: in a stage flagged closed-won, on the day of their close date", *won)
    bare = raw.cell("property_deal_currency_code").is_(None)
    yield deals.note(f"that are won, without a currency: taken as {reading.currency}", *won, bare)


def _deals(reading: Reading, target: str) -> Iterator[Note]:
    deals, raw, stages = _staged(reading, target)
    homes, stage = reading.links.deals, raw.cell(*tables.STAGE)
    yield deals.note("without a company, their contacts too; left out", deals.key.not_in(select(homes.c.deal)))
    placed = Records(deals.store, target, "deals", homes.c.deal, homes)
    yield placed.note("with several companies: each belongs to its primary one", homes.c.others != "0")
    unknown = (stage.is_not(None), stages.c.stage.is_(None))
    yield deals.note("in a stage that is not known: won and lost by their own flags", *unknown)
    yield from _merges(reading, target, "deal", "merged deals: the survivor counts")


def _staged(reading: Reading, target: str) -> tuple[Records, Raw, FromClause]:
    """The deals that stay, each beside its stage, and the two tables they are taken from."""
    links = reading.links
    raw, stages = links.store.raw("deal"), objects.stage_flags(links.store)
    source = raw.rows.outerjoin(stages, stages.c.stage == raw.cell(*tables.STAGE))
    there = objects.staying(links, raw, "deal", "deal_id")
    return Records(links.store, target, "deals", raw.cell("deal_id"), source, tuple(there)), raw, stages


def _tickets(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, homes = links.store.raw("ticket"), links.tickets
    there = objects.staying(links, raw, "ticket", "id")
    tickets = Records(links.store, target, "tickets", raw.cell("id"), raw.rows, tuple(there))
    text = "without a company, their contacts and deals too; left out"
    yield tickets.note(text, tickets.key.not_in(select(homes.c.ticket)))


def _tasks(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading, "engagement_task")
    raw, records = activity.raw, _of(activity, reading, target)
    undated = (func.upper(raw.cell(*tables.TASK_STATUS)) == "COMPLETED", raw.cell(*tables.TASK_DONE).is_(None))
    yield records.note("completed without a day: done when they were changed or synced last", *undated)


def _answers(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw = links.store.raw("feedback_submissions")
    source, contact = links.merged("contact").follow(raw.rows, raw.cell(*tables.SURVEYED))
    answers = Records(links.store, target, "answers", raw.cell("id"), source, (~raw.deleted(),))
    other = func.coalesce(func.upper(raw.cell(*tables.SURVEY)).not_in(objects.SURVEYS), True)
    alone = func.coalesce(contact.not_in(select(links.contacts.c.contact)), True)
    yield answers.note("to surveys other than NPS, CSAT and CES, whose scale is not known; left out", other)
    yield answers.note("of nobody with a company; left out", ~other, alone)


def _merges(reading: Reading, target: str, kind: str, text: str) -> Iterator[Note]:
    merged = reading.links.merged(kind)
    yield Note(target, text, len(merged.ends))
    named = ", ".join(sorted(merged.circular)[:EXAMPLES])
    yield Note(
        target, f"merged into each other in a circle: they stand alone; for example {named}", len(merged.circular)
    )


def _of(activity: Activity, reading: Reading, target: str) -> Records:
    what = _KINDS[activity.raw.name]
    return Records(reading.links.store, target, what, activity.key, activity.beside, tuple(activity.there))


_FINDINGS: dict[tuple[str, str], tuple[_Findings, ...]] = {
    ("accounts", "company"): (_accounts,),
    ("contacts", "contact"): (_contacts,),
    ("employees", "owner"): (_employees,),
    ("interactions", "engagement_meeting"): (_meetings, _activities("engagement_meeting")),
    ("interactions", "engagement_call"): (_activities("engagement_call"),),
    ("interactions", "engagement_email"): (_activities("engagement_email"),),
    ("interactions", "engagement_communication"): (_activities("engagement_communication"),),
    ("interaction_participants", "participants"): (_participants,),
    ("commitments", "engagement_task"): (_tasks, _activities("engagement_task")),
    ("orders", "deal"): (_orders,),
    ("opportunities", "deal"): (_deals,),
    ("cases", "ticket"): (_tickets,),
    ("survey_responses", "feedback_submissions"): (_answers,),
}
