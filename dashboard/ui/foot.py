"""The foot of every page: what its figures rest on, and what was left out while reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.review.assembled import rules_in_words
from dashboard.ui.menu import link
from dashboard.ui.states import when_read
from dashboard.wording import count, long_day, md_escape
from data_access.scope import Scope

if TYPE_CHECKING:
    from dashboard.ui.view import View


def foot(view: View) -> None:
    """What the figures of a view rest on: source, dates, rows set aside, rules."""
    report = view.mirror.report
    parts = [
        f"Data until {long_day(view.as_of)}",
        f"read from {report.source} {when_read(view.mirror)}",
        f"{count(report.set_aside, 'row')} set aside",
        rules_in_words(view.policy),
    ]
    st.caption(" · ".join(md_escape(part) for part in parts))
    if (report.set_aside or report.values_left_out) and view.scope == Scope.everything() and view.page != "data":
        aside, values = count(report.set_aside, "row"), count(report.values_left_out, "value")
        link("data", f"{aside} set aside, {values} left out while reading")
