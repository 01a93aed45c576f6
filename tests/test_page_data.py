"""The page of the data over the sample company and small stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import sample, store
from tests import test_application
from tests.test_application import READ_AT, page_without_settings

nothing_configured = test_application.nothing_configured


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A working folder without settings, its sample company written and read."""
    folder = tmp_path_factory.mktemp("sample")
    sample.refresh(store.settings_in_force({}, folder), READ_AT)
    return folder


@pytest.fixture
def page(folder, monkeypatch):
    """Opens the page over the sample company."""
    monkeypatch.chdir(folder)

    def opened(**parameters):
        app = page_without_settings("data", **parameters)
        assert not app.exception
        assert not app.error
        return app

    return opened
