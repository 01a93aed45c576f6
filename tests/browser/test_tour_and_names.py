"""The sample company in a browser: the tour walked through, and names hidden on the way from page to page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from dashboard import sample
from dashboard.hiding import hidden_mirror
from dashboard.store import settings_in_force
from data_access.mirror import open_mirror
from tests.browser.conftest import DESKTOP, PHONE, settled
from tests.browser.server import dashboard

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def sample_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the sample company whose names have been hidden once."""
    folder = tmp_path_factory.mktemp("sample")
    file = folder / "account_health.toml"
    file.write_text("[storage]\n", encoding="utf-8")
    settings = settings_in_force({}, folder)
    sample.refresh(settings, datetime.now(UTC))
    hidden_mirror(open_mirror(settings), lambda _: None)
    with dashboard(file, folder / "server.log") as found:
        yield found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_tour_is_walked_through_and_ended(open_page: Opener, sample_address: str, size: dict[str, int]):
    page = open_page(sample_address, size=size)
    if size == PHONE:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Tour in five steps").click()
    expect(page.get_by_text("Step 1 of 5")).to_be_attached()
    if size == PHONE:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    for number in range(2, 6):
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_text(f"Step {number} of 5")).to_be_visible()
        settled(page)
        assert f"tour={number}" in page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("Step 4 of 5")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="End tour").click()
    expect(page.get_by_text("Step 4 of 5")).to_have_count(0)
    assert "tour" not in page.url


def test_names_stay_hidden_from_page_to_page(open_page: Opener, sample_address: str):
    page = open_page(f"{sample_address}/recent_buyers?account=A000001")
    expect(page.get_by_role("heading", name="Kestrelmoor Energy")).to_be_visible()
    page.get_by_text("Hide names").click()
    expect(page.get_by_text("Names are invented")).to_be_visible()
    settled(page)
    assert page.url.endswith("/recent_buyers?names=hidden")
    for title in ("Contacts", "Relationship health", "Overview"):
        page.get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        settled(page)
        assert "names=hidden" in page.url
        expect(page.get_by_text("Names are invented")).to_be_visible()
        assert "Kestrelmoor" not in page.content()
    field = page.get_by_label("Find an account")
    field.fill("Kestrelmoor")
    expect(page.get_by_text("No account matches")).to_be_visible()
    field.fill("Amber Arch")
    page.get_by_role("link", name="Amber Arch Foods").click()
    expect(page.get_by_role("heading", name="Amber Arch Foods")).to_be_visible()
    settled(page)
    assert "account=account-001" in page.url
    assert "names=hidden" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Amber Arch Foods")).to_be_visible()
    page.get_by_text("Hide names").click()
    expect(page.get_by_text("Names are invented")).to_have_count(0)
    assert "account" not in page.url.partition("?")[2]
