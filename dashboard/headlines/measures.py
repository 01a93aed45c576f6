"""The numbers of one account in words: each with its unit, its state, what it is held against and what it means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.palette import CADENCE_STATUSES, State, watch_state
from dashboard.policy import Policy
from dashboard.portfolio import checkpoint_column
from dashboard.wording import NOTHING, UNKNOWN, as_date, count, day, is_unknown, money, number, share

NO_RATE, NO_TARGET = "no rate", "no target"


def cadence_state(account: Mapping[str, object]) -> State | None:
    """The cadence status of a row of the scored frame; None where it is unknown, or the account no active one.

    Inactive accounts and prospects have no target, which does not mean that they are to be met when needed.
    """
    status = account["cadence_status"]
    return None if is_unknown(status) or account["layer"] != "active" else CADENCE_STATUSES[status]


def cadence_words(state: State) -> str:
    """Glyph and word of a state; the word alone where the glyph is the sign that parts words."""
    return state.word if state.glyph == NOTHING else state.label


@dataclass(frozen=True)
class Measure:
    """One number: its value and unit, what it is held against, its state, and the terms that define it.

    `rows` names the rows behind it.
    """

    label: str
    value: str
    rows: str
    terms: tuple[str, ...]
    against: str = ""
    state: State | None = None

    @property
    def known(self) -> bool:
        return self.value not in (UNKNOWN, NO_RATE, NO_TARGET)

    @property
    def beside(self) -> list[str]:
        """What stands beside the value: the state in its word and glyph, and what the value is held against."""
        state = cadence_words(self.state) if self.state else ""
        return [words for words in (state, self.against) if words]


@dataclass(frozen=True)
class Measures:
    """What the numbers of an account are read from: its row of the scored frame, its row of the call list, the rules."""

    account: Mapping[str, object]
    buyer: Mapping[str, object] | None
    as_of: date
    policy: Policy
    currency: str
    connected: Collection[str]

    def cadence(self) -> list[Measure]:
        """How often the account was met, and when."""
        counts = [
            self._counted(f"Counted {many}, {days} days", f"{many}_{days}d", one)
            for one, many in (("contact", "contacts"), ("meeting", "meetings"))
            for days in (90, 365)
        ]
        reviewed = self._on("last_review_on", known="interactions.purpose" in self.connected)
        nothing = f"nothing within {count(self.policy.grace_days, 'day')}"
        ahead = self._on("next_planned_on", known="interactions" in self.connected, none=nothing)
        met = self._on("last_meeting_on", known="interactions" in self.connected)
        return [
            self._since_contact(),
            self._attainment(),
            *counts,
            Measure("Last meeting", met, "meetings", ("last_meeting", "counted_meeting")),
            Measure("Last review meeting", reviewed, "reviews", ("last_review", "counted_meeting")),
            Measure("Next planned contact", ahead, "planned", ("planned_contact",)),
            self._rhythm(),
        ]

    def buying(self) -> list[Measure]:
        """What the account bought, and the watch that an order opened."""
        orders = "orders" in self.connected
        return [
            self._watch(),
            Measure("Revenue 12 months", self._revenue("revenue_12m"), "orders_12m", ("revenue_12m", "counted_order")),
            Measure(
                "Revenue of the 12 months before",
                self._revenue("revenue_prior_12m"),
                "orders_prior_12m",
                ("revenue_prior_12m", "counted_order"),
            ),
            Measure(
                "Order days 12 months",
                UNKNOWN if is_unknown(self.account["orders_12m"]) else count(self.account["orders_12m"], "day"),
                "orders_12m",
                ("order_day", "counted_order"),
            ),
            Measure("Last order", self._on("last_order_on", known=orders), "orders", ("order_day", "counted_order")),
            Measure("First order", self._on("first_order_on", known=orders), "orders", ("order_day", "counted_order")),
        ]

    def _since_contact(self) -> Measure:
        account, target, last = self.account, self.account["contact_target_days"], self.account["last_contact_on"]
        value = count((self.as_of - as_date(last)).days, "day") if not is_unknown(last) else "none so far"
        return Measure(
            "Since the last counted contact",
            UNKNOWN if is_unknown(account["contacts_365d"]) else value,
            "contacts",
            ("last_contact", "contact_target", "cadence_status"),
            NO_TARGET if is_unknown(target) else f"target {count(int(target), 'day')}",
            cadence_state(account),
        )

    def _attainment(self) -> Measure:
        attained = self.account["attainment"]
        more = not is_unknown(attained) and round(attained, 9) > float(self.policy.over_contact)
        untargeted = is_unknown(self.account["contact_target_days"]) and not is_unknown(self.account["layer"])
        return Measure(
            "Attainment",
            NO_TARGET if untargeted else share(attained),
            "contacts_365d",
            ("attainment", "contact_target"),
            "" if untargeted else "more than agreed" if more else "of the contacts agreed",
        )

    def _rhythm(self) -> Measure:
        rhythm, known = self.account["rhythm"], not is_unknown(self.account["contacts_365d"])
        few = "needs 4 contact days in 730" if known and is_unknown(rhythm) else ""
        value = number(rhythm, 1) if not is_unknown(rhythm) else UNKNOWN
        return Measure("Rhythm", value, "contacts_730d", ("rhythm", "counted_contact"), few or "0 is even")

    def _watch(self) -> Measure:
        terms = ("watch", "checkpoint", "watch_shown", "watch_amount")
        if self.buyer is None:
            known = "orders" in self.connected
            return Measure("Recent-buyer watch", "none is open" if known else UNKNOWN, "watches", terms)
        state = watch_state(self.buyer["state"])
        cells = [f"day {k} {self.buyer[checkpoint_column(k)]}" for k in self.policy.checkpoints]
        amount = NO_RATE if is_unknown(self.buyer["amount"]) else money(self.buyer["amount"], self.currency)
        meant = () if is_unknown(self.buyer["state"]) else (str(self.buyer["state"]),)
        return Measure("Recent-buyer watch", amount, "watches", (*terms, *meant), " · ".join(cells), state)

    def _counted(self, label: str, name: str, one: str) -> Measure:
        n = self.account[name]
        value = UNKNOWN if is_unknown(n) else count(n, one)
        return Measure(label, value, name, (f"counted_{one}",))

    def _on(self, name: str, *, known: bool, none: str = "none so far") -> str:
        value = self.account[name]
        if is_unknown(value):
            return none if known else UNKNOWN
        return day(value, self.as_of)

    def _revenue(self, name: str) -> str:
        value = self.account[name]
        if not is_unknown(value):
            return money(value, self.currency)
        return NO_RATE if "orders" in self.connected else UNKNOWN
