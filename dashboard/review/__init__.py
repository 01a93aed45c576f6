"""The weekly review: what changed between two dates, what was decided, and what a closed review holds."""

from dashboard.review.content import CHANGE_COLUMNS, DECISION_COLUMNS, KINDS, Kind, Review, Tile

__all__ = ["CHANGE_COLUMNS", "DECISION_COLUMNS", "KINDS", "Kind", "Review", "Tile"]
