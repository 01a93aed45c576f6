"""The rows behind a number: contacts and orders of an account, whom to call, what comes next.

Every function asks for the viewer's Scope and gives nothing of accounts outside it. Dates are dates of the company's
time zone; words of private interactions are not in the mirror and so cannot appear.
"""

from data_access.evidence.people import (
    LAST_MET,
    PRIMARY_CONTACT,
    employees,
    last_contact_names,
    next_planned,
    persons_to_call,
    teams,
)
from data_access.evidence.rows import MOST_ROWS, contacts_of, orders_of

__all__ = [
    "LAST_MET",
    "MOST_ROWS",
    "PRIMARY_CONTACT",
    "contacts_of",
    "employees",
    "last_contact_names",
    "next_planned",
    "orders_of",
    "persons_to_call",
    "teams",
]
