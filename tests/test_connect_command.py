"""`connect`: what is proposed is printed with its questions and first rows, and the mapping is written only when asked."""

from __future__ import annotations

import io
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard import commands
from data_access import mirror
from data_access.settings import read_settings
from tests.test_page_connect_your_data import folder_of
from tests.test_proposal import BARE_ORDERS, CUSTOMERS, LINES, ORDERS

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FILES = {"Customers.csv": CUSTOMERS, "Orders.csv": BARE_ORDERS, "OrderDetails.csv": LINES}
ANSWERS = ("--choose", "orders.currency=always EUR", "--choose", "orders.status=always delivered")


def called(folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `connect` in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            code = commands.main(["connect", *words], lambda: NOW)
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def test_what_is_proposed_is_printed_and_nothing_is_written(tmp_path):
    folder_of(tmp_path / "exports", FILES)
    code, out, _ = called(tmp_path, "--source", "exports")
    assert code == 0
    assert "Needed: No column of Orders says a currency." in out
    assert "--choose orders.currency=... one of: always EUR" in out
    assert 'name = "CompanyName"  # likely: known synonym' in out
    assert "8 of 8 rows of accounts" in out
    assert [path.name for path in tmp_path.iterdir()] == ["exports"]


def test_the_answers_make_a_mapping_that_is_read(tmp_path):
    folder_of(tmp_path / "exports", FILES)
    code, out, _ = called(
        tmp_path, "--source", "exports", *ANSWERS, "--out", "mapping.toml", "--timezone", "Europe/Helsinki"
    )
    assert code == 0
    settings = out[out.index("[source]") :]
    (tmp_path / "account_health.toml").write_text(settings, "utf-8")
    report = mirror.refresh(read_settings(None, tmp_path), NOW)
    assert (report.table("accounts").rows_kept, report.table("orders").rows_kept) == (8, 10)
    assert report.set_aside == 0


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    folder_of(tmp_path / "exports", FILES)
    (tmp_path / "mapping.toml").write_text("# mine\n", "utf-8")
    code, _, err = called(tmp_path, "--source", "exports", "--out", "mapping.toml")
    assert (code, (tmp_path / "mapping.toml").read_text("utf-8")) == (2, "# mine\n")
    assert "stays as it is" in err


def test_a_store_that_needs_no_mapping(tmp_path):
    folder_of(tmp_path / "exports", {"accounts.csv": "account_id,name\n1,Alpha\n"})
    code, out, _ = called(tmp_path, "--source", "exports")
    assert code == 0
    assert "needs no mapping" in out
    assert "1 of 1 row of accounts" in out
    assert "accounts, the first 1 row" in out
    assert out.endswith('[source]\nfolder = "exports"\ntimezone = "UTC"\nreporting_currency = "EUR"\n')


def test_without_accounts_it_fails(tmp_path):
    folder_of(tmp_path / "exports", {"Weather.csv": "Day,Rain\n2024-05-01,3\n"})
    code, _, err = called(tmp_path, "--source", "exports", "--out", "mapping.toml")
    assert code == 1
    assert "Accounts cannot be read" in err
    assert not (tmp_path / "mapping.toml").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "connect needs --source"),
        (("--source", "nowhere"), "does not exist"),
        (("--source", "exports", "--timezone", "Mars/Base"), "is not known"),
        (("--source", "exports", "--currency", "euro"), "ISO 4217"),
        (("--source", "exports", "--choose", "orders"), "is not of the form"),
        (("--source", "exports", "--choose", "nothing.name=Total"), "no table or column of the data model"),
        (("--source", "exports", "--choose", "accounts=Nobody"), "there is no file Nobody here"),
        (("--source", "exports", "--choose", "orders.status=delivered"), "always delivered"),
        (("--source", "exports", "--choose", "orders.status=always gone"), "'gone' is no value of this column"),
    ],
)
def test_a_wrong_call_is_a_sentence(tmp_path, words, sentence):
    folder_of(tmp_path / "exports", {"Customers.csv": CUSTOMERS, "Orders.csv": ORDERS})
    code, _, err = called(tmp_path, *words)
    assert code in (1, 2)
    assert sentence in err
    assert "Traceback" not in err


def test_control_characters_in_names_do_not_reach_the_terminal(tmp_path):
    folder_of(tmp_path / "exports", {"Customers.csv": 'CustomerID,CompanyName,"\x1b[31mred"\n1,Al\x1bpha,x\n'})
    code, out, err = called(tmp_path, "--source", "exports")
    assert code == 0
    assert "\x1b" not in out + err
