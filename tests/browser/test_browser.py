"""The dashboard in a real browser: deep links, filters, selection, hostile names, headers; light, dark and on a phone."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, settled
from tests.browser.server import dashboard
from tests.small_company import HOSTILE_NAMES, write_company

PAGES = {
    "": "Weekly review",
    "overview": "Overview",
    "customer_pyramid": "Customer pyramid",
    "recent_buyers": "Recent buyers",
    "meeting_frequency": "Meeting frequency",
    "contacts": "Contacts",
    "relationship_health": "Relationship health",
}
Opener = Callable[..., Page]


def query(page: Page) -> dict[str, list[str]]:
    """The query parameters of the page's address."""
    return parse_qs(urlsplit(page.url).query)


def wait_for_query(page: Page, name: str, values: list[str]) -> None:
    """Waits until the address holds these values, in this order."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get(name, []) == values)
    settled(page)


def select_row(page: Page, row: int, list_number: int = 0) -> None:
    """Clicks the box of a row of a list; lists are drawn on a canvas."""
    grid = page.get_by_test_id("stDataFrame").nth(list_number)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 36 * (row + 1) + 18)


def account_heading(page: Page, name: str) -> Locator:
    """The heading of an account's detail, where what would look like an address is parted by a sign nobody sees."""
    return page.locator("h2").filter(has_text=re.compile("\u2060?".join(re.escape(sign) for sign in name)))


def choose_team(page: Page, name: str) -> None:
    """Opens the choice of teams, picks one, and closes it."""
    page.get_by_test_id("stPopover").first.get_by_role("button").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=name, exact=True).click()
    page.keyboard.press("Escape")


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(tmp_path, open_page):
    settings = write_company(tmp_path, accounts=10)
    with dashboard(settings, tmp_path / "server.log") as address:
        page = open_page(f"{address}/recent_buyers?team=t-export&state=neglected")
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=60_000)
        assert page.title() == "Recent buyers · Account Health"
        expect(page.get_by_role("heading", level=1)).to_have_text("Recent buyers")
        expect(page.get_by_role("link", name="Customer pyramid")).to_be_visible()
        expect(page.get_by_test_id("stPopover").first).to_contain_text("Export")
        expect(page.get_by_text("Export team: 5 recent buyers are neglected")).to_be_visible()
        page.close()


@pytest.mark.parametrize("command", ["uvicorn", "serve"])
def test_the_other_ways_to_start_it_work_too(command, company, address, tmp_path, open_page):
    with dashboard(company, tmp_path / "server.log", command) as other:
        page = open_page(f"{other}/recent_buyers")
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Source Sans"')
        page.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE), ("dark", PHONE)])
def test_every_page_loads_without_a_complaint(path, theme, size, address, open_page):
    page = open_page(f"{address}/{path}", theme, size)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    drawn = page.locator("[data-testid=stVegaLiteChart], [data-testid=stDataFrame]").first
    expect(drawn.locator("svg, canvas").first).to_be_visible()
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 21, 27)"}[theme]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_filters_are_in_the_address_and_survive_the_next_page_back_and_reload(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    choose_team(page, "Export")
    wait_for_query(page, "team", ["t-export"])
    expect(page.get_by_text("Export team:")).to_be_visible()
    page.get_by_role("link", name="Customer pyramid").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customer pyramid")
    wait_for_query(page, "team", ["t-export"])
    expect(page.get_by_text("Export team:")).to_be_visible()
    choose_team(page, "Coast")
    wait_for_query(page, "team", ["t-coast", "t-export"])
    page.reload()
    settled(page)
    expect(page.get_by_text("Coast and Export teams:")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Export team:")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recent buyers")
    expect(page.get_by_text("Export team:")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("stPopover").first).to_contain_text("All teams")
    assert query(page) == {}


def test_a_state_is_chosen_by_its_pill(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    page.get_by_role("button", name=re.compile("^✓ Cared for")).click()
    wait_for_query(page, "state", ["neglected", "late", "cared_for"])
    page.get_by_role("button", name=re.compile("^✓ Cared for")).click()
    wait_for_query(page, "state", [])


def test_a_selected_row_opens_its_detail_below_and_back_closes_it(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    select_row(page, 1)
    wait_for_query(page, "account", ["h1"])
    detail = account_heading(page, HOSTILE_NAMES[1])
    expect(detail).to_be_visible()
    expect(page.get_by_text("Days 14 and 45 were missed")).to_be_visible()
    expect(page.get_by_text("+358 9 555 0100")).to_be_visible()
    page.reload()
    settled(page)
    expect(detail).to_be_visible()
    page.go_back()
    expect(detail).to_have_count(0)
    assert query(page) == {}


def test_the_detail_stays_open_while_the_list_around_it_changes(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    select_row(page, 1)
    wait_for_query(page, "account", ["h1"])
    page.get_by_role("button", name=re.compile("^▲ Late")).click()
    wait_for_query(page, "state", ["neglected"])
    expect(account_heading(page, HOSTILE_NAMES[1])).to_be_visible()
    choose_team(page, "Coast")
    wait_for_query(page, "team", ["t-coast"])
    expect(account_heading(page, HOSTILE_NAMES[1])).to_have_count(0)
    choose_team(page, "Coast")
    wait_for_query(page, "team", [])
    expect(account_heading(page, HOSTILE_NAMES[1])).to_be_visible()
    assert query(page)["account"] == ["h1"]


def test_a_row_can_be_selected_with_the_keyboard(address, open_page):
    page = open_page(f"{address}/recent_buyers")
    grid = page.get_by_test_id("stDataFrame").first
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + 36 + 18)
    settled(page)
    page.keyboard.press("ArrowDown")
    settled(page)
    page.keyboard.press("Shift+Space")
    wait_for_query(page, "account", ["h1"])


def test_a_bar_of_the_pyramid_opens_its_accounts(address, open_page):
    page = open_page(f"{address}/customer_pyramid")
    chart = page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg, canvas").first).to_be_visible()
    box = chart.bounding_box()
    page.mouse.click(box["x"] + 76 + (box["width"] - 180) / 2, box["y"] + 34)
    wait_for_query(page, "tier", ["A"])
    expect(page.get_by_role("heading", name=re.compile(r"^Tier A: \d+ accounts$"))).to_be_visible()


@pytest.mark.parametrize("path", [path for path in PAGES if path])
def test_hostile_names_are_text(path, address, open_page):
    page = open_page(f"{address}/{path}?team=t-north&team=t-export&tier=A")
    expect(page.get_by_text(re.compile("North & <b>West</b> and Export teams[:,]"))).to_be_visible()
    for number, name in enumerate(HOSTILE_NAMES):
        page.goto(f"{address}/{path}?account=h{number}&tier=A&open=neglected")
        settled(page)
        expect(account_heading(page, name)).to_be_visible()
        assert page.title().endswith("· Account Health")
        assert page.locator("[data-testid=stMain] :is(script, b)").count() == 0
        assert page.locator("[data-testid=stMain] img[src^=http]").count() == 0
        assert page.locator("[data-testid=stMain] a[href*='outside.invalid']").count() == 0


def test_the_exported_file_is_the_list_with_formulas_disarmed(address, open_page):
    page = open_page(f"{address}/recent_buyers?state=neglected")
    with page.expect_download() as started:
        page.get_by_role("button", name="Export", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig"))))
    pill = page.get_by_role("button", name=re.compile("^✗ Neglected")).inner_text()
    assert len(rows) == int(pill.rsplit("·", 1)[1])
    assert {row["State"] for row in rows} == {"✗ Neglected"}
    assert [row["Account"] for row in rows[:5]] == ["'" + n if n.startswith("=") else n for n in HOSTILE_NAMES]
    assert rows[0]["At stake"] == "400000.0"


def test_the_pages_say_who_may_see_them(address, open_page):
    page = open_page(address)
    expect(page.get_by_text("No login is set up: whoever opens this address sees every account.")).to_be_visible()


def fetched(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


@pytest.mark.parametrize(
    "path", ["", "recent_buyers", "healthz", "readyz", "_stcore/health", "static/js/none.js", "nowhere"]
)
def test_every_answer_carries_the_security_headers(path, address):
    headers = fetched(f"{address}/{path}")[1]
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_texts_are_sent_compressed(address):
    page = fetched(address)[2].decode()
    script = re.search(r'src="\./(static/js/[^"]+)"', page).group(1)
    headers = fetched(f"{address}/{script}", **{"Accept-Encoding": "gzip"})[1]
    assert headers["content-encoding"] == "gzip"


def test_health_tells_that_the_process_is_up_and_readiness_what_it_serves(address):
    assert fetched(f"{address}/healthz")[::2] == (200, b'{"status":"up"}')
    status, _, body = fetched(f"{address}/readyz")
    assert status == 200
    assert json.loads(body)["as_of"] == "2024-05-31"


def test_without_a_source_the_sample_company_is_written_and_shown(tmp_path, open_page):
    settings = tmp_path / "account_health.toml"
    settings.write_text("", encoding="utf-8")
    with dashboard(settings, tmp_path / "server.log") as address:
        page = open_page(address)
        expect(page.get_by_text("read from the sample company")).to_be_visible(timeout=60_000)
        assert fetched(f"{address}/readyz")[0] == 200
        expect(page.get_by_text("every customer and every person is invented")).to_be_visible()
        page.get_by_role("link", name="Connect your own data").click()
        expect(page.get_by_role("textbox", name="Folder or database address")).to_be_visible()
        page.close()


def test_a_source_that_is_only_half_named_leaves_the_server_up_but_not_ready(tmp_path, open_page):
    settings = tmp_path / "account_health.toml"
    settings.write_text('[source]\ntimezone = "UTC"\nas_of = 2024-05-31\n', encoding="utf-8")
    with dashboard(settings, tmp_path / "server.log") as address:
        assert fetched(f"{address}/healthz")[0] == 200
        assert fetched(f"{address}/readyz")[::2] == (503, b'{"status":"not ready"}')
        page = open_page(address)
        expect(page.get_by_text("No source is configured.")).to_be_visible()
        page.close()


def test_the_agent_interface_of_streamlit_is_off(address):
    request = urllib.request.Request(
        f"{address}/_stcore/agent/interact", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in {403, 404, 405}
