"""The columns of the weekly review: its changes, the lines of its teams, its neglected buyers, and reviews as closed."""

from __future__ import annotations

from dashboard.portfolio.buyers import checkpoint_column
from dashboard.review import Review
from dashboard.review.lines import WEEKS
from dashboard.ui.tables import CELL, COUNT, DIRECTION, Column
from dashboard.wording import NOTHING, day, is_unknown, money_full, number

_LINES = f"{WEEKS} weeks"


def changes(review: Review) -> dict[str, Column]:
    """One change: which way, whose, what happened."""
    return {
        "change": Column("Change", 104, coloured=DIRECTION),
        "account_name": Column("Account", 150),
        "tier": Column("Tier", 62),
        "what": Column("What happened", 318),
        "owner_name": Column("Owner", 110),
        "team_name": Column("Team", 94),
        "amount": Column("Amount", 90, written=_full(review)),
    }


def changes_file(review: Review) -> dict[str, Column]:
    """The same with all that is known of a change, for a file."""
    return {
        "kind_words": Column("Change"),
        "direction": Column("Direction"),
        "account_id": Column("Account id"),
        "account_name": Column("Account"),
        "tier": Column("Tier"),
        "team_name": Column("Team"),
        "owner_name": Column("Owner"),
        "what": Column("What happened"),
        "before": Column("Before"),
        "after": Column("After"),
        "why": Column("Why"),
        "amount": Column(f"Amount in {review.currency}"),
    }


def teams(most_neglected: float | None) -> dict[str, Column]:
    """One line per team, with the lines of the last weeks where the largest number of neglected buyers is given."""
    weeks = most_neglected is not None
    cadence = Column(_LINES, 84, line_to=1.0, help=f"Share on cadence in each of the last {_LINES}, from 0 to 100%")
    neglected = Column(f"{_LINES} ", 84, line_to=most_neglected, help=f"Neglected buyers in each of the last {_LINES}")
    good = Column(f"{_LINES}  ", 84, line_to=1.0, help=f"Share in good health in each of the last {_LINES}, 0 to 100%")
    return {
        "team": Column("Team", 126),
        **{tier: _count(tier, 44) for tier in ("A", "B", "C")},
        "share_text": Column("On cadence", 122),
        **({"cadence_weeks": cadence} if weeks else {}),
        "neglected_text": Column("Neglected", 122),
        **({"neglected_weeks": neglected} if weeks else {}),
        "good_text": Column("Good health", 122),
        **({"good_weeks": good} if weeks else {}),
        "fair": _count("Fair", 50),
        "poor": _count("Poor", 50),
        "not_enough_data": _count("No score", 74),
        "known_percent": Column(
            "Based on", 90, full_at=100, percent=True, help="Mean share of what the scores of its accounts rest on"
        ),
    }


def teams_file(review: Review) -> dict[str, Column]:
    """The same lines as plain numbers, for a file."""
    return {
        "team": Column("Team"),
        **{tier: Column(tier) for tier in ("A", "B", "C", "Inactive", "Prospect")},
        "on_cadence": Column("On cadence"),
        "with_target": Column("With a contact target"),
        "neglected": Column("Neglected"),
        "amount": Column(f"At stake in {review.currency}"),
        "active": Column("Active accounts"),
        "good": Column("Good"),
        "fair": Column("Fair"),
        "poor": Column("Poor"),
        "not_enough_data": Column("Not enough data"),
        "known": Column("Based on"),
        "without_owner": Column("Without owner"),
    }


def neglected(review: Review) -> dict[str, Column]:
    """The neglected buyers, with what happened at each checkpoint."""
    checkpoints = [name for name in review.neglected if str(name).startswith(checkpoint_column(""))]
    return {
        "account_name": Column("Account", 150),
        "amount": Column("At stake", 90, written=_full(review)),
        "days": Column("Days", 56, written=number, help="Days since the order"),
        **{name: Column(f"Day {name.removeprefix(checkpoint_column(''))}", 84, coloured=CELL) for name in checkpoints},
        "last_contact": Column("Last counted contact", 160),
        "tier": Column("Tier", 48),
        "owner_name": Column("Owner", 120),
        "team_name": Column("Team", 110),
    }


def decisions(review: Review) -> dict[str, Column]:
    """The decisions as they stood when the review was closed."""
    return {
        "stands": Column("State", 150, coloured=CELL),
        "account_name": Column("Account", 150),
        "what": Column("Decision", 330),
        "by_whom": Column("By whom", 130),
        "due_on": Column("Until", 90, written=_day(review)),
        "recorded_by": Column("Recorded by", 130),
    }


def closed(review: Review) -> dict[str, Column]:
    """Reviews as they were closed."""
    return {
        "as_of": Column("Review of", 110, written=_day(review)),
        "since": Column("Compared with", 120, written=_day(review)),
        "closed_by": Column("Closed by", 150),
        "there": Column("Who was there", 330),
        "policy_label": Column("Rules", 150),
    }


def _count(label: str, width: int) -> Column:
    return Column(label, width, written=number, coloured=COUNT)


def _full(review: Review):
    return lambda value: NOTHING if is_unknown(value) else money_full(value, review.currency)


def _day(review: Review):
    return lambda value: NOTHING if is_unknown(value) else day(value, review.as_of)
