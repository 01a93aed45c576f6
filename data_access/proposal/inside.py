"""Tables of ours that stand inside a table of theirs: a person in each row of accounts, teams and employees by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data_access.proposal.columns import Place, made_of
from data_access.proposal.proposals import LIKELY, SURE, ColumnProposal, Question, TableProposal
from data_access.proposal.references import Key
from data_access.proposal.shapes import TEXT
from data_access.proposal.synonyms import CONTACT_NAMES, CONTACT_TITLES, EMAILS, PHONES, SUPERIORS, is_called

if TYPE_CHECKING:
    from data_access.proposal.proposing import Work


def complete(work: Work) -> None:
    """Adds the tables that no table of theirs is called like."""
    _contacts_beside_accounts(work)
    _employees_by_name(work)
    _teams_of_superiors(work)
    _teams_by_name(work)


def _contacts_beside_accounts(work: Work) -> None:
    """One person that stands in the row of each account."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    if (
        accounts is None
        or any(each.ours == "contacts" for each in work.tables)
        or work.decisions.get(("contacts",)) == ()
    ):
        return
    found = work.found.tables[accounts.theirs]
    key = accounts.column("account_id")
    names = [name for name, shape in found.columns.items() if is_called(name, CONTACT_NAMES) and shape.kind == TEXT]
    if len(names) != 1 or key is None or key.theirs is None:
        return
    place = Place("contacts", "contacts", found, work.zone, work.decisions, work.found.kind == "file")
    reason = "one person stands in the row of each account"
    columns = [
        ColumnProposal("contact_id", key.entry, f"{reason}, under its key", LIKELY, key.theirs),
        ColumnProposal("account_id", key.entry, "the same row", SURE, key.theirs),
        ColumnProposal("name", names[0], "known synonym", SURE, names[0]),
        ColumnProposal("is_primary", {"constant": True}, reason, LIKELY),
    ]
    for title in [name for name in found.columns if is_called(name, CONTACT_TITLES)][:1]:
        columns.append(ColumnProposal("title", title, "known synonym", SURE, title))
        level, asked = made_of(place, "level", title, "by words of the title", LIKELY)
        if level.entry is not None:
            columns.append(level)
            work.ask(*asked)
    for ours, known in (("email", EMAILS), ("phone", PHONES)):
        named = [name for name in found.columns if is_called(name, known, accounts.theirs)]
        if len(named) == 1 and found.columns[named[0]].filled:
            columns.append(
                ColumnProposal(ours, named[0], f"the only {ours} in the row of the account", LIKELY, named[0])
            )
    table = TableProposal("contacts", accounts.theirs, reason, LIKELY, columns=tuple(columns))
    work.tables.append(table.with_columns(*_decided_for(work, place, table)))


def _teams_of_superiors(work: Work) -> None:
    """Offers those who lead others as teams, where employees name their superior and nothing else tells teams."""
    employees = next((each for each in work.tables if each.ours == "employees"), None)
    key = employees.column("employee_id") if employees is not None else None
    if key is None or key.theirs is None or any(each.ours == "teams" for each in work.tables):
        return
    team, found = employees.column("team_id"), work.found.tables[employees.theirs]
    if team is not None and team.entry is not None:
        return
    keys = found.distinct(key.theirs)
    named = [
        name
        for name in found.columns
        if is_called(name, SUPERIORS, employees.theirs) and found.distinct(name) and found.distinct(name) <= keys
    ]
    if len(named) != 1:
        return
    path, superior = (employees.key, "team_id"), named[0]
    offered = f"reports.{superior}"
    chosen = work.decisions.get(path) == offered
    if path not in work.decisions or chosen:
        text = (
            f"Nothing tells teams, but {superior} of {employees.theirs} names the superior of an employee. Is a team a "
            "superior with those who report to them?"
        )
        work.ask(Question(path, text, (offered,), answered=chosen))
    if not chosen:
        return
    why = "you chose superiors with those who report to them"
    made = ColumnProposal(
        "team_id", {"first": [offered, superior]}, f"{why}: a superior is in the team they lead", SURE
    )
    reports = {"from": employees.theirs, "on": {superior: key.theirs}}
    work.tables[work.tables.index(employees)] = replace(
        employees.with_columns(made), joins={**employees.joins, "reports": reports}
    )
    name = employees.column("name").entry if employees.column("name") is not None else key.theirs
    words = [name] if isinstance(name, str) else list(name.get("parts", [key.theirs]))
    columns = (
        ColumnProposal("team_id", superior, why, SURE, superior),
        ColumnProposal("name", {"parts": [f"head.{each}" for each in words]}, "called like its head", LIKELY),
        ColumnProposal("parent_team_id", f"head.{superior}", "the team of the superior of its head", LIKELY),
    )
    settings = {"one_per": superior, "where": {"column": superior, "empty": False}}
    head = {"head": {"from": employees.theirs, "on": {key.theirs: superior}}}
    work.tables.append(
        TableProposal("teams", employees.theirs, why, SURE, columns=columns, joins=head, settings=settings)
    )


def _decided_for(work: Work, place: Place, table: TableProposal) -> list[ColumnProposal]:
    made = []
    for (key, column), chosen in _column_decisions(work):
        if key == table.key:
            taken = chosen if isinstance(chosen, str) and chosen in place.found.columns else None
            made.append(
                made_of(place, column, taken, "you chose it", SURE)[0]
                if taken
                else ColumnProposal(column, None, "you left it out", SURE)
            )
    return made


def _column_decisions(work: Work) -> list[tuple[tuple[str, ...], object]]:
    return [(path, chosen) for path, chosen in work.decisions.items() if len(path) == 2]


def _employees_by_name(work: Work) -> None:
    """Where no table holds employees, but accounts name their owner: an employee is a name that is there."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    owner = accounts.column("owner_id") if accounts is not None else None
    if owner is None or owner.theirs is None or not isinstance(owner.entry, str):
        return
    made_of_a_column(
        work, "employees", accounts.theirs, owner.theirs, "no table holds employees, but accounts name their owner"
    )


def _teams_by_name(work: Work) -> None:
    """Where no table holds teams, but employees or accounts name theirs: a team is a name that is there."""
    for ours in ("employees", "accounts"):
        for table in work.tables:
            team = table.column("team_id") if table.ours == ours and not table.settings.get("one_per") else None
            if team is not None and team.theirs is not None and isinstance(team.entry, str):
                made_of_a_column(
                    work, "teams", table.theirs, team.theirs, f"no table holds teams, but {ours} name theirs"
                )


def made_of_a_column(work: Work, ours: str, theirs: str, column: str, reason: str) -> None:
    """Adds a table of ours with one row per value of a column of theirs, unless there is one or it was decided on."""
    if any(each.ours == ours for each in work.tables) or (ours,) in work.decisions:
        return
    key = "team_id" if ours == "teams" else "employee_id"
    columns = (
        ColumnProposal(key, column, reason, LIKELY, column),
        ColumnProposal("name", column, "the same: no other name is known", LIKELY, column),
    )
    settings = {"one_per": column, "where": {"column": column, "empty": False}}
    work.tables.append(TableProposal(ours, theirs, reason, LIKELY, columns=columns, settings=settings))
    work.keys[ours] = Key(work.found.tables[theirs], column, column)
