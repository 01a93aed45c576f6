"""The definitions in a real browser: printed completely, and found again by a link."""

from __future__ import annotations

from playwright.sync_api import expect

from dashboard import definitions
from dashboard.policy import DEFAULT_POLICY
from tests.browser.conftest import settled
from tests.browser.pdf import pages_of, text_of


def without_spaces(text: str) -> str:
    """The text as it is read back from a PDF."""
    return "".join(text.split())


def test_every_definition_is_on_paper(address, open_page):
    page = open_page(f"{address}/definitions")
    pdf = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    read, sections = text_of(pdf), definitions.sections(DEFAULT_POLICY, "EUR")
    assert pages_of(pdf) > 1
    for section in sections:
        assert without_spaces(section.title) in read
        for entry in section.entries:
            for words in (entry.title, entry.sentence, *entry.notes):
                assert without_spaces(words) in read, entry.id
    for setting in definitions.settings(DEFAULT_POLICY):
        assert without_spaces(f"{setting.key}{setting.value}{setting.meaning}") in read
    assert "Findaterm" not in read
    assert "Listsareprinted" not in read


def test_a_term_is_reached_by_its_link_and_by_the_table_of_indicators(address, open_page):
    page = open_page(f"{address}/definitions#revenue-trend")
    heading = page.get_by_role("heading", name="Revenue trend")
    expect(heading).to_be_in_viewport()
    page = open_page(f"{address}/definitions?open=checkpoint")
    expect(page.get_by_text("a counted contact is expected, each since").first).to_be_in_viewport()
    page.get_by_role("link", name="Response time").click()
    settled(page)
    expect(page.get_by_role("heading", name="Response time", exact=True)).to_be_in_viewport()
