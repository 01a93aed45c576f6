"""Writes a CRM of the asked size as a folder of Parquet files: the same arguments give the same rows.

    python -m tests.size.write --to FOLDER --accounts 100000 --interactions 10000000 --orders 1000000 --seed 1

Rows come in the order of time, as a CRM holds them; revenue and attention are skewed, a fifth of the accounts has
never bought or has stopped, and there is mail without an answer, bulk mail, meetings among ourselves, all-day rows
and three currencies. Nothing is held as Python objects and never more than one chunk at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CHUNK = 500_000
YEARS = 3
DAYS_AHEAD = 60
DAY = 86_400
TEAMS = 40
ACCOUNTS_PER_EMPLOYEE = 200
CONTACTS_PER_ACCOUNT = 3
MOMENT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(16, 2)
SHARE_OF_MEETINGS = 0.15
SHARE_AMONG_OURSELVES = 0.03
KINDS = {"meeting": SHARE_OF_MEETINGS, "call": 0.20, "email": 0.50, "message": 0.10, "helpdesk": 0.05}
PURPOSES = {
    "delivery": 0.2,
    "consultancy": 0.15,
    "sales": 0.25,
    "review": 0.1,
    "support": 0.1,
    "other": 0.05,
    None: 0.15,
}
PLACES = {"customer": 0.35, "ours": 0.15, "remote": 0.4, None: 0.1}
LEVELS = {"executive": 0.1, "management": 0.25, "supervisor": 0.2, "specialist": 0.35, None: 0.1}
CURRENCIES = {"EUR": 0.7, "USD": 0.2, "SEK": 0.1}
RATES = {"USD": 0.92, "SEK": 0.088}


@dataclass(frozen=True)
class Size:
    """What is to be written; `until` is the day of the last thing that happened."""

    accounts: int
    interactions: int
    orders: int
    seed: int = 1
    until: date = date(2026, 6, 30)

    @property
    def employees(self) -> int:
        return max(self.accounts // ACCOUNTS_PER_EMPLOYEE, 5)

    @property
    def teams(self) -> int:
        return min(TEAMS, self.employees)

    @property
    def last(self) -> int:
        """The last second of `until` since 1970-01-01."""
        return (self.until - date(1970, 1, 1) + timedelta(days=1)).days * DAY - 1

    @property
    def first(self) -> int:
        """The first second of the store since 1970-01-01."""
        return self.last + 1 - YEARS * 365 * DAY


@dataclass
class Company:
    """What several tables must agree on: who owns an account, how much it buys, how often it is met."""

    size: Size
    owner: np.ndarray = field(init=False)
    attention: np.ndarray = field(init=False)
    buying: np.ndarray = field(init=False)
    stopped: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        chance = self.chance("company")
        accounts = self.size.accounts
        spend = chance.lognormal(0, 1.6, accounts)
        spend[chance.random(accounts) < 0.12] = 0
        met = np.exp(0.35 * np.log1p(spend)) * chance.lognormal(0, 1, accounts)
        met[chance.random(accounts) < 0.04] = 0
        self.owner = chance.integers(0, self.size.employees, accounts)
        self.buying = np.cumsum(spend) / spend.sum()
        self.attention = np.cumsum(met) / met.sum()
        self.stopped = chance.random(accounts) < 0.1

    def chance(self, table: str, chunk: int = 0) -> np.random.Generator:
        """The random numbers of one chunk of a table, whatever else was drawn before."""
        return np.random.default_rng([self.size.seed, chunk, *table.encode()])


def main() -> None:
    """Reads the arguments and writes the folder."""
    parser = argparse.ArgumentParser(description="Writes a CRM of the asked size as a folder of Parquet files.")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--accounts", type=int, default=1_000)
    parser.add_argument("--interactions", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", type=date.fromisoformat, default=Size.until)
    given = parser.parse_args()
    write(given.to, Size(given.accounts, given.interactions, given.orders, given.seed, given.until))


def write(folder: Path, size: Size) -> None:
    """Writes every table of the store into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    company = Company(size)
    for name, table in {
        "teams": _teams(size),
        "employees": _employees(company),
        "accounts": _accounts(company),
        "account_team_members": _members(company),
        "contacts": _contacts(company),
        "fx_rates": _fx_rates(size),
    }.items():
        pq.write_table(table, folder / f"{name}.parquet")
    _write_chunks(folder / "orders.parquet", _orders(company))
    meetings = folder / "interactions.parquet"
    others = folder / "interaction_participants.parquet"
    _write_pairs(meetings, others, _interactions(company))


def _write_chunks(file: Path, chunks: Iterator[pa.Table]) -> None:
    first = next(chunks)
    with pq.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        for chunk in chunks:
            writer.write_table(chunk)


def _write_pairs(one: Path, other: Path, chunks: Iterator[tuple[pa.Table, pa.Table]]) -> None:
    first = next(chunks)
    with pq.ParquetWriter(one, first[0].schema) as left, pq.ParquetWriter(other, first[1].schema) as right:
        left.write_table(first[0])
        right.write_table(first[1])
        for left_chunk, right_chunk in chunks:
            left.write_table(left_chunk)
            right.write_table(right_chunk)


def _teams(size: Size) -> pa.Table:
    numbers = np.arange(size.teams)
    return pa.table({"team_id": _ids("t", numbers), "name": _ids("Team ", numbers)})


def _employees(company: Company) -> pa.Table:
    numbers = np.arange(company.size.employees)
    chance = company.chance("employees")
    return pa.table(
        {
            "employee_id": _ids("e", numbers),
            "name": _ids("Employee ", numbers),
            "email": pc.binary_join_element_wise(_ids("e", numbers), pa.scalar("example.com"), "@"),
            "team_id": _ids("t", numbers % company.size.teams),
            "level": _choice(chance, LEVELS, len(numbers)),
            "active": pa.array(chance.random(len(numbers)) < 0.96),
        }
    )


def _accounts(company: Company) -> pa.Table:
    size, chance = company.size, company.chance("accounts")
    count = size.accounts
    numbers = np.arange(count)
    merged = (chance.random(count) < 0.005) & (numbers > 0)
    return pa.table(
        {
            "account_id": _ids("a", numbers),
            "name": _ids("Customer ", numbers),
            "owner_id": _where(chance.random(count) < 0.98, _ids("e", company.owner)),
            "tier_entered": _where(chance.random(count) < 0.1, _choice(chance, {"A": 0.2, "B": 0.3, "C": 0.5}, count)),
            "contact_preference": _choice(chance, {"proactive": 0.4, "as_needed": 0.1, None: 0.5}, count),
            "agreed_interval_days": _where(chance.random(count) < 0.05, pa.array(chance.integers(7, 200, count))),
            "industry": _choice(chance, {"Industry": 0.4, "Trade": 0.3, "Services": 0.3}, count),
            "country": _choice(chance, {"FI": 0.5, "SE": 0.3, "DE": 0.2}, count),
            "created_at": _where(
                chance.random(count) < 0.8, _moments(size.first - chance.integers(0, 3 * 365 * DAY, count))
            ),
            "merged_into_id": _where(merged, _ids("a", np.maximum(numbers - 1, 0))),
        }
    )


def _members(company: Company) -> pa.Table:
    numbers = np.arange(company.size.accounts)
    deputies = (company.owner + 1) % company.size.employees
    return pa.table(
        {
            "account_id": _ids("a", np.repeat(numbers, 2)),
            "employee_id": _ids("e", np.column_stack([company.owner, deputies]).ravel()),
            "role": pa.array(np.tile(["owner", "deputy"], len(numbers))),
        }
    )


def _contacts(company: Company) -> pa.Table:
    count = company.size.accounts * CONTACTS_PER_ACCOUNT
    numbers, chance = np.arange(count), company.chance("contacts")
    return pa.table(
        {
            "contact_id": _ids("c", numbers),
            "account_id": _ids("a", numbers // CONTACTS_PER_ACCOUNT),
            "name": _ids("Person ", numbers),
            "level": _choice(chance, LEVELS, count),
            "is_primary": pa.array(numbers % CONTACTS_PER_ACCOUNT == 0),
            "phone": _ids("+358 40 ", numbers),
            "active": pa.array(chance.random(count) < 0.93),
        }
    )


def _fx_rates(size: Size) -> pa.Table:
    first = (size.until - timedelta(days=YEARS * 365)).replace(day=1)
    months = sorted({(first + timedelta(days=28 * place)).replace(day=1) for place in range(YEARS * 14)})
    rows = [
        (currency, month, rate * (1 + 0.002 * place))
        for currency, rate in RATES.items()
        for place, month in enumerate(months)
    ]
    currency, month, rate = zip(*rows, strict=True)
    return pa.table({"currency": currency, "month": pa.array(month), "rate": pa.array(np.round(rate, 6))})


def _orders(company: Company) -> Iterator[pa.Table]:
    size = company.size
    for place, (start, count) in enumerate(_chunks(size.orders)):
        chance = company.chance("orders", place)
        account = np.searchsorted(company.buying, chance.random(count), side="right")
        seconds = _in_time_order(chance, start, count, size.orders, size.first, size.last)
        seconds = np.where(company.stopped[account], size.first + (seconds - size.first) // 2, seconds)
        amount = chance.lognormal(7.5, 1.2, count) * np.where(chance.random(count) < 0.02, -0.2, 1)
        status = _choice(chance, {"delivered": 0.7, "confirmed": 0.22, "open": 0.05, "cancelled": 0.03}, count)
        yield pa.table(
            {
                "order_id": _ids("o", np.arange(start, start + count)),
                "account_id": _ids("a", account),
                "ordered_on": pa.array((seconds // DAY).astype("int32")).cast(pa.date32()),
                "amount": pa.array(np.round(amount, 2)).cast(MONEY),
                "currency": _choice(chance, CURRENCIES, count),
                "status": status,
                "product_line": _choice(chance, {f"Line {line}": 0.125 for line in range(8)}, count),
                "channel": _choice(chance, {"direct": 0.6, "partner": 0.2, "web": 0.2}, count),
            }
        )


def _interactions(company: Company) -> Iterator[tuple[pa.Table, pa.Table]]:
    for place, (start, count) in enumerate(_chunks(company.size.interactions)):
        yield _interaction_chunk(company, company.chance("interactions", place), start, count)


def _interaction_chunk(
    company: Company, chance: np.random.Generator, start: int, count: int
) -> tuple[pa.Table, pa.Table]:
    size = company.size
    ids = _ids("i", np.arange(start, start + count))
    account = np.searchsorted(company.attention, chance.random(count), side="right")
    seconds = _in_time_order(chance, start, count, size.interactions, size.first, size.last + DAYS_AHEAD * DAY)
    kind = _choice(chance, KINDS, count)
    meeting, mail = _is(kind, "meeting"), _is(kind, "email") | _is(kind, "message")
    future = seconds > size.last
    all_day = meeting & (chance.random(count) < 0.06)
    starts = np.where(all_day, seconds // DAY * DAY, seconds)
    ends = starts + np.where(all_day, 0, chance.integers(1, 9, count) * 900)
    among_us = chance.random(count) < SHARE_AMONG_OURSELVES
    person = account * CONTACTS_PER_ACCOUNT + chance.integers(0, CONTACTS_PER_ACCOUNT, count)
    ours = np.where(chance.random(count) < 0.7, company.owner[account], chance.integers(0, size.employees, count))
    held = _choice(chance, {"held": 0.92, "cancelled": 0.06, "no_show": 0.02}, count)
    inbound = chance.random(count) < 0.45
    answered = mail & ~future & (chance.random(count) < 0.75)

    def after(where: np.ndarray, hours: float) -> pa.Array:
        return _where(where, _moments(ends + (chance.lognormal(np.log(hours), 1, count) * 3600).astype(int)))

    table = pa.table(
        {
            "interaction_id": ids,
            "account_id": _ids("a", account),
            "employee_id": _where(chance.random(count) < 0.97, _ids("e", ours)),
            "contact_id": _where(~among_us & (chance.random(count) < 0.85), _ids("c", person)),
            "kind": kind,
            "purpose": _where(meeting, _choice(chance, PURPOSES, count)),
            "direction": _where(~meeting, pc.if_else(pa.array(inbound), "inbound", "outbound")),
            "starts_at": _moments(starts),
            "ends_at": _where(~mail, _moments(ends)),
            "all_day": pa.array(all_day),
            "status": pc.if_else(pa.array(future), "planned", held),
            "place": _where(meeting, _choice(chance, PLACES, count)),
            "formality": _where(meeting, _choice(chance, {"formal": 0.4, "informal": 0.6}, count)),
            "subject": _ids("About matter ", chance.integers(0, 2_000, count)),
            "private": pa.array(chance.random(count) < 0.02),
            "bulk": pa.array(_is(kind, "email") & (chance.random(count) < 0.08)),
            "created_at": _moments(starts - np.where(meeting, chance.integers(0, 30 * DAY, count), 0)),
            "agenda_at": _where(
                meeting & (chance.random(count) < 0.6), _moments(starts - chance.integers(0, 5 * DAY, count))
            ),
            "documented_at": after(meeting & ~future & (chance.random(count) < 0.65), 30),
            "shared_at": after(meeting & ~future & (chance.random(count) < 0.4), 40),
            "responded_at": after(answered, 6),
            "channel": _where(~meeting, _choice(chance, {"phone": 0.3, "web": 0.2, None: 0.5}, count)),
        }
    )
    return table, _participants(chance, size, ids, person, ours, meeting & ~among_us, among_us)


def _participants(
    chance: np.random.Generator,
    size: Size,
    ids: pa.Array,
    person: np.ndarray,
    ours: np.ndarray,
    meeting: np.ndarray,
    among_us: np.ndarray,
) -> pa.Table:
    """One to four participants of a meeting, two of ours where we are among ourselves; never one of them twice."""
    more = chance.random(len(person))
    colleague = (ours + 1) % size.employees
    next_person = person - person % CONTACTS_PER_ACCOUNT + (person + 1) % CONTACTS_PER_ACCOUNT
    nobody = pa.nulls(len(person), pa.string())
    lawyer = pa.array(np.full(len(person), "Lawyer"))
    parts = (
        (meeting, nobody, _ids("c", person), nobody),
        (meeting & (more > 0.15), _ids("e", ours), nobody, nobody),
        (meeting & (more > 0.5), nobody, _ids("c", next_person), nobody),
        (meeting & (more > 0.9), nobody, nobody, lawyer),
        (among_us, _ids("e", ours), nobody, nobody),
        (among_us, _ids("e", colleague), nobody, nobody),
    )
    names = ("interaction_id", "employee_id", "contact_id", "third_party")
    tables = [pa.table(dict(zip(names, (ids, *who), strict=True))).filter(pa.array(where)) for where, *who in parts]
    return pa.concat_tables(tables)


def _chunks(total: int) -> Iterator[tuple[int, int]]:
    """Start and length of every chunk; one of length zero where there is nothing."""
    yield from ((start, min(CHUNK, total - start)) for start in range(0, max(total, 1), CHUNK))


def _in_time_order(
    chance: np.random.Generator, start: int, count: int, total: int, first: int, last: int
) -> np.ndarray:
    """Seconds of these rows out of all rows spread evenly from first to last, in order."""
    share = (start + np.sort(chance.random(count)) * count) / max(total, 1)
    return (first + share * (last - first)).astype(np.int64)


def _choice(chance: np.random.Generator, shares: dict[str | None, float], count: int) -> pa.Array:
    names = pa.array(list(shares), pa.string())
    return names.take(
        pa.array(chance.choice(len(shares), count, p=np.array(list(shares.values())) / sum(shares.values())))
    )


def _ids(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(prefix), pc.cast(pa.array(numbers), pa.string()), "")


def _moments(seconds: np.ndarray) -> pa.Array:
    return pa.array(seconds.astype(np.int64) * 1_000_000).cast(MOMENT)


def _where(there: np.ndarray, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(there), values, pa.scalar(None, values.type))


def _is(values: pa.Array, name: str) -> np.ndarray:
    return pc.equal(values, name).to_numpy(zero_copy_only=False)


if __name__ == "__main__":
    main()
