"""The timeline of an account: orders, meetings, calls and e-mail, promises and issues on one axis of time."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from dashboard.charts.lanes import (
    DAYS_BACK_ON_A_PHONE,
    HEIGHT,
    LABEL,
    NARROW,
    Across,
    all_lanes,
    calls,
    dates,
    issues,
    lane_at,
    lanes_down,
    meetings,
    over_lines,
    planned,
    promises,
)
from dashboard.charts.picture import NOTE_SIZE, Picture, chart_of, finished, text
from dashboard.palette import Palette
from dashboard.portfolio.timeline import CALLS, ISSUES, LANES, MEETINGS, ORDERS, PROMISES, Timeline, timeline_rows
from dashboard.wording import PLACE_WORDS, UNKNOWN, count, day, is_unknown, listing, money, noun

_DIGIT, _BESIDE = 7.6, 6
_SMALLEST, _LARGEST = 40, 460
_STEP, _STEPS = 0.2, 10
"""Where the amounts stand is settled for so many pixels a day, in steps of so many."""
_MOST_LABELS = 40
_RIGHT, _LEFT, _NOWHERE = "r", "l", "-"
_SILENT_NEEDS = 104


def timeline_chart(shown: Timeline, colours: Palette, currency: str, today: str) -> Picture:
    """The five lanes around the rule of the date, which `today` names; on a phone six months and fewer words.

    Orders are circles whose area is the amount, meetings squares, calls ticks, what is planned diamonds, promises
    triangles and issues bars; silence is shaded. A lane whose table is not connected says so.
    """
    across = Across(shown, colours)
    layers = [
        *_hairlines(shown, colours),
        *_silence(shown, across, colours),
        *_order_rules(shown, across, colours),
        *issues(shown, across, colours),
        *calls(shown, across, colours),
        *meetings(shown, across, colours),
        *planned(shown, across, colours),
        *promises(shown, across, colours),
        *_orders(shown, across, colours, currency),
        *_today(across, colours, today),
    ]
    apart = alt.Resolve(scale={"fill": "independent", "stroke": "independent", "color": "independent"})
    chart = finished(layers, HEIGHT, right=12, resolve=apart)
    return Picture(chart, _sentence(shown, currency), timeline_table(shown))


def timeline_table(shown: Timeline) -> pd.DataFrame:
    """The same as a table, newest first: Date, Lane, What, Amount, Until, By, With, About."""
    rows = timeline_rows(shown)
    words = PLACE_WORDS | {"follow_up": "follow-up"}
    what = [" ".join(words.get(word, word) for word in what.split(" ")) for what in rows["what"]]
    columns = ["Date", "Lane", "What", "Amount", "Until", "By", "With", "About"]
    return rows.assign(what=pd.Series(what, index=rows.index, dtype=object)).set_axis(columns, axis=1)


def _hairlines(shown: Timeline, colours: Palette) -> list[alt.Chart]:
    """A thin line for each lane, and what is said where its table is not connected."""
    lanes = pd.DataFrame({"lane": range(len(LANES)), "name": LANES})
    lines = chart_of(lanes).mark_rule(color=colours.grid, strokeWidth=1).encode(y=lanes_down(colours))
    missing = lanes[~lanes["name"].isin(shown.connected)]
    if missing.empty:
        return [lines]
    words, place = text(colours.muted, NOTE_SIZE), {"x": alt.XValue(8), "y": lanes_down(colours)}
    said = over_lines(chart_of(missing), words, colours.page, **place, text=alt.TextValue("not connected"))
    return [lines, *said]


def _silence(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """The days without a counted contact, where they are more than the target."""
    silence = shown.silence
    if silence is None:
        return []
    words = f"{count(silence.days, 'day')} silent" if silence.contacted else "no contact so far"
    shade = chart_of(pd.DataFrame({"from": [max(-silence.days, -across.back)], "to": [0], "words": [words]}))
    shaded = f"min({silence.days}, {NARROW} ? {DAYS_BACK_ON_A_PHONE} : {across.back}) * {across.per_day}"
    shown_where_it_fits = alt.ExprRef(f"{shaded} > {_SILENT_NEEDS} ? 1 : 0")
    tone = colours.tones["poor"]
    return [
        shade.mark_rect(color=tone.tint, clip=True, opacity=1).encode(
            x=across.x("from"), x2=alt.X2("to"), **all_lanes()
        ),
        shade.mark_text(**text(tone.text, LABEL, bold=True, align="right", dx=-10), opacity=shown_where_it_fits).encode(
            x=across.x("to"), y=lane_at(MEETINGS), text=alt.Text("words:N")
        ),
    ]


def _order_rules(shown: Timeline, across: Across, colours: Palette) -> list[alt.Chart]:
    """A dotted rule through all lanes for each order day."""
    if shown.orders.empty:
        return []
    orders = pd.DataFrame({"day": across.days(shown.orders["on"][shown.orders["buys"].astype(bool)])})
    rule = {"color": colours.muted, "strokeDash": [2, 3], "strokeWidth": 1, "clip": True}
    return [chart_of(orders).mark_rule(**rule).encode(x=across.x("day"), **all_lanes())]


def _orders(shown: Timeline, across: Across, colours: Palette, currency: str) -> list[alt.Chart]:
    """Circles with the amount beside them, the largest first where there is no room for all amounts."""
    if shown.orders.empty:
        return []
    marks = _order_marks(shown, across, currency)
    kinds = ["order", "credit", UNKNOWN]
    area = alt.Scale(domain=[0, _most(marks)], range=[_SMALLEST, _LARGEST])
    fills = alt.Scale(domain=kinds, range=[colours.accent, colours.page, colours.tones["unknown"].tint])
    edges = alt.Scale(domain=kinds, range=[colours.page, colours.accent, colours.tones["unknown"].fill])
    base = chart_of(marks)
    step = f"min(floor({across.per_day} / {_STEP}), {_STEPS})"
    side = f"substring(datum.sides, {step}, {step} + 1)"
    words = text(
        colours.ink,
        LABEL,
        bold=True,
        align=alt.ExprRef(f"{side} == '{_LEFT}' ? 'right' : 'left'"),
        dx=alt.ExprRef(f"({side} == '{_LEFT}' ? -1 : 1) * (datum.radius + {_BESIDE})"),
        opacity=alt.ExprRef(f"{side} == '{_NOWHERE}' ? 0 : 1"),
        clip=True,
    )
    return [
        base.mark_point(shape="circle", strokeWidth=1.5, opacity=1, clip=True).encode(
            x=across.x("day"),
            y=lane_at(ORDERS),
            size=alt.Size("size:Q", scale=area, legend=None),
            fill=alt.Fill("kind:N", scale=fills, legend=None),
            stroke=alt.Stroke("kind:N", scale=edges, legend=None),
            tooltip=[alt.Tooltip("when:N", title="Ordered on"), alt.Tooltip("label:N", title="Amount")],
        ),
        *over_lines(base, words, colours.page, x=across.x("day"), y=lane_at(ORDERS), text=alt.Text("label:N")),
    ]


def _order_marks(shown: Timeline, across: Across, currency: str) -> pd.DataFrame:
    rows = shown.orders
    amount = rows["amount"].to_numpy(dtype=float)
    marks = pd.DataFrame(
        {
            "day": across.days(rows["on"]),
            "size": np.nan_to_num(np.abs(amount)),
            "kind": np.where(np.isnan(amount), UNKNOWN, np.where(amount > 0, "order", "credit")),
            "label": ["no rate" if is_unknown(worth) else money(worth, currency) for worth in amount],
            "when": dates(rows["on"], shown.as_of),
        }
    )
    area = _SMALLEST + (_LARGEST - _SMALLEST) * marks["size"] / _most(marks)
    marks["radius"] = np.sqrt(area / np.pi)
    sides = [_sides(marks, step * _STEP, across.back) for step in range(_STEPS + 1)]
    return marks.assign(sides=["".join(side[place] for side in sides) for place in range(len(marks))])


def _most(marks: pd.DataFrame) -> float:
    return max(float(marks["size"].max()), 1.0)


def _sides(marks: pd.DataFrame, per_day: float, back: int) -> list[str]:
    """On which side of its circle each amount stands at so many pixels a day, or that there is no room for it.

    The largest amounts choose first; an amount runs into no circle and no other amount, save that of the largest order.
    """
    centre, radius = marks["day"].to_numpy(dtype=float) * per_day, marks["radius"].to_numpy()
    width = np.array([len(label) for label in marks["label"]], dtype=float) * _DIGIT
    # The axis begins at one of these places, where the names of the lanes stand.
    edges = -per_day * np.array([back, DAYS_BACK_ON_A_PHONE])
    taken_from, taken_to = np.append(centre - radius, edges - 1), np.append(centre + radius, edges)
    sides = [_NOWHERE] * len(marks)
    for rank, place in enumerate(np.lexsort((-centre, -marks["size"].to_numpy()))[:_MOST_LABELS]):
        others = np.arange(len(taken_from)) != place
        for name, side in ((_RIGHT, 1), (_LEFT, -1)):
            near = centre[place] + side * (radius[place] + _BESIDE / 2)
            start, end = sorted((near, near + side * (width[place] + _BESIDE)))
            free = not ((taken_from < end) & (taken_to > start) & others).any()
            if free or not rank:
                sides[place] = name
                taken_from, taken_to = np.append(taken_from, start), np.append(taken_to, end)
                break
    return sides


def _today(across: Across, colours: Palette, today: str) -> list[alt.Chart]:
    base = chart_of(pd.DataFrame({"day": [0]}))
    return [
        base.mark_rule(color=colours.ink, strokeWidth=1.5).encode(x=across.x("day", with_axis=True), **all_lanes()),
        base.mark_text(**text(colours.ink, LABEL, align="center")).encode(
            x=across.x("day"), y=alt.YValue(8), text=alt.TextValue(today)
        ),
    ]


def _sentence(shown: Timeline, currency: str) -> str:
    """What the picture says, for those who do not see it."""
    since = f"From {day(shown.first, shown.as_of)} to {day(shown.as_of, shown.as_of)}"
    parts = [_counted(shown, currency), _silent(shown), _missing(shown)]
    return f"{since}: " + " ".join(part for part in parts if part)


def _counted(shown: Timeline, currency: str) -> str:
    orders, contacts = shown.orders[shown.orders["buys"].astype(bool)], shown.contacts
    held = contacts[~contacts["planned"].astype(bool)]
    meetings, open_issues = int((held["lane"] == MEETINGS).sum()), int(shown.issues["open"].sum())
    worth = "" if orders["amount"].isna().all() else f" worth {money(orders['amount'].sum(), currency)}"
    told = {
        ORDERS: f"{count(len(orders), 'order day')}{worth}",
        MEETINGS: count(meetings, "meeting"),
        CALLS: count(len(held) - meetings, "call or e-mail", "calls and e-mails"),
        PROMISES: count(len(shown.promises), "promise"),
        ISSUES: f"{count(len(shown.issues), 'issue')}, {open_issues} of them open",
    }
    known = [words for lane, words in told.items() if lane in shown.connected]
    return f"{listing(known)}." if known else ""


def _silent(shown: Timeline) -> str:
    if MEETINGS not in shown.connected:
        return ""
    planned = int(shown.contacts["planned"].sum())
    ahead = f"{count(planned, 'contact')} {noun(planned, 'is', 'are')} planned." if planned else "Nothing is planned."
    silence = shown.silence
    if silence is None:
        return ahead
    since = "since the last counted contact" if silence.contacted else "since the first order, without a contact"
    return f"{count(silence.days, 'day')} {since}; the target is {count(silence.target, 'day')}. {ahead}"


def _missing(shown: Timeline) -> str:
    missing = [lane for lane in LANES if lane not in shown.connected]
    return f"Not connected: {listing(missing)}." if missing else ""
