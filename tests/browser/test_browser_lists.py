"""Lists and tables in a real browser: cells that open accounts, several lists with the same account, files of rows."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import settled
from tests.browser.test_browser import account_heading, query, wait_for_query
from tests.small_company import HOSTILE_NAMES


def select_first_lists_row(place: Page | Locator, row: int) -> None:
    """Clicks the box of a row of the first list of a place."""
    grid = place.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    grid.page.mouse.click(box["x"] + 16, box["y"] + 36 * (row + 1) + 18)


def test_a_cell_of_the_moves_opens_its_accounts_with_the_keyboard_too(address, open_page):
    page = open_page(f"{address}/customer_pyramid")
    # Until the charts above are drawn, the table moves.
    for chart in range(2):
        expect(page.get_by_test_id("stVegaLiteChart").nth(chart).locator("svg, canvas").first).to_be_visible()
    expect(page.get_by_text("Data until ")).to_be_visible()
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + 36 + 18)
    settled(page)
    page.keyboard.press("ArrowRight")
    settled(page)
    page.keyboard.press("ArrowRight")
    wait_for_query(page, "open", ["A-B"])
    heading = page.get_by_role("heading", name=re.compile(r"^A to B: \d+ accounts$"))
    expect(heading).to_be_visible()
    page.go_back()
    expect(heading).to_have_count(0)
    assert query(page) == {}


def test_an_account_that_stands_in_two_lists_opens_below_the_one_it_was_selected_in(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    page.get_by_text(re.compile(r"^The \d+ recent buyers in all states$")).click()
    all_buyers = page.get_by_test_id("stExpander").filter(has=page.get_by_text("recent buyers in all states"))
    lists = (page, all_buyers)
    expect(all_buyers.get_by_test_id("stDataFrame").first).to_be_visible()
    for row, place in ((1, 0), (2, 1), (3, 0)):
        settled(page)
        select_first_lists_row(lists[place], row)
        wait_for_query(page, "account", [f"h{row}"])
        expect(account_heading(page, HOSTILE_NAMES[row])).to_have_count(1)
        expect(account_heading(all_buyers, HOSTILE_NAMES[row])).to_have_count(place)


def test_the_orders_behind_the_attention_shift_come_as_a_file(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    opening = page.get_by_text(re.compile(r"^The \d+ orders behind these figures$"))
    orders = int(re.search(r"\d+", opening.inner_text()).group())
    opening.click()
    settled(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download CSV").last.click()
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) == orders
    assert sum(int(row[name]) for row in rows for name in row if re.match("Week −", name)) == sum(
        int(row["Before"]) for row in rows
    )
