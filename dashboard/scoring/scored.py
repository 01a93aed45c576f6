"""The scored frame of a date: facts of the whole store, tiers, cadence and watch states, one row per account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.policy import Policy
from dashboard.scoring import cadence, tiers, watch
from dashboard.scoring.aligned import aligned
from dashboard.scoring.attention import attention_index, attention_orders, attention_sums, grouped_weeks
from dashboard.scoring.columns import DATE_COLUMNS, FACT_COLUMNS, TEXT_COLUMNS, UNKNOWN_WITHOUT_INTERACTIONS
from dashboard.scoring.happened import Happened, happened
from dashboard.scoring.health import TREND_DAYS, health_of, trend
from dashboard.scoring.measures import OWNER_COLUMNS, Asked, breached_limits, measures
from dashboard.scoring.met import people_met
from dashboard.scoring.months import CadenceMonths, cadence_months
from dashboard.scoring.quality import Quality
from dashboard.scoring.service_rows import ServiceRows, service_rows
from dashboard.scoring.teamwork import Teamwork, teamwork
from dashboard.scoring.ties import Ties, ties
from data_access import facts
from data_access.facts import Reader, Rules, exact
from data_access.intake.derived import UNITS_PER_CURRENCY
from data_access.localtime import as_dates, day_number
from data_access.schema import CANONICAL

INTERACTIONS, ORDERS = "interactions", "orders"
PURPOSE, RESPONDED = "interactions.purpose", "interactions.responded_at"
_LAST_CONTACT = ("last_contact_id", "last_contact_kind", "last_contact_employee_id", "last_contact_contact_id")
_EXTRA_TEXTS = ("last_contact_id", "tier_entered", "tier_computed", "contact_preference", "not_applicable")
_UNKNOWN_WITHOUT_ORDERS = (
    "layer",
    "tier",
    "tier_source",
    "tier_computed",
    "revenue_12m",
    "revenue_prior_12m",
    "orders_12m",
    "first_order_on",
    "last_order_on",
    "contact_target_days",
    "contact_ratio",
    "cadence_status",
    "attainment",
    "watch_order_on",
    "watch_days",
    "watch_amount",
    "watch_state",
    "attention_before",
    "attention_after",
    "attention_orders",
    "attention_index",
)


@dataclass(frozen=True)
class Scored:
    """The whole store on a date under a policy; to be cut by a Scope before anybody sees it.

    `accounts` has FACT_COLUMNS and a few more, by account_id; `watches` every open watch, by account and order day;
    `connected` the tables, and as `table.column` the columns, that can tell something apart from nothing.
    """

    as_of: date
    accounts: pd.DataFrame
    watches: pd.DataFrame
    connected: frozenset[str]
    policy: Policy
    _reader: Reader = field(repr=False, compare=False)

    @property
    def rules(self) -> Rules:
        """What decides which rows are counted contacts on this date, for asking for the rows behind a number."""
        return rules_of(self.policy, self.connected)

    @cached_property
    def attention_orders(self) -> pd.DataFrame:
        """The orders the attention shift is averaged over, one row each, with the contacts of every week around them."""
        if not {INTERACTIONS, ORDERS} <= self.connected:
            return attention_orders(None, self.accounts)
        weeks = facts.attention_weeks(self._reader, day_number(self.as_of), self.rules)
        return attention_orders(weeks.to_pandas(), self.accounts)

    @cached_property
    def attention(self) -> pd.DataFrame:
        """Counted contacts around starting order days, by team, owner, tier and week -13..-1 and 1..13.

        A row holds the number of `orders` and, over them, the sum of `contacts` of that week and of their `squares`.
        """
        return grouped_weeks(self.attention_orders)

    @cached_property
    def months(self) -> CadenceMonths:
        """Counted contacts against targets of every account in the twelve months up to the date."""
        return cadence_months(self._reader, self.accounts, self.as_of, self.policy, self.rules, self.connected)

    @cached_property
    def met(self) -> pd.DataFrame:
        """Where meetings of the last 365 days were and whom they and other contacts reached: a row per row of `accounts`."""
        return people_met(
            self._reader, self.accounts, day_number(self.as_of), self.rules, INTERACTIONS in self.connected
        )

    @cached_property
    def service_rows(self) -> ServiceRows:
        """Promises, cases, inbound mail and answers of the whole store, as known on the date."""
        return service_rows(self._reader, self.as_of)

    @cached_property
    def ties(self) -> Ties:
        """Who knows whom at every account, on the date and in the 365 days up to it."""
        return ties(self._reader, self.accounts, day_number(self.as_of), self.rules, self.connected)

    @cached_property
    def teamwork(self) -> Teamwork:
        """How the accounts are served: deputies, qualities, certificates, what is passed on, offers reviewed."""
        return teamwork(self._reader, self.accounts, day_number(self.as_of), self.rules, self.connected)

    @cached_property
    def quality(self) -> Quality:
        """How good the data are, on the date."""
        return Quality(self.accounts, day_number(self.as_of), self._reader)

    @cached_property
    def promises_due(self) -> pd.DataFrame:
        """Promises that were due in the last 365 days and how many of them were kept: a row per row of `accounts`."""
        found = aligned(
            facts.promises_due(self._reader, day_number(self.as_of)), self.accounts["account_no"].to_numpy()
        )
        return pd.DataFrame(found, index=self.accounts.index).fillna(0.0)

    def happened_since(self, before: date) -> Happened:
        """Promises, cases and answers of the days after an earlier date, as known on this one."""
        return happened(self._reader, day_number(before), day_number(self.as_of))


def rules_of(policy: Policy, connected: frozenset[str] = frozenset()) -> Rules:
    """The part of the policy that decides which rows facts count, in a store where these columns are connected."""
    return Rules(
        counted_kinds=policy.counted_kinds,
        connected_share=float(policy.connected_share),
        grace_days=policy.grace_days,
        quiet_days=policy.quiet_days,
        watch_days=policy.watch_days,
        watch_min_units=int((policy.watch_min_amount * UNITS_PER_CURRENCY).to_integral_value(rounding=ROUND_CEILING)),
        checkpoints=policy.checkpoints,
        answers_connected=RESPONDED in connected,
    )


def connected_undated(mirror: Reader, as_of: date, policy: Policy) -> frozenset[str]:
    """The connected tables and columns whose rows have no date, which are the same on every date."""
    connected = facts.connected(mirror, day_number(as_of), rules_of(policy))
    return frozenset(name for name in connected if CANONICAL.tables[name.partition(".")[0]].info["dated_by"] is None)


def score(mirror: Reader, as_of: date, policy: Policy) -> Scored:
    """Facts and scores of every account of the store that exists on the date; the trend is left empty."""
    day = day_number(as_of)
    connected = facts.connected(mirror, day, rules_of(policy))
    rules = rules_of(policy, connected)
    accounts = facts.account_rows(mirror, day)
    numbers = accounts["account_no"].to_numpy()
    orders = _orders(facts.order_sums(mirror, day), numbers)
    counts = facts.contact_counts(mirror, day, rules)
    last = counts.set_index("account_no")[list(_LAST_CONTACT)].reindex(numbers)
    contacts = aligned(counts.drop(columns=list(_LAST_CONTACT)), numbers)
    gaps = aligned(facts.contact_gaps(mirror, day, rules), numbers)
    planned = aligned(facts.planned_contacts(mirror, day, rules), numbers)["planned_day"]
    starts = _starts(facts.starting_days(mirror, day, rules))
    planned_by_start = pd.Series(planned, numbers).reindex(starts["account_no"]).to_numpy()
    watches = watch.open_watches(starts, planned_by_start, day, policy, known=INTERACTIONS in connected)

    frame = accounts.copy()
    _add_orders(frame, orders, day, policy)
    _add_contacts(frame, contacts, last, planned, purpose_connected=PURPOSE in connected)
    _add_cadence(frame, orders, contacts, gaps, planned, day, policy)
    _add_watch(frame, watches)
    _add_attention(frame, starts, orders["units_12m"], day)
    _forget_unknown(frame, connected)
    asked = Asked(frame, mirror, day, rules, policy, connected)
    measured = measures(asked, starts, contacts)
    frame = frame.join(health_of(frame, measured, breached_limits(asked, measured), policy))
    return Scored(
        as_of=as_of,
        accounts=_finished(frame),
        watches=_named(watches, frame, policy, orders_connected=ORDERS in connected),
        connected=connected,
        policy=policy,
        _reader=mirror,
    )


def score_with_trend(mirror: Reader, as_of: date, policy: Policy) -> Scored:
    """As `score`, with the trend of each account's score: both dates are computed."""
    return with_trend(score(mirror, as_of, policy), score(mirror, trend_from(as_of), policy).accounts)


def trend_from(as_of: date) -> date:
    """The earlier date that a score of this date is compared with."""
    return as_of - timedelta(days=TREND_DAYS)


def with_trend(scored: Scored, before: pd.DataFrame) -> Scored:
    """The frame with its trend; `before` has account_id, score and band as of `trend_from` its date."""
    return replace(scored, accounts=scored.accounts.assign(trend=trend(scored.accounts, before)))


def _orders(sums: pa.Table, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Order facts in the order of the accounts: exact units, and for each year whether its sum is known."""
    places = pd.Index(sums["account_no"].to_numpy()).get_indexer(numbers)
    found = places >= 0
    facts_of: dict[str, np.ndarray] = {}
    for year in ("12m", "prior_12m"):
        units = exact(sums[f"units_{year}"])
        facts_of[f"units_{year}"] = _placed(units, places, found, 0)
        days = _placed(sums[f"days_{year}"].to_numpy(), places, found, 0)
        rated = _placed(sums[f"rated_{year}"].to_numpy(), places, found, 0)
        facts_of[f"known_{year}"] = (days == 0) | (rated > 0)
    facts_of["orders_12m"] = _placed(sums["orders_12m"].to_numpy(), places, found, 0)
    for name in ("first_order_day", "last_order_day"):
        values = sums[name].to_pandas().to_numpy(dtype=float)
        facts_of[name] = _placed(values, places, found, np.nan)
    return facts_of


def _placed(values: np.ndarray, places: np.ndarray, found: np.ndarray, otherwise: object) -> np.ndarray:
    result = np.full(len(places), otherwise, dtype=values.dtype)
    result[found] = values[places[found]]
    return result


def _starts(rows: pa.Table) -> pd.DataFrame:
    units = rows["units_since"]
    amounts = np.where(units.is_null().to_numpy(), np.nan, exact(units).astype(float) / UNITS_PER_CURRENCY)
    return rows.drop_columns(["units_since"]).to_pandas().assign(amount=amounts)


def _add_orders(frame: pd.DataFrame, orders: dict[str, np.ndarray], day: int, policy: Policy) -> None:
    first, last = orders["first_order_day"], orders["last_order_day"]
    layer = tiers.layers(first, last, day)
    computed = tiers.computed_tiers(layer == tiers.ACTIVE, orders["units_12m"], policy)
    tier, source = tiers.chosen_tiers(computed, frame["tier_entered"], policy)
    frame["layer"], frame["tier"], frame["tier_source"], frame["tier_computed"] = layer, tier, source, computed
    for year in ("12m", "prior_12m"):
        revenue = orders[f"units_{year}"].astype(float) / UNITS_PER_CURRENCY
        frame[f"revenue_{year}"] = np.where(orders[f"known_{year}"], revenue, np.nan)
    frame["orders_12m"] = orders["orders_12m"].astype(float)
    frame["first_order_on"], frame["last_order_on"] = first, last


def _add_contacts(
    frame: pd.DataFrame,
    contacts: dict[str, np.ndarray],
    last: pd.DataFrame,
    planned: np.ndarray,
    purpose_connected: bool,
) -> None:
    for name in ("contacts_90d", "contacts_365d", "meetings_90d", "meetings_365d"):
        frame[name] = np.nan_to_num(contacts[name])
    frame["last_contact_on"] = contacts["last_contact_day"]
    frame["last_meeting_on"] = contacts["last_meeting_day"]
    frame["last_review_on"] = contacts["last_review_day"] if purpose_connected else np.nan
    frame["next_planned_on"] = planned
    for name in _LAST_CONTACT:
        frame[name] = last[name].to_numpy()


def _add_cadence(
    frame: pd.DataFrame,
    orders: dict[str, np.ndarray],
    contacts: dict[str, np.ndarray],
    gaps: dict[str, np.ndarray],
    planned: np.ndarray,
    day: int,
    policy: Policy,
) -> None:
    last, first_order = contacts["last_contact_day"], orders["first_order_day"]
    target = cadence.contact_targets(frame, frame["tier"].to_numpy(), policy)
    ratio = cadence.ratios(target, last, first_order, day)
    frame["contact_target_days"], frame["contact_ratio"] = target, ratio
    frame["cadence_status"] = cadence.statuses(target, ratio, last, planned, policy)
    frame["attainment"] = cadence.attainments(frame["contacts_365d"].to_numpy(), target, first_order, day)
    frame["rhythm"] = cadence.rhythms(*(gaps[name] for name in ("gaps", "total", "squares")))


def _add_watch(frame: pd.DataFrame, watches: pd.DataFrame) -> None:
    shown = watches[watches["shown"]].set_index("account_no").reindex(frame["account_no"])
    frame["watch_order_on"] = shown["order_day"].to_numpy(dtype=float)
    frame["watch_days"] = shown["days"].to_numpy(dtype=float)
    frame["watch_amount"] = shown["amount"].to_numpy(dtype=float)
    frame["watch_state"] = shown["state"].to_numpy(dtype=object)


def _add_attention(frame: pd.DataFrame, starts: pd.DataFrame, units: np.ndarray, day: int) -> None:
    sums = attention_sums(starts, day).reindex(frame["account_no"])
    for name in ("attention_before", "attention_after", "attention_orders"):
        frame[name] = sums[name].to_numpy(dtype=float)
    active = (frame["layer"] == tiers.ACTIVE).to_numpy()
    frame["attention_index"] = attention_index(active, frame["contacts_365d"].to_numpy(), units)


def _forget_unknown(frame: pd.DataFrame, connected: frozenset[str]) -> None:
    """Empties what a store without interactions or without orders cannot tell."""
    if INTERACTIONS not in connected:
        _empty(frame, (*UNKNOWN_WITHOUT_INTERACTIONS, "last_contact_id"))
        frame["cadence_status"] = frame["cadence_status"].where(frame["cadence_status"] == cadence.NO_TARGET, None)
    if ORDERS not in connected:
        _empty(frame, _UNKNOWN_WITHOUT_ORDERS)
    known = connected >= OWNER_COLUMNS
    frame["owner_active"] = pd.array(frame["owner_active"], dtype="boolean") if known else pd.NA


def _empty(frame: pd.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        text = name in TEXT_COLUMNS or name in _EXTRA_TEXTS
        frame[name] = None if text else np.nan


def _finished(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its columns in order: text as objects with None, numbers as floats, dates as dates."""
    columns = {}
    for name in (*FACT_COLUMNS, *_EXTRA_TEXTS):
        if name in TEXT_COLUMNS or name in _EXTRA_TEXTS:
            columns[name] = _texts(frame[name] if name in frame else pd.Series(None, frame.index, dtype=object))
        elif name in DATE_COLUMNS:
            columns[name] = as_dates(frame[name])
        else:
            columns[name] = frame[name].to_numpy(dtype=float) if name in frame else np.full(len(frame), np.nan)
    columns["agreed_interval_days"] = frame["agreed_interval_days"].to_numpy(dtype=float)
    columns["agreement_ends_on"] = as_dates(frame["agreement_ends_day"])
    columns["owner_active"] = pd.array(frame["owner_active"], dtype="boolean")
    columns["account_no"] = frame["account_no"].to_numpy()
    return pd.DataFrame(columns)


def _texts(values: pd.Series) -> pd.Series:
    """The texts as objects with None: of an array alone pandas would make its own text type, with NaN."""
    texts = values.to_numpy(dtype=object)
    return pd.Series(np.where(pd.isna(texts), None, texts), dtype=object)


def _named(watches: pd.DataFrame, accounts: pd.DataFrame, policy: Policy, orders_connected: bool) -> pd.DataFrame:
    """The open watches with account and team in place of numbers, and dates in place of days."""
    ids = accounts.set_index("account_no")[["account_id", "team_id"]].reindex(watches["account_no"])
    named = pd.DataFrame(
        {
            "account_id": _texts(ids["account_id"]),
            "team_id": _texts(ids["team_id"]),
            "order_on": as_dates(watches["order_day"]).to_numpy(),
            "days": watches["days"].to_numpy(dtype=int),
            "amount": watches["amount"].to_numpy(dtype=float),
            "state": _texts(watches["state"]),
            "shown": watches["shown"].to_numpy(dtype=bool),
            "first_contact_on": as_dates(watches["first_after"]).to_numpy(),
        }
    )
    for checkpoint in policy.checkpoints:
        named[f"contact_on_{checkpoint}"] = as_dates(watches[f"contact_by_{checkpoint}"]).to_numpy()
    return named if orders_connected else named.iloc[:0]
