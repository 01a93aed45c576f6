"""What is left out and counted whatever the CRM: rows that are gone, that belong to nobody, that never came about."""

from __future__ import annotations

from data_access.sources.mapped.fitting import Columns, listed
from data_access.sources.mapped.reading import MADE

# Added by the CRMs themselves or by the tools that copy them; a table has some of them.
GONE_FLAGS = ("deleted", "is_deleted", "isdelete", "_fivetran_deleted")
GONE_TIMES = ("_ab_cdc_deleted_at", "_sdc_deleted_at")

_OF_NO_ACCOUNT = {"when": {"ours": "account_id", "empty": True}, "say": "of no account that is known"}
_NEED_AN_ACCOUNT = (
    "account_team_members",
    "cases",
    "commitments",
    "contacts",
    "interactions",
    "opportunities",
    "orders",
    "survey_responses",
)
_LEFT_OUT = {
    "interactions": [{"when": {"ours": "starts_at", "empty": True}, "say": "without a date (floating)"}],
    "commitments": [{"when": {"ours": "due_on", "empty": True}, "say": "without a day they are due"}],
}
_STATES = {"cancelled": "cancelled", "no_show": "nobody was reached or came"}


def with_rules(content: dict, columns: Columns) -> dict:
    """The mapping with what is left out and counted in every one, added to what it says itself; raises SourceError."""
    ruled: dict = {}
    for target, parts in content.items():
        if target == MADE:
            ruled[MADE] = {name: [_still_there(part, columns) for part in made] for name, made in parts.items()}
        else:
            ruled[target] = [_ruled(target, part, columns) for part in parts]
    return ruled


def _still_there(part: dict, columns: Columns) -> dict:
    """The part of a made table without rows that are gone."""
    return {**_joined(part, columns), **_where(part, _not_gone(columns(part["from"]) or []))}


def _ruled(target: str, part: dict, columns: Columns) -> dict:
    own = {key: listed(part.get(key, [])) for key in ("left_out", "told")}
    no_account = [_OF_NO_ACCOUNT] if target in _NEED_AN_ACCOUNT and "account_id" in part else []
    left_out = [*_gone(columns(part["from"]) or []), *own["left_out"], *no_account]
    left_out += [each for each in _LEFT_OUT.get(target, []) if each["when"]["ours"] in part]
    told = [*own["told"], *(_happened(part) if target == "interactions" else [])]
    rules = {key: value for key, value in (("left_out", left_out), ("told", told)) if value}
    return {**_joined(part, columns), **rules}


def _joined(part: dict, columns: Columns) -> dict:
    """The part whose joins look at no row that is gone."""
    if "join" not in part:
        return part
    joins = {
        name: {**join, **_where(join, _not_gone(columns(join["from"]) or []))} for name, join in part["join"].items()
    }
    return {**part, "join": joins}


def _where(section: dict, conditions: list[dict]) -> dict:
    every = [*listed(section.get("where", [])), *conditions]
    return {"where": every} if every else {}


def _not_gone(there: list[str]) -> list[dict]:
    flags = [{"column": flag, "is_not": True} for flag in GONE_FLAGS if flag in there]
    return flags + [{"column": time, "empty": True} for time in GONE_TIMES if time in there]


def _gone(there: list[str]) -> list[dict]:
    flags = [{"column": flag, "is": True} for flag in GONE_FLAGS if flag in there]
    times = [{"column": time, "empty": False} for time in GONE_TIMES if time in there]
    return [{"when": each, "say": "deleted"} for each in (*flags, *times)]


def _happened(part: dict) -> list[dict]:
    """What is counted of interactions that stay, each state for itself."""
    if "status" not in part or "starts_at" not in part:
        return []
    end = "ends_at" if "ends_at" in part else "starts_at"
    planned, held = {"ours": "status", "is": "planned"}, {"ours": "status", "is": "held"}
    told = [
        {"when": [planned, {"ours": "starts_at", "past": False}], "say": "still to come"},
        {"when": [planned, {"ours": end, "past": True}], "say": "over, but never closed: not held"},
        {"when": [held, {"ours": "starts_at", "past": False}], "say": "held by its state, but dated in the future"},
    ]
    told += [{"when": {"ours": "status", "is": state}, "say": f"{words}: not held"} for state, words in _STATES.items()]
    if "private" in part:
        told.append({"when": {"ours": "private", "is": True}, "say": "private: counted, without subject and notes"})
    return told
