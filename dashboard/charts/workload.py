"""Workload: the accounts of each owner by tier as one stacked bar, and the median of the team as a tick."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts.picture import NAME_SIZE, NOTE_SIZE, PHONE, Picture, chart_of, finished, pixels, text, ticks
from dashboard.palette import TIERS, Palette
from dashboard.wording import count, listing, number

_TOP = 26
_ROW_HEIGHT = 28
_BAR_HEIGHT = 18
_NAMES, _NAMES_ON_A_PHONE = 270, 132
_TEAM_AT = 172
_COUNTS = 44
_WORD_WIDTH = 84


def workload_bars(rows: pd.DataFrame, colours: Palette, longest: float) -> Picture | None:
    """Some rows of `portfolio.workload` on a scale up to `longest`, in their order; None without a row.

    On a phone the names of the teams leave; the table and the tooltips keep them.
    """
    if rows.empty:
        return None
    height = _TOP + _ROW_HEIGHT * len(rows)
    owners = _owners(rows)
    along = alt.Scale(
        domain=[0, max(longest, 1.0)],
        range=[alt.ExprRef(f"width < {PHONE} ? {_NAMES_ON_A_PHONE} : {_NAMES}"), alt.ExprRef(f"width - {_COUNTS}")],
        nice=False,
    )
    layers = [
        *_legend(colours),
        *_names(owners, colours, height),
        _bars(_parts(rows), colours, along, height),
        *ticks(
            chart_of(owners),
            colours,
            _BAR_HEIGHT + 6,
            x=alt.X("median:Q", axis=None, scale=along),
            y=pixels("middle", height),
        ),
        _counts(owners, colours, along, height),
    ]
    chart = finished(layers, height, around=0, resolve=alt.Resolve(scale={"x": "independent"}))
    return Picture(chart, _sentence(rows), workload_table(rows))


def _owners(rows: pd.DataFrame) -> pd.DataFrame:
    """One mark per owner with the pixel its bar lies around."""
    shown = rows[["owner", "team", "active", "median"]].reset_index(drop=True)
    middle = _TOP + _ROW_HEIGHT * (shown.index.to_numpy() + 0.5)
    return shown.assign(middle=middle, label=[number(n) for n in shown["active"]])


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """One mark per tier of an owner that has any account of it."""
    found = []
    for place, row in enumerate(rows.to_dict("records")):
        start, top = 0, _TOP + _ROW_HEIGHT * place + (_ROW_HEIGHT - _BAR_HEIGHT) / 2
        for tier in TIERS:
            n = int(row[tier])
            if n:
                shown = {"owner": row["owner"], "team": row["team"], "tier": tier, "n": n, "active": row["active"]}
                found.append(
                    shown
                    | {
                        "median": row["median"],
                        "start": start,
                        "end": start + n,
                        "top": top,
                        "bottom": top + _BAR_HEIGHT,
                    }
                )
            start += n
    return pd.DataFrame(found)


def _legend(colours: Palette) -> list[alt.Chart]:
    words = [(tier, tier, _WORD_WIDTH / 2 * place) for place, tier in enumerate(TIERS)]
    places = pd.DataFrame(words, columns=["tier", "word", "at"])
    scale = alt.Scale(domain=[0, 1], range=[0, 1], nice=False)
    base = chart_of(places).encode(x=alt.X("at:Q", axis=None, scale=scale), y=alt.value(9))
    fills = alt.Scale(domain=list(TIERS), range=[colours.tiers[tier] for tier in TIERS])
    note = chart_of(pd.DataFrame({"words": ["tick: median of the team"]}))
    return [
        base.mark_point(shape="square", size=90, filled=True, opacity=1, xOffset=6).encode(
            fill=alt.Fill("tier:N", scale=fills, legend=None)
        ),
        base.mark_text(**text(colours.muted, NOTE_SIZE), xOffset=16).encode(text=alt.Text("word:N")),
        note.mark_text(**text(colours.muted, NOTE_SIZE)).encode(
            x=alt.value(_WORD_WIDTH / 2 * len(TIERS) + 8), y=alt.value(9), text=alt.Text("words:N")
        ),
    ]


def _names(owners: pd.DataFrame, colours: Palette, height: int) -> list[alt.Chart]:
    limit = alt.ExprRef(f"width < {PHONE} ? {_NAMES_ON_A_PHONE - 10} : {_TEAM_AT - 10}")
    base = chart_of(owners).encode(y=pixels("middle", height))
    team = text(colours.muted, NOTE_SIZE, limit=_NAMES - _TEAM_AT - 10, opacity=alt.ExprRef(f"width < {PHONE} ? 0 : 1"))
    return [
        base.mark_text(**text(colours.ink, NAME_SIZE, limit=limit)).encode(x=alt.value(0), text=alt.Text("owner:N")),
        base.mark_text(**team).encode(x=alt.value(_TEAM_AT), text=alt.Text("team:N")),
    ]


def _bars(parts: pd.DataFrame, colours: Palette, along: alt.Scale, height: int) -> alt.Chart:
    fills = alt.Scale(domain=list(TIERS), range=[colours.tiers[tier] for tier in TIERS])
    return (
        chart_of(parts)
        .mark_rect(xOffset=1, x2Offset=-1)
        .encode(
            x=alt.X("start:Q", axis=None, scale=along),
            x2=alt.X2("end"),
            y=pixels("top", height),
            y2=alt.Y2("bottom"),
            fill=alt.Fill("tier:N", scale=fills, legend=None),
            tooltip=[
                alt.Tooltip("owner:N", title="Owner"),
                alt.Tooltip("team:N", title="Team"),
                alt.Tooltip("tier:N", title="Tier"),
                alt.Tooltip("n:Q", title="Accounts"),
                alt.Tooltip("active:Q", title="Of"),
                alt.Tooltip("median:Q", title="Median of the team"),
            ],
        )
    )


def _counts(owners: pd.DataFrame, colours: Palette, along: alt.Scale, height: int) -> alt.Chart:
    """The number at the end of the bar, or right of the tick where that stands further."""
    ends = owners.assign(end=owners[["active", "median"]].max(axis=1))
    return (
        chart_of(ends)
        .mark_text(**text(colours.ink, NAME_SIZE, bold=True), xOffset=8)
        .encode(x=alt.X("end:Q", axis=None, scale=along), y=pixels("middle", height), text=alt.Text("label:N"))
    )


def _sentence(rows: pd.DataFrame) -> str:
    teams = rows.drop_duplicates("team")
    medians = [
        f"{row.team} {number(row.median, 0 if row.median == int(row.median) else 1)}" for row in teams.itertuples()
    ]
    owners = count(len(rows), "owner")
    return f"Active accounts by tier of {owners}, in alphabetical order. Median accounts per owner: {listing(medians)}."


def workload_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `portfolio.workload` under the names people read, with the contacts required and held a week."""
    shown = rows[["owner", "team", *TIERS, "active", "median", "Inactive", "Prospect"]]
    names = ["Owner", "Team", *TIERS, "Active accounts", "Median of the team", "Inactive", "Prospects"]
    return shown.set_axis(names, axis=1).assign(
        **{
            "With a contact target": rows["with_target"],
            "Required a week": rows["required"],
            "Held a week": rows["held"],
        }
    )
