"""Who looks, and whose accounts they may see. Nothing else makes the scope of a viewer.

Leaders, named in the settings, see everything. Everybody else sees the teams of the employees that have their e-mail
address, and the teams below these. Whoever has left sees nothing, a leader too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.wording import count
from data_access.directory import Directory, directory
from data_access.localtime import day_number
from data_access.mirror import Mirror
from data_access.scope import Scope
from data_access.settings import Settings

NOTHING = Scope(frozenset())
_ADDRESS = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\]+")
"""What can stand alone in the head of a mail; addresses in a CRM are untrusted text."""


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the pages: what they may see, and a sentence that tells them so.

    `email` and `name` are empty where nobody signed in; a leader who is no employee has no name.
    """

    scope: Scope
    notice: str
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a digest is due, and what of it they may see; `name` is the address of who is no employee."""

    email: str
    name: str
    scope: Scope


def local_viewer() -> Viewer:
    """The one user of an installation without a login, who sees everything."""
    return Viewer(Scope.everything(), "No login is set up: whoever opens this address sees every account.")


def viewer_of(email: str | None, settings: Settings, mirror: Mirror) -> Viewer:
    """The viewer with this e-mail address; without a login the local one. Whoever is not known sees nothing."""
    if settings.access.provider is None and email is None:
        return local_viewer()
    if email is None:
        return Viewer(NOTHING, "Nobody is signed in: no account is shown.")
    people = _people_of(mirror)
    scope = _scope_of(email, settings, people)
    if scope is None:
        return Viewer(NOTHING, f"{email} is neither a leader nor an employee with a team: no account is shown.", email)
    return Viewer(scope, _what_is_seen(scope), email, _name_of(email, people))


def scope_of(email: str, settings: Settings, mirror: Mirror) -> Scope | None:
    """What the holder of this e-mail address may see; None for somebody unknown, without a team, or who has left."""
    return _scope_of(email, settings, _people_of(mirror))


def recipients(settings: Settings, mirror: Mirror) -> list[Recipient]:
    """Everybody who may see something and has an e-mail address that can be written to: leaders in the order of the
    settings, then employees by name, each address once.
    """
    people = _people_of(mirror)
    known = people.employees["email"]
    usable = known[[_ADDRESS.fullmatch(address.strip()) is not None for address in known]]
    addresses: dict[str, str] = {}
    for address in (*settings.access.leaders, *usable):
        addresses.setdefault(_same(address), address.strip())
    scopes = {key: _scope_of(address, settings, people) for key, address in addresses.items()}
    return [
        Recipient(address, _name_of(address, people) or address, scopes[key])
        for key, address in addresses.items()
        if scopes[key] is not None
    ]


def _people_of(mirror: Mirror) -> Directory:
    """Who is who on the day of the last refresh, whatever day is shown."""
    return directory(mirror, day_number(mirror.last_day))


def _scope_of(email: str, settings: Settings, people: Directory) -> Scope | None:
    found = _with_address(email, people.employees)
    here = found[found["here"]]
    if len(found) and here.empty:
        return None
    if _same(email) in map(_same, settings.access.leaders):
        return Scope.everything()
    teams = _with_all_below(here["team_id"].dropna(), people.parts)
    return Scope(teams) if teams else None


def _with_address(email: str, employees: pd.DataFrame) -> pd.DataFrame:
    return employees[employees["email"].map(_same) == _same(email)]


def _with_all_below(team_ids: Iterable[str], parts: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The teams and what is below them; teams that name each other as parent are met once."""
    found: set[str] = set()
    waiting = list(team_ids)
    while waiting:
        team_id = waiting.pop()
        if team_id not in found:
            found.add(team_id)
            waiting.extend(parts.get(team_id, ()))
    return frozenset(found)


def _name_of(email: str, people: Directory) -> str | None:
    found = _with_address(email, people.employees)
    names = found.loc[found["here"], "name"]
    return names.iloc[0] if len(names) else None


def _what_is_seen(scope: Scope) -> str:
    if scope.team_ids is None:
        return "You see every account."
    return f"You see the accounts of {count(len(scope.team_ids), 'team')}: your own and those below it."


def _same(email: str) -> str:
    """The address as it is compared: case does not matter."""
    return email.strip().casefold()
