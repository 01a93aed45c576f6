"""What happened to the accounts of the store between two dates, beside what their scored rows say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.scoring.aligned import dated
from data_access.facts import Reader
from data_access.facts.happened import answers_between, cases_between, promises_between


@dataclass(frozen=True)
class Happened:
    """Promises due from the earlier date on, cases open on the later date or closed or escalated after the earlier one,
    and the newest answer per account and part after it; as `facts` gives them, with dates in place of days.
    """

    promises: pd.DataFrame
    cases: pd.DataFrame
    answers: pd.DataFrame


def happened(reader: Reader, before: int, day: int) -> Happened:
    """What happened after one day and up to another, as known at the end of the later one."""
    return Happened(
        promises=dated(promises_between(reader, before, day)),
        cases=dated(cases_between(reader, before, day)),
        answers=dated(answers_between(reader, before, day)),
    )
