"""A weekly review held in a real browser: opened, three things decided, closed, and found again a week later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import settled
from tests.browser.server import dashboard
from tests.browser.test_browser_lists import select_first_lists_row
from tests.small_company import AS_OF, write_company

LEADER = "Vera Valtonen"
VISIT, NO_NEED, SAID = (
    "Visit them with the service lead",
    "They wait for their new budget",
    "They asked for a new offer",
)
WEEK_BEFORE = AS_OF - timedelta(days=7)


def test_a_whole_review_is_held_and_its_decisions_come_back_the_week_after(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    with dashboard(write_company(tmp_path), tmp_path / "server.log") as address:
        page = open_page(f"{address}/?as_of={WEEK_BEFORE}")
        expect(page.get_by_role("heading", name="What changed")).to_be_visible(timeout=60_000)
        settled(page)
        decide(page, 0, "Action", "What will be done", VISIT)
        decide(page, 1, "Watched, no action", "Why no action is needed", NO_NEED)
        decide(page, 2, "Note", "What was said", SAID)
        close(page)

        page.goto(address)
        settled(page)
        expect(page.get_by_text("Review of 24 May").first).to_be_visible()
        expect(page.get_by_text("1 decision is open").first).to_be_visible()
        expect(page.get_by_text(VISIT)).to_be_visible()
        expect(page.get_by_text(f"You write as {LEADER}.")).to_be_visible()
        page.get_by_role("button", name="Done", exact=True).click()
        expect(page.get_by_text("No decision is open").first).to_be_visible()

        page.get_by_text(re.compile("^Past reviews")).click()
        page.get_by_role("button", name=re.compile("24 May")).click()
        expect(page.get_by_role("heading", name="Review of 24 May")).to_be_visible()
        expect(page.get_by_text(re.compile(f"Closed on .* by {LEADER}"))).to_be_visible()
        page.close()


def decide(page: Page, row: int, kind: str, label: str, words: str) -> None:
    """Selects a change and records a decision on it."""
    before = page.url
    select_first_lists_row(page, row)
    page.wait_for_url(lambda url: url != before)
    settled(page)
    page.get_by_role("radio", name=kind, exact=True).click()
    expect(page.get_by_role("radio", name=kind, exact=True)).to_be_checked()
    page.get_by_role("textbox", name=label).fill(words)
    give_name(page)
    page.get_by_role("button", name="Record", exact=True).click()
    # Once it is recorded, the form is that of the next decision.
    expect(page.get_by_role("radio", name="Action", exact=True)).to_be_checked()
    expect(page.get_by_role("textbox", name="What will be done")).to_have_value("")
    settled(page)


def close(page: Page) -> None:
    """Closes the review that is shown."""
    page.get_by_text("Close this review").first.click()
    settled(page)
    page.get_by_role("combobox", name="Who was there").click()
    page.keyboard.type(LEADER)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close this review", exact=True).last.click()
    expect(page.get_by_text(re.compile(f"Closed on .* by {LEADER}"))).to_be_visible()


def give_name(page: Page) -> None:
    """Gives the name that stands beside what is written, where it is asked for."""
    field = page.get_by_role("combobox", name="Your name, which stands beside what you write")
    if field.count():
        field.first.click()
        page.keyboard.type(LEADER)
        page.keyboard.press("Enter")
        settled(page)
