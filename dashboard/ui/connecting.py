"""What tells in the sidebar that the sample company is shown."""

from __future__ import annotations

import streamlit as st

from dashboard.store import store_in_force
from data_access.settings import SettingsError


def sample_notice() -> bool:
    """Says that the sample company is shown, where it is; returns whether it is."""
    if not _shows_sample():
        return False
    st.caption("Sample company: every customer and every person is invented.")
    return True


def _shows_sample() -> bool:
    """Settings that cannot be used show nothing; the page says what is wrong with them."""
    try:
        return store_in_force().settings.source.sample
    except SettingsError:
        return False
