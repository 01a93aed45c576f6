"""`review`: the same review in four forms, of all teams or of some, and what it is compared with."""

from __future__ import annotations

import io
import json
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from dashboard import commands, store
from dashboard.policy import DEFAULT_POLICY
from dashboard.review import CHANGE_COLUMNS, DECISION_COLUMNS, as_json, frozen_rows
from dashboard.reviews import Reviews
from data_access.mirror import open_mirror
from data_access.records import NewDecision, NewReview, open_records
from data_access.scope import Scope
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS, write_company, write_table
from tests.test_every_page import STORES

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company's folder."""
    folder = tmp_path_factory.mktemp("review")
    write_company(folder)
    return folder


def call(place: Path, *words: str) -> tuple[int, bytes, str]:
    """The code of a call in the folder, what it wrote, and what it said."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with chdir(place), redirect_stdout(out), redirect_stderr(err):
        try:
            code = commands.main(["review", *words], clock=lambda: NOW)
        except SystemExit as ended:
            code = ended.code
        out.flush()
    return code, out.buffer.getvalue(), err.getvalue()


def read(place: Path, *words: str) -> dict:
    """The review as JSON."""
    code, content, said = call(place, "--format", "json", *words)
    assert code == 0, said
    return json.loads(content)


def reviews_of(place: Path) -> Reviews:
    """The reviews of the company's day as the command makes them."""
    settings = store.settings_in_force({}, place)
    return Reviews(settings, open_mirror(settings), DEFAULT_POLICY, AS_OF, open_records(settings.records))


def test_the_forms_say_the_same(place, tmp_path):
    found = read(place)
    assert found["as_of"] == AS_OF.isoformat()
    assert found["since"] == (AS_OF - timedelta(days=7)).isoformat()
    assert found["changes"]
    assert list(found["changes"][0]) == list(CHANGE_COLUMNS)
    for form in ("html", "pdf", "xlsx"):
        code, written, said = call(place, "--format", form, "--out", str(tmp_path / f"r.{form}"))
        assert (code, written, said) == (0, b"", "")
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages).replace("\u200b", "")
    squeezed = "".join(text.split())
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    for tile in found["tiles"]:
        assert "".join(tile["value"].split()) in squeezed
        assert tile["value"] in html
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["Changes"].iter_rows(values_only=True))
    assert len(rows) - 1 == len(found["changes"])
    keys = rows[0].index("Account ID")
    assert [row[keys] for row in rows[1:]] == [change["account_id"] for change in found["changes"]]


def test_a_team_has_its_own_part_of_what_all_have(place):
    whole, export = read(place), read(place, "--team", "t-export")
    assert {change["team_id"] for change in export["changes"]} <= {"t-export"}
    assert export["changes"] == [change for change in whole["changes"] if change["team_id"] == "t-export"]
    assert export["filters"] == "Team Export"
    assert export["teams"][0]["team"] == "Export"
    two = read(place, "--team", "t-export", "--team", "t-coast", "--team", "t-export")
    assert len(two["teams"]) == 3


def test_names_that_do_harm_are_text_in_the_file(place, tmp_path):
    assert call(place, "--out", str(tmp_path / "r.html"))[0] == 0
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert HOSTILE_NAMES[0] not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--team", "t-expart"], "there is no such team. Did you mean t-export?"),
        (["--since", AS_OF.isoformat()], "does not lie before"),
        (["--as-of", "2024-06-16"], "nothing is known of it"),
        (["--format", "docx"], "invalid choice"),
        (["--out", "."], "is a folder"),
    ],
)
def test_a_wrong_call_is_a_sentence(place, words, sentence):
    code, written, said = call(place, *words)
    assert (code, written) == (2, b"")
    assert sentence in said
    assert "Traceback" not in said


def test_it_is_compared_with_the_last_closed_review_and_tells_the_decisions(place):
    earlier = AS_OF - timedelta(days=10)
    records = open_records(store.settings_in_force({}, place).records)
    settings = store.settings_in_force({}, place)
    then = Reviews(settings, open_mirror(settings), DEFAULT_POLICY, earlier, records)
    shown = then.review(Scope.everything())
    number = records.close_review(
        NewReview(
            as_of=earlier,
            since=shown.since,
            team_ids=None,
            present=("Ann",),
            policy_digest=DEFAULT_POLICY.digest(),
            policy_label=DEFAULT_POLICY.label,
            policy_text="",
            content=as_json(shown),
            rows=frozen_rows(then.after),
        ),
        "Ann",
        NOW,
    )
    records.record(
        NewDecision("h0", HOSTILE_NAMES[0], "t-export", "action", "Call them", "Ann", date(2024, 5, 20)), "Ann", NOW
    )
    found = read(place)
    assert (found["since"], found["since_review"]) == (earlier.isoformat(), number)
    assert found["compared_with"] == "the review of 21 May"
    (decision,) = found["decisions"]
    assert list(decision) == list(DECISION_COLUMNS)
    assert (decision["text"], decision["days_late"], decision["due_on"]) == ("Call them", 11, "2024-05-20")
    assert read(place, "--team", "t-coast")["decisions"] == []
    assert read(place, "--since", "2024-05-01")["since_review"] is None
    assert read(place, "--since", earlier.isoformat())["since_review"] == number


@pytest.mark.parametrize("lacking", STORES)
def test_a_store_that_lacks_something_has_a_review_that_says_so(tmp_path, lacking):
    for table, rows in STORES[lacking].items():
        write_table(tmp_path / "exports", table, rows)
    (tmp_path / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    found = read(tmp_path)
    assert found["headline"]
    for form in ("html", "pdf", "xlsx"):
        code, written, said = call(tmp_path, "--format", form)
        assert (code, len(written) > 1_000) == (0, True), said
    html = call(tmp_path, "--format", "html")[1].decode()
    unknown = lacking in ("no interactions", "no orders", "one account without anything")
    assert ("Who is neglected is not known" in html) is unknown
    assert "nan" not in html.split("<main>")[1]
