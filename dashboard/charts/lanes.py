"""What stands in the lanes of an account's timeline: contacts, promises and issues, and the places they stand at."""

from __future__ import annotations

from datetime import date, timedelta

import altair as alt
import numpy as np
import pandas as pd

from dashboard.charts.picture import NOTE_SIZE, PHONE, chart_of, text
from dashboard.palette import PROMISE_STATES, Palette
from dashboard.portfolio import NOT_KNOWN
from dashboard.portfolio.timeline import CALLS, ISSUES, LANES, MEETINGS, PROMISES, Timeline, days_from
from dashboard.wording import MONTHS, PLACE_WORDS, count, day

TOP, BOTTOM = -0.5, len(LANES) - 0.5
ABOVE = TOP - 0.6
"""Edges of the lanes, which lie at 0, 1, ..., and of the room above them in which the rule of the date is named."""
HEIGHT = 262
LABEL = 13
NAMES = 100
NARROW = f"width < {PHONE - NAMES}"
DAYS_BACK_ON_A_PHONE, DAYS_AHEAD_ON_A_PHONE = 183, 46

_NOTHING_NEEDS = 112
_WORDS_NEED_DAYS = 130
_SHORTEST_BAR = 2
_QUARTER_STARTS = (1, 4, 7, 10)


class Across:
    """Places on the axis: days from the date, over 18 months back and 3 ahead, or fewer on a phone."""

    def __init__(self, shown: Timeline, colours: Palette) -> None:
        self.as_of, self.colours = shown.as_of, colours
        self.back, self.ahead = (shown.as_of - shown.first).days, (shown.last - shown.as_of).days
        self.per_day = (
            f"(width / ({NARROW} ? {DAYS_BACK_ON_A_PHONE + DAYS_AHEAD_ON_A_PHONE} : {self.back + self.ahead}))"
        )

    def days(self, values: pd.Series) -> pd.Series:
        """Days before (negative) or after the date."""
        return days_from(values, self.as_of)

    def x(self, field: str, *, with_axis: bool = False) -> alt.X:
        """The place of a day. One mark alone has the axis, for each would copy it."""
        scale = alt.Scale(
            domain=[
                alt.ExprRef(f"{NARROW} ? {-DAYS_BACK_ON_A_PHONE} : {-self.back}"),
                alt.ExprRef(f"{NARROW} ? {DAYS_AHEAD_ON_A_PHONE} : {self.ahead}"),
            ],
            nice=False,
            zero=False,
        )
        axis = {"axis": self._axis()} if with_axis else {}
        return alt.X(f"{field}:Q", title=None, scale=scale, **axis)

    def _axis(self) -> alt.Axis:
        """The names of the first months of the quarters."""
        names = {(start - self.as_of).days: f"{MONTHS[start.month - 1]} {start.year}" for start in self._quarters()}
        return alt.Axis(
            values=list(names),
            labelExpr="({" + ",".join(f"'{place}':'{name}'" for place, name in names.items()) + "})[datum.value]",
            title=None,
            labelFontSize=NOTE_SIZE,
            labelColor=self.colours.muted,
            labelPadding=10,
            grid=False,
            ticks=False,
            domain=False,
            labelOverlap=True,
            labelFlush=False,
        )

    def _quarters(self) -> list[date]:
        first, last = self.as_of - timedelta(days=self.back), self.as_of + timedelta(days=self.ahead)
        years = range(first.year, last.year + 1)
        starts = [date(year, month, 1) for year in years for month in _QUARTER_STARTS]
        return [start for start in starts if first <= start <= last]


def lanes_down(colours: Palette) -> alt.Y:
    """The places of the lanes; their names stand at the left."""
    names = ",".join(f"'{lane}'" for lane in LANES)
    axis = alt.Axis(
        values=list(range(len(LANES))),
        labelExpr=f"[{names}][datum.value]",
        title=None,
        labelFontSize=LABEL,
        labelColor=colours.ink,
        labelLimit=0,
        labelPadding=8,
        grid=False,
        ticks=False,
        domain=False,
    )
    scale = alt.Scale(domain=[BOTTOM, ABOVE], nice=False, zero=False)
    return alt.Y("lane:Q", axis=axis, scale=scale)


def lane_at(lane: str) -> alt.YDatum:
    """The place of one lane."""
    return alt.YDatum(LANES.index(lane))


def all_lanes() -> dict[str, alt.YDatum | alt.Y2Datum]:
    """From the top of the first lane to the bottom of the last."""
    return {"y": alt.YDatum(TOP), "y2": alt.Y2Datum(BOTTOM)}


def over_lines(base: alt.Chart, words: dict[str, object], ground: str, **encoding: object) -> list[alt.Chart]:
    """Words with a halo in the colour they stand on, so that no line runs through them."""
    halo = base.mark_text(**words, stroke=ground, strokeWidth=5, strokeJoin="round")
    return [halo.encode(**encoding), base.mark_text(**words).encode(**encoding)]


def dates(values: pd.Series, as_of: date) -> list[str]:
    """The dates as they are written in tooltips."""
    return [day(value, as_of) for value in values]


def _per_day(shown: Timeline, across: Across, lane: str) -> pd.DataFrame:
    """Counted contacts of a lane, those of one day and place in one mark."""
    rows = shown.contacts[(shown.contacts["lane"] == lane) & ~shown.contacts["planned"].astype(bool)]
    place = rows["place"].fillna(NOT_KNOWN) if lane == MEETINGS else NOT_KNOWN
    groups = rows.assign(place=place).groupby(["on", "place"], sort=True)
    last = groups[["kind", "contact_name", "subject", "private"]].last().reset_index()
    return _marks(last.assign(n=groups.size().to_numpy()), shown, across)


def _marks(rows: pd.DataFrame, shown: Timeline, across: Across) -> pd.DataFrame:
    n = rows["n"] if "n" in rows else pd.Series(1, index=rows.index)
    one = n == 1
    subject = rows["subject"].astype(object).fillna("").mask(rows["private"].astype(bool), "private")
    return pd.DataFrame(
        {
            "day": across.days(rows["on"]),
            "place": rows["place"].fillna(NOT_KNOWN).map(PLACE_WORDS),
            "when": dates(rows["on"], shown.as_of),
            "what": rows["kind"].where(one, n.map("{} contacts".format)),
            "who": rows["contact_name"].where(one).fillna(""),
            "about": subject.where(one, ""),
        }
    )


def _tooltip(when: str, *, place: bool = False) -> list[alt.Tooltip]:
    where = [alt.Tooltip("place:N", title="Place")] if place else []
    return [
        alt.Tooltip("when:N", title=when),
        alt.Tooltip("what:N", title="What"),
        *where,
        alt.Tooltip("who:N", title="With"),
        alt.Tooltip("about:N", title="About"),
    ]


def calls(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """Short ticks."""
    rows = _per_day(shown, across, CALLS)
    if rows.empty:
        return []
    marks = {"orient": "vertical", "size": 16, "thickness": 1.5, "opacity": 1, "clip": True}
    return [
        chart_of(rows)
        .mark_tick(color=colours.muted, **marks)
        .encode(x=across.x("day"), y=lane_at(CALLS), tooltip=_tooltip("On"))
    ]


def meetings(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """Squares: filled where people met, open where they did not, grey where the place is not known."""
    rows = _per_day(shown, across, MEETINGS)
    if rows.empty:
        return []
    good, unknown = colours.tones["good"].fill, colours.tones["unknown"].fill
    places = list(PLACE_WORDS.values())
    fills = alt.Scale(domain=places, range=[good, good, colours.page, unknown])
    edges = alt.Scale(domain=places, range=[good, good, good, unknown])
    return [
        chart_of(rows)
        .mark_point(shape="square", size=95, strokeWidth=2, opacity=1, clip=True)
        .encode(
            x=across.x("day"),
            y=lane_at(MEETINGS),
            fill=alt.Fill("place:N", scale=fills, legend=None),
            stroke=alt.Stroke("place:N", scale=edges, legend=None),
            tooltip=_tooltip("On", place=True),
        )
    ]


def planned(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """Diamonds right of the date, or the words that nothing is planned: a fault only where a contact is due."""
    rows = shown.contacts[shown.contacts["planned"].astype(bool)]
    if len(rows):
        marks = _marks(rows, shown, across).assign(lane=rows["lane"].map(LANES.index))
        tone = colours.tones["planned"].fill
        diamond = {"shape": "diamond", "size": 130, "strokeWidth": 1, "opacity": 1, "clip": True}
        return [
            chart_of(marks)
            .mark_point(fill=tone, stroke=colours.page, **diamond)
            .encode(x=across.x("day"), y=lanes_down(colours), tooltip=_tooltip("Planned on", place=True))
        ]
    if not shown.nothing_planned:
        return []
    tone = colours.tones["poor"].text if shown.silence else colours.muted
    fits = f"!({NARROW}) && {across.ahead} * {across.per_day} > {_NOTHING_NEEDS}"
    words = text(tone, LABEL, bold=bool(shown.silence), dx=10)
    words["opacity"] = alt.ExprRef(f"{fits} ? 1 : 0")
    place = {"x": across.x("day"), "y": lane_at(MEETINGS), "text": alt.TextValue("nothing planned")}
    return over_lines(chart_of(pd.DataFrame({"day": [0]})), words, colours.page, **place)


def promises(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """Triangles on the day a promise is due, in the colour of its state; the last broken one is named."""
    rows, as_of = shown.promises, shown.as_of
    if rows.empty:
        return []
    states = rows["state"].map(lambda state: PROMISE_STATES[state].word)
    kinds = rows["kind"].fillna("promise").str.replace("_", "-")
    marks = pd.DataFrame(
        {
            "day": across.days(rows["due_on"]),
            "state": states,
            "what": kinds,
            "when": dates(rows["due_on"], as_of),
            "about": rows["subject"].fillna(""),
        }
    )
    words = [state.word for state in PROMISE_STATES.values()]
    fills = alt.Scale(domain=words, range=[colours.tones[state.token].fill for state in PROMISE_STATES.values()])
    layers = [
        chart_of(marks)
        .mark_point(shape="triangle-up", size=85, filled=True, opacity=1, clip=True)
        .encode(
            x=across.x("day"),
            y=lane_at(PROMISES),
            fill=alt.Fill("state:N", scale=fills, legend=None),
            tooltip=[
                alt.Tooltip("when:N", title="Due on"),
                alt.Tooltip("what:N", title="Promised"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("about:N", title="About"),
            ],
        )
    ]
    broken = marks[marks["state"] == "broken"].sort_values("day").tail(1)
    broken = broken.assign(words=[f"{row.what} due {row.when}, {row.state}" for row in broken.itertuples()])
    return [*layers, *_words(broken, PROMISES, colours.tones["poor"].text, across)]


def issues(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """Bars while a case was open: grey where it is resolved, amber where it is not; the oldest open one is named."""
    rows = shown.issues
    if rows.empty:
        return []
    priority = rows["priority"].fillna("normal")
    marks = pd.DataFrame(
        {
            "day": across.days(rows["opened_on"]),
            "until": across.days(rows["until"]).clip(lower=across.days(rows["opened_on"]) + _SHORTEST_BAR),
            "state": np.where(rows["open"].astype(bool), "open", "resolved"),
            "what": priority + " priority",
            "when": dates(rows["opened_on"], shown.as_of),
            "days": [count(days, "day") for days in rows["days"]],
            "about": rows["subject"].fillna(""),
        }
    )
    tones = [colours.tones["unknown"].fill, colours.tones["fair"].fill]
    bars = chart_of(marks.sort_values("state", ascending=False))
    layers = [
        bars.mark_rule(strokeWidth=8, opacity=1, clip=True).encode(
            x=across.x("day"),
            x2=alt.X2("until"),
            y=lane_at(ISSUES),
            color=alt.Color("state:N", scale=alt.Scale(domain=["resolved", "open"], range=tones), legend=None),
            tooltip=[
                alt.Tooltip("when:N", title="Opened on"),
                alt.Tooltip("days:N", title="Open for"),
                alt.Tooltip("what:N", title="Priority"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("about:N", title="About"),
            ],
        )
    ]
    oldest = marks[marks["state"] == "open"].sort_values("day").head(1)
    oldest = oldest.assign(words=[f"{row.what}, open {row.days}" for row in oldest.itertuples()])
    return [*layers, *_words(oldest, ISSUES, colours.muted, across)]


def _words(marks: pd.DataFrame, lane: str, tone: str, across: Across) -> list[alt.Chart]:
    """The words left of a mark, or above it where there is no room; none on a phone."""
    if marks.empty:
        return []
    near = int(marks["day"].iloc[0]) < _WORDS_NEED_DAYS - across.back
    start = marks.assign(day=marks["day"].clip(lower=-across.back))
    place = {"align": "left", "dx": 0, "dy": -13} if near else {"align": "right", "dx": -10}
    words = text(tone, NOTE_SIZE, opacity=alt.ExprRef(f"{NARROW} ? 0 : 1"), **place)
    encoding = {"x": across.x("day"), "y": lane_at(lane), "text": alt.Text("words:N")}
    return over_lines(chart_of(start), words, across.colours.page, **encoding)
