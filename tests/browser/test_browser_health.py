"""Relationship health in a real browser: from a team's red cell to the rows in two clicks, and without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, settled
from tests.browser.test_browser import account_heading, query, select_row, wait_for_query
from tests.small_company import HOSTILE_NAMES

MATRIX, WATERFALL = 1, 1
"""Places of the pictures on their pages."""


def picture(page: Page, place: int) -> Locator:
    """One of the pictures of a page, drawn."""
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def matrix_box(page: Page) -> dict[str, float]:
    """The place of the whole matrix on the screen, in sight."""
    drawn = picture(page, MATRIX).locator("svg, canvas").first
    drawn.evaluate("drawn => drawn.scrollIntoView({block: 'center'})")
    return drawn.bounding_box()


def cell(page: Page, row: int, column: int, columns: int) -> tuple[float, float]:
    """The middle of a cell of the matrix on the screen, with so many columns."""
    box = matrix_box(page)
    wide = (box["width"] - 158) / columns
    return box["x"] + 158 + wide * (column + 0.5), box["y"] + 44 + 48 * (row + 0.5)


def indicators(page: Page) -> list[str]:
    """The indicators of the matrix, the weakest first."""
    texts = picture(page, MATRIX).locator("svg text").all_text_contents()
    return [text for text in texts if text and text[0].isupper()]


def test_two_clicks_lead_from_a_cell_of_a_team_to_the_rows_behind_it(address, open_page):
    page = open_page(f"{address}/relationship_health?team=t-export")
    row = indicators(page).index("Contact recency")
    page.mouse.click(*cell(page, row, 0, 1))
    wait_for_query(page, "open", ["contact_recency:t-export"])
    expect(page.locator("h2").filter(has_text=re.compile("^Contact recency · Export"))).to_be_visible()
    # Above the list of the cell stands the table of how the teams went; until the list below is drawn, they move.
    expect(page.get_by_test_id("stDataFrame").nth(2).locator("canvas").first).to_be_visible()
    settled(page)
    select_row(page, 0, 1)
    page.wait_for_url(lambda url: "account=" in url)
    settled(page)
    expect(page.get_by_text("behind this number")).to_be_visible()
    expect(page.get_by_text(re.compile("since the last counted contact; the target is"))).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("behind this number")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("behind this number")).to_have_count(0)
    expect(page.locator("h2").filter(has_text=re.compile("^Contact recency · Export"))).to_be_visible()


def test_the_same_is_done_with_the_keyboard(address, open_page):
    page = open_page(f"{address}/relationship_health")
    page.get_by_role("combobox", name=re.compile("Indicator")).focus()
    page.keyboard.type("Ownership")
    page.keyboard.press("Enter")
    wait_for_query(page, "open", ["ownership"])
    page.get_by_role("combobox", name=re.compile("^.*Team")).last.focus()
    page.keyboard.type("Coast")
    page.keyboard.press("Enter")
    wait_for_query(page, "open", ["ownership:t-coast"])
    expect(page.locator("h2").filter(has_text=re.compile("^Ownership · Coast"))).to_be_visible()


def test_a_click_beside_the_cells_closes_what_was_open(address, open_page):
    page = open_page(f"{address}/relationship_health")
    page.mouse.click(*cell(page, 0, 1, 4))
    page.wait_for_url(lambda url: "open=" in url)
    settled(page)
    opened = query(page)["open"]
    page.mouse.click(*cell(page, 3, 2, 4))
    page.wait_for_url(lambda url: "open=" in url and opened[0].split(":")[0] not in url)
    settled(page)
    box = matrix_box(page)
    # Left of the names of the teams, and below what Streamlit lays over the top of the page.
    page.mouse.click(box["x"] + 20, box["y"] + 30)
    wait_for_query(page, "open", [])


def test_a_line_of_an_account_opens_its_rows(address, open_page):
    page = open_page(f"{address}/account?account=h1")
    line = picture(page, WATERFALL).locator("svg text").filter(has_text=re.compile("^Contact recency$")).first
    line.scroll_into_view_if_needed()
    line.click()
    wait_for_query(page, "open", ["contact_recency"])
    expect(page.locator("h2").filter(has_text=re.compile("^Contact recency$"))).to_be_visible()
    expect(page.get_by_text("1 row behind this number")).to_be_visible()
    assert query(page)["account"] == ["h1"]
    page.reload()
    settled(page)
    expect(page.get_by_text("1 row behind this number")).to_be_visible()


def test_the_rows_behind_a_cell_lead_to_the_account_with_the_same_indicator_open(address, open_page):
    page = open_page(f"{address}/relationship_health?open=contact_recency:t-export&account=h1")
    expect(account_heading(page, HOSTILE_NAMES[1])).to_be_visible()
    page.get_by_role("link", name="Open account").first.click()
    page.wait_for_url(lambda url: "/account" in url)
    settled(page)
    assert query(page) == {"open": ["contact_recency"], "account": ["h1"]}
    expect(page.get_by_text("1 row behind this number")).to_be_visible()


def test_a_phone_shows_one_team_at_a_time(address, open_page):
    page = open_page(f"{address}/relationship_health?open=contact_recency:t-export", "light", PHONE)
    texts = picture(page, MATRIX).locator("svg text").all_text_contents()
    assert "Export" in texts
    assert "Coast" not in texts
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
