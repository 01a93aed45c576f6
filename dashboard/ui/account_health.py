"""Health on an account's page: where its points were lost, why, and the rows behind each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard import charts, headlines, portfolio, reasons
from dashboard.indicators import INDICATORS
from dashboard.ui import health_columns
from dashboard.ui.filters import put
from dashboard.ui.health_rows import behind_indicator, case_of
from dashboard.ui.tables import Drawn, drawn, evidence_of, picture
from dashboard.ui.view import View, section
from dashboard.wording import MINUS, is_unknown, md_escape, number


@dataclass(frozen=True)
class Figures:
    """What is shown of the health of an active account: the picture of its losses and the limits that cap its band."""

    waterfall: Drawn
    order: tuple[str, ...]
    limits: tuple[str, ...]


def figures_of_health(view: View, account: Mapping[str, object]) -> Figures | None:
    """The figures of an account; None where it is not active and so has no health."""
    if is_unknown(account["band"]):
        return None
    case = case_of(view, account)
    steps = portfolio.health_steps(account, view.policy)
    names = steps["indicator"]
    steps = steps.assign(
        title=[INDICATORS[name].title for name in names],
        reason=[reasons.reason(name, case) for name in names],
        value=[reasons.value_in_words(name, account[name]) for name in names],
        points=[account[f"{name}_points"] for name in names],
        written=[_written(lost) for lost in steps["lost"]],
    )
    known = headlines.known_in_words(account, view.policy)
    shown = charts.health_waterfall(steps, account, view.colours, known)
    return Figures(drawn(shown), tuple(names), tuple(reasons.limit_reasons(case)))


def explanation(view: View, account: Mapping[str, object], shown: Figures | None) -> None:
    """Where the points were lost, and the rows behind the indicator that is open."""
    if shown is None:
        return
    caption = (
        "Largest loss first, of the known inputs. Hatched: unknown, as long as it would weigh; it takes no points."
    )
    section(headlines.lost_heading(account), caption)
    st.markdown(md_escape(headlines.not_enough_data(account, view.policy)))
    for sentence in shown.limits:
        st.markdown(f":orange[**▲ At most fair:**] {md_escape(sentence)}")
    picture(shown.waterfall, name="waterfall", click=charts.STEP_CLICK)
    opened = view.address.open if view.address.open in INDICATORS else ""
    st.session_state["indicator_shown"] = opened
    st.selectbox(
        "Rows behind an indicator",
        ["", *shown.order],
        format_func=lambda name: INDICATORS[name].title if name else "Choose one, or a line above",
        key="indicator_shown",
        on_change=lambda: put("open", [name for name in [st.session_state["indicator_shown"]] if name]),
        width=280,
    )
    with st.container():
        if opened:
            behind_indicator(view, account["account_id"], opened, with_name=False)
    evidence_of(
        "Show as table",
        shown.waterfall.table,
        health_columns.steps(),
        name="waterfall",
        definition=view.means("points_lost", "score", "known_share", "band", "points"),
    )


def _written(lost: float) -> str:
    """The points lost as they stand beside a bar: `−21`, `0`; empty where they are not known."""
    if is_unknown(lost):
        return ""
    return f"{MINUS}{number(lost)}" if round(lost) else "0" if round(lost, 1) == 0 else f"{MINUS}{number(lost, 1)}"
