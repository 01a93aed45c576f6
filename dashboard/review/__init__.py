"""The weekly review: what changed between two dates, what was decided, and what a closed review holds.

sides, changes        the accounts of two dates side by side, and every kind of change between them
words, events         what is said of a change, and the event behind an indicator that moved
endings               certificates that begin to run out
lines, tiles          how the teams stand, and the four numbers of all of them
assembled, content    all of it together, as plain data
frozen, written       what a closed review keeps of each account, and the review as text
"""

from dashboard.review.assembled import review_of
from dashboard.review.changes import changes_between, changes_of
from dashboard.review.content import CHANGE_COLUMNS, DECISION_COLUMNS, KINDS, Kind, Review, Tile
from dashboard.review.frozen import frozen_rows
from dashboard.review.written import ReviewError, as_json, from_json

__all__ = [
    "CHANGE_COLUMNS",
    "DECISION_COLUMNS",
    "KINDS",
    "Kind",
    "Review",
    "ReviewError",
    "Tile",
    "as_json",
    "changes_between",
    "changes_of",
    "from_json",
    "frozen_rows",
    "review_of",
]
