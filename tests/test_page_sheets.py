"""Files offered on the pages: each is made when somebody asks for it, of what that page shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from icalendar import Calendar
from pypdf import PdfReader
from streamlit.delta_generator import DeltaGenerator

from dashboard import sheets, store
from tests import test_application
from tests.specs.tables import NOW
from tests.test_application import page_without_settings
from tests.test_page_account import COMPANY, HOSTILE, a_viewer_of_one_team, written

nothing_configured = test_application.nothing_configured
Offered = dict[str, Callable[[], bytes]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this module's company."""
    return written(tmp_path_factory.mktemp("page"), COMPANY)


def noting(button: Callable[..., bool], found: Offered) -> Callable[..., bool]:
    """The button, which also notes down what it gives."""

    def noted(*words: object, **options: object) -> bool:
        found[next(word for word in words if isinstance(word, str))] = options["data"]
        return button(*words, **options)

    return noted


@pytest.fixture
def offered(place: Path, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """The files that the page of a test offers, by the words on their buttons."""
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(place / "account_health.toml"))
    monkeypatch.setattr("dashboard.ui.planned.now", lambda: NOW)
    found: Offered = {}
    for place_of_buttons in (DeltaGenerator, st):
        monkeypatch.setattr(place_of_buttons, "download_button", noting(place_of_buttons.download_button, found))
    return found


def page(name: str, **parameters: str) -> None:
    """Runs a page, which must not fail."""
    app = page_without_settings(name, **parameters)
    assert not app.exception
    assert not app.error, app.error[0].value


def test_the_review_is_offered_as_pdf_html_and_workbook(offered):
    page("weekly_review")
    pdf, html, xlsx = (offered[label]() for label in ("PDF for paper", "HTML, one file", "XLSX for calculating"))
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert text.startswith("Weekly review")
    assert b"<h1>Weekly review" in html
    assert "Changes" in openpyxl.load_workbook(io.BytesIO(xlsx)).sheetnames


def test_no_sheet_is_made_before_somebody_asks(offered, monkeypatch):
    for name in ("pdf", "html", "xlsx", "brief"):
        monkeypatch.setattr(sheets, name, lambda *_: pytest.fail("a sheet was made"))
    page("weekly_review")
    page("account", account="a1")
    assert {"PDF for paper", "Meeting brief"} <= set(offered)


def test_a_choice_of_teams_is_that_of_the_file(offered):
    page("weekly_review", team="t2")
    text = PdfReader(io.BytesIO(offered["PDF for paper"]())).pages[0].extract_text()
    assert "Team North" in text
    assert "Coast" not in text


def test_an_account_has_a_brief_and_its_planned_contacts_for_the_calendar(offered):
    page("account", account="a1")
    text = PdfReader(io.BytesIO(offered["Meeting brief"]())).pages[0].extract_text()
    assert text.startswith("Kestrel")
    (planned,) = [
        data() for label, data in offered.items() if label.startswith("Meeting ") and label != "Meeting brief"
    ]
    (event,) = Calendar.from_ical(planned).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Meeting: Kestrel"
    assert str(event["DESCRIPTION"]) == "Ahead\nWith Ann."


def test_a_contact_can_be_planned_from_the_account_and_from_the_call_list(offered):
    page("account", account="a2")
    (event,) = Calendar.from_ical(offered.pop("Calendar file")()).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Meeting: {HOSTILE}"
    assert event["DTSTART"].dt.hour == 10
    assert event["DTSTART"].dt.weekday() < 5
    page("recent_buyers", account="a1")
    (event,) = Calendar.from_ical(offered["Calendar file"]()).walk("VEVENT")
    assert "Ordered on" in str(event["DESCRIPTION"])
    assert HOSTILE in str(event["SUMMARY"]), "the person to call"


def test_who_sees_one_team_gets_no_brief_of_another(offered, monkeypatch):
    a_viewer_of_one_team(monkeypatch, "t2")
    page("account", account="a1")
    assert "Meeting brief" not in offered
