"""Everything that is no activity: accounts, people, teams, deals and cases."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from data_access.sources.levels import LEVEL_WORDS
from data_access.sources.salesforce.cells import Rows, both, constant, days, either, is_true, joined, not_of_kind, where
from data_access.sources.salesforce.objects import GONE, LEFT_COMPANY, NEWEST, SENIORITY
from data_access.sources.salesforce.worked_out import LEFT_OUT, Context, Leaving

ROLES = "roles"
TERRITORIES = "territories"
MANAGERS = "managers"
TEAMS = {TERRITORIES: "Territory2", ROLES: "UserRole", MANAGERS: "User"}
"""What can stand for a team, and the table it is read from."""

_LEVEL_CELLS = (
    ("executive", r"^(c-?(level|suite)|executive|vp|vice president|owner|founder|partner|president)$"),
    ("management", r"^(director|manager|management|head|senior manager)$"),
    ("supervisor", r"^(supervisor|team lead|lead)$"),
    ("specialist", r"^(specialist|staff|individual contributor|senior|entry|junior|non-manager|employee)$"),
)


def gone(rows: Rows) -> pa.Array:
    """Whether a row is deleted, or an earlier state of one."""
    return either(_deleted(rows), _earlier(rows))


def _deleted(rows: Rows) -> pa.Array:
    return either(rows.flag("IsDeleted"), rows.flag(GONE))


def _earlier(rows: Rows) -> pa.Array:
    return both(pc.is_valid(rows[NEWEST]), pc.invert(is_true(rows[NEWEST])))


def kept(table: str, name: str) -> Callable[[Rows, Context], dict[str, pa.Array]]:
    """What leaves deleted rows of a table of theirs out, told about a table of ours."""

    def work_out(rows: Rows, context: Context) -> dict[str, pa.Array]:
        leaving = Leaving(rows)
        leaving.out(gone(rows), f"{name}: deleted")
        return {LEFT_OUT: leaving.told(context, table, rows["Id"])}

    return work_out


def account(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """An account; one that was merged away stays, so that what still names it finds the survivor."""
    merged = both(_deleted(rows), pc.invert(_earlier(rows)), pc.is_valid(rows["MasterRecordId"]))
    leaving = Leaving(rows)
    leaving.out(both(gone(rows), pc.invert(merged)), "Account: deleted")
    owner = not_of_kind(rows["OwnerId"], "00G")
    ownerless = both(leaving.kept, pc.is_valid(rows["OwnerId"]), pc.is_null(owner))
    context.count("accounts", "Account: owned by a queue, not by one of ours", ownerless, rows["Id"])
    territories = context.links.lookup("ObjectTerritory2Association", "ObjectId", "Territory2Id")
    if context.teams == TERRITORIES and territories.repeated:
        text = "Account: further territories of an account are not taken; an account has one team"
        context.tell("accounts", text, territories.repeated)
    return {
        "the owner": owner,
        "the territory": territories(rows["Id"]),
        "merged into": where(merged, rows["MasterRecordId"]),
        LEFT_OUT: leaving.told(context, "accounts", rows["Id"]),
    }


def contact(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A person at an account, with a level by a custom column of seniority, else by the title."""
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Contact: deleted")
    leaving.out(pc.is_null(rows["AccountId"]), "Contact: of no account")
    custom = pc.coalesce(*(_level(rows[name], _LEVEL_CELLS) for name in SENIORITY))
    level = pc.coalesce(custom, _level(rows["Title"], LEVEL_WORDS))
    if "the level" in context.asked:
        by_title = both(leaving.kept, pc.is_null(custom), pc.is_valid(level))
        context.count("contacts", "Contact: level read from words of the title", by_title, rows["Id"])
        unread = both(leaving.kept, pc.is_null(level), pc.is_valid(rows["Title"]))
        context.count("contacts", "Contact: no word of the title tells the level; it is unknown", unread, rows["Id"])
    return {
        "the name": _name(rows),
        "the level": level,
        "still there": where(rows.flag(LEFT_COMPANY), "false"),
        LEFT_OUT: leaving.told(context, "contacts", rows["Id"]),
    }


def user(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """One of ours, with the team that stands for one here."""
    leads = context.links.lookup("User", "ManagerId", "ManagerId")(rows["Id"])
    team = {
        TERRITORIES: lambda: context.links.lookup("UserTerritory2Association", "UserId", "Territory2Id")(rows["Id"]),
        ROLES: lambda: rows["UserRoleId"],
        MANAGERS: lambda: pc.coalesce(leads, rows["ManagerId"]),
        None: lambda: constant(rows.count, None),
    }[context.teams]()
    leaving = Leaving(rows)
    leaving.out(gone(rows), "User: deleted")
    return {
        "the name": _name(rows),
        "the team": team,
        "leads others": leads,
        LEFT_OUT: leaving.told(context, "employees", rows["Id"]),
    }


def member(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """Somebody of ours who serves an account."""
    leaving = Leaving(rows)
    leaving.out(gone(rows), "AccountTeamMember: deleted")
    return {LEFT_OUT: leaving.told(context, "account_team_members", rows["AccountId"])}


def second_employer(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A contact who also works for another account: counted only, a contact of ours has one account."""
    second = both(pc.invert(gone(rows)), pc.invert(rows.flag("IsDirect")))
    text = "AccountContactRelation: further accounts of a contact are not taken; a contact has one account"
    context.count("contacts", text, second, rows["ContactId"])
    return {LEFT_OUT: constant(rows.count, "counted only")}


def opportunity(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A deal: won and lost by IsWon and IsClosed, whatever its stage is called."""
    won = rows.flag("IsWon")
    closed = either(rows.flag("IsClosed"), won)
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Opportunity: deleted")
    leaving.out(pc.is_null(rows["AccountId"]), "Opportunity: of no account")
    return {
        "the currency": _currency(rows, context, "opportunities", "Opportunity"),
        "the outcome": pc.if_else(won, "won", where(closed, "lost")),
        "closed on": where(closed, days(rows["CloseDate"])),
        "the owner": not_of_kind(rows["OwnerId"], "00G"),
        LEFT_OUT: leaving.told(context, "opportunities", rows["Id"]),
    }


def order(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """An order: it counts once it is activated."""
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Order: deleted")
    state = pc.coalesce(rows["StatusCode"], rows["Status"])
    cancelled = pc.match_substring_regex(state, r"(?i)^cancel")
    status = pc.if_else(
        pc.fill_null(pc.is_in(state, pa.array(["Activated", "A"])), False),
        "confirmed",
        pc.if_else(pc.fill_null(cancelled, False), "cancelled", "open"),
    )
    return {
        "the currency": _currency(rows, context, "orders", "Order"),
        "the status": status,
        "ordered on": days(rows["EffectiveDate"]),
        LEFT_OUT: leaving.told(context, "orders", rows["Id"]),
    }


def case(rows: Rows, context: Context) -> dict[str, pa.Array]:
    """A case, which an account must have."""
    leaving = Leaving(rows)
    leaving.out(gone(rows), "Case: deleted")
    leaving.out(pc.is_null(rows["AccountId"]), "Case: of no account")
    escalated = both(leaving.kept, rows.flag("IsEscalated"))
    context.count("cases", "Case: escalated, but Salesforce does not say when", escalated, rows["Id"])
    closed = rows.flag("IsClosed") if "IsClosed" in rows else pc.is_valid(rows["ClosedDate"])
    return {
        "resolved at": where(closed, rows["ClosedDate"]),
        LEFT_OUT: leaving.told(context, "cases", rows["Id"]),
    }


def _currency(rows: Rows, context: Context, table: str, name: str) -> pa.Array:
    if "CurrencyIsoCode" in rows:
        return rows["CurrencyIsoCode"]
    text = f"{name}: no CurrencyIsoCode; amounts count as {context.reporting_currency}, the reporting currency"
    context.count(table, text, pc.is_valid(rows["Id"]), rows["Id"])
    return constant(rows.count, context.reporting_currency)


def _name(rows: Rows) -> pa.Array:
    return pc.coalesce(rows["Name"], joined(rows["FirstName"], rows["LastName"], " "))


def _level(text: pa.Array, words: tuple[tuple[str, str], ...]) -> pa.Array:
    found = [where(pc.match_substring_regex(text, f"(?i){pattern}"), level) for level, pattern in words]
    return pc.coalesce(*found)
