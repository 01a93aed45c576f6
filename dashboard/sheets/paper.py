"""Sheets on paper: A4 by typst, which gets the data as JSON; what comes from the CRM is text there, never markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from dashboard.palette import LIGHT
from dashboard.review import Review
from dashboard.sheets.fonts import font_folder
from dashboard.sheets.pictures import Vector
from dashboard.sheets.team_bands import BANDS_TITLE, bands_picture
from dashboard.sheets.written import TITLE, Written, written

_TEMPLATES = Path(__file__).parent / "templates"
_COLOURS = {
    "tones": {name: tone.text for name, tone in LIGHT.tones.items()},
    "ink": LIGHT.ink,
    "muted": LIGHT.muted,
    "rule": LIGHT.line,
    "panel": LIGHT.panel,
    "accent": LIGHT.accent,
}


def review_on_paper(review: Review, fonts: Path | None = None) -> bytes:
    """The review as PDF, A4 portrait; `fonts` is where the font is kept. Raises FontMissing."""
    return compiled("review.typ", review_data(written(review), bands_picture(review, fonts)), review.read_at, fonts)


def review_data(words: Written, picture: Vector | None) -> dict[str, object]:
    """What the template of the review is filled with."""
    return {
        "title": words.title,
        "heading": TITLE,
        "opening": words.opening,
        "foot": words.foot,
        "finding": words.finding,
        "context": words.context,
        "tiles": [dict(zip(("label", "value", "cases", "change"), tile, strict=True)) for tile in words.tiles],
        "tables": [asdict(table) for table in words.tables],
        "picture": None if picture is None else {"title": BANDS_TITLE, "svg": picture.svg, "alt": picture.alt},
    }


def compiled(
    template: str, data: Mapping[str, object], at: datetime, fonts: Path | None = None, form: str = "pdf"
) -> bytes | list[bytes]:
    """The template filled with the data: a PDF dated `at`, or as `png` a picture of each page. Raises FontMissing."""
    return _compiler(template, data, fonts).compile(format=form, timestamp=int(at.timestamp()))


def pages_of(template: str, data: Mapping[str, object], fonts: Path | None = None) -> int:
    """How many pages the template has with the data; it marks its end with their number. Raises FontMissing."""
    return int(_compiler(template, data, fonts).query("<pages>", field="value", one=True))


def _compiler(template: str, data: Mapping[str, object], fonts: Path | None) -> typst.Compiler:
    return typst.Compiler(
        str(_TEMPLATES / template),
        root=str(_TEMPLATES),
        font_paths=_fonts(font_folder(fonts)),
        sys_inputs={"data": json.dumps({**data, **_COLOURS}, ensure_ascii=False, allow_nan=False)},
    )


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """Source Sans first; what it lacks, such as Arabic, is taken from the fonts of the machine."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(folder)])
