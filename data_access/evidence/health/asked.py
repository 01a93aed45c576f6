"""What the rows behind an indicator are asked with, and the interactions among them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, literal, select

from data_access.evidence.reading import frame_of, with_employees, with_persons
from data_access.evidence.rows import beginning, cut
from data_access.facts.contacts import is_counted
from data_access.facts.reading import Reader, Rules
from data_access.mirror.tables import CONTACT_ROWS, EMPLOYEES, INTERACTIONS
from data_access.scope import Scope


@dataclass(frozen=True)
class Asked:
    """One account, by its number, on a day, for a viewer, under the rules in force."""

    mirror: Reader
    scope: Scope
    day: int
    rules: Rules
    number: int
    connected: frozenset[str]

    def counted(self, *conditions: ColumnElement) -> Select:
        """The numbers of the account's counted contacts that meet the conditions."""
        c = CONTACT_ROWS.c
        return select(c.event_no).where(c.account_no == self.number, is_counted(self.day, self.rules), *conditions)

    def interactions(
        self, chosen: ColumnElement, *more: ColumnElement, dates: tuple[str, ...] = (), limit: int | None = None
    ) -> pd.DataFrame:
        """The account's interactions that are chosen, newest first, with these columns more.

        Columns: event_no, interaction_id, on, kind, place, purpose, channel, employee_name, contact_name, subject (cut),
        private.
        """
        it = INTERACTIONS.c
        rows = (
            select(
                *(it.event_no, it.interaction_id, it.starts_at_day.label("on"), it.kind, it.place, it.purpose),
                *(it.channel, EMPLOYEES.c.name.label("employee_name"), it.contact_id),
                beginning(it.subject).label("subject"),
                func.coalesce(it.private, literal(False)).label("private"),
                *more,
            )
            .select_from(with_employees(INTERACTIONS))
            .where(it.account_no == self.number, chosen)
            .order_by(it.event_no.desc())
            .limit(limit)
        )
        return self.named(frame_of(self.mirror, rows, dates=("on", *dates)))

    def named(self, found: pd.DataFrame) -> pd.DataFrame:
        """The rows with `contact_name` in place of `contact_id`, and subjects cut."""
        found["subject"] = found["subject"].map(cut, na_action="ignore")
        return with_persons(self.mirror, self.scope, self.number, found)
