"""The customers of the stories among the accounts of the company: who they are, who works there, who meets whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data_access.localtime import day_of
from sample_data.columns import canonical
from sample_data.days import NEVER, Period
from sample_data.names import PLACE_OF, address_of, phone_numbers
from sample_data.script import NO_ONE, WHO_LEFT, Customer, Person
from sample_data.stories import STORIES
from sample_data.teams import MANNERS, NOBODY

if TYPE_CHECKING:
    from sample_data.company import Company

CUSTOMERS = tuple(sorted((each for story in STORIES for each in story.customers), key=lambda each: each.number))
_TEAM_OF = {manner.team_id: place for place, manner in enumerate(MANNERS)}
_BUYER, _PROSPECT, _LARGE = 0, 2, 1.5


def mask(accounts: int) -> np.ndarray:
    """Which accounts are those of the stories: the first ones."""
    return np.arange(accounts) < len(CUSTOMERS)


def place(company: Company) -> None:
    """Gives the customers of the stories their team, owner, language and age in the company's arrays."""
    for number, customer in enumerate(CUSTOMERS):
        team = _TEAM_OF[customer.team]
        company.team[number] = team
        company.owner[number] = _owner(customer, company)
        company.segment[number] = _BUYER if customer.happens else _PROSPECT
        company.size[number] = _LARGE if customer.happens else 0
        company.language[number] = PLACE_OF[customer.language]
        company.joined[number] = company.period.last - customer.joined
        company.stopped[number] = NEVER


def _owner(customer: Customer, company: Company) -> int:
    if customer.owner == NO_ONE:
        return NOBODY
    if customer.owner == WHO_LEFT:
        return company.staff.left
    return int(company.staff.member(np.int64(_TEAM_OF[customer.team]), int(customer.owner)))


def people_counts(counts: np.ndarray) -> np.ndarray:
    """The numbers of people with those that the stories name."""
    for number, customer in enumerate(CUSTOMERS):
        if customer.people is not None:
            counts[number] = len(customer.people)
    return counts


def people_left(company: Company, left: np.ndarray) -> np.ndarray:
    """The days on which people left with those that the stories name."""
    for number, customer in enumerate(CUSTOMERS):
        for at, person in enumerate(customer.people or ()):
            gone = person.left is not None
            left[company.first_person[number] + at] = company.period.last - person.left if gone else NEVER
    return left


def meets_only(accounts: int) -> np.ndarray:
    """The place of the one person met at each account, -1 where there are several."""
    only = np.full(accounts, -1)
    for number, customer in enumerate(CUSTOMERS):
        if customer.met is not None:
            only[number] = customer.met
    return only


def only_owner_meets(accounts: int) -> np.ndarray:
    """Whether nobody but the owner meets an account."""
    only = np.zeros(accounts, dtype=bool)
    only[: len(CUSTOMERS)] = [customer.only_owner_meets for customer in CUSTOMERS]
    return only


def has_own(*kinds: type) -> np.ndarray:
    """Numbers of the customers whose story says something of these kinds, or that nothing at all is known of them."""
    said = [
        customer.people == () or any(isinstance(each, kinds) for each in customer.happens) for customer in CUSTOMERS
    ]
    return np.flatnonzero(said)


def names_people(accounts: int) -> np.ndarray:
    """Which accounts' people the stories name, all of them."""
    named = np.zeros(accounts, dtype=bool)
    named[: len(CUSTOMERS)] = [customer.people is not None for customer in CUSTOMERS]
    return named


def account_table(company: Company) -> pa.Table:
    """The accounts of the stories."""
    ids = company.staff.ids(company.owner[: len(CUSTOMERS)]).to_pylist()
    teams = company.staff.team_ids(company.team[: len(CUSTOMERS)]).to_pylist()
    return from_rows(
        "accounts",
        [_account_row(customer, ids[place], teams[place], company.period) for place, customer in enumerate(CUSTOMERS)],
    )


def _account_row(customer: Customer, owner_id: str, team_id: str, period: Period) -> dict:
    ends = customer.agreement_ends_in
    row = {
        "account_id": customer.account_id,
        "name": customer.name,
        "owner_id": None if customer.owner == NO_ONE else owner_id,
        "team_id": team_id,
        "industry": customer.industry,
        "country": customer.country,
        "language": customer.language,
        "created_at": moment(period.last - customer.joined, 10),
        "agreement_ends_on": None if ends is None else day_of(period.last + ends),
    }
    return row | dict(customer.more)


def contact_table(company: Company) -> pa.Table:
    """The people whom the stories name; the first of an account is its primary contact."""
    rows = []
    for customer in CUSTOMERS:
        for at, person in enumerate(customer.people or ()):
            rows.append(_person_row(customer, person, at, company.period))
    return from_rows("contacts", rows)


def _person_row(customer: Customer, person: Person, at: int, period: Period) -> dict:
    language = np.array([PLACE_OF[customer.language]])
    digits = np.array([(customer.number * 7 + at * 3) % 97 / 97])
    return {
        "contact_id": person_id(customer.number, at),
        "account_id": customer.account_id,
        "name": person.name.partition(":")[0],
        "title": person.title,
        "level": person.level,
        "role": person.role,
        "is_primary": "true" if at == 0 else "false",
        "language": customer.language,
        "email": f"{address_of(person.name)}@{customer.account_id.lower()}.example",
        "phone": phone_numbers(language, digits)[0].as_py(),
        "active": person.left is None,
        "left_on": None if person.left is None else day_of(period.last - person.left).isoformat(),
    }


def person_id(number: int, at: int) -> str:
    """The key of the person at a place (from 0) of the account with this number (from 1)."""
    return f"C{number:06}-{at + 1}"


def moment(day: int, hour: float) -> datetime:
    """That hour of a day in UTC."""
    return datetime.combine(day_of(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def from_rows(name: str, rows: list[dict]) -> pa.Table:
    """A canonical table of a few rows, each with the columns it has."""
    columns = {column for row in rows for column in row}
    return canonical(name, {column: [row.get(column) for row in rows] for column in columns})
