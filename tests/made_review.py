"""Reviews made by hand for the tests of sheets and mail: as many rows as asked for, names that do harm among them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from dashboard.headlines import Headline
from dashboard.review import CHANGE_COLUMNS, DECISION_COLUMNS, KINDS, Review, Tile
from tests.small_company import HOSTILE_NAMES

AS_OF = date(2026, 11, 15)
SINCE = date(2026, 11, 8)
READ_AT = datetime(2026, 11, 16, 6, 12, tzinfo=UTC)
TEAMS = {"t1": "Coast", "t2": "Export", "t3": "North & <b>West</b>"}
OWNERS = ("A. Demir", "P. Lindqvist", "S. Novak")


def review(changes: int = 14, decisions: int = 4, neglected: int = 5, *, teams: bool = True) -> Review:
    """A review with so many rows of each."""
    return Review(
        as_of=AS_OF,
        since=SINCE,
        since_review=None,
        compared_with="8 Nov, a week before",
        filters="All teams",
        headline=Headline("5 buyers became neglected (€412k at stake).", "4 decisions are open, 1 is past its day."),
        tiles=(
            Tile("On cadence", "64%", "▼ 1 point since 8 Nov", "136 of 212 with a contact target"),
            Tile("Neglected buyers", "15 · €988k", "▲ 5 since 8 Nov", "of 90 recent buyers"),
            Tile("Good health (on 79%)", "41%", "▼ 1 point since 8 Nov", "125 of 304 active accounts"),
            Tile("Promises kept", "88%", "▲ 2 points since 8 Nov", "53 of 60 in 365 days"),
        ),
        changes=pd.DataFrame([change(place) for place in range(changes)], columns=list(CHANGE_COLUMNS)),
        teams=team_lines() if teams else team_lines().iloc[:0],
        decisions=pd.DataFrame([decision(place) for place in range(decisions)], columns=list(DECISION_COLUMNS)),
        neglected=pd.DataFrame([buyer(place) for place in range(neglected)], columns=list(buyer(0))),
        currency="EUR",
        read_at=READ_AT,
        data_until=datetime(2026, 11, 15, 23, 40, tzinfo=UTC),
        rules="rules version 4f1c (defaults)",
    )


def name(place: int) -> str:
    """The name of an account: the first ones do harm."""
    return HOSTILE_NAMES[place] if place < len(HOSTILE_NAMES) else f"Customer {place} of the Northern Harbour"


def change(place: int) -> dict[str, object]:
    """A change of each kind in turn."""
    kind = list(KINDS.values())[place % len(KINDS)]
    team = list(TEAMS)[place % len(TEAMS)]
    return {
        "change_id": f"{kind.id} a{place}",
        "kind": kind.id,
        "direction": kind.direction,
        "account_id": f"a{place}",
        "account_name": name(place),
        "tier": "ABC"[place % 3],
        "team_id": team,
        "team_name": TEAMS[team],
        "owner_id": f"e{place % 3}",
        "owner_name": OWNERS[place % 3] if place % 7 else None,
        "row_id": "",
        "what": f"Something happened, the {place}th time",
        "before": "good" if place % 2 else None,
        "after": "fair" if place % 2 else None,
        "why": "Contact recency lost 12 points: no counted contact in 83 days; the target is 30",
        "amount": float("nan") if place % 5 == 4 else 318_000.0 - place,
    }


def decision(place: int) -> dict[str, object]:
    """A decision: the first one is late, then open ones, one done, one watched."""
    state = ("open", "open", "done", "recorded")[place % 4]
    return {
        "decision_id": place,
        "account_id": f"a{place}",
        "account_name": name(place),
        "team_id": "t1",
        "team_name": TEAMS["t1"],
        "kind": "watched" if state == "recorded" else "action",
        "text": f"Visit with the service lead, {place}",
        "by_whom": OWNERS[place % 3],
        "due_on": pd.NaT if state == "recorded" else pd.Timestamp(AS_OF + timedelta(days=5 * place - 5)),
        "state": state,
        "days_late": 5.0 if place == 0 else float("nan"),
        "recorded_on": pd.Timestamp(SINCE),
        "changed_on": pd.Timestamp(SINCE),
        "recorded_by": "I. Brandt",
        "moved": place % 2,
        "version": 1,
    }


def buyer(place: int) -> dict[str, object]:
    """A row of the call list."""
    return {
        "account_id": f"b{place}",
        "account_name": name(place),
        "state": "neglected",
        "state_label": "✗ Neglected",
        "amount": 318_000.0 - 1_000 * place,
        "days": 72 - place % 50,
        "day_14": "✓ day 11",
        "day_45": "✗ missed",
        "day_90": "○ 4 Dec",
        "last_contact": "83 d ago · meeting",
        "planned": "·",
        "tier": "A",
        "team_id": "t2",
        "team_name": TEAMS["t2"],
        "owner_name": OWNERS[place % 3],
        "order_on": pd.Timestamp(AS_OF - timedelta(days=72)),
        "last_contact_on": pd.Timestamp(AS_OF - timedelta(days=83)),
    }


def team_lines() -> pd.DataFrame:
    """Three teams and the line of all of them."""
    lines = pd.DataFrame(
        {
            "team_id": [*TEAMS, None],
            "team": [*TEAMS.values(), "All teams"],
            "accounts": [40, 50, 60, 150],
            "A": [4, 5, 7, 16],
            "B": [11, 16, 15, 42],
            "C": [20, 21, 30, 71],
            "Inactive": [3, 4, 4, 11],
            "Prospect": [2, 4, 4, 10],
            "on_cadence": [20, 23, 4, 47],
            "with_target": [35, 42, 9, 86],
            "neglected": [3, 10, 2, 15],
            "without_amount": [0, 0, 0, 0],
            "amount": [180_000.0, 700_000.0, 108_000.0, 988_000.0],
            "without_owner": [1, 0, 2, 3],
            "good": [15, 20, 26, 61],
            "fair": [10, 12, 16, 38],
            "poor": [5, 5, 6, 16],
            "not_enough_data": [5, 5, 4, 14],
            "cadence_weeks": [[0.5, 0.6, None, 0.55, 0.5, 0.58, 0.57, 0.57]] * 4,
            "neglected_weeks": [[1.0, 2, 3, 3, 4, 4, 3, 3]] * 4,
            "good_weeks": [[0.5, 0.5, 0.45, 0.4, 0.43, 0.41, 0.4, 0.41]] * 4,
        }
    )
    lines["share"] = lines["on_cadence"] / lines["with_target"]
    return lines
