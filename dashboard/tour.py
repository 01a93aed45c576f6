"""A tour of five steps over the sample company: which pages, in which order, and what to look at on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

WEEKLY = "weekly_review"
"""The page that the week begins with."""


@dataclass(frozen=True)
class Step:
    """One step: its page, what its link asks the page for, what to look at, and whether it is about `shown_account`."""

    page: str
    look_at: str
    parameters: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    of_account: bool = False


STEPS = (
    Step(
        WEEKLY,
        "The week begins here: what changed since the last review, the worst first. Select one to see why and to record "
        "what will be done.",
    ),
    Step(
        "recent_buyers",
        "Who bought and was left alone since, the largest order first. The first row is open: whom to call, and what was "
        "last.",
        MappingProxyType({"state": "neglected"}),
        of_account=True,
    ),
    Step(
        "account",
        "The same customer as a whole. Further down bars show where its health lost points: click one for the rows "
        "behind.",
        of_account=True,
    ),
    Step(
        "relationship_health",
        "All customers by team and by indicator: a cell of the matrix opens the accounts that lose most points there.",
    ),
    Step(
        "definitions",
        "No number without its definition: each is written from the rules in force, which a company sets itself.",
    ),
)


def step_in(text: str | None) -> int | None:
    """The number of the step that an address names, from 1; None where there is no such step."""
    known = {str(number): number for number in range(1, len(STEPS) + 1)}
    return known.get(text or "")


def shown_account(accounts: pd.DataFrame) -> str | None:
    """The account the tour tells of: of the neglected buyers whose health is known the one with most at stake."""
    told = accounts[(accounts["watch_state"] == "neglected") & accounts["score"].notna()]
    if told.empty:
        return None
    return told.sort_values(["watch_amount", "account_id"], ascending=[False, True])["account_id"].iloc[0]


def parameters_of(number: int, account_id: str | None) -> dict[str, str]:
    """What the link to a step asks its page for."""
    step = STEPS[number - 1]
    account = {"account": account_id} if step.of_account and account_id else {}
    return {**step.parameters, **account, "tour": str(number)}
