"""The canonical tables: what every source delivers and everything else reads.

One declaration serves the intake, the mirror, the sample database and the documentation. A column's
`info` carries what a database type cannot say: its kind, whether it must be there, its values, its range,
which moment it must not precede, and which table it refers to. The tables carry no database constraints on
purpose: bad rows must be able to exist, so that the intake can set them aside and show them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, MetaData, Numeric, String, Table, Text

CANONICAL = MetaData()

LEVELS = ("executive", "management", "supervisor", "specialist")
INTERACTION_KINDS = ("meeting", "call", "email", "message", "helpdesk")
MAIL_KINDS = ("email", "message")
PLACES = ("customer", "ours", "remote")
ORDER_STATUSES = ("open", "confirmed", "delivered", "cancelled")
COUNTED_ORDER_STATUSES = ("confirmed", "delivered")
QUALITY_NAMES = ("relations", "new_orders", "negotiation", "entrepreneurship", "delivery_quality", "project_management")

MONEY_WHOLE_DIGITS = 14
MONEY_FRACTION_DIGITS = 10


@dataclass(frozen=True)
class Rule:
    """What a value of one column must be; see "Bad values and bad rows" of the data model."""

    kind: str
    required: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    not_before: str | None = None
    first_of_month: bool = False
    above_zero: bool = False
    refers_to: str | None = None


_TYPES = {
    "id": String,
    "text": Text,
    "enum": String,
    "date": Date,
    "time": DateTime,
    "flag": Boolean,
    "int": Integer,
    "number": lambda: Numeric(38, 10),
    "money": lambda: Numeric(MONEY_WHOLE_DIGITS + MONEY_FRACTION_DIGITS, MONEY_FRACTION_DIGITS),
}


def _column(name: str, kind: str, comment: str, **rule: object) -> Column:
    return Column(name, _TYPES[kind](), comment=comment, info={"rule": Rule(kind=kind, **rule)})


def _key(name: str, comment: str) -> Column:
    return _column(name, "id", comment, required=True)


def _account_id(comment: str = "The account this row belongs to.") -> Column:
    return _column("account_id", "id", comment, required=True, refers_to="accounts")


def _employee(name: str, comment: str, required: bool = False) -> Column:
    return _column(name, "id", comment, required=required, refers_to="employees")


def _contact(comment: str) -> Column:
    return _column("contact_id", "id", comment, refers_to="contacts")


def _table(name: str, comment: str, *columns: Column, key: tuple[str, ...] = (), dated_by: str | None = None) -> None:
    """Declares one canonical table; `key` defaults to its first column, `dated_by` is the date that makes a row an event."""
    Table(name, CANONICAL, *columns, comment=comment, info={"key": key or (columns[0].name,), "dated_by": dated_by})


_table(
    "teams",
    "An account team: the unit that owns customers.",
    _key("team_id", "Key of the team in the source."),
    _column("name", "text", "Name of the team.", required=True),
    _column("parent_team_id", "id", "The team this one is a part of."),
)
_table(
    "employees",
    "One of our people.",
    _key("employee_id", "Key of the employee in the source."),
    _column("name", "text", "Full name.", required=True),
    _column("email", "text", "Work e-mail address; decides what its holder may see once sign-in is configured."),
    _column("team_id", "id", "Team the employee works in; a key without a team row stays, without a name."),
    _column("languages", "text", "Languages spoken: codes separated by commas."),
    _column("level", "enum", "Organisational level.", values=LEVELS),
    _column("active", "flag", "Works here today."),
    _column("left_on", "date", "Day the employee left."),
)
_table(
    "accounts",
    "A customer or prospect organisation.",
    _key("account_id", "Key of the account in the source."),
    _column("name", "text", "Name of the organisation.", required=True),
    _employee("owner_id", "Employee responsible for the account."),
    _column("team_id", "id", "Team that owns the account; empty means the owner's team."),
    _column("tier_entered", "enum", "Tier the company itself entered in its CRM.", values=("A", "B", "C")),
    _column(
        "contact_preference",
        "enum",
        "Whether the customer wants to be met regularly or only when needed.",
        values=("proactive", "as_needed"),
    ),
    _column("agreed_interval_days", "int", "Days between contacts agreed with this customer.", low=1, high=3650),
    _column("industry", "text", "Industry of the account."),
    _column("country", "text", "Country of the account."),
    _column("language", "text", "Language the customer prefers."),
    _column("parent_account_id", "id", "Account this one is a subsidiary of.", refers_to="accounts"),
    _column("created_at", "time", "Moment the account was created in the CRM."),
    _column("agreement_ends_on", "date", "Day the running agreement ends."),
    _column("merged_into_id", "id", "Account that survived when this one was merged away.", refers_to="accounts"),
)
_table(
    "account_team_members",
    "Who of us serves an account, in which role.",
    _account_id("The account served."),
    _employee("employee_id", "The employee who serves it.", required=True),
    _column("role", "enum", "Role in serving the account.", values=("owner", "deputy", "member")),
    _column("since", "date", "First day in the role; empty means from the beginning."),
    _column("until", "date", "Last day in the role; empty means still in it."),
    key=("account_id", "employee_id", "role", "since", "until"),
)
_table(
    "contacts",
    "A person at the customer.",
    _key("contact_id", "Key of the contact in the source."),
    _account_id("The account the person works for."),
    _column("name", "text", "Full name.", required=True),
    _column("title", "text", "Job title as written in the CRM."),
    _column("level", "enum", "Organisational level at the customer.", values=LEVELS),
    _column(
        "role",
        "enum",
        "Part the person plays in buying.",
        values=("decision_maker", "champion", "user", "procurement", "other"),
    ),
    _column("is_primary", "flag", "The account's primary contact."),
    _column("language", "text", "Language the person prefers."),
    _column("email", "text", "E-mail address."),
    _column("phone", "text", "Telephone number."),
    _column("active", "flag", "Works there today."),
    _column("left_on", "date", "Day the person left."),
)
_table(
    "interactions",
    "One meeting, call, e-mail, message or help-desk contact.",
    _key("interaction_id", "Key of the interaction in the source."),
    _account_id("The account it was with."),
    _employee("employee_id", "Our organiser."),
    _contact("Main person of theirs."),
    _column("kind", "enum", "What kind of interaction it was.", required=True, values=INTERACTION_KINDS),
    _column(
        "purpose",
        "enum",
        "What it was for.",
        values=("delivery", "consultancy", "sales", "review", "support", "other"),
    ),
    _column(
        "direction",
        "enum",
        "Who began it: inbound from the customer, outbound from us.",
        values=("inbound", "outbound"),
    ),
    _column(
        "starts_at", "time", "Start, or arrival of a message; an all-day row holds 00:00Z of its date.", required=True
    ),
    _column("ends_at", "time", "End; of an all-day row its last date.", not_before="starts_at"),
    _column("all_day", "flag", "Holds a date, not a moment."),
    _column(
        "status",
        "enum",
        "Whether it took place.",
        required=True,
        values=("planned", "held", "cancelled", "no_show"),
    ),
    _column("place", "enum", "Where it took place.", values=PLACES),
    _column("formality", "enum", "How formal it was.", values=("formal", "informal")),
    _column("subject", "text", "Subject line; never read of a private row."),
    _column("notes", "text", "Notes; never read of a private row."),
    _column("private", "flag", "Marked private: it counts, its words are not read."),
    _column("bulk", "flag", "Sent to many at once: takes part in nothing."),
    _column("created_at", "time", "Moment it was entered in the CRM."),
    _column("agenda_at", "time", "Moment the agenda was written."),
    _column("documented_at", "time", "Moment the memo or summary was written.", not_before="starts_at"),
    _column("shared_at", "time", "Moment it was passed to the account's owner.", not_before="starts_at"),
    _column("analysed_at", "time", "Moment it was analysed afterwards.", not_before="starts_at"),
    _column(
        "responded_at",
        "time",
        "First answer: ours to an inbound one, theirs to an outbound one.",
        not_before="starts_at",
    ),
    _column("channel", "text", "Channel it came through, in the company's words."),
    dated_by="starts_at",
)
_table(
    "interaction_participants",
    "One participant of an interaction: exactly one of employee, contact and third party.",
    _column("interaction_id", "id", "The interaction taken part in.", required=True, refers_to="interactions"),
    _employee("employee_id", "One of ours."),
    _contact("One of theirs."),
    _column("third_party", "text", "Somebody else: a lawyer, a partner."),
    key=("interaction_id", "employee_id", "contact_id", "third_party"),
)
_table(
    "orders",
    "A purchase: a won deal, an order or an invoice, by the company's choice, never two of them.",
    _key("order_id", "Key of the order in the source."),
    _account_id("The account that bought."),
    _column("ordered_on", "date", "Day of the purchase.", required=True),
    _column("amount", "money", "Amount in the row's currency; negative for a credit.", required=True),
    _column("currency", "text", "ISO 4217 code of the amount.", required=True),
    _column("status", "enum", "State of the order.", required=True, values=ORDER_STATUSES),
    _column("product_line", "text", "What was bought, in the company's groups."),
    _column("channel", "text", "Channel it was bought through."),
    dated_by="ordered_on",
)
_table(
    "opportunities",
    "An offer or possible deal.",
    _key("opportunity_id", "Key of the opportunity in the source."),
    _account_id("The account it is with."),
    _employee("owner_id", "Employee who pursues it."),
    _column("name", "text", "Name of the opportunity."),
    _column("stage", "text", "Stage in the company's words."),
    _column("amount", "money", "Expected amount in the row's currency."),
    _column("currency", "text", "ISO 4217 code of the amount."),
    _column("created_at", "time", "Moment it was entered."),
    _column("offered_at", "time", "Moment the offer went out."),
    _column("reviewed_at", "time", "Moment of the internal review of the offer."),
    _column("closed_on", "date", "Day it was won or lost."),
    _column("outcome", "enum", "How it ended.", values=("won", "lost")),
    dated_by="created_at",
)
_table(
    "commitments",
    "Something promised to a customer.",
    _key("commitment_id", "Key of the promise in the source."),
    _account_id("The account it was promised to."),
    _employee("employee_id", "Employee who promised."),
    _column("kind", "enum", "What was promised.", values=("deliverable", "report", "callback", "follow_up", "other")),
    _column("subject", "text", "The promise in words."),
    _column("promised_at", "time", "Moment of the promise."),
    _column("due_on", "date", "Day it is due.", required=True),
    _column("done_at", "time", "Moment it was kept."),
    _column("cancelled", "flag", "Called off."),
    dated_by="due_on",
)
_table(
    "cases",
    "A problem, question or complaint.",
    _key("case_id", "Key of the case in the source."),
    _account_id("The account that raised it."),
    _contact("Person who raised it."),
    _column("channel", "text", "Channel it came through."),
    _column(
        "category",
        "enum",
        "What it is about.",
        values=("technical", "billing", "pricing", "delivery", "other"),
    ),
    _column("priority", "enum", "How urgent it is.", values=("low", "normal", "high", "urgent")),
    _column("subject", "text", "Subject line."),
    _column("opened_at", "time", "Moment it was opened.", required=True),
    _column("first_response_at", "time", "Moment of our first answer.", not_before="opened_at"),
    _column("resolved_at", "time", "Moment it was resolved.", not_before="opened_at"),
    _column("escalated_at", "time", "Moment it was escalated.", not_before="opened_at"),
    _column("response_due_at", "time", "Moment an answer is due by agreement."),
    dated_by="opened_at",
)
_table(
    "survey_responses",
    "One answer to one question.",
    _key("response_id", "Key of the answer in the source."),
    _account_id("The account asked about."),
    _contact("Person who answered."),
    _employee("employee_id", "Author, for our own team's dated opinion."),
    _column(
        "instrument",
        "enum",
        "What was asked with.",
        required=True,
        values=("satisfaction", "project_evaluation", "nps", "team_opinion"),
    ),
    _column(
        "dimension",
        "text",
        "What was asked about: overall, core_service, customer_service, trust, commitment, recommend or another.",
        required=True,
    ),
    _column("score", "number", "The answer on its scale.", required=True),
    _column("scale_min", "number", "Lowest answer possible.", required=True),
    _column("scale_max", "number", "Highest answer possible.", required=True),
    _column("sent_at", "time", "Moment the question was sent."),
    _column("answered_at", "time", "Moment of the answer.", required=True),
    _column("comment", "text", "What was added in words."),
    dated_by="answered_at",
)
_table(
    "qualifications",
    "A certification, training or assessed quality of an employee.",
    _key("qualification_id", "Key of the qualification in the source."),
    _employee("employee_id", "The employee who holds it.", required=True),
    _column("kind", "enum", "What it is.", required=True, values=("certification", "training", "quality")),
    _column("name", "text", "Its name; of a quality one of the six.", required=True),
    _column("partner", "text", "Partner that certifies."),
    _column("grade", "int", "Assessed grade of a quality.", low=0, high=3),
    _column("obtained_on", "date", "Day it was obtained."),
    _column("valid_until", "date", "Last day it is valid."),
)
_table(
    "fx_rates",
    "A month's rate into the reporting currency.",
    _column("currency", "text", "ISO 4217 code converted from.", required=True),
    _column("month", "date", "First day of the month.", required=True, first_of_month=True),
    _column("rate", "money", "Reporting currency per unit of the currency.", required=True, above_zero=True),
    key=("currency", "month"),
)

TABLE_NAMES = tuple(table.name for table in CANONICAL.tables.values())


def table(name: str) -> Table:
    """The canonical table of that name; KeyError when there is none."""
    return CANONICAL.tables[name]


def rule(column: Column) -> Rule:
    """What a value of this canonical column must be."""
    return column.info["rule"]


def key_of(name: str) -> tuple[str, ...]:
    """Names of the columns that identify a row of the table, in column order."""
    return CANONICAL.tables[name].info["key"]


def required_columns(name: str) -> tuple[str, ...]:
    """Names of the columns without which the table is not connected, in column order."""
    return tuple(column.name for column in CANONICAL.tables[name].columns if rule(column).required)


def keyed_by_every_column(name: str) -> bool:
    """Whether the table has no key of its own, so that a row is identified by all its cells."""
    return len(key_of(name)) > 1
