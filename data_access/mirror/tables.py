"""The tables of a mirror: the canonical rows with integer days and moments, and what is prepared from them.

Dates are days since 1970-01-01 (`x_day`), moments also UTC microseconds (`x_us`), accounts a number in the order
of their keys (`account_no`), interactions a number in the order of account, day, moment and key (`event_no`).
Rows of merged accounts carry the number of the survivor. None of this depends on a date or a rule of the company.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, MetaData, Numeric, SmallInteger, String, Table

from data_access.intake.derived import day_column, us_column
from data_access.intake.values import MONEY_TYPE
from data_access.schema import CANONICAL, INTERACTION_KINDS, LEVELS, rule

MIRROR = MetaData()

_SQL_TYPES = {
    "id": String,
    "text": String,
    "enum": String,
    "flag": Boolean,
    "int": Integer,
    "number": Double,
    "money": lambda: Numeric(MONEY_TYPE.precision, MONEY_TYPE.scale),
}
Units = Numeric(38, 0)
KIND_NUMBERS = {kind: number for number, kind in enumerate(INTERACTION_KINDS)}
CASE = "case"
LEVEL_NUMBERS = {level: number for number, level in enumerate(LEVELS)}


def _mirrored(column: Column) -> list[Column]:
    kind = rule(column).kind
    if kind == "date":
        return [Column(day_column(column.name), Integer, comment=column.comment)]
    if kind == "time":
        return [
            Column(day_column(column.name), Integer, comment=column.comment),
            Column(us_column(column.name), BigInteger, comment=column.comment),
        ]
    return [Column(column.name, _SQL_TYPES[kind](), comment=column.comment)]


_ADDED = {
    "accounts": lambda: [
        Column("team_key", String, comment="Team that owns the account: its own, else its owner's."),
        Column("exists_day", Integer, comment="Day from which the account exists; empty means from the beginning."),
    ],
    "interactions": lambda: [
        Column("event_no", BigInteger, comment="Place in the order of account, day, moment and key."),
        Column("contact_given", Boolean, comment="Whether a main person of theirs was delivered, known or not."),
    ],
    "interaction_participants": lambda: [
        Column("account_no", Integer, comment="Account of the interaction."),
        Column("event_no", BigInteger, comment="The interaction taken part in."),
        Column("names", String, comment="Whom the row names as delivered: contact, third_party or employee."),
    ],
    "orders": lambda: [_amount_units()],
    "opportunities": lambda: [_amount_units()],
}


def _amount_units() -> Column:
    return Column(
        "amount_units", Units, comment="Amount in ten-thousandths of the reporting currency; empty without a rate."
    )


def _declare() -> None:
    for canonical in CANONICAL.tables.values():
        columns = [added for column in canonical.columns for added in _mirrored(column)]
        if "account_id" in canonical.columns:
            columns.insert(0, Column("account_no", Integer, comment="Number of the surviving account."))
        columns += _ADDED.get(canonical.name, list)()
        Table(canonical.name, MIRROR, *columns, comment=canonical.comment)


_declare()

ACCOUNTS = MIRROR.tables["accounts"]
EMPLOYEES = MIRROR.tables["employees"]
TEAMS = MIRROR.tables["teams"]
CONTACTS = MIRROR.tables["contacts"]
INTERACTIONS = MIRROR.tables["interactions"]
PARTICIPANTS = MIRROR.tables["interaction_participants"]
ORDERS = MIRROR.tables["orders"]
CASES = MIRROR.tables["cases"]
OPPORTUNITIES = MIRROR.tables["opportunities"]
COMMITMENTS = MIRROR.tables["commitments"]
SURVEY_RESPONSES = MIRROR.tables["survey_responses"]

CONTACT_ROWS = Table(
    "contact_rows",
    MIRROR,
    Column("account_no", Integer),
    Column("event_no", BigInteger),
    Column("day", Integer),
    Column("kind_no", SmallInteger, comment="Place of the kind in the canonical list: numbers are compared faster."),
    Column("known_day", Integer, comment="First day on which it is a counted contact; empty if it never is."),
    Column("loose_day", Integer, comment="The same while answers to inbound mail are not connected."),
    Column("review", Boolean, comment="Its purpose is review."),
    Column("prepared_day", Integer, comment="Of a meeting: day from which agenda and memo in time are both known."),
    comment="Held interactions that can be counted contacts: neither bulk nor internal.",
)
PERSONS = Table(
    "persons",
    MIRROR,
    Column("person_no", Integer, comment="Place in the order of contact_id."),
    Column("contact_id", String),
    Column(
        "account_no", Integer, comment="Account the person works for; this and what follows is empty for unknown ones."
    ),
    Column("level_no", SmallInteger, comment="Place of the level in the canonical list."),
    Column("is_primary", Boolean, comment="Flagged as the account's primary contact."),
    Column("gone", Boolean, comment="Not active today."),
    Column("left_day", Integer),
    comment="Every person of theirs that is listed or was named as having taken part.",
)
CONTACT_PERSONS = Table(
    "contact_persons",
    MIRROR,
    Column("account_no", Integer),
    Column("person_no", Integer),
    Column("day", Integer),
    Column("kind_no", SmallInteger),
    Column("known_day", Integer),
    Column("loose_day", Integer),
    comment="Who of theirs took part in a row of contact_rows: main person and participants, one row each.",
)
PLANNED_ROWS = Table(
    "planned_rows",
    MIRROR,
    Column("account_no", Integer),
    Column("event_no", BigInteger),
    Column("day", Integer),
    Column("created_day", Integer),
    comment="Meetings and calls that can be planned contacts: entered before they begin, neither bulk nor internal.",
)
ORDER_DAYS = Table(
    "order_days",
    MIRROR,
    Column("account_no", Integer),
    Column("day", Integer),
    Column("units", Units, comment="Sum of the day's counted amounts; empty where none has a rate."),
    Column("buys", Boolean, comment="Whether it is an order day: at least one counted amount above zero."),
    Column("prior_buy_day", Integer, comment="The account's order day before this one."),
    comment="Days with counted orders, one row per account and day.",
)
ARRIVALS = Table(
    "arrivals",
    MIRROR,
    Column("account_no", Integer),
    Column("kind", String, comment="Kind of the interaction, or case."),
    Column("day", Integer, comment="Day of arrival."),
    Column("answered_day", Integer, comment="Day of the first answer; empty without one."),
    Column("resolved_day", Integer, comment="Of a case: day it was resolved."),
    Column(
        "waited_us", BigInteger, comment="From arrival to first answer; empty for all-day rows and without an answer."
    ),
    comment="What came in and waits for an answer: held inbound mail and help-desk contacts, bulk apart, and cases.",
)
FILLED_DAYS = Table(
    "filled_days",
    MIRROR,
    Column("table", String),
    Column("column", String),
    Column("kind", String, comment="Kind of the interaction; of other tables empty."),
    Column("day", Integer, comment="Day of the base row; empty in a table without dates."),
    Column("value_day", Integer, comment="Day from which its value is there; empty where it has none."),
    Column(
        "known_day", Integer, comment="First day on which it is a base row, 0 for from the beginning; empty: never."
    ),
    Column("loose_day", Integer, comment="The same while answers to inbound mail are not connected."),
    Column("rows", BigInteger),
    comment="How many base rows carry a value, by day: what decides whether a column is connected.",
)
MERGED_ACCOUNTS = Table(
    "merged_accounts",
    MIRROR,
    Column("account_no", Integer, comment="Number of the account that survived."),
    Column("account_id", String, comment="Key of the account that was merged away."),
    Column("name", String),
    Column("owner_id", String),
    Column("country", String),
    Column("name_differs", Boolean, comment="Whether its name is another one than the survivor's."),
    Column("owner_differs", Boolean, comment="The same of the owner; empty where one of them has none."),
    Column("country_differs", Boolean),
    comment="Accounts that were merged away, which are nowhere else in the mirror.",
)
ACCOUNT_MARKS = Table(
    "account_marks",
    MIRROR,
    Column("account_no", Integer),
    Column("kind", String, comment="name or domain."),
    Column("mark", String, comment="The name without what does not tell apart; the domain of an e-mail address."),
    comment="By what two accounts look like one: each account's name, and the domains of its persons.",
)
ENTRIES = Table(
    "entries",
    MIRROR,
    Column("table", String, comment="Table of the row."),
    Column("row", BigInteger, comment="Place of the row in the delivery."),
    Column("column_no", Integer, comment="Place of the column in its table."),
    Column("key", String, comment="Key of the row in the source."),
    Column("column", String, comment="Column with the fault."),
    Column("value", String, comment="Value as delivered, cut at 200 characters."),
    Column("reason", String, comment="Reason kind."),
    Column("done", String, comment="What was done: row set aside, or value left out."),
    Column("us", BigInteger, comment="Moment of the load."),
    comment="What the intake set aside or left out.",
)
