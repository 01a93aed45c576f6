"""The page of teams and skills as Streamlit runs it: what it shows, what it opens, and what it says where it cannot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import sample, store
from tests import test_application as application
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS, write_table
from tests.test_application import READ_AT, open_page, page_without_settings, read_source, scored, table, told

PAGE = "teams_and_skills"
PURPOSE = "Shows how work is shared, to plan help. Not for judging individuals."

nothing_configured = application.nothing_configured


def day(ago: int) -> str:
    """The date so many days before the day shown."""
    return (AS_OF - timedelta(days=ago)).isoformat()


EMPLOYEES = [
    {"employee_id": "e1", "name": "Zoe *Owner*", "team_id": "t1", "active": "true"},
    {"employee_id": "e2", "name": "Adam Deputy", "team_id": "t1", "active": "true"},
    {"employee_id": "e3", "name": "Gone Away", "team_id": "t2", "active": "false"},
]
ACCOUNTS = [
    {"account_id": "a1", "name": "First", "owner_id": "e1"},
    {"account_id": "a2", "name": "Second", "owner_id": "e1"},
    {"account_id": "a3", "name": HOSTILE_NAMES[0], "owner_id": "e3"},
    {"account_id": "a4", "name": "Fourth", "owner_id": ""},
]
MEMBERS = [
    {"account_id": "a1", "employee_id": "e2", "role": "deputy", "since": day(30), "until": ""},
    {"account_id": "a2", "employee_id": "e2", "role": "deputy", "since": "", "until": day(1)},
    {"account_id": "a3", "employee_id": "e2", "role": "member", "since": "", "until": ""},
]
QUALIFICATIONS = [
    {"qualification_id": "q1", "employee_id": "e2", "kind": "quality", "name": "negotiation", "grade": 1},
    {"qualification_id": "q2", "employee_id": "e1", "kind": "quality", "name": "negotiation", "grade": 2},
    {
        "qualification_id": "q3",
        "employee_id": "e2",
        "kind": "certification",
        "name": "Site safety",
        "valid_until": day(-90),
    },
    {"qualification_id": "q4", "employee_id": "e2", "kind": "training", "name": "Selling", "valid_until": day(3)},
    {"qualification_id": "q5", "employee_id": "e1", "kind": "certification", "name": "Later", "valid_until": day(-91)},
    {"qualification_id": "q6", "employee_id": "e3", "kind": "certification", "name": "Hers", "valid_until": day(-5)},
]
OFFERS = [
    {
        "opportunity_id": f"p{n}",
        "account_id": "a1",
        "created_at": f"{day(40)}T08:00:00Z",
        "offered_at": f"{day(20)}T08:00:00Z",
    }
    | {"reviewed_at": review}
    for n, review in enumerate((f"{day(21)}T08:00:00Z", f"{day(19)}T08:00:00Z", ""))
]


def contact(key: str, account: str, who: str, ago: int, shared: str = "") -> dict:
    """A meeting of that many days ago."""
    row = {"interaction_id": key, "account_id": account, "employee_id": who, "kind": "meeting", "status": "held"}
    moments = {"starts_at": f"{day(ago)}T09:00:00Z", "ends_at": f"{day(ago)}T10:00:00Z", "shared_at": shared}
    return row | moments | {"agenda_at": f"{day(ago + 1)}T09:00:00Z", "documented_at": f"{day(ago)}T12:00:00Z"}


INTERACTIONS = [
    contact("i1", "a1", "e2", 10, f"{day(9)}T10:00:00Z"),
    contact("i2", "a1", "e2", 20),
    contact("i3", "a1", "e1", 5, f"{day(5)}T11:00:00Z"),
    contact("i4", "a2", "e2", 89, f"{day(0)}T10:00:00Z"),
    contact("i5", "a2", "e2", 90),
]
TABLES = {
    "teams": [{"team_id": "t1", "name": "Coast"}, {"team_id": "t2", "name": "Rhine"}],
    "employees": EMPLOYEES,
    "accounts": ACCOUNTS,
    "account_team_members": MEMBERS,
    "qualifications": QUALIFICATIONS,
    "opportunities": OFFERS,
    "interactions": INTERACTIONS,
    "orders": [
        {
            "order_id": f"o{n}",
            "account_id": row["account_id"],
            "amount": 100 * n,
            "currency": "EUR",
            "status": "delivered",
        }
        | {"ordered_on": day(60)}
        for n, row in enumerate(ACCOUNTS, 1)
    ],
}


def written(folder: Path, **changed: list | None) -> Path:
    """A folder with the small team store, these tables changed or, with None, left out; read."""
    for name, rows in (TABLES | changed).items():
        if rows is not None:
            write_table(folder / "exports", name, rows)
    (folder / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    read_source(folder)
    return folder


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small team store."""
    return written(tmp_path_factory.mktemp("teams"))


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str, **parameters: str):
    """The page with some of its expanders opened."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(folder / "account_health.toml"))
    app = page_without_settings(PAGE, **parameters)
    for name in names:
        app.session_state[f"open_{name}"] = True
    return app.run()


def test_the_page_says_what_it_is_for_and_who_is_missing(company):
    app = open_page(company, PAGE)
    said = told(app)
    assert not app.error
    assert PURPOSE in said
    assert "2 active accounts have no active owner and 3 have no deputy" in said
    assert "1 certification or training runs out within 90 days, 1 has ended" in said
    assert set(table(app, "Without active owner")["Account"]) == {HOSTILE_NAMES[0], "Fourth"}
    assert set(table(app, "Without deputy")["Account"]) == {"Second", HOSTILE_NAMES[0], "Fourth"}


def test_the_lines_are_pooled_over_rows(company):
    app = open_page(company, PAGE)
    lines = table(app, "3 lines of teams").set_index("Team")
    assert list(lines.index) == ["Coast", "Rhine", "No team", "All teams"]
    work = scored(company).teamwork
    assert sorted(work.contacts["hours"].dropna()) == [24.0, 89 * 24.0]
    shown = lines.loc["All teams"]
    assert shown["Passed on to the owner"] == "2 of 3"
    assert shown["Median until then"] == "1,080 h · n 2"
    assert shown["Offers reviewed"] == "1 of 3"
    assert shown["Meetings prepared and written up"] == "5 of 5"
    assert lines.loc["Rhine", "Meetings prepared and written up"] == "unknown"
    assert shown["Required a week"] == pytest.approx(
        sum(7 / days for days in scored(company).accounts["contact_target_days"])
    )
    assert shown["Held a week"] == pytest.approx(4 * 7 / 90)


def test_owners_stand_in_alphabetical_order_with_the_median_of_their_team(company, monkeypatch):
    app = opened(company, monkeypatch, "workload", "workload-accounts")
    rows = table(app, "Show all owners")
    assert list(rows["Owner"]) == ["Gone Away (not active)", "Zoe *Owner*"]
    assert list(rows["Median of the team"]) == [1, 2]
    accounts = table(app, "Show the 3 accounts")
    assert list(accounts["Owner"]) == ["Gone Away (not active)", "Zoe *Owner*", "Zoe *Owner*"]
    held = accounts.set_index("Account")["Held a week"]
    assert held["First"] == pytest.approx(3 * 7 / 90)
    assert held["Second"] == pytest.approx(1 * 7 / 90)


def test_a_gap_opens_its_accounts_and_nobody_assessed_is_no_gap(company, monkeypatch):
    app = opened(company, monkeypatch, "grades", open="negotiation:all")
    gap = table(app, "Negotiation, All teams: 1 account with a gap")
    assert list(gap["Account"]) == [HOSTILE_NAMES[0]]
    assert "Of 3 accounts assessed; 1 not assessed." in told(app)
    grades = table(app, "Show the grades").set_index("Account")["Negotiation"]
    assert grades["First"] == 2
    assert grades[HOSTILE_NAMES[0]] == 1
    assert grades.isna()["Fourth"]
    none = opened(company, monkeypatch, open="relations:team:t1")
    assert "Relations, Coast: 0 accounts with a gap" in told(none)


def test_the_boxes_choose_what_a_click_on_a_cell_chooses(company, monkeypatch):
    app = opened(company, monkeypatch)
    app.selectbox(key="gap_quality").select("negotiation").run()
    assert app.query_params == {"open": "negotiation:all"}
    app.selectbox(key="gap_team").select("team:t2").run()
    assert app.query_params == {"open": "negotiation:team:t2"}
    assert list(table(app, "Negotiation, Rhine")["Account"]) == [HOSTILE_NAMES[0]]
    app.selectbox(key="gap_quality").select("").run()
    app.selectbox(key="gap_team").select("all").run()
    assert app.query_params == {}


def test_what_runs_out_comes_first_and_opens_the_accounts_served(company, monkeypatch):
    app = opened(company, monkeypatch)
    rows = table(app, "1 certification or training runs out")
    assert list(rows["What"]) == ["Site safety", "Selling"]
    assert list(rows["When"]) == [90, -3]
    assert list(rows["Whose"]) == ["Adam Deputy", "Adam Deputy"]
    assert list(rows["Accounts served"]) == [2, 2]
    served = table(opened(company, monkeypatch, open="serves:q4"), "Accounts served")
    assert set(served["Account"]) == {"First", HOSTILE_NAMES[0]}


def test_the_rows_behind_what_was_passed_on_and_reviewed_can_be_opened(company, monkeypatch):
    app = opened(company, monkeypatch, "passed-on", "offers", "prepared")
    rows = table(app, "Show the contacts")
    assert list(rows["Account"]) == ["First", "First", "Second"]
    assert list(rows["Hours until then"].dropna()) == [24.0, 89 * 24.0]
    assert list(table(app, "Show the offers")["Before it went out"]) == ["yes", "no", ""]
    assert table(app, "Show the accounts met")["Prepared and written up"].sum() == 5


def test_a_filter_cuts_every_list(company, monkeypatch):
    app = opened(company, monkeypatch, "passed-on", "offers", team="t2")
    assert "Rhine team: " in told(app)
    assert list(table(app, "Without deputy")["Account"]) == [HOSTILE_NAMES[0]]
    assert "First" not in application.sent(app)
    assert table(app, "Show the contacts").empty
    assert list(table(app, "1 certification")["Accounts served"]) == [1, 1]


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("account_team_members", "Deputies are not in this data store."),
        ("qualifications", "Certifications and trainings are not in this data store."),
        ("employees", "The six qualities cannot be told"),
        ("orders", "Orders are not in this data store."),
    ],
)
def test_what_is_not_connected_is_said_in_words(left_out, sentence, tmp_path):
    app = open_page(written(tmp_path, **{left_out: None}), PAGE)
    assert not app.exception
    assert not app.error
    assert sentence in told(app)
    assert PURPOSE in told(app)


def test_without_the_moments_of_sharing_and_review_their_shares_are_unknown(tmp_path):
    rows = [{key: value for key, value in row.items() if key != "shared_at"} for row in INTERACTIONS]
    offers = [{key: value for key, value in row.items() if key != "reviewed_at"} for row in OFFERS]
    app = open_page(written(tmp_path, interactions=rows, opportunities=offers), PAGE)
    lines = table(app, "3 lines of teams")
    assert set(lines["Passed on to the owner"]) == {"unknown"}
    assert set(lines["Offers reviewed"]) == {"unknown"}
    assert "reviewed before" in application.sent(app)
    assert "0%" not in application.sent(app)


def test_the_sample_company_shows_its_overloaded_team(tmp_path, monkeypatch):
    sample.refresh(store.settings_in_force({}, tmp_path), READ_AT)
    monkeypatch.chdir(tmp_path)
    app = page_without_settings(PAGE)
    app.session_state["open_workload"] = True
    rows = table(app.run(), "Show all owners")
    medians = rows.drop_duplicates("Team").set_index("Team")["Median of the team"]
    assert medians.idxmax() == "Harbour"


def test_hostile_names_stay_text(tmp_path):
    accounts = [row | {"name": HOSTILE_NAMES[2] if row["account_id"] == "a3" else row["name"]} for row in ACCOUNTS]
    people = [row | {"name": HOSTILE_NAMES[1]} for row in EMPLOYEES]
    teams = [row | {"name": HOSTILE_NAMES[0]} for row in TABLES["teams"]]
    folder = written(tmp_path, accounts=accounts, employees=people, teams=teams)
    for parameters in ({"account": "a3"}, {"open": "negotiation:team:t2"}, {"open": "serves:q4", "account": "a3"}):
        app = open_page(folder, PAGE, **parameters)
        assert not app.error
        for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
            assert sign not in application.said(app)
        assert any(name in told(app) for name in HOSTILE_NAMES[:3])
