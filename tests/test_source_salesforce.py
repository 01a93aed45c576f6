"""A copy of a Salesforce organisation becomes the canonical tables: every trap of its real tables and columns.

Most tests look at the one organisation of `salesforce_org`, which holds a row for each trap; it is written in both
layouts into SQLite and PostgreSQL and as CSV files, and read once from each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import URL, make_url

from dashboard import commands
from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import score
from data_access.mirror import open_mirror, refresh
from data_access.settings import Settings, SettingsError, SourceSettings, override_source, read_settings
from data_access.sources import SourceError, open_source
from data_access.sources.salesforce.keys import whole_keys
from data_access.sources.salesforce.naming import API, FIVETRAN, snake
from sample_data.write import TIMEZONE, write_sample
from tests.conftest import new_database
from tests.salesforce_org import ACCOUNT, DEAL, EVENT, NOBODY, NOW, ORG, TASK, USER, at, write_database, write_folder
from tests.salesforce_sample import OWN as SAMPLE_MAPPING
from tests.salesforce_sample import UNTIL, organisation

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ACCOUNT_HEALTH_DATA", ROOT.parent / "shared" / "data"))
STORES = [
    ("sqlite", FIVETRAN),
    ("sqlite", API),
    ("postgresql", FIVETRAN),
    ("postgresql", API),
    ("csv", FIVETRAN),
    ("csv", API),
]


class Read:
    """Everything that a source gave: rows by table, and what it told."""

    def __init__(self, settings: SourceSettings, now=NOW) -> None:
        self.source = open_source(settings, now)
        self.refused: list = []
        self.columns = self.source.tables()
        self.tables = {
            table: [row for batch in self.source.read(table, self.refused.append) for row in batch.to_pylist()]
            for table in self.columns
        }
        self.notes = [f"{note.table}: {note.text} ({note.count})" for note in self.source.notes()]
        self.source.close()

    def row(self, table: str, key: str) -> dict | None:
        """The row whose first cell is the key."""
        return next((row for row in self.tables[table] if next(iter(row.values())) == key), None)

    def keys(self, table: str) -> list[str]:
        """The first cells of all rows, sorted."""
        return sorted(next(iter(row.values())) for row in self.tables[table])

    def told(self, *words: str) -> bool:
        """Whether a note holds all these words."""
        return any(all(word in note for word in words) for note in self.notes)


@pytest.fixture(scope="module")
def own_database(postgres_server: URL) -> Iterator[str]:
    with new_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module", params=STORES, ids=" ".join)
def store(request, tmp_path_factory) -> Read:
    kind, layout = request.param
    folder = tmp_path_factory.mktemp("salesforce")
    return Read(written(folder, ORG, layout, kind, request))


def written(folder: Path, org: dict, layout: str, kind: str = "csv", request=None, schema: str = "") -> SourceSettings:
    """The settings of a source that reads the organisation, written in this layout into this kind of store."""
    if kind == "csv":
        write_folder(folder / "export", org, layout)
        return SourceSettings(kind="salesforce", folder=folder / "export")
    url = f"sqlite:///{folder / 'crm.sqlite'}"
    if kind == "postgresql":
        place = make_url(request.getfixturevalue("own_database"))
        place = place.update_query_dict({"options": f"-csearch_path={schema or layout}"})
        url = place.render_as_string(hide_password=False)
        write_database(url, org, layout, schema=schema or layout)
    else:
        write_database(url, org, layout)
    return SourceSettings(kind="salesforce", url=url)


@pytest.fixture(params=[FIVETRAN, API])
def layout(request) -> str:
    return request.param


@pytest.fixture
def reading(tmp_path: Path, layout: str):
    """Reads a small organisation in each layout from SQLite: an account, a user and the tables given."""

    def read(own: str = "", kind: str = "sqlite", now=NOW, settings: dict | None = None, **tables: list[dict]) -> Read:
        settings = dict(settings or {})
        if own:
            settings["mapping"] = tmp_path / "own.toml"
            settings["mapping"].write_text(own, encoding="utf-8")
        org = {"Account": [ACCOUNT], "User": [USER]} | tables
        return Read(replace(written(tmp_path, org, layout, kind), **settings), now)

    return read


# ---- keys


def test_keys_of_15_and_of_18_characters_are_the_same_key(reading):
    account, other = "001D000000IqhSLIAZ", "001d000000iqhslAAA"
    read = reading(
        own="""
            [accounts]
            tier_entered = "Class__c"

            [[orders]]
            from = "Invoices"
            order_id = "Number"
            account_id = "Customer"
            ordered_on = { constant = "2024-05-01" }
            amount = { constant = 1 }
            currency = { constant = "EUR" }
            status = { constant = "delivered" }
        """,
        Account=[
            ACCOUNT | {"Id": account, "Class__c": "A"},
            # In lower case it is another account: keys of 15 characters go by it.
            ACCOUNT | {"Id": other[:15], "Class__c": "B", "ParentId": account[:15]},
        ],
        Event=[EVENT | {"WhatId": account[:15]}, EVENT | {"Id": "00U2", "WhatId": other}],
        Invoices=[{"Number": "001234567890123", "Customer": account[:15]}, {"Number": "N-2", "Customer": other}],
    )
    assert sorted(
        (row["account_id"], row["tier_entered"], row["parent_account_id"]) for row in read.tables["accounts"]
    ) == [
        (account, "A", None),
        (other, "B", account),
    ]
    assert sorted(row["account_id"] for row in read.tables["interactions"]) == [account, other]
    invoices = {row["order_id"]: row["account_id"] for row in read.tables["orders"] if row["order_id"] != "006A"}
    assert invoices == {"001234567890123": account, "N-2": other}


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("001D000000IqhSL", "001D000000IqhSLIAZ"),
        ("00530000003xqAb", "00530000003xqAbAAI"),
        ("000000000000000", "000000000000000AAA"),
        ("ABCDEABCDEABCDE", "ABCDEABCDEABCDE555"),
        ("001D000000IqhSLIAZ", "001D000000IqhSLIAZ"),
        ("001A", "001A"),
        (None, None),
    ],
)
def test_the_three_characters_more_repeat_the_case(short, whole):
    assert whole_keys(pa.array([short, short], pa.string())).to_pylist() == [whole, whole]


# ---- names


@pytest.mark.parametrize(
    ("api", "fivetran"),
    [
        ("StartDateTime", "start_date_time"),
        ("WhatId", "what_id"),
        ("IsAllDayEvent", "is_all_day_event"),
        ("No_Show__c", "no_show_c"),
        ("ES_Seniority__c", "es_seniority_c"),
        ("CurrencyIsoCode", "currency_iso_code"),
        ("Id", "id"),
    ],
)
def test_fivetran_writes_names_so(api, fivetran):
    assert snake(api) == fivetran


def test_every_table_is_read(store):
    assert set(store.columns) == {
        "teams",
        "employees",
        "accounts",
        "account_team_members",
        "contacts",
        "interactions",
        "interaction_participants",
        "orders",
        "opportunities",
        "commitments",
        "cases",
    }
    assert store.refused == []


def test_the_layout_that_was_seen_is_said(reading, layout):
    assert reading().told(f'layout = "{layout}"')


def test_a_layout_that_is_said_and_is_another_is_refused(reading, layout):
    other = API if layout == FIVETRAN else FIVETRAN
    with pytest.raises(SourceError, match=f'Write layout = "{layout}"'):
        reading(settings={"layout": other})


def test_a_layout_that_is_said_is_taken(reading, layout):
    assert reading(settings={"layout": layout}).keys("accounts") == ["001A"]


# ---- which account an activity belongs to


@pytest.mark.parametrize(
    ("key", "account"),
    [
        pytest.param("00U1", "001A", id="an account"),
        pytest.param("00U2", "001B", id="an opportunity"),
        pytest.param("00U3", "001C", id="a case"),
        pytest.param("00U4", "001A", id="a record of their own, with the account that Salesforce derived"),
        pytest.param("00U5", "001D", id="a contact"),
        pytest.param("00U9", "001B", id="a lead that became a customer"),
        pytest.param("00UL", "001L", id="an account that was merged away"),
    ],
)
def test_what_a_meeting_hangs_on_is_told_by_the_first_three_characters(store, key, account):
    assert store.row("interactions", key)["account_id"] == account


def test_what_hangs_on_no_customer_is_left_out_and_counted_by_kind_with_examples(store):
    assert not {"00U6", "00U7", "00U8"} & set(store.keys("interactions"))
    assert "interactions: Event: belongs to no account, but to 701 (Campaign), such as 00U6 (1)" in store.notes
    assert "interactions: Event: belongs to no account, but to 00Q (Lead), such as 00U7 (1)" in store.notes
    assert "interactions: Event: belongs to nothing, no account, record or person, such as 00U8 (1)" in store.notes


def test_mass_mails_and_steps_of_a_workflow_are_no_contact_even_where_there_is_an_account(store):
    assert not {"00TM", "00TB", "00TW"} & {*store.keys("interactions"), *store.keys("commitments")}
    assert store.told("mass e-mails", "(2)")
    assert store.told("sales cadence", "00TW (1)")


# ---- what is a meeting


def test_copies_for_invitees_masters_of_a_series_and_deleted_ones_are_no_meetings(store):
    assert not {"00UC", "00UR", "00UX"} & set(store.keys("interactions"))
    assert store.told("copies for the other invitees", "00UC (1)")
    assert store.told("masters of a series", "00UR (1)")
    assert store.told("Event: deleted", "00UX (1)")


def test_archived_activities_count(store):
    assert store.row("interactions", "00UA")["status"] == "held"


@pytest.mark.parametrize(
    ("key", "status"),
    [
        pytest.param("00U1", "held", id="it ended before the sync"),
        pytest.param("00UF", "planned", id="it is to come"),
        pytest.param("00UI", "planned", id="it is going on"),
        pytest.param("00US", "no_show", id="the custom flag says nobody came"),
        pytest.param("00UH", "held", id="the custom flag says it was held"),
        pytest.param("00UD", "held", id="its last day is over"),
        pytest.param("00UT", "planned", id="its day is not over"),
    ],
)
def test_held_means_ended_before_the_moment_of_the_sync(store, key, status):
    assert store.row("interactions", key)["status"] == status
    assert store.told("held because it had ended by the moment of the sync")


def test_a_data_set_of_the_past_is_read_as_of_its_last_day(reading):
    events = [EVENT, EVENT | {"Id": "00U2", "StartDateTime": at("2024-04-30 10:00"), "EndDateTime": None}]
    found = reading(Event=events, settings={"as_of": date(2024, 4, 30)})
    assert (found.row("interactions", "00U1")["status"], found.row("interactions", "00U2")["status"]) == (
        "planned",
        "held",
    )


def test_an_all_day_meeting_keeps_its_date(store):
    found = store.row("interactions", "00UD")
    assert (found["starts_at"], found["ends_at"], found["all_day"]) == ("2024-05-07", "2024-05-08", "true")
    assert store.row("interactions", "00U1")["all_day"] == "false"


def test_words_of_a_private_meeting_are_not_read(store):
    private, public = store.row("interactions", "00UP"), store.row("interactions", "00U1")
    assert (private["subject"], private["notes"]) == (None, None)
    assert (public["subject"], public["notes"]) == ("Visit", "Spoke about turbines")


def test_a_queue_is_nobody_of_ours(store):
    assert store.row("interactions", "00UG")["employee_id"] is None
    assert store.row("accounts", "001Q")["owner_id"] is None
    assert store.told("Activities owned by a queue", "00UG (1)")
    assert store.told("Account: owned by a queue", "001Q (1)")


def test_participants_are_told_apart_by_their_keys(store):
    found = {
        (row["interaction_id"], row["employee_id"], row["contact_id"])
        for row in store.tables["interaction_participants"]
    }
    assert found == {("00U1", None, "003A"), ("00U1", "005B", None), ("00TC", None, "003B")}
    assert store.told("Participants: neither contact nor user, but 00Q (Lead)", "(1)")
    assert store.told("Participants: invited, but declined", "(1)")
    assert store.told("Participants: deleted", "(1)")


# ---- calls, e-mails, promises


def test_calls_and_mails_are_tasks_of_that_subtype(store):
    call, mail = store.row("interactions", "00TC"), store.row("interactions", "00TE")
    assert (call["kind"], call["direction"], call["status"], call["contact_id"]) == ("call", "outbound", "held", "003A")
    assert (call["starts_at"], call["all_day"]) == ("2024-05-10", "true")
    assert (mail["kind"], mail["status"]) == ("email", "held")
    assert not {"00TC", "00TE"} & set(store.keys("commitments"))


def test_a_call_that_was_never_closed_was_never_held(store):
    assert store.row("interactions", "00TP")["status"] == "planned"


def test_calls_among_ourselves_are_no_contact(store):
    assert "00TI" not in store.keys("interactions")
    assert store.told("calls among ourselves", "00TI (1)")


def test_an_e_mail_that_is_there_twice_counts_once(store):
    assert not {"00T2", "00T6"} & set(store.keys("interactions"))
    assert store.row("interactions", "02s5")["account_id"] == "001B"
    assert store.told("e-mails that EmailMessage holds too", "00T2, 00T6 (2)")


def test_e_mails_find_their_customer_by_record_task_or_address(store):
    assert store.row("interactions", "02s1")["account_id"] == "001A"
    incoming, outgoing = store.row("interactions", "02s6"), store.row("interactions", "02s2")
    assert (incoming["account_id"], incoming["contact_id"], incoming["employee_id"]) == ("001D", "003A", "005A")
    assert (incoming["direction"], outgoing["direction"]) == ("inbound", "outbound")
    assert (outgoing["account_id"], outgoing["contact_id"], outgoing["employee_id"]) == ("001C", "003A", "005A")
    assert not {"02s3", "02s4"} & set(store.keys("interactions"))


def test_open_and_closed_tasks_are_promises_for_the_day_they_are_due(store):
    assert store.keys("commitments") == ["00T1", "00TD", "00TL"]
    assert store.row("commitments", "00T1")["due_on"] == "2024-05-10"
    assert store.row("commitments", "00T1")["done_at"] is None
    assert store.row("commitments", "00TD")["done_at"].startswith("2024-05-09")
    assert store.told("without a due date", "00TN (1)")


def test_a_closed_task_without_a_moment_is_done_at_its_last_change_and_that_is_said(store):
    assert store.row("commitments", "00TL")["done_at"].startswith("2024-05-20")
    assert store.told("closed without CompletedDateTime", "00TL (1)")


# ---- deals, orders, cases


def test_won_is_what_is_won_whatever_its_stage_is_called(store):
    assert store.keys("orders") == ["006A", "006P"]
    assert store.row("opportunities", "006A")["outcome"] == "won"
    assert store.row("opportunities", "006L")["outcome"] == "lost"
    assert store.row("opportunities", "006O")["outcome"] is None


def test_an_open_deal_has_only_an_expected_day(store):
    assert store.row("opportunities", "006O")["closed_on"] is None
    assert store.row("opportunities", "006L")["closed_on"] == "2024-03-01"


def test_amounts_are_in_the_currency_of_their_own_record(store):
    found = [(row["amount"], row["currency"], row["ordered_on"], row["status"]) for row in store.tables["orders"]]
    assert sorted(found) == [("1200.50", "MXN", "2024-03-01", "confirmed"), ("7", "PEN", "2024-03-01", "confirmed")]


def test_deals_and_cases_of_no_account_are_counted(store):
    assert store.told("Opportunity: of no account", "006N (1)")
    assert store.told("Case: of no account", "500N (1)")


def test_orders_are_won_deals_or_orders_and_never_both(reading):
    orders = ORG["Order"]
    deals = reading(Opportunity=[DEAL], Order=orders)
    assert deals.keys("orders") == ["006A"]
    assert deals.told("won opportunities (IsWon)")


def test_orders_count_once_they_are_activated(reading):
    found = reading(Opportunity=[DEAL], Order=ORG["Order"], settings={"orders": "orders"})
    assert [(row["order_id"], row["status"]) for row in found.tables["orders"]] == [
        ("801A", "confirmed"),
        ("801D", "open"),
    ]
    assert found.keys("opportunities") == ["006A"]


def test_an_organisation_with_one_currency_says_so(reading):
    found = reading(Opportunity=[{key: cell for key, cell in DEAL.items() if key != "CurrencyIsoCode"}])
    assert found.tables["orders"][0]["currency"] == "EUR"
    assert found.told("no CurrencyIsoCode; amounts count as EUR")


def test_cases(store):
    assert store.keys("cases") == ["500A", "500B", "500E"]
    assert [store.row("cases", key)["priority"] for key in ("500A", "500B", "500E")] == ["high", "normal", "low"]
    assert store.row("cases", "500A")["resolved_at"] is None
    assert store.row("cases", "500B")["resolved_at"].startswith("2024-05-03")
    assert store.told("Case: escalated, but Salesforce does not say when", "500E (1)")


# ---- accounts and people


def test_a_merged_account_stays_to_lead_to_its_survivor(store):
    assert store.row("accounts", "001L")["merged_into_id"] == "001M"
    assert store.row("accounts", "001M")["merged_into_id"] == "001A"
    assert store.row("accounts", "001A")["merged_into_id"] is None


def test_a_deleted_account_is_gone(store):
    assert store.row("accounts", "001X") is None
    assert store.told("Account: deleted", "001X (1)")


def test_the_empty_key_of_the_weekly_export_is_no_key(store):
    assert store.row("accounts", "001N")["owner_id"] is None
    assert store.row("accounts", "001N")["parent_account_id"] == "001A"
    assert store.row("teams", "00EB")["parent_team_id"] is None


def test_the_level_of_a_contact_is_read_from_the_title_and_that_is_said(store):
    levels = {row["contact_id"]: row["level"] for row in store.tables["contacts"]}
    assert levels == {"003A": "executive", "003B": "supervisor", "003C": "specialist", "003D": None}
    assert store.told("level read from words of the title", "(3)")
    assert store.told("no word of the title tells the level", "003D (1)")


def test_a_column_of_seniority_goes_before_the_title(reading):
    contact = {"Id": "003A", "AccountId": "001A", "LastName": "Bo", "Title": "Engineer"}
    found = reading(Contact=[contact | {"Job_Level__c": "Director"}, contact | {"Id": "003B", "Job_Level__c": "?"}])
    assert [row["level"] for row in found.tables["contacts"]] == ["management", "specialist"]


def test_the_latest_role_in_a_deal_is_the_contacts_role(store):
    assert store.row("contacts", "003A")["role"] == "decision_maker"
    assert store.row("contacts", "003B")["role"] is None


def test_contacts_without_an_account_and_second_employers_are_counted(store):
    assert store.keys("contacts") == ["003A", "003B", "003C", "003D"]
    assert store.told("Contact: of no account", "003E (1)")
    assert store.told("further accounts of a contact", "003A (1)")


def test_employees_and_members(store):
    assert store.row("employees", "005A")["name"] == "Ines Berg"
    assert store.row("employees", "005B")["name"] == "Cho"
    active = [store.row("employees", key)["active"].lower() for key in ("005A", "005B")]
    assert active in (["true", "false"], ["1", "0"])
    assert [(row["employee_id"], row["role"]) for row in store.tables["account_team_members"]] == [("005B", "member")]


def test_teams_are_roles_where_there_are_no_territories(store):
    assert sorted((row["name"], row["parent_team_id"]) for row in store.tables["teams"]) == [
        ("All", None),
        ("North", "00EB"),
    ]
    assert store.row("employees", "005A")["team_id"] == "00EA"
    assert "team_id" not in store.columns["accounts"]
    assert store.told("teams: teams are the roles")


def territories() -> dict[str, list[dict]]:
    return {
        "Territory2": [
            {"Id": "0MI1", "Name": "Coast", "ParentTerritory2Id": None},
            {"Id": "0MI2", "Name": "Hills", "ParentTerritory2Id": "0MI1"},
        ],
        "ObjectTerritory2Association": [
            {"ObjectId": "001A", "Territory2Id": "0MI2"},
            {"ObjectId": "001A", "Territory2Id": "0MI1"},
        ],
        "UserTerritory2Association": [{"UserId": "005A", "Territory2Id": "0MI1"}],
        "UserRole": ORG["UserRole"],
    }


def test_teams_are_territories_where_accounts_have_them(reading):
    found = reading(**territories())
    assert [(row["team_id"], row["parent_team_id"]) for row in found.tables["teams"]] == [
        ("0MI1", None),
        ("0MI2", "0MI1"),
    ]
    assert found.tables["accounts"][0]["team_id"] == "0MI2"
    assert found.tables["employees"][0]["team_id"] == "0MI1"
    assert found.told("further territories of an account are not taken", "(1)")


def test_teams_are_managers_where_there_is_nothing_else(reading):
    users = [USER, USER | {"Id": "005B", "LastName": "Cho", "ManagerId": None}]
    found = reading(User=users)
    assert [(row["team_id"], row["name"]) for row in found.tables["teams"]] == [("005B", "Team of Ines Cho")]
    assert {row["employee_id"]: row["team_id"] for row in found.tables["employees"]} == {"005A": "005B", "005B": "005B"}
    assert found.told("a team is a manager")


def test_the_company_says_what_a_team_is(reading):
    found = reading('[salesforce]\nteams = "roles"\n', **territories())
    assert found.keys("teams") == ["00EA", "00EB"]


# ---- what an organisation's own mapping file adds


OWN = """
    [salesforce]
    no_show = "Nobody_Came__c"
    cancelled = "Called_Off__c"

    [accounts]
    tier_entered = { column = "Customer_Class__c", values = { "Key" = "A", "Major" = "B" }, otherwise = "C" }
    agreed_interval_days = "Visit_Rhythm__c"

    [[interactions]]
    from = "Event"
    where = { column = "Type", is_not = "Internal" }
    purpose = { column = "Type", values = { "Review" = "review" }, otherwise = "other" }

    [survey_responses]
    from = "Survey__c"
    response_id = "Id"
    account_id = "Account__c"
    instrument = { constant = "nps" }
    dimension = { constant = "recommend" }
    score = "Score__c"
    scale_min = { constant = 0 }
    scale_max = { constant = 10 }
    answered_at = "CreatedDate"
"""


def test_custom_columns_are_mapped_by_names_as_in_the_api(reading):
    events = [
        EVENT | {"Nobody_Came__c": True, "Called_Off__c": False, "Type": "Review"},
        EVENT | {"Id": "00U2", "Nobody_Came__c": False, "Called_Off__c": True, "Type": "Visit"},
        EVENT | {"Id": "00U3", "Nobody_Came__c": False, "Called_Off__c": False, "Type": "Internal"},
    ]
    answer = {"Id": "a01A", "Account__c": "001A", "Score__c": "9", "CreatedDate": at("2024-05-01 10:00")}
    found = reading(OWN, Event=events, **{"Survey__c": [answer]})
    account = found.row("accounts", "001A")
    assert (account["name"], account["tier_entered"], account["agreed_interval_days"]) == ("Ada & Co", "A", "30")
    assert [(row["interaction_id"], row["status"], row["purpose"]) for row in found.tables["interactions"]] == [
        ("00U1", "no_show", "review"),
        ("00U2", "cancelled", "other"),
    ]
    assert [(row["account_id"], row["score"]) for row in found.tables["survey_responses"]] == [("001A", "9")]


def test_custom_columns_are_mapped_by_the_names_they_have_here(reading, layout):
    column = "customer_class_c" if layout == FIVETRAN else "Customer_Class__c"
    found = reading(f'[accounts]\ntier_entered = {{ column = "{column}", values = {{ Key = "B" }} }}\n')
    assert found.row("accounts", "001A")["tier_entered"] == "B"


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ('[salesforce]\nno_show = "No_Shows__c"', r"own.toml: \[salesforce\] no_show: Event has no column No_Shows__c"),
        ('[salesforce]\nteams = "regions"', "'regions' is not known. Known: territories, roles, managers"),
        ('[salesforce]\nlayuot = "api"', "layuot is not known here"),
        (
            '[accounts]\ntier_entered = "Tier__c"',
            r"own.toml: \[accounts\] tier_entered: the table Account has no column",
        ),
        ('[interactions]\npurpose = "Type"', "from is missing. Say which table of theirs this is about: Event, Task"),
        ('[customers]\nname = "Name"', "this is no table of the data model"),
    ],
)
def test_a_mistake_in_the_mapping_file_is_told_where_it_is(reading, own, sentence):
    with pytest.raises(SourceError, match=sentence):
        reading(own, Event=[EVENT], Task=[TASK])


# ---- the exports


def test_the_weekly_export_is_read(tmp_path):
    """Latin bytes, empty keys of zeros, 0 and 1, times without a zone, no EndDateTime, no TaskSubtype, IsChild empty."""
    account = {"Id": "001A", "Name": "Muñoz y Cía", "OwnerId": "005A", "IsDeleted": "0", "MasterRecordId": NOBODY}
    event = {
        "Id": "00U1",
        "Subject": "Reunión",
        "WhatId": "001A",
        "WhoId": NOBODY,
        "AccountId": NOBODY,
        "OwnerId": "005A",
        "IsAllDayEvent": "0",
        "ActivityDateTime": "2024-05-06 23:30:00",
        "DurationInMinutes": "90",
        "IsPrivate": "0",
        "IsChild": "",
        "IsDeleted": "0",
    }
    task = {
        "Id": "00T1",
        "Subject": "Llamar",
        "ActivityDate": "2024-05-06 00:00:00",
        "IsClosed": "1",
        "WhatId": "001A",
        "WhoId": NOBODY,
        "CallType": "",
        "Type": "",
        "OwnerId": "005A",
        "LastModifiedDate": "2024-05-07 10:00:00",
        "IsDeleted": "0",
    }
    org = {
        "Account": [account, account | {"Id": "001X", "IsDeleted": "1"}],
        "Event": [
            event,
            event
            | {
                "Id": "00U2",
                "IsAllDayEvent": "1",
                "ActivityDateTime": "2024-05-06 00:00:00",
                "DurationInMinutes": "2880",
            },
            event | {"Id": "00U3", "IsPrivate": "1"},
        ],
        "Task": [
            task,
            task | {"Id": "00T2", "CallType": "Inbound"},
            task | {"Id": "00T3", "Subject": "Email: Oferta"},
            task | {"Id": "00T4", "Subject": "Mass Email: Feliz año", "WhatId": "0XBA"},
            task | {"Id": "00T5", "Type": "Call"},
        ],
    }
    write_folder(tmp_path / "export", org, API, encoding="iso-8859-1")
    found = Read(SourceSettings(kind="salesforce", folder=tmp_path / "export"))
    assert [(row["account_id"], row["name"]) for row in found.tables["accounts"]] == [("001A", "Muñoz y Cía")]
    assert found.told("Account.csv is not UTF-8 text; it was read as ISO-8859-1")
    meeting, days = found.row("interactions", "00U1"), found.row("interactions", "00U2")
    assert (meeting["starts_at"], meeting["ends_at"]) == ("2024-05-06 23:30:00", "2024-05-07T01:00:00.000000Z")
    assert (days["starts_at"], days["ends_at"], days["all_day"]) == ("2024-05-06", "2024-05-07", "true")
    assert (meeting["status"], meeting["subject"]) == ("held", "Reunión")
    assert found.row("interactions", "00U3")["subject"] is None
    assert found.told("IsChild is empty", "(3)")
    kinds = {row["interaction_id"]: row["kind"] for row in found.tables["interactions"]}
    assert {key: kinds[key] for key in kinds if key.startswith("00T")} == {
        "00T2": "call",
        "00T3": "email",
        "00T5": "call",
    }
    assert [(row["commitment_id"], row["due_on"]) for row in found.tables["commitments"]] == [("00T1", "2024-05-06")]
    assert found.told("no TaskSubtype", "(3)")


@pytest.mark.parametrize(
    "moment", ["2024-05-06T10:00:00.000Z", "2024-05-06T10:00:00.000+0000", "2024-05-06T12:00:00+02:00"]
)
def test_moments_of_the_data_loader_are_read(tmp_path, moment):
    event = {"Id": "00U1", "WhatId": "001A", "StartDateTime": moment, "EndDateTime": moment, "IsDeleted": "false"}
    write_folder(tmp_path / "export", {"Account": [{"Id": "001A", "Name": "Ada"}], "Event": [event]}, API)
    settings = SourceSettings(kind="salesforce", folder=tmp_path / "export", layout=API)
    assert Read(settings, at("2024-05-06 10:00")).row("interactions", "00U1")["status"] == "held"
    assert Read(settings, at("2024-05-06 09:59")).row("interactions", "00U1")["status"] == "planned"


@pytest.mark.parametrize("yes", ["true", "TRUE", "True", "1"])
def test_flags_are_read_as_they_are_written(tmp_path, yes):
    rows = [
        {"Id": "001A", "Name": "Ada", "IsDeleted": yes},
        {"Id": "001B", "Name": "Bo", "IsDeleted": yes.replace("1", "0")},
    ]
    rows[1]["IsDeleted"] = {"true": "false", "TRUE": "FALSE", "True": "False", "1": "0"}[yes]
    write_folder(tmp_path / "export", {"Account": rows}, API)
    assert Read(SourceSettings(kind="salesforce", folder=tmp_path / "export")).keys("accounts") == ["001B"]


def test_rows_that_the_copy_marks_as_gone_or_as_an_earlier_state_are_left_out(tmp_path):
    rows = [
        {"id": "001A", "name": "Now", "is_deleted": "false", "_fivetran_deleted": "false", "_fivetran_active": "true"},
        {
            "id": "001A",
            "name": "Then",
            "is_deleted": "false",
            "_fivetran_deleted": "false",
            "_fivetran_active": "false",
        },
        {"id": "001B", "name": "Gone", "is_deleted": "false", "_fivetran_deleted": "TRUE", "_fivetran_active": "true"},
        {
            "id": "001C",
            "name": "Lost",
            "_fivetran_deleted": "TRUE",
            "_fivetran_active": "true",
            "master_record_id": "001A",
        },
    ]
    write_folder(tmp_path / "export", {"account": rows}, API)
    found = Read(SourceSettings(kind="salesforce", folder=tmp_path / "export"))
    assert [(row["name"], row["merged_into_id"]) for row in found.tables["accounts"]] == [
        ("Now", None),
        ("Lost", "001A"),
    ]


def test_the_footer_of_a_report_is_no_row(tmp_path):
    write_folder(tmp_path / "export", {"Account": [{"Id": "001A", "Name": "Ada"}]}, API)
    with (tmp_path / "export" / "Account.csv").open("a", encoding="utf-8") as file:
        file.write('"Copyright (c) 2000-2024 salesforce.com, inc."\n')
    found = Read(SourceSettings(kind="salesforce", folder=tmp_path / "export"))
    assert found.keys("accounts") == ["001A"]
    assert len(found.refused) == 1


def test_without_accounts_there_is_nothing_to_read(tmp_path):
    write_folder(tmp_path / "export", {"Event": [{"Id": "00U1"}]}, API)
    with pytest.raises(SourceError, match="There is no table of accounts"):
        Read(SourceSettings(kind="salesforce", folder=tmp_path / "export"))


def test_two_tables_of_one_name_are_refused(tmp_path):
    org = {"Account": [{"Id": "001A", "Name": "Ada"}], "sf_account_data": [{"Id": "001A", "Name": "Ada"}]}
    write_folder(tmp_path / "export", org, API)
    with pytest.raises(SourceError, match="Salesforce's Account is there twice, as Account and sf_account_data"):
        Read(SourceSettings(kind="salesforce", folder=tmp_path / "export"))


@pytest.mark.skipif(not (DATA / "fivetran-salesforce").is_dir(), reason="the set of a real organisation is not here")
def test_the_tables_of_a_real_organisation_are_found():
    found = Read(SourceSettings(kind="salesforce", folder=DATA / "fivetran-salesforce"))
    assert found.told('layout = "fivetran"')
    assert {table: len(rows) for table, rows in found.tables.items()} == {
        "teams": 10,
        "employees": 4,
        "accounts": 2,
        "contacts": 3,
        "interactions": 10,
        "orders": 0,
        "opportunities": 0,
        "commitments": 9,
    }


# ---- the settings


def test_layout_and_orders_stand_in_the_settings(tmp_path):
    file = tmp_path / "account_health.toml"
    file.write_text('[source]\nurl = "sqlite:///crm.sqlite"\nkind = "salesforce"\nlayout = "api"\norders = "orders"\n')
    source = read_settings(file, tmp_path).source
    assert (source.kind, source.layout, source.orders) == ("salesforce", "api", "orders")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('kind = "salesforce"\nlayout = "airbyte"', "layout 'airbyte' is not known. Known: fivetran, api"),
        ('kind = "salesforce"\norders = "both"', "orders 'both' is not known. Known: opportunities, orders"),
        ('layout = "api"', 'layout belongs to kind = "salesforce"'),
    ],
)
def test_a_mistake_in_the_settings_is_a_sentence(tmp_path, line, sentence):
    file = tmp_path / "account_health.toml"
    file.write_text(f'[source]\nfolder = "export"\n{line}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=sentence):
        read_settings(file, tmp_path)


def test_another_source_on_the_command_line_leaves_the_switches_behind(tmp_path):
    file = tmp_path / "account_health.toml"
    file.write_text('[source]\nfolder = "export"\nkind = "salesforce"\nlayout = "api"\n', encoding="utf-8")
    chosen = override_source(read_settings(file, tmp_path), "sqlite:///other.sqlite", None, None).source
    assert (chosen.kind, chosen.layout) == ("canonical", None)


# ---- from the store to the facts


def a_year() -> dict[str, list[dict]]:
    """Two customers, one of them merged of two, with what happened to them."""
    deal = DEAL | {"CurrencyIsoCode": "EUR", "AccountId": "001L", "Amount": "1000", "CloseDate": "2024-04-01"}
    return {
        "Account": [
            ACCOUNT,
            ACCOUNT | {"Id": "001L", "Name": "Ada", "IsDeleted": True, "MasterRecordId": "001A"},
            ACCOUNT | {"Id": "001B", "Name": "Bolt", "OwnerId": "005B"},
        ],
        "User": [USER, USER | {"Id": "005B", "FirstName": None, "LastName": "Cho", "UserRoleId": None}],
        "UserRole": ORG["UserRole"],
        "Opportunity": [
            deal,
            deal | {"Id": "006B", "AccountId": "001B", "Amount": "500", "CloseDate": "2023-01-10"},
            deal | {"Id": "006O", "IsWon": False, "IsClosed": False, "CloseDate": "2024-05-01"},
        ],
        "Event": [
            EVENT | {"WhatId": "006A"},
            EVENT | {"Id": "00UC", "IsChild": True},
            EVENT | {"Id": "00US", "No_Show__c": True, "StartDateTime": at("2024-05-20 10:00"), "EndDateTime": None},
            EVENT | {"Id": "00UF", "StartDateTime": at("2024-06-10 10:00"), "EndDateTime": at("2024-06-10 11:00")},
        ],
        "Task": [
            TASK
            | {"Id": "00TC", "TaskSubtype": "Call", "IsClosed": True, "ActivityDate": "2024-05-15", "WhatId": "001B"},
            TASK,
        ],
    }


@pytest.mark.parametrize(("kind", "layout"), STORES, ids=map(" ".join, STORES))
def test_a_small_organisation_goes_from_its_store_to_the_facts(tmp_path, request, kind, layout):
    place = written(tmp_path, a_year(), layout, kind, request, schema=f"{layout}_year")
    settings = Settings(place, tmp_path / "mirror")
    report = refresh(settings, NOW)
    assert (report.set_aside, report.values_left_out) == (0, 0)
    assert any("copies for the other invitees" in note.text and note.count == 1 for note in report.notes)
    accounts = score(open_mirror(settings), NOW.date(), DEFAULT_POLICY).accounts.set_index("account_id")
    known = accounts[
        [
            "account_name",
            "team_name",
            "owner_name",
            "orders_12m",
            "revenue_12m",
            "revenue_prior_12m",
            "last_order_on",
            "last_contact_on",
            "last_contact_kind",
            "last_meeting_on",
            "next_planned_on",
            "meetings_365d",
        ]
    ].astype(object)
    ada, bolt = known.where(known.notna(), None).loc[["001A", "001B"]].to_numpy().tolist()
    april, may, june = date(2024, 4, 1), date(2024, 5, 6), date(2024, 6, 10)
    assert plain(ada) == ["Ada & Co", "North", "Ines Berg", 1, 1000.0, 0.0, april, may, "meeting", may, june, 1]
    january, call = date(2023, 1, 10), date(2024, 5, 15)
    assert plain(bolt) == ["Bolt", None, "Cho", 0, 0.0, 500.0, january, call, "call", None, None, 0]
    assert len(accounts) == 2


def plain(cells: list) -> list:
    """The cells with moments as calendar dates."""
    return [cell.date() if isinstance(cell, datetime) else cell for cell in cells]


def test_the_sample_company_is_the_same_when_it_comes_through_salesforce(tmp_path, postgres_url):
    """Orders, revenue, tiers and meetings; e-mails, messages and the help desk have no counterpart there."""
    write_sample(tmp_path / "sample", until=UNTIL, accounts=90, years=2)
    write_database(postgres_url, organisation(tmp_path / "sample"), FIVETRAN)
    (tmp_path / "own.toml").write_text(SAMPLE_MAPPING, encoding="utf-8")
    plain = SourceSettings(folder=tmp_path / "sample", timezone=TIMEZONE)
    copied = SourceSettings(url=postgres_url, kind="salesforce", mapping=tmp_path / "own.toml", timezone=TIMEZONE)
    found = [everything_scored(Settings(source, tmp_path / "mirror")) for source in (plain, copied)]
    columns = ["owner_name", "orders_12m", "revenue_12m", "first_order_on", "last_order_on", "tier"]
    columns += ["last_meeting_on", "next_planned_on", "meetings_90d", "meetings_365d"]
    assert len(found[0]) > 80
    assert found[0]["meetings_365d"].sum() > 300
    pd.testing.assert_frame_equal(found[0][columns], found[1][columns])


def everything_scored(settings: Settings) -> pd.DataFrame:
    """All accounts by name, on the last day of the sample, read just before its midnight."""
    refresh(settings, at("2024-05-31 20:30"))
    accounts = score(open_mirror(settings), UNTIL, DEFAULT_POLICY).accounts
    return accounts.sort_values("account_name").set_index("account_name")


def test_check_lists_how_it_was_read_and_what_was_left(tmp_path, capsys):
    write_folder(tmp_path / "export", a_year(), FIVETRAN)
    settings = tmp_path / "account_health.toml"
    settings.write_text('[source]\nfolder = "export"\nkind = "salesforce"\n', encoding="utf-8")
    assert commands.main(["check", "--config", str(settings)], clock=lambda: NOW) == 0
    printed = capsys.readouterr().out
    assert 'accounts: columns are named as in layout = "fivetran"\n' in printed
    assert "interactions: Event: copies for the other invitees of a meeting, such as 00UC (1)" in printed
    assert "orders: counted orders are won opportunities (IsWon), on their CloseDate\n" in printed


def example(beginning: str) -> str:
    """The example of the README that begins so."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return next(block for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if block.startswith(beginning))


def test_the_examples_of_the_readme_can_be_used(reading, tmp_path):
    settings = tmp_path / "account_health.toml"
    settings.write_text(re.sub(r"(?m)^# (?=\w+ =)", "", example("# account_health.toml, for Salesforce")), "utf-8")
    source = read_settings(settings, tmp_path).source
    assert (source.kind, source.layout, source.orders) == ("salesforce", "fivetran", "orders")
    account = ACCOUNT | {"Customer_Class__c": "Major"}
    found = reading(example("# salesforce.toml"), Account=[account], Event=[EVENT | {"Type": "Business Review"}])
    assert [(row["tier_entered"], row["agreed_interval_days"]) for row in found.tables["accounts"]] == [("B", "30")]
    assert [row["purpose"] for row in found.tables["interactions"]] == ["review"]
