"""How good the data are, against plain loops over random stores, and on PostgreSQL as on DuckDB."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.policy import policy_from
from dashboard.portfolio import completeness, contradictions
from dashboard.scoring import score
from dashboard.scoring.recording import HARDLY, beside, recording
from dashboard.scoring.silence import Silence, silences
from data_access import quality
from data_access.localtime import day_number, day_of
from data_access.quality import FIELDS, MOST_ALIKE
from data_access.schema import TABLE_NAMES
from tests import test_engines
from tests.plain import quality as plain
from tests.plain.intake import load
from tests.plain.random_stores import Case
from tests.plain.view import view_of
from tests.test_engines import rows_of
from tests.test_random_stores import real_mirror

readers = test_engines.readers
SEEDS = range(24)


@pytest.fixture(scope="module", params=(1, 4, 15))
def case(request: pytest.FixtureRequest) -> Case:
    return plain.random_quality(request.param)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_stores_agree_with_plain_loops(seed, tmp_path):
    case = plain.random_quality(seed)
    store = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
    mirror = real_mirror(case, tmp_path)
    numbers = accounts_by_number(mirror)
    assert marked(quality.look_alikes(mirror), numbers) == plain.look_alikes(store, MOST_ALIKE)
    merged = quality.merged_that_differ(mirror).astype(object).set_index("merged_id")
    flags = merged[["name_differs", "owner_differs", "country_differs"]].fillna(False).itertuples()
    assert {row[0]: tuple(bool(flag) for flag in row[1:]) for row in flags} == plain.merged_that_differ(store)
    for as_of in case.as_of[:2]:
        view, day = view_of(store, as_of, case.policy), day_number(as_of)
        came = quality.days_with_rows(mirror, day)
        found = {(s, day_of(int(d))): n for s, d, n in zip(came["stream"], came["day"], came["rows"], strict=True)}
        assert found == dict(plain.days_with_rows(view))
        fields = quality.field_rows(mirror, day).astype(object)
        told = {(f, t if isinstance(t, str) else None): [n, k] for f, t, n, k in fields.itertuples(index=False)}
        assert told == plain.field_rows(view)
        for table in ("interactions", "cases", "orders", "contacts"):
            assert filled_of(mirror, table, day) == filled_plainly(view, table)
        won = quality.won_and_ordered(mirror, day).astype(object)
        sums = {
            numbers[line.account_no]: (line.offers, in_money(line.won), in_money(line.ordered))
            for line in won.itertuples()
        }
        assert sums == {
            key: (n, *(None if amount is None else float(amount) for amount in (worth, bought)))
            for key, (n, worth, bought) in plain.won_and_ordered(view).items()
        }
        assert set(quality.orders_without_rate(mirror, day)["order_id"]) == plain.orders_without_rate(view)
    mirror.close()


def test_every_select_gives_the_same_rows_on_both_engines(case, readers):
    day = day_number(case.as_of[0])
    answers = [answers_of(reader, day) for reader in readers]
    for name, expected in answers[0].items():
        (names, rows), (names_there, rows_there) = rows_of(expected), rows_of(answers[1][name])
        assert (names_there, sorted(rows_there, key=repr)) == (names, sorted(rows, key=repr)), name
    assert sum(len(rows) > 0 for rows in answers[0].values()) > 10


def test_the_whole_is_the_sum_of_the_teams_and_nobody_sees_another_team(case, tmp_path):
    mirror = real_mirror(case, tmp_path)
    scored = score(mirror, case.as_of[0], policy_from(case.policy))
    cells = completeness.field_cells(scored.quality.fields, completeness.team_names(scored.accounts), TABLE_NAMES)
    for _, field in cells.groupby("field"):
        whole = field[field["team_id"].isna()]
        if len(whole):
            assert whole["filled"].item() == field.loc[field["team_id"].notna(), "filled"].sum()
    own = scored.accounts[scored.accounts["team_id"] == scored.accounts["team_id"].dropna().iloc[0]]
    names = set(own["account_id"])
    for rows in (
        contradictions.without_rate(scored.quality.without_rate, own),
        contradictions.merged(scored.quality.merged, own),
        contradictions.won_against_ordered(scored.quality.won, own),
        contradictions.alike(scored.quality.alike, own),
    ):
        assert set(rows["account_id"]) <= names
    assert sorted(cells["row"].unique()) == list(range(cells["field"].nunique())), "no line stays blank"
    of_one = scored.quality.fields[scored.quality.fields["field"].isin(list(FIELDS)[1::2])]
    some = completeness.field_cells(of_one, completeness.team_names(scored.accounts), TABLE_NAMES)
    assert sorted(some["row"].unique()) == list(range(some["field"].nunique()))
    seen = completeness.field_cells(scored.quality.fields, completeness.team_names(own), TABLE_NAMES)
    assert seen["team_id"].nunique() == 1
    assert seen["team_id"].notna().all(), "one team is no whole of several"
    mirror.close()


# ---- silence


def came(*ago: int, stream: str = "orders", until: date = date(2024, 6, 30)) -> pd.DataFrame:
    days = sorted({day_number(until) - n for n in ago})
    return pd.DataFrame({"stream": stream, "day": days, "rows": 1})


def test_a_table_is_silent_beyond_three_times_its_usual_gap():
    day = day_number(date(2024, 6, 30))
    steady = [n for n in range(10, 190) if (n + 1) % 7 not in (0, 1)]
    assert silences(came(*steady), day) == (Silence("orders", date(2024, 6, 20), 10, 1, 9),)
    assert not silences(came(*(n - 1 for n in steady)), day), "nine days are three times a weekend"
    assert not silences(came(*range(100, 400, 30)), day), "six days in half a year: nothing is usual"
    assert not silences(came(*range(25, 200, 10)), day), "once in ten days: 25 days are within it"
    assert silences(came(*range(31, 200, 10)), day)[0].usual == 10
    assert not silences(came(*range(3, 200)), day)
    assert silences(came(*range(4, 200)), day)[0].longest == 3, "of a daily one, after three days"
    assert not silences(came().iloc[:0], day)


def test_rows_after_the_day_and_planned_ones_are_not_the_newest(tmp_path):
    case = plain.random_quality(3)
    mirror = real_mirror(case, tmp_path)
    day = day_number(case.as_of[0])
    newest = quality.newest_rows(mirror, day).set_index("table")
    assert (newest["newest_day"].dropna() <= day).all()
    kept = {table.table: table.rows_kept for table in mirror.report.tables}
    merged = kept["accounts"] - newest.loc["accounts", "rows"]
    assert {**newest["rows"].to_dict(), "accounts": newest.loc["accounts", "rows"] + merged} == kept
    mirror.close()


# ---- who records meetings


def accounts_of(**meetings: list[float]) -> pd.DataFrame:
    rows = [
        {"account_id": f"{team}{n}", "team_id": team, "team_name": team.upper(), "owner_id": f"{team}-{n % 2}"}
        | {"layer": "active", "meetings_365d": float(held)}
        for team, held_of in meetings.items()
        for n, held in enumerate(held_of)
    ]
    return pd.DataFrame(rows)


def test_a_team_that_records_hardly_any_meeting_is_told_from_one_that_met_nobody():
    lines = recording(accounts_of(a=[4] * 10, b=[0] * 5, c=[5] * 4)).set_index("team_id")
    assert list(lines["recorded"]) == [True, False, True]
    assert lines.at["b", "others"] == pytest.approx(60 / 14)
    few = recording(accounts_of(a=[4] * 10, b=[0] * 4)).set_index("team_id")
    assert few["recorded"].all(), "four accounts may well have met nobody"
    nobody = recording(accounts_of(a=[0] * 10, b=[0] * 10))
    assert nobody["recorded"].all(), "where nobody records meetings, none stands out"
    edge = recording(accounts_of(a=[10] * 10, b=[10 * HARDLY] * 5)).set_index("team_id")
    assert edge["recorded"].all(), "a tenth is something"
    assert recording(accounts_of(a=[4] * 10)).loc[0, "recorded"], "alone there is nothing to compare with"
    assert recording(accounts_of(a=[1]).iloc[:0]).empty


def test_cells_of_a_team_that_records_no_meetings_say_so_first():
    words = pd.Series(["25 Aug · call", "none so far", "never", "3 May · email"])
    told = beside(words, pd.Series(["a", "a", "a", "b"]), {"a"})
    assert list(told) == [
        "○ meetings not recorded · 25 Aug · call",
        "○ meetings not recorded",
        "○ meetings not recorded",
        "3 May · email",
    ]
    assert words.iloc[0] == "25 Aug · call", "the list that was handed in stays"


# ---- contradictions


ACCOUNTS = pd.DataFrame(
    {
        "account_no": [1, 2, 3],
        "account_id": ["A1", "A2", "A3"],
        "account_name": ["Oak", "Oak Ltd", "Elm"],
        "tier": ["A", None, "B"],
        "owner_id": ["E1", "E2", None],
        "owner_name": ["Ann", "Bo", None],
        "team_id": ["T1", "T1", None],
        "team_name": ["North", "North", None],
    }
)


def test_less_ordered_than_half_of_what_was_won():
    rows = pd.DataFrame(
        {
            "account_no": [1, 2, 3, 4],
            "offers": 1,
            "won": [100.0, 100.0, None, 100.0],
            "order_days": 0,
            "ordered": [50.0, 49.0, 0.0, 0.0],
        }
    )
    found = contradictions.won_against_ordered(rows, ACCOUNTS)
    assert found[["account_id", "missing"]].values.tolist() == [["A2", 51.0]], "half is enough; A4 is not to be seen"


def test_who_looks_like_whom():
    rows = pd.DataFrame(
        {"account_no": [1, 2, 1, 3], "kind": ["name", "name", "domain", "domain"], "mark": ["oak", "oak", "x", "x"]}
    ).assign(alike=2, country=["Finland", "Sweden", "Finland", None])
    found = contradictions.alike(rows, ACCOUNTS).set_index("account_id")
    assert found.at["A1", "because"] == "same name and e-mail domain"
    assert found.at["A1", "others"] == "Oak Ltd and Elm"
    assert found.at["A1", "differs"] == "another owner, another country"
    assert found.at["A3", "differs"] == "nothing that is known", "without owner, country and team"
    assert found.at["A2", "because"] == "same name"
    assert contradictions.alike(rows, ACCOUNTS.iloc[1:]).empty, "alone that may be seen, nobody looks doubled"


def test_charges_beside_orders_of_the_channel():
    cases = pd.DataFrame(
        {
            "channel": ["web", "web", None, "desk", "web"],
            "category": ["billing", "pricing", "billing", "technical", "billing"],
            "opened_on": pd.to_datetime(["2024-06-01"] * 4 + ["2023-06-01"]),
            "resolved_on": pd.to_datetime([None, "2024-06-02", None, None, None]),
        }
    )
    orders = pd.DataFrame({"team_id": ["T1", None, "T2"], "channel": ["web", "fair", "web"], "orders": [50, 9, 1000]})
    lines = contradictions.charges_by_channel(cases, orders, ACCOUNTS, date(2024, 6, 30)).set_index("channel")
    assert lines.loc["web", ["billing", "pricing", "disputes", "open", "orders", "per_hundred"]].tolist() == [
        1,
        1,
        2,
        1,
        50,
        4,
    ]
    assert lines.loc["channel not known", "disputes"] == 1
    assert pd.isna(lines.loc["fair", "per_hundred"]), "under ten orders there is no rate"
    assert "desk" not in lines.index


# ---- helpers


def accounts_by_number(mirror) -> dict[int, str]:
    from sqlalchemy import select

    from data_access.mirror.tables import ACCOUNTS as TABLE

    rows = mirror.arrow(select(TABLE.c.account_no, TABLE.c.account_id))
    return dict(zip(rows["account_no"].to_pylist(), rows["account_id"].to_pylist(), strict=True))


def marked(rows: pd.DataFrame, numbers: dict[int, str]) -> set[tuple[str, str, str]]:
    return {(numbers[no], kind, mark) for no, kind, mark, *_ in rows.itertuples(index=False)}


def filled_of(mirror, table: str, day: int) -> dict:
    found = {}
    for line in quality.filled_columns(mirror, table, day).to_dict("records"):
        team = line.pop("team_id")
        counts = {name.removeprefix("filled_"): n for name, n in line.items() if n}
        if counts:
            found[team if isinstance(team, str) else None] = counts
    return found


def filled_plainly(view, table: str) -> dict:
    own = {"delivered", "amount_reporting"}
    return {
        team: {name: n for name, n in counts.items() if n and name not in own}
        for team, counts in plain.filled(view, table).items()
    }


def in_money(value: object) -> object:
    return None if value is None or pd.isna(value) else pytest.approx(float(value), rel=1e-12, abs=1e-6)


def answers_of(reader, day: int) -> dict[str, pd.DataFrame]:
    found = {f"filled {name}": quality.filled_columns(reader, name, day) for name in TABLE_NAMES}
    of_a_day = (
        "days_with_rows",
        "newest_rows",
        "field_rows",
        "won_and_ordered",
        "orders_without_rate",
        "orders_by_channel",
    )
    found |= {name: getattr(quality, name)(reader, day) for name in of_a_day}
    return found | {
        name: getattr(quality, name)(reader) for name in ("merged_that_differ", "look_alikes", "entry_counts")
    }
