"""What every chart is made of: the picture that a chart function returns, and marks that several charts share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import disable_debug_mode

from dashboard.palette import Palette

# Checking each part of a chart against the schema as it is made costs more than making it; the tests check the whole.
disable_debug_mode()

FONT = '"Source Sans", sans-serif'
PHONE = 420
NAME_SIZE = 14
VALUE_SIZE = 15
NOTE_SIZE = 12
TICK = 2
HALO = 1.5


class Layers(alt.LayerChart):
    """A layered chart that is written down without being checked against the schema, unless it is asked for."""

    def to_dict(self, validate: bool = False, **options: Any) -> dict[str, Any]:
        """The chart as Vega-Lite."""
        return super().to_dict(validate=validate, **options)


@dataclass(frozen=True)
class Picture:
    """A chart, the sentence read out in its place, and its data under the names people read."""

    chart: Layers
    alt: str
    table: pd.DataFrame


def chart_of(rows: pd.DataFrame) -> alt.Chart:
    """An empty chart of a few rows, which travel inside it: cheaper than a frame for each layer."""
    known = rows.astype(object).where(rows.notna(), None)
    return alt.Chart(alt.InlineData(values=known.to_dict("records")))


def finished(
    layers: list[alt.Chart], height: int, right: int = 0, around: int = 4, **options: object
) -> alt.LayerChart:
    """The layers as one chart of the container's width without frame; `right` and `around` are its padding."""
    return Layers(
        layer=layers,
        width="container",
        height=height,
        background="transparent",
        padding={"left": 0, "right": right, "top": around, "bottom": around},
        config=alt.Config(font=FONT, view=alt.ViewConfig(stroke=None)),
        **options,
    )


def text(
    colour: str | alt.ExprRef, size: int, *, bold: bool = False, align: str = "left", **marks: object
) -> dict[str, object]:
    """The properties of a text mark of the charts' own scale."""
    weight = 600 if bold else 400
    return {"color": colour, "fontSize": size, "fontWeight": weight, "align": align, "baseline": "middle", **marks}


def ticks(base: alt.Chart, colours: Palette, size: int, **encoding: object) -> list[alt.Chart]:
    """Upright ink ticks with a halo in the page colour, so that they are seen inside dark bars."""
    marks = {"orient": "vertical", "size": size, "opacity": 1}
    return [
        base.mark_tick(color=colours.page, thickness=TICK + 2 * HALO, **marks).encode(**encoding),
        base.mark_tick(color=colours.ink, thickness=TICK, **marks).encode(**encoding),
    ]


def pixels(field: str, height: float) -> alt.Y:
    """Places counted in pixels from the top of a chart of that height."""
    return alt.Y(
        f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    )
