"""Every story of the sample company is seen in the facts and rows it names, whatever the day, the seed and the size."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.policy import DEFAULT_POLICY
from dashboard.scoring import FACT_COLUMNS, Scored, score
from data_access import evidence
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.schema import CANONICAL
from data_access.scope import Scope
from data_access.settings import Settings, SourceSettings
from sample_data import REPORTING_CURRENCY, STORIES, TIMEZONE, Story, write_sample
from sample_data.planted import CUSTOMERS
from sample_data.script import EMPTY, KNOWN, NO_ONE, WHO_LEFT, Between, fits
from sample_data.teams import MANNERS

UNTIL = date(2026, 11, 15)
PAGES = {"overview", "customer_pyramid", "meeting_frequency", "recent_buyers", "account", "teams_and_skills"}
OF_ACCOUNTS = [story for story in STORIES if story.customer]
OF_TEAMS = [story for story in STORIES if story.team_id]


class Told:
    """A sample with its mirror and facts."""

    def __init__(self, folder: Path, until: date, accounts: int, seed: int) -> None:
        self.folder = folder / "crm"
        self.until = until
        write_sample(self.folder, until=until, accounts=accounts, seed=seed)
        source = SourceSettings(folder=self.folder, timezone=TIMEZONE, reporting_currency=REPORTING_CURRENCY)
        settings = Settings(source=source, mirror=folder / "mirror")
        refresh(settings, datetime(until.year, until.month, until.day, 18, tzinfo=UTC))
        self.mirror: Mirror = open_mirror(settings)
        self.scored: Scored = score(self.mirror, until, DEFAULT_POLICY)
        self.facts = self.scored.accounts.set_index("account_id", drop=False)

    def table(self, name: str) -> pd.DataFrame:
        """A canonical table as it was written, but for the faulty rows."""
        rows = pq.read_table(self.folder / f"{name}.parquet").to_pandas()
        return rows[~rows.iloc[:, 0].str.contains("X", na=True)]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    """The sample of the usual size."""
    return Told(tmp_path_factory.mktemp("sample"), UNTIL, 300, 1)


@pytest.fixture(
    scope="module",
    params=[
        (UNTIL, 300, 1),
        (date(2026, 8, 29), 300, 2),
        (date(2028, 2, 29), 120, 4),
        (date(2027, 4, 1), 1_000, 1),
    ],
    ids=lambda wish: "-".join(map(str, wish)),
)
def any_sample(request, tmp_path_factory) -> Told:
    """Samples of several days, sizes and seeds."""
    return Told(tmp_path_factory.mktemp("sample"), *request.param)


def test_stories_are_records_that_a_page_can_be_tested_with():
    assert len(STORIES) >= 35
    assert len({story.id for story in STORIES}) == len(STORIES)
    numbers = [customer.number for customer in CUSTOMERS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len({customer.name for customer in CUSTOMERS}) == len(numbers)
    for story in STORIES:
        assert story.pages, story.id
        assert set(story.pages) <= PAGES, story.id
        assert set(story.shows) <= set(FACT_COLUMNS), story.id
        assert story.shows or story.rows, story.id
        assert story.text.endswith("."), story.id
        assert (story.customer is None) != (story.team_id is None), story.id
        for table, cells in story.rows.items():
            assert set(cells) <= set(CANONICAL.tables[table].columns.keys()), story.id
    assert {page for story in STORIES for page in story.pages} == PAGES


def test_customers_belong_to_teams_that_have_such_an_owner():
    owners = {manner.team_id: manner.owners for manner in MANNERS}
    for customer in CUSTOMERS:
        assert customer.team in owners, customer.name
        assert customer.owner in (NO_ONE, WHO_LEFT) or customer.owner < owners[customer.team], customer.name
        assert customer.met is None or customer.met < len(customer.people), customer.name


def test_every_story_about_an_account_is_seen_in_its_facts(any_sample):
    wrong = []
    for story in OF_ACCOUNTS:
        row = any_sample.facts.loc[story.account_id]
        assert row["account_name"] == story.account_name
        wrong += [
            f"{story.id}: {column} is {row[column]}, not {expected}"
            for column, expected in story.shows.items()
            if not fits(expected, row[column])
        ]
    assert wrong == []


def test_every_story_about_a_team_is_seen_in_its_facts(told):
    active = told.facts[told.facts["layer"] == "active"]
    for story in OF_TEAMS:
        medians = active[active["team_id"] == story.team_id].median(numeric_only=True)
        for column, expected in story.shows.items():
            assert fits(expected, medians[column]), f"{story.id}: {column} is {medians[column]}, not {expected}"


@pytest.mark.parametrize("story", [story for story in OF_ACCOUNTS if story.rows], ids=lambda story: story.id)
def test_every_story_is_seen_in_the_rows_it_names(story: Story, told):
    for table, cells in story.rows.items():
        rows = told.table(table)
        if table == "interaction_participants":
            own = told.table("interactions").set_index("interaction_id")["account_id"]
            rows["account_id"] = rows["interaction_id"].map(own)
        mine = rows[rows["account_id"] == story.account_id]
        assert any(all(fits(expected, row[column]) for column, expected in cells.items()) for _, row in mine.iterrows())


def test_what_a_story_expects_is_told_apart_from_anything_else():
    assert fits(EMPTY, None)
    assert fits(EMPTY, float("nan"))
    assert fits(EMPTY, pd.NaT)
    assert not fits(EMPTY, 0)
    assert fits(KNOWN, pd.Timestamp(0))
    assert not fits(KNOWN, pd.NaT)
    assert fits(Between(1, 2), 2.0)
    assert not fits(Between(1, 2), 2.1)
    assert not fits(Between(1, 2), float("nan"))
    assert fits("A", "A")
    assert not fits("A", None)


# ---- what several stories tell that stands in no column of one account


def story(name: str) -> Story:
    return next(each for each in STORIES if each.id == name)


def test_the_rows_of_a_merged_account_belong_to_the_survivor(told):
    survivor = story("merged")
    (merged,) = survivor.others
    assert merged.account_id not in told.facts.index
    orders, interactions = told.table("orders"), told.table("interactions")
    theirs = orders[orders["account_id"] == merged.account_id]
    assert len(theirs) == 2
    assert told.facts.loc[survivor.account_id, "last_order_on"] == pd.Timestamp(theirs["ordered_on"].max())
    assert (interactions["account_id"] == merged.account_id).sum() > 8


def test_a_group_hangs_together(told):
    accounts = told.table("accounts").set_index("account_id")
    group = story("subsidiaries")
    for subsidiary in group.others:
        assert accounts.loc[subsidiary.account_id, "parent_account_id"] == group.account_id
        assert told.facts.loc[subsidiary.account_id, "layer"] == "active"


def test_nobody_is_met_after_leaving(told):
    contacts = told.table("contacts").set_index("contact_id")
    interactions = told.table("interactions")
    left = pd.to_datetime(contacts["left_on"], errors="coerce").dropna()
    met = interactions[interactions["contact_id"].isin(left.index)]
    assert (met["starts_at"].dt.tz_localize(None) < met["contact_id"].map(left)).all()


def test_who_is_to_be_called_is_still_there(told):
    """The primary contact, else the one met last; nobody where the only person met has left."""
    names = ("neglected-hero", "primary-contact-left", "their-only-person-left")
    hero, primary_left, only_left = (story(name).customer for name in names)
    ids = [customer.account_id for customer in (hero, primary_left, only_left)]
    found = evidence.persons_to_call(told.mirror, Scope.everything(), told.until, told.scored.rules, ids)
    persons = found.set_index("account_id")
    assert persons["name"].to_dict() == {
        hero.account_id: hero.people[0].name,
        primary_left.account_id: primary_left.people[1].name,
    }
    assert persons.loc[hero.account_id, "phone"].startswith("+44 20 7946 0")


def test_a_relationship_hangs_on_one_person(told):
    interactions = told.table("interactions")
    held = interactions[
        (interactions["status"] == "held") & (interactions["kind"] != "helpdesk") & (interactions["bulk"] != True)  # noqa: E712
    ]
    theirs = held[held["account_id"] == story("their-only-person-left").account_id]
    assert theirs["contact_id"].nunique() == 1
    ours = held[held["account_id"] == story("our-only-person-left").account_id]
    employees = told.table("employees").set_index("employee_id")
    assert ours["employee_id"].nunique() == 1
    assert not employees.loc[ours["employee_id"].iloc[0], "active"]


def test_a_lost_customer_was_let_down_before_it_left(told):
    lost = story("lost-after-broken-promises")
    promises = told.table("commitments").query("account_id == @lost.account_id")
    kept = promises["done_at"].dt.strftime("%Y-%m-%d") <= promises["due_on"]
    assert not kept.any()
    cases = told.table("cases").query("account_id == @lost.account_id")
    assert cases["escalated_at"].notna().all()
    last_order = pd.Timestamp(told.facts.loc[lost.account_id, "last_order_on"], tz="UTC")
    assert cases["opened_at"].min() < last_order


def test_satisfaction_rose_where_a_customer_was_won_back(told):
    answers = told.table("survey_responses").query("account_id == 'A000027' and dimension == 'overall'")
    scores = answers.sort_values("answered_at")["score"].astype(float).tolist()
    assert scores == sorted(scores)
    assert (scores[0], scores[-1]) == (5, 9.5)
