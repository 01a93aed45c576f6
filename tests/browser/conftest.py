"""A browser, and pages in it that remember what went wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard import history
from dashboard.store import policy_in_force, settings_in_force
from data_access.mirror import open_mirror, refresh
from tests.browser.server import dashboard
from tests.small_company import write_company

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A loaded machine draws slowly; what is expected comes, or the test fails.
expect.set_options(timeout=20_000)
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium, else Playwright's own."""
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of the small company, not read yet."""
    return write_company(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="session")
def address(company: Path) -> Iterator[str]:
    """The address of a server of the small company, whose source was read and some weeks of its history computed."""
    settings = settings_in_force({}, company.parent)
    refresh(settings, datetime.now(UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "WEEKS_SHOWN", 13)
        history.build(settings, open_mirror(settings), policy_in_force(settings), lambda _: None)
    with dashboard(company, company.with_name("server.log")) as found:
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a window of its own and waits for the page; afterwards nothing may have gone wrong in it."""
    contexts, complaints = [], []

    def opened(address: str, theme: str = "light", size: dict[str, int] = DESKTOP) -> Page:
        context = browser.new_context(viewport=size, color_scheme=theme, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        own = urlsplit(address).netloc
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: note_foreign(asked.url, own, complaints))
        page.goto(address)
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def note_foreign(url: str, own: str, complaints: list[str]) -> None:
    """Remembers a request to anywhere but the dashboard."""
    parts = urlsplit(url)
    if parts.scheme not in {"data", "blob"} and parts.netloc != own:
        complaints.append(f"asked {url}")


def settled(page: Page) -> None:
    """Waits until the page has run and every part of it is drawn; its own scripts cannot, the server forbids eval."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_selector("h1")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator("[data-testid=stVegaLiteChart]:not(:has(svg, canvas))")).to_have_count(0)
