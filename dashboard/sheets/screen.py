"""The sheet for the screen: one HTML file that needs nothing else, runs nothing and can be printed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.palette import LIGHT
from dashboard.review import Review
from dashboard.sheets.cells import Cell
from dashboard.sheets.fonts import shipped_font
from dashboard.sheets.team_bands import BANDS_TITLE, bands_picture
from dashboard.sheets.written import TITLE, written

_TEMPLATES = Path(__file__).parent / "templates"
_LINE_WIDTH, _LINE_HEIGHT, _LINE_EDGE = 56, 15, 1.5


def review_on_screen(review: Review, fonts: Path | None = None) -> bytes:
    """The review as one HTML file in UTF-8; `fonts` is where the font is kept. Raises FontMissing."""
    words, picture = written(review), bands_picture(review, fonts)
    return filled(
        "review.html.jinja",
        {
            "heading": TITLE,
            "review": words,
            "picture": picture,
            "picture_title": BANDS_TITLE,
            "font": _font(),
        },
    )


def filled(template: str, values: Mapping[str, object]) -> bytes:
    """The template with the values, each of which is text, in UTF-8."""
    return _environment().get_template(template).render(colours=LIGHT, points=points, **values).encode()


def points(cell: Cell) -> tuple[str, ...]:
    """The pieces of a cell's small line as the points of a polyline: a week without anything to count parts them."""
    step = (_LINE_WIDTH - 2 * _LINE_EDGE) / max(len(cell.line) - 1, 1)
    pieces: list[list[str]] = [[]]
    for place, value in enumerate(cell.line):
        if value is None:
            pieces.append([])
            continue
        height = _LINE_EDGE + (1 - value) * (_LINE_HEIGHT - 2 * _LINE_EDGE)
        pieces[-1].append(f"{_LINE_EDGE + step * place:.1f},{height:.1f}")
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _font() -> str:
    """The font as it stands in the file, so that it looks the same where Source Sans is not installed."""
    return base64.b64encode(shipped_font().read_bytes()).decode()
