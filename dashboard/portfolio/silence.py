"""Whether a source went silent: nothing has come in for so long that several rows would have been usual."""

from __future__ import annotations

from datetime import date

import pandas as pd

SHORTEST = 7
EXPECTED = 5
"""Silent from so many days on, in which so many rows would have come at the rate before."""


def silent_since(days: pd.Series, as_of: date, window: int) -> date | None:
    """The day of the newest of the rows where they ended unusually long ago; None where they did not, or there are none.

    `days` are the dates of the rows of the last `window` days.
    """
    recent = days[days > pd.Timestamp(as_of) - pd.Timedelta(days=window)]
    if recent.empty:
        return None
    newest = recent.max()
    gap = (pd.Timestamp(as_of) - newest).days
    rate = len(recent) / max(window - gap, 1)
    return newest.date() if gap >= SHORTEST and gap * rate >= EXPECTED else None
