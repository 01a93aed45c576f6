"""What is handed in to be written: a new decision, a change of one, a review that is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

ACTION, WATCHED, SNOOZE, NOTE = "action", "watched", "snooze", "note"
DECISION_KINDS = (ACTION, WATCHED, SNOOZE, NOTE)
OPEN, DONE, DROPPED, RECORDED = "open", "done", "dropped", "recorded"
LONGEST_TEXT = 2_000
LAST_DAY = date(2199, 12, 31)
"""No day after it is written: frames could not hold it."""


@dataclass(frozen=True)
class NewDecision:
    """What was decided on an account: an action, "watched, no action", a buyer snoozed until a day, or a note.

    `change_id` names the change of a weekly review that it answers.
    """

    account_id: str
    account_name: str
    team_id: str | None
    kind: str
    text: str
    by_whom: str | None = None
    due_on: date | None = None
    change_id: str | None = None
    review_id: int | None = None

    @property
    def first_state(self) -> str:
        return OPEN if self.kind in (ACTION, SNOOZE) else RECORDED


@dataclass(frozen=True)
class Change:
    """What becomes of a decision; made by `done`, `dropped`, `moved`, `edited` and `reopened`."""

    action: str
    state: str | None = None
    due_on: date | None = None
    text: str | None = None
    by_whom: str | None = None
    reason: str | None = None

    @classmethod
    def done(cls, remark: str | None = None) -> Change:
        """It was done."""
        return cls("done", state=DONE, reason=remark)

    @classmethod
    def dropped(cls, reason: str) -> Change:
        """It will not be done, because."""
        return cls("dropped", state=DROPPED, reason=reason)

    @classmethod
    def moved(cls, due_on: date, reason: str | None = None) -> Change:
        """It is due on another day."""
        return cls("moved", due_on=due_on, reason=reason)

    @classmethod
    def edited(cls, text: str, by_whom: str | None) -> Change:
        """It says something else, or somebody else does it."""
        return cls("edited", text=text, by_whom=by_whom)

    @classmethod
    def reopened(cls, reason: str | None = None) -> Change:
        """It is open again after it was done or dropped."""
        return cls("reopened", state=OPEN, reason=reason)


@dataclass(frozen=True)
class NewReview:
    """A review as it is closed: what was shown, the row of each account, the rules, and who was there.

    `team_ids` is None for a review of every account. `rows` comes back from `Records.review_rows` as it is given here:
    rows of the whole store, whatever teams the review is of.
    """

    as_of: date
    since: date
    team_ids: frozenset[str] | None
    present: tuple[str, ...]
    policy_digest: str
    policy_label: str
    policy_text: str
    content: str
    rows: pd.DataFrame


def storable(text: str | None) -> str | None:
    """The text without its outer blanks and without what one of the databases cannot hold; None where nothing is left."""
    if text is None:
        return None
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip() or None
