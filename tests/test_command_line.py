"""`python -m dashboard COMMAND`, called as a person or a program calls it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tomllib
import urllib.request
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest
from sqlalchemy import create_engine, insert, make_url

from dashboard import commands
from dashboard.commands.progress import ProgressLines
from dashboard.policy import DEFAULT_POLICY, policy_from
from data_access.mirror import Progress
from data_access.schema import CANONICAL

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)
COMMANDS = ["serve", "sample", "refresh", "check", "facts", "policy show", "policy validate"]
HEADER = """
account_id, account_name, team_id, team_name, owner_id, owner_name, layer, tier, tier_source, revenue_12m,
revenue_prior_12m, orders_12m, first_order_on, last_order_on, last_contact_on, last_contact_kind,
last_contact_employee_id, last_contact_contact_id, last_meeting_on, last_review_on, next_planned_on, contacts_90d,
contacts_365d, meetings_90d, meetings_365d, contact_target_days, contact_ratio, cadence_status, attainment, rhythm,
watch_order_on, watch_days, watch_amount, watch_state, attention_before, attention_after, attention_orders,
attention_index, contact_recency, contact_recency_points, review_recency, review_recency_points, post_purchase_care,
post_purchase_care_points, meeting_practice, meeting_practice_points, contact_density, contact_density_points,
level_coverage, level_coverage_points, ownership, ownership_points, promises_kept, promises_kept_points, response_time,
response_time_points, unanswered, unanswered_points, issue_age, issue_age_points, core_satisfaction,
core_satisfaction_points, service_satisfaction, service_satisfaction_points, stated_commitment,
stated_commitment_points, purchase_rhythm, purchase_rhythm_points, revenue_trend, revenue_trend_points, score,
known_share, band, limits, trend
"""
HOSTILE = 'Acme, "Best" <b>\nÅbo \u202eالأفضل 😀 \x1b[31m=1+1'

SOUND = {
    "teams": """
        team_id, name
        N, North
        S, South""",
    "employees": """
        employee_id, name, team_id
        e1, Ann, N
        e2, Bo, S""",
    "accounts": """
        account_id, name, owner_id, team_id, agreed_interval_days
        a1, Alpha, e1, , 20
        a2, Beta, e2, ,
        a3, Gamma, e2, X,""",
    "orders": """
        order_id, account_id, ordered_on, amount, currency, status
        o1, a1, 2024-05-01, 1000.10, EUR, confirmed
        o2, a1, 2024-03-01, 200.20, EUR, delivered
        o3, a2, 2024-04-10, 100, EUR, delivered
        o4, a2, 2023-04-10, 0.1, EUR, delivered""",
    "interactions": """
        interaction_id, account_id, employee_id, kind, starts_at, status
        i1, a1, e2, call, 2024-05-03T09:00:00Z, held
        i2, a1, e1, meeting, 2024-03-05T09:00:00Z, held
        i3, a3, e2, meeting, 2024-01-05T09:00:00Z, held""",
}
FAULTY = SOUND | {
    "accounts": SOUND["accounts"]
    + """
        , Nameless, , ,
        a4, Delta, e9, , 5000""",
    "orders": SOUND["orders"]
    + """
        o5, a9, 2024-05-01, 1, EUR, confirmed
        o6, a1, 2024-05-01, 1, EUR, paid""",
}


def write_folder(folder: Path, tables: dict[str, str]) -> Path:
    """A folder of CSV files with these small tables."""
    folder.mkdir()
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(line.replace(", ", ",") for line in lines) + "\n", "utf-8")
    return folder


@dataclass(frozen=True)
class Done:
    """A finished call."""

    returncode: int
    stdout: str
    stderr: str


def call(folder: Path, *words: object) -> Done:
    """The command carried out in the folder at NOW, in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            code = commands.main([str(word) for word in words], clock=lambda: NOW)
        except SystemExit as ended:
            code = ended.code
        out.flush()
    return Done(code, out.buffer.getvalue().decode("utf-8"), err.getvalue())


def call_apart(folder: Path, *words: object, **environment: str) -> Done:
    """The command as a process of its own, as the system runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *map(str, words)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def rows_of(text: str) -> dict[str, dict[str, str]]:
    """The rows of CSV text by their first column."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return {next(iter(row.values())): row for row in rows}


def fails(done: Done, code: int, sentence: str) -> None:
    """The call ended with this code, printed no data, and said this in the last line."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert sentence in done.stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    """A working folder whose settings name a small sound source, with its mirror made."""
    folder = tmp_path_factory.mktemp("company")
    write_folder(folder / "exports", SOUND)
    (folder / "account_health.toml").write_text('[source]\nfolder = "exports"\ntimezone = "Europe/Helsinki"\n')
    assert call(folder, "refresh").returncode == 0
    return folder


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Path:
    """A working folder beside a source with bad rows and bad values."""
    folder = tmp_path_factory.mktemp("faulty")
    write_folder(folder / "exports", FAULTY)
    return folder


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(command, tmp_path):
    done = call(tmp_path, *command.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: python -m dashboard" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_common_options(command, tmp_path):
    shown = call(tmp_path, *command.split(), "--help").stdout
    assert all(option in shown for option in ("--config", "--source", "--kind", "--mapping", "--policy"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fact"],
        ["facts", "--format", "xml"],
        ["facts", "--as", "2024-05-31"],
        ["facts", "--as-of", "31.5.2024"],
        ["facts", "--as-of", "20240531"],
        ["facts", "--as-of", "2024-02-30"],
        ["facts", "--as-of", "1989-12-31"],
        ["serve", "--port", "0"],
        ["serve", "--port", "http"],
        ["policy", "validate"],
    ],
)
def test_a_wrong_call_ends_with_2(words, tmp_path):
    fails(call(tmp_path, *words), 2, "error: ")


@pytest.mark.parametrize("command", ["serve", "refresh", "check", "facts"])
def test_a_source_that_is_only_half_named_is_a_wrong_call(command, tmp_path):
    (tmp_path / "account_health.toml").write_text('[source]\ntimezone = "Europe/Helsinki"\n')
    fails(call(tmp_path, command), 2, "No source is configured. Name one under [source] in account_health.toml")
    assert call(tmp_path, "policy", "show").returncode == 0
    (tmp_path / "account_health.toml").unlink()
    (tmp_path / "mapping.toml").write_text("")
    fails(call(tmp_path, command, "--mapping", "mapping.toml"), 2, "No source is configured.")
    assert [path.name for path in tmp_path.iterdir()] == ["mapping.toml"]


def test_a_process_of_its_own_does_the_same_as_a_call_in_this_one(company):
    there, here = call_apart(company, "facts", "--as-of", "2024-05-31"), call(company, "facts", "--as-of", "2024-05-31")
    assert there == here
    assert call_apart(company, "facts", "--as-of", "2024-13-01").returncode == 2
    fails(call_apart(company, "facts", "--policy", "none.toml"), 2, "The policy file")


def test_refresh_prints_what_became_of_every_table(faulty):
    done = call(faulty, "refresh", "--source", "exports")
    assert done.returncode == 0
    lines = {line.split()[0]: line.split() for line in done.stdout.splitlines()}
    assert lines["table"] == ["table", "read", "kept", "changed", "set", "aside", "values", "left", "out", "ignored"]
    assert lines["accounts"] == ["accounts", "5", "4", "1", "2", "0"]
    assert lines["orders"] == ["orders", "6", "4", "2", "0", "0"]
    assert "Not connected: account_team_members, contacts," in done.stdout
    again = call(faulty, "refresh", "--source", "exports")
    assert ["accounts", "5", "4", "0", "1", "2", "0"] in [line.split() for line in again.stdout.splitlines()]


def test_progress_is_a_line_per_table_where_nobody_watches(faulty):
    done = call(faulty, "refresh", "--source", "exports")
    told = done.stderr.splitlines()
    assert [told.count(f"Reading {name}") for name in FAULTY] == [1] * len(FAULTY)
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


def test_progress_is_a_bar_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with ProgressLines(terminal) as progress:
        progress.show(Progress("Reading orders", 500, 1000, 0.25))
        progress.show(Progress("Reading orders", 501, 1000, 0.2505))
        progress.show(Progress("Preparing", 0, None, None))
    bars = terminal.getvalue().split("\r\x1b[K")
    assert bars == ["", "[########......................]  25% Reading orders 500 of 1,000", "Preparing", ""]


def test_check_lists_rows_set_aside_and_values_left_out_and_ends_with_1(faulty):
    done = call(faulty, "check", "--source", "exports")
    assert done.returncode == 1
    for words in (
        "exports, reachable",
        "accounts comes without: tier_entered, contact_preference,",
        "Not connected: account_team_members,",
        "Rows set aside and values left out: 5",
        "accounts  a4   agreed_interval_days  5000   range        value left out",
    ):
        assert words in done.stdout


def test_check_gives_an_entry_a_row_as_csv(faulty):
    done = call(faulty, "check", "--source", "exports", "--format", "csv")
    assert done.returncode == 1
    entries = list(csv.reader(io.StringIO(done.stdout)))
    assert entries[0] == ["table", "key", "column", "value", "reason", "done", "time"]
    assert sorted(entry[:6] for entry in entries[1:]) == [
        ["accounts", "", "account_id", "", "missing", "row set aside"],
        ["accounts", "a4", "agreed_interval_days", "5000", "range", "value left out"],
        ["accounts", "a4", "owner_id", "e9", "reference", "value left out"],
        ["orders", "o5", "account_id", "a9", "reference", "row set aside"],
        ["orders", "o6", "status", "paid", "enumeration", "row set aside"],
    ]
    assert all(datetime.fromisoformat(entry[6]).tzinfo == UTC for entry in entries[1:])


def test_check_is_content_with_a_sound_source(company):
    done = call(company, "check")
    assert done.returncode == 0
    assert "Every row read was kept, and every value of it." in done.stdout
    assert call(company, "check", "--format", "csv").stdout == "table,key,column,value,reason,done,time\n"


def test_check_says_so_when_the_source_went_away_and_still_gives_the_last_report(tmp_path):
    write_folder(tmp_path / "exports", FAULTY)
    assert call(tmp_path, "refresh", "--source", "exports").returncode == 0
    shutil.rmtree(tmp_path / "exports")
    done = call(tmp_path, "check", "--source", "exports", "--format", "csv")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 6
    assert done.stderr.startswith("The source cannot be read now: ")


def test_a_value_cannot_steer_the_terminal(tmp_path):
    write_folder(tmp_path / "exports", SOUND)
    (tmp_path / "exports" / "teams.csv").write_text("team_id,name\n\x1b[2J\nT,T\nT,\x07\n")
    shown = call(tmp_path, "check", "--source", "exports").stdout
    assert "\\x1b[2J" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("nowhere", "nowhere does not exist"),
        ("sqlite:///nowhere.sqlite", "nowhere.sqlite"),
        ("postgresql://reader:geheim@127.0.0.1:9/crm", "127.0.0.1"),
        ("nonsense://x", "nonsense"),
    ],
)
@pytest.mark.parametrize("command", ["refresh", "check", "facts"])
def test_a_source_that_cannot_be_reached_is_a_sentence_without_secrets(command, source, sentence, tmp_path):
    done = call(tmp_path, command, "--source", source)
    fails(done, 1, sentence)
    assert "geheim" not in done.stderr
    assert not (tmp_path / "nowhere.sqlite").exists()


# Ownership has no primary contacts to ask for; three of four checkpoints had a contact.
HEALTH_OF_A1 = {
    "contact_recency": 1.4,
    "contact_recency_points": 60,
    "post_purchase_care": 3 / 4,
    "post_purchase_care_points": 200 / 3,
    "ownership": 100,
    "ownership_points": 100,
    "score": (10 * 60 + 12 * 200 / 3 + 6 * 100) / 28,
    "known_share": 28 / 100,
}


def test_facts_are_one_row_per_account_with_the_columns_in_order(company):
    done = call(company, "facts", "--as-of", "2024-05-31")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == ",".join(HEADER.replace("\n", " ").strip().split(", ")).replace(" ", "")
    rows = rows_of(done.stdout)
    assert list(rows) == ["a1", "a2", "a3"]
    given = {name: value for name, value in rows["a1"].items() if value}
    health = {name: given.pop(name) for name in HEALTH_OF_A1}
    assert {name: float(value) for name, value in health.items()} == pytest.approx(HEALTH_OF_A1)
    assert given == {
        "account_id": "a1",
        "account_name": "Alpha",
        "team_id": "N",
        "team_name": "North",
        "owner_id": "e1",
        "owner_name": "Ann",
        "layer": "active",
        "tier": "A",
        "tier_source": "computed",
        "revenue_12m": "1200.3",
        "revenue_prior_12m": "0.0",
        "orders_12m": "2",
        "first_order_on": "2024-03-01",
        "last_order_on": "2024-05-01",
        "last_contact_on": "2024-05-03",
        "last_contact_kind": "call",
        "last_contact_employee_id": "e2",
        "last_meeting_on": "2024-03-05",
        "contacts_90d": "2",
        "contacts_365d": "2",
        "meetings_90d": "1",
        "meetings_365d": "1",
        "contact_target_days": "20",
        "contact_ratio": "1.4",
        "cadence_status": "due",
        "attainment": repr(2 / (92 / 20)),
        "watch_order_on": "2024-05-01",
        "watch_days": "30",
        "watch_amount": "1000.1",
        "watch_state": "cared_for",
        "attention_before": "0",
        "attention_after": "2",
        "attention_orders": "1",
        "attention_index": repr((2 / 2) / (1200.3 / 1300.3)),
        "band": "not_enough_data",
    }
    assert rows["a2"]["tier"] == "B"
    assert rows["a2"]["cadence_status"] == "never"
    assert (rows["a3"]["layer"], rows["a3"]["team_id"], rows["a3"]["team_name"]) == ("prospect", "X", "")


def test_the_date_decides_what_has_happened(company):
    early = rows_of(call(company, "facts", "--as-of", "2024-03-02").stdout)
    assert (early["a1"]["revenue_12m"], early["a1"]["last_contact_on"], early["a1"]["watch_state"]) == (
        "200.2",
        "",
        "waiting",
    )
    assert call(company, "facts").stdout != call(company, "facts", "--as-of", "2024-03-02").stdout


def test_json_has_null_for_empty_and_the_same_strings(company):
    as_csv = rows_of(call(company, "facts", "--as-of", "2024-05-31").stdout)
    as_json = json.loads(call(company, "facts", "--as-of", "2024-05-31", "--format", "json").stdout)
    assert [list(row) for row in as_json] == [list(row) for row in as_csv.values()]
    for row in as_json:
        for name, value in row.items():
            assert as_csv[row["account_id"]][name] == ("" if value is None else str(value))
    assert type(as_json[0]["orders_12m"]) is int
    assert type(as_json[0]["revenue_12m"]) is float


def test_parquet_keeps_types(company):
    done = call(company, "facts", "--as-of", "2024-05-31", "--format", "parquet", "--out", "facts.parquet")
    assert (done.returncode, done.stdout) == (0, "")
    table = pyarrow.parquet.read_table(company / "facts.parquet")
    types = {name: str(table.schema.field(name).type) for name in ("tier", "orders_12m", "score", "last_order_on")}
    assert types == {"tier": "string", "orders_12m": "int64", "score": "double", "last_order_on": "date32[day]"}
    assert table["last_order_on"].to_pylist() == [date(2024, 5, 1), date(2024, 4, 10), None]


def test_a_store_without_contacts_is_not_neglected_but_unknown(tmp_path):
    tables = {name: text for name, text in SOUND.items() if name != "interactions"}
    write_folder(tmp_path / "exports", tables)
    rows = rows_of(call(tmp_path, "facts", "--source", "exports", "--as-of", "2024-05-31").stdout)
    for name in (
        "last_contact_on",
        "contacts_90d",
        "contact_ratio",
        "cadence_status",
        "watch_state",
        "attention_after",
    ):
        assert rows["a1"][name] == ""
    assert rows["a1"]["watch_order_on"] == "2024-05-01"
    assert rows["a1"]["tier"] == "A"


def test_a_team_is_cut_from_what_was_computed_over_the_whole_store(company):
    all_rows = rows_of(call(company, "facts", "--as-of", "2024-05-31").stdout)
    assert rows_of(call(company, "facts", "--as-of", "2024-05-31", "--team", "S").stdout) == {"a2": all_rows["a2"]}
    both = call(company, "facts", "--as-of", "2024-05-31", "--team", "X", "--team", "N")
    assert rows_of(both.stdout) == {"a1": all_rows["a1"], "a3": all_rows["a3"]}


def test_a_team_or_date_that_is_not_there_is_a_wrong_call(company):
    fails(call(company, "facts", "--team", "North"), 2, "--team North: there is no such team.")
    fails(call(company, "facts", "--team", "n"), 2, "Name a team_id of the source.")
    fails(
        call(company, "facts", "--as-of", "2024-06-16"),
        2,
        "lies after 2024-06-15, the day of the last refresh: nothing is known of it.",
    )


def test_a_file_is_written_whole_or_not_at_all(company, tmp_path):
    out = tmp_path / "facts.csv"
    done = call(company, "facts", "--as-of", "2024-05-31", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_text("utf-8") == call(company, "facts", "--as-of", "2024-05-31").stdout
    assert list(tmp_path.iterdir()) == [out]
    fails(call(company, "facts", "--out", tmp_path), 2, "is a folder: name a file in it.")
    fails(call(company, "facts", "--out", tmp_path / "no" / "facts.csv"), 2, "cannot be written: No such file")


def test_facts_refresh_first_only_where_there_is_no_mirror(tmp_path):
    write_folder(tmp_path / "exports", SOUND)
    words = ("facts", "--source", "exports", "--as-of", "2024-05-31")
    first = call(tmp_path, *words)
    assert "Reading orders" in first.stderr
    (tmp_path / "exports" / "orders.csv").unlink()
    second = call(tmp_path, *words)
    assert (second.stdout, second.stderr) == (first.stdout, "")


def test_the_fixed_date_of_the_settings_is_the_one_shown(tmp_path):
    write_folder(tmp_path / "exports", SOUND)
    (tmp_path / "past.toml").write_text('[source]\nfolder = "exports"\nas_of = 2024-05-31\n')
    fixed = call(tmp_path, "facts", "--config", "past.toml")
    assert fixed.stdout == call(tmp_path, "facts", "--config", "past.toml", "--as-of", "2024-05-31").stdout
    assert rows_of(fixed.stdout)["a1"]["watch_days"] == "30"


def test_the_policy_of_the_call_wins_over_that_of_the_settings(tmp_path):
    write_folder(tmp_path / "exports", SOUND)
    (tmp_path / "account_health.toml").write_text('[source]\nfolder = "exports"\n[policy]\nfile = "ours.toml"\n')
    (tmp_path / "ours.toml").write_text("scheme = 'threshold'\na_min = 2000\nb_min = 1000\n")
    (tmp_path / "tried.toml").write_text("scheme = 'threshold'\na_min = 1200.3\nb_min = 1000\n")
    words = ("facts", "--as-of", "2024-05-31")
    assert rows_of(call(tmp_path, *words).stdout)["a1"]["tier"] == "B"
    assert rows_of(call(tmp_path, *words, "--policy", "tried.toml").stdout)["a1"]["tier"] == "A"
    assert "a_min = 2000 " in call(tmp_path, "policy", "show").stdout
    (tmp_path / "ours.toml").write_text("a_shar = 1\n")
    fails(call(tmp_path, *words), 2, "ours.toml: a_shar is not known. Did you mean a_share?")


def test_settings_that_cannot_be_used_are_a_sentence(tmp_path):
    fails(call(tmp_path, "facts", "--config", "none.toml"), 2, "The settings file none.toml does not exist.")
    (tmp_path / "account_health.toml").write_text('[source]\nfoldr = "exports"\n')
    fails(call(tmp_path, "refresh"), 2, "[source] foldr is not known. Did you mean folder?")
    fails(call(tmp_path, "serve"), 2, "[source] foldr is not known. Did you mean folder?")
    (tmp_path / "account_health.toml").write_text("")
    fails(call(tmp_path, "refresh", "--source", "x", "--kind", "canonicl"), 2, "Did you mean canonical?")


def test_the_rules_in_force_can_be_read_back(tmp_path):
    (tmp_path / "ours.toml").write_text("due_ratio = 2\n[contact_target]\nA = 21\n")
    shown = call(tmp_path, "policy", "show", "--policy", "ours.toml")
    assert policy_from(tomllib.loads(shown.stdout, parse_float=Decimal)) == policy_from(
        {"due_ratio": 2, "contact_target": {"A": 21}}
    )
    defaults = call(tmp_path, "policy", "show").stdout
    assert policy_from(tomllib.loads(defaults, parse_float=Decimal)) == DEFAULT_POLICY


def test_a_policy_file_is_checked_before_it_is_used(tmp_path):
    (tmp_path / "good.toml").write_text("due_ratio = 2\n")
    assert call(tmp_path, "policy", "validate", "good.toml").stdout == "good.toml can be used.\n"
    (tmp_path / "bad.toml").write_text("due_ratio = 0\na_shar = 1\n")
    done = call(tmp_path, "policy", "validate", "bad.toml")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "bad.toml: due_ratio = 0 must be a number from 1 to 1000.",
        "bad.toml: a_shar is not known. Did you mean a_share?",
    ]
    fails(call(tmp_path, "policy", "validate", "none.toml"), 1, "The policy file none.toml does not exist.")


def test_a_database_and_a_folder_with_the_same_rows_give_the_same_facts(company, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/crm.sqlite")
    CANONICAL.create_all(engine, [CANONICAL.tables[name] for name in SOUND])
    with engine.begin() as connection:
        for name in SOUND:
            for row in csv.DictReader((company / "exports" / f"{name}.csv").open(encoding="utf-8")):
                connection.execute(insert(CANONICAL.tables[name]), [as_delivered(row)])
    done = call(tmp_path, "facts", "--source", "sqlite:///crm.sqlite", "--as-of", "2024-05-31")
    assert done.returncode == 0, done.stderr
    assert done.stdout == call(company, "facts", "--as-of", "2024-05-31").stdout


def as_delivered(row: dict[str, str]) -> dict[str, object]:
    """The row as Python values of the canonical columns, for a database."""
    typed: dict[str, object] = {name: value or None for name, value in row.items()}
    for name, make in {
        "ordered_on": date.fromisoformat,
        "starts_at": lambda text: datetime.fromisoformat(text).replace(tzinfo=None),
        "amount": Decimal,
        "agreed_interval_days": int,
    }.items():
        if typed.get(name):
            typed[name] = make(typed[name])
    return typed


def test_names_come_out_as_they_went_in(tmp_path):
    folder = write_folder(tmp_path / "exports", {})
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["account_id", "name"], ["007", HOSTILE], ["NA", "NA"]])
    for environment in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}):
        rows = rows_of(call_apart(tmp_path, "facts", "--source", "exports", **environment).stdout)
        assert {key: row["account_name"] for key, row in rows.items()} == {"007": HOSTILE, "NA": "NA"}
    shown = call(tmp_path, "facts", "--source", "exports", "--format", "json").stdout
    assert json.loads(shown)[0]["account_name"] == HOSTILE


@pytest.mark.parametrize("words", [["facts"], ["policy", "show"], ["check"]])
def test_a_reader_that_leaves_early_is_no_error(company, words):
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard", *words],
        cwd=company,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


def test_what_nobody_foresaw_is_told_without_a_traceback(monkeypatch, tmp_path):
    def breaks(*_: object) -> int:
        raise KeyError("score")

    monkeypatch.setattr("dashboard.commands.rules.show", breaks)
    done = call(tmp_path, "policy", "show")
    fails(done, 1, "Stopped by an error nobody foresaw: KeyError: 'score' (set ACCOUNT_HEALTH_DEBUG=1 to see where")
    assert len(done.stderr.splitlines()) == 1
    monkeypatch.setenv(commands.DEBUG_VARIABLE, "1")
    with pytest.raises(KeyError):
        call(tmp_path, "policy", "show")


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory) -> Path:
    """A working folder in which the sample company was written into the folder crm."""
    folder = tmp_path_factory.mktemp("sample")
    done = call(folder, "sample", "--to", "crm")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"Wrote the sample company (300 accounts, 3 years until 2024-06-15) to the folder {folder}/crm. "
        "Look at it with: python -m dashboard serve --source crm\n"
    )
    told = done.stderr.splitlines()
    assert told
    assert all(line.startswith("Writing the sample company: ") for line in told)
    return folder


def test_the_sample_company_fills_every_table_and_is_not_without_fault(sample_folder):
    assert {path.stem for path in (sample_folder / "crm").glob("*.parquet")} == set(CANONICAL.tables)
    checked = call(sample_folder, "check", "--source", "crm")
    assert checked.returncode == 1
    assert "Not connected" not in checked.stdout
    assert "Rows set aside and values left out: " in checked.stdout
    facts = rows_of(call(sample_folder, "facts", "--source", "crm").stdout)
    assert {row["tier"] for row in facts.values()} >= {"A", "B", "C"}


def test_a_sample_in_a_database_has_the_same_rows_and_its_password_is_not_printed(tmp_path, postgres_url):
    url = make_url(postgres_url).set(password="geheim").render_as_string(hide_password=False)
    places = {"crm": "crm", "sqlite:///crm.sqlite": "sqlite:///crm.sqlite", url: "URL"}
    for to, shown in places.items():
        done = call(tmp_path, "sample", "--to", to, "--accounts", 100, "--years", 1, "--until", "2024-05-31")
        assert done.returncode == 0, done.stderr
        assert "(100 accounts, 1 year until 2024-05-31)" in done.stdout
        assert done.stdout.endswith(f"--source {shown}\n")
        assert "geheim" not in done.stdout + done.stderr
    facts = [call(tmp_path, "facts", "--source", to, "--as-of", "2024-05-31").stdout for to in places]
    assert len(rows_of(facts[0])) > 50
    assert facts[0] == facts[1] == facts[2]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--to"),
        (["--to", "crm", "--accounts", "many"], "argument --accounts: 'many' is not a whole number"),
        (["--to", "crm", "--years", "1.5"], "argument --years"),
        (["--to", "crm", "--seed", "-1"], "argument --seed"),
        (["--to", "crm", "--until", "2024-02-30"], "'2024-02-30' is not a date"),
        (["--to", "crm", "--until", "15.6.2024"], "argument --until"),
        (["--to", "crm", "--accounts", "1"], "A sample of 1 accounts cannot be written: its stories alone need "),
        (["--to", "crm", "--years", "30"], "A sample of 30 years cannot be written. Ask for 1 to "),
        (["--to", "sqlite:///crm.sqlite", "--until", "1999-12-31"], "A sample until 1999-12-31 cannot be written."),
    ],
)
def test_a_sample_asked_for_wrongly_is_a_wrong_call(words, sentence, tmp_path):
    fails(call(tmp_path, "sample", *words), 2, sentence)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("postgresql://writer:geheim@127.0.0.1:9/crm", "127.0.0.1"),
        ("nonsense://x", "nonsense"),
        ("file/crm", "file"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_a_sentence_without_secrets(to, sentence, tmp_path):
    (tmp_path / "file").write_text("")
    done = call(tmp_path, "sample", "--to", to)
    fails(done, 1, sentence)
    assert "nobody foresaw" not in done.stderr
    assert "geheim" not in done.stderr


def test_without_settings_the_commands_work_on_the_sample_company(tmp_path):
    checked = call(tmp_path, "check")
    assert checked.returncode == 1
    assert checked.stderr.startswith("Writing the sample company: ")
    assert "Source: the sample company, reachable" in checked.stdout
    assert "as of 2024-06-15 (Europe/Helsinki)" in checked.stdout
    facts = call(tmp_path, "facts")
    assert (facts.returncode, facts.stderr) == (0, "")
    refreshed = call(tmp_path, "refresh")
    assert "Read the sample company" in refreshed.stdout
    assert "Writing the sample company: " in refreshed.stderr
    assert call(tmp_path, "facts").stdout == facts.stdout
    shutil.rmtree(tmp_path / "var" / "sample")
    assert "the sample company, reachable" in call(tmp_path, "check").stdout


def test_serve_starts_the_dashboard_on_the_settings_of_the_call(company, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--config", str(company / "account_health.toml"), "--port", str(port), "--address", "127.0.0.1"]
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard", "serve", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert any(f":{port}" in line for line in process.stdout), "the server ended before it listened"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
                assert json.load(answer)["status"] == "ready"
        finally:
            process.terminate()
