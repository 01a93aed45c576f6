"""The rows behind each indicator are those it was computed from: from them alone its value comes out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import INDICATORS
from dashboard.policy import DEFAULT_POLICY, Policy, policy_from
from dashboard.scoring import Scored, score
from data_access import evidence
from data_access.evidence.health import ROWS_BEHIND
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.scope import Scope
from data_access.settings import Settings, SourceSettings
from sample_data import REPORTING_CURRENCY, TIMEZONE, write_sample
from tests.plain.random_stores import random_store
from tests.test_random_stores import real_mirror

UNTIL = date(2026, 11, 15)
DATES = (UNTIL, UNTIL - timedelta(40), UNTIL - timedelta(200), UNTIL - timedelta(500))
ACCOUNTS_OF_A_DATE = 16
RANDOM_STORES = range(8)
UNKNOWN = float("nan")
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What a value is computed again from beside its rows: the account's other facts, the day, rules and connections."""

    account: Mapping[str, object]
    as_of: date
    policy: Policy
    connected: frozenset[str]

    def has(self, *names: str) -> bool:
        return self.connected.issuperset(names)

    def since(self, rows: pd.DataFrame) -> float:
        """Days since the newest row, since the first order where there is none."""
        start = rows["on"].max() if len(rows) else self.account["first_order_on"]
        return (pd.Timestamp(self.as_of) - start) / DAY


def contact_recency(rows: pd.DataFrame, told: Told) -> float:
    return told.since(rows) / told.account["contact_target_days"] if told.has("interactions") else UNKNOWN


def review_recency(rows: pd.DataFrame, told: Told) -> float:
    by_need = told.account["contact_preference"] == "as_needed"
    target = 365 if by_need else told.policy.review_target[told.account["tier"]]
    return told.since(rows) / target if told.has("interactions.purpose") else UNKNOWN


def post_purchase_care(rows: pd.DataFrame, told: Told) -> float:
    passed = rows[rows["passed"].astype(bool)]
    return passed["met_on"].notna().mean() if told.has("interactions") and len(passed) else UNKNOWN


def meeting_practice(rows: pd.DataFrame, told: Told) -> float:
    assert (rows["prepared"] == rows["agenda_in_time"] & rows["memo_in_time"]).all()
    known = told.has("interactions.agenda_at", "interactions.documented_at") and len(rows)
    return rows["prepared"].mean() if known else UNKNOWN


def contact_density(rows: pd.DataFrame, _told: Told) -> float:
    return len(rows)


def level_coverage(rows: pd.DataFrame, _told: Told) -> float:
    return rows.loc[rows["contacts"] > 0, "level"].nunique() / rows["level"].nunique() if len(rows) else UNKNOWN


def ownership(rows: pd.DataFrame, told: Told) -> float:
    there = rows.groupby("part")["there"].any()
    parts = {
        "owner": 60 if told.has("accounts.owner_id", "employees") else 0,
        "primary contact": 40 if told.has("contacts.is_primary", "contacts") else 0,
    }
    whole = sum(parts.values())
    return 100 * sum(worth for part, worth in parts.items() if there[part]) / whole if whole else UNKNOWN


def promises_kept(rows: pd.DataFrame, _told: Told) -> float:
    return rows["kept"].mean() if len(rows) else UNKNOWN


def response_time(rows: pd.DataFrame, _told: Told) -> float:
    return rows["hours"].median()


def unanswered(rows: pd.DataFrame, told: Told) -> float:
    known = told.has("interactions.responded_at") or told.has("cases.first_response_at")
    return len(rows) if known else UNKNOWN


def issue_age(rows: pd.DataFrame, told: Told) -> float:
    if not told.has("cases"):
        return UNKNOWN
    return max((row.days / told.policy.issue_limit[row.priority] for row in rows.itertuples()), default=0)


def opinion(rows: pd.DataFrame, _told: Told) -> float:
    return rows["of_ten"].mean() if len(rows) else UNKNOWN


def purchase_rhythm(rows: pd.DataFrame, told: Told) -> float:
    return told.since(rows) / rows["gap"].median() if len(rows) >= 4 else UNKNOWN


def revenue_trend(rows: pd.DataFrame, told: Told) -> float:
    this, before = (
        UNKNOWN if len(part) and part.isna().all() else part.sum()
        for part in (
            rows.loc[rows["year"] == year, "amount_reporting"] for year in ("last 365 days", "365 days before")
        )
    )
    old = told.account["first_order_on"] <= pd.Timestamp(told.as_of) - 730 * DAY
    return this / before if old and before > 0 else UNKNOWN


AGAIN: dict[str, Callable[[pd.DataFrame, Told], float]] = {
    "contact_recency": contact_recency,
    "review_recency": review_recency,
    "post_purchase_care": post_purchase_care,
    "meeting_practice": meeting_practice,
    "contact_density": contact_density,
    "level_coverage": level_coverage,
    "ownership": ownership,
    "promises_kept": promises_kept,
    "response_time": response_time,
    "unanswered": unanswered,
    "issue_age": issue_age,
    "core_satisfaction": opinion,
    "service_satisfaction": opinion,
    "stated_commitment": opinion,
    "purchase_rhythm": purchase_rhythm,
    "revenue_trend": revenue_trend,
}
PERSONS = {"contact_density", "level_coverage"}


def differences(mirror: Mirror, scored: Scored, accounts: pd.DataFrame) -> list[str]:
    """A sentence for each indicator of these accounts whose rows give another value than the frame has."""
    found = []
    for account in accounts.to_dict("records"):
        told = Told(account, scored.as_of, scored.policy, scored.connected)
        for indicator, again in AGAIN.items():
            value = account[indicator]
            if indicator in PERSONS and np.isnan(account["contact_density"]):
                continue  # No counted contact of the whole store names a person: the rows of one account cannot tell.
            rows = rows_behind(mirror, scored, account["account_id"], indicator)
            computed = again(rows, told)
            if not np.isclose(computed, value, rtol=1e-9, atol=1e-9, equal_nan=True):
                found.append(f"{scored.as_of} {account['account_id']} {indicator}: {value}, from its rows {computed}")
    return found


def rows_behind(mirror: Mirror, scored: Scored, account_id: str, indicator: str) -> pd.DataFrame:
    """The rows as whoever sees everything gets them."""
    asked = (mirror, Scope.everything(), scored.as_of, scored.rules, account_id, indicator, scored.connected)
    return evidence.rows_behind(*asked)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Mirror:
    """The mirror of a sample company."""
    folder: Path = tmp_path_factory.mktemp("sample")
    write_sample(folder / "crm", until=UNTIL, accounts=300, seed=3)
    source = SourceSettings(folder=folder / "crm", timezone=TIMEZONE, reporting_currency=REPORTING_CURRENCY)
    settings = Settings(source=source, mirror=folder / "mirror")
    refresh(settings, datetime(UNTIL.year, UNTIL.month, UNTIL.day, 18, tzinfo=UTC))
    return open_mirror(settings)


@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_the_rows_of_the_sample_company_give_its_values_again(sample, as_of):
    scored = score(sample, as_of, DEFAULT_POLICY)
    active = scored.accounts[scored.accounts["layer"] == "active"]
    chosen = active.sample(ACCOUNTS_OF_A_DATE, random_state=as_of.toordinal())
    known = chosen[list(AGAIN)].notna().any()
    assert known.all() or as_of != UNTIL, "every indicator is known of one of them"
    assert not differences(sample, scored, chosen)


@pytest.mark.parametrize("seed", RANDOM_STORES)
def test_the_rows_of_random_stores_give_their_values_again(seed, tmp_path):
    case = random_store(seed)
    mirror, policy = real_mirror(case, tmp_path), policy_from(case.policy)
    found = []
    for as_of in case.as_of:
        scored = score(mirror, as_of, policy)
        found += differences(mirror, scored, scored.accounts[scored.accounts["layer"] == "active"])
    assert not found, "\n".join(found[:12])


def test_every_indicator_has_its_rows():
    assert list(ROWS_BEHIND) == list(INDICATORS) == list(AGAIN)


def test_nothing_of_an_account_outside_the_scope_is_given(sample):
    scored = score(sample, UNTIL, DEFAULT_POLICY)
    active = scored.accounts[scored.accounts["layer"] == "active"].iloc[0]
    others = Scope(frozenset(set(scored.accounts["team_id"].dropna()) - {active["team_id"]}))
    for indicator in AGAIN:
        asked = (sample, others, UNTIL, scored.rules, active["account_id"], indicator, scored.connected)
        assert evidence.rows_behind(*asked).empty, indicator
