"""The weekly review in a real browser: opened, decided on, closed, and next week compared with what was closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.server import dashboard
from tests.browser.test_browser import account_heading, query, select_row, settled, wait_for_query
from tests.small_company import AS_OF, HOSTILE_NAMES, SETTINGS

SINCE = "2024-04-01"
"""A day on which the buyers with harmful names were not neglected yet."""


@pytest.fixture(scope="module")
def reviewed(address: str, company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the same company with records of its own."""
    folder = tmp_path_factory.mktemp("reviewed")
    exports, mirror = company.parent / "exports", company.parent / "var" / "mirror"
    settings = SETTINGS.format(as_of=AS_OF.isoformat()).replace('"exports"', f'"{exports}"')
    storage = f'[storage]\nmirror = "{mirror}"\nrecords = "sqlite:///records.sqlite"\n'
    (folder / "account_health.toml").write_text(settings + storage, encoding="utf-8")
    with dashboard(folder / "account_health.toml", folder / "server.log") as found:
        yield found


def give_name(page: Page, name: str) -> None:
    """Types the name that stands beside what is written."""
    field = page.get_by_role("combobox", name="Your name, which stands beside what you write")
    field.fill(name)
    field.press("Enter")


def select_change(page: Page, row: int) -> None:
    """Selects a change of the list once all of the page is drawn, for until then the list moves."""
    expect(page.get_by_text("Data until ")).to_be_visible()
    settled(page)
    select_row(page, row)
    wait_for_query(page, "open", [f"neglected|h{row}"])


def decide(page: Page, row: int, kind: str, label: str, words: str) -> None:
    """Selects a change and records something of its account, under the name that is known by now."""
    select_change(page, row)
    expect(account_heading(page, HOSTILE_NAMES[row])).to_be_visible()
    page.get_by_role("radio", name=kind, exact=True).click()
    page.get_by_role("textbox", name=label).fill(words)
    page.get_by_role("button", name="Record", exact=True).click()
    # Once it is recorded, the form is that of the next decision.
    expect(page.get_by_role("textbox", name="What will be done")).to_have_value("")
    settled(page)


def changes_told(page: Page) -> str:
    """What the page says of how many changes there are."""
    return page.get_by_text(re.compile(r"\d+ changes? in all since")).inner_text()


def test_a_review_is_held_closed_and_the_next_is_compared_with_it(reviewed, open_page):
    earlier = (AS_OF - timedelta(days=7)).isoformat()
    page = open_page(f"{reviewed}/?as_of={earlier}&since={SINCE}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weekly review")
    select_change(page, 0)
    expect(account_heading(page, HOSTILE_NAMES[0])).to_be_visible()
    page.get_by_label("What will be done").fill("Visit them with the service lead")
    give_name(page, "R. Vos")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("1 decision is open, none is late.")).to_be_visible()
    decide(page, 1, "Watched, no action", "Why no action is needed", "They wait for their new budget")
    decide(page, 2, "Note", "What was said", "They asked for a new offer")
    expect(page.get_by_text("1 decision is open, none is late.")).to_be_visible()
    expect(page.get_by_text("Noted, done and dropped · 2")).to_be_visible()
    page.get_by_text("Close this review").first.click()
    there = page.get_by_role("combobox", name="Who was there")
    there.fill("A. Demir")
    there.press("Enter")
    there.press("Escape")
    page.get_by_role("button", name="Close this review", exact=True).click()
    expect(page.get_by_text(re.compile("^✓ Closed on .* by R. Vos, with A. Demir"))).to_be_visible()
    then = changes_told(page)

    page.get_by_role("button", name="Open it as it was closed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review of 24 May")
    assert query(page)["review"] == ["1"]
    assert changes_told(page) == then
    expect(page.get_by_role("button", name="Record", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Back to the review of today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weekly review")

    page.goto(f"{reviewed}/")
    settled(page)
    expect(page.get_by_text("since 24 May.")).to_be_visible()
    expect(page.get_by_text("Visit them with the service lead")).to_be_visible()
    expect(page.get_by_text("You write as R. Vos.").first).to_be_visible()
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text("No decision is open.").first).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_a_change_is_opened_by_its_link_and_the_page_stays_as_wide_as_the_screen(theme, size, reviewed, open_page):
    page = open_page(f"{reviewed}/?since={SINCE}&open=neglected|h1&state=change_neglected", theme, size)
    expect(account_heading(page, HOSTILE_NAMES[1])).to_be_visible()
    expect(page.get_by_text("Nobody has been in touch since the order.").first).to_be_visible()
    assert page.locator("[data-testid=stMain] :is(script, b)").count() == 0
    assert page.locator("[data-testid=stMain] img[src^=http]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_review_is_a_file_for_paper(reviewed, open_page):
    page = open_page(f"{reviewed}/?since={SINCE}")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="PDF for paper").click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")
