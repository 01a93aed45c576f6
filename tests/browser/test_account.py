"""The account's page in a real browser: the way there and back, the search with the keyboard and on a phone, links, files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, settled
from tests.browser.test_browser import account_heading, query, select_row, wait_for_query
from tests.browser.test_browser_lists import select_first_lists_row
from tests.small_company import HOSTILE_NAMES

Opener = Callable[..., Page]


def search_field(page: Page, place: str = "stSidebar") -> Locator:
    """The field in the menu, or that of the page itself."""
    return page.get_by_test_id(place).get_by_role("searchbox")


def shows(page: Page, name: str) -> None:
    """Waits until the page of this account is there."""
    apart = "\u2060?".join(re.escape(sign) for sign in name)
    expect(page.locator("h1")).to_have_text(re.compile(f"^{apart}$"))
    settled(page)


def test_back_leads_to_the_same_list_with_the_same_filters_and_the_same_row(address, open_page):
    page = open_page(f"{address}/recent_buyers?team=t-export&state=all")
    select_row(page, 1)
    wait_for_query(page, "account", ["h1"])
    page.get_by_role("link", name="Open account").click()
    shows(page, HOSTILE_NAMES[1])
    assert query(page) == {"team": ["t-export"], "state": ["all"], "account": ["h1"]}
    page.reload()
    shows(page, HOSTILE_NAMES[1])
    page.go_back()
    expect(page.locator("h1")).to_have_text("Recent buyers")
    settled(page)
    assert query(page) == {"team": ["t-export"], "state": ["all"], "account": ["h1"]}
    expect(account_heading(page, HOSTILE_NAMES[1])).to_be_visible()
    expect(page.get_by_test_id("stPopover").first).to_contain_text("Export")
    page.go_forward()
    shows(page, HOSTILE_NAMES[1])


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE), ("dark", PHONE)])
def test_a_deep_link_opens_the_account_without_a_complaint(theme, size, address, open_page):
    page = open_page(f"{address}/account?account=a000&as_of=2024-05-01", theme, size)
    shows(page, "Kestrel Energy 0")
    assert page.title() == "Kestrel Energy 0 · Account Health"
    expect(page.get_by_text("Shown as of Wed 1 May 2024.")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").first.locator("svg, canvas").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_search_is_worked_with_the_keyboard_and_keeps_the_filters(address, open_page):
    page = open_page(f"{address}/recent_buyers?team=t-coast&as_of=2024-05-30")
    search_field(page).focus()
    page.keyboard.type("UMBéR", delay=30)
    hits = page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile("^Umber "))
    expect(hits).to_have_count(6)
    first = hits.first.inner_text().strip()
    page.keyboard.press("Tab")
    expect(hits.first).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, first)
    assert query(page)["team"] == ["t-coast"]
    assert query(page)["as_of"] == ["2024-05-30"]
    expect(hits).to_have_count(0)
    expect(search_field(page)).to_have_value("")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Recent buyers")


def test_a_search_says_how_many_there_are_and_that_there_is_none(address, open_page):
    page = open_page(f"{address}/customer_pyramid")
    search_field(page).fill("e")
    expect(page.get_by_text(re.compile(r"^\d+ accounts$"))).to_be_visible()
    search_field(page).fill("en")
    expect(page.get_by_text(re.compile(r"^20 of \d+ accounts; type more$"))).to_be_visible()
    search_field(page).fill("nobody at all")
    expect(page.get_by_text("No account matches “nobody at all”.")).to_be_visible()


def test_from_one_account_to_another_the_address_follows(address, open_page):
    page = open_page(f"{address}/account?account=a000&team=t-coast")
    search_field(page).fill("a001")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Umber Instruments 1", exact=True).click()
    shows(page, "Umber Instruments 1")
    wait_for_query(page, "account", ["a001"])
    assert query(page)["team"] == ["t-coast"]
    page.reload()
    shows(page, "Umber Instruments 1")
    page.go_back()
    shows(page, "Kestrel Energy 0")
    wait_for_query(page, "account", ["a000"])
    page.get_by_test_id("stSidebar").get_by_role("link", name="Account", exact=False).last.click()
    expect(page.get_by_text("No account is chosen.")).to_be_visible()
    wait_for_query(page, "account", [])
    search_field(page, "stMain").fill("kestrel energy 0")
    page.get_by_test_id("stMain").get_by_role("link", name="Kestrel Energy 0").click()
    shows(page, "Kestrel Energy 0")
    wait_for_query(page, "account", ["a000"])


def test_an_account_is_found_on_a_phone(address, open_page):
    page = open_page(f"{address}/recent_buyers", size=PHONE)
    page.get_by_test_id("stExpandSidebarButton").click()
    search_field(page).fill("kestrel energy 0")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Kestrel Energy 0").click()
    shows(page, "Kestrel Energy 0")


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_hostile_names_are_text_in_title_links_and_hits(number, address, open_page):
    name = HOSTILE_NAMES[number]
    page = open_page(f"{address}/account?account=h{number}")
    shows(page, name)
    assert page.title() == f"{name} · Account Health".replace("  ", " ")
    search_field(page).fill(f"h{number}")
    apart = re.compile("\u2060?".join(re.escape(sign) for sign in name))
    expect(page.get_by_test_id("stSidebar").get_by_role("link").filter(has_text=apart)).to_be_visible()
    chart = page.get_by_test_id("stVegaLiteChart").first
    box = chart.bounding_box()
    for across in range(10, int(box["width"]), 60):
        page.mouse.move(box["x"] + across, box["y"] + 95)
    assert page.locator("[data-testid=stApp] :is(script[src*=outside], b)").count() == 0
    assert page.locator("img[src^='http://outside']").count() == 0
    assert page.locator("a[href*='outside.invalid']").count() == 0


def test_a_contact_is_read_whole_below_the_list(address, open_page):
    page = open_page(f"{address}/account?account=h1")
    select_first_lists_row(page.get_by_role("tabpanel").first, 0)
    expect(page.get_by_text(re.compile("^When: \\w{3} \\d+ Mar 2024, 11:\u2060?00"))).to_be_visible()
    expect(page.get_by_text("No notes.")).to_be_visible()


def test_a_row_of_contacts_is_selected_with_the_keyboard(address, open_page):
    page = open_page(f"{address}/account?account=h1")
    grid = page.get_by_role("tabpanel").first.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + 36 + 18)
    page.keyboard.press("Shift+Space")
    expect(page.get_by_text(re.compile(r"^When: "))).to_be_visible()


def test_a_number_opens_and_its_file_holds_its_rows(address, open_page):
    page = open_page(f"{address}/account?account=h3")
    page.get_by_text(re.compile("^Revenue 12 months: ")).click()
    with page.expect_download() as started:
        page.get_by_test_id("stExpander").filter(has_text="Revenue 12 months:").get_by_role(
            "button", name="Download CSV"
        ).click()
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig"))))
    assert [row["As ordered"] for row in rows] == ["399997.0"]
    page.get_by_role("tab", name="Persons").click()
    settled(page)
    with page.expect_download() as started:
        page.get_by_role("tabpanel").get_by_role("button", name="Download CSV").click()
    [person] = csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig")))
    assert person["Person"] == f"Person of {HOSTILE_NAMES[3]}"
    assert person["Primary"] == "yes"


def test_an_account_nobody_knows_is_a_sentence_and_another_can_be_found(address, open_page):
    page = open_page(f"{address}/account?account=<b>nobody</b>")
    expect(page.get_by_text("No such account to show.")).to_be_visible()
    search_field(page, "stMain").fill("kestrel energy 0")
    page.get_by_test_id("stMain").get_by_role("link", name="Kestrel Energy 0").click()
    shows(page, "Kestrel Energy 0")
    wait_for_query(page, "account", ["a000"])
