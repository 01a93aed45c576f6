"""Satisfaction on the page on service and promises: the accounts below the limit, both trends, evaluated projects."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.headlines import service_and_promises as words
from dashboard.portfolio import satisfaction as opinions
from dashboard.ui import service_columns as columns
from dashboard.ui.lists import accounts_behind
from dashboard.ui.service_and_promises import Figures
from dashboard.ui.tables import chart
from dashboard.ui.view import View, section
from dashboard.wording import count

NARROWEST_TREND = 320


def satisfaction(view: View, shown: Figures) -> None:
    """The accounts below the strict limit, core and customer service month by month, and evaluations of projects."""
    if "survey_responses" in shown.missing:
        section("Satisfaction")
        st.markdown(words.NOT_HERE["survey_responses"])
        return
    floor, asked = float(view.policy.satisfaction_floor), len(shown.satisfaction)
    section(words.satisfaction_heading(shown.below, asked, floor), words.satisfaction_caption(shown.below, asked))
    accounts_behind(
        view,
        f"Show {count(asked, 'account')} asked, the lowest first",
        shown.satisfaction,
        columns.satisfaction(),
        name="satisfied-accounts",
        definition=view.means("below_satisfaction_limit", "core_satisfaction", "service_satisfaction"),
    )
    _trends(view, shown)
    section("Evaluations of finished projects", words.evaluations_sentence(shown.evaluations, floor))
    if len(shown.evaluations):
        accounts_behind(
            view,
            f"Show {count(len(shown.evaluations), 'evaluation')}",
            shown.evaluations,
            columns.evaluations(view),
            name="evaluations",
            definition=view.means("evaluation_of_project"),
            counted=count(len(shown.evaluations), "evaluation"),
        )


def _trends(view: View, shown: Figures) -> None:
    with st.grid(len(opinions.PARTS), min_column_width=NARROWEST_TREND, gap="large"):
        for part, figure in shown.trends.items():
            with st.container():
                section(words.trend_heading(part), words.TREND_CAPTION)
                if figure is None:
                    st.markdown("Nobody answered in these twelve months.")
                    continue
                means = view.means("satisfaction_by_month")
                chart(figure, columns=columns.months(view), name=f"satisfaction-{part}", definition=means)
    accounts_behind(
        view,
        "Show the answers behind both",
        lambda: _answers(view),
        columns.answers(view),
        name="satisfaction-answers",
        definition=view.means("satisfaction_by_month"),
    )


def _answers(view: View) -> pd.DataFrame:
    rows = opinions.answer_list(view.service_rows.satisfaction, view.accounts)
    instrument = rows["instrument"].str.replace("_", " ")
    return rows.assign(about=rows["part"].map(words.ABOUT), instrument=instrument)
