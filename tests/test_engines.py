"""The selects of facts and evidence, and the scored frame, on PostgreSQL against the same on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Double,
    Engine,
    Integer,
    MetaData,
    Numeric,
    Select,
    String,
    create_engine,
    insert,
    select,
)
from sqlalchemy.schema import CreateSchema, DropSchema

from dashboard.indicators import INDICATORS
from dashboard.policy import Policy, policy_from
from dashboard.scoring import score
from dashboard.scoring.months import months_until
from dashboard.scoring.scored import rules_of
from data_access import evidence, facts
from data_access.facts import Reader
from data_access.localtime import day_number
from data_access.mirror import Mirror
from data_access.mirror.tables import MIRROR
from data_access.scope import Scope
from tests.plain.random_stores import Case, random_store
from tests.test_random_stores import real_mirror

SEEDS = (1, 2, 4, 15, 28)
"""Different zones and currencies; with and without rates, participants and answers; three of them with bad rows."""

IN_ANY_ORDER = ("connected", "contact_counts", "contact_gaps", "contacts_by_month", "planned_contacts")
IN_ANY_ORDER += ("order_sums", "orders_at", "meeting_places", "levels_met")
IN_ANY_ORDER += ("levels_together", "persons_known", "employees_known", "contacts_by_level", "deputies")
IN_ANY_ORDER += ("contacts_listed", "open_cases", "opinions", "order_gaps", "persons_met", "promises_due")
IN_ANY_ORDER += ("response_times", "waiting")
OF_A_DAY = ("contacts_by_level", "deputies", "languages_of_customers", "languages_served", "contacts_listed")
OF_A_DAY += ("open_cases", "opinions", "order_gaps", "promises_due", "response_times", "waiting")
NO_SELECTS = {"Reader", "Rules", "exact", "CORE", "SERVICE", "COMMITMENT"}
OF_ONE_ACCOUNT = (
    evidence.account_of,
    evidence.related_accounts,
    evidence.serving,
    evidence.commitments_of,
    evidence.cases_of,
    evidence.surveys_of,
    evidence.orders_of,
    evidence.planned_of,
)

_ARROW = ((Boolean, pa.bool_()), (BigInteger, pa.int64()), (Integer, pa.int64()), (Double, pa.float64()))


@dataclass(frozen=True)
class PostgresReader:
    """Answers selects over the mirror's tables from a PostgreSQL that holds them."""

    engine: Engine

    def arrow(self, statement: Select) -> pa.Table:
        """All rows of the select, each column in the Arrow type of its declared one."""
        columns = list(statement.selected_columns)
        with self.engine.connect() as connection:
            rows = connection.execute(statement).all()
        cells = zip(*rows, strict=True) if rows else [()] * len(columns)
        arrays = [pa.array(values, _arrow_type(c.type)) for c, values in zip(columns, cells, strict=True)]
        return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def _arrow_type(kind: object) -> pa.DataType:
    if isinstance(kind, Numeric) and kind.precision is not None:
        return pa.decimal128(kind.precision, kind.scale)
    return next((arrow for sql, arrow in _ARROW if isinstance(kind, sql)), pa.string())


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    return random_store(request.param)


@pytest.fixture(scope="module")
def readers(
    case: Case, tmp_path_factory: pytest.TempPathFactory, postgres_server: URL
) -> Iterator[tuple[Mirror, PostgresReader]]:
    """The case's mirror, and a schema of a PostgreSQL that holds the rows of its tables."""
    mirror = real_mirror(case, tmp_path_factory.mktemp("engines"))
    schema = f"store_{case.seed}"
    address = postgres_server.set(drivername="postgresql+psycopg")
    engine = create_engine(address.update_query_dict({"options": f"-csearch_path={schema}"}))
    with engine.begin() as connection:
        connection.execute(CreateSchema(schema))
    copy_tables(mirror, engine)
    yield mirror, PostgresReader(engine)
    with engine.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))
    engine.dispose()
    mirror.close()


def copy_tables(mirror: Mirror, engine: Engine) -> None:
    """Makes the mirror's tables there, text compared by code point, and fills them."""
    there = MetaData()
    for table in MIRROR.tables.values():
        for column in table.to_metadata(there).columns:
            if isinstance(column.type, String):
                column.type = String(collation="C")
    there.create_all(engine)
    with engine.begin() as connection:
        for name, table in there.tables.items():
            rows = mirror.arrow(select(MIRROR.tables[name])).to_pylist()
            if rows:
                connection.execute(insert(table), rows)


def test_every_select_of_facts_gives_the_same_frame_on_both_engines(case, readers):
    duck, postgres = readers
    for as_of in case.as_of[:2]:
        for policy in (policy_from({}), policy_from(case.policy)):
            expected, found = facts_of(duck, as_of, policy), facts_of(postgres, as_of, policy)
            assert {name.split(" ")[0] for name in expected} == set(facts.__all__) - NO_SELECTS
            assert_same_frames(expected, found, as_of)


def test_every_select_of_evidence_gives_the_same_frame_on_both_engines(case, readers):
    duck = readers[0]
    for as_of in case.as_of[:2]:
        rules = score(duck, as_of, policy_from(case.policy)).rules
        for scope in scopes_of(duck):
            expected, found = (evidence_of(reader, scope, as_of, rules, accounts_of(duck)) for reader in readers)
            assert {name.split(" ")[0] for name in expected} == functions_of(evidence)
            assert_same_frames(expected, found, as_of)


def test_the_scored_frame_is_the_same_on_both_engines(case, readers):
    for as_of in case.as_of:
        expected, found = (score(reader, as_of, policy_from(case.policy)) for reader in readers)
        assert found.connected == expected.connected
        assert found.rules == expected.rules
        for name in ("accounts", "watches", "attention", "met"):
            assert_equal_frames(getattr(found, name), getattr(expected, name), f"{as_of} {name}")
        assert_equal_frames(found.ties.accounts, expected.ties.accounts, f"{as_of} ties")
        assert_equal_frames(found.months.cells, expected.months.cells, f"{as_of} cells")


def assert_equal_frames(found: pd.DataFrame, expected: pd.DataFrame, name: str) -> None:
    """Fails unless both hold the same values, to the last digit."""
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False, obj=name)


def facts_of(reader: Reader, as_of: date, policy: Policy) -> dict[str, pd.DataFrame | pa.Table]:
    """What every select of facts answers, by its name; those that depend on answers being connected, both ways."""
    day = day_number(as_of)
    connected = facts.connected(reader, day, rules_of(policy))
    answers = {
        "connected": pd.DataFrame({"name": sorted(connected)}),
        "account_rows": facts.account_rows(reader, day),
        "first_day": pd.DataFrame({"day": [facts.first_day(reader, "interactions")]}),
        "order_sums": facts.order_sums(reader, day),
        "promise_rows": facts.promise_rows(reader, day),
        "case_rows": facts.case_rows(reader, day),
        "mail_rows": facts.mail_rows(reader, day),
        "evaluation_rows": facts.evaluation_rows(reader, day),
        "satisfaction_by_month": facts.satisfaction_by_month(
            reader, [day_number(month.first) for month in months_until(as_of)], day
        ),
        "orders_at": facts.orders_at(reader, [day_number(month.last) for month in months_until(as_of)]),
        "roles_named": pd.DataFrame({"named": [facts.roles_named(reader)]}),
    }
    for name in OF_A_DAY:
        answers[name] = getattr(facts, name)(reader, day)
    for answered in (True, False):
        rules = replace(rules_of(policy, connected), answers_connected=answered)
        for name in (
            "contact_counts",
            "contact_gaps",
            "planned_contacts",
            "starting_days",
            "attention_weeks",
            "meeting_places",
            "levels_met",
            "levels_together",
            "persons_known",
            "employees_known",
            "persons_met",
        ):
            answers[f"{name} {answered}"] = getattr(facts, name)(reader, day, rules)
        named = facts.persons_named(reader, day, rules)
        answers[f"persons_named {answered}"] = pd.DataFrame({"named": [named]})
        first_days = [day_number(month.first) for month in months_until(as_of)]
        answers[f"contacts_by_month {answered}"] = facts.contacts_by_month(reader, first_days, day, rules)
    return answers


def evidence_of(
    reader: Reader, scope: Scope, as_of: date, rules: facts.Rules, account_ids: list[str]
) -> dict[str, pd.DataFrame]:
    """What every function of evidence answers, by its name; those of one account, for some of the accounts."""
    answers = {"teams": evidence.teams(reader), "employees": evidence.employees(reader, scope)}
    for name in ("persons_to_call", "last_contact_names", "next_planned"):
        answers[name] = getattr(evidence, name)(reader, scope, as_of, rules, account_ids)
    answers["account_names"] = evidence.account_names(reader, scope)
    answers["mail_words"] = evidence.mail_words(reader, scope, range(60))
    answers["case_words"] = evidence.case_words(reader, scope, [f"K{number}" for number in range(60)])
    for account_id in account_ids[-6:]:
        answers |= {f"{name} {account_id}": rows for name, rows in of_one(reader, scope, as_of, rules, account_id)}
    return answers


def of_one(
    reader: Reader, scope: Scope, as_of: date, rules: facts.Rules, account_id: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What every function of evidence about one account answers."""
    asked = (reader, scope, as_of)
    for function in OF_ONE_ACCOUNT:
        yield function.__name__, function(*asked, account_id)
    yield "persons_of", evidence.persons_of(*asked, rules, account_id)
    yield "who_met_whom", evidence.who_met_whom(*asked, rules, account_id)
    contacts = evidence.contacts_of(*asked, rules, account_id, with_bulk=True)
    yield "contacts_of", contacts
    yield "contacts_of without bulk", evidence.contacts_of(*asked, rules, account_id)
    first, last = as_of - timedelta(days=200), as_of + timedelta(days=200)
    yield "contacts_between", evidence.contacts_between(*asked, rules, account_id, first, last)
    yield "order_days_between", evidence.order_days_between(*asked, account_id, first)
    for indicator in INDICATORS:
        connected = {"interactions.responded_at", "cases.first_response_at"}
        behind = evidence.rows_behind(*asked, rules, account_id, indicator, connected)
        yield f"rows_behind {indicator}", behind
    key = contacts["interaction_id"].iloc[0] if len(contacts) else "none"
    yield "interaction_of", evidence.interaction_of(*asked, account_id, key)
    yield "participants_of", evidence.participants_of(reader, scope, account_id, key)


def functions_of(package: object) -> set[str]:
    """Names of the functions that the package offers."""
    return {name for name in package.__all__ if callable(getattr(package, name))}


def accounts_of(mirror: Mirror) -> list[str]:
    """Keys of the store's accounts, and one that is unknown."""
    return [
        *mirror.arrow(select(MIRROR.tables["accounts"].c.account_id))["account_id"].to_pylist(),
        "no 'such' account",
    ]


def scopes_of(mirror: Mirror) -> tuple[Scope, ...]:
    """Everything, one team, and no team at all."""
    teams = mirror.arrow(select(MIRROR.tables["accounts"].c.team_key))["team_key"].to_pylist()
    first = min((team for team in teams if team is not None), default="none")
    return Scope.everything(), Scope(frozenset({first})), Scope(frozenset())


def assert_same_frames(expected: dict, found: dict, as_of: date) -> None:
    """Fails with the name of the first answer that differs; rows of selects without an order are compared as a set."""
    for name, answer in expected.items():
        names, rows = rows_of(answer)
        names_there, rows_there = rows_of(found[name])
        if name.split(" ")[0] in IN_ANY_ORDER:
            rows, rows_there = sorted(rows, key=repr), sorted(rows_there, key=repr)
        assert (names_there, rows_there) == (names, rows), f"{name} on {as_of}"


def rows_of(answer: pd.DataFrame | pa.Table) -> tuple[list[str], list[tuple]]:
    """The columns and rows, every number in one form, whatever type the engine gave it."""
    frame = answer.to_pandas() if isinstance(answer, pa.Table) else answer
    rows = [tuple(map(_in_one_form, row)) for row in frame.astype(object).itertuples(index=False)]
    return list(frame.columns), rows


def _in_one_form(cell: object) -> object:
    if pd.isna(cell):
        return None
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Fraction(cell)
    return cell
