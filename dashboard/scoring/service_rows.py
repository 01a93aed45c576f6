"""The rows behind service and promises on a date: of the whole store, to be cut to the accounts a viewer has chosen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from dashboard.scoring.aligned import dated
from dashboard.scoring.months import Month, months_until
from data_access import facts
from data_access.facts import Reader
from data_access.facts.responses import RESPONSE_DAYS, WAITING_FROM_DAYS
from data_access.localtime import day_number

__all__ = ["CORE", "RESPONSE_DAYS", "SERVICE", "WAITING_FROM_DAYS", "ServiceRows", "service_rows"]

CORE, SERVICE = facts.CORE, facts.SERVICE
"""The parts that satisfaction is told apart in."""


@dataclass(frozen=True)
class ServiceRows:
    """Promises, cases, inbound mail, satisfaction by month and project evaluations, as `facts` gives them.

    Each day number is a date here: `due_day` is `due_on`. `months` are those that `satisfaction` counts its `month` in.
    """

    months: tuple[Month, ...]
    promises: pd.DataFrame
    cases: pd.DataFrame
    mail: pd.DataFrame
    satisfaction: pd.DataFrame
    evaluations: pd.DataFrame

    def of(self, accounts: pd.DataFrame) -> ServiceRows:
        """The rows of these accounts alone."""
        numbers = accounts["account_no"]
        frames = {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.name != "months"}
        cut = {name: rows[rows["account_no"].isin(numbers)] for name, rows in frames.items()}
        return ServiceRows(self.months, **cut)


def service_rows(reader: Reader, as_of: date) -> ServiceRows:
    """What was promised to all accounts of the store, came in from them and was answered, as known on the date."""
    day, months = day_number(as_of), months_until(as_of)
    first_days = [day_number(month.first) for month in months]
    return ServiceRows(
        months=months,
        promises=dated(facts.promise_rows(reader, day)),
        cases=dated(facts.case_rows(reader, day)),
        mail=dated(facts.mail_rows(reader, day)),
        satisfaction=dated(facts.satisfaction_by_month(reader, first_days, day)),
        evaluations=dated(facts.evaluation_rows(reader, day)),
    )
