"""The overview in a real browser: its tiles, the lines of teams, the file, and the way back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_browser import account_heading, choose_team, query, select_row, settled, wait_for_query
from tests.small_company import HOSTILE_NAMES

ROW_HEIGHT = 36


def lines(page: Page) -> list[list[str]]:
    """The cells of the table of teams as they are read out."""
    rows = page.get_by_test_id("stDataFrame").first.locator("canvas table tbody tr")
    expect(rows).to_have_count(4)
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows.all()]


def test_a_tile_opens_the_accounts_it_counted_and_back_closes_it(address, open_page):
    page = open_page(f"{address}/overview")
    tables = page.get_by_test_id("stDataFrame")
    expect(tables).to_have_count(1)
    page.get_by_role("button", name=re.compile(r"Show \d+ accounts")).nth(2).click()
    wait_for_query(page, "open", ["neglected"])
    expect(page.get_by_role("heading", name=re.compile("^Neglected buyers: "))).to_be_visible()
    expect(tables).to_have_count(2)
    expect(page.get_by_text("A checkpoint was missed and nothing is planned")).to_be_visible()
    select_row(page, 0)
    wait_for_query(page, "account", ["h0"])
    expect(account_heading(page, HOSTILE_NAMES[0])).to_be_visible()
    page.go_back()
    expect(account_heading(page, HOSTILE_NAMES[0])).to_have_count(0)
    page.go_back()
    expect(tables).to_have_count(1)
    assert query(page) == {}


def test_a_team_is_opened_with_the_keyboard_and_stays_open_after_a_reload(address, open_page):
    page = open_page(f"{address}/overview")
    assert lines(page)
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + ROW_HEIGHT + ROW_HEIGHT / 2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    wait_for_query(page, "open", ["team:t-export"])
    heading = page.get_by_role("heading", level=2, name="Export", exact=True)
    expect(heading).to_be_visible()
    page.reload()
    settled(page)
    expect(heading).to_be_visible()
    page.get_by_role("link", name="Recent buyers · Export").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recent buyers")
    wait_for_query(page, "team", ["t-export"])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(heading).to_be_visible()
    page.go_back()
    expect(heading).to_have_count(0)
    assert query(page) == {}


def test_the_exported_file_has_the_figures_of_the_table(address, open_page):
    page = open_page(f"{address}/overview")
    with page.expect_download() as started:
        page.get_by_role("button", name="Export", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig"))))
    shown = lines(page)
    assert [cells[0] for cells in shown] == [row["Team"] for row in rows]
    for place, label in enumerate(("A", "B", "C", "Inactive", "Prospect"), start=1):
        assert [cells[place] for cells in shown] == [row[label] for row in rows]
    assert [cells[8] for cells in shown] == [row["Overdue A and B"] for row in rows]
    shares = [int(row["On cadence"]) / int(row["With a contact target"]) for row in rows]
    assert [float(cells[6]) for cells in shown] == pytest.approx(shares)
    assert [float(cells[9]) for cells in shown] == pytest.approx([float(row["At stake in EUR"]) for row in rows])


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_a_tile_leads_on_with_the_filters_and_back_comes_back_to_them(theme, size, address, open_page):
    page = open_page(f"{address}/overview?as_of=2024-05-20", theme, size)
    choose_team(page, "Coast")
    wait_for_query(page, "team", ["t-coast"])
    page.get_by_test_id("stMain").get_by_role("link", name="Meeting frequency").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meeting frequency")
    assert query(page) == {"team": ["t-coast"], "as_of": ["2024-05-20"]}
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_text("Coast team: ")).to_be_visible()


def test_another_day_is_typed_into_the_title_row(address, open_page):
    page = open_page(f"{address}/overview")
    field = page.get_by_test_id("stDateInput")
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("2023")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_query(page, "as_of", ["2023-05-31"])
    expect(page.get_by_text("Shown as of Wed 31 May 2023.")).to_be_visible()
