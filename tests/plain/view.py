"""A store as it stood at the end of a day: what counts, what is connected, which tier (sections 0 to 2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil

from tests.plain.intake import PlainStore

DEFAULTS = {
    "counted_kinds": ("meeting", "call", "email", "message"),
    "connected_share": 0.01,
    "grace_days": 14,
    "prefer_entered": True,
    "scheme": "revenue_share",
    "a_share": 0.80,
    "b_share": 0.95,
    "a_rank": 0.05,
    "b_rank": 0.20,
    "a_min": None,
    "b_min": None,
    "contact_target": {"A": 30, "B": 60, "C": 180},
    "review_target": {"A": 90, "B": 180, "C": 365},
    "due_ratio": 1.5,
    "over_contact": 2.0,
    "watch_min_amount": 0,
    "quiet_days": 30,
    "watch_days": 120,
    "checkpoints": (14, 45, 90),
}


@dataclass
class View:
    """A store as it stood at the end of day d, its rows gathered by surviving account."""

    store: PlainStore
    d: date
    policy: dict
    interactions_connected: bool = False
    orders_connected: bool = False
    purpose_connected: bool = False
    responded_connected: bool = False
    owners_connected: bool = False
    accounts: list[dict] = field(default_factory=list)
    contacts: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    order_days: dict[str, list[date]] = field(default_factory=dict)
    tiers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def since(self, days: int) -> date:
        """The day before the last `days` days."""
        return self.d - timedelta(days)

    def in_last(self, day: date, days: int) -> bool:
        """Whether `day` is one of the `days` days ending with d."""
        return self.since(days) < day <= self.d


def view_of(store: PlainStore, as_of: date, policy: dict) -> View:
    """What is known of the store at the end of `as_of`."""
    view = View(store, as_of, DEFAULTS | policy)
    _gather_orders(view)
    _gather_contacts(view)
    first = _first_days(view)
    standing = [row for row in store.rows["accounts"] if row["merged_into_id"] is None]
    owned = _is_connected(view, [row["owner_id"] is not None for row in standing])
    view.owners_connected = owned and bool(store.rows.get("employees"))
    existing = [row for row in standing if first.get(row["account_id"], as_of) <= as_of]
    view.accounts = sorted(existing, key=lambda row: row["account_id"])
    _rank(view)
    return view


def tiers_on(store: PlainStore, day: date, policy: dict) -> dict[str, str]:
    """The tier of every account that is active at the end of `day`."""
    view = View(store, day, DEFAULTS | policy)
    _gather_orders(view)
    view.accounts = [row for row in store.rows["accounts"] if row["merged_into_id"] is None]
    _rank(view)
    return {account: tier for account, (tier, _) in view.tiers.items()}


def connected(store: PlainStore, as_of: date, policy: dict) -> set[str]:
    """Which of interactions, orders, interactions.purpose and interactions.responded_at are connected on `as_of`."""
    view = view_of(store, as_of, policy)
    known = {
        "interactions": view.interactions_connected,
        "orders": view.orders_connected,
        "interactions.purpose": view.purpose_connected,
        "interactions.responded_at": view.responded_connected,
    }
    return {name for name, is_connected in known.items() if is_connected}


def local_day(view: View, moment: datetime | None) -> date | None:
    """The company's calendar date of a moment."""
    return None if moment is None else moment.astimezone(view.store.zone).date()


def event_day(view: View, interaction: dict) -> date:
    """The date of starts_at; that of an all-day row is never shifted."""
    if interaction["all_day"]:
        return interaction["starts_at"].date()
    return local_day(view, interaction["starts_at"])


def _happened(view: View, moment: datetime | None) -> bool:
    return moment is not None and local_day(view, moment) <= view.d


def _is_counted_order(order: dict) -> bool:
    return order["status"] in ("confirmed", "delivered")


def _gather_orders(view: View) -> None:
    rows = view.store.rows.get("orders", [])
    view.orders_connected = any(row["ordered_on"] <= view.d for row in rows)
    for order in rows:
        if _is_counted_order(order) and order["ordered_on"] <= view.d:
            view.orders[view.store.survivor[order["account_id"]]].append(order)
    for account, orders in view.orders.items():
        days = sorted({order["ordered_on"] for order in orders if order["amount"] > 0})
        if days:
            view.order_days[account] = days


def _gather_contacts(view: View) -> None:
    rows = [row for row in view.store.rows.get("interactions", []) if not row["bulk"]]
    view.interactions_connected = any(event_day(view, row) <= view.d for row in rows)
    view.responded_connected = _is_connected(
        view,
        [_happened(view, row["responded_at"]) for row in rows if _is_mail_to_answer(view, row)],
    )
    internal = _internal_ids(view.store)
    meetings_purpose = []
    for row in rows:
        if row["interaction_id"] in internal:
            continue
        account = view.store.survivor[row["account_id"]]
        if _is_counted_contact(view, row):
            view.contacts[account].append(row)
            if row["kind"] == "meeting" and view.in_last(event_day(view, row), 365):
                meetings_purpose.append(row["purpose"] is not None)
        if _is_planned_contact(view, row):
            view.planned[account].append(event_day(view, row))
    view.purpose_connected = _is_connected(view, meetings_purpose)


def _is_connected(view: View, carries: list[bool]) -> bool:
    """Whether enough of the base rows carry a value: the share of the policy and at least one."""
    if not any(carries):
        return False
    return round(sum(carries) / len(carries), 9) >= view.policy["connected_share"]


def _is_mail_to_answer(view: View, row: dict) -> bool:
    return (
        row["kind"] in ("email", "message")
        and row["direction"] == "inbound"
        and row["status"] == "held"
        and view.in_last(event_day(view, row), 365)
    )


def _internal_ids(store: PlainStore) -> set[str]:
    """Interactions without a contact as delivered whose participants all carry an employee only."""
    only_employees = {}
    for row in store.rows.get("interaction_participants", []):
        cells = row["delivered"]
        ours = cells["employee_id"] is not None and cells["contact_id"] is None and cells["third_party"] is None
        only_employees[cells["interaction_id"]] = only_employees.get(cells["interaction_id"], True) and ours
    return {
        row["interaction_id"]
        for row in store.rows.get("interactions", [])
        if row["delivered"]["contact_id"] is None and only_employees.get(row["interaction_id"], False)
    }


def _is_counted_contact(view: View, row: dict) -> bool:
    """The rule for a row that is neither bulk nor internal."""
    if row["status"] != "held" or event_day(view, row) > view.d or row["kind"] not in view.policy["counted_kinds"]:
        return False
    if row["kind"] not in ("email", "message"):
        return True
    if row["direction"] == "inbound" and not view.responded_connected:
        return True
    return _happened(view, row["responded_at"])


def _is_planned_contact(view: View, row: dict) -> bool:
    """The rule for a row that is neither bulk nor internal."""
    return (
        row["kind"] in ("meeting", "call")
        and row["status"] in ("planned", "held")
        and _happened(view, row["created_at"])
        and view.d < event_day(view, row) <= view.d + timedelta(view.policy["grace_days"])
    )


def _first_days(view: View) -> dict[str, date]:
    """By surviving account, the first of creation, counted order and held interaction over all its rows."""
    rows = view.store.rows
    days = [(row["account_id"], local_day(view, row["created_at"])) for row in rows["accounts"] if row["created_at"]]
    days += [(row["account_id"], row["ordered_on"]) for row in rows.get("orders", []) if _is_counted_order(row)]
    days += [
        (row["account_id"], event_day(view, row))
        for row in rows.get("interactions", [])
        if row["status"] == "held" and not row["bulk"]
    ]
    first = {}
    for account, day in days:
        survivor = view.store.survivor[account]
        first[survivor] = min(day, first.get(survivor, day))
    return first


# ---- layers and tiers


def layer_of(view: View, account: str) -> str:
    """The account's layer on d."""
    days = view.order_days.get(account)
    if not days:
        return "prospect"
    return "active" if view.in_last(days[-1], 365) else "inactive"


def sum_of(orders: list[dict]) -> Decimal | None:
    """Their amount in the reporting currency; 0 without orders, unknown where none of them has a rate."""
    amounts = [order["amount_reporting"] for order in orders if order["amount_reporting"] is not None]
    if orders and not amounts:
        return None
    return exact_sum(amounts)


def exact_sum(amounts: list[Decimal]) -> Decimal:
    """Their sum, however many digits it needs."""
    with localcontext() as context:
        context.prec = 100
        return sum(amounts, Decimal(0))


def revenue_of(view: View, account: str, skipped: int = 0) -> Decimal | None:
    """Revenue of the 365 days that ended `skipped` days before d."""
    end = view.since(skipped)
    start = end - timedelta(365)
    return sum_of([order for order in view.orders.get(account, []) if start < order["ordered_on"] <= end])


def _rank(view: View) -> None:
    """Tier and tier_source of every active account."""
    if not view.orders_connected:
        return
    active = [row for row in view.accounts if layer_of(view, row["account_id"]) == "active"]
    computed = _computed_tiers(view, [row["account_id"] for row in active])
    for row in active:
        if row["tier_entered"] is not None and view.policy["prefer_entered"]:
            view.tiers[row["account_id"]] = (row["tier_entered"], "entered")
        else:
            view.tiers[row["account_id"]] = (computed[row["account_id"]], "computed")


def _computed_tiers(view: View, active: list[str]) -> dict[str, str]:
    policy = view.policy
    revenue = {account: revenue_of(view, account) for account in active}
    tiers = dict.fromkeys(active, "C")
    if policy["scheme"] == "threshold":
        for account in active:
            tiers[account] = _tier_of_amount(policy, revenue[account])
        return tiers
    ranked = sorted((a for a in active if (revenue[a] or 0) > 0), key=lambda a: (-revenue[a], a))
    total = exact_sum([revenue[a] for a in ranked])
    for place, account in enumerate(ranked, start=1):
        before = exact_sum([revenue[a] for a in ranked[: place - 1]])
        if policy["scheme"] == "rank":
            tiers[account] = _tier_of_place(policy, place, len(ranked))
        else:
            tiers[account] = _tier_of_share(policy, before, total)
    return tiers


def _tier_of_amount(policy: dict, revenue: Decimal | None) -> str:
    if revenue is not None and revenue >= Decimal(str(policy["a_min"])):
        return "A"
    return "B" if revenue is not None and revenue >= Decimal(str(policy["b_min"])) else "C"


def _tier_of_place(policy: dict, place: int, n: int) -> str:
    if place <= ceil(round(policy["a_rank"] * n, 9)):
        return "A"
    return "B" if place <= ceil(round(policy["b_rank"] * n, 9)) else "C"


def _tier_of_share(policy: dict, before: Decimal, total: Decimal) -> str:
    share = round(float(Fraction(before) / Fraction(total)), 9)
    if share < policy["a_share"]:
        return "A"
    return "B" if share < policy["b_share"] else "C"
