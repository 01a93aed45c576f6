"""Promises that were due: how many, and how many of them were kept."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import case, func, literal, not_, select

from data_access.facts.reading import YEAR, Reader
from data_access.mirror.tables import COMMITMENTS


def promises_due(reader: Reader, day: int) -> pd.DataFrame:
    """Commitments due in the last 365 days and not cancelled, per account: `due`, and `kept` by the day they were due."""
    c = COMMITMENTS.c
    return reader.arrow(
        select(
            c.account_no, func.count().label("due"), func.count(case((c.done_at_day <= c.due_on_day, 1))).label("kept")
        )
        .where(not_(func.coalesce(c.cancelled, literal(False))), c.due_on_day > day - YEAR, c.due_on_day <= day)
        .group_by(c.account_no)
    ).to_pandas()
