"""`digest`: mails everybody their own part of the weekly review, or writes the mails as files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashboard import digest as digests
from dashboard.access import recipients
from dashboard.commands import DONE, FAILED, CallError, Clock, CommandFailed
from dashboard.commands.facts import known_day
from dashboard.commands.output import aligned, printable
from dashboard.commands.review import refuse_later
from dashboard.commands.source import mirror_of, policy_of, source_of
from dashboard.digest import Digest, Outcome
from dashboard.links import Links
from dashboard.post import Post, PostError
from dashboard.reviews import Reviews
from dashboard.wording import count
from data_access.records import open_records

NO_MAIL = (
    "Mail is not set up. Add to the settings: [mail] with host and from, and where the server asks for them user and "
    "password_env; or write the mails as files with --dry-run."
)
NOBODY = (
    "Nobody is to be written to: no employee with an e-mail address has a team, and [access] leaders names nobody. "
    "Add leaders to the settings, or connect the e-mail addresses of employees."
)
NO_LINKS = "The mails have no links: set [server] public_url in the settings to where the dashboard is reached."


def digest(arguments: argparse.Namespace, clock: Clock) -> int:
    """Sends or writes the mails and tells of each what became of it; FAILED where one was not sent."""
    settings = source_of(arguments)
    if settings.mail is None and not arguments.dry_run:
        raise CallError(NO_MAIL)
    if arguments.out and not arguments.dry_run:
        raise CallError("--out is for --dry-run: mails that are sent are written nowhere.")
    policy = policy_of(settings)
    mirror = mirror_of(settings, clock)
    as_of = known_day(mirror, arguments.as_of)
    refuse_later(arguments.since, as_of)
    found = recipients(settings, mirror)
    if not found:
        raise CallError(NOBODY)
    if settings.public_url is None:
        print(NO_LINKS, file=sys.stderr)
    records = open_records(settings.records)
    sender = settings.mail.sender if settings.mail else digests.WITHOUT_SENDER
    reviews = Reviews(settings, mirror, policy, as_of, records)
    made = Digest(reviews, Links(settings.public_url), sender, clock, arguments.since)
    if arguments.dry_run:
        folder = arguments.out or Path.cwd() / f"digest-{as_of.isoformat()}"
        return _told(digests.write(made, found, folder), made.week)
    try:
        with Post(settings.mail) as post:
            return _told(digests.send(made, found, post, records), made.week)
    except PostError as error:
        raise CommandFailed(str(error)) from error


def _told(outcomes: Iterator[Outcome], week: str) -> int:
    """Prints each outcome, and at the end how many there are of each."""
    found = []
    try:
        found.extend(outcomes)
    finally:
        # Whatever stops a run, it is told who has got a mail by then.
        print("\n".join(aligned([("recipient", "name", "mail", ""), *map(_line, found)], left=4)))
    states = [outcome.state for outcome in found]
    counts = [f"{count(states.count(state), 'mail')} {state}" for state in dict.fromkeys(states)]
    print(f"{week}: {', '.join(counts)}.", file=sys.stderr)
    return FAILED if digests.FAILED in states else DONE


def _line(outcome: Outcome) -> Sequence[str]:
    who = outcome.recipient
    return [printable(text) for text in (who.email, who.name, outcome.state, outcome.about)]
