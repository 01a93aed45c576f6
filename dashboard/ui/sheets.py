"""Sheets on the pages: the review as a file, and the brief for a meeting; each is made when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import sheets
from dashboard.brief import brief_of
from dashboard.review import Review
from dashboard.ui.stores import scored
from dashboard.ui.view import View
from dashboard.wording import md_escape

PDF = "application/pdf"
_FORMS = (
    ("pdf", "PDF for paper", PDF, ":material/print:"),
    ("html", "HTML, one file", "text/html", ":material/web:"),
    (
        "xlsx",
        "XLSX for calculating",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table:",
    ),
)


def downloads(view: View, review: Review, place: DeltaGenerator | None = None) -> None:
    """The review as PDF, HTML and XLSX, behind one button in the page's title row or another place."""
    fonts = _fonts(view)
    with (place or view.action).popover("Export", icon=":material/download:"):
        for form, label, mime, icon in _FORMS:
            st.download_button(
                label,
                data=_made(form, review, fonts),
                file_name=sheets.sheet_name(review, form),
                mime=mime,
                icon=icon,
                key=f"review_as_{form}",
                on_click="ignore",
                width="stretch",
            )


def meeting_brief(view: View, account: Mapping[str, object]) -> None:
    """One page about an account for the meeting with that customer, as PDF, in the page's title row."""
    view.action.download_button(
        "Meeting brief",
        data=partial(_brief, view, str(account["account_id"])),
        file_name=f"brief-{_slug(account['account_name'])}-{view.as_of.isoformat()}.pdf",
        mime=PDF,
        icon=":material/description:",
        help=f"One page for the meeting with {md_escape(account['account_name'])}, as PDF",
        key="meeting_brief",
        on_click="ignore",
    )


def _made(form: str, review: Review, fonts: Path) -> Callable[[], bytes]:
    """What makes a form of the review when it is asked for."""
    makers = {"pdf": sheets.pdf, "html": sheets.html, "xlsx": sheets.xlsx}
    return partial(makers[form], review) if form == "xlsx" else partial(makers[form], review, fonts)


def _brief(view: View, account_id: str) -> bytes:
    frames = scored(view.store, view.mirror, view.as_of, view.policy)
    return sheets.brief(brief_of(view.mirror, frames, view.scope, account_id), _fonts(view))


def _fonts(view: View) -> Path:
    """Where the font of the sheets is kept: beside the mirror."""
    return view.store.settings.mirror.parent


def _slug(name: object) -> str:
    """A name as a part of a file's name."""
    return re.sub(r"\W+", "-", str(name).casefold()).strip("-_")[:60] or "account"
