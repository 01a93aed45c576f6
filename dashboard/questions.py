"""What to ask a customer when we meet: one question for what costs an account the most points of its health.

The questions are for the customer, so they ask about the customer's side and name none of our measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.policy import Policy
from dashboard.portfolio import health_steps
from dashboard.wording import is_unknown

QUESTIONS_ASKED = 3
LOST_FROM = 0.5
"""Points from which an indicator is worth a question."""

QUESTIONS: Mapping[str, str] = {
    "contact_recency": "What has changed at your side since we last spoke?",
    "review_recency": "May we look back on the year together, and who should be there?",
    "post_purchase_care": "How has what you ordered last worked out for you so far?",
    "meeting_practice": "Which points of our last meetings are still open for you?",
    "contact_density": "Who else at your company works with what we deliver, and may we meet them?",
    "level_coverage": "Who at your company, above and below, should know what we do for you?",
    "ownership": "Whom do you call at our company when something matters, and whom should we call at yours?",
    "promises_kept": "Which of our promises are you still waiting for, and which one matters most?",
    "response_time": "How fast do you need an answer from us, and where were we too slow?",
    "unanswered": "Which of your messages or requests has nobody answered yet?",
    "issue_age": "What does the issue that is still open cost you, and what would settle it?",
    "core_satisfaction": "What would have to be better about what we deliver?",
    "service_satisfaction": "What would make it easier to work with us?",
    "stated_commitment": "What would you need to see from us to choose us again?",
    "purchase_rhythm": "Has your need changed, or do you buy it elsewhere now?",
    "revenue_trend": "What do you expect to need in the coming twelve months, compared with the last?",
}
"""One question per indicator of health."""
CAME_LATE = "Where did we come too late in the last months, and what did it cost you?"
"""What is asked about promises where none is still to be kept."""

ALWAYS_WORTH_ASKING = (
    "What will be different for you a year from now?",
    "What should we do more of, and what should we stop?",
    "Who else should we be talking to?",
)
"""What is asked where fewer indicators cost points."""


@dataclass(frozen=True)
class Question:
    """A question, and the indicator it comes from; None where it is always worth asking."""

    text: str
    indicator: str | None = None


def questions_for(
    account: Mapping[str, object], policy: Policy, nothing_promised: bool = False
) -> tuple[Question, ...]:
    """Three questions for a row of the scored frame: for what costs it the most points, the largest loss first.

    `nothing_promised` says that no promise is still to be kept.
    """
    texts = {**QUESTIONS, "promises_kept": CAME_LATE} if nothing_promised else QUESTIONS
    found = [Question(texts[indicator], indicator) for indicator in _costly(account, policy)]
    others = [Question(text) for text in ALWAYS_WORTH_ASKING]
    return tuple([*found, *others][:QUESTIONS_ASKED])


def _costly(account: Mapping[str, object], policy: Policy) -> list[str]:
    """The indicators that cost the account points, the largest loss first; none of an account without health."""
    if is_unknown(account["band"]):
        return []
    steps = health_steps(account, policy)
    return list(steps.loc[steps["lost"] >= LOST_FROM, "indicator"])
