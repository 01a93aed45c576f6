"""Charts of the dashboard as vectors for sheets: in the light palette, at a fixed width, without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import vl_convert

from dashboard.charts import Picture
from dashboard.sheets.fonts import font_folder

_TOOLTIPS = re.compile(r'\s(?:aria-(?:label|roledescription)|role)="[^"]*"')


@dataclass(frozen=True)
class Vector:
    """A chart as SVG with the sentence read out in its place."""

    svg: str
    alt: str


def vector(picture: Picture, width: int, fonts: Path | None = None) -> Vector:
    """The chart at a width in pixels; `fonts` is where the font is kept. Raises FontMissing."""
    _register(font_folder(fonts))
    spec = picture.chart.to_dict(validate=False) | {"width": width, "background": "transparent"}
    # The sentence beside the picture says what it shows: a reader would else tell every mark of it.
    return Vector(_TOOLTIPS.sub("", vl_convert.vegalite_to_svg(spec)), picture.alt)


@cache
def _register(folder: Path) -> None:
    vl_convert.register_font_directory(str(folder))
