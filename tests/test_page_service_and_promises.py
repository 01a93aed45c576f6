"""The page on service and promises as Streamlit runs it: what it counts, what it opens, what it says where it cannot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard import sample, store
from dashboard.portfolio import issues, promises, responses
from dashboard.scoring import score
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, write_company, write_table
from tests.test_application import (
    READ_AT,
    open_page,
    page_without_settings,
    read_source,
    table,
    tables,
    told,
)

PAGE = "service_and_promises"
PROMISES, WAITING = "Promises, the longest overdue first", "What waits for an answer"
ISSUES, DISPUTES, ESCALATED = "Open cases by priority and age", "Disputes by channel and subject", "Escalated cases"

nothing_configured = application.nothing_configured


def day(ago: int, clock: str = "") -> str:
    """The date so many days before the day shown, and a time of it."""
    return (AS_OF - timedelta(days=ago)).isoformat() + (f"T{clock}:00Z" if clock else "")


def service_tables(account: str) -> dict[str, list[dict]]:
    """A little of everything, of one account; its words do harm where they are not written as text."""
    hostile = HOSTILE_NAMES[1]
    promise = {"account_id": account, "employee_id": "e1", "kind": "report"}
    case = {"account_id": account, "contact_id": f"c-{account}", "channel": hostile, "category": "billing"}
    answer = {"account_id": account, "contact_id": f"c-{account}", "scale_min": 0, "scale_max": 10}
    mail = {
        "account_id": account,
        "contact_id": f"c-{account}",
        "kind": "email",
        "status": "held",
        "direction": "inbound",
    }
    return {
        "commitments": [
            promise | {"commitment_id": "m1", "due_on": day(40), "subject": hostile},
            promise | {"commitment_id": "m2", "due_on": day(0), "subject": "Due on the day shown"},
            promise | {"commitment_id": "m3", "due_on": day(30), "done_at": day(27, "10:00"), "subject": "Came late"},
            promise | {"commitment_id": "m4", "due_on": day(20), "done_at": day(20, "20:00"), "subject": "In time"},
            promise | {"commitment_id": "m5", "due_on": day(-9), "subject": "Still ahead"},
            promise | {"commitment_id": "m6", "due_on": day(10), "cancelled": "true", "subject": "Called off"},
        ],
        "cases": [
            case | {"case_id": "k1", "opened_at": day(50, "09:00"), "priority": "low", "subject": hostile},
            case
            | {"case_id": "k2", "opened_at": day(5, "09:00"), "first_response_at": day(5, "13:00"), "priority": "high"},
            case
            | {"case_id": "k3", "opened_at": day(60, "09:00"), "first_response_at": day(59, "09:00")}
            | {"resolved_at": day(55, "09:00"), "escalated_at": day(58, "09:00")},
        ],
        "survey_responses": [
            answer
            | {"response_id": "r1", "answered_at": day(15, "09:00"), "score": 7}
            | {"instrument": "project_evaluation", "dimension": "core_service", "comment": hostile},
            answer
            | {"response_id": "r2", "answered_at": day(15, "09:00"), "score": 9}
            | {"instrument": "satisfaction", "dimension": "customer_service"},
        ],
        "interactions": [
            mail | {"interaction_id": "x1", "starts_at": day(9, "09:00"), "subject": hostile, "channel": "post"},
            mail | {"interaction_id": "x2", "starts_at": day(8, "09:00"), "responded_at": day(8, "11:00")},
            mail | {"interaction_id": "x3", "starts_at": day(2, "09:00"), "subject": "Too young to wait"},
        ],
    }


def write_service(folder: Path, account: str = "h1") -> None:
    """Writes the small company with these tables; what its interactions are is kept."""
    write_company(folder)
    exports = folder / "exports"
    for name, rows in service_tables(account).items():
        there = pd.read_csv(exports / f"{name}.csv", dtype=str).to_dict("records") if name == "interactions" else []
        kept = [{key: value for key, value in row.items() if not pd.isna(value)} for row in there]
        write_table(exports, name, kept + rows)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company with promises, cases, answers and mail of one account, its source read."""
    folder = tmp_path_factory.mktemp("service")
    write_service(folder)
    read_source(folder)
    return folder


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, **parameters: str):
    """The page with one of its expanders opened."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
    app = page_without_settings(PAGE, **parameters)
    app.session_state[f"open_{name}"] = True
    return app.run()


def metrics(app) -> dict[str, str]:
    """The tiles by their label."""
    return {metric.label: application.html.unescape(metric.value) for metric in app.metric}


def test_the_headline_tiles_and_lists_say_the_same(company):
    app = open_page(company, PAGE)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Service and promises"
    assert (
        "1 of 4 promises were kept on time; 2 messages and cases wait for an answer, the oldest for 50 days."
        in told(app)
    )
    assert "Breached limits: 1 of 1 account asked is below 8 of 10." in told(app)
    assert metrics(app) == {
        "Promises on time": "1 of 4",
        "Median response": "4.0 h",
        "Unanswered": "2",
        "Satisfaction below 8": "1 of 1",
    }
    assert table(app, PROMISES)["State"].tolist() == ["✗ broken", "✗ broken", "○ open"]
    assert table(app, PROMISES)["When"].tolist() == ["40 d overdue", "due today", "in 9 d"]
    waiting = table(app, WAITING)
    assert waiting["Days"].tolist() == [50, 9]
    assert waiting["Kind"].tolist() == ["case", "e-mail"]
    assert waiting["Channel"].tolist() == [HOSTILE_NAMES[1], "post"]
    assert waiting["About"].tolist() == [HOSTILE_NAMES[1], HOSTILE_NAMES[1]]
    assert waiting["From"].tolist() == [f"Person of {HOSTILE_NAMES[1]}"] * 2


def test_states_of_promises_are_chosen_with_the_pills(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE)
    pills = next(group for group in app.button_group if group.key == "state")
    assert [option.rsplit(" ", 1)[1] for option in pills.options] == ["2", "1", "1", "1"]
    pills.set_value(["promise_late", "promise_kept"]).run()
    assert app.query_params == {"state": ["promise_late", "promise_kept"]}
    assert table(app, PROMISES)["State"].tolist() == ["▲ late", "✓ kept"]
    assert table(app, PROMISES)["When"].tolist() == ["3 d late", "on the day"]
    app.button_group(key="state").set_value([]).run()
    assert app.query_params == {"state": "all"}
    assert len(table(app, PROMISES)) == 5
    carried = open_page(company, PAGE, state=["late", "neglected"])
    assert not carried.warning
    assert len(table(carried, PROMISES)) == 3, "a watch state says nothing of promises"


@pytest.mark.parametrize(
    ("tile", "name", "rows"),
    [
        ("promises-on-time", "Promises on time:", 4),
        ("median-response", "Median response:", 3),
        ("unanswered", "Unanswered:", 2),
        ("satisfaction", "Satisfaction below 8:", 1),
    ],
)
def test_every_tile_opens_to_its_rows_and_what_they_mean(company, tile, name, rows):
    app = open_page(company, PAGE, open=tile)
    assert not app.error
    assert len(table(app, name)) == rows
    assert len([button for button in app.button if button.label.startswith("Hide ")]) == 1
    assert "- **" in told(app)


def test_cells_of_issues_and_disputes_open_their_cases(company):
    app = open_page(company, PAGE)
    lines = table(app, ISSUES).set_index("Priority")
    assert lines["Open"].to_dict() == {"urgent": 0, "high": 1, "normal": 0, "low": 1}
    assert lines.at["high", "3–7 days"] == "1"
    assert lines.at["low", "31–90 days"] == "1"
    assert lines.at["low", "Oldest"] == f"50 d · {HOSTILE_NAMES[1]}"
    cases = table(open_page(company, PAGE, open="issues:low:3"), "1 open issue, low priority, 31–90 days old")
    assert cases["About"].tolist() == [HOSTILE_NAMES[1]]
    assert table(app, DISPUTES)["Billing"].tolist() == [3]
    assert table(app, DISPUTES)["Still open"].tolist() == [2]
    key = f"disputes:open:{HOSTILE_NAMES[1]}"
    assert len(table(open_page(company, PAGE, open=key), "2 disputes: still open")) == 2
    assert table(app, ESCALATED)["State"].tolist() == ["resolved"]
    assert not open_page(company, PAGE, open="issues:low").error
    assert not open_page(company, PAGE, open="disputes:nothing").error


def test_several_rows_of_one_account_can_be_selected_one_by_one(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE, account="h1")
    assert HOSTILE_NAMES[1] in [application.html.unescape(header.value).replace("\u2060", "") for header in app.header]
    assert selection(app) == [0]
    app.session_state["row_selected_in_promises"] = "m5"
    assert selection(app.run()) == [2]


def selection(app) -> list[int]:
    """The places selected in the list of promises."""
    return app.session_state["table_promises"]["selection"]["rows"]


def test_every_part_says_what_it_means(company, monkeypatch):
    parts = {
        "responses": "Response time by channel",
        "open-issues": "Open issues by age",
        "all-disputes": "Dispute",
        "all-escalations": "Escalated",
        "satisfied-accounts": "Below the satisfaction limit",
        "satisfaction-core": "Satisfaction by month",
        "satisfaction-answers": "Satisfaction by month",
        "evaluations": "Evaluation of a finished project",
        "promises-means": "Promises on time",
        "waiting-means": "Waiting for an answer",
    }
    for name, term in parts.items():
        app = opened(company, monkeypatch, name)
        assert not app.error, name
        assert f"- **{term}:** " in told(app), name


def test_names_and_words_from_the_crm_are_never_markdown(company, monkeypatch):
    for name in ("open-issues", "all-disputes", "all-escalations", "evaluations"):
        app = opened(company, monkeypatch, name, account="h1", open="unanswered", state="all")
        for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
            assert sign not in application.said(app)
    app = open_page(company, PAGE, open=f"disputes:n:{HOSTILE_NAMES[1]}")
    assert "![pixel]" not in application.said(app)


def test_a_filter_cuts_every_figure(company):
    app = open_page(company, PAGE, team="t-coast")
    assert "Coast team: No promise was due in the last 365 days; nothing waits for an answer." in told(app)
    assert "No open issues" in told(app)
    assert not [name for name in tables(app) if name.startswith((PROMISES, WAITING, DISPUTES))]


def test_a_later_answer_has_not_come_yet(company):
    earlier = open_page(company, PAGE, as_of=day(28))
    assert table(earlier, PROMISES)["When"].tolist() == [
        "12 d overdue",
        "2 d overdue",
        "in 8 d",
        "in 28 d",
        "in 37 d",
    ]
    assert open_page(company, PAGE, as_of=day(70)).error == []


def without(tmp_path: Path, *names: str, columns: dict[str, str] | None = None) -> Path:
    """The company with its service tables but these, and without these columns."""
    write_service(tmp_path)
    for name in names:
        (tmp_path / "exports" / f"{name}.csv").unlink()
    for name, column in (columns or {}).items():
        path = tmp_path / "exports" / f"{name}.csv"
        pd.read_csv(path, dtype=str).drop(columns=column).to_csv(path, index=False)
    read_source(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "says", "tile"),
    [
        (("commitments",), "Promises are not in this data store.", "Promises on time"),
        (("cases",), "Cases are not in this data store.", None),
        (("survey_responses",), "Surveys are not in this data store.", "Satisfaction below 8"),
    ],
)
def test_a_table_that_is_not_connected_has_its_sentence(tmp_path, names, says, tile):
    app = open_page(without(tmp_path, *names), PAGE)
    assert not app.exception
    assert not app.error
    assert says in told(app)
    assert "Not in this data store: " in told(app)
    if tile:
        assert metrics(app)[tile] == ":gray[unknown]"


def test_only_cases_or_only_mail_is_counted_where_the_other_is_not_connected(tmp_path):
    app = open_page(without(tmp_path, columns={"interactions": "responded_at"}), PAGE)
    assert "Answers to mail are not in this data store: only cases are counted." in told(app)
    assert table(app, WAITING)["Kind"].tolist() == ["case"]


def test_without_answers_nobody_is_said_to_wait(tmp_path):
    folder = without(tmp_path, columns={"interactions": "responded_at", "cases": "first_response_at"})
    app = open_page(folder, PAGE)
    assert "Answers are not in this data store." in told(app)
    assert metrics(app)["Unanswered"] == ":gray[unknown]"
    assert "wait for an answer" not in told(app)


def test_without_any_of_it_the_page_says_so(tmp_path):
    write_company(tmp_path)
    read_source(tmp_path)
    app = open_page(tmp_path, PAGE)
    assert not app.error
    assert "Promises, cases, answers to mail and surveys are not in this data store." in told(app)
    assert set(metrics(app).values()) == {":gray[unknown]"}
    assert not tables(app)


def test_the_figures_of_the_sample_company_are_those_of_its_frames(sample_folder, monkeypatch):
    monkeypatch.chdir(sample_folder)
    serving = store.Store(store.settings_in_force({}, sample_folder))
    mirror = serving.mirror()
    frames = score(mirror, mirror.as_of, store.policy_in_force(serving.settings))
    rows, accounts = frames.service_rows, frames.accounts
    counts = promises.promise_counts(promises.promise_list(rows.promises, accounts, mirror.as_of))
    still = issues.open_issues(issues.issue_list(rows.cases, accounts, mirror.as_of, frames.policy.issue_limit))
    waits = responses.waiting(rows.mail, rows.cases, accounts, mirror.as_of, frames.connected)
    app = page_without_settings(PAGE)
    due = counts["kept"] + counts["late"] + counts["broken"]
    assert f"{100 * counts['kept'] / due:.0f}% of {due} promises were kept on time" in told(app)
    assert f"{len(waits)} messages and cases wait for an answer" in told(app)
    assert table(app, ISSUES)["Open"].sum() == len(still)
    assert min(counts.values()) > 0
    assert (still["priority"] == "low").any()


def test_a_second_run_of_the_page_computes_nothing_again(company, monkeypatch):
    open_page(company, PAGE)

    def again(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.ui.stores.score", again)
    monkeypatch.setattr("dashboard.scoring.scored.service_rows", again)
    renamed = application.renamed(again, "dashboard.ui.service_and_promises", "figures")
    monkeypatch.setattr("dashboard.ui.service_and_promises.figures", renamed)
    assert not open_page(company, PAGE).error


def test_an_account_shows_what_is_open_with_it(company, tmp_path):
    app = open_page(company, "account", account="h1")
    assert not app.error
    assert table(app, "Open promises")["When"].tolist() == ["40 d overdue", "due today", "in 9 d"]
    assert table(app, "Open issues")["Limit"].tolist() == ["7 d", "90 d"]
    assert table(app, "Open issues")["Days"].tolist() == [5, 50]
    assert table(app, "Surveys")["Of 10"].tolist() == ["✗ 7.0", "9.0"]
    assert "Promises: 2 broken and 1 open" in told(app)
    other = open_page(company, "account", account="h2")
    assert "Nothing was promised so far." in told(other)
    assert "No issue was raised so far." in told(other)
    write_company(tmp_path)
    read_source(tmp_path)
    unconnected = told(open_page(tmp_path, "account", account="h1"))
    for name in ("Promises", "Cases", "Surveys"):
        assert f"{name} are not in this data store." in unconnected
