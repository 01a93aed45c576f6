"""The sentences of the page on service and promises: singular and plural, few and many, known and not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.headlines import Filters
from dashboard.headlines import service_and_promises as words

KEPT = {"broken": 3, "late": 7, "open": 5, "kept": 90}
FINE = words.Breaches(below=0, asked=40, floor=8.0, beyond=0, open=9, median=5.0, good=8.0)
NOTHING_KNOWN = words.Breaches(below=0, asked=0, floor=8.0, beyond=None, open=0, median=None, good=8.0)


def waits(*days: int, kind: str = "e-mail") -> pd.DataFrame:
    return pd.DataFrame({"days": days, "kind": kind})


def headline(promises=None, waiting=None, held=FINE, missing=(), filters=None) -> str:
    return words.service_headline(promises, waiting, held, missing, filters or Filters()).text


def test_the_headline_names_promises_what_waits_and_the_limits_that_are_breached() -> None:
    held = replace(FINE, below=12, beyond=1, median=31.4)
    assert headline(KEPT, waits(61, 5), held, filters=Filters(teams=("Coast",))) == (
        "Coast team: 90% of 100 promises were kept on time; 2 messages and cases wait for an answer, the oldest for 61 days. "
        "Breached limits: 12 of 40 accounts asked are below 8 of 10; 1 of 9 open issues is beyond its limit; "
        "the median answer takes 31 h (limit 8 h)."
    )


@pytest.mark.parametrize(
    ("counts", "waiting", "said"),
    [
        ({"broken": 0, "late": 0, "open": 2, "kept": 1}, waits(), "1 of 1 promise was kept on time; nothing waits"),
        (
            {"broken": 1, "late": 0, "open": 2, "kept": 6},
            waits(4),
            "6 of 7 promises were kept on time; one e-mail has been",
        ),
        (dict.fromkeys(KEPT, 0), waits(), "No promise was due in the last 365 days; nothing waits for an answer."),
        (None, waits(1), "One e-mail has been waiting for an answer for 1 day."),
        (KEPT, None, "90% of 100 promises were kept on time. No limit is breached."),
    ],
)
def test_few_none_and_unknown_are_told_apart(counts, waiting, said) -> None:
    assert headline(counts, waiting).startswith(said)


def test_what_is_not_connected_is_named_and_nothing_is_called_good() -> None:
    assert headline(KEPT, None, missing=["cases", "answers"]).endswith(
        "Not in this data store: cases and answers to mail."
    )
    assert headline(held=NOTHING_KNOWN, missing=words.missing_parts(set())) == (
        "Promises, cases, answers to mail and surveys are not in this data store. Map a source of them in the settings."
    )
    assert "No limit is breached" not in headline(KEPT, waits(), NOTHING_KNOWN)


def test_parts_that_are_missing_follow_from_what_is_connected() -> None:
    assert words.missing_parts({"commitments", "cases", "survey_responses"}) == ["answers"]
    assert words.missing_parts({"cases.first_response_at", "cases"}) == ["commitments", "survey_responses"]
    assert words.half_known({"interactions.responded_at"}).startswith("First responses to cases are not")
    assert words.half_known({"cases.first_response_at"}).startswith("Answers to mail are not")
    assert words.half_known(set()) == words.half_known({"interactions.responded_at", "cases.first_response_at"}) == ""


def test_captions_and_cells() -> None:
    assert words.promises_caption(KEPT, 2) == (
        "90 of 100 due in the last 365 days were kept on time; 5 still ahead, 2 of them due in the next 14 days."
    )
    assert words.promises_heading(KEPT) == "Promises: 3 broken, 7 late"
    assert [words.issue_cell(*pair) for pair in ((0, 0), (3, 0), (3, 1))] == ["·", "3", "✗ 3"]
    assert words.oldest_cell("Kestrel", 1_060.0) == "1,060 d · Kestrel"
    assert words.oldest_cell(None, float("nan")) == "·"
    assert words.issues_behind("issues:low:4", 2) == "2 open issues, low priority, over 90 days old"
    assert words.issues_behind("issues:high:all", 1) == "1 open issue, high priority, of any age"
    assert words.disputes_behind("disputes:open:desk: east", 2) == "2 disputes: still open, desk: east"
    assert words.satisfaction_heading(3, 7, 8.0) == "Satisfaction: 3 of 7 accounts below 8 of 10"
    assert words.satisfaction_heading(3, 12, 7.5) == "Satisfaction: 25% of accounts below 7.5 of 10"
