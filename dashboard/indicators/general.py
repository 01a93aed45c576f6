"""What holds for every figure: the date, and what is not known."""

from __future__ import annotations

from dashboard.indicators.terms import Definition

TERMS = (
    Definition(
        "as_of",
        "As of",
        "Everything is shown as it stood at the end of this day in the company's time zone; what lies after it has not "
        "happened yet.",
        "date",
    ),
    Definition(
        "unknown",
        "Unknown",
        "The data to say it are missing; unknown is never counted as zero, as good or as bad.",
    ),
    Definition(
        "not_connected",
        "Not connected",
        "The data store holds no row of this table up to the date, or hardly any of its rows carry this column (less "
        "than {connected_share} of those of the last 365 days), so what needs it is unknown.",
    ),
)
