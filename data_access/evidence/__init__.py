"""The rows behind a number: what is known of an account, its contacts and orders, whom to call, what comes next.

Every function asks for the viewer's Scope and gives nothing of accounts outside it. Dates are dates of the company's
time zone; words of private interactions are not in the mirror and so cannot appear.
"""

from data_access.evidence.accounts import (
    PARENT,
    SUBSIDIARY,
    account_names,
    account_of,
    cases_of,
    commitments_of,
    persons_of,
    related_accounts,
    serving,
    surveys_of,
)
from data_access.evidence.arrivals import case_words, mail_words
from data_access.evidence.health import CASE, rows_behind
from data_access.evidence.meetings import who_met_whom
from data_access.evidence.people import (
    LAST_MET,
    PRIMARY_CONTACT,
    employees,
    last_contact_names,
    next_planned,
    persons_to_call,
    teams,
)
from data_access.evidence.planned import planned_of
from data_access.evidence.rows import (
    MOST_ROWS,
    contacts_between,
    contacts_of,
    interaction_of,
    order_days_between,
    orders_of,
    participants_of,
)

__all__ = [
    "CASE",
    "LAST_MET",
    "MOST_ROWS",
    "PARENT",
    "PRIMARY_CONTACT",
    "SUBSIDIARY",
    "account_names",
    "account_of",
    "case_words",
    "cases_of",
    "commitments_of",
    "contacts_between",
    "contacts_of",
    "employees",
    "interaction_of",
    "last_contact_names",
    "mail_words",
    "next_planned",
    "order_days_between",
    "orders_of",
    "participants_of",
    "persons_of",
    "persons_to_call",
    "planned_of",
    "related_accounts",
    "rows_behind",
    "serving",
    "surveys_of",
    "teams",
    "who_met_whom",
]
