"""The account's page as Streamlit runs it: who it is, what matters, every number with its rows, every row with its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, store
from dashboard.ui import identity, search, view
from data_access import evidence
from data_access.scope import Scope
from tests import test_application as application
from tests.small_company import HOSTILE_NAMES, SETTINGS, write_company
from tests.specs import tables as specs
from tests.specs.tables import NOW, D
from tests.test_application import nodes_of, page_without_settings, read_source, said, sent, table, told

nothing_configured = application.nothing_configured

HOSTILE = HOSTILE_NAMES[1]
LONG = "Ω🌙 שלום [b](http://outside.invalid) " * 3_000

COMPANY = f"""
teams
team_id | name
t1      | Coast
t2      | North

employees
employee_id | name          | team_id | active
e1          | Ann           | t1      |
e2          | Ben {HOSTILE} | t1      |
e3          | Cleo          | t1      | false
e4          | Dora          | t2      |

accounts
account_id | name            | owner_id | tier_entered | industry  | country | language | contact_preference | agreement_ends_on | parent_account_id | created_at
a1         | Kestrel         | e1       |              | {HOSTILE} | Norway  | no       |                    | d+40              |                   | d-900
a2         | {HOSTILE}       | e1       |              |           |         |          |                    |                   | a1                | d-900
a3         | Met today       | e3       | A            |           |         |          |                    |                   | a1                | d-900
a4         | Never           |          |              |           |         |          |                    |                   |                   | d-900
a5         | As they like    | e1       |              |           |         |          | as_needed          |                   |                   | d-900
a6         | Gone quiet      | e1       |              |           |         |          |                    | d-4               |                   | d-900
a7         | Prospective     | e1       |              |           |         |          |                    |                   |                   | d-900
a8         | Later           | e1       |              |           |         |          |                    |                   |                   | d+1
b1         | North secret    | e4       |              |           |         |          |                    |                   |                   | d-900
b2         | North child     | e4       |              |           |         |          |                    |                   | a1                | d-900
a9         | Child of secret | e1       |              |           |         |          |                    |                   | b1                | d-900
a10        | Kestrel         | e1       |              |           |         |          |                    |                   |                   | d-900

account_team_members
account_id | employee_id | role
a1         | e1          | owner
a1         | e2          | deputy

contacts
contact_id | account_id | name      | title   | level     | role           | is_primary | left_on
c1         | a1         | {HOSTILE} | {HOSTILE} | executive | decision_maker | true     |
c2         | a1         | Old Hand  |         |           |                |            | d-3
c9         | b1         | North Person |      |           |                |            |

interactions
interaction_id | account_id | kind    | status    | starts_at   | created_at | employee_id | contact_id | purpose | place    | private | subject   | notes
i1             | a1         | meeting | held      | d-83 08:15  |            | e1          | c1         | review  | customer |         | {HOSTILE} | {LONG}
i2             | a1         | call    | held      | d-85        |            | e1          | c1         |         |          | true    | Secret    | Secret
i3             | a1         | meeting | held      | d-400       |            | e2          |            |         | remote   |         | Far back  |
i4             | a1         | call    | cancelled | d-2         |            | e1          |            |         |          |         | Off       |
i5             | a1         | meeting | planned   | d+40        | d-1        | e1          |            |         |          |         | Ahead     |
i6             | a1         | meeting | held      | d+2         | d+1        | e1          |            |         |          |         | Not yet   |
i7             | a3         | meeting | held      | d           |            | e1          |            |         |          |         |           |
i8             | a5         | meeting | held      | d-200       |            | e1          |            |         |          |         |           |
i9             | b1         | meeting | held      | d-10        |            | e4          | c9         |         |          |         | North words |
i10            | a6         | meeting | planned   | d+3         | d-1        | e1          |            |         |          |         |           |

interaction_participants
interaction_id | employee_id | third_party
i1             | e2          |
i1             |             | {HOSTILE}

orders
order_id | account_id | ordered_on | amount | currency | status    | product_line
o1       | a1         | d-72       | 318000 | EUR      | delivered | {HOSTILE}
o2       | a1         | d-60       | -2000  | EUR      | delivered |
o3       | a1         | d-55       | 70     | XXX      | confirmed |
o4       | a1         | d-500      | 5000   | EUR      | delivered |
o5       | a1         | d-20       | 900    | EUR      | open      |
o6       | a2         | d-200      | 100    | EUR      | delivered |
o7       | a3         | d-200      | 50     | EUR      | delivered |
o8       | a4         | d-240      | 90000  | EUR      | delivered |
o9       | a5         | d-300      | 900000 | EUR      | delivered |
o10      | a6         | d-800      | 10     | EUR      | delivered |
o11      | b1         | d-200      | 1      | EUR      | delivered |
o12      | b2         | d-200      | 2      | EUR      | delivered |

commitments
commitment_id | account_id | due_on | subject   | kind | done_at | cancelled
m1            | a1         | d-9    | {HOSTILE} |      | d-9     |
m2            | a1         | d-8    | Offer     |      |         |
m3            | a1         | d+9    | Visit     |      |         | true

cases
case_id | account_id | opened_at | resolved_at | subject
k1      | a1         | d-50      | d-40        | {HOSTILE}
k2      | a1         | d-10      | d+1         | Still open

survey_responses
response_id | account_id | score | scale_min | scale_max | answered_at | contact_id | employee_id | comment
r1          | a1         | 4.5   | 1         | 5         | d-3         | c1         |             | {HOSTILE}
r2          | a1         | 4     | 1         | 5         | d-2         |            | e1          |
"""

BARE = "accounts\naccount_id | name\na1 | Kestrel\na2 | Other"


def written(folder: Path, text: str = COMPANY) -> Path:
    """The folder with these tables as CSV files, the settings that name them, and the source read."""
    (folder / "exports").mkdir()
    for name, content in specs.store(text).files:
        (folder / "exports" / name).write_bytes(content)
    (folder / "account_health.toml").write_text(SETTINGS.format(as_of=D.isoformat()), encoding="utf-8")
    read_source(folder, NOW)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this module's company."""
    return written(tmp_path_factory.mktemp("account"))


@pytest.fixture
def company(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This module's company as the one in force."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(place / "account_health.toml"))
    return place


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a company of other tables in force."""

    def put(text: str) -> None:
        written(tmp_path, text)
        monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "account_health.toml"))

    return put


def page(account: str | None = "a1", **parameters: str | list[str]) -> AppTest:
    """The page of an account of the company in force; it has not failed."""
    asked = parameters if account is None else parameters | {"account": account}
    app = page_without_settings("account", **asked)
    assert not app.exception
    assert not app.error, app.error[0].value
    return app


def links(app: AppTest) -> dict[str, str]:
    """The query of each link to an account by its label, as it is read."""
    found = [node.proto for node in nodes_of(app._tree) if node.type == "page_link"]
    return {
        application.html.unescape(link.label).replace("\u2060", ""): link.query_string
        for link in found
        if "account=" in link.query_string
    }


def opened(app: AppTest, name: str) -> pd.DataFrame:
    """The rows behind a number, opened by its name."""
    app.session_state[f"open_{name}"] = True
    label = next(node.proto.label for node in blocks_of(app, "expander") if slug(node.proto.label) == name)
    return table(app.run(), label)


def blocks_of(app: AppTest, kind: str) -> list:
    """All blocks of a kind, such as expanders."""
    found, left = [], [app._tree]
    while left:
        node = left.pop()
        found += [node] if getattr(node, "type", "") == kind else []
        left += list(getattr(node, "children", {}).values())
    return found


def slug(label: str) -> str:
    """The name under which a number is opened, from its label."""
    return label.split(":", maxsplit=1)[0].lower().replace(",", "").replace(" ", "-")


def a_viewer_of_one_team(monkeypatch: pytest.MonkeyPatch, *teams: str) -> None:
    """Whoever looks sees these teams alone."""
    viewer = access.Viewer(Scope(frozenset(teams)), "You see the accounts of team Coast.")
    for module in (view, search):
        monkeypatch.setattr(module, "local_viewer", lambda: viewer)


# Who it is


def test_the_account_gives_the_page_its_title_its_place_and_its_reason(company):
    app = page()
    assert app.title[0].value == "Kestrel"
    words = told(app)
    assert "✗ Neglected · €316k" in words
    assert "✗ overdue" in words
    assert "Tier A, computed · Coast · Ann · customer since 2023" in words
    assert (
        "A is computed: place 2 of 7 accounts by revenue of 12 months; those before it bring 68% of the revenue, "
        "A ends at 80% and B at 95%."
    ) in words
    assert f"Owner Ann; deputy Ben {HOSTILE}." in words
    assert "Norway · language no · in the CRM since 12 Jan 2022 · agreement ends 9 Aug" in words
    assert HOSTILE in words


def test_an_entered_tier_is_told_apart_from_the_computed_one(company):
    assert "A was entered in the CRM; computed it would be C: place 5 of 7" in told(page("a3"))


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("a3", "Owner Cleo, who is no longer with us; no deputy."),
        ("a4", "Nobody owns this account; no deputy."),
        ("a4", "no owner"),
        ("a6", "agreement ended 26 Jun"),
    ],
)
def test_what_is_missing_at_the_top_is_said(account, words, company):
    assert words in told(page(account))


@pytest.mark.parametrize(
    ("account", "finding"),
    [
        ("a1", "**Nobody has been in touch since the order. Days 14 and 45 were missed, and nothing is planned in"),
        (
            "a1",
            "Ordered on 19 Apr, 72 days ago; €316k bought since. 83 days since the last counted contact; the target",
        ),
        ("a3", "**The last counted contact is of today; the target is 30 days.**"),
        ("a4", "**No counted contact so far, 240 days after the first order; the target is"),
        ("a4", "Nothing is planned in the next 14 days."),
        (
            "a5",
            "**200 days since the last counted contact; the customer wants to be met when needed, so there is no target.**",
        ),
        ("a6", "**Inactive: the last order was on 22 Apr 2022, 800 days ago.** No counted contact so far"),
        ("a6", "A contact is planned on 3 Jul."),
        ("a7", "**A prospect: no order so far.** No counted contact so far."),
    ],
)
def test_the_headline_says_what_matters_now(account, finding, company):
    assert finding in told(page(account))


def test_only_an_active_account_is_met_when_needed(company):
    assert "· when needed" not in sent(page("a7"))
    assert ":gray-badge[when needed]" in told(page("a5"))


def test_relatives_are_links_that_carry_the_filters_and_only_those_that_may_be_seen(company, monkeypatch):
    app = page("a1", as_of="2024-06-29", team="t1")
    assert links(app)[HOSTILE] == "as_of=2024-06-29&team=t1&account=a2"
    assert {"Met today", "North child"} <= set(links(app))
    assert links(page("a3"))["Kestrel"] == "account=a1"
    a_viewer_of_one_team(monkeypatch, "t1")
    assert set(links(page("a1"))) == {HOSTILE, "Met today"}
    hidden = page("a9")
    assert "Its parent account is not shown here." in told(hidden)
    assert "North" not in sent(hidden)


# No account, and other people's


def test_without_an_account_the_page_offers_the_search(company):
    app = page(None)
    assert app.title[0].value == "Account"
    assert "No account is chosen. Find one by a part of its name or by its key." in told(app).replace("**", "")
    assert {field.label for field in app.text_input} == {"Find an account"}
    assert not app.dataframe
    assert not links(app)


def test_an_only_account_needs_no_choice(bare):
    bare("accounts\naccount_id | name\na1 | Kestrel")
    assert page(None).title[0].value == "Kestrel"


@pytest.mark.parametrize("account", ["nobody", "a8", "'; drop table accounts", "x" * 5_000, HOSTILE])
def test_an_account_that_is_not_there_is_a_sentence(account, company):
    app = page(account)
    assert "No such account to show." in told(app)
    assert account[:40] in told(app)
    assert "It is not in the data store, was merged into another account, or did not exist on Sun 30 Jun 2024." in told(
        app
    )
    assert app.text_input(key="find_page")
    assert len(sent(app)) < 20_000


def test_an_account_of_another_team_is_answered_in_the_words_for_one_that_does_not_exist(company, monkeypatch):
    a_viewer_of_one_team(monkeypatch, "t1")
    hidden, unknown = (told(page(account)) for account in ("b1", "zz"))
    assert hidden.replace("b1", "zz") == unknown
    assert "It belongs to another team, is not in the data store, or did not exist" in hidden
    everything = sent(page("b1"))
    assert not [word for word in ("North", "Dora", "secret") if word in everything]


def test_an_earlier_day_shows_nothing_of_what_came_later(company):
    now, earlier = sent(page("a1")), sent(page("a1", as_of=(D - timedelta(days=80)).isoformat()))
    for later in ("318000", "Ahead", "Still open", "✗ Neglected", "✗ broken"):
        assert later.lower() in (now + sent(tab("Orders")) + sent(tab("Promises")) + sent(tab("Issues"))).lower()
        for name in ("Contacts", "Orders", "Promises", "Issues"):
            shown = sent(tab(name, as_of=(D - timedelta(days=80)).isoformat()))
            assert later.lower() not in (earlier + shown).lower(), (name, later)


# The picture


def test_the_timeline_is_a_chart_with_a_sentence_and_a_table(company):
    app = page()
    chart = next(node.proto for node in nodes_of(app._tree) if node.type == "vega_lite_chart")
    assert chart.alt.startswith("From 30 Dec 2022 to 30 Jun: 3 order days worth €323k, 2 meetings")
    assert "the rule of the date" not in told(app)
    app.session_state["open_timeline"] = True
    rows = table(app.run(), "Show as table")
    assert rows["Lane"].value_counts().to_dict() == {
        "Orders": 4,
        "Meetings": 3,
        "Calls and e-mail": 1,
        "Promises": 2,
        "Issues": 2,
    }
    assert rows.loc[rows["What"] == "call", "About"].tolist() == ["private"]
    assert "meeting planned" in rows["What"].tolist()


def test_a_lane_that_is_not_connected_says_so(bare):
    bare(BARE)
    app = page()
    assert "not connected" in sent(app)
    assert "Not connected: Orders, Meetings, Calls and e-mail, Promises and Issues." in sent(app)
    assert "Orders are not in this data store." in told(app)
    assert "Contacts are not in this data store" in told(app)


# The numbers


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("since-the-last-counted-contact", 3),
        ("attainment", 2),
        ("counted-contacts-90-days", 2),
        ("counted-contacts-365-days", 2),
        ("counted-meetings-90-days", 1),
        ("counted-meetings-365-days", 1),
        ("last-meeting", 2),
        ("last-review-meeting", 1),
        ("next-planned-contact", 1),
        ("rhythm", 3),
        ("recent-buyer-watch", 1),
        ("revenue-12-months", 3),
        ("revenue-of-the-12-months-before", 1),
        ("order-days-12-months", 3),
        ("last-order", 4),
        ("first-order", 4),
    ],
)
def test_every_number_opens_to_its_meaning_and_its_rows(name, rows, company):
    app = page()
    found = opened(app, name)
    assert len(found) == rows
    assert "- **" in said(app), "its definition"
    assert f"{rows} row" in told(app)


def test_the_numbers_are_those_of_the_scored_frame_with_their_units(company):
    shown = {slug(node.proto.label): node.proto.label.replace("**", "") for node in blocks_of(page(), "expander")}
    words = [application.html.unescape(label) for label in shown.values()]
    assert {
        "Counted contacts, 90 days: 2 contacts",
        "Counted contacts, 365 days: 2 contacts",
        "Counted meetings, 90 days: 1 meeting",
        "Last meeting: 8 Apr",
        "Last review meeting: 8 Apr",
        "Next planned contact: nothing within 14 days",
        "Revenue 12 months: €316k",
        "Revenue of the 12 months before: €5k",
        "Order days 12 months: 2 days",
        "Last order: 6 May",
        "Rhythm: unknown · needs 4 contact days in 730",
    } <= set(words)
    watch = application.html.unescape(shown["recent-buyer-watch"])
    assert watch == "Recent-buyer watch: €316k · ✗ Neglected · day 14 ✗ missed · day 45 ✗ missed · day 90 ○ 18 Jul"


def test_what_is_not_known_is_called_unknown_and_never_zero(bare):
    bare(BARE)
    labels = [node.proto.label for node in blocks_of(page(), "expander")]
    shown = {slug(label): application.html.unescape(label.split(": ")[1]) for label in labels if ": " in label}
    unknown = {name for name, value in shown.items() if value.startswith("unknown")}
    assert unknown >= {"counted-contacts-365-days", "revenue-12-months", "last-order", "recent-buyer-watch", "rhythm"}
    assert not [value for value in shown.values() if value.startswith(("0", "**0"))]


# The rows


def tab(name: str, account: str = "a1", **parameters: str) -> AppTest:
    """The page with one of the tabs of rows open."""
    app = page_without_settings("account", account=account, **parameters)
    app.session_state["rows_of_account"] = name
    app.run()
    assert not app.exception
    assert not app.error
    return app


def test_contacts_say_whether_they_count_and_why_not(company):
    rows = table(page(), "Contacts of this account")
    assert rows[["About", "Counted"]].apply(tuple, axis=1).tolist() == [
        ("Ahead", "no: still ahead"),
        ("Off", "no: cancelled"),
        (HOSTILE, "yes"),
        ("private", "yes"),
        ("Far back", "yes"),
    ]
    assert rows["Place"].fillna("").tolist() == ["", "", "at the customer", "", "remote"]
    assert max(rows["Notes"].fillna("").str.len()) == evidence.rows.LONGEST_TEXT + 1
    assert "Secret" not in sent(page())


def test_a_selected_contact_shows_all_its_words_as_text(company):
    app = page_without_settings("account", account="a1")
    app.session_state["interaction_shown"] = "i1"
    app.run()
    assert app.text[0].value == LONG.strip()
    words = told(app)
    assert "**When:** Mon 8 Apr 2024, 11:15" in words
    assert "**What:** meeting, held, review, at the customer" in words
    assert f"**Of ours:** Ben {HOSTILE}" in words
    assert f"**Others:** {HOSTILE}" in words
    assert f"**With:** {HOSTILE}" in words
    assert "![pixel]" not in said(app)


def test_a_private_contact_has_no_words(company):
    app = page_without_settings("account", account="a1")
    app.session_state["interaction_shown"] = "i2"
    app.run()
    assert "Private: it counts, its words are not read." in told(app)
    assert not app.text
    assert "**About:**" not in told(app)


@pytest.mark.parametrize("interaction", ["i9", "i6", "nothing"])
def test_a_contact_of_another_account_or_not_yet_known_is_not_shown(interaction, company):
    app = page_without_settings("account", account="a1")
    app.session_state["interaction_shown"] = interaction
    app.run()
    assert not app.exception
    assert "**When:**" not in told(app)
    assert "North words" not in sent(app)


def test_orders_are_all_there_credits_and_those_without_a_rate_too(company):
    rows = table(tab("Orders"), "Orders of this account")
    assert rows["Order"].tolist() == ["o5", "o3", "o2", "o1", "o4"]
    amounts = rows["Amount in EUR"].tolist()
    assert amounts[2] == -2000.0
    assert pd.isna(amounts[1])
    assert "no rate" in sent(tab("Orders"))


def test_persons_promises_issues_and_answers_have_their_lists(company):
    persons = table(tab("Persons"), "Persons of this account")
    assert persons["Person"].tolist() == [HOSTILE, "Old Hand"]
    assert persons["Primary"].tolist() == ["yes", ""]
    assert persons["Left"].tolist() == ["·", "✗ 27 Jun"]
    promises = table(tab("Promises"), "Promises of this account")
    assert promises["State"].tolist() == ["called off", "✗ broken", "✓ kept"]
    issues = table(tab("Issues"), "Issues of this account")
    assert issues[["State", "Days open", "Priority"]].apply(tuple, axis=1).tolist() == [
        ("open", 10, "normal"),
        ("resolved", 10, "normal"),
    ]
    answers = table(tab("Survey answers"), "Survey answers of this account")
    assert answers[["By", "Scale", "Score"]].apply(tuple, axis=1).tolist() == [
        ("Ann", "1–5", 4.0),
        (HOSTILE, "1–5", 4.5),
    ]


@pytest.mark.parametrize("name", ["Contacts", "Orders", "Persons", "Promises", "Issues", "Survey answers"])
def test_a_list_that_is_empty_or_not_connected_says_so(name, bare, company):
    assert f"No {name.lower()} up to this date." in told(tab(name, "a7"))
    bare(BARE)
    assert f"{name} are not in this data store. Map a source of `" in said(tab(name))


@pytest.mark.parametrize("account", [f"h{number}" for number in range(len(HOSTILE_NAMES))])
def test_hostile_names_are_text_on_the_page_and_in_its_rows(account, tmp_path, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(write_company(tmp_path, accounts=2)))
    read_source(tmp_path)
    app = page(account)
    for sign in ("![pixel]", "[click](", "<script>", "**bold**", ":red[red]", "$x^2$"):
        assert sign not in said(app)
    assert HOSTILE_NAMES[int(account[1:])] in told(app)


# The search


def found(text: str, page_name: str = "recent_buyers", **parameters: str) -> tuple[dict[str, str], str]:
    """The links that the field beside the menu answers with, and all that is said."""
    app = page_without_settings(page_name, **parameters)
    app.text_input(key="find_menu").set_value(text).run()
    assert not app.exception
    return links(app), told(app)


@pytest.mark.parametrize("name", [entry.name for entry in application.ENTRIES])
def test_an_account_is_found_from_every_page(name, company):
    hits, words = found("met TOD", name, as_of="2024-06-29", team="t1")
    assert hits["Met today"] == "as_of=2024-06-29&team=t1&account=a3"
    assert "1 account" in words


def test_two_accounts_of_one_name_are_told_apart_by_their_keys(company):
    hits, _ = found("kestrel")
    assert set(hits) == {"Kestrel (a1)", "Kestrel (a10)"}


def test_hits_are_few_and_all_of_them_are_counted(tmp_path, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(write_company(tmp_path, accounts=60)))
    read_source(tmp_path)
    hits, words = found("en")
    assert len(hits) == 20
    assert "20 of" in words
    assert "; type more" in words


def test_what_matches_nothing_is_a_sentence_with_the_words_as_text(company):
    hits, words = found("nowhere " + HOSTILE)
    assert not hits
    assert f"No account matches “nowhere {HOSTILE}”." in words


def test_a_hostile_name_is_a_link_with_its_name_as_text(company):
    hits, _ = found("pixel")
    assert list(hits) == [HOSTILE]


def test_nothing_of_another_team_is_found(company, monkeypatch):
    assert set(found("north")[0]) == {"North child", "North secret"}
    assert set(found("b1")[0]) == {"North secret"}
    a_viewer_of_one_team(monkeypatch, "t1")
    for text in ("north", "b1", "secret"):
        hits, words = found(text)
        assert "North" not in " ".join(hits)
    assert "North" not in words


def test_an_account_that_did_not_exist_on_the_day_is_not_found(company):
    assert not found("later")[0]
    assert not found("later", as_of=date(2023, 1, 1).isoformat())[0]


def test_the_field_is_empty_again_on_another_page_or_account(company):
    app = page_without_settings("recent_buyers")
    app.text_input(key="find_menu").set_value("kes").run()
    assert links(app)
    app.query_params["account"] = "a1"
    app.run()
    assert app.text_input(key="find_menu").value == ""
    assert "Kestrel (a10)" not in links(app)


def test_before_the_source_is_read_the_search_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(tmp_path / "nothing.toml"))
    app = page_without_settings("account")
    app.text_input(key="find_menu").set_value("kes").run()
    assert not app.exception
    assert "Accounts can be found once the data have been read." in told(app)


# In place, and once


def test_the_detail_below_a_list_leads_to_the_page_with_the_filters(company):
    app = page_without_settings("recent_buyers", account="a1", team="t1", state="all")
    assert links(app)["Open account"] == "team=t1&state=all&account=a1"


def test_the_detail_of_any_list_says_the_same_as_the_page(company):
    detail = told(page_without_settings("customer_pyramid", account="a3", tier="A"))
    whole = told(page("a3"))
    for words in (
        "✓ on cadence",
        "Tier A, entered · Coast · Cleo",
        "The last counted contact is of today; the target is",
    ):
        assert words in whole
        assert words in detail


def test_a_second_run_reads_nothing_but_the_rows_in_sight_again(company, monkeypatch):
    page()

    def again(*_: object, **__: object) -> None:
        raise AssertionError("computed again")

    for name in ("account_of", "serving", "related_accounts", "contacts_between", "order_days_between", "cases_of"):
        monkeypatch.setattr(evidence, name, again)
    assert page().title[0].value == "Kestrel"
    identity._figures.clear()
    assert page_without_settings("account", account="a1").error, "and it is these that the first run asks"
