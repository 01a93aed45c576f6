"""Names hidden: the same figures, and no name, word or key of the company in any page, link, file, chart or answer."""

from __future__ import annotations

import html
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from filelock import FileLock
from pypdf import PdfReader
from sqlalchemy import String, select
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from dashboard import commands, history, sample, store
from dashboard.hiding import hidden_keys, hidden_mirror, hidden_scope, without_words
from dashboard.invented import inventions, words
from dashboard.policy import policy_from
from dashboard.review import as_json, frozen_rows
from dashboard.reviews import Reviews
from dashboard.scoring import FACT_COLUMNS, score, score_with_trend
from dashboard.scoring.columns import TEXT_COLUMNS
from data_access.history import open_history
from data_access.mirror import Mirror, MirrorBusy, MirrorError, Progress, open_hidden, open_mirror, refresh
from data_access.mirror.hidden import SOURCE
from data_access.mirror.tables import MIRROR
from data_access.mirror.versions import hidden_file
from data_access.records import NewDecision, NewReview, open_records
from data_access.schema import CANONICAL, rule
from data_access.scope import Scope
from data_access.settings import Settings, SourceSettings
from tests import test_application
from tests.plain.random_stores import Case, random_store
from tests.small_company import write_company
from tests.test_application import PAGES, READ_AT, nodes_of, open_page, page_without_settings, read_source, tables, told
from tests.test_random_stores import real_mirror

nothing_configured = test_application.nothing_configured

MARK = "Qzxwvjkq"
"""Stands in every key and text of a random store; long enough not to come up in a font by chance."""
NO_NAMES = {("orders", "currency"), ("opportunities", "currency"), ("fx_rates", "currency")}
NO_NAMES |= {("accounts", "language"), ("contacts", "language"), ("employees", "languages")}
NO_NAMES |= {("survey_responses", "dimension"), ("qualifications", "name")}
"""Words that figures are made by: codes, dimensions, qualities."""
SEEDS = (1, 2, 4, 9, 15)
NAMES_OF = {
    "accounts": ("account_id", "name"),
    "teams": ("team_id", "name"),
    "employees": ("employee_id", "name", "email"),
}
NAMES_OF |= {
    "contacts": ("contact_id", "name", "email", "phone"),
    "interactions": ("interaction_id", "subject", "notes"),
}
NAMES_OF |= {
    "orders": ("order_id",),
    "opportunities": ("opportunity_id", "name"),
    "commitments": ("commitment_id", "subject"),
}
NAMES_OF |= {"cases": ("case_id", "subject"), "survey_responses": ("response_id", "comment")}
NAMES_OF |= {"qualifications": ("qualification_id",), "interaction_participants": ("third_party",)}
STATES = {
    "shown",
    "layer",
    "tier",
    "tier_source",
    "last_contact_kind",
    "cadence_status",
    "watch_state",
    "band",
    "limits",
}


def quiet(_: Progress) -> None:
    return None


def marked(case: Case) -> Case:
    """The case with the mark at the end of every key and every text that is filled."""
    raw = {}
    for table, (columns, rows) in case.raw.items():
        named = [(table, column) not in NO_NAMES and holds_text(table, column) for column in columns]
        raw[table] = (
            columns,
            [[mark(cell) if name else cell for cell, name in zip(row, named, strict=True)] for row in rows],
        )
    return replace(case, raw=raw)


def holds_text(table: str, column: str) -> bool:
    canonical = CANONICAL.tables[table].c
    return column in canonical and rule(canonical[column]).kind in ("id", "text")


def mark(cell: str | None) -> str | None:
    return f"{cell}{MARK}" if cell else cell


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    return marked(random_store(request.param))


@pytest.fixture(scope="module")
def mirrors(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mirror, Mirror]]:
    """The mirror of a marked case, and the same with the names hidden."""
    mirror = real_mirror(case, tmp_path_factory.mktemp("hidden"))
    hidden = hidden_mirror(mirror, quiet)
    yield mirror, hidden
    hidden.close()
    mirror.close()


# The mirror


def test_no_text_of_the_company_is_in_the_mirror_with_hidden_names(mirrors):
    mirror, hidden = mirrors
    marks = 0
    for table in MIRROR.tables.values():
        given, shown = mirror.frame(select(table)), hidden.frame(select(table))
        assert len(given) == len(shown)
        for column in table.columns:
            if not isinstance(column.type, String):
                pd.testing.assert_series_equal(given[column.name], shown[column.name])
                continue
            marks += given[column.name].astype(str).str.contains(MARK).sum()
            assert not shown[column.name].astype(str).str.contains(MARK, case=False).any(), (table.name, column.name)
            emptied = column.name in ("notes", "comment")
            assert emptied or list(given[column.name].isna()) == list(shown[column.name].isna()), (
                table.name,
                column.name,
            )
    assert marks > 100
    assert hidden.report.source == SOURCE


def test_every_figure_is_the_same_and_stands_in_the_same_place(case, mirrors):
    mirror, hidden = mirrors
    for as_of in case.as_of:
        for policy in (policy_from({}), policy_from(case.policy)):
            given, shown = (score_with_trend(one, as_of, policy).accounts for one in (mirror, hidden))
            assert_same_figures(given, shown)


def assert_same_figures(given: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Numbers, dates and states are the same in the order of the keys; keys and names are all others."""
    same = [name for name in FACT_COLUMNS if name not in TEXT_COLUMNS or name in STATES]
    assert {"tier", "layer", "watch_state", "band", "score", "revenue_12m"} <= set(same)
    pd.testing.assert_frame_equal(given[same], shown[same], check_exact=True)
    others = [name for name in FACT_COLUMNS if name not in same]
    assert {"account_id", "account_name", "team_id", "team_name", "owner_id", "owner_name"} <= set(others)
    for name in others:
        assert list(given[name].isna()) == list(shown[name].isna()), name
        assert not set(given[name].dropna()) & set(shown[name].dropna()), name
    assert list(shown["account_id"]) == sorted(shown["account_id"])


def test_a_name_belongs_to_nobody_there_and_to_one_only():
    make = inventions().names["contacts"]
    first = make(5_000, pa.array([], pa.string()))
    avoided = first.slice(10, 20)
    again = make(400_000, avoided)
    assert len(set(again.to_pylist())) == 400_000
    assert not set(avoided.to_pylist()) & set(again.to_pylist())


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("channel", ["e-mail", "phone"], ["e-mail", "phone"]),
        ("channel", ["Acme portal", "phone"], ["Channel 1", "Channel 2"]),
        ("language", ["fi", "fi-FI,en", "Finnish with Marja", "en, Marja"], ["fi", "fi-FI,en", "x0", "en,x1"]),
        ("country", ["FI", "Finland", "The land of Acme"], ["FI", "Finland", "Country 3"]),
        ("dimension", ["overall", "would you call Marja"], ["overall", "question 2"]),
        ("skill", ["Acme expert", "relations"], ["Skill 1", "relations"]),
        (
            "product_line",
            [str(number) for number in range(10)],
            [f"Product line {number:02}" for number in range(1, 11)],
        ),
    ],
)
def test_words_that_rows_share(kind, given, shown):
    assert words(kind, given) == shown


# Its life


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    write_company(tmp_path, accounts=5)
    settings = Settings(SourceSettings(folder=tmp_path / "exports"), tmp_path / "mirror")
    refresh(settings, READ_AT)
    return settings


def test_it_is_there_once_and_goes_with_the_version_it_was_made_from(small):
    mirror = open_mirror(small)
    assert open_hidden(mirror) is None
    made = hidden_mirror(mirror, quiet).file
    assert made == hidden_mirror(mirror, quiet).file == hidden_file(mirror.file)
    refresh(small, READ_AT)
    newer = open_mirror(small)
    assert open_hidden(newer) is None
    assert made.exists(), "an older version goes on serving"
    refresh(small, READ_AT)
    assert not made.exists()


def test_rows_made_in_parts_are_those_made_at_once(small, monkeypatch):
    mirror = open_mirror(small)
    tables = [MIRROR.tables[name] for name in ("interactions", "interaction_participants", "orders")]
    hidden = hidden_mirror(mirror, quiet)
    at_once = [hidden.frame(select(table)) for table in tables]
    hidden.close()
    hidden.file.unlink()
    monkeypatch.setattr("data_access.mirror.hidden._ROWS_AT_ONCE", 7)
    in_parts = hidden_mirror(mirror, quiet)
    for table, rows in zip(tables, at_once, strict=True):
        pd.testing.assert_frame_equal(in_parts.frame(select(table)), rows)


def test_one_that_is_damaged_is_made_again(small):
    mirror = open_mirror(small)
    file = hidden_mirror(mirror, quiet).file
    file.write_bytes(b"no database")
    assert open_hidden(mirror) is None
    again = hidden_mirror(mirror, quiet)
    assert len(again.frame(select(MIRROR.tables["accounts"]))) == len(mirror.frame(select(MIRROR.tables["accounts"])))


def test_what_a_killed_builder_left_is_removed_and_another_one_is_waited_for(small):
    mirror = open_mirror(small)
    left = mirror.file.with_name("hiding-1.duckdb")
    left.write_bytes(b"half")
    with FileLock(mirror.file.with_name("hidden.lock")), pytest.raises(MirrorBusy):
        hidden_mirror(mirror, quiet)
    hidden_mirror(mirror, quiet)
    assert not left.exists()


def test_a_mirror_that_went_away_is_a_sentence(small):
    mirror = open_mirror(small)
    mirror.close()
    mirror.file.unlink()
    with pytest.raises(MirrorError):
        hidden_mirror(mirror, quiet)


@pytest.mark.history
def test_the_weekly_history_is_that_of_the_open_mirror_under_hidden_keys(small, monkeypatch):
    monkeypatch.setattr(history, "WEEKS_SHOWN", 3)
    mirror, policy = open_mirror(small), policy_from({})
    hidden = hidden_mirror(mirror, quiet)
    assert history.build(small, hidden, policy, quiet) > 0, "the open one is computed where it is missing"
    given, shown = (open_history(history.place_of(small, one, policy)) for one in (mirror, hidden))
    assert given.days() == shown.days()
    keys = hidden_keys(hidden)
    for day in given.days():
        expected, found = given.week(day), shown.week(day)
        assert list(keys.accounts["hidden"].reindex(expected["account_id"])) == list(found["account_id"])
        same = [name for name in expected.columns if name not in ("account_id", "team_id", "owner_id", "place")]
        pd.testing.assert_frame_equal(expected[same], found[same])
    everything, until = Scope.everything(), mirror.last_day
    account = found["account_id"].iloc[0]
    assert len(shown.of_account(everything, account, until)), "it is found by its hidden key"
    teams = [one.of_teams(everything, until.replace(year=2020), until) for one in (given, shown)]
    assert list(keys.teams["hidden"].reindex(teams[0]["team_id"])) == list(teams[1]["team_id"])


# What else knows keys and names


def test_a_scope_and_what_people_wrote_are_put_into_hidden_terms(small):
    hidden = hidden_mirror(open_mirror(small), quiet)
    keys = hidden_keys(hidden)
    assert hidden_scope(Scope.everything(), keys) == Scope.everything()
    scope = hidden_scope(Scope(frozenset({"t-coast", "gone"})), keys)
    assert scope == Scope(frozenset({keys.teams.loc["t-coast", "hidden"]}))
    written = pd.DataFrame(
        {
            "decision_id": [1, 2],
            "account_id": ["h0", "gone"],
            "account_name": ["Real Name", "Another"],
            "team_id": ["t-coast", None],
            "team_name": ["Coast", None],
            "kind": ["action", "note"],
            "text": ["Call Marja", "Marja said no"],
            "by_whom": ["Marja", None],
            "recorded_by": ["Ann", "Ann"],
            "change_id": ["neglected h0", None],
        }
    )
    shown = without_words(written, keys)
    assert list(shown["decision_id"]) == [1, 2]
    assert shown["account_id"][0] == keys.accounts.loc["h0", "hidden"]
    assert pd.isna(shown["account_id"][1])
    assert not re.search("Marja|Ann|Real|Coast|h0|gone", shown.to_csv())


# The pages


@contextmanager
def all_opened() -> Iterator[list[bytes]]:
    """Everything that can be opened is open, and every file that is offered is in the list."""
    files: list[bytes] = []

    @contextmanager
    def opened(label: str, *_: object, **__: object) -> Iterator[object]:
        with st.container():
            st.markdown(label)
            yield SimpleNamespace(open=True)

    def offered(label: str, *_: object, data: object = None, file_name: str = "", help: str = "", **__: object) -> bool:
        files.append(f"{label}: {file_name}: {help}\n".encode() + text_of(data() if callable(data) else data))
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "expander", opened)
        patch.setattr(st, "download_button", offered)
        patch.setattr(DeltaGenerator, "download_button", lambda _self, *given, **how: offered(*given, **how))
        yield files


def text_of(file: bytes) -> bytes:
    """The text that a file holds; of a PDF the text of its pages, of a workbook its parts."""
    if file.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(file)).pages
        # What a line breaks at need not be told apart from a blank.
        return "\n".join(" ".join(page.extract_text().split()) for page in pages).encode()
    if file.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            return b"\n".join(parts.read(name) for name in parts.namelist())
    return file


def everything_sent(app: AppTest, files: list[bytes]) -> str:
    """All that the browser gets of a page, files included, without what guards signs from being read as Markdown."""
    raw = b"\n".join([*(node.proto.SerializeToString() for node in nodes_of(app._tree)), *files])
    raw += "".join(frame.to_csv() for frame in tables(app).values()).encode()
    text = html.unescape(raw.decode("utf-8", "replace"))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return text.replace("\\", "").replace("\u2060", "")


ACCOUNT_WITH_MOST = "account-001"


def looks(page: str, account: str, team: str) -> list[dict[str, str]]:
    """What a page is asked to show: as it opens, with an account, and with a part of it opened."""
    found: list[dict[str, str]] = (
        [{"account": account}] if page == "account" else [{}, {"account": account, "state": "all"}]
    )
    if page == "data":
        return [*found, *({"open": part} for part in ("table:accounts", "found:merged", "found:won", "found:alike"))]
    return found if page == "account" else [*found, {"team": team, "open": "neglected"}]


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder without settings, its sample company read and its names hidden."""
    folder = tmp_path_factory.mktemp("sample")
    settings = store.settings_in_force({}, folder)
    sample.refresh(settings, READ_AT)
    mirror = open_mirror(settings)
    hidden_mirror(mirror, quiet)
    write_records(settings, mirror)
    return folder


def write_records(settings: Settings, mirror: Mirror) -> None:
    """Two decisions on the account that everybody looks at, and a review that was closed a week ago."""
    records = open_records(settings.records)
    account, due = ("A000001", "Kestrelmoor Energy", "export"), mirror.as_of + timedelta(days=9)
    for new in (
        NewDecision(*account, "action", "Quentin calls Imogen Hartfield", "Quentin Zweig", due, None),
        NewDecision(*account, "note", "Imogen said no to Quentin", None, None, None),
    ):
        records.record(new, "Perpetua Quill", READ_AT)
    day, policy = mirror.as_of - timedelta(days=7), policy_from({})
    shown = Reviews(settings, mirror, policy, day).review(Scope.everything())
    rows = frozen_rows(score(mirror, day, policy))
    rules = (policy.digest(), policy.label, policy.as_toml())
    closing = NewReview(day, day - timedelta(days=7), None, ("Perpetua Quill",), *rules, as_json(shown), rows)
    records.close_review(closing, "Perpetua Quill", READ_AT)


@pytest.fixture(scope="module")
def names_of_sample(sample_folder: Path) -> list[str]:
    """Every key, name, subject, address and number of the sample company that is longer than a common word."""
    mirror = open_mirror(store.settings_in_force({}, sample_folder))
    found: set[str] = set()
    for table, columns in NAMES_OF.items():
        rows = mirror.frame(select(*(MIRROR.tables[table].c[name] for name in columns)))
        for name in columns:
            found |= set(rows[name].dropna())
    invented = {text for texts in (*inventions().subjects.values(), *inventions().cases.values()) for text in texts}
    written = {"Quentin", "Zweig", "Perpetua", "Quill", "said no to", "Imogen"}
    return [*written, *sorted(name for name in found if len(name) > 4 and name not in invented)]


WORD = re.compile(r"\w+")


def leaked(text: str, names: list[str]) -> list[str]:
    """The first of the names that stand in the text; one of a single plain word only where it is all there is between commas,
    quotes or lines, for we use plain words too.
    """
    used = set(WORD.findall(text))
    cells = set(re.split(r'[,"\n\t\r]', text))
    possible = (name for name in names if set(WORD.findall(name)) <= used)
    found = (
        name for name in possible if (name in cells if name.isalpha() and name.isascii() else stands_in(name, text))
    )
    return list(islice(found, 5))


def stands_in(name: str, text: str) -> bool:
    """Whether the text has the name as words of its own."""
    return name in text and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text) is not None


@pytest.mark.parametrize("page", PAGES)
def test_no_name_of_the_sample_company_is_on_a_page(page, sample_folder, names_of_sample, monkeypatch):
    monkeypatch.chdir(sample_folder)
    for look in looks(page, ACCOUNT_WITH_MOST, "team-3"):
        with all_opened() as files:
            app = page_without_settings(page, names="hidden", **look)
        assert not app.exception
        assert not app.error
        assert "Names are invented" in told(app)
        assert not leaked(everything_sent(app, files), names_of_sample), look
        assert "names=hidden" in next(iter(links(app)))
        assert all("names=hidden" in link for link in links(app))


def links(app: AppTest) -> list[str]:
    """The query of every link of the page."""
    return [node.proto.query_string for node in nodes_of(app._tree) if node.type == "page_link"]


def test_decisions_are_there_without_a_word_of_theirs(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    assert "Quentin calls Imogen Hartfield" in told(page_without_settings("account", account="A000001"))
    said = told(page_without_settings("account", account=ACCOUNT_WITH_MOST, names="hidden"))
    assert "1 decision open" in said
    assert "An action that was agreed" in said
    assert "recorded by Somebody" in said
    assert "Nothing is recorded while names are hidden." in said


def test_the_search_for_leaks_finds_the_names_where_they_are_shown(sample_folder, names_of_sample, monkeypatch):
    monkeypatch.chdir(sample_folder)
    for page in PAGES:
        with all_opened() as files:
            app = page_without_settings(page, **({"account": "A000001"} if page == "account" else {}))
        assert leaked(everything_sent(app, files), names_of_sample) or page == "definitions"


@pytest.fixture(scope="module")
def marked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose settings name a marked random store."""
    folder = tmp_path_factory.mktemp("marked")
    case = marked(random_store(4))
    real_mirror(case, folder / "made")
    (folder / f"{MARK}.toml").write_text("watch_days = 120\n", encoding="utf-8")
    text = f'[policy]\nfile = "{MARK}.toml"\n[source]\nfolder = "made/crm"\nas_of = {case.as_of[-1]}\ntimezone = "{case.zone}"\n'
    (folder / "account_health.toml").write_text(text + f'reporting_currency = "{case.currency}"\n', encoding="utf-8")
    read_source(folder, case.now)
    hidden_mirror(open_mirror(store.settings_in_force({}, folder)), quiet)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_no_text_of_a_random_company_is_on_a_page(page, marked_folder):
    accounts = open_hidden(open_mirror(store.settings_in_force({}, marked_folder))).frame(
        select(MIRROR.tables["accounts"])
    )
    for account in accounts["account_id"].head(4 if page == "account" else 1):
        for look in looks(page, account, "team-1"):
            with all_opened() as files:
                app = open_page(marked_folder, page, names="hidden", **look)
            assert not app.exception
            assert not app.error
            assert MARK.lower() not in everything_sent(app, files).lower()


@pytest.mark.parametrize("form", ["html", "json"])
def test_the_name_of_the_rules_is_not_in_a_review_with_hidden_names(form, marked_folder, monkeypatch, tmp_path):
    monkeypatch.chdir(marked_folder)
    for hide, file in ((["--hide-names"], tmp_path / f"hidden.{form}"), ([], tmp_path / f"open.{form}")):
        assert commands.main(["review", "--format", form, "--out", str(file), *hide], lambda: READ_AT) == 0
        assert (f"({MARK}.toml)" in file.read_text(encoding="utf-8")) != bool(hide)
        assert ("(own rules)" in file.read_text(encoding="utf-8")) == bool(hide)


def test_figures_are_those_of_the_open_page(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    given, shown = (page_without_settings("overview", **how) for how in ({}, {"names": "hidden"}))
    assert [metric.value for metric in given.metric] == [metric.value for metric in shown.metric]
    numbers = [re.sub("<[^>]*>", "", text) for text in (told(given), told(shown))]
    assert re.findall(r"\d+ accounts", numbers[0])[:1] == re.findall(r"\d+ accounts", numbers[1])[:1]


def test_a_link_with_a_real_key_finds_nothing_and_says_so(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    real = open_mirror(store.settings_in_force({}, sample_folder)).frame(select(MIRROR.tables["accounts"]))[
        "account_id"
    ][0]
    app = page_without_settings("account", names="hidden", account=real)
    assert not app.exception
    assert "No such account to show." in told(app)
    app = page_without_settings("recent_buyers", names="hidden", team="coast")
    assert "no such team is in this data store" in told(app)


def test_search_finds_invented_names_only(sample_folder, names_of_sample, monkeypatch):
    monkeypatch.chdir(sample_folder)
    app = page_without_settings("overview", names="hidden")
    settings = store.settings_in_force({}, sample_folder)
    mirror = open_mirror(settings)
    real, shown = (one.frame(select(MIRROR.tables["accounts"]))["name"][5] for one in (mirror, open_hidden(mirror)))
    for typed, found in ((real, False), (shown, True)):
        app.text_input(key="find_menu").set_value(typed).run()
        assert any(f"account={'account'}" in link for link in links(app)) == found


def test_the_switch_leaves_keys_behind_and_the_label_comes(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    app = page_without_settings("recent_buyers", team="coast", tier="A", account="A000001", open="x")
    app.toggle(key="hide_names").set_value(True).run()
    assert not app.exception
    assert dict(app.query_params) == {"tier": "A", "names": "hidden"}
    assert "Names are invented" in told(app)
    app.toggle(key="hide_names").set_value(False).run()
    assert "names" not in app.query_params
    assert "Names are invented" not in told(app)


def test_clearing_the_filters_keeps_the_names_hidden(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    app = page_without_settings(
        "recent_buyers", names="hidden", tier="not enough data", owner="employee-09", team="team-1"
    )
    clear = [button for button in app.button if button.label == "Clear filters"]
    for button in clear:
        button.click().run()
        assert app.query_params["names"] == "hidden"
    assert "Names are invented" in told(app)


def test_nothing_is_shown_before_the_names_are_hidden(small, tmp_path):
    read_source(tmp_path)
    app = open_page(tmp_path, "recent_buyers", names="hidden")
    assert not app.exception
    assert not app.dataframe
    wait_for_hider()
    assert "Names are invented" in told(open_page(tmp_path, "recent_buyers", names="hidden"))


def test_where_hiding_fails_nothing_is_shown_and_no_path_is_named(small, tmp_path, monkeypatch):
    read_source(tmp_path)

    def fails(*_: object) -> None:
        raise MirrorError(f"The disk at {tmp_path} is full.")

    monkeypatch.setattr("data_access.mirror.hide_names", fails)
    open_page(tmp_path, "recent_buyers", names="hidden")
    wait_for_hider()
    app = open_page(tmp_path, "recent_buyers", names="hidden")
    assert "The names could not be hidden, so nothing is shown. Reference" in app.error[0].value
    assert str(tmp_path) not in app.error[0].value
    assert not app.dataframe


def wait_for_hider() -> None:
    """Waits until the hiding of names in the background has ended."""
    for thread in threading.enumerate():
        if thread.name == "hiding":
            thread.join(60)


# The command


def test_facts_with_hidden_names(sample_folder, names_of_sample, monkeypatch, tmp_path):
    monkeypatch.chdir(sample_folder)
    frames = []
    for more in ([], ["--hide-names"]):
        file = tmp_path / f"facts{len(more)}.csv"
        assert commands.main(["facts", "--out", str(file), *more], lambda: READ_AT) == 0
        frames.append(pd.read_csv(file, keep_default_na=False, dtype=str))
    assert_same_figures(*(frame.replace("", None) for frame in frames))
    assert not leaked(frames[1].to_csv(), names_of_sample)


def test_facts_of_a_team_are_asked_for_by_its_own_key(sample_folder, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(sample_folder)
    counts = []
    for more in ([], ["--hide-names"]):
        file = tmp_path / f"facts{len(more)}.csv"
        assert commands.main(["facts", "--team", "coast", "--out", str(file), *more], lambda: READ_AT) == 0
        counts.append(len(pd.read_csv(io.BytesIO(file.read_bytes()))))
    assert counts[0] == counts[1] > 0
    assert commands.main(["facts", "--team", "cost", "--hide-names"], lambda: READ_AT) == 2
    assert "coast" not in capsys.readouterr().err


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "json"])
def test_a_review_with_hidden_names(form, sample_folder, names_of_sample, monkeypatch, tmp_path):
    monkeypatch.chdir(sample_folder)
    for hide, file in ((["--hide-names"], tmp_path / f"hidden.{form}"), ([], tmp_path / f"open.{form}")):
        assert commands.main(["review", "--format", form, "--out", str(file), *hide], lambda: READ_AT) == 0
        found = leaked(html.unescape(text_of(file.read_bytes()).decode("utf-8", "replace")), names_of_sample)
        assert bool(found) != bool(hide), found
