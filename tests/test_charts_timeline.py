"""The timeline: what falls into its lanes, which marks draw it, what is said where there is nothing or too little room."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from dashboard.charts import Picture, timeline_chart
from dashboard.headlines import timeline_caption
from dashboard.palette import DARK, LIGHT, PROMISE_STATES, Palette
from dashboard.portfolio import Timeline, promise_states, timeline, timeline_rows
from dashboard.portfolio.timeline import LANES, window
from data_access import evidence
from data_access.scope import Scope
from tests.specs.tables import D, Store, mirror_of, scored, store
from tests.test_charts import layers, marks, palette_colours, rows_of, spec_of

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
HOSTILE = "<script>alert(1)</script> ![x](http://outside.invalid/x.png)"

COMPANY = f"""
accounts
account_id | name | tier_entered
a          | A    | A
new        | New  |
idle       | Idle | A

contacts
contact_id | account_id | name
c1         | a          | {HOSTILE}

orders
order_id | account_id | ordered_on | amount | currency | status
o1       | a          | d-540      | 100    | EUR      | delivered
o2       | a          | d-300      | 50000  | EUR      | delivered
o3       | a          | d-200      | -900   | EUR      | delivered
o4       | a          | d-72       | 318000 | EUR      | delivered
o5       | a          | d-60       | 7      | XXX      | delivered
o6       | a          | d-50       | 1      | EUR      | cancelled
o7       | a          | d-900      | 5      | EUR      | delivered
o8       | idle       | d-100      | 5      | EUR      | delivered

interactions
interaction_id | account_id | kind    | status  | starts_at | created_at | contact_id | place    | subject | private | direction | responded_at
i1             | a          | meeting | held    | d-400     |            | c1         | customer | About   |         |           |
i2             | a          | meeting | held    | d-200     |            |            | ours     |         |         |           |
i3             | a          | meeting | held    | d-150     |            |            | remote   |         |         |           |
i4             | a          | meeting | held    | d-140     |            |            |          |         |         |           |
i5             | a          | call    | held    | d-83      |            |            |          | First   |         |           |
i6             | a          | email   | held    | d-83      |            |            |          | Second  |         | outbound  | d-82
i7             | a          | email   | held    | d-10      |            |            |          | Never   |         | outbound  |
i8             | a          | call    | held    | d-90      |            | c1         |          | Words   | true    |           |
i9             | a          | meeting | held    | d-600     |            |            |          |         |         |           |
i10            | new        | meeting | planned | d+40      | d-1        |            | remote   |         |         |           |

commitments
commitment_id | account_id | due_on | subject | kind     | done_at | cancelled
m1            | a          | d-90   | Kept    | report   | d-90    |
m2            | a          | d-80   | Late    | callback | d-70    |
m3            | a          | d-26   | Broken  | report   |         |
m4            | a          | d+20   | Open    | follow_up |        |
m5            | a          | d-20   | Off     |          |         | true
m6            | a          | d+200  | Far     |          |         |

cases
case_id | account_id | opened_at | resolved_at | priority | subject
k1      | a          | d-420     | d-400       | high     | Old
k2      | a          | d-94      |             | low      | Slow
k3      | a          | d-700     | d-600       |          | Gone
"""


def given(text: str = COMPANY) -> Store:
    """The store of this module, or another one."""
    return store(text)


def timeline_of(account: str = "a", text: str = COMPANY, as_of: date = D, policy: dict | None = None) -> Timeline:
    """The timeline of an account, read the way the page reads it."""
    place, frames = mirror_of(given(text)), scored(given(text), as_of, policy)
    first, last = window(as_of)
    asked = (place, Scope.everything(), as_of)
    return timeline(
        as_of,
        frames.connected,
        frames.accounts.set_index("account_id").loc[account].to_dict(),
        orders=evidence.order_days_between(*asked, account, first),
        contacts=evidence.contacts_between(*asked, frames.rules, account, first, last),
        commitments=evidence.commitments_of(*asked, account),
        cases=evidence.cases_of(*asked, account),
    )


def chart_of(shown: Timeline, colours: Palette = LIGHT, today: str = "today") -> dict[str, Any]:
    """The chart as Vega-Lite, validated."""
    return spec_of(timeline_chart(shown, colours, "EUR", today))


def drawn(spec: dict[str, Any], layer: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The rows of a layer by their day."""
    return {row["day"]: row for row in rows_of(spec, layer)}


def shapes(spec: dict[str, Any], shape: str) -> list[dict[str, Any]]:
    """The layers of points of this shape."""
    return [mark for mark in marks(spec, "point") if mark["mark"].get("shape") == shape]


def words(spec: dict[str, Any]) -> list[str]:
    """Everything written in the chart but the amounts of orders, once each."""
    found = []
    for layer in marks(spec, "text"):
        text = layer["encoding"]["text"]
        found += [text["value"]] if "value" in text else [row[text["field"]] for row in rows_of(spec, layer)]
    return list(dict.fromkeys(found))


# What falls into the lanes


def test_the_axis_goes_from_eighteen_months_back_to_three_ahead() -> None:
    assert window(date(2024, 6, 30)) == (date(2022, 12, 30), date(2024, 9, 30))
    assert window(date(2024, 8, 31)) == (date(2023, 2, 28), date(2024, 11, 30))


def test_silence_lasts_from_the_last_counted_contact_and_only_beyond_the_target() -> None:
    silence = timeline_of().silence
    assert (silence.days, silence.target, silence.contacted) == (83, 30, True), "the unanswered mail does not count"
    assert timeline_of(policy={"contact_target": {"A": 83, "B": 90, "C": 180}}).silence is None
    assert timeline_of(policy={"contact_target": {"A": 82, "B": 90, "C": 180}}).silence.days == 83


def test_without_any_contact_silence_lasts_from_the_first_order() -> None:
    silence = timeline_of("idle").silence
    assert (silence.days, silence.contacted) == (100, False)


def test_a_prospect_has_no_target_and_so_no_silence() -> None:
    assert timeline_of("new").silence is None


def test_a_promise_is_kept_late_broken_or_open() -> None:
    rows = evidence.commitments_of(mirror_of(given()), Scope.everything(), D, "a").set_index("commitment_id")
    assert promise_states(rows, D).to_dict() == {
        "m1": "kept",
        "m2": "late",
        "m3": "broken",
        "m4": "open",
        "m5": None,
        "m6": "open",
    }
    assert list(promise_states(rows.loc[["m3"]], date(2024, 6, 3))) == ["open"]
    assert list(promise_states(rows.loc[["m3"]], date(2024, 6, 4))) == ["broken"], "due today and not done today"
    assert set(promise_states(rows, D).dropna()) == set(PROMISE_STATES)


def test_on_an_earlier_date_stands_what_was_known_then() -> None:
    before = timeline_of(as_of=date(2024, 3, 1))
    assert list(before.orders["on"].dt.date)[-1] == date(2023, 12, 13)
    assert before.issues["subject"].tolist() == ["Old", "Gone"]
    assert set(before.promises["state"]) == {"open"}
    assert before.silence is None
    assert not before.contacts["planned"].any()


def test_the_table_holds_what_is_drawn_newest_first() -> None:
    rows = timeline_rows(timeline_of())
    assert rows["on"].is_monotonic_decreasing
    assert rows["lane"].value_counts().to_dict() == {
        "Orders": 5,
        "Meetings": 4,
        "Calls and e-mail": 3,
        "Promises": 4,
        "Issues": 2,
    }
    private = rows[rows["what"] == "call"].iloc[-1]
    assert private["subject"] == "private"
    assert rows.loc[rows["lane"] == "Orders", "amount"].isna().sum() == 1


def test_an_account_without_anything_has_an_empty_table() -> None:
    shown = timeline_of("idle", text="accounts\naccount_id\nidle")
    assert timeline_rows(shown).empty
    assert list(timeline_chart(shown, LIGHT, "EUR", "today").table) == [
        *("Date", "Lane", "What", "Amount", "Until", "By", "With", "About")
    ]


# How it is drawn


@BOTH
def test_every_kind_of_thing_has_its_mark_in_its_colour(colours: Palette) -> None:
    spec = chart_of(timeline_of(), colours)
    tones = colours.tones
    circles = next(mark for mark in shapes(spec, "circle"))
    assert circles["encoding"]["size"]["field"] == "size"
    assert circles["encoding"]["fill"]["scale"]["range"][0] == colours.accent
    kinds = {day: row["kind"] for day, row in drawn(spec, circles).items()}
    assert kinds == {-540: "order", -300: "order", -200: "credit", -72: "order", -60: "unknown"}
    squares = next(mark for mark in shapes(spec, "square"))
    places = {day: row["place"] for day, row in drawn(spec, squares).items()}
    assert places == {-400: "at the customer", -200: "at ours", -150: "remote", -140: "not known"}
    fills = dict(zip(*(squares["encoding"]["fill"]["scale"][part] for part in ("domain", "range")), strict=True))
    edges = dict(zip(*(squares["encoding"]["stroke"]["scale"][part] for part in ("domain", "range")), strict=True))
    assert fills == {
        "at the customer": tones["good"].fill,
        "at ours": tones["good"].fill,
        "remote": colours.page,
        "not known": tones["unknown"].fill,
    }
    assert edges["remote"] == tones["good"].fill
    ticks = marks(spec, "tick")[0]
    assert ticks["mark"]["color"] == colours.muted
    assert {day: row["what"] for day, row in drawn(spec, ticks).items()} == {-90: "call", -83: "2 contacts"}
    triangles = next(mark for mark in shapes(spec, "triangle-up"))
    states = {day: row["state"] for day, row in drawn(spec, triangles).items()}
    assert states == {-90: "kept", -80: "late", -26: "broken", 20: "open"}
    fills = dict(zip(*(triangles["encoding"]["fill"]["scale"][part] for part in ("domain", "range")), strict=True))
    assert fills["broken"] == tones["poor"].fill
    assert fills["kept"] == tones["good"].fill


@BOTH
def test_issues_are_bars_grey_when_resolved_and_amber_while_open(colours: Palette) -> None:
    spec = chart_of(timeline_of(), colours)
    bars = next(mark for mark in marks(spec, "rule") if mark["mark"].get("strokeWidth") == 8)
    assert {row["day"]: (row["until"], row["state"]) for row in rows_of(spec, bars)} == {
        -420: (-400, "resolved"),
        -94: (0, "open"),
    }
    scale = bars["encoding"]["color"]["scale"]
    assert scale["range"] == [colours.tones["unknown"].fill, colours.tones["fair"].fill]
    assert scale["domain"] == ["resolved", "open"]
    assert "low priority, open 94 days" in words(spec)


@BOTH
def test_silence_is_shaded_and_said_and_nothing_planned_is_a_fault_then(colours: Palette) -> None:
    spec = chart_of(timeline_of(), colours)
    shade = marks(spec, "rect")[0]
    assert shade["mark"]["color"] == colours.tones["poor"].tint
    assert (rows_of(spec, shade)[0]["from"], rows_of(spec, shade)[0]["to"]) == (-83, 0)
    assert {"83 days silent", "nothing planned", "today"} <= set(words(spec))
    planned = [mark for mark in marks(spec, "text") if mark["encoding"]["text"].get("value") == "nothing planned"]
    assert {mark["mark"]["color"] for mark in planned} == {colours.tones["poor"].text}


def test_where_no_contact_is_due_nothing_planned_is_said_without_alarm() -> None:
    spec = chart_of(timeline_of(policy={"contact_target": {"A": 90, "B": 90, "C": 180}}))
    assert not marks(spec, "rect")
    planned = [mark for mark in marks(spec, "text") if mark["encoding"]["text"].get("value") == "nothing planned"]
    assert {mark["mark"]["color"] for mark in planned} == {LIGHT.muted}


def test_without_any_contact_the_shade_says_so() -> None:
    assert "no contact so far" in words(chart_of(timeline_of("idle")))


@BOTH
def test_what_is_planned_is_a_diamond_right_of_the_rule(colours: Palette) -> None:
    spec = chart_of(timeline_of("new"), colours)
    diamond = shapes(spec, "diamond")[0]
    assert diamond["mark"]["fill"] == colours.tones["planned"].fill
    assert [(row["day"], row["lane"]) for row in rows_of(spec, diamond)] == [(40, LANES.index("Meetings"))]
    assert "nothing planned" not in words(spec)


def test_lanes_that_are_not_connected_say_so_and_nothing_is_called_unplanned() -> None:
    shown = timeline_of("a", text="orders\naccount_id | ordered_on\na | d-10")
    spec = chart_of(shown)
    missing = next(mark for mark in marks(spec, "text") if mark["encoding"]["text"].get("value") == "not connected")
    assert [row["name"] for row in rows_of(spec, missing)] == [lane for lane in LANES if lane != "Orders"]
    assert "nothing planned" not in words(spec)
    assert timeline_chart(shown, LIGHT, "EUR", "today").alt.endswith(
        "Not connected: Meetings, Calls and e-mail, Promises and Issues."
    )
    assert "square" not in timeline_caption(shown)


def test_on_a_phone_six_months_are_shown_and_marks_outside_are_cut_off() -> None:
    spec = chart_of(timeline_of())
    for layer in layers(spec):
        across = layer["encoding"].get("x", {})
        if "scale" not in across:
            continue
        assert [part["expr"] for part in across["scale"]["domain"]] == [
            "width < 320 ? -183 : -548",
            "width < 320 ? 46 : 92",
        ]
        placed = {row[across["field"]] for row in rows_of(spec, layer)}
        words_alone = layer["mark"]["type"] == "text" and "opacity" in layer["mark"]
        assert layer["mark"].get("clip") or words_alone or placed == {0}


def test_on_a_phone_only_the_amounts_and_the_date_are_written() -> None:
    spec = chart_of(timeline_of())
    for layer in marks(spec, "text"):
        text = layer["encoding"]["text"].get("value") or layer["encoding"]["text"]["field"]
        if text not in ("today", "label", "not connected"):
            assert "width < 320" in layer["mark"]["opacity"]["expr"]


def test_the_rule_of_another_day_is_named_by_its_date() -> None:
    spec = chart_of(timeline_of(as_of=date(2024, 3, 1)), today="1 Mar")
    assert "1 Mar" in words(spec)
    assert "today" not in words(spec)


def test_the_axis_names_the_first_months_of_quarters_and_the_lanes_their_names() -> None:
    spec = chart_of(timeline_of())
    axes = [
        layer["encoding"][way]["axis"]
        for layer in layers(spec)
        for way in "xy"
        if "axis" in layer["encoding"].get(way, {})
    ]
    across = next(axis for axis in axes if "Jul 2024" in axis["labelExpr"])
    assert across["values"] == [-546, -456, -365, -273, -181, -90, 1]
    assert "'-181':'Jan 2024'" in across["labelExpr"]
    down = next(axis for axis in axes if "Orders" in axis["labelExpr"])
    assert down["labelExpr"] == f"[{','.join(repr(lane) for lane in LANES)}][datum.value]"
    assert min(axis["labelFontSize"] for axis in axes) >= 12


def test_amounts_stand_beside_their_orders_where_there_is_room() -> None:
    spec = chart_of(timeline_of())
    orders = drawn(spec, shapes(spec, "circle")[0])
    assert {day: row["label"] for day, row in orders.items()} == {
        -540: "€100",
        -300: "€50k",
        -200: "−€900",
        -72: "€318k",
        -60: "no rate",
    }
    assert set(orders[-72]["sides"]) == {"r"}, "the largest is always written"
    assert orders[-300]["sides"].endswith("r")
    assert "r" not in orders[-60]["sides"][:4], "under the larger amount there is no room"


def test_a_year_of_daily_orders_is_drawn_without_a_heap_of_amounts() -> None:
    daily = "\n".join(f"a | d-{day} | {100 + day}" for day in range(1, 400))
    shown = timeline_of("a", text=f"orders\naccount_id | ordered_on | amount\n{daily}")
    circles = shapes(chart_of(shown), "circle")[0]
    written = [row for row in rows_of(chart_of(shown), circles) if set(row["sides"]) != {"-"}]
    assert len(rows_of(chart_of(shown), circles)) == 399
    assert len(written) < 5


def test_the_sentence_says_what_the_picture_shows() -> None:
    sentence = timeline_chart(timeline_of(), LIGHT, "EUR", "today").alt
    assert sentence == (
        "From 30 Dec 2022 to 30 Jun: 4 order days worth €368k, 4 meetings, 3 calls and e-mails, 4 promises and "
        "2 issues, 1 of them open. 83 days since the last counted contact; the target is 30 days. Nothing is planned."
    )


def test_foreign_text_stays_data() -> None:
    picture: Picture = timeline_chart(timeline_of(), LIGHT, "EUR", "today")
    spec = spec_of(picture)
    assert HOSTILE in picture.table["With"].tolist()
    squares = drawn(spec, shapes(spec, "square")[0])
    assert squares[-400]["who"] == HOSTILE
    assert HOSTILE not in picture.alt
    assert not any(HOSTILE in word for word in words(spec))


def test_the_caption_says_how_to_read_what_is_there() -> None:
    assert timeline_caption(timeline_of()) == (
        "Circle: order, its area the amount · square: meeting, open when remote · tick: call or e-mail · diamond: "
        "planned · triangle: promise on the day it is due · bar: issue while it is open · shaded: 83 days since the "
        "last counted contact, more than the target of 30."
    )


def test_amounts_that_are_all_unknown_are_not_summed() -> None:
    shown = timeline_of("a", text="orders\naccount_id | ordered_on | amount | currency\na | d-9 | 5 | XXX")
    assert shown.orders["amount"].isna().all()
    assert "1 order day." in timeline_chart(shown, LIGHT, "EUR", "today").alt
    spec = chart_of(shown)
    circle = rows_of(spec, shapes(spec, "circle")[0])[0]
    assert (circle["size"], circle["label"], circle["kind"]) == (0, "no rate", "unknown")


@BOTH
def test_the_timeline_keeps_to_its_palette_and_to_readable_text_without_legends(colours: Palette) -> None:
    for account in ("a", "new", "idle"):
        spec = chart_of(timeline_of(account), colours)
        used = set(re.findall(r"#[0-9a-f]{6}", json.dumps(spec)))
        assert used <= set(palette_colours(colours)) | {colours.grid}
        assert min(layer["mark"]["fontSize"] for layer in marks(spec, "text")) >= 12
        for layer in layers(spec):
            for channel in ("color", "fill", "stroke", "size"):
                encoding = layer["encoding"].get(channel, {})
                assert "field" not in encoding or encoding["legend"] is None
