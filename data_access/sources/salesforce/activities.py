"""Events, tasks and e-mails: what each was, with which account, when, and whether it took place."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from data_access.sources.salesforce.cells import (
    MINUTE_US,
    Rows,
    as_days,
    as_moments,
    both,
    constant,
    day_numbers,
    days,
    either,
    joined,
    moments,
    not_of_kind,
    numbers,
    of_kind,
    prefix,
    where,
)
from data_access.sources.salesforce.objects import PREFIXES
from data_access.sources.salesforce.records import gone
from data_access.sources.salesforce.worked_out import LEFT_OUT, Context, Leaving

_MINUTES_A_DAY = 1440
_KINDS = {"call": "call", "email": "email", "linkedin": "message", "listemail": "mass e-mail", "cadence": "workflow"}
_MAIL_SUBJECT = r"(?i)^\s*e-?mail:"
_MASS_SUBJECT = r"(?i)^\s*(mass|list) e-?mail:"


def event(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A calendar entry as a meeting."""
    undated = both(pc.is_null(rows["StartDateTime"]), pc.is_null(rows["ActivityDateTime"]))
    all_day = either(rows.flag("IsAllDayEvent"), both(undated, pc.is_valid(rows["ActivityDate"])))
    timed = pc.coalesce(rows["StartDateTime"], rows["ActivityDateTime"])
    day = pc.coalesce(days(rows["ActivityDate"]), days(rows["ActivityDateTime"]), days(rows["StartDateTime"]))
    ends, last_day = _end(rows, timed), _last_day(rows, day)
    over = pc.if_else(
        all_day,
        pc.less(pc.coalesce(day_numbers(last_day), day_numbers(day)), context.today),
        pc.less_equal(pc.coalesce(moments(ends), moments(timed)), context.now_us),
    )
    account = _account(rows, context)
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Event: deleted")
    leaving.out(rows.flag("IsRecurrence"), "Event: masters of a series, no meetings themselves")
    leaving.out(rows.flag("IsChild"), "Event: copies for the other invitees of a meeting")
    leaving.out(pc.is_null(account), _without_account("Event", rows["WhatId"], rows["WhoId"]))
    copies = "Event: IsChild is empty, so that a copy for another invitee cannot be told from a meeting"
    context.count("interactions", copies, both(leaving.kept, pc.is_null(rows["IsChild"])), rows["Id"])
    return {
        "the account": account,
        "the owner": _owner(rows, context, "interactions", leaving.kept),
        "the contact": of_kind(rows["WhoId"], "003"),
        "the start": pc.if_else(all_day, day, timed),
        "the end": pc.if_else(all_day, last_day, ends),
        "all day": _flag(all_day),
        "the status": _status(rows, context, over),
        LEFT_OUT: leaving.told(context, "interactions", rows["Id"]),
    }


def task(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A task as a call, an e-mail or a promise."""
    kind = _kind(rows)
    promise = pc.equal(kind, "task")
    contact = pc.invert(promise)
    closed = rows.flag("IsClosed")
    if "IsClosed" not in rows:
        closed = pc.fill_null(pc.equal(rows["Status"], "Completed"), False)
    day = days(rows["ActivityDate"])
    account = _account(rows, context)
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Task: deleted")
    leaving.out(rows.flag("IsRecurrence"), "Task: masters of a series, no tasks themselves")
    mass = either(pc.equal(kind, "mass e-mail"), pc.equal(prefix(rows["WhatId"]), "0XB"))
    leaving.out(mass, "Task: mass e-mails (0XB, ListEmail)")
    leaving.out(pc.equal(kind, "workflow"), "Task: steps of a sales cadence, done by a workflow")
    leaving.out(pc.equal(rows["CallType"], "Internal"), "Task: calls among ourselves (CallType Internal)")
    told_twice = context.links.lookup("EmailMessage", "ActivityId", "Id")
    leaving.out(
        both(pc.equal(kind, "email"), pc.is_valid(told_twice(rows["Id"]))), "Task: e-mails that EmailMessage holds too"
    )
    leaving.out(pc.is_null(account), _without_account("Task", rows["WhatId"], rows["WhoId"]))
    leaving.out(both(promise, pc.is_null(day)), "Task: without a due date, so no promise for a day")
    if "TaskSubtype" not in rows:
        text = (
            "Task: no TaskSubtype; calls and e-mails are told by CallType, Type and a subject that begins with Email:"
        )
        context.count("interactions", text, both(leaving.kept, contact), rows["Id"])
    done = pc.coalesce(rows["CompletedDateTime"], rows["LastModifiedDate"])
    guessed = both(closed, promise, pc.is_null(rows["CompletedDateTime"]), leaving.kept)
    text = "Task: closed without CompletedDateTime; the last change counts as the moment it was done"
    context.count("commitments", text, guessed, rows["Id"])
    leaving.told(context, "commitments", rows["Id"], promise)
    return {
        "the account": account,
        "the owner": _owner(rows, context, "commitments", leaving.kept),
        "the contact": of_kind(rows["WhoId"], "003"),
        "the kind": kind,
        "the start": pc.coalesce(day, rows["CompletedDateTime"], rows["CreatedDate"]),
        "all day": _flag(pc.is_valid(day)),
        "the status": pc.if_else(closed, "held", "planned"),
        "the due day": day,
        "done at": where(closed, done),
        "the direction": pc.utf8_lower(rows["CallType"]),
        LEFT_OUT: leaving.told(context, "interactions", rows["Id"], contact),
    }


def email(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """An e-mail that Salesforce holds, with an account by its record or by the address of a contact."""
    incoming = rows.flag("Incoming")
    to = pc.list_element(pc.split_pattern(pc.fill_null(rows["ToAddress"], ""), ";"), 0)
    sender, receiver = _address(rows["FromAddress"]), _address(to)
    theirs, ours = pc.if_else(incoming, sender, receiver), pc.if_else(incoming, receiver, sender)
    contact = context.links.by_address("Contact", "Id")(theirs)
    links = context.links
    logged = links.lookup("EmailMessage", "ActivityId", "Id")
    account = pc.coalesce(
        links.account_of(rows["RelatedToId"]),
        links.account_of(rows["ParentId"]),
        links.account_of(links.lookup("Task", "Id", "WhatId", among=logged)(rows["ActivityId"])),
        links.lookup("Task", "Id", "AccountId", among=logged)(rows["ActivityId"]),
        links.account_of(contact),
    )
    leaving = Leaving(rows)
    leaving.out(gone(rows), "EmailMessage: deleted")
    leaving.out(pc.is_in(rows["Status"], pa.array(["5", "Draft"])), "EmailMessage: drafts")
    leaving.out(pc.is_null(account), _without_account("EmailMessage", rows["RelatedToId"], rows["ParentId"]))
    return {
        "the account": account,
        "the owner": context.links.by_address("User", "Id")(ours),
        "the contact": contact,
        "the start": pc.coalesce(rows["MessageDate"], rows["CreatedDate"]),
        "the direction": pc.if_else(incoming, "inbound", "outbound"),
        LEFT_OUT: leaving.told(context, "interactions", rows["Id"]),
    }


def relation(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """Somebody who took part in an event or a call: one of theirs (003) or of ours (005)."""
    who = rows["RelationId"]
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Participants: deleted")
    leaving.out(rows.flag("IsWhat"), "Participants: rows that name what it was about, nobody")
    leaving.out(pc.equal(rows["Status"], "Declined"), "Participants: invited, but declined")
    somebody = pc.is_in(prefix(who), pa.array(["003", "005"]))
    leaving.out(
        pc.invert(pc.fill_null(somebody, False)),
        _text("Participants: neither contact nor user, but ", _kind_named(who)),
    )
    keys = rows["EventId"] if "EventId" in rows else rows["TaskId"]
    return {
        "the contact": of_kind(who, "003"),
        "the user": of_kind(who, "005"),
        LEFT_OUT: leaving.told(context, "interaction_participants", keys),
    }


def _account(rows: Rows, context: Context) -> pa.Array:
    """What it is about decides, then the account that Salesforce derived, then whom it was with."""
    return pc.coalesce(
        context.links.account_of(rows["WhatId"]), rows["AccountId"], context.links.account_of(rows["WhoId"])
    )


def _owner(rows: Rows, context: Context, table: str, kept: pa.Array) -> pa.Array:
    owner = not_of_kind(rows["OwnerId"], "00G")
    nobody = both(kept, pc.is_valid(rows["OwnerId"]), pc.is_null(owner))
    context.count(table, "Activities owned by a queue, not by one of ours", nobody, rows["Id"])
    return owner


def _end(rows: Rows, starts: pa.Array) -> pa.Array:
    """The end that is there, else the start and the minutes."""
    ends = rows["EndDateTime"]
    if ends.null_count == 0 or "DurationInMinutes" not in rows:
        return ends
    minutes = numbers(rows["DurationInMinutes"])
    length = pc.multiply(pc.fill_null(minutes, 0).cast(pa.int64(), safe=False), MINUTE_US)
    return pc.coalesce(ends, where(pc.is_valid(minutes), as_moments(pc.add(moments(starts), length))))


def _last_day(rows: Rows, first_day: pa.Array) -> pa.Array:
    """The last date that is there, else the first and the days that the minutes fill."""
    last = pc.coalesce(days(rows["EndDate"]), days(rows["EndDateTime"]))
    if last.null_count == 0 or "DurationInMinutes" not in rows:
        return last
    minutes = numbers(rows["DurationInMinutes"])
    further = pc.max_element_wise(pc.subtract(pc.ceil(pc.divide(pc.fill_null(minutes, 0), _MINUTES_A_DAY)), 1), 0)
    computed = as_days(pc.add(day_numbers(first_day), further.cast(pa.int64(), safe=False)))
    return pc.coalesce(last, where(pc.is_valid(minutes), computed))


def _status(rows: Rows, context: Context, over: pa.Array) -> pa.Array:
    flags = context.flags
    marked = constant(rows.count, None)
    for column, status in ((flags.no_show, "no_show"), (flags.cancelled, "cancelled"), (flags.held, "held")):
        if column in rows:
            marked = pc.coalesce(marked, where(rows.flag(column), status))
    by_time = "Event: held because it had ended by the moment of the sync; Salesforce keeps no such status"
    over = pc.fill_null(over, False)
    context.count("interactions", by_time, both(over, pc.is_null(marked), _a_meeting(rows)), rows["Id"])
    return pc.coalesce(marked, pc.if_else(over, "held", "planned"))


def _a_meeting(rows: Rows) -> pa.Array:
    return pc.invert(either(gone(rows), rows.flag("IsRecurrence"), rows.flag("IsChild")))


def _kind(rows: Rows) -> pa.Array:
    """What kind of task it was; where its subtype does not say, what its call or its subject tells."""
    subtype = pc.utf8_lower(rows["TaskSubtype"])
    named = pc.index_in(subtype, pa.array(list(_KINDS)))
    by_subtype = pa.array(list(_KINDS.values())).take(named)
    by_subtype = pc.coalesce(by_subtype, where(pc.is_valid(subtype), "task"))
    kind = pc.utf8_lower(rows["Type"])
    a_call = either(pc.is_valid(rows["CallType"]), pc.greater(numbers(rows["CallDurationInSeconds"]), 0))
    mass = pc.match_substring_regex(rows["Subject"], _MASS_SUBJECT)
    mail = either(pc.equal(kind, "email"), pc.match_substring_regex(rows["Subject"], _MAIL_SUBJECT))
    told = pc.coalesce(
        where(mass, "mass e-mail"), where(either(a_call, pc.equal(kind, "call")), "call"), where(mail, "email")
    )
    return pc.coalesce(by_subtype, told, constant(rows.count, "task"))


def _without_account(table: str, *keys: pa.Array) -> pa.Array:
    """Why an activity belongs to no account: what it hangs on."""
    key = pc.coalesce(*keys)
    return pc.coalesce(
        _text(f"{table}: belongs to no account, but to ", _kind_named(key)),
        constant(len(key), f"{table}: belongs to nothing, no account, record or person"),
    )


def _kind_named(keys: pa.Array) -> pa.Array:
    """The kind of record as its first three characters and, where they are well known, its name."""
    first = prefix(keys)
    place = pc.index_in(first, pa.array(list(PREFIXES)))
    names = pa.array([f" ({name})" for name in PREFIXES.values()]).take(place)
    return where(pc.is_valid(first), joined(first, names))


def _text(before: str, text: pa.Array) -> pa.Array:
    return where(pc.is_valid(text), joined(constant(len(text), before), text))


def _address(text: pa.Array) -> pa.Array:
    """The bare address of "Ada Berg <Ada@Example.com>" in lower case."""
    bare = pc.replace_substring_regex(pc.fill_null(text, ""), r"^.*<([^<>]*)>.*$", r"\1")
    return pc.utf8_lower(pc.utf8_trim_whitespace(bare))


def _flag(condition: pa.Array) -> pa.Array:
    return pc.if_else(condition, "true", "false")
