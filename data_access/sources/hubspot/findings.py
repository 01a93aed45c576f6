"""What our words mean in HubSpot, and what of it could not be mapped: in sentences with counts and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Select, func, select
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.sources.hubspot import objects, tables
from data_access.sources.hubspot.activities import OUTCOMES, Activity, word
from data_access.sources.hubspot.links import BY_CONTACT, BY_DEAL
from data_access.sources.hubspot.made import Reading
from data_access.sources.hubspot.moments import moment, passed, shrunken
from data_access.sources.hubspot.store import Raw
from data_access.sources.source import Note

EXAMPLES = 3
MOST_WORDS = 20
KINDS = {
    "engagement_meeting": "meetings",
    "engagement_call": "calls",
    "engagement_email": "e-mails",
    "engagement_communication": "messages",
    "engagement_task": "tasks",
}
Findings = Callable[[Reading, str], Iterator[Note]]


def findings(reading: Reading, read: dict[str, list[str]]) -> list[Note]:
    """Notes on the tables of ours that were read, each with the tables of theirs that its rows came from."""
    notes = []
    for target, sources in read.items():
        for name in sources:
            for finding in _FINDINGS.get((target, name), ()):
                notes += finding(reading, target)
            if name in tables.READ and name in tables.MADE:
                notes += _deleted(reading, target, name)
    return [note for note in notes if note.count]


def _deleted(reading: Reading, target: str, name: str) -> Iterator[Note]:
    raw = reading.links.store.raw(name)
    key = raw.cell(_KEYS.get(name, "engagement_id"))
    if name != "owner":
        yield _counted(reading, target, "deleted in HubSpot and left out", key, raw.rows, [raw.deleted()], what=name)


def _accounts(reading: Reading, target: str) -> Iterator[Note]:
    merged = reading.links.merged("company")
    yield Note(target, "merged companies: what belonged to them belongs to their survivor", len(merged.ends))
    yield from _cycle(reading, target, "company")


def _contacts(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, homes = links.store.raw("contact"), links.contacts
    key, merged = raw.cell("id"), links.merged("contact")
    alone = [~raw.deleted(), key.not_in(select(homes.c.contact)), key.not_in(merged.gone())]
    yield _counted(reading, target, "without a company; left out", key, raw.rows, alone)
    yield _counted(
        reading,
        target,
        "with several companies; each belongs to its primary one",
        homes.c.contact,
        homes,
        [homes.c.others != "0"],
    )
    yield Note(target, "merged contacts: what they took part in is their survivor's", len(merged.ends))
    yield from _cycle(reading, target, "contact")


def _teams(reading: Reading, target: str) -> Iterator[Note]:
    store = reading.links.store
    owners, main = store.raw("owner"), objects.primary_teams(store)
    text = (
        "team: the primary team of an owner in HubSpot; an account belongs to the team of its owner; owners with a team"
    )
    yield Note(target, text, _count(reading, select(func.count()).select_from(main)))
    key = owners.cell("owner_id")
    yield _counted(
        reading,
        target,
        "without a team",
        key,
        owners.rows,
        [~owners.deleted(), key.not_in(select(main.c.owner))],
        what="owners",
    )


def _activities(name: str) -> Findings:
    def finding(reading: Reading, target: str) -> Iterator[Note]:
        links, kind = reading.links, KINDS[name]
        activity = Activity(reading, name)
        key, there, rows = activity.key, activity.there, links.activities
        named = select(links.named_activities.c.activity)
        found = key.in_(select(rows.c.activity))
        lost, gone = [~found, key.not_in(named)], [~found, key.in_(named)]
        yield _counted(
            reading,
            target,
            "that hang on no company, nor on a contact or deal with one; left out",
            key,
            activity.beside,
            [*there, *lost],
            what=kind,
        )
        yield _counted(
            reading,
            target,
            "whose companies are all deleted or unknown; left out",
            key,
            activity.beside,
            [*there, *gone],
            what=kind,
        )
        for via in (BY_CONTACT, BY_DEAL):
            by = key.in_(select(rows.c.activity).where(rows.c.via == via))
            yield _counted(
                reading,
                target,
                f"without a company: they belong to that of their {via}",
                key,
                activity.beside,
                [*there, by],
                what=kind,
            )
        several = key.in_(select(rows.c.activity).group_by(rows.c.activity).having(func.count() > 1))
        yield _counted(
            reading,
            target,
            "with several companies: a row for each of them",
            key,
            activity.beside,
            [*there, several],
            what=kind,
        )
        yield _shrunken(reading, target, activity, kind)

    return finding


def _shrunken(reading: Reading, target: str, activity: Activity, kind: str) -> Note:
    cell = activity.start_cell
    query = select(cell, activity.start).select_from(activity.beside).where(*activity.there, shrunken(cell))
    example = reading.links.store.rows(query.order_by(cell).limit(1))
    text = f"{kind} that start in January 1970: their milliseconds had been read as seconds, and are read as such"
    if example:
        text += f"; for example {example[0][0]} as {example[0][1][:16]}"
    return Note(target, text, _count(reading, select(func.count()).select_from(query.subquery())))


def _meetings(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading, "engagement_meeting")
    outcome = activity.raw.cell(*tables.OUTCOME)
    query = select(func.count(), func.count(outcome)).select_from(activity.beside).where(*activity.there)
    every, said = reading.links.store.rows(query)[0]
    text = f"held: by its outcome where there is one, else a meeting that ended before the sync; of {every:,} meetings without an outcome"
    yield Note(target, text, every - said)
    known = word(outcome, OUTCOMES)
    words = select(outcome.label("word"), func.count().label("count")).select_from(activity.beside)
    words = (
        words.where(*activity.there, outcome.is_not(None), known.is_(None))
        .group_by(outcome)
        .order_by(func.count().desc(), outcome)
    )
    for cell, count in reading.links.store.rows(words.limit(MOST_WORDS)):
        yield Note(
            target, f"the outcome {cell[:100]!r} is not HubSpot's own; such meetings are held by their time", count
        )
    end = func.coalesce(moment(activity.raw.cell(*tables.END)), activity.start)
    open_ones = [*activity.there, func.upper(outcome) == "SCHEDULED", passed(end, reading.now)]
    yield _counted(
        reading,
        target,
        "that are over but still SCHEDULED: not held",
        activity.key,
        activity.beside,
        open_ones,
        what="meetings",
    )


def _participants(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, people = links.store.raw("engagement_contact"), links.people_of_activities
    source, contact = links.merged("contact").follow(raw.rows, raw.cell("contact_id"))
    without = [~raw.deleted(), contact.is_not(None), contact.not_in(select(people.c.contact))]
    yield _counted(
        reading, target, "at activities that have no company; left out", contact, source, without, what="contacts"
    )


def _orders(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, source, stages = _staged(reading)
    key = raw.cell("deal_id")
    kept = [*objects.staying(links, raw, "deal", "deal_id"), key.in_(select(links.deals.c.deal))]
    won = [*kept, objects.is_won(raw, stages)]
    text = "counted as orders: in a stage flagged closed-won, on the day of their close date"
    yield _counted(reading, target, text, key, source, won, what="deals")
    bare = [*won, raw.cell("property_deal_currency_code").is_(None)]
    yield _counted(
        reading, target, f"without a currency: taken as {reading.currency}", key, source, bare, what="won deals"
    )


def _deals(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw, source, stages = _staged(reading)
    key, there = raw.cell("deal_id"), objects.staying(links, raw, "deal", "deal_id")
    alone = [*there, key.not_in(select(links.deals.c.deal))]
    yield _counted(
        reading, target, "without a company, their contacts too; left out", key, raw.rows, alone, what="deals"
    )
    several = links.deals.c.others != "0"
    yield _counted(
        reading,
        target,
        "with several companies; each belongs to its primary one",
        links.deals.c.deal,
        links.deals,
        [several],
        what="deals",
    )
    unknown = [*there, raw.cell("deal_pipeline_stage_id").is_not(None), stages.c.stage.is_(None)]
    yield _counted(
        reading, target, "in a stage that is not known: by their own flags", key, source, unknown, what="deals"
    )
    yield Note(target, "merged deals: the survivor counts", len(links.merged("deal").ends))
    yield from _cycle(reading, target, "deal")


def _staged(reading: Reading) -> tuple[Raw, FromClause, FromClause]:
    raw = reading.links.store.raw("deal")
    stages = objects.stage_flags(reading.links.store)
    return raw, raw.rows.outerjoin(stages, stages.c.stage == raw.cell("deal_pipeline_stage_id")), stages


def _tickets(reading: Reading, target: str) -> Iterator[Note]:
    raw = reading.links.store.raw("ticket")
    there, key = objects.staying(reading.links, raw, "ticket", "id"), raw.cell("id")
    alone = [*there, key.not_in(select(reading.links.tickets.c.ticket))]
    yield _counted(
        reading,
        target,
        "without a company, their contacts and deals too; left out",
        key,
        raw.rows,
        alone,
        what="tickets",
    )


def _tasks(reading: Reading, target: str) -> Iterator[Note]:
    activity = Activity(reading, "engagement_task")
    raw = activity.raw
    undated = [
        *activity.there,
        func.upper(raw.cell(*tables.TASK_STATUS)) == "COMPLETED",
        raw.cell(*tables.TASK_DONE).is_(None),
    ]
    text = "completed without a day: done when they were changed or synced last"
    yield _counted(reading, target, text, activity.key, activity.beside, undated, what="tasks")


def _answers(reading: Reading, target: str) -> Iterator[Note]:
    links = reading.links
    raw = links.store.raw("feedback_submissions")
    survey, key = raw.cell(*tables.SURVEY), raw.cell("id")
    other = func.coalesce(func.upper(survey).not_in(objects.SURVEYS), True)
    text = "to surveys other than NPS, CSAT and CES, whose scale is not known; left out"
    yield _counted(reading, target, text, key, raw.rows, [~raw.deleted(), other], what="answers")
    source, contact = links.merged("contact").follow(raw.rows, raw.cell(*tables.SURVEYED))
    alone = [~raw.deleted(), ~other, func.coalesce(contact.not_in(select(links.contacts.c.contact)), True)]
    yield _counted(reading, target, "of nobody with a company; left out", key, source, alone, what="answers")


def _cycle(reading: Reading, target: str, kind: str) -> Iterator[Note]:
    circular = reading.links.merged(kind).circular
    named = ", ".join(sorted(circular)[:EXAMPLES])
    yield Note(target, f"merged into each other in a circle, and standing alone; for example {named}", len(circular))


def _counted(
    reading: Reading,
    target: str,
    text: str,
    key: ColumnElement,
    source: FromClause,
    where: list[ColumnElement],
    what: str | None = None,
) -> Note:
    """How many keys meet the conditions, with the first of them as examples."""
    keys = select(key.label("key")).select_from(source).where(*where).distinct().subquery()
    count = _count(reading, select(func.count()).select_from(keys))
    text = f"{what or target} {text}"
    if count:
        first = select(keys.c.key).order_by(func.length(keys.c.key), keys.c.key).limit(EXAMPLES)
        text += f"; for example {', '.join(str(each) for (each,) in reading.links.store.rows(first))}"
    return Note(target, text, count)


def _count(reading: Reading, query: Select) -> int:
    return reading.links.store.rows(query)[0][0]


_KEYS = {
    "company": "id",
    "contact": "id",
    "team": "id",
    "deal": "deal_id",
    "ticket": "id",
    "feedback_submissions": "id",
}
_FINDINGS: dict[tuple[str, str], tuple[Findings, ...]] = {
    ("accounts", "company"): (_accounts,),
    ("contacts", "contact"): (_contacts,),
    ("employees", "owner"): (_teams,),
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
