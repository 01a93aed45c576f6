"""What is said of a change: what happened, how it was before and after, and why; as plain text, one of each per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.explanations import since_contact, what_followed, what_was_bought
from dashboard.palette import CADENCE_STATUSES, HEALTH_BANDS, LIMIT_WORDS, TIER_ROWS, WATCH_STATES
from dashboard.policy import TIERS
from dashboard.review.events import behind_bands, newest_answers
from dashboard.review.sides import Sides
from dashboard.scoring.health import BANDS, NEGLECTED_LIMIT, SATISFACTION_LIMIT
from dashboard.scoring.tiers import ENTERED
from dashboard.wording import UNKNOWN, as_date, count, day, is_unknown, money, noun, number

NOBODY, NO_WATCH = "nobody", "no open watch"
MET, BREACHED = "met", "breached"
NO_WORDS = "no subject"
_READ = (
    *("owner_id", "owner_name", "owner_active", "layer", "tier", "tier_source", "revenue_12m"),
    *("first_order_on", "last_order_on", "last_contact_on", "last_contact_kind", "next_planned_on", "contacts_365d"),
    *("contact_target_days", "cadence_status", "watch_order_on", "watch_amount", "watch_state"),
    *("core_satisfaction", "service_satisfaction", "band", "limits", "agreement_ends_on"),
)

Row = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """What is said of each of some changes."""

    what: list[str]
    before: list[str | None]
    after: list[str | None]
    why: list[str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str | None, str | None, str]]) -> Told:
        """From what, before, after and why of each row."""
        parts = list(zip(*rows, strict=True)) or [(), (), (), ()]
        return cls(*(list(part) for part in parts))

    def columns(self) -> dict[str, list[str | None]]:
        """The columns of the changes that hold it."""
        return {"what": self.what, "before": self.before, "after": self.after, "why": self.why}


def neglected(sides: Sides, chosen: np.ndarray) -> Told:
    """Which checkpoint was missed, and what was bought and who was in touch since."""
    return Told.of(
        (_missed(buyer, sides), _watch_then(then, sides), "neglected", _why_watch(buyer, sides))
        for then, _, buyer in _with_watch(sides, chosen)
    )


def neglect_ended(sides: Sides, chosen: np.ndarray, contacted: np.ndarray) -> Told:
    """The contact that was held or planned, or that the watch ended without one."""
    return Told.of(
        (_how_ended(now, was_contacted, sides), "neglected", _watch_word(now), _why_ended(then, now, sides))
        for (then, now), was_contacted in zip(_rows(sides, chosen), contacted, strict=True)
    )


def contacted_since(sides: Sides, chosen: np.ndarray) -> np.ndarray:
    """Whether somebody was in touch after the earlier date, or is to be, with each of the chosen accounts."""
    rows = sides.after[chosen]
    since = rows["last_contact_on"] > pd.Timestamp(sides.since)
    return (since | rows["next_planned_on"].notna()).to_numpy()


def limit(sides: Sides, chosen: np.ndarray, name: str) -> Told:
    """The limit, and the value or the state that breaches or keeps it."""
    answers = newest_answers(sides, chosen) if name == SATISFACTION_LIMIT else {}
    return Told.of(_of_limit(name, then, now, sides, answers) for then, now in _rows(sides, chosen))


def limit_known(sides: Sides, chosen: np.ndarray, name: str) -> np.ndarray:
    """Whether it is known that each of the chosen accounts keeps the limit: without answers nobody knows."""
    rows = sides.after[chosen]
    known = rows[["core_satisfaction", "service_satisfaction"]].notna().any(axis=1).to_numpy()
    return known if name == SATISFACTION_LIMIT else np.ones(len(rows), dtype=bool)


def band(sides: Sides, chosen: np.ndarray) -> Told:
    """From which band to which, with the event that weighs most, and the three indicators that moved it most."""
    told = []
    for (then, now), reasons in zip(_rows(sides, chosen), behind_bands(sides, chosen), strict=True):
        was, is_now = (HEALTH_BANDS[row["band"]].word for row in (then, now))
        rose = BANDS.index(now["band"]) < BANDS.index(then["band"])
        first = next((f": {reason.short}" for reason in reasons if not reason.title or (reason.gained > 0) == rose), "")
        why = "; ".join(str(reason) for reason in reasons) or "no indicator took more or fewer points"
        told.append((f"{_opened(was)} → {is_now}{first}", was, is_now, why))
    return Told.of(told)


def tier(sides: Sides, chosen: np.ndarray) -> Told:
    """From which row of the pyramid to which, with the order, the revenue or the entry that moved it."""
    was, is_now = (places[chosen] for places in sides.rows_of_pyramid)
    names = [(TIER_ROWS[a], TIER_ROWS[b]) for a, b in zip(was, is_now, strict=True)]
    return Told.of(
        (f"{a} → {b}: {_moved_tier(then, now, sides)}", a, b, _revenue(then, now, sides))
        for (a, b), (then, now) in zip(names, _rows(sides, chosen), strict=True)
    )


def cadence(sides: Sides, chosen: np.ndarray) -> Told:
    """From which status to which, with the days since the last counted contact and the target."""
    told = []
    for then, now in _rows(sides, chosen):
        was, is_now = _status(then), _status(now)
        since = since_contact(now, sides.as_of)
        told.append((f"{_opened(was)} → {is_now}: {since[:1].lower()}{since[1:-1]}", was, is_now, since))
    return Told.of(told)


def owner(sides: Sides, chosen: np.ndarray) -> Told:
    """Who the owner was and is, and whether somebody active is."""
    told = []
    for then, now in _rows(sides, chosen):
        was, is_now = _owner(then), _owner(now)
        lost = is_unknown(now["owner_id"]) or (not is_unknown(now["owner_active"]) and not now["owner_active"])
        what = f"No active owner any more: {was}" if lost and is_now in (NOBODY, was) else f"Owner {was} → {is_now}"
        why = f"{is_now} is not active" if lost and not is_unknown(now["owner_id"]) else f"the CRM names {is_now}"
        told.append((what, was, f"{is_now}, not active" if lost and is_now != NOBODY else is_now, why))
    return Told.of(told)


def escalated(sides: Sides, rows: pd.DataFrame) -> Told:
    """The case and when it was escalated, its priority and how long it is open."""
    told = []
    for row in rows.to_dict("records"):
        on, opened = day(row["escalated_on"], sides.as_of), day(row["opened_on"], sides.as_of)
        solved = "" if is_unknown(row["resolved_on"]) else f", resolved on {day(row['resolved_on'], sides.as_of)}"
        why = f"{row['priority']} priority, opened on {opened}{solved}"
        told.append((f"Escalated on {on}: {_subject(row)}", "not escalated", "escalated", why))
    return Told.of(told)


def overdue(sides: Sides, rows: pd.DataFrame) -> Told:
    """The promise and when it was due, and who promised."""
    told = []
    for row in rows.to_dict("records"):
        late = count((sides.as_of - as_date(row["due_on"])).days, "day")
        by = "" if is_unknown(row["employee_name"]) else f"promised by {row['employee_name']}, "
        due = day(row["due_on"], sides.as_of)
        told.append((f"Due {due}, not done: {_subject(row)}", "open", "overdue", f"{by}{late} overdue"))
    return Told.of(told)


def agreement(sides: Sides, chosen: np.ndarray) -> Told:
    """When the agreement ends."""
    told = []
    for then, now in _rows(sides, chosen):
        was, ends = then["agreement_ends_on"], now["agreement_ends_on"]
        on, left = day(ends, sides.as_of), (as_date(ends) - sides.as_of).days
        before = None if is_unknown(was) or was == ends else day(was, sides.as_of)
        moved = f"; it was {before}" if before else ""
        told.append((f"Agreement ends on {on}", before, on, f"{_in_days(left)}{moved}"))
    return Told.of(told)


def new(rows: pd.DataFrame, as_of: date) -> Told:
    """That the account is new, with its first order where it has one."""
    told = []
    for row in rows.to_dict("records"):
        first = row["first_order_on"]
        bought = "no order so far" if is_unknown(first) else f"first order on {day(first, as_of)}"
        layer = row["layer"] if is_unknown(row["tier"]) else f"tier {row['tier']}"
        bought = "orders are not known" if is_unknown(layer) else bought
        told.append((f"New account: {bought}", None, None if is_unknown(layer) else str(layer), bought))
    return Told.of(told)


def _rows(sides: Sides, chosen: np.ndarray) -> list[tuple[Row, Row]]:
    """The rows of the chosen accounts before and after, with the columns that are read here."""
    if not chosen.any():
        return []
    then, now = sides.before[list(_READ)], sides.after[[*_READ, "account_no", "agreed_interval_days"]]
    return list(zip(*(frame[chosen].to_dict("records") for frame in (then, now)), strict=True))


def _with_watch(sides: Sides, chosen: np.ndarray) -> list[tuple[Row, Row, Row]]:
    """The same with the watch each account is shown by."""
    if not chosen.any():
        return []
    watches = sides.scored.watches
    shown = watches[watches["shown"]].set_index("account_id").reindex(sides.after["account_id"][chosen])
    return [(*pair, buyer) for pair, buyer in zip(_rows(sides, chosen), shown.to_dict("records"), strict=True)]


def _missed(buyer: Row, sides: Sides) -> str:
    passed = max(k for k in sides.policy.checkpoints if k <= buyer["days"])
    return f"Day {passed} missed, nothing planned"


def _why_watch(buyer: Row, sides: Sides) -> str:
    bought = what_was_bought(buyer, sides.as_of, sides.policy, sides.currency)
    return f"{bought} {what_followed(buyer, sides.as_of, sides.policy)}"


def _watch_then(then: Row, sides: Sides) -> str:
    if then["watch_state"] == "neglected":
        return f"neglected after the order of {day(then['watch_order_on'], sides.as_of)}"
    return _watch_word(then)


def _watch_word(row: Row) -> str:
    if is_unknown(row["watch_order_on"]):
        return NO_WATCH
    state = row["watch_state"]
    return "unknown" if is_unknown(state) else WATCH_STATES[state].word.lower()


def _how_ended(now: Row, contacted: bool, sides: Sides) -> str:
    if not contacted:
        return "Watch ended without a contact"
    if not is_unknown(now["last_contact_on"]) and as_date(now["last_contact_on"]) > sides.since:
        kind = "" if is_unknown(now["last_contact_kind"]) else f": {now['last_contact_kind']}"
        return f"Contacted on {day(now['last_contact_on'], sides.as_of)}{kind}"
    return f"Contact planned on {day(now['next_planned_on'], sides.as_of)}"


def _why_ended(then: Row, now: Row, sides: Sides) -> str:
    ordered = day(then["watch_order_on"], sides.as_of)
    amount = "" if is_unknown(then["watch_amount"]) else f", {money(then['watch_amount'], sides.currency)} bought since"
    same = not is_unknown(now["watch_order_on"]) and now["watch_order_on"] == then["watch_order_on"]
    state = f"the watch is now {_watch_word(now)}" if same else "the watch of this order is over"
    return f"neglected after the order of {ordered}{amount}; {state}"


def _of_limit(name: str, then: Row, now: Row, sides: Sides, answers: Mapping) -> tuple[str, str, str, str]:
    before, after = (_limit_state(row, name) for row in (then, now))
    if name == NEGLECTED_LIMIT:
        return f"Limit: {LIMIT_WORDS[name]}", before, after, "a neglected recent buyer cannot be good"
    if name != SATISFACTION_LIMIT:
        what = "No active owner" if after == BREACHED else "An active owner again"
        return what, before, after, "an account without an active owner cannot be good"
    floor = number(sides.policy.satisfaction_floor, 1)
    shown, label = _lowest(now)
    was, _ = _lowest(then)
    value = "Satisfaction is no longer known" if is_unknown(shown) else f"{label} {number(shown, 1)}, limit {floor}"
    why = f"it was {'unknown' if is_unknown(was) else number(was, 1)}{answers.get(now['account_no'], '')}"
    return value, before, after, why


def _limit_state(row: Row, name: str) -> str:
    if name in str(row["limits"] or "").split():
        return BREACHED
    return UNKNOWN if name == SATISFACTION_LIMIT and is_unknown(_lowest(row)[0]) else MET


def _lowest(row: Row) -> tuple[float, str]:
    """The lower of the two satisfactions that the limit holds for, and what it is called."""
    parts = {"Core satisfaction": row["core_satisfaction"], "Service satisfaction": row["service_satisfaction"]}
    known = {label: value for label, value in parts.items() if not is_unknown(value)}
    label = min(known, key=known.get, default="")
    return known.get(label, float("nan")), label


def _moved_tier(then: Row, now: Row, sides: Sides) -> str:
    """The event that moved an account between rows of the pyramid."""
    if now["layer"] == "inactive":
        return f"no order since {day(now['last_order_on'], sides.as_of)}"
    if then["layer"] == "prospect":
        return f"first order on {day(now['first_order_on'], sides.as_of)}"
    if then["layer"] == "inactive":
        return f"ordered again on {day(now['last_order_on'], sides.as_of)}"
    if ENTERED in (then["tier_source"], now["tier_source"]):
        return "entered in the CRM" if now["tier_source"] == ENTERED else "computed, no tier is entered any more"
    was, is_now = then["revenue_12m"], now["revenue_12m"]
    if is_unknown(was) or is_unknown(is_now):
        return "by revenue of 12 months"
    rose = TIERS.index(now["tier"]) < TIERS.index(then["tier"])
    shown = money(is_now, sides.currency)
    if (is_now > was) != rose or money(was, sides.currency) == shown:
        return f"12-month revenue {shown}; other accounts moved"
    return f"12-month revenue {'rose' if rose else 'fell'} to {shown}"


def _revenue(then: Row, now: Row, sides: Sides) -> str:
    was, is_now = (money(row["revenue_12m"], sides.currency) for row in (then, now))
    return f"revenue of 12 months {was} → {is_now}"


def _status(row: Row) -> str:
    status = row["cadence_status"]
    return "unknown" if is_unknown(status) else CADENCE_STATUSES[status].word


def _owner(row: Row) -> str:
    if is_unknown(row["owner_id"]):
        return NOBODY
    return str(row["owner_id"]) if is_unknown(row["owner_name"]) else str(row["owner_name"])


def _subject(row: Row) -> str:
    return NO_WORDS if is_unknown(row["subject"]) else str(row["subject"])


def _in_days(left: int) -> str:
    return "today" if left == 0 else f"in {number(left)} {noun(left, 'day')}"


def _opened(word: str) -> str:
    return f"{word[:1].upper()}{word[1:]}"
