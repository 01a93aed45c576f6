"""The README tells the truth: its commands exist, its examples work, its map shows the house."""

from __future__ import annotations

import re
import tomllib
from contextlib import chdir
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.commands import parser
from dashboard.policy import DEFAULT_POLICY, policy_from
from dashboard.scoring import score
from data_access.mirror import open_mirror, refresh
from data_access.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
THEIRS = {
    "Users": "UserId,FirstName,LastName,Region\n7,Ann,Berg,North\n8,Bo,Dahl,South\n",
    "Companies": "CompanyId,CompanyName,Created,Class,Deleted\n"
    "1,Alpha,31.01.2023 00:30,Key,0\n2,Beta,01.02.2023 10:00,?,0\n3,Gone,01.02.2023 10:00,Key,1\n",
    "Activities": "ActivityId,CompanyId,UserId,Type,State,Starts\n"
    "1,1,7,Visit,Done,03.05.2024 09:00\n2,1,7,Phone,Open,20.06.2024 09:00\n3,2,8,Mail,Lost,01.05.2024 09:00\n",
    "Invoices": "InvoiceNo,CompanyId,UserId,Date\n1,1,7,30.04.2024\n2,1,8,01.05.2024\n",
    "InvoiceLines": "InvoiceNo,Price,Quantity,Discount\n1,10,2,0\n2,100,3,0.25\n2,0.10,1,0\n",
}


def example(beginning: str) -> str:
    """The example of the README that begins so."""
    return next(block for block in re.findall(r"```\w*\n(.*?)```", README, re.DOTALL) if block.startswith(beginning))


def test_every_command_is_told_and_every_command_told_exists():
    commands = set(parser()._subparsers._group_actions[0].choices)
    told = {line.split("`")[1].split()[0] for line in README.splitlines() if line.startswith("| `")}
    assert told == commands


def test_the_map_shows_what_is_there():
    shown = re.findall(r"^(?:  )?([\w./]+(?:, [\w./]+)*)  +\S", example("streamlit_app.py     the entry"), re.MULTILINE)
    places = [place for line in shown for place in line.split(", ") if place != ".toml"]
    assert len(places) > 15
    for place in places:
        assert any((ROOT / folder / place).exists() for folder in (".", "dashboard", "data_access")), place


def test_the_example_of_rules_can_be_used():
    assert policy_from(tomllib.loads(example('scheme = "rank"'), parse_float=Decimal)) != DEFAULT_POLICY


def test_the_examples_of_settings_and_mapping_work_together(tmp_path):
    (tmp_path / "account_health.toml").write_text(example("[source]"), "utf-8")
    (tmp_path / "mapping.toml").write_text(example("# mapping.toml"), "utf-8")
    (tmp_path / "exports").mkdir()
    for name, text in THEIRS.items():
        (tmp_path / "exports" / f"{name}.csv").write_text(text, "utf-8")
    with chdir(tmp_path):
        settings = read_settings(None, tmp_path)
        report = refresh(settings, datetime(2024, 6, 15, 12, tzinfo=UTC))
        accounts = score(open_mirror(settings), date(2024, 6, 15), DEFAULT_POLICY).accounts.set_index("account_id")
    assert (report.set_aside, report.values_left_out) == (0, 0)
    assert list(accounts.index) == ["1", "2"]
    alpha = accounts.loc["1"]
    assert alpha[["owner_name", "team_id", "tier", "revenue_12m"]].to_list() == ["Bo Dahl", "South", "A", 245.1]
    assert alpha[["last_contact_kind", "watch_state"]].to_list() == ["meeting", "neglected"]


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)|`make (\w+)", README, re.MULTILINE))
def test_every_target_of_make_is_there(target):
    name = "".join(target)
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
