"""The tour of the sample company: five steps, each with its own link, and nothing of it over data of one's own."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import sample, store
from dashboard.hiding import hidden_mirror
from dashboard.tour import STEPS, parameters_of, shown_account, step_in
from dashboard.ui.menu import ENTRIES, entry_of
from data_access.mirror import open_mirror
from tests import test_application
from tests.test_application import READ_AT, nodes_of, open_page, page_without_settings, told

nothing_configured = test_application.nothing_configured
company = test_application.company


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder without settings, its sample company read and its names hidden."""
    folder = tmp_path_factory.mktemp("sample")
    settings = store.settings_in_force({}, folder)
    sample.refresh(settings, READ_AT)
    hidden_mirror(open_mirror(settings), lambda _: None)
    return folder


@pytest.fixture
def in_sample(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample_folder)


def test_there_are_five_steps_over_pages_that_there_are():
    assert len(STEPS) == 5
    assert {step.page for step in STEPS} <= {entry.name for entry in ENTRIES}
    assert [step_in(text) for text in ("1", "5", "0", "6", "x", "", None, "١")] == [1, 5, *[None] * 6]


def test_it_tells_of_the_neglected_buyer_with_most_at_stake_whose_health_is_known():
    accounts = pd.DataFrame(
        {
            "account_id": ["a", "b", "c", "d", "e"],
            "watch_state": ["neglected", "neglected", "late", "neglected", "neglected"],
            "watch_amount": [5.0, 9.0, 99.0, 50.0, 9.0],
            "score": [60.0, 70.0, 50.0, None, 70.0],
        }
    )
    assert shown_account(accounts) == "b"
    assert shown_account(accounts[accounts["watch_state"] == "late"]) is None
    assert parameters_of(3, None) == {"tour": "3"}


def link(app: AppTest, label: str) -> dict[str, str] | None:
    """What the tour's link with this label asks for; None where there is none."""
    links = [node.proto for node in nodes_of(app.main) if node.type == "page_link" and node.proto.label == label]
    return dict(parse_qsl(links[0].query_string)) if links else None


def steps_said(app: AppTest) -> list[str]:
    return [line for line in told(app).splitlines() if f"of {len(STEPS)}:" in line]


@pytest.mark.parametrize("names", [{}, {"names": "hidden"}])
def test_each_step_leads_to_the_next_one_and_back(names, in_sample):
    asked = {"tour": "1", **names}
    for number, step in enumerate(STEPS, start=1):
        app = page_without_settings(step.page, **asked)
        assert not app.exception
        assert not app.error
        assert f"Step {number} of 5: {entry_of(step.page).title}." in steps_said(app)[0]
        assert step.look_at in steps_said(app)[0]
        back, following = link(app, "Back"), link(app, "Next")
        assert (back is None) == (number == 1)
        assert (following is None) == (number == len(STEPS))
        if back:
            assert back["tour"] == str(number - 1)
        if following:
            assert following.get("names") == names.get("names")
            asked = following


def test_the_second_step_opens_the_buyer_and_the_third_the_same_account(in_sample):
    buyers = page_without_settings("recent_buyers", **link(page_without_settings(STEPS[0].page, tour="1"), "Next"))
    assert "Kestrelmoor Energy" in told(buyers)
    account = page_without_settings("account", **link(buyers, "Next"))
    assert [title.value for title in account.title] == ["Kestrelmoor Energy"]
    assert "points were lost" in told(account)


def test_other_links_do_not_carry_it_but_it_goes_on_until_it_is_ended(in_sample):
    app = page_without_settings("recent_buyers", tour="2")
    menu = [node.proto for node in nodes_of(app.sidebar) if node.type == "page_link"]
    assert not [one.label for one in menu if "tour" in one.query_string]
    app.query_params.clear()
    app.switch_page(str(test_application.PAGES_FOLDER / "contacts.py")).run()
    assert "Step 2 of 5: Recent buyers." in steps_said(app)[0]
    assert link(app, "Go on there")["tour"] == "2"
    assert link(app, "Next") is None
    app.button(key="end_tour").click().run()
    assert not steps_said(app)
    assert [button.label for button in app.sidebar.button] == ["Tour in five steps"]


def test_it_is_offered_beside_the_sample_company_while_no_tour_goes_on(in_sample):
    app = page_without_settings("contacts", tier="A")
    assert not steps_said(app)
    app.button(key="start_tour").click().run()
    assert "Step 1 of 5" in steps_said(app)[0]
    assert dict(app.query_params) == {"tour": "1"}


def test_a_step_that_is_not_there_is_no_tour(in_sample):
    for text in ("0", "9", "x"):
        app = page_without_settings("contacts", tour=text)
        assert not steps_said(app)
        assert not app.exception


def test_there_is_none_over_data_of_ones_own(company):
    app = open_page(company, "recent_buyers", tour="2")
    assert not steps_said(app)
    assert "start_tour" not in {button.key for button in app.button}
