"""The first contact in a browser: from nothing, over a folder of exported files, to pages of one's own data."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import settled
from tests.browser.server import dashboard

TRIES = 5
CUSTOMERS = "KundenNr;Firma;Betreuer\n" + "".join(
    f"K{i};{name};{owner}\n"
    for i, (name, owner) in enumerate(
        [("Müller Bau", "Ann Berg"), ("Groß Pumpen", "Bo Dahl"), ("[Kessel](http://outside.invalid) AG", "Ann Berg")]
    )
)
VISITS = "ID;KundenNr;Datum;Status\n" + "".join(
    f"{i};K{i % 3};{i + 10}.05.2024 09:30;{'verlegt' if i == 4 else 'erledigt'}\n" for i in range(9)
)
INVOICES = "RechnungsNr;KundenNr;Rechnungsdatum;Nettobetrag\n" + "".join(
    f"R{i};K{i % 3};{i + 10}.04.2024;1.{i}00,50\n" for i in range(9)
)


def write_exports(folder: Path) -> None:
    """A folder as somebody exports it from a small CRM."""
    folder.mkdir()
    for name, text in {"Kunden": CUSTOMERS, "Besuche": VISITS, "Rechnungen": INVOICES}.items():
        (folder / f"{name}.csv").write_text(text, encoding="windows-1252")


def chosen(page: Page, label: str, option: str) -> None:
    """Chooses an option of the first box with that label and waits until the page has followed."""
    wanted = page.get_by_role("option", name=option, exact=True)
    # A run of the page that ends just now can close a box that was opened before it.
    for _ in range(TRIES):
        page.get_by_role("combobox", name=label, exact=True).first.click()
        with suppress(PlaywrightTimeout):
            wanted.wait_for(timeout=3_000)
            break
    wanted.click()
    settled(page)


def test_from_nothing_to_pages_of_ones_own_data(tmp_path, open_page):
    write_exports(tmp_path / "exports")
    settings = tmp_path / "account_health.toml"
    settings.write_text("", encoding="utf-8")
    with dashboard(settings, tmp_path / "server.log") as address:
        page = open_page(f"{address}/connect_your_data")
        page.get_by_role("textbox", name="Folder or database address").fill("exports")
        zone = page.get_by_role("combobox", name="Time zone: decides on which day something happened").first
        zone.fill("Europe/Helsinki")
        page.get_by_role("option", name="Europe/Helsinki").click()
        currency = page.get_by_role("combobox", name="Reporting currency: every amount is shown in it").first
        currency.fill("EUR")
        page.get_by_role("option", name="EUR").first.click()
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_text("3 files in the folder")).to_be_visible()
        expect(page.get_by_text("No column of Rechnungen says a currency.")).to_be_visible()
        settled(page)
        chosen(page, "currency", "always EUR")
        chosen(page, "status", "always delivered")
        chosen(page, "verlegt (1 row)", "cancelled")
        expect(page.get_by_text("No question must be answered first.")).to_be_visible()
        page.get_by_role("button", name="Read the first rows").click()
        expect(page.get_by_text("9 of 9 rows of orders")).to_be_visible()
        expect(page.get_by_text("Nothing would be set aside or left out.")).to_be_visible()
        settled(page)
        page.get_by_role("button", name="Write the files and read the source").click()
        expect(page.get_by_text("Written: mapping.toml, account_health.toml.")).to_be_visible()
        page.get_by_test_id("stMain").get_by_role("link", name="Open the weekly review").click()
        expect(page.get_by_role("heading", name="Weekly review")).to_be_visible()
        expect(page.get_by_text("mapped by")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("every customer and every person is invented")).to_have_count(0)
        page.goto(f"{address}/customer_pyramid")
        settled(page)
        expect(page.get_by_text("3 accounts").first).to_be_visible()
        page.close()
    assert 'kind = "mapped"' in settings.read_text("utf-8")
    assert 'encoding = "windows-1252"' in (tmp_path / "mapping.toml").read_text("utf-8")
