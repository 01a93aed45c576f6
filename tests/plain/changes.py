"""Changes between two dates (section 6), one account, one row and one sentence at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.plain import teamwork
from tests.plain.facts import facts, team_of
from tests.plain.intake import PlainStore
from tests.plain.rules import DEFAULTS
from tests.plain.view import View, happened, view_of

KINDS = (
    *("neglected", "limit_breached", "band_fell", "tier_fell"),
    *("neglect_ended", "limit_cleared", "band_rose", "tier_rose", "cadence", "owner", "case_escalated"),
    *("commitment_overdue", "agreement_ends", "new", "certification_ends"),
)
LIMITS = ("satisfaction_limit", "neglected", "no_owner")
BANDS = ("poor", "fair", "good")
LADDER = ("prospect", "inactive", "C", "B", "A")
NINETY = timedelta(90)


@dataclass
class Pair:
    """Two dates of a store: the view of the later one, and the facts of the accounts on both."""

    view: View
    since: date
    then: dict[str, dict]
    now: list[dict]


def pair_of(store: PlainStore, since: date, as_of: date, policy: dict) -> Pair:
    """What the changes between two dates are told from."""
    then = {row["account_id"]: row for row in facts(store, since, policy, trend=False)}
    return Pair(view_of(store, as_of, policy), since, then, facts(store, as_of, policy, trend=False))


def changes(pair: Pair, scope: set[str] | None = None) -> list[dict]:
    """The changes of the accounts of these teams, in order: kind, account_id, row_id, limit, before, after, amount, why.

    `before` and `after` are ids of states, bands and owners, or rows of the pyramid; None where the kind has none.
    """
    view, since, then = pair.view, pair.since, pair.then
    found = []
    for now in pair.now:
        if scope is not None and now["team_id"] not in scope:
            continue
        before = then.get(now["account_id"])
        told = [change("new")] if before is None else account_changes(view, since, before, now)
        for one in told:
            amount = now["watch_amount"] if one["kind"] == "neglected" else now["revenue_12m"]
            found.append(one | {"account_id": now["account_id"], "amount": amount})
    found += certifications(view, since, scope)
    return sorted(found, key=in_order)


def in_order(one: dict) -> tuple:
    """By kind, the largest amount first, unknown amounts last, then account, then row; limits as they are named."""
    amount = one["amount"]
    largest = (amount is None, -amount if amount is not None else 0)
    limit = LIMITS.index(one["limit"]) if one["limit"] else 0
    return KINDS.index(one["kind"]), *largest, one["account_id"] or "", one["row_id"] or "", limit


def change(kind: str, before: object = None, after: object = None, row_id: str | None = None, limit: str = "") -> dict:
    """One change, not yet of an account."""
    return {
        "kind": kind,
        "before": before,
        "after": after,
        "row_id": row_id,
        "limit": limit,
        "account_id": None,
        "amount": None,
        "why": None,
    }


def account_changes(view: View, since: date, before: dict, now: dict) -> list[dict]:
    """The changes of an account that exists on both dates."""
    was_active, is_active = before["layer"] == "active", now["layer"] == "active"
    left = was_active and not is_active
    found = watch_changes(before, now) + owner_changes(before, now)
    told = {one["kind"] for one in found}
    if not left:
        found += limit_changes(before, now, told)
        found += cadence_changes(before, now)
    if was_active and is_active:
        found += band_changes(view, before, now)
    found += tier_changes(before, now)
    return found + row_changes(view, since, now["account_id"])


def watch_changes(before: dict, now: dict) -> list[dict]:
    was, is_now = before["watch_state"] == "neglected", now["watch_state"] == "neglected"
    if is_now and not (was and before["watch_order_on"] == now["watch_order_on"]):
        return [change("neglected", before["watch_state"], "neglected")]
    if was and not is_now:
        return [change("neglect_ended", "neglected", now["watch_state"])]
    return []


def owner_changes(before: dict, now: dict) -> list[dict]:
    if before["owner_id"] != now["owner_id"] or (before["owner_active"] and now["owner_active"] is False):
        return [change("owner", before["owner_id"], now["owner_id"])]
    return []


def limit_changes(before: dict, now: dict, told: set[str]) -> list[dict]:
    was, is_now = ((row["limits"] or "").split() for row in (before, now))
    found = []
    for limit in LIMITS:
        said = (limit == "neglected" and told & {"neglected", "neglect_ended"}) or (
            limit == "no_owner" and "owner" in told
        )
        if limit in is_now and limit not in was and not said:
            found.append(change("limit_breached", limit=limit))
        if limit in was and limit not in is_now and not said:
            found.append(change("limit_cleared", limit=limit))
    return found


def band_changes(view: View, before: dict, now: dict) -> list[dict]:
    was, is_now = before["band"], now["band"]
    if was == is_now:
        return []
    fell = was in BANDS and is_now in BANDS and BANDS.index(is_now) < BANDS.index(was)
    return [change("band_fell" if fell else "band_rose", was, is_now) | {"why": reasons(view, before, now)}]


def reasons(view: View, before: dict, now: dict) -> list[str]:
    """The three indicators with the largest change of points lost, without those that did not change."""
    moved = {name: lost(view, now, name) - lost(view, before, name) for name in DEFAULTS["indicators"]}
    order = sorted(moved, key=lambda name: -round(abs(moved[name]), 9))
    return [name for name in order[:3] if round(abs(moved[name]), 9) > 0]


def lost(view: View, row: dict, name: str) -> float:
    """Points an indicator takes from the score; an unknown one takes none."""
    weights = {key: float(rule["weight"]) for key, rule in view.policy["indicators"].items()}
    known = sum(weight for key, weight in weights.items() if row[f"{key}_points"] is not None)
    points = row[f"{name}_points"]
    return 0.0 if points is None or not known else weights[name] * (100 - points) / known


def tier_changes(before: dict, now: dict) -> list[dict]:
    was, is_now = (row["tier"] or row["layer"] for row in (before, now))
    if None in (was, is_now) or was == is_now:
        return []
    kind = "tier_fell" if LADDER.index(is_now) < LADDER.index(was) else "tier_rose"
    return [change(kind, was.capitalize(), is_now.capitalize())]


def cadence_changes(before: dict, now: dict) -> list[dict]:
    was, is_now = before["cadence_status"], now["cadence_status"]
    if is_now is None or (was in ("overdue", "never")) == (is_now in ("overdue", "never")):
        return []
    return [change("cadence", was, is_now)]


def row_changes(view: View, since: date, key: str) -> list[dict]:
    """What its cases, promises and agreement say."""
    found = []
    for case in rows_of(view, "cases", key):
        if happened(view, case["escalated_at"]) and case["escalated_at"].astimezone(view.store.zone).date() > since:
            found.append(change("case_escalated", row_id=case["case_id"]))
    for promise in rows_of(view, "commitments", key):
        if is_overdue(view, promise, view.d) and not is_overdue(view, promise, since):
            found.append(change("commitment_overdue", row_id=promise["commitment_id"]))
    ends = next(row["agreement_ends_on"] for row in view.accounts if row["account_id"] == key)
    if ends is not None and begins_to_end(view, since, ends):
        found.append(change("agreement_ends"))
    return found


def rows_of(view: View, table: str, key: str) -> list[dict]:
    """The rows of an account, those of the accounts merged into it included."""
    return [row for row in view.store.rows.get(table, []) if view.store.survivor[row["account_id"]] == key]


def is_overdue(view: View, promise: dict, day: date) -> bool:
    """Whether a promise is overdue at the end of a day."""
    done = promise["done_at"]
    is_done = done is not None and done.astimezone(view.store.zone).date() <= day
    return not promise["cancelled"] and promise["due_on"] < day and not is_done


def begins_to_end(view: View, since: date, ends: date) -> bool:
    """Whether a day lies within the 90 days ahead, and did not on the earlier date."""
    return view.d <= ends <= view.d + NINETY and not since <= ends <= since + NINETY


def certifications(view: View, since: date, scope: set[str] | None) -> list[dict]:
    """One change per employee; with a scope only of those who serve one of its accounts. `after` is how many they serve."""
    if "endings" not in teamwork.known(view):
        return []
    kinds = {row["qualification_id"]: row for row in view.store.rows["qualifications"]}
    ending = {
        kinds[row["qualification_id"]]["employee_id"]
        for row in teamwork.endings(view)
        if kinds[row["qualification_id"]]["kind"] == "certification" and begins_to_end(view, since, row["valid_until"])
    }
    in_scope = {row["account_id"] for row in view.accounts if scope is None or team_of(view.store, row) in scope}
    serving = [(a, e) for a, e in teamwork.serving(view, ending) if a in in_scope]
    found = []
    for employee in sorted(ending):
        served = len({account for account, who in serving if who == employee})
        if served or scope is None:
            found.append(change("certification_ends", after=served, row_id=employee))
    return found
