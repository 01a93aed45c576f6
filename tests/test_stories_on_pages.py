"""Every story of the sample company is found on each page it names, in the state it is told to be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import sample, store
from dashboard.palette import CADENCE_STATUSES, HEALTH_BANDS, WATCH_STATES
from dashboard.portfolio import tier_rows
from dashboard.scoring import score
from sample_data import STORIES
from tests import test_application
from tests.test_application import READ_AT, page_without_settings, sent, tables, told

nothing_configured = test_application.nothing_configured

OPENED = {
    "agreement-runs-out": {"open": "satisfaction"},
    "recovered": {"open": "satisfaction"},
    "help-desk-stopped": {"open": "issues:urgent:all"},
    "lost-after-broken-promises": {"open": "issues:high:all"},
    "cared-for": {"state": "promise_kept"},
}
"""What has to be opened on the page of service and promises to see a story that is not in sight at once."""
SEEN_AS = {
    "neglected-hero": "✗ broken",
    "cared-for": "✓ kept",
    "agreement-runs-out": "✗ breached",
    "recovered": "✓ met",
    "help-desk-stopped": "✗ 2 d",
    "lost-after-broken-promises": "✗ 7 d",
}
"""As what it is seen there."""
OF_ACCOUNTS = [(story, page) for story in STORIES if story.account_id for page in story.pages]
OF_TEAMS = [(story, page) for story in STORIES if story.team_id for page in story.pages]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


@pytest.fixture(scope="module")
def accounts(folder):
    """The scored accounts of the sample company by their key."""
    serving = store.Store(store.settings_in_force({}, folder))
    mirror = serving.mirror()
    return score(mirror, mirror.as_of, store.policy_in_force(serving.settings)).accounts.set_index("account_id")


def named(story, page) -> str:
    """How the case is called in the list of tests."""
    return f"{story.id}-{page}"


def listed(app, name: str) -> list:
    """The rows of this account in the lists of the page."""
    found = [rows[rows["Account"] == name] for rows in tables(app).values() if "Account" in rows]
    return [row for rows in found for row in rows.to_dict("records")]


@pytest.mark.parametrize(("story", "page"), OF_ACCOUNTS, ids=[named(*case) for case in OF_ACCOUNTS])
def test_the_story_of_an_account_is_on_its_page(story, page, folder, accounts, monkeypatch):
    monkeypatch.chdir(folder)
    facts = accounts.loc[story.account_id]
    parameters = {"account": story.account_id}
    if page == "recent_buyers":
        parameters["state"] = "all"
    if page == "meeting_frequency":
        parameters["state"] = facts["cadence_status"] or "all"
    if page == "service_and_promises":
        parameters |= OPENED.get(story.id, {})
    if page == "relationship_health":
        parameters["state"] = facts["band"]
    if page == "customer_pyramid":
        parameters["tier"] = tier_rows(accounts).loc[story.account_id]
    if page == "contacts":
        parameters["state"] = "all"
    if page == "overview":
        parameters = {"team": facts["team_id"], "open": f"team:{facts['team_id']}"}
    app = page_without_settings(page, **parameters)
    assert not app.exception
    assert not app.error
    if page == "account":
        assert story.account_name in told(app) or story.account_name in [title.value for title in app.title]
        return
    rows = listed(app, story.account_name)
    assert rows or story.account_name in sent(app), "the account is on the page"
    if page == "recent_buyers" and facts["watch_state"]:
        assert rows[0]["State"] == WATCH_STATES[facts["watch_state"]].label
    if page == "contacts":
        assert rows[0]["What is missing"].startswith("✗ " if story.id != "primary-contact-left" else "▲ ")
    if page == "service_and_promises":
        assert "no case since " in told(app), "the help desk's export stopped"
        assert SEEN_AS[story.id] in [cell for row in rows for cell in row.values()]
    if page == "relationship_health":
        assert rows[0]["Health"] == HEALTH_BANDS[facts["band"]].label
    if page == "meeting_frequency" and facts["cadence_status"]:
        assert CADENCE_STATUSES[facts["cadence_status"]].label in rows[0].values()


@pytest.mark.parametrize(("story", "page"), OF_TEAMS, ids=[named(*case) for case in OF_TEAMS])
def test_the_story_of_a_team_is_on_its_page(story, page, folder, accounts, monkeypatch):
    monkeypatch.chdir(folder)
    name = accounts.loc[accounts["team_id"] == story.team_id, "team_name"].iloc[0]
    app = page_without_settings(page)
    assert not app.error
    assert name in sent(app)
