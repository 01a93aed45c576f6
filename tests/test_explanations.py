"""Why a buyer stands where it stands, in words that repeat the rule and its days."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.explanations import why
from dashboard.policy import DEFAULT_POLICY

AS_OF = date(2024, 5, 31)


def buyer(state: str | None, days: int, **contacts: int) -> dict[str, object]:
    """A row of the call list; `first` and `d14` ... are the days on which a contact came."""
    order_on = pd.Timestamp(AS_OF) - pd.Timedelta(days=days)
    row: dict[str, object] = {"state": state, "order_on": order_on, "days": days, "amount": 318_000.0}
    columns = {"first": "first_contact_on", "d14": "contact_on_14", "d45": "contact_on_45", "d90": "contact_on_90"}
    for name, column in columns.items():
        row[column] = order_on + pd.Timedelta(days=contacts[name]) if name in contacts else pd.NaT
    return row | {"next_planned_on": pd.Timestamp("2024-06-04")}


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        (
            buyer("neglected", 72),
            "Nobody has been in touch since the order. Days 14 and 45 were missed, and nothing is planned in the next 14 days.",
        ),
        (
            buyer("neglected", 66, first=11, d14=11),
            "The first contact after the order came on day 11. Day 45 was missed, and nothing is planned in the next 14 days.",
        ),
        (
            buyer("late", 50, first=30, d45=30),
            "The first contact after the order came on day 30, after day 14. It stays late until the watch ends on 9 Aug.",
        ),
        (
            buyer("waiting", 4),
            "Nobody has been in touch since the order. The first contact is expected by day 14, 10 Jun.",
        ),
        (
            buyer("planned", 20),
            "Nobody has been in touch since the order. Day 14 was missed, but a contact is planned on 4 Jun.",
        ),
        (
            buyer("planned", 4),
            "Nobody has been in touch since the order. A contact is planned on 4 Jun.",
        ),
        (buyer("cared_for", 20, first=3, d14=3), "The first contact after the order came on day 3."),
    ],
)
def test_the_sentences_of_each_state(row, sentences):
    assert why(row, AS_OF, DEFAULT_POLICY, "EUR").endswith(f"€318k bought since. {sentences}")


def test_an_unknown_state_is_not_called_neglect():
    text = why(buyer(None, 72), AS_OF, DEFAULT_POLICY, "EUR")
    assert "is not known" in text
    assert "missed" not in text


def test_an_unknown_amount_is_not_zero():
    text = why(buyer("neglected", 72) | {"amount": float("nan")}, AS_OF, DEFAULT_POLICY, "EUR")
    assert text.startswith("Ordered on 20 Mar, 72 days ago; the amount bought since is not known.")
