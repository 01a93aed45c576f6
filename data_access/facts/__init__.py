"""Facts of a date: selects over the mirror's tables that count, sum and find dates, one row per account.

Dates come and go as days since 1970-01-01; windows and kinds of the company's rules are bound parameters. Nothing is
compared with a threshold here: that is scoring. The selects are SQLAlchemy Core and give the same frames on DuckDB and
on PostgreSQL.
"""

from data_access.facts.accounts import account_rows
from data_access.facts.connected import connected, first_day
from data_access.facts.contacts import contact_counts, contact_gaps, planned_contacts
from data_access.facts.coverage import (
    contacts_by_level,
    deputies,
    employees_known,
    languages_of_customers,
    languages_served,
    levels_together,
    persons_known,
    roles_named,
)
from data_access.facts.met import levels_met, meeting_places
from data_access.facts.months import contacts_by_month, orders_at
from data_access.facts.opinions import COMMITMENT, CORE, SERVICE, opinions, satisfaction_by_month
from data_access.facts.orders import order_gaps, order_sums
from data_access.facts.persons import contacts_listed, persons_met, persons_named
from data_access.facts.promises import promises_due
from data_access.facts.reading import Reader, Rules, exact
from data_access.facts.responses import open_cases, response_times, waiting
from data_access.facts.service_rows import case_rows, evaluation_rows, mail_rows, promise_rows
from data_access.facts.starting_days import attention_weeks, starting_days

__all__ = [
    "COMMITMENT",
    "CORE",
    "SERVICE",
    "Reader",
    "Rules",
    "account_rows",
    "attention_weeks",
    "case_rows",
    "connected",
    "contact_counts",
    "contact_gaps",
    "contacts_by_level",
    "contacts_by_month",
    "contacts_listed",
    "deputies",
    "employees_known",
    "evaluation_rows",
    "exact",
    "first_day",
    "languages_of_customers",
    "languages_served",
    "levels_met",
    "levels_together",
    "mail_rows",
    "meeting_places",
    "open_cases",
    "opinions",
    "order_gaps",
    "order_sums",
    "orders_at",
    "persons_known",
    "persons_met",
    "persons_named",
    "planned_contacts",
    "promise_rows",
    "promises_due",
    "response_times",
    "roles_named",
    "satisfaction_by_month",
    "starting_days",
    "waiting",
]
