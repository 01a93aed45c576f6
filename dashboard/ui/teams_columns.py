"""The columns of the page of teams and skills. No state is coloured beside a person's name."""

from __future__ import annotations

from functools import partial

from dashboard.headlines.teams import ending_words
from dashboard.indicators.teams import QUALITIES
from dashboard.ui.tables import Column
from dashboard.ui.view import View
from dashboard.wording import NOTHING, day, is_unknown, money_full, number

_ACCOUNT = {"account_name": Column("Account", 172)}
_TIER = {"tier": Column("Tier", 48)}
_TEAM = {"team_name": Column("Team", 110)}
_OWNER = {"owner_name": Column("Owner", 130)}


def lines() -> dict[str, Column]:
    """One line per team: how work is shared, and what becomes of it."""
    return {
        "team": Column("Team", 128),
        "active": Column("Active accounts", 108, written=number),
        "required": Column("Required a week", 116, written=partial(number, decimals=1)),
        "held": Column("Held a week", 92, written=partial(number, decimals=1)),
        "shared_text": Column("Passed on to the owner", 158),
        "hours_text": Column("Median until then", 126),
        "reviewed_text": Column("Offers reviewed", 116),
        "prepared_text": Column("Meetings prepared and written up", 210),
    }


def lines_file() -> dict[str, Column]:
    """The same lines as plain numbers, for a file."""
    return {
        "team": Column("Team"),
        "active": Column("Active accounts"),
        "without_owner": Column("Without active owner"),
        "without_deputy": Column("Without deputy"),
        "with_target": Column("With a contact target"),
        "required": Column("Contacts required a week"),
        "held": Column("Contacts held a week"),
        "contacts": Column("Contacts of others than the owner, 90 days"),
        "shared": Column("Passed on to the owner"),
        "hours": Column("Median hours until then"),
        "offers": Column("Offers, 365 days"),
        "reviewed": Column("Reviewed before they went out"),
        "meetings": Column("Meetings, 365 days"),
        "prepared": Column("Prepared and written up"),
    }


def workload() -> dict[str, Column]:
    """The bars of the owners as a table."""
    whole = ("A", "B", "C", "Active accounts", "Inactive", "Prospects", "With a contact target")
    tenths = ("Median of the team", "Required a week", "Held a week")
    return {
        name: Column(name, written=number if name in whole else partial(number, decimals=1) if name in tenths else None)
        for name in ("Owner", "Team", *whole[:4], tenths[0], *whole[4:], *tenths[1:])
    }


def weekly() -> dict[str, Column]:
    """The accounts behind the workload."""
    return {
        **_ACCOUNT,
        "owner": Column("Owner", 150),
        **_TIER,
        "contact_target_days": Column("Contact target", 104, written=_of_days),
        "required": Column("Required a week", 116, written=partial(_tenths, decimals=2)),
        "contacts_90d": Column("Contacts 90 d", 100, written=number),
        "held": Column("Held a week", 92, written=partial(_tenths, decimals=2)),
        **_TEAM,
    }


def without_deputy(view: View) -> dict[str, Column]:
    """Active accounts without a deputy."""
    return _ACCOUNT | _TIER | _OWNER | _facts(view) | _TEAM


def gaps(view: View) -> dict[str, Column]:
    """Active accounts with a gap in a quality."""
    grade = {"grade": Column("Best grade", 92, written=lambda value: f"{number(value)} of 3")}
    revenue = {"revenue_12m": Column("Revenue 12 m", 110, written=partial(money_full, currency=view.currency))}
    return _ACCOUNT | grade | _TIER | revenue | _OWNER | _TEAM


def grades() -> dict[str, Column]:
    """Active accounts with the best grade of each quality."""
    known = {name: Column(title, 110, written=_grade) for name, title in QUALITIES.items()}
    return _ACCOUNT | _TIER | known | _OWNER | _TEAM


def endings(view: View) -> dict[str, Column]:
    """What runs out or has ended."""
    return {
        "name": Column("What", 190),
        "days_left": Column("When", 136, written=ending_words),
        "valid_until": Column("Valid until", 104, written=_day(view)),
        "employee": Column("Whose", 170),
        "accounts": Column("Accounts served", 112, written=number),
        "team": Column("Team", 110),
        "kind": Column("Kind", 104),
        "partner": Column("Partner", 150),
    }


def served(view: View) -> dict[str, Column]:
    """The accounts in whose team somebody is."""
    return _ACCOUNT | {"row": Column("Tier", 72)} | _facts(view) | _OWNER | _TEAM


def passed_on(view: View) -> dict[str, Column]:
    """Contacts that somebody else than the owner had."""
    return {
        "starts_on": Column("Day", 84, written=_day(view)),
        **_ACCOUNT,
        "kind": Column("Kind", 84),
        "employee_name": Column("Who of us", 150),
        "owner_name": Column("Account owner", 150),
        "shared_on": Column("Passed on", 92, written=_day(view)),
        "hours": Column("Hours until then", 112, written=_tenths),
    }


def offers(view: View) -> dict[str, Column]:
    """Offers that went out."""
    return {
        "offered_on": Column("Went out", 92, written=_day(view)),
        **_ACCOUNT,
        "name": Column("Offer", 200),
        "stage": Column("Stage", 100),
        "reviewed_on": Column("Reviewed", 92, written=_day(view)),
        "before": Column("Before it went out", 128),
        "owner_name": Column("Pursued by", 150),
    }


def prepared() -> dict[str, Column]:
    """Accounts with meetings, and how many of these were prepared and written up."""
    counts = {
        "meetings_365d": Column("Meetings 365 d", 110, written=number),
        "prepared": Column("Prepared and written up", 166, written=number),
    }
    return _ACCOUNT | counts | _TIER | _OWNER | _TEAM


def cells() -> dict[str, Column]:
    """The matrix of the six qualities as a table."""
    names = ["Team", "Quality", "Grade of 0 to 3 that half reach", "Accounts with a gap", "Assessed", "Not assessed"]
    written = dict.fromkeys(names[3:], number) | {names[2]: _grade}
    return {name: Column(name, written=written.get(name)) for name in [*names, "Active accounts"]}


def _facts(view: View) -> dict[str, Column]:
    return {
        "revenue_12m": Column("Revenue 12 m", 104, written=partial(money_full, currency=view.currency)),
        "last_contact_on": Column("Last contact", 100, written=_day(view)),
    }


def _day(view: View):
    return lambda value: NOTHING if is_unknown(value) else day(value, view.as_of)


def _of_days(value: object) -> str:
    return NOTHING if is_unknown(value) else f"{number(value)} days"


def _tenths(value: object, decimals: int = 1) -> str:
    return NOTHING if is_unknown(value) else number(value, decimals)


def _grade(value: object) -> str:
    return "not assessed" if is_unknown(value) else number(value)
