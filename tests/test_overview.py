"""The overview: every team in one line, against a plain loop over random stores; its sentences; what is not known."""

from __future__ import annotations

from math import isnan, nan
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard import portfolio
from dashboard.headlines import Filters, cadence_cell, neglected_cell, overview_headline
from dashboard.palette import TIER_ROWS
from dashboard.policy import policy_from
from dashboard.scoring import score
from tests.plain.facts import facts
from tests.plain.intake import load
from tests.plain.random_stores import random_store
from tests.test_random_stores import plain_value, real_mirror

SEEDS = 16
ALL = "All teams"
COUNTED = ("active", "recent", "on_cadence", "with_target", "overdue", "overdue_a", "never", "neglected")


# The lines of teams


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_lines_of_a_random_store_are_those_of_a_plain_loop(seed: int, tmp_path: Path) -> None:
    case = random_store(seed)
    mirror = real_mirror(case, tmp_path)
    plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
    for d in case.as_of:
        scored = score(mirror, d, policy_from(case.policy))
        accounts = facts(plain, d, case.policy)
        if not accounts:
            continue
        lines = portfolio.team_lines(scored.accounts)
        *parts, whole = lines.to_dict("records")
        teams = {plain_value(line["team_id"]): line for line in parts}
        assert set(teams) == {row["team_id"] for row in accounts}
        for team_id, line in teams.items():
            of_team = [row for row in accounts if row["team_id"] == team_id]
            assert plain_values(line) == pytest.approx(plain_line(of_team, scored.connected, accounts)), (
                f"{d}, {team_id}"
            )
        assert whole["team"] == ALL
        assert plain_values(whole) == pytest.approx(plain_line(accounts, scored.connected, accounts)), f"{d}"


def plain_values(line: dict) -> dict:
    """The figures of a line as plain Python values."""
    return {name: plain_value(cell) for name, cell in line.items() if name not in ("team_id", "team")}


def plain_line(rows: list[dict], connected: frozenset[str], everybody: list[dict]) -> dict:
    """What the line of these accounts is to hold, counted one account after another; what is unknown is so in each line."""
    line: dict = dict.fromkeys((*TIER_ROWS, *COUNTED, "without_amount", "without_owner"), 0) | {"accounts": len(rows)}
    amounts = []
    for row in rows:
        tier, status = row["tier"], row["cadence_status"]
        if row["layer"] is not None:
            line[tier or row["layer"].capitalize()] += 1
        line["active"] += row["layer"] == "active"
        line["recent"] += row["watch_order_on"] is not None
        line["with_target"] += status not in (None, "no_target")
        line["on_cadence"] += status == "on_cadence"
        line["overdue"] += status == "overdue" and tier in ("A", "B")
        line["overdue_a"] += status == "overdue" and tier == "A"
        line["never"] += status == "never" and tier in ("A", "B")
        line["without_owner"] += row["layer"] == "active" and row["owner_active"] is False
        if row["watch_state"] == "neglected":
            line["neglected"] += 1
            line["without_amount"] += row["watch_amount"] is None
            amounts += [row["watch_amount"]] if row["watch_amount"] is not None else []
    line["share"] = line["on_cadence"] / line["with_target"] if line["with_target"] else None
    line["amount"] = float(sum(amounts)) if amounts or not line["neglected"] else None
    unknown = []
    if "orders" not in connected:
        unknown = [name for name in line if name != "accounts"]
    elif "interactions" not in connected:
        unknown = [*COUNTED[2:], "without_amount", "amount", "share"]
    if not {"employees", "accounts.owner_id"} <= connected and any(row["layer"] == "active" for row in everybody):
        unknown.append("without_owner")
    return line | dict.fromkeys(unknown)


ACCOUNT = {
    "account_name": "Kestrel",
    "team_id": "t1",
    "team_name": "Coast",
    "owner_id": "e1",
    "owner_name": "A. Demir",
    "owner_active": True,
    "layer": "active",
    "tier": "A",
    "tier_source": "computed",
    "revenue_12m": 100.0,
    "orders_12m": 1.0,
    "last_order_on": pd.NaT,
    "contacts_365d": 1.0,
    "cadence_status": "on_cadence",
    "watch_state": None,
    "watch_amount": nan,
    "watch_days": nan,
    "watch_order_on": pd.NaT,
    "last_contact_on": pd.NaT,
}


def accounts(*rows: dict) -> pd.DataFrame:
    """Scored accounts, each with what it differs in from an active account of tier A on cadence."""
    frame = pd.DataFrame([{"account_id": f"a{i}", **ACCOUNT, **row} for i, row in enumerate(rows)])
    numbers = dict.fromkeys(("revenue_12m", "contacts_365d", "watch_amount", "watch_days"), float)
    dates = dict.fromkeys(("watch_order_on", "last_contact_on"), "datetime64[ns]")
    texts = ("team_id", "team_name", "owner_id", "owner_name", "layer", "tier", "cadence_status", "watch_state")
    return frame.astype(numbers | dates | dict.fromkeys(texts, object) | {"owner_active": "boolean"})


def bought(state: str | None, amount: float = 50.0, **row: object) -> dict:
    """A recent buyer in a state."""
    day = pd.Timestamp(2026, 11, 1)
    return {"watch_state": state, "watch_amount": amount, "watch_days": 15.0, "watch_order_on": day, **row}


def test_the_last_line_is_the_sum_of_the_others_and_has_the_name_it_is_given() -> None:
    north = {"team_id": "t2", "team_name": "north"}
    frame = accounts(
        bought("neglected", 100),
        bought("neglected", nan, **north),
        {"cadence_status": "overdue", "team_id": None, "team_name": None},
        {"cadence_status": "no_target", "owner_active": False, **north},
    )
    lines = portfolio.team_lines(frame, "Teams shown")
    assert lines["team"].tolist() == ["Coast", "north", "No team", "Teams shown"]
    counts = ["accounts", *TIER_ROWS, *COUNTED, "without_amount", "without_owner"]
    assert lines.iloc[:-1][counts].sum().tolist() == lines.iloc[-1][counts].tolist()
    assert lines["neglected"].tolist() == [1, 1, 0, 2]
    assert lines["amount"].fillna(-1).tolist() == [100, -1, 0, 100]
    assert lines["share"].tolist() == [1.0, 1.0, 0.0, pytest.approx(2 / 3)]


def test_without_contacts_and_employees_the_figures_that_need_them_are_unknown() -> None:
    frame = accounts(*[bought(None, contacts_365d=nan, cadence_status=None, owner_active=pd.NA)] * 3)
    whole = portfolio.team_lines(frame).iloc[-1]
    assert (whole["active"], whole["recent"], whole["A"]) == (3, 3, 3)
    for name in (*COUNTED[2:], "amount", "share", "without_owner"):
        assert pd.isna(whole[name]), name


def test_the_lists_hold_as_many_accounts_as_the_lines_say() -> None:
    frame = accounts(
        bought("neglected", 10, account_id="z"),
        bought("neglected", 90),
        bought("neglected", nan),
        bought("cared_for"),
        {"owner_active": False, "owner_id": "e9", "owner_name": "E. Gone", "revenue_12m": 5.0},
        {"owner_active": False, "owner_id": None, "owner_name": None, "revenue_12m": 9.0},
        {"owner_active": False, "owner_id": None, "layer": "inactive", "tier": None},
    )
    neglected, unowned = portfolio.neglected_list(frame), portfolio.without_owner_list(frame)
    assert neglected["account_id"].tolist() == ["a1", "z", "a2"]
    assert unowned["owner"].tolist() == ["none named", "E. Gone, not active"]
    whole = portfolio.team_lines(frame).iloc[-1]
    assert (len(neglected), len(unowned)) == (whole["neglected"], whole["without_owner"])
    assert len(portfolio.active_list(frame)) == whole["active"]


def test_where_employees_are_unknown_the_accounts_that_name_no_owner_are_listed() -> None:
    frame = accounts({"owner_active": pd.NA}, {"owner_active": pd.NA, "owner_id": None, "owner_name": None})
    assert portfolio.without_owner_list(frame)["account_id"].tolist() == ["a1"]
    assert pd.isna(portfolio.team_lines(frame)["without_owner"]).all()


# The sentences

LINE = {"team_id": "t1", "team": "Coast", "accounts": 20, "A": 5, "active": 12, "recent": 9}
LINE |= {"on_cadence": 9, "with_target": 12, "overdue": 3, "overdue_a": 2, "never": 0, "neglected": 0}
LINE |= {"without_amount": 0, "without_owner": 0, "amount": 0.0}


def lines(*teams: dict, **whole: object) -> pd.DataFrame:
    """Lines of teams, and the last one of all of them."""
    rows = [LINE | {"team_id": f"t{i}", "team": f"T{i}"} | team for i, team in enumerate(teams)]
    table = pd.DataFrame([*rows, LINE | {"team_id": None, "team": ALL} | whole])
    counts = table.columns.difference(["team_id", "team", "amount"])
    table = table.astype(dict.fromkeys(counts, "Int64"))
    return table.assign(share=(table["on_cadence"] / table["with_target"]).astype(float))


def sentence(*teams: dict, filters: Filters | None = None, **whole: object) -> str:
    """The headline of these lines as it is read."""
    return overview_headline(lines(*(teams or ({},)), **whole), "EUR", filters or Filters()).text


def test_the_headline_of_a_usual_week() -> None:
    coast, north = {"team": "Coast", "overdue_a": 3}, {"team": "North", "overdue_a": 1}
    whole = {"overdue_a": 4, "neglected": 15, "amount": 988_000, "recent": 40, "on_cadence": 64, "with_target": 100}
    assert sentence(coast, north, **whole, without_owner=6) == (
        "15 recent buyers are neglected (€988k); 64% of accounts are on cadence; "
        "team Coast has the most overdue A accounts (3 of 4). 6 active accounts have no active owner."
    )


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ({"neglected": 1, "amount": 950.0}, "1 recent buyer is neglected (€950);"),
        ({"neglected": 2, "amount": nan, "without_amount": 2}, "2 recent buyers are neglected (amount unknown);"),
        (
            {"neglected": 3, "amount": 5e6, "without_amount": 1},
            "3 recent buyers are neglected (€5.00M and 1 without a known amount);",
        ),
        ({"neglected": 0}, "No recent buyer is neglected;"),
        ({"recent": 0}, "There are no recent buyers;"),
        ({"on_cadence": 1, "with_target": 9}, "1 of 9 accounts is on cadence;"),
        ({"on_cadence": 7, "with_target": 9}, "7 of 9 accounts are on cadence;"),
        ({"on_cadence": 12, "with_target": 12}, "all 12 accounts with a contact target are on cadence;"),
        ({"on_cadence": 0, "with_target": 12}, "none of the 12 accounts with a contact target is on cadence;"),
        ({"on_cadence": 1, "with_target": 1}, "the only account with a contact target is on cadence;"),
        ({"on_cadence": 0, "with_target": 1}, "the only account with a contact target is not on cadence;"),
        ({"on_cadence": 0, "with_target": 0}, "no account has a contact target;"),
        ({"on_cadence": 999, "with_target": 1000}, "999 of 1,000 accounts are on cadence;"),
        ({"on_cadence": 1, "with_target": 1000}, "1 of 1,000 accounts is on cadence;"),
        ({"never": 1}, "1 A or B account was never contacted."),
        ({"never": 2}, "2 A or B accounts were never contacted."),
        ({"without_owner": 1}, "1 active account has no active owner."),
        ({"without_owner": pd.NA}, "Who owns the accounts is not known."),
    ],
)
def test_each_part_of_the_headline_is_right_for_its_number(whole: dict, words: str) -> None:
    assert words in sentence(**whole)


@pytest.mark.parametrize(
    ("teams", "overdue_a", "words"),
    [
        ([{}], 2, "; 2 A accounts are overdue."),
        ([{"overdue_a": 1}], 1, "; 1 A account is overdue."),
        ([{"overdue_a": 0}, {"overdue_a": 0}], 0, "; no A account is overdue."),
        ([{"overdue_a": 2}, {"overdue_a": 2}], 4, "; 4 A accounts are overdue."),
        ([{"overdue_a": 1}, {"overdue_a": 2, "team_id": None}], 3, "; 3 A accounts are overdue."),
        ([{"overdue_a": 0}, {"overdue_a": 1}], 1, "; team T1 has the only overdue A account."),
        ([{"overdue_a": 0}, {"overdue_a": 3}], 3, "; team T1 has all 3 overdue A accounts."),
        (
            [{"overdue_a": 2}, {"overdue_a": 1, "team": "Team Nord"}],
            3,
            "; team T0 has the most overdue A accounts (2 of 3).",
        ),
        ([{"overdue_a": 1}, {"overdue_a": 2, "team": "Team Nord"}], 3, "; Team Nord has the most overdue"),
    ],
)
def test_a_team_is_named_only_where_it_alone_has_the_most(teams: list[dict], overdue_a: int, words: str) -> None:
    assert words in sentence(*teams, overdue_a=overdue_a)


def test_without_accounts_of_tier_a_nothing_is_said_of_them() -> None:
    assert " A account" not in sentence(A=0, overdue_a=0)


def test_filters_are_named_in_front() -> None:
    assert sentence(filters=Filters(teams=("Coast",))).startswith("Coast team: No recent buyer is neglected;")


def test_what_is_not_known_is_not_told_as_a_number() -> None:
    unknown = dict.fromkeys(("neglected", "on_cadence", "with_target", "overdue", "overdue_a", "never"), pd.NA)
    assert sentence(unknown, **unknown, amount=nan) == (
        "12 active accounts, 9 recent buyers; whether anybody contacted them is not known. Contacts are not in this "
        "data store. Map a source of interactions in the settings to see who was contacted."
    )
    assert sentence(active=pd.NA).startswith("Orders are not in this data store.")
    assert sentence(active=0) == "No account has bought in the last 12 months."
    assert sentence(accounts=0) == "No accounts yet. The data store holds none that existed on this date."


def test_the_cells_of_a_line() -> None:
    cells = lines(
        {"on_cadence": 36, "with_target": 56, "neglected": 15, "amount": 988_000.0},
        {"on_cadence": 7, "with_target": 9, "neglected": 2, "amount": nan},
        {"on_cadence": 0, "with_target": 0, "neglected": 0},
        {"on_cadence": pd.NA, "with_target": pd.NA, "neglected": pd.NA, "amount": nan},
    ).iloc[:-1]
    each = [line for _, line in cells.iterrows()]
    assert [cadence_cell(line) for line in each] == ["64% of 56", "7 of 9", "·", "unknown"]
    assert [neglected_cell(line, "EUR") for line in each] == ["€988k · 15", "amount unknown · 2", "0", "unknown"]
    assert isnan(cells["share"].iloc[2])
