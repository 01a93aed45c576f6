"""The sample company: the same arguments give the same rows wherever they are written, and it lives like a company."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import score
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.schema import CANONICAL, TABLE_NAMES
from data_access.settings import Settings, SourceSettings
from sample_data import REPORTING_CURRENCY, TIMEZONE, SampleError, write_sample
from sample_data.days import Period
from sample_data.faults import SPOILED_ACCOUNTS, faults
from sample_data.script import HELP_DESK_STOPPED
from sample_data.teams import MANNERS, UNITS
from sample_data.write import FEWEST_ACCOUNTS, MARK

ROOT = Path(__file__).resolve().parents[1]
UNTIL = date(2026, 11, 15)
DAYS = (UNTIL, date(2027, 1, 6), date(2026, 8, 29))
"""In the middle of a quarter on a Sunday, after Christmas, after the summer."""
REASONS = {"missing", "type", "enumeration", "range", "date", "reference", "duplicate", "empty_participant"}
FICTIONAL_NUMBERS = (
    r"\+44 1632 960 \d{3}|\+44 20 7946 0\d{3}|\+49 30 23125 \d{3}|\+46 8 465 004 \d\d|\+33 1 99 00 \d{4}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The sample of the usual size as a folder."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, until=UNTIL)
    return folder


@pytest.fixture(scope="module")
def mirror(folder, tmp_path_factory) -> Mirror:
    """Its mirror."""
    return mirror_of(folder, tmp_path_factory.mktemp("mirror"))


def mirror_of(source: Path | str, storage: Path, until: date = UNTIL) -> Mirror:
    """The mirror of a sample, made on the evening of its last day."""
    where = {"url": source} if isinstance(source, str) else {"folder": source}
    chosen = SourceSettings(**where, timezone=TIMEZONE, reporting_currency=REPORTING_CURRENCY)
    settings = Settings(source=chosen, mirror=storage)
    refresh(settings, datetime(until.year, until.month, until.day, 18, tzinfo=UTC))
    return open_mirror(settings)


def facts_of(mirror: Mirror) -> pd.DataFrame:
    return score(mirror, mirror.last_day, DEFAULT_POLICY).accounts


def tables_of(folder: Path) -> dict[str, pa.Table]:
    return {file.stem: pq.read_table(file) for file in folder.glob("*.parquet")}


def entries_of(mirror: Mirror) -> Counter[tuple]:
    """Table, key, column, reason and what was done of everything set aside or left out."""
    columns = ["table", "key", "column", "reason", "done"]
    return Counter(mirror.problems()[columns].fillna("").itertuples(index=False, name=None))


# ---- the same arguments, the same rows


def test_the_same_arguments_give_the_same_rows(folder, tmp_path):
    write_sample(tmp_path, until=UNTIL, accounts=300, years=3, seed=1)
    again, first = tables_of(tmp_path), tables_of(folder)
    assert set(again) == set(first) == set(TABLE_NAMES)
    for name, rows in first.items():
        assert again[name].equals(rows), name


def test_another_process_writes_the_same_bytes(folder, tmp_path):
    """Nothing hangs on the order of a set, which differs from process to process."""
    code = f"import datetime, sample_data; sample_data.write_sample({str(tmp_path)!r}, until={UNTIL!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "4711"})
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_another_seed_tells_the_same_stories_of_other_rows(folder, tmp_path):
    write_sample(tmp_path, until=UNTIL, seed=2)
    first, other = tables_of(folder), tables_of(tmp_path)
    assert not other["orders"].equals(first["orders"])
    assert not other["interactions"].equals(first["interactions"])
    for number in (0, 20, 40):
        assert other["accounts"].slice(number, 1).to_pylist() == first["accounts"].slice(number, 1).to_pylist()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_target_makes_the_same_mirror(kind, folder, mirror, tmp_path, postgres_url):
    url = postgres_url if kind == "postgresql" else f"sqlite:///{tmp_path}/sample.sqlite"
    write_sample(url, until=UNTIL)
    other = mirror_of(url, tmp_path / "mirror")
    assert other.report.tables == mirror.report.tables
    assert entries_of(other) == entries_of(mirror)
    pd.testing.assert_frame_equal(facts_of(other), facts_of(mirror), check_exact=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_tables_carry_no_constraints_and_the_types_of_the_model(kind, tmp_path, postgres_url):
    url = postgres_url if kind == "postgresql" else f"sqlite:///{tmp_path}/sample.sqlite"
    write_sample(url, until=UNTIL, accounts=FEWEST_ACCOUNTS)
    found = inspect(create_engine(url, poolclass=NullPool))
    assert set(found.get_table_names()) == {*TABLE_NAMES, MARK}
    for name in TABLE_NAMES:
        columns = {column["name"]: column for column in found.get_columns(name)}
        assert list(columns) == [column.name for column in CANONICAL.tables[name].columns]
        assert all(column["nullable"] for column in columns.values())
        assert found.get_pk_constraint(name)["constrained_columns"] == []
        assert found.get_foreign_keys(name) == found.get_indexes(name) == found.get_unique_constraints(name) == []
    types = {column["name"]: str(column["type"]) for column in found.get_columns("interactions")}
    assert types["starts_at"] in ("DATETIME", "TIMESTAMP")
    assert (types["private"], types["subject"]) == ("BOOLEAN", "TEXT")


@pytest.mark.parametrize("days", [1, 365])
def test_a_later_day_shifts_everything_and_ages_nothing(days, folder, mirror, tmp_path):
    """The company stays who it is and stands where it stood; only the calendar moves under it."""
    write_sample(tmp_path / "later", until=UNTIL + timedelta(days))
    then, later = tables_of(folder), tables_of(tmp_path / "later")
    for table, column in (("accounts", "account_id"), ("employees", "name"), ("contacts", "name")):
        assert later[table][column].equals(then[table][column])
    before, after = facts_of(mirror), facts_of(mirror_of(tmp_path / "later", tmp_path, UNTIL + timedelta(days)))
    assert list(after["account_id"]) == list(before["account_id"])
    for column in ("layer", "tier", "cadence_status", "watch_state"):
        assert (after[column].fillna("") == before[column].fillna("")).mean() > 0.95, column
    moved = (after["last_order_on"] - before["last_order_on"]).dt.days.dropna()
    assert abs(moved.median() - days) <= 2
    for table, column in (("interactions", "starts_at"), ("interactions", "created_at"), ("cases", "opened_at")):
        newest = [pc.max(tables[table][column]).as_py() for tables in (then, later)]
        assert abs((newest[1] - newest[0]).days - days) <= 3, (table, column)


def test_nothing_has_happened_after_the_last_day(folder):
    interactions = pq.read_table(folder / "interactions.parquet").to_pandas()
    held = interactions[interactions["status"] == "held"]
    assert held["starts_at"].max() < pd.Timestamp(UNTIL, tz="UTC")
    assert interactions["created_at"].max() < pd.Timestamp(UNTIL, tz="UTC") + pd.Timedelta(days=1)
    for column in ("documented_at", "shared_at", "analysed_at", "responded_at"):
        assert interactions[column].max() < pd.Timestamp(UNTIL, tz="UTC")
    planned = interactions[interactions["status"] == "planned"]
    assert len(planned) > 30
    assert planned["starts_at"].min() > pd.Timestamp(UNTIL, tz="UTC")


# ---- what is in it


def test_every_canonical_column_has_values(folder):
    found = tables_of(folder)
    empty = [
        f"{table.name}.{column.name}"
        for table in CANONICAL.tables.values()
        for column in table.columns
        if found[table.name][column.name].null_count == len(found[table.name])
    ]
    assert empty == []


def test_every_enumerated_value_occurs(folder):
    found = tables_of(folder)
    for table in CANONICAL.tables.values():
        for column in table.columns:
            values = set(column.info["rule"].values)
            assert values <= set(found[table.name][column.name].unique().to_pylist()), column
    assert set(found["survey_responses"]["dimension"].to_pylist()) >= {
        "overall",
        "core_service",
        "customer_service",
        "trust",
        "commitment",
        "recommend",
    }


def test_bad_values_and_rows_are_those_that_were_planted(mirror):
    planted = Counter((fault.table, fault.reason) for fault in faults(Period(UNTIL, 3)))
    planted.update(("accounts", reason) for _, _, reason in SPOILED_ACCOUNTS)
    entries = mirror.problems()
    assert Counter(zip(entries["table"], entries["reason"], strict=True)) == planted
    assert set(entries["reason"]) == REASONS
    assert 24 <= len(entries) <= 72
    assert set(entries["done"]) == {"row set aside", "value left out"}


@pytest.mark.parametrize(("accounts", "seed"), [(FEWEST_ACCOUNTS, 1), (300, 1), (300, 7), (3_000, 1)])
def test_sizes_stay_within_bounds(accounts, seed, tmp_path):
    write_sample(tmp_path, until=UNTIL, accounts=accounts, seed=seed)
    rows = {file.stem: pq.read_metadata(file).num_rows / accounts for file in tmp_path.glob("*.parquet")}
    assert rows["accounts"] == pytest.approx(1, abs=3 / accounts)
    assert 90 <= rows["interactions"] <= 120
    assert 0.3 <= rows["interaction_participants"] / rows["interactions"] <= 0.5
    assert 9 <= rows["orders"] <= 14
    assert 2.5 <= rows["contacts"] <= 5


def test_the_company_is_as_large_as_it_should_be(mirror, folder):
    teams = pq.read_table(folder / "teams.parquet").to_pandas()
    employees = pq.read_table(folder / "employees.parquet").to_pandas()
    assert (teams["parent_team_id"].value_counts() == 3).all()
    assert set(teams["parent_team_id"].dropna()) == {unit for unit, _, _ in UNITS}
    assert 28 <= employees["team_id"].notna().sum() <= 36
    assert set(employees["level"]) >= {"executive", "management", "supervisor", "specialist"}
    assert 295 <= len(facts_of(mirror)) <= 300
    assert set(mirror.report.table("orders").columns) == {column.name for column in CANONICAL.tables["orders"].columns}


def test_addresses_and_numbers_belong_to_nobody(folder):
    contacts = pq.read_table(folder / "contacts.parquet").to_pandas()
    employees = pq.read_table(folder / "employees.parquet").to_pandas()
    addresses = [*contacts["email"].dropna(), *employees["email"].dropna()]
    assert len(addresses) > 900
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9.-]+\.example", address) for address in addresses)
    assert all(re.fullmatch(FICTIONAL_NUMBERS, number) for number in contacts["phone"].dropna())
    names = " ".join([*contacts["name"], *pq.read_table(folder / "accounts.parquet")["name"].drop_null().to_pylist()])
    for alphabet in ("[א-ת]", "[ء-ي]", "[Α-Ωα-ω]", "[А-Яа-яІі]", "[一-龯]", "[äöüéčłøå]"):
        assert re.search(alphabet, names), alphabet


def test_the_help_desk_stopped_five_weeks_ago(folder):
    interactions = pq.read_table(folder / "interactions.parquet").to_pandas()
    last = pd.Timestamp(UNTIL, tz="UTC") - pd.Timedelta(days=HELP_DESK_STOPPED)
    newest = interactions[interactions["kind"] == "helpdesk"]["starts_at"].max()
    assert last - pd.Timedelta(days=4) < newest < last + pd.Timedelta(days=1)
    cases = pq.read_table(folder / "cases.parquet").to_pandas()
    cases = cases[~cases["case_id"].str.startswith("KX")]
    for column in ("opened_at", "first_response_at", "resolved_at", "escalated_at"):
        assert cases[column].max() < last + pd.Timedelta(days=1), column
    assert interactions["starts_at"].max() > last + pd.Timedelta(days=HELP_DESK_STOPPED)


# ---- how the company lives


@pytest.fixture(scope="module", params=DAYS, ids=str)
def accounts(request, tmp_path_factory) -> pd.DataFrame:
    """The facts on the last day of samples of several days."""
    storage = tmp_path_factory.mktemp("lives")
    write_sample(storage / "crm", until=request.param)
    return facts_of(mirror_of(storage / "crm", storage, request.param))


def test_the_company_feels_true(accounts):
    active = accounts[accounts["layer"] == "active"]
    with_target = active[active["cadence_status"] != "no_target"]
    status, watched = with_target["cadence_status"].value_counts(), accounts["watch_state"].value_counts()
    assert 0.55 <= status["on_cadence"] / len(with_target) <= 0.75
    assert set(status.index) == {"on_cadence", "planned", "due", "overdue", "never"}
    assert set(watched.index) == {"neglected", "late", "waiting", "planned", "cared_for"}
    assert 60 <= watched.sum() <= 130
    assert 10 <= watched["neglected"] <= 26
    late = with_target[with_target["tier"].isin(["A", "B"]) & with_target["cadence_status"].isin(["overdue", "never"])]
    assert 0.03 <= len(late) / len(with_target) <= 0.16
    assert 2 <= active["owner_id"].isna().sum() <= 12
    revenue = active["revenue_12m"].dropna().sort_values()
    assert revenue.tail(len(revenue) // 10).sum() > 0.5 * revenue.sum()
    tiers = active["tier"].value_counts()
    assert tiers["A"] < tiers["B"] < tiers["C"]
    assert (accounts["layer"].value_counts() >= 25).all()
    served = active["attention_index"].dropna()
    assert (served < 0.75).any()
    assert (served > 1.33).any()
    # The largest neglected purchase is the story to begin with.
    neglected = accounts[accounts["watch_state"] == "neglected"]
    assert neglected.loc[neglected["watch_amount"].idxmax(), "account_id"] == "A000001"


def test_attention_turns_away_after_an_order_but_for_one_team(accounts):
    sums = accounts.groupby("team_id")[["attention_before", "attention_after"]].sum()
    shift = sums["attention_after"] / sums["attention_before"] - 1
    total = sums["attention_after"].sum() / sums["attention_before"].sum() - 1
    assert -0.7 <= total <= -0.38
    assert abs(shift["coast"]) < 0.3
    assert (shift.drop("coast") < -0.2).all()
    prospects = accounts[accounts["layer"] == "prospect"]["contacts_365d"]
    assert prospects.sum() > 0.25 * accounts["contacts_365d"].sum()


def test_teams_differ_in_how_they_work(mirror, folder):
    interactions = pq.read_table(folder / "interactions.parquet").to_pandas()
    interactions["team"] = interactions["account_id"].map(facts_of(mirror).set_index("account_id")["team_id"])
    mine = interactions[(interactions["kind"] != "helpdesk") & (interactions["status"] == "held")]
    logged = mine.groupby("team")["kind"].apply(lambda kinds: (kinds == "meeting").mean())
    assert logged["hills"] < 0.06
    assert (logged.drop("hills") > 0.15).all()
    levels_of = (
        pq.read_table(folder / "contacts.parquet").to_pandas().drop_duplicates("contact_id").set_index("contact_id")
    )
    met = mine[(mine["kind"] == "meeting") & mine["contact_id"].notna() & (mine["account_id"] > "A000041")]
    levels = met.assign(level=met["contact_id"].map(levels_of["level"])).groupby("team")["level"].apply(set)
    assert levels["archipelago"] == {"specialist"}
    assert levels["coast"] >= {"executive", "management", "supervisor", "specialist"}
    assert {manner.team_id for manner in MANNERS} <= set(levels.index)


def test_people_work_in_their_own_hours_and_rest_in_summer_and_at_christmas(folder, mirror):
    interactions = pq.read_table(folder / "interactions.parquet").to_pandas()
    chosen = interactions[(interactions["status"] == "held") & (interactions["all_day"] == False)]  # noqa: E712
    chosen = chosen[chosen["account_id"] > "A000041"]
    teams = facts_of(mirror).set_index("account_id")["team_id"]
    for unit, zone in enumerate(zone for _, _, zone in UNITS):
        ours = {manner.team_id for manner in MANNERS if manner.unit == unit}
        local = chosen[chosen["account_id"].map(teams).isin(ours)]["starts_at"].dt.tz_convert(ZoneInfo(zone))
        assert local.dt.hour.between(8, 16).all()
        assert local.dt.day_of_week.max() <= 4
        by_month = local.groupby([local.dt.year, local.dt.month]).size().groupby(level=1).mean()
        assert by_month[7:8].mean() < 0.9 * by_month[[3, 5, 9, 10]].mean()
        christmas = (local.dt.month == 12) & (local.dt.day > 24)
        assert christmas.sum() < 0.1 * (local.dt.month == 12).sum()


def test_orders_bunch_at_the_ends_of_quarters(folder):
    orders = pq.read_table(folder / "orders.parquet").to_pandas()
    orders["on"] = pd.to_datetime(orders["ordered_on"], errors="coerce")
    in_order = orders.dropna(subset=["on"]).sort_values(["account_id", "on"])
    starts = in_order[~(in_order.groupby("account_id")["on"].diff() <= pd.Timedelta(days=30))]["on"]
    before_end = (starts + pd.tseries.offsets.QuarterEnd(0) - starts).dt.days
    assert (before_end < 14).mean() > 2 * 14 / 91
    assert set(orders["currency"]) == {"EUR", "SEK", "CHF"}
    assert 0.005 < (orders["amount"] < 0).mean() < 0.04


def test_one_order_has_no_rate(folder):
    orders = pq.read_table(folder / "orders.parquet").to_pandas()
    rates = pq.read_table(folder / "fx_rates.parquet").to_pandas()
    rates["month"] = pd.to_datetime(rates["month"])
    first = rates[(rates["rate"] > 0) & (rates["month"].dt.day == 1)].groupby("currency")["month"].min()
    foreign = orders[orders["currency"] != REPORTING_CURRENCY]
    months = pd.to_datetime(foreign["ordered_on"]).dt.to_period("M").dt.to_timestamp()
    assert foreign[months < foreign["currency"].map(first)]["account_id"].tolist() == ["A000009"]


# ---- where it is written, and where not


def test_progress_is_told_up_to_the_end(tmp_path):
    told = []
    write_sample(tmp_path, until=UNTIL, accounts=FEWEST_ACCOUNTS, progress=lambda *step: told.append(step))
    assert told[0] == ("Inventing the company", 0, 1)
    assert told[-1][1] == told[-1][2]
    shares = [done / total for _, done, total in told]
    assert shares == sorted(shares)


@pytest.mark.parametrize("kind", ["folder", "sqlite", "postgresql"])
def test_a_sample_is_written_anew_in_place_or_not_at_all(kind, tmp_path, postgres_url):
    to = {"folder": tmp_path, "sqlite": f"sqlite:///{tmp_path}/new/crm.sqlite", "postgresql": postgres_url}[kind]
    write_sample(to, until=UNTIL, accounts=FEWEST_ACCOUNTS)
    write_sample(to, until=UNTIL, accounts=FEWEST_ACCOUNTS + 20)
    assert accounts_in(to) == FEWEST_ACCOUNTS + 20 + 2

    def power_cut(_step: str, done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sample(to, until=UNTIL, accounts=FEWEST_ACCOUNTS, progress=power_cut)
    assert accounts_in(to) == FEWEST_ACCOUNTS + 20 + 2
    if kind == "folder":
        assert {file.name for file in tmp_path.iterdir()} == {
            *(f"{name}.parquet" for name in TABLE_NAMES),
            f"{MARK}.json",
        }


def accounts_in(to: Path | str) -> int:
    if isinstance(to, Path):
        return pq.read_metadata(to / "accounts.parquet").num_rows
    with create_engine(to, poolclass=NullPool).connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM accounts").scalar_one()


@pytest.mark.parametrize("file", ["accounts.csv", "orders.csv.gz", "interactions.parquet"])
def test_a_folder_with_other_data_is_left_alone(file, tmp_path):
    (tmp_path / file).write_text("account_id,name\n1,Ours\n", encoding="utf-8")
    with pytest.raises(SampleError, match=f"holds {file}, which is no part of a sample"):
        write_sample(tmp_path, until=UNTIL)
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_other_files_in_the_folder_do_not_matter(tmp_path):
    (tmp_path / "notes.csv").write_text("anything\n", encoding="utf-8")
    write_sample(str(tmp_path), until=UNTIL, accounts=FEWEST_ACCOUNTS)
    assert (tmp_path / "notes.csv").read_text(encoding="utf-8") == "anything\n"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_with_other_data_is_left_alone(kind, tmp_path, postgres_url):
    url = postgres_url if kind == "postgresql" else f"sqlite:///{tmp_path}/crm.sqlite"
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (number integer)")
    with pytest.raises(SampleError, match="holds a table orders, which is no part of a sample"):
        write_sample(url, until=UNTIL)
    assert inspect(engine).get_table_names() == ["orders"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"accounts": FEWEST_ACCOUNTS - 1}, "its stories alone need"),
        ({"accounts": 10_000_000}, "Ask for"),
        ({"years": 0}, "Ask for 1 to 10"),
        ({"years": 11}, "Ask for 1 to 10"),
        ({"until": date(1999, 1, 1)}, "Name a day from 2010-01-01"),
        ({"seed": -1}, "no whole number"),
    ],
    ids=str,
)
def test_impossible_wishes_are_refused_in_a_sentence(arguments, sentence, tmp_path):
    with pytest.raises(SampleError, match=sentence):
        write_sample(tmp_path, **({"until": UNTIL} | arguments))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("db2x://somewhere/crm", "kind of database in db2x:// is not known"),
        ("postgresql://user:pass@host:port/crm", "is no database URL"),
        ("postgresql://anna:very-secret@127.0.0.1:1/crm", "cannot be written to the database"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_in_a_sentence(address, sentence):
    with pytest.raises(SampleError, match=sentence) as refused:
        write_sample(address, until=UNTIL, accounts=FEWEST_ACCOUNTS)
    assert "very-secret" not in str(refused.value)


def test_a_file_in_place_of_a_folder_or_database_is_refused(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("This is no database at all, and it is long enough to be looked at." * 30, encoding="utf-8")
    with pytest.raises(SampleError, match="is a file"):
        write_sample(file, until=UNTIL)
    with pytest.raises(SampleError, match="cannot be written to"):
        write_sample(file / "below", until=UNTIL)
    with pytest.raises(SampleError, match="cannot be written to the database"):
        write_sample(f"sqlite:///{file}", until=UNTIL)
    with sqlite3.connect(tmp_path / "busy.sqlite", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SampleError, match="database is locked"):
            write_sample(f"sqlite:///{tmp_path}/busy.sqlite?timeout=0", until=UNTIL)


@pytest.mark.parametrize("years", [1, 6])
def test_fewer_or_more_years_tell_the_same_stories(years, mirror, tmp_path):
    write_sample(tmp_path / "crm", until=UNTIL, years=years)
    facts = facts_of(mirror_of(tmp_path / "crm", tmp_path)).set_index("account_id")
    usual = facts_of(mirror).set_index("account_id")
    told = [f"A{number:06}" for number in range(1, 39)]
    columns = ["layer", "watch_state", "watch_amount", "last_contact_on", "last_order_on"]
    pd.testing.assert_frame_equal(facts.loc[told, columns], usual.loc[told, columns])
