"""Our own records: what people decided, reviews as they were closed, mails sent. The only thing that is written.

SQLite by default, PostgreSQL for a team; one schema, brought up to date by `data_access.migrations` when it is opened.
Every write stands in the audit trail with who and when, in the same transaction; neither the trail nor a closed
review is ever changed, which the database itself refuses. A decision carries a version: who changes an older one
is told what it is now. Modules: entries (what is handed in), records (all that can be asked and written), decisions,
reviews, names, deliveries, trail (one subject each), database (connections, and sentences for what goes wrong),
schema (tables), upgrade (migrations), backup, frames.
"""

from data_access.records.entries import DECISION_KINDS, LAST_DAY, LONGEST_TEXT, Change, NewDecision, NewReview
from data_access.records.failures import AlreadyClosed, Overwritten, RecordsError
from data_access.records.records import Records, open_records

__all__ = [
    "DECISION_KINDS",
    "LAST_DAY",
    "LONGEST_TEXT",
    "AlreadyClosed",
    "Change",
    "NewDecision",
    "NewReview",
    "Overwritten",
    "Records",
    "RecordsError",
    "open_records",
]
