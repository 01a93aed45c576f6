"""A store as it stood at the end of a day: what counts, what is connected, which tier (sections 0 to 2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil

from tests.plain.intake import PlainStore
from tests.plain.rules import DEFAULTS, changed

DATED_BY = {
    "interactions": "starts_at",
    "orders": "ordered_on",
    "commitments": "due_on",
    "cases": "opened_at",
    "survey_responses": "answered_at",
    "opportunities": "created_at",
    "fx_rates": "month",
}
"""Per table with dates the column that dates a row; the other tables have none."""


@dataclass
class View:
    """A store as it stood at the end of day d, its rows gathered by surviving account."""

    store: PlainStore
    d: date
    policy: dict
    connected: set[str] = field(default_factory=set)
    accounts: list[dict] = field(default_factory=list)
    contacts: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    participants: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    order_days: dict[str, list[date]] = field(default_factory=dict)
    tiers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def knows(self, *names: str) -> bool:
        """Whether all these tables and columns (`table.column`) are connected."""
        return self.connected.issuperset(names)

    def since(self, days: int) -> date:
        """The day before the last `days` days."""
        return self.d - timedelta(days)

    def in_last(self, day: date, days: int) -> bool:
        """Whether `day` is one of the `days` days ending with d."""
        return self.since(days) < day <= self.d


def view_of(store: PlainStore, as_of: date, policy: dict) -> View:
    """What is known of the store at the end of `as_of`."""
    view = View(store, as_of, changed(DEFAULTS, policy))
    _connect_tables(view)
    _connect_answers(view)
    _gather_orders(view)
    _gather_contacts(view)
    _connect_columns(view)
    first = _first_days(view)
    existing = [row for row in _standing(store) if first.get(row["account_id"], as_of) <= as_of]
    view.accounts = sorted(existing, key=lambda row: row["account_id"])
    _rank(view)
    return view


def tiers_on(store: PlainStore, day: date, policy: dict) -> dict[str, str]:
    """The tier of every account that is active at the end of `day`."""
    view = View(store, day, changed(DEFAULTS, policy))
    _connect_tables(view)
    _gather_orders(view)
    view.accounts = _standing(store)
    _rank(view)
    return {account: tier for account, (tier, _) in view.tiers.items()}


def connected(store: PlainStore, as_of: date, policy: dict) -> set[str]:
    """The tables, and as `table.column` the columns, that are connected on `as_of`."""
    return view_of(store, as_of, policy).connected


def _standing(store: PlainStore) -> list[dict]:
    """The accounts that are not merged away: those are no rows."""
    return [row for row in store.rows["accounts"] if row["merged_into_id"] is None]


def local_day(view: View, moment: datetime | None) -> date | None:
    """The company's calendar date of a moment."""
    return None if moment is None else moment.astimezone(view.store.zone).date()


def event_day(view: View, interaction: dict) -> date:
    """The date of starts_at; that of an all-day row is never shifted."""
    if interaction["all_day"]:
        return interaction["starts_at"].date()
    return local_day(view, interaction["starts_at"])


def happened(view: View, moment: datetime | None) -> bool:
    """Whether the moment is known and no later than the end of d."""
    return moment is not None and local_day(view, moment) <= view.d


def _is_counted_order(order: dict) -> bool:
    return order["status"] in ("confirmed", "delivered")


def _gather_orders(view: View) -> None:
    rows = view.store.rows.get("orders", [])
    for order in rows:
        if _is_counted_order(order) and order["ordered_on"] <= view.d:
            view.orders[view.store.survivor[order["account_id"]]].append(order)
    for account, orders in view.orders.items():
        days = sorted({order["ordered_on"] for order in orders if order["amount"] > 0})
        if days:
            view.order_days[account] = days


def _gather_contacts(view: View) -> None:
    for row in view.store.rows.get("interaction_participants", []):
        view.participants[row["interaction_id"]].append(row)
    internal = _internal_ids(view.store)
    for row in view.store.rows.get("interactions", []):
        if row["bulk"] or row["interaction_id"] in internal:
            continue
        account = view.store.survivor[row["account_id"]]
        if _is_counted_contact(view, row):
            view.contacts[account].append(row)
        if _is_planned_contact(view, row):
            view.planned[account].append(event_day(view, row))


# ---- what is connected


def _connect_tables(view: View) -> None:
    for table, rows in view.store.rows.items():
        if any(_has_come(view, table, row) for row in rows):
            view.connected.add(table)


def _has_come(view: View, table: str, row: dict) -> bool:
    if table not in DATED_BY:
        return True
    if table == "interactions":
        return not row["bulk"] and event_day(view, row) <= view.d
    day = row[DATED_BY[table]]
    return happened(view, day) if day is None or isinstance(day, datetime) else day <= view.d


def _connect_answers(view: View) -> None:
    """Before contacts are gathered: which mails count hangs on it."""
    rows = view.store.rows.get("interactions", [])
    _connect_column(view, "interactions.responded_at", [row for row in rows if _is_mail_to_answer(view, row)])


def _connect_columns(view: View) -> None:
    contacts = [row for rows in view.contacts.values() for row in rows]
    meetings = [row for row in contacts if row["kind"] == "meeting" and view.in_last(event_day(view, row), 365)]
    for column in ("purpose", "agenda_at", "documented_at"):
        _connect_column(view, f"interactions.{column}", meetings)
    shared = [row for row in contacts if view.in_last(event_day(view, row), 365)]
    _connect_column(view, "interactions.shared_at", shared)
    cases = view.store.rows.get("cases", [])
    lately = [row for row in cases if view.in_last(local_day(view, row["opened_at"]), 365)]
    _connect_column(view, "cases.first_response_at", lately)
    _connect_column(view, "accounts.owner_id", _standing(view.store))
    _connect_column(view, "contacts.is_primary", view.store.rows.get("contacts", []))


def _connect_column(view: View, name: str, base_rows: list[dict]) -> None:
    """Connects it where enough of the base rows carry a value: the share of the policy and at least one."""
    carries = [_carries(view, row[name.partition(".")[2]]) for row in base_rows]
    if any(carries) and round(sum(carries) / len(carries), 9) >= view.policy["connected_share"]:
        view.connected.add(name)


def _carries(view: View, value: object) -> bool:
    """Whether it is a value: a time only by the end of d, a flag only where it is true."""
    if isinstance(value, datetime):
        return happened(view, value)
    return value is not None and value is not False


def _is_mail_to_answer(view: View, row: dict) -> bool:
    return (
        not row["bulk"]
        and row["kind"] in ("email", "message")
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
    if row["direction"] == "inbound" and not view.knows("interactions.responded_at"):
        return True
    return happened(view, row["responded_at"])


def _is_planned_contact(view: View, row: dict) -> bool:
    """The rule for a row that is neither bulk nor internal."""
    return (
        row["kind"] in ("meeting", "call")
        and row["status"] in ("planned", "held")
        and happened(view, row["created_at"])
        and view.d < event_day(view, row) <= view.d + timedelta(view.policy["grace_days"])
    )


def contact_days(view: View, key: str) -> list[date]:
    """Dates of the account's counted contacts, one per contact, ascending."""
    return sorted(event_day(view, row) for row in view.contacts.get(key, []))


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


def starting_days(view: View, key: str) -> list[date]:
    """The account's order days up to d that start a watch, ascending."""
    days = view.order_days.get(key, [])
    return [o for o in days if _is_large_enough(view, key, o) and not _bought_shortly_before(view, days, o)]


def _is_large_enough(view: View, key: str, o: date) -> bool:
    amount = sum_of([order for order in view.orders[key] if order["ordered_on"] == o])
    return amount is None or amount >= Decimal(str(view.policy["watch_min_amount"]))


def _bought_shortly_before(view: View, days: list[date], o: date) -> bool:
    return any(o - timedelta(view.policy["quiet_days"]) <= day < o for day in days)


def _rank(view: View) -> None:
    """Tier and tier_source of every active account."""
    if not view.knows("orders"):
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
