"""`review`: the weekly review as a sheet, in one of four forms."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from dashboard import sheets
from dashboard.commands import DONE, CallError, Clock, CommandFailed
from dashboard.commands.facts import known_day, refuse_unknown_teams
from dashboard.commands.output import write_bytes
from dashboard.commands.source import mirror_of, policy_of, source_of, teams_of
from dashboard.hiding import hidden_rules
from dashboard.review import Review
from dashboard.reviews import Reviews
from data_access.records import open_records
from data_access.scope import Scope
from data_access.settings import Settings

FORMS = ("html", "pdf", "xlsx", "json")
_NOT_TEXT = ("pdf", "xlsx")


def review(arguments: argparse.Namespace, clock: Clock) -> int:
    """Writes the review of all teams, or of some; raises CallError for a date or team that is not there."""
    settings = source_of(arguments)
    policy = hidden_rules(policy_of(settings)) if arguments.hide_names else policy_of(settings)
    mirror = mirror_of(settings, clock, arguments.hide_names)
    as_of = known_day(mirror, arguments.as_of)
    refuse_later(arguments.since, as_of)
    # What people wrote holds names.
    records = None if arguments.hide_names else open_records(settings.records)
    reviews = Reviews(settings, mirror, policy, as_of, records)
    teams = tuple(sorted(teams_of(mirror, arguments.team or ())))
    refuse_unknown_teams(mirror, reviews.after.accounts, set(teams))
    shown = reviews.review(Scope.everything(), teams, arguments.since)
    write_bytes(made(shown, arguments.format, settings), arguments.out, is_text=arguments.format not in _NOT_TEXT)
    return DONE


def refuse_later(since: date | None, as_of: date) -> None:
    """Raises CallError where the date compared with is not before the day shown."""
    if since is not None and since >= as_of:
        raise CallError(f"--since {since} does not lie before {as_of}, the day of the review: name an earlier date.")


def made(review: Review, form: str, settings: Settings) -> bytes:
    """The review in one of FORMS; the font of the sheets is kept beside the mirror. Raises CommandFailed."""
    fonts = settings.mirror.parent
    makers: dict[str, Callable[[], bytes]] = {
        "html": lambda: sheets.html(review, fonts),
        "pdf": lambda: sheets.pdf(review, fonts),
        "xlsx": lambda: sheets.xlsx(review),
        "json": lambda: sheets.review_json(review),
    }
    try:
        return makers[form]()
    except sheets.FontMissing as error:
        raise CommandFailed(str(error)) from error
