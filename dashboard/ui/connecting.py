"""What tells that the sample company is shown, and how to connect one's own data instead."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.store import CONFIG_VARIABLE, store_in_force
from dashboard.wording import md_escape
from data_access.settings import SETTINGS_FILE, SettingsError

SETTINGS_EXAMPLE = """\
[source]
# any database with the canonical tables:
url = "postgresql://reader@db.example.com/crm"
# or a folder of CSV or Parquet files:
# folder = "exports/"
# where tables and columns have other names:
# mapping = "mapping.toml"
# where it is a copy of Salesforce:
# kind = "salesforce"
timezone = "Europe/Helsinki"
reporting_currency = "EUR"
"""


def sample_notice() -> None:
    """Says that the sample company is shown, where it is, and offers the way to one's own data."""
    if not _shows_sample():
        return
    st.caption("Sample company: every customer and every person is invented.")
    with st.popover("Connect your own data", width="stretch"):
        _how_to_connect()


def _shows_sample() -> bool:
    """Settings that cannot be used show nothing; the page says what is wrong with them."""
    try:
        return store_in_force().settings.source.sample
    except SettingsError:
        return False


def _how_to_connect() -> None:
    st.markdown("Account Health reads the data of your CRM and writes nothing back.")
    st.markdown(
        f"Put a file `{SETTINGS_FILE}` into the folder the dashboard was started in, {md_escape(Path.cwd())}, "
        f"or name another file in the environment variable `{CONFIG_VARIABLE}`. It names the source and little else:"
    )
    st.code(SETTINGS_EXAMPLE, language=None)
    st.markdown(
        "Then reload this page: the source is read, and the page shows how far it is. "
        "`python -m dashboard check` says in words what was connected and which rows were set aside. "
        "The file README.md says more."
    )
