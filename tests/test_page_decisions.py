"""Decisions as Streamlit runs them: recorded, changed, moved aside by others, and what is said where records are down."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, record_keeping, store
from dashboard.hiding import hidden_keys, hidden_mirror
from dashboard.ui import view
from data_access.records import Change, NewDecision, Records, RecordsError, open_records
from data_access.scope import Scope
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, OWNERS, SETTINGS, write_company
from tests.test_application import READ_AT, page_without_settings, read_source, sent, table, told

nothing_configured = application.nothing_configured

ACCOUNT = "h1"
NAME = HOSTILE_NAMES[1]
FORM = f"decision_{ACCOUNT}_"
LIST = f"decisions_{ACCOUNT}"
LATER = AS_OF + timedelta(days=6)
BUYERS = "Recent buyers in the order"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("decisions")
    write_company(folder)
    read_source(folder)
    return folder


@pytest.fixture
def file(company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of records of the company in force, which are new in every test."""
    settings = SETTINGS.format(as_of=AS_OF.isoformat()).replace('"exports"', f'"{company / "exports"}"')
    storage = f'[storage]\nmirror = "{company / "var" / "mirror"}"\nrecords = "sqlite:///records.sqlite"\n'
    (tmp_path / "account_health.toml").write_text(settings + storage, encoding="utf-8")
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "account_health.toml"))
    return tmp_path / "records.sqlite"


@pytest.fixture
def records(file: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{file}")
    yield opened
    opened.close()


def decision(text: str = "Visit **them**", **other: object) -> NewDecision:
    """An action of S. Novak on the account, due six days later."""
    new = {"account_id": ACCOUNT, "account_name": NAME, "team_id": "t-coast", "kind": "action", "by_whom": "S. Novak"}
    return NewDecision(**{**new, "text": text, "due_on": LATER, **other})


def opened(page: str = "account", writer: str | None = "Ann Berg", **parameters: str) -> AppTest:
    """The page of the account with the form open, for a viewer of this name."""
    app = page_without_settings(page, **({"account": ACCOUNT} | parameters))
    app.session_state[f"open_{FORM}"] = True
    if writer:
        app.session_state["writer"] = writer
    return whole(app.run())


def whole(app: AppTest) -> AppTest:
    """The page, which has not failed."""
    assert not app.exception
    assert not app.error
    return app


def press(app: AppTest, label: str) -> AppTest:
    """The page after the button was pressed."""
    return whole(next(each for each in app.button if each.label.strip("*") == label).click().run())


def toasts(app: AppTest) -> list[str]:
    """What the page says in passing."""
    return [html.unescape(each.value) for each in app.toast]


def buttons(app: AppTest) -> list[str]:
    """The labels of the buttons of decisions."""
    ours = ("Done", "End it", "Move…", "Drop…", "Open again", "History", "Record")
    return [each.label for each in app.button if each.label in ours]


# The form


def test_a_decision_is_recorded_and_stands_in_the_list_at_once(file, records):
    app = opened()
    assert "No decision so far" in told(app)
    app.text_area(key=f"{FORM}_text").set_value("Visit them")
    app = press(app, "Record")
    owner = records.decisions()["by_whom"][0]
    assert owner in {name for name, _ in OWNERS.values()}
    assert toasts(app)[0] == f"Decision recorded: {owner}, due 7 Jun"
    assert "1 decision open" in told(app)
    assert f"{owner} · due 7 Jun · recorded by Ann Berg" in told(app)
    assert not app.session_state[f"open_{FORM}"]
    row = records.decisions().iloc[0]
    assert row[["account_id", "account_name", "kind", "text", "recorded_by"]].to_list() == [
        ACCOUNT,
        NAME,
        "action",
        "Visit them",
        "Ann Berg",
    ]
    assert row["recorded_at"] == READ_AT
    assert records.names() == ["Ann Berg"]


def test_what_is_missing_is_said_beside_the_form_and_nothing_typed_is_lost(file, records):
    app = opened(writer=None)
    app.date_input(key=f"{FORM}_action_due").set_value(AS_OF - timedelta(days=1))
    app = press(app, "Record")
    for sentence in ("Say what will be done.", "Choose 31 May or a later day: 30 May is over.", "Give your name."):
        assert sentence in told(app)
    assert app.date_input(key=f"{FORM}_action_due").value == AS_OF - timedelta(days=1)
    assert records.newest_write() == 0


@pytest.mark.parametrize(
    ("kind", "state", "toast"),
    [
        ("watched", "recorded", "Decision recorded: watched, no action"),
        ("note", "recorded", "Note recorded"),
        ("snooze", "open", "Decision recorded: snoozed until 14 Jun"),
    ],
)
def test_each_kind_of_decision_asks_for_what_it_needs(file, records, kind, state, toast):
    app = opened()
    app = whole(next(each for each in app.pills if each.key == f"{FORM}_kind").set_value(kind).run())
    assert not [each for each in app.selectbox if each.label == "By whom"]
    assert bool([each for each in app.date_input if each.key.startswith(FORM)]) == (kind == "snooze")
    app.text_area(key=f"{FORM}_text").set_value("They asked us to")
    app = press(app, "Record")
    row = records.decisions().iloc[0]
    assert (row["kind"], row["state"], row["by_whom"], row["text"]) == (kind, state, None, "They asked us to")
    assert toasts(app) == [toast]


def test_only_a_recent_buyer_can_be_snoozed(file):
    frames = application.scored(file.parent)
    watched = set(frames.watches["account_id"])
    other = next(each for each in frames.accounts["account_id"] if each not in watched)
    offered = {
        account: next(each for each in opened_form(account).pills if each.key.endswith("_kind")).options
        for account in (ACCOUNT, other)
    }
    assert "Snooze" in offered[ACCOUNT]
    assert "Snooze" not in offered[other]


def opened_form(account: str) -> AppTest:
    """The page of another account with its form open."""
    app = page_without_settings("account", account=account)
    app.session_state[f"open_decision_{account}_"] = True
    return whole(app.run())


def test_names_that_were_given_are_offered_to_the_next_viewer(file, records):
    for name in ("Ann Berg", "Bo Dahl"):
        records.remember_name(name, READ_AT)
    app = opened(writer=None)
    field = next(each for each in app.selectbox if each.label.startswith("Your name"))
    assert set(field.options) == {"Ann Berg", "Bo Dahl"}
    field.set_value("Ann Berg")
    app.text_area(key=f"{FORM}_text").set_value("Visit them")
    app = press(app, "Record")
    assert records.decisions()["recorded_by"].to_list() == ["Ann Berg"]
    assert "You write as Ann Berg." in told(app)
    app = press(app, "Another name")
    assert "You write as" not in told(app)


def test_the_one_person_who_has_written_so_far_is_the_next_viewer_too_unless_they_say_otherwise(file, records):
    records.remember_name("Ann Berg", READ_AT)
    app = opened(writer=None)
    assert "You write as Ann Berg." in told(app)
    app.text_area(key=f"{FORM}_text").set_value("Visit them")
    app = press(app, "Record")
    assert records.decisions()["recorded_by"].to_list() == ["Ann Berg"]
    app = press(app, "Another name")
    assert "You write as" not in told(app)


def test_texts_and_names_that_do_harm_are_shown_as_they_are(file, records):
    for text in HOSTILE_NAMES:
        records.record(decision(text, by_whom=text), text, READ_AT)
    app = opened()
    app = press(app, "History")
    for text in HOSTILE_NAMES:
        assert told(app).count(" ".join(text.split())) >= 2
    assert "](http" not in application.said(app)
    assert "<script" not in application.said(app)


# The list


def test_what_is_done_can_be_opened_again_and_its_history_says_so(file, records):
    records.record(decision(), "Bo Dahl", READ_AT)
    app = press(opened(), "Done")
    assert toasts(app) == ["Done"]
    assert "1 decision, none open" in told(app)
    app = press(app, "Open again")
    assert "1 decision open" in told(app)
    app = press(app, "History")
    for words in (
        "Bo Dahl recorded it, due 6 Jun: Visit **them**",
        "Ann Berg marked it done",
        "Ann Berg opened it again",
    ):
        assert words in told(app)
    app = press(app, "History")
    assert "marked it done" not in told(app)


def test_a_decision_is_dropped_with_a_reason_only(file, records):
    records.record(decision(), "Bo Dahl", READ_AT)
    app = press(press(opened(), "Drop…"), "Drop it")
    assert "Say why it is dropped." in told(app)
    app.text_input(key=f"{LIST}_1_why_dropped").set_value("They left")
    app = press(app, "Drop it")
    assert records.decisions()[["state", "reason"]].iloc[0].to_list() == ["dropped", "They left"]
    assert "Drop it" not in [each.label for each in app.button]


def test_a_decision_is_moved_to_another_day(file, records):
    records.record(decision(), "Bo Dahl", READ_AT)
    app = press(opened(), "Move…")
    app.date_input(key=f"{LIST}_1_day").set_value(date(2024, 5, 30))
    app = press(app, "Move it")
    assert "Choose 31 May or a later day: 30 May is over." in told(app)
    app.date_input(key=f"{LIST}_1_day").set_value(date(2024, 6, 20))
    app = press(app, "Move it")
    assert toasts(app) == ["Moved to 20 Jun"]
    assert "due 20 Jun · moved once" in told(app)


def test_overdue_ones_come_first_and_say_how_late_they_are(file, records):
    records.record(decision("Later"), "Bo Dahl", READ_AT)
    records.record(decision("Earlier", due_on=AS_OF - timedelta(days=5)), "Bo Dahl", READ_AT)
    shown = told(opened())
    assert "2 decisions open, 1 late" in shown
    assert "✗ due 26 May, 5 days late" in shown
    assert shown.index("Earlier") < shown.index("Later")


def test_who_comes_second_is_shown_what_the_first_one_did_and_keeps_what_was_typed(file, records):
    records.record(decision(), "Bo Dahl", READ_AT)
    app = press(opened(), "Drop…")
    records.change(1, 1, Change.moved(date(2024, 6, 14), "on leave"), "Cy Ek", READ_AT)
    app.text_input(key=f"{LIST}_1_why_dropped").set_value("They left")
    app = press(app, "Drop it")
    assert (
        "Cy Ek changed this decision meanwhile (Sat 1 Jun 2024, 07:12). It is now open, due 14 Jun: on leave."
        in told(app)
    )
    assert "due 14 Jun · moved once" in told(app)
    assert app.text_input(key=f"{LIST}_1_why_dropped").value == "They left"
    assert records.decisions()["state"].to_list() == ["open"]
    app = press(app, "Drop it")
    assert records.decisions()["state"].to_list() == ["dropped"]
    assert "meanwhile" not in told(app)


def test_without_a_name_nothing_is_changed_and_it_is_asked_for(file, records):
    records.record(decision(), "Bo Dahl", READ_AT)
    app = page_without_settings("account", account=ACCOUNT)
    assert not [each for each in app.selectbox if each.label.startswith("Your name")]
    app = press(app, "Done")
    assert "Give your name below the list, then save again." in told(app)
    next(each for each in app.selectbox if each.label.startswith("Your name")).set_value(
        "Bo Dahl"
    ) if records.names() else None
    assert records.decisions()["state"].to_list() == ["open"]


def test_many_decisions_are_shown_a_page_at_a_time(file, records):
    for number in range(15):
        records.record(decision(f"Task {number:02}", due_on=AS_OF + timedelta(days=number)), "Bo Dahl", READ_AT)
    app = opened()
    assert "Task 11" in told(app)
    assert "Task 12" not in told(app)
    assert "Task 14" in told(press(app, "Show more (3)"))


def test_what_was_saved_is_never_called_not_saved(file, records, monkeypatch):
    app = opened()
    app.text_area(key=f"{FORM}_text").set_value("Visit them")

    def is_down(*_: object) -> None:
        raise RecordsError("The records are being written by another program.")

    monkeypatch.setattr(Records, "remember_name", is_down)
    app = press(app, "Record")
    assert "Not saved; what you typed is still here. The records are being" in told(app)
    assert records.decisions().empty


# On the call list


def test_a_snoozed_buyer_is_left_out_of_the_call_list_until_asked_for(file, records):
    before = table(page_without_settings("recent_buyers"), BUYERS)
    records.record(decision("", kind="snooze", by_whom=None), "Bo Dahl", READ_AT)
    app = whole(page_without_settings("recent_buyers"))
    assert len(table(app, BUYERS)) == len(before) - 1
    assert "Snoozed" not in table(app, BUYERS)
    toggle = next(each for each in app.toggle if each.label == "Show 1 snoozed buyer")
    found = table(whole(toggle.set_value(True).run()), BUYERS)
    assert found["Account"].to_list() == before["Account"].to_list()
    assert found.set_index("Account").loc[NAME, "Snoozed"] == "◆ until 6 Jun"
    records.change(1, 1, Change.done(), "Bo Dahl", READ_AT)
    app = whole(page_without_settings("recent_buyers"))
    assert len(table(app, BUYERS)) == len(before)


def test_a_snooze_that_is_over_leaves_the_buyer_in_the_list(file, records):
    records.record(decision("", kind="snooze", due_on=AS_OF), "Bo Dahl", READ_AT)
    app = whole(page_without_settings("recent_buyers"))
    assert NAME in set(table(app, BUYERS)["Account"])
    assert not [each for each in app.toggle if "snoozed" in each.label]


def test_a_decision_can_be_recorded_from_the_call_list(file, records):
    app = opened("recent_buyers")
    app.text_area(key=f"{FORM}_text").set_value("Visit them")
    app = press(app, "Record")
    assert "1 decision open" in told(app)
    assert len(records.decisions()) == 1


# Who may see what


def test_decisions_of_other_teams_are_not_shown(file, records, monkeypatch):
    records.record(decision("Of another team", account_id="gone", team_id="t-north"), "Bo Dahl", READ_AT)
    records.record(decision("Of this team"), "Bo Dahl", READ_AT)
    teams = dict.fromkeys(application.scored(file.parent).accounts.set_index("account_id")["team_id"])
    mine = application.scored(file.parent).accounts.set_index("account_id").loc[ACCOUNT, "team_id"]
    assert len(teams) > 1
    monkeypatch.setattr(view, "local_viewer", lambda: access.Viewer(Scope(frozenset({mine})), "One team."))
    app = opened()
    assert "Of this team" in told(app)
    assert "Of another team" not in sent(app)


# Where the records are down


@pytest.fixture
def broken(file: Path) -> Path:
    """Records that are no database."""
    file.write_text("Dear all, " * 500)
    return file


@pytest.mark.parametrize("page", ["account", "recent_buyers"])
def test_where_records_are_down_the_page_goes_on_and_says_why(broken, page):
    app = opened(page)
    assert "Decisions are not shown. The records" in told(app)
    assert "are no SQLite database, or a damaged one." in told(app)
    assert "Data until Fri 31 May 2024" in told(app)
    assert page == "account" or len(table(app, BUYERS))


def test_saving_says_why_it_failed_and_succeeds_once_the_records_are_back(broken):
    app = opened()
    app.text_area(key=f"{FORM}_text").set_value("Visit them")
    app = press(app, "Record")
    assert "Not saved; what you typed is still here. The records" in told(app)
    assert app.text_area(key=f"{FORM}_text").value == "Visit them"
    broken.unlink()
    app = press(app, "Record")
    assert "1 decision open" in told(app)


def test_who_only_reads_does_not_ask_again_at_once_where_records_are_down(broken, monkeypatch):
    asked = []

    def counted(url: str) -> Records:
        asked.append(url)
        return open_records(url)

    monkeypatch.setattr(record_keeping, "open_records", counted)
    app = opened()
    app.run()
    assert len(asked) == 1
    application.the_time_is(READ_AT + record_keeping.RETRY_AFTER, monkeypatch)
    whole(app.run())
    assert len(asked) == 2


# Where names are hidden


def test_where_names_are_hidden_no_word_of_a_decision_is_shown_and_nothing_is_recorded(file, records):
    mirror = store.store_in_force().mirror()
    hidden_mirror(mirror, lambda _: None)
    number = records.record(decision("Visit Zebulon", by_whom="Quentin Quux"), "Wilhelmina Wu", READ_AT)
    records.change(number, 1, Change.moved(LATER, "Their Zebulon is ill"), "Wilhelmina Wu", READ_AT)
    records.record(decision("Zebulon again", kind="snooze", by_whom=None), "Wilhelmina Wu", READ_AT)
    key = hidden_keys(store.store_in_force().hidden(mirror)).accounts.loc[ACCOUNT, "hidden"]
    for page in ("account", "recent_buyers"):
        app = whole(page_without_settings(page, account=key, names="hidden"))
        assert "2 decisions open" in told(app)
        assert "Nothing is recorded while names are hidden." in told(app)
        assert not buttons(app)
        for word in ("Zebulon", "Quux", "Wilhelmina", NAME):
            assert word not in sent(app)


def test_what_was_open_and_said_before_the_names_were_hidden_is_not_shown(file, records):
    hidden_mirror(store.store_in_force().mirror(), lambda _: None)
    number = records.record(decision("Visit Zebulon", by_whom="Quentin Quux"), "Wilhelmina Wu", READ_AT)
    app = press(opened("weekly_review", writer="Xaver Xu"), "History")
    app.session_state["review_decisions_told_1"] = ["Wilhelmina Wu changed this decision meanwhile."]
    app = whole(app.run())
    for words in ("Visit Zebulon", "Wilhelmina Wu changed", "You write as Xaver Xu."):
        assert words in told(app)
    app.query_params["names"] = "hidden"
    app = whole(app.run())
    assert number == 1
    assert "An action that was agreed" in told(app)
    for word in ("Zebulon", "Quux", "Wilhelmina", "Xaver"):
        assert word not in sent(app)


def test_where_names_are_hidden_nothing_is_said_of_where_the_records_lie(broken):
    mirror = store.store_in_force().mirror()
    hidden_mirror(mirror, lambda _: None)
    key = hidden_keys(store.store_in_force().hidden(mirror)).accounts.loc[ACCOUNT, "hidden"]
    app = whole(page_without_settings("account", account=key, names="hidden"))
    assert "Decisions are not shown. The log says why." in told(app)
    assert str(broken.parent) not in sent(app)
