"""The whole sample, table by table, in pieces that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sample_data import faults, happenings, planted
from sample_data.company import Company, Size
from sample_data.delivery import Delivery
from sample_data.events import BLOCK, all_events
from sample_data.interactions import CHUNK, Chunk
from sample_data.purchases import Purchases, rate_table

Rows = dict[str, pa.Table]


@dataclass(frozen=True)
class Piece:
    """Some rows of some tables: what is being made in words, how many pieces are made with it, and of how many."""

    step: str
    done: int
    total: int
    tables: Rows


def pieces(size: Size) -> Iterator[Piece]:
    """Every row of the sample; those of a large table come in several pieces. The first piece only says what is done first."""
    yield Piece("Inventing the company", 0, 1, {})
    company = Company(size)
    purchases = Purchases(company)
    events = all_events(company, purchases)
    chunks = range(0, len(events), CHUNK)
    blocks = [(first, min(first + BLOCK, company.count)) for first in range(0, company.count, BLOCK)]
    total = 1 + len(blocks) + len(chunks)
    yield Piece("Writing teams, people and stories", 1, total, _people(company))
    yield Piece("Writing teams, people and stories", 1, total, _told(company))
    yield Piece("Writing teams, people and stories", 1, total, faults.tables(size.period))
    for number, block in enumerate(blocks, start=2):
        yield Piece("Writing accounts and orders", number, total, _of_block(company, purchases, *block))
    for number, first in enumerate(chunks, start=2 + len(blocks)):
        chunk = Chunk(company, events[first : first + CHUNK], first)
        rows = {"interactions": chunk.table(), "interaction_participants": chunk.participants()}
        yield Piece("Writing interactions", number, total, rows)


def _people(company: Company) -> Rows:
    return {
        "teams": company.staff.team_table(),
        "employees": company.staff.employee_table(),
        "qualifications": company.staff.qualification_table(),
        "fx_rates": rate_table(company),
        "accounts": planted.account_table(company),
        "contacts": planted.contact_table(company),
    }


def _told(company: Company) -> Rows:
    interactions, participants = happenings.interactions(company)
    return {
        "orders": happenings.orders(company),
        "commitments": happenings.commitments(company),
        "cases": happenings.cases(company),
        "survey_responses": happenings.survey_responses(company),
        "interactions": interactions,
        "interaction_participants": participants,
    }


def _of_block(company: Company, purchases: Purchases, first: int, end: int) -> Rows:
    who = np.arange(first, end)
    invented = who[~company.planted[who]]
    accounts = company.account_table(invented)
    named = planted.names_people(company.count)
    delivery = Delivery(company, first, end)
    return {
        "accounts": faults.with_spoiled(accounts) if first == 0 else accounts,
        "account_team_members": company.member_table(who),
        "contacts": company.contact_table(who[~named[who]]),
        "orders": purchases.order_table(first, end),
        "opportunities": purchases.opportunity_table(first, end),
        "commitments": delivery.commitments(),
        "cases": delivery.cases(),
        "survey_responses": delivery.survey_responses(),
    }
