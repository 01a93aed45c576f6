"""How far the data themselves can be trusted: when rows came, which cells are filled, and what contradicts itself.

Selects over the mirror's tables as in `facts`: for the whole store on a day, to be cut to a viewer's accounts before
anything leaves. Days are numbers since 1970-01-01, amounts in ten-thousandths of the reporting currency.
"""

from data_access.quality.arrivals import STREAMS, Stream, days_with_rows, newest_rows
from data_access.quality.contradictions import (
    MOST_ALIKE,
    look_alikes,
    merged_that_differ,
    orders_by_channel,
    orders_without_rate,
    won_and_ordered,
)
from data_access.quality.entries import entry_counts
from data_access.quality.filled import FIELDS, Field, field_rows, filled_columns

__all__ = [
    "FIELDS",
    "MOST_ALIKE",
    "STREAMS",
    "Field",
    "Stream",
    "days_with_rows",
    "entry_counts",
    "field_rows",
    "filled_columns",
    "look_alikes",
    "merged_that_differ",
    "newest_rows",
    "orders_by_channel",
    "orders_without_rate",
    "won_and_ordered",
]
