"""What the last load set aside and left out, counted by what was wrong."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select

from data_access.facts.reading import Reader
from data_access.mirror.tables import ENTRIES


def entry_counts(reader: Reader) -> pd.DataFrame:
    """One row per table, column, reason and done, the most entries first: entries, and one of the values as an example."""
    e = ENTRIES.c
    by = (e.table, e.column, e.reason, e.done)
    entries = func.count().label("entries")
    counted = select(*by, entries, func.min(e.value).label("example")).group_by(*by)
    return reader.arrow(counted.order_by(entries.desc(), *by)).to_pandas()
