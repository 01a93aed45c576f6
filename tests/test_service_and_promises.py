"""Promises, answers, issues and satisfaction of random stores, against a second reading in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import select

from dashboard.policy import policy_from
from dashboard.portfolio import issues, promises, responses, satisfaction
from dashboard.scoring import Scored, score
from data_access.mirror import Mirror
from data_access.mirror.tables import INTERACTIONS
from tests.plain.indicators import CUSTOMERS_ANSWERS
from tests.plain.intake import load
from tests.plain.random_stores import Case, random_store
from tests.plain.view import event_day, happened, local_day, view_of
from tests.test_random_stores import real_mirror

SEEDS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
HOUR_US = 3_600_000_000


class Read:
    """One store on one date: the frames of the code, and the rows of the plain reading by existing account."""

    def __init__(self, case: Case, mirror: Mirror, d: date) -> None:
        plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
        self.d, self.view, self.policy = d, view_of(plain, d, case.policy), policy_from(case.policy)
        self.scored: Scored = score(mirror, d, self.policy)
        self.accounts = self.scored.accounts
        self.rows = self.scored.service_rows.of(self.accounts)
        self.existing = {row["account_id"] for row in self.view.accounts}
        events = mirror.arrow(select(INTERACTIONS.c.event_no, INTERACTIONS.c.interaction_id)).to_pylist()
        self.interaction = {row["event_no"]: row["interaction_id"] for row in events}

    def of(self, table: str) -> list[tuple[str, dict]]:
        """The rows of a table of accounts that exist, each with its account."""
        found = [(self.view.store.survivor[row["account_id"]], row) for row in self.view.store.rows.get(table, [])]
        return [(account, row) for account, row in found if account in self.existing]

    def day(self, moment: object) -> date | None:
        """The local day of a moment that has come."""
        return local_day(self.view, moment) if happened(self.view, moment) else None


@pytest.fixture(scope="module", params=SEEDS)
def reads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    """A random store on each of its dates."""
    case = random_store(request.param)
    mirror = real_mirror(case, tmp_path_factory.mktemp("service"))
    yield [Read(case, mirror, d) for d in case.as_of]
    mirror.close()


# ---- promises


def plain_promises(read: Read) -> dict[str, tuple[str, str, int]]:
    """Account, state and days of every promise by its key."""
    found = {}
    for account, row in read.of("commitments"):
        due, done = row["due_on"], read.day(row["done_at"])
        if row["cancelled"]:
            continue
        if read.view.in_last(due, 365):
            if done is None:
                found[row["commitment_id"]] = (account, "broken", (read.d - due).days)
            elif done <= due:
                found[row["commitment_id"]] = (account, "kept", (due - done).days)
            else:
                found[row["commitment_id"]] = (account, "late", (done - due).days)
        elif due > read.d and done is None and (row["promised_at"] is None or read.day(row["promised_at"])):
            found[row["commitment_id"]] = (account, "open", (due - read.d).days)
    return found


def test_every_promise_is_in_its_state(reads: list[Read]) -> None:
    for read in reads:
        listed = promises.promise_list(read.rows.promises, read.accounts, read.d)
        found = {
            row.row_id: (row.account_id, row.state, row.days)
            for row in listed[["row_id", "account_id", "state", "days"]].itertuples()
        }
        assert found == plain_promises(read), read.d
        assert promises.promise_counts(listed) == {
            state: sum(one[1] == state for one in found.values()) for state in promises.PROMISES_IN_ORDER
        }
        order = [
            (promises.PROMISES_IN_ORDER.index(row.state), -row.days if row.state in ("broken", "late") else 0)
            for row in listed.itertuples()
        ]
        assert order == sorted(order)


def test_the_share_of_promises_is_that_of_the_indicator_pooled(reads: list[Read]) -> None:
    for read in reads:
        listed = promises.due_promises(promises.promise_list(read.rows.promises, read.accounts, read.d))
        kept = (listed["state"] == "kept").groupby(listed["account_id"]).mean()
        active = read.accounts[read.accounts["layer"] == "active"].set_index("account_id")["promises_kept"]
        for account, value in active.items():
            assert value == pytest.approx(kept.get(account, float("nan")), nan_ok=True), (read.d, account)


# ---- answers


def inbound(read: Read, *kinds: str) -> list[tuple[str, dict]]:
    """Held inbound interactions of these kinds, bulk apart."""
    return [
        (account, row)
        for account, row in read.of("interactions")
        if row["kind"] in kinds and row["direction"] == "inbound" and row["status"] == "held" and not row["bulk"]
    ]


def plain_answers(read: Read) -> dict[str, list[tuple[str, Fraction]]]:
    """Account and hours of every answer by channel."""
    found = defaultdict(list)
    words = {"email": "e-mail", "helpdesk": "help desk"}
    for account, row in inbound(read, "email", "message", "helpdesk"):
        if not row["all_day"] and read.view.in_last(event_day(read.view, row), 90) and read.day(row["responded_at"]):
            channel = row["channel"] or row["kind"]
            waited = row["responded_at"] - row["starts_at"]
            found[words.get(channel, channel)].append((account, Fraction(waited // timedelta(microseconds=1), HOUR_US)))
    for account, row in read.of("cases"):
        opened = read.day(row["opened_at"])
        if opened and read.view.in_last(opened, 90) and read.day(row["first_response_at"]):
            waited = row["first_response_at"] - row["opened_at"]
            found[row["channel"] or "case"].append((account, Fraction(waited // timedelta(microseconds=1), HOUR_US)))
    return found


def test_response_times_are_pooled_by_channel(reads: list[Read]) -> None:
    for read in reads:
        plain = {channel: sorted(hours for _, hours in rows) for channel, rows in plain_answers(read).items()}
        if plain:
            plain[responses.ALL_CHANNELS] = sorted(hours for rows in plain.values() for hours in rows)
        times = responses.response_times(responses.answered(read.rows.mail, read.rows.cases, read.d))
        assert set(times["channel"]) == set(plain), read.d
        for row in times.itertuples():
            hours = plain[row.channel]
            middle = len(hours) // 2
            median = hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
            assert row.n == len(hours)
            assert row.median == pytest.approx(float(median))
            assert row.p90 == pytest.approx(float(hours[ceil(Fraction(9, 10) * len(hours)) - 1]))
        if len(times):
            assert list(times["channel"])[-1] == responses.ALL_CHANNELS


def test_what_waits_is_what_the_indicator_counts(reads: list[Read]) -> None:
    for read in reads:
        known = read.scored.connected
        plain = {}
        if "interactions.responded_at" in known:
            for account, row in inbound(read, "email", "message"):
                age = (read.d - event_day(read.view, row)).days
                if 3 <= age <= 89 and not read.day(row["responded_at"]):
                    plain[row["interaction_id"]] = (account, age)
        if "cases.first_response_at" in known:
            for account, row in read.of("cases"):
                opened = read.day(row["opened_at"])
                unsolved = not read.day(row["first_response_at"]) and not read.day(row["resolved_at"])
                if opened and unsolved and (read.d - opened).days >= 3:
                    plain[row["case_id"]] = (account, (read.d - opened).days)
        rows = responses.waiting(read.rows.mail, read.rows.cases, read.accounts, read.d, known)
        found = {
            read.interaction.get(row.row_id, row.row_id) if row.kind != "case" else row.row_id: (
                row.account_id,
                row.days,
            )
            for row in rows.itertuples()
        }
        assert found == plain, read.d
        assert rows["days"].is_monotonic_decreasing
        counted = rows["account_id"].value_counts()
        active = read.accounts[read.accounts["unanswered"].notna()]
        for account, value in zip(active["account_id"], active["unanswered"], strict=True):
            assert value == counted.get(account, 0), (read.d, account)


# ---- issues


def open_cases(read: Read) -> list[tuple[str, dict, int]]:
    """Account, row and age of every open case."""
    opened = [(account, row, read.day(row["opened_at"])) for account, row in read.of("cases")]
    return [(a, row, (read.d - day).days) for a, row, day in opened if day and not read.day(row["resolved_at"])]


def test_open_issues_are_counted_by_priority_and_age(reads: list[Read]) -> None:
    for read in reads:
        limits = read.policy.issue_limit
        listed = issues.issue_list(read.rows.cases, read.accounts, read.d, limits)
        still = issues.open_issues(listed)
        counts, beyond, worst = Counter(), Counter(), defaultdict(float)
        for account, row, age in open_cases(read):
            priority = row["priority"] or "normal"
            band = sum(age >= first for first, _ in issues.AGE_BANDS) - 1
            counts[priority, band] += 1
            beyond[priority, band] += age > limits[priority]
            worst[account] = max(worst[account], age / limits[priority])
        matrix = issues.issue_matrix(still)
        assert list(matrix["priority"]) == ["urgent", "high", "normal", "low"]
        for line in matrix.to_dict("records"):
            bands = range(len(issues.AGE_BANDS))
            assert [line[f"band_{band}"] for band in bands] == [counts[line["priority"], band] for band in bands]
            assert [line[f"beyond_{band}"] for band in bands] == [beyond[line["priority"], band] for band in bands]
            assert line["open"] == sum(line[f"band_{band}"] for band in bands)
            ages = [age for _, row, age in open_cases(read) if (row["priority"] or "normal") == line["priority"]]
            assert line["oldest_days"] == pytest.approx(max(ages, default=float("nan")), nan_ok=True)
        for key, (place, column) in issues.issue_cells(matrix).items():
            assert len(issues.issues_of(still, key)) == matrix.at[place, column] > 0
        active = read.accounts[read.accounts["issue_age"].notna()]
        for account, value in zip(active["account_id"], active["issue_age"], strict=True):
            assert value == pytest.approx(worst[account]), (read.d, account)


def test_escalations_and_disputes_are_those_of_the_year_and_the_open_ones(reads: list[Read]) -> None:
    for read in reads:
        listed = issues.issue_list(read.rows.cases, read.accounts, read.d, read.policy.issue_limit)
        escalated, disputed = set(), Counter()
        for _, row in read.of("cases"):
            opened, raised = read.day(row["opened_at"]), read.day(row["escalated_at"])
            is_open = opened and not read.day(row["resolved_at"])
            if opened and raised and (is_open or read.view.in_last(raised, 365)):
                escalated.add(row["case_id"])
            if opened and read.view.in_last(opened, 365) and row["category"] in ("billing", "pricing", "delivery"):
                disputed[row["channel"] or issues.NO_CHANNEL, row["category"]] += 1
        assert set(issues.escalations(listed, read.d)["row_id"]) == escalated
        found = issues.disputes(listed, read.d)
        matrix = issues.dispute_matrix(found)
        counts = {
            (line["channel"], name): line[name]
            for line in matrix.to_dict("records")
            for name in issues.DISPUTES
            if line[name]
        }
        assert counts == dict(disputed), read.d
        for key, (place, column) in issues.dispute_cells(matrix).items():
            assert len(issues.disputes_of(found, key)) == matrix.at[place, column]


# ---- satisfaction


PARTS = {"core": ("core_service", "overall"), "service": ("customer_service",)}


def mark(row: dict) -> float:
    """A score from 0 to 10."""
    score, low, high = (Fraction(row[name]) for name in ("score", "scale_min", "scale_max"))
    return float(10 * (score - low) / (high - low))


def test_satisfaction_by_month_is_the_mean_of_the_latest_answers(reads: list[Read]) -> None:
    for read in reads:
        months = {(month.first.year, month.first.month): place for place, month in enumerate(read.rows.months)}
        latest: dict[tuple, tuple] = {}
        for account, row in read.of("survey_responses"):
            day = read.day(row["answered_at"])
            place = months.get((day.year, day.month)) if day else None
            if place is None or row["instrument"] not in CUSTOMERS_ANSWERS:
                continue
            for part, dimensions in PARTS.items():
                if row["dimension"] in dimensions:
                    who = ("contact", row["contact_id"]) if row["contact_id"] else ("response", row["response_id"])
                    order = (day, row["dimension"] == "core_service", row["answered_at"], row["response_id"])
                    key = (part, place, account, who)
                    latest[key] = max(latest.get(key, (order, mark(row))), (order, mark(row)))
        marks = defaultdict(list)
        for (part, place, _, _), (_, value) in latest.items():
            marks[part, place].append(value)
        lines = satisfaction.satisfaction_months(read.rows.satisfaction, read.rows.months)
        assert len(lines) == 2 * 12
        for line in lines.itertuples():
            found = marks[line.part, line.place]
            assert line.n == len(found), (read.d, line.part, line.month)
            assert line.mean == pytest.approx(sum(found) / len(found) if found else float("nan"), nan_ok=True)


def test_who_is_below_the_satisfaction_limit_is_who_has_that_limit(reads: list[Read]) -> None:
    for read in reads:
        listed = satisfaction.satisfaction_list(read.accounts, float(read.policy.satisfaction_floor))
        limited = read.accounts["limits"].fillna("").str.contains("satisfaction_limit")
        assert set(listed.loc[listed["below"], "account_id"]) == set(read.accounts.loc[limited, "account_id"])
        assert (listed["state_label"] == "✗ breached").equals(listed["below"])


def test_an_evaluation_is_what_one_person_said_on_one_day(reads: list[Read]) -> None:
    for read in reads:
        floor = float(read.policy.satisfaction_floor)
        plain: dict[tuple, dict[str, float]] = defaultdict(dict)
        for account, row in read.of("survey_responses"):
            day = read.day(row["answered_at"])
            if row["instrument"] != "project_evaluation" or not day or not read.view.in_last(day, 365):
                continue
            if row["dimension"] in ("core_service", "customer_service", "overall"):
                marks = plain[account, day, row["contact_id"] or ("response", row["response_id"])]
                marks[row["dimension"]] = min(mark(row), marks.get(row["dimension"], 10))
        expected = sorted(
            (
                account,
                str(day),
                *(round(marks.get(name, -1), 9) for name in ("core_service", "customer_service", "overall")),
            )
            for (account, day, _), marks in plain.items()
        )
        listed = satisfaction.evaluation_list(read.rows.evaluations, read.accounts, floor)
        columns = listed[["core_service", "customer_service", "overall"]].astype(float).round(9).fillna(-1)
        found = zip(listed["account_id"], listed["answered_on"].dt.date.map(str), *columns.T.to_numpy(), strict=True)
        assert sorted(found) == expected, read.d
        assert int(listed["below"].sum()) == sum(
            any(value < floor for value in row[2:] if value >= 0) for row in expected
        )


# ---- what random stores do not reach


def test_the_time_within_which_90_percent_were_answered_is_a_time_that_was_measured() -> None:
    for n, place in ((1, 0), (9, 8), (10, 8), (11, 9), (20, 17), (100, 89)):
        hours = pd.DataFrame({"channel": pd.Categorical(["mail"] * n), "hours": [float(h) for h in range(n)]})
        times = responses.response_times(hours)
        assert list(times["p90"]) == [place, place]
        assert list(times["n"]) == [n, n]


def test_an_empty_store_has_empty_frames(tmp_path: Path) -> None:
    case = random_store(0)
    mirror = real_mirror(case, tmp_path)
    read = Read(case, mirror, date(1991, 1, 1))
    assert promises.promise_list(read.rows.promises, read.accounts, read.d).empty
    answered = responses.answered(read.rows.mail, read.rows.cases, read.d)
    assert responses.response_times(answered).empty
    listed = issues.issue_list(read.rows.cases, read.accounts, read.d, read.policy.issue_limit)
    assert issues.dispute_matrix(issues.disputes(listed, read.d)).empty
    assert not issues.issue_cells(issues.issue_matrix(issues.open_issues(listed)))
    assert satisfaction.evaluation_list(read.rows.evaluations, read.accounts, 8.0).empty
    mirror.close()
