"""Every page, in light, dark and on a phone, checked by axe: nothing is excepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from dashboard.ui.menu import ENTRIES
from tests.browser.conftest import DESKTOP, PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ACCOUNT = "h0"
"""An account that has contacts, an order and a watch."""


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_axe_finds_nothing_on_the_page(entry, theme, size, address: str, open_page: Callable[..., Page]):
    path = "" if entry.default else entry.name
    parameters = f"?account={ACCOUNT}" if entry.name == "account" else ""
    page = open_page(f"{address}/{path}{parameters}", theme, size)
    found = page.evaluate(f"async () => {{ {AXE}; return await axe.run(); }}")
    assert not [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
