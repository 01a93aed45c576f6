"""What only the whole store can tell of a staged table: unknown references, keys seen before, merges.

Each check adds faults beside those of the batches. In the end a row set aside has one entry, for the first fault in
column order that sets it aside, and a row that stays has one for each value left out.
"""

from __future__ import annotations

from functools import lru_cache

import duckdb
import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    MetaData,
    Numeric,
    Select,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement, FromClause

from data_access.engine import append, arrow, run
from data_access.intake.batches import FAULTS, KEY_SEPARATOR, SHOWN_VALUE_LENGTH, UNAMBIGUOUS_SEPARATOR, staged_schema
from data_access.intake.derived import CONVERTED_ON, day_column
from data_access.intake.values import MONEY_TYPE
from data_access.mirror.tables import ENTRIES, Units
from data_access.schema import CANONICAL, Rule, key_of, keyed_by_every_column, rule

STAGING = MetaData()
ROW_SET_ASIDE, VALUE_LEFT_OUT = "row set aside", "value left out"

_SQL_TYPES = {
    pa.string(): String,
    pa.bool_(): Boolean,
    pa.int16(): SmallInteger,
    pa.int32(): Integer,
    pa.int64(): BigInteger,
    pa.float64(): Double,
    MONEY_TYPE: lambda: Numeric(MONEY_TYPE.precision, MONEY_TYPE.scale),
}

FAULTS_TABLE = Table("staged_faults", STAGING, *(Column(f.name, _SQL_TYPES[f.type]()) for f in FAULTS))
ACCOUNT_NUMBERS = Table(
    "account_numbers",
    STAGING,
    Column("account_id", String),
    Column("account_no", Integer),
    Column("survives", Boolean),
)
EVENT_NUMBERS = Table("event_numbers", STAGING, Column("row", BigInteger), Column("event_no", BigInteger))
SURVIVORS = Table("survivors", STAGING, Column("account_id", String), Column("survivor_id", String))


@lru_cache(maxsize=32)
def staged_table(name: str) -> Table:
    """Where the typed rows of a canonical table wait to be judged."""
    canonical = CANONICAL.tables[name]
    columns = [Column(f.name, _SQL_TYPES[f.type]()) for f in staged_schema(canonical)]
    for column in canonical.columns:
        if rule(column).kind == "time":
            columns.append(Column(day_column(column.name), Integer))
    if name in CONVERTED_ON:
        columns.append(Column("amount_units", Units))
    return Table(f"staged_{name}", STAGING, *columns)


def mirrored_cell(staged: FromClause, name: str) -> ColumnElement:
    """The staged cell that a column of the mirror's table holds: dates are staged as days, moments as microseconds."""
    if name in staged.c:
        return staged.c[name]
    return staged.c[name.removesuffix("_us").removesuffix("_day")]


def drop_rows_of_unknown_interactions(connection: duckdb.DuckDBPyConnection, interactions: Table) -> int:
    """Removes participants of unknown interactions, whatever else they hold; returns how many."""
    staged = staged_table("interaction_participants")
    known = select(interactions.c.interaction_id)
    unknown = select(staged.c.row).where(staged.c.interaction_id.is_not(None), staged.c.interaction_id.not_in(known))
    run(connection, FAULTS_TABLE.delete().where(FAULTS_TABLE.c.row.in_(unknown)))
    before = count(connection, staged)
    run(connection, staged.delete().where(staged.c.row.in_(unknown)))
    return before - count(connection, staged)


def judge(connection: duckdb.DuckDBPyConnection, name: str, known: dict[str, Column], ordered: bool) -> None:
    """Adds the faults of references and repeated keys; `known` holds the key column of each table that is connected."""
    references = [
        (column, rule(column)) for column in CANONICAL.tables[name].columns if rule(column).refers_to in known
    ]
    for column, its_rule in references:
        if its_rule.required:
            _add_unknown(connection, name, column, known[its_rule.refers_to], aside=True)
    _add_duplicates(connection, name, ordered)
    for column, its_rule in references:
        if not its_rule.required:
            _add_unknown(connection, name, column, known[its_rule.refers_to], aside=False)


def judge_accounts(connection: duckdb.DuckDBPyConnection, known: dict[str, Column], ordered: bool) -> None:
    """Judges the accounts, whose references to each other need the accounts that stay, and numbers them."""
    judge(connection, "accounts", known, ordered)
    staged = staged_table("accounts")
    staying = staying_rows("accounts").subquery()
    for name in ("parent_account_id", "merged_into_id"):
        _add_unknown(connection, "accounts", staged.c[name], staying.c.account_id, aside=False)
    links = arrow(
        connection, select(staying.c.account_id, staying.c.merged_into_id).where(staying.c.merged_into_id.is_not(None))
    )
    known_ids = set(
        arrow(connection, select(staying.c.account_id).where(staying.c.account_id.in_(_targets(staying))))[
            "account_id"
        ].to_pylist()
    )
    merges = {
        a: b
        for a, b in zip(links["account_id"].to_pylist(), links["merged_into_id"].to_pylist(), strict=True)
        if b in known_ids
    }
    cycles = _on_cycles(merges)
    _add_cycles(connection, cycles)
    survivors = _survivors({a: b for a, b in merges.items() if a not in cycles})
    append(
        connection,
        SURVIVORS,
        pa.table(
            {
                "account_id": pa.array(survivors.keys(), pa.string()),
                "survivor_id": pa.array(survivors.values(), pa.string()),
            }
        ),
    )
    _number_accounts(connection)


def _targets(accounts: object) -> Select:
    return select(accounts.c.merged_into_id).where(accounts.c.merged_into_id.is_not(None))


def staying_rows(name: str) -> Select:
    """The staged rows that nothing sets aside."""
    staged = staged_table(name)
    aside = select(FAULTS_TABLE.c.row).where(FAULTS_TABLE.c.aside)
    return select(staged).where(staged.c.row.not_in(aside))


def settle_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Removes the staged accounts that are set aside and empties the references that are left out."""
    staged, faults = staged_table("accounts"), FAULTS_TABLE
    run(connection, staged.delete().where(staged.c.row.in_(select(faults.c.row).where(faults.c.aside))))
    for name in ("owner_id", "parent_account_id", "merged_into_id"):
        left_out = select(faults.c.row).where(faults.c.column == name)
        run(connection, staged.update().where(staged.c.row.in_(left_out)).values({name: None}))


def list_entries(connection: duckdb.DuckDBPyConnection, name: str, now_us: int) -> tuple[int, int]:
    """Moves the faults of a table to the entries; returns how many rows are set aside and how many values left out."""
    faults = FAULTS_TABLE
    first = (
        select(faults.c.row, func.min(faults.c.column_no).label("column_no"))
        .where(faults.c.aside)
        .group_by(faults.c.row)
        .subquery("first_fault")
    )
    sets_aside = first.c.row.is_not(None)
    entry = (
        select(
            literal(name).label("table"),
            faults.c.row,
            faults.c.column_no,
            faults.c.key,
            faults.c.column,
            faults.c.value,
            faults.c.reason,
            case((sets_aside, ROW_SET_ASIDE), else_=VALUE_LEFT_OUT).label("done"),
            literal(now_us, BigInteger).label("us"),
        )
        .select_from(faults.outerjoin(first, first.c.row == faults.c.row))
        .where(or_(first.c.row.is_(None), and_(faults.c.aside, faults.c.column_no == first.c.column_no)))
    )
    run(
        connection,
        insert(ENTRIES).from_select(list(ENTRIES.columns.keys()), entry.order_by(faults.c.row, faults.c.column_no)),
    )
    done = select(ENTRIES.c.done, func.count().label("entries")).where(ENTRIES.c.table == name).group_by(ENTRIES.c.done)
    counts = dict(zip(*(column.to_pylist() for column in arrow(connection, done).columns), strict=True))
    run(connection, faults.delete())
    return counts.get(ROW_SET_ASIDE, 0), counts.get(VALUE_LEFT_OUT, 0)


def count(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """How many rows the table holds."""
    return arrow(connection, select(func.count().label("rows")).select_from(table))["rows"][0].as_py()


def _fault(
    name: str, column: str, value: ColumnElement, key: ColumnElement, row: ColumnElement, reason: str, aside: bool
) -> list:
    number = list(CANONICAL.tables[name].columns.keys()).index(column)
    return [
        row,
        cast(literal(number), SmallInteger).label("column_no"),
        literal(column).label("column"),
        key.label("key"),
        func.substr(value, 1, SHOWN_VALUE_LENGTH).label("value"),
        literal(reason).label("reason"),
        literal(aside).label("aside"),
    ]


def _key_of(staged: Table | object, name: str) -> ColumnElement:
    if keyed_by_every_column(name):
        return func.replace(staged.c.delivered_key, UNAMBIGUOUS_SEPARATOR, KEY_SEPARATOR)
    return staged.c[key_of(name)[0]]


def _add_unknown(
    connection: duckdb.DuckDBPyConnection, name: str, column: Column, known: ColumnElement, aside: bool
) -> None:
    staged = staged_table(name)
    cell = staged.c[column.name]
    ids = select(known.label("id")).subquery("known")
    unknown = (
        select(*_fault(name, column.name, cell, _key_of(staged, name), staged.c.row, "reference", aside))
        .select_from(staged.outerjoin(ids, ids.c.id == cell))
        .where(cell.is_not(None), ids.c.id.is_(None))
    )
    run(connection, insert(FAULTS_TABLE).from_select(FAULTS.names, unknown))


def _add_duplicates(connection: duckdb.DuckDBPyConnection, name: str, ordered: bool) -> None:
    """Of good rows with one key the first stays: in file order, else in the order of all their cells."""
    staying = staying_rows(name).subquery("staying")
    key = staying.c.delivered_key if keyed_by_every_column(name) else staying.c[key_of(name)[0]]
    repeated = select(key.label("key")).group_by(key).having(func.count() > 1).subquery("repeated")
    cells = [column for column in staying.c if column.name != "row"]
    order = [staying.c.row] if ordered else [*(column.nulls_first() for column in cells), staying.c.row]
    place = func.row_number().over(partition_by=key, order_by=order)
    first_key = key_of(name)[0]
    value = cast(staying.c[first_key], String)
    rows = (
        select(staying.c.row, _key_of(staying, name).label("key"), value.label("value"), place.label("place"))
        .select_from(staying.join(repeated, repeated.c.key == key))
        .subquery("placed")
    )
    seen_before = select(*_fault(name, first_key, rows.c.value, rows.c.key, rows.c.row, "duplicate", aside=True)).where(
        rows.c.place > 1
    )
    run(connection, insert(FAULTS_TABLE).from_select(FAULTS.names, seen_before))


def _add_cycles(connection: duckdb.DuckDBPyConnection, cycles: set[str]) -> None:
    if not cycles:
        return
    staying = staying_rows("accounts").subquery("staying")
    fault = _fault(
        "accounts",
        "merged_into_id",
        staying.c.merged_into_id,
        staying.c.account_id,
        staying.c.row,
        "reference",
        aside=False,
    )
    run(
        connection,
        insert(FAULTS_TABLE).from_select(FAULTS.names, select(*fault).where(staying.c.account_id.in_(sorted(cycles)))),
    )


def _on_cycles(merges: dict[str, str]) -> set[str]:
    """The accounts that are reached again from themselves."""
    on_cycle: set[str] = set()
    finished: set[str] = set()
    for start in merges:
        path: list[str] = []
        place: dict[str, int] = {}
        account = start
        while account in merges and account not in finished and account not in place:
            place[account] = len(path)
            path.append(account)
            account = merges[account]
        if account in place:
            on_cycle.update(path[place[account] :])
        finished.update(path)
    return on_cycle


def _survivors(merges: dict[str, str]) -> dict[str, str]:
    """For each merged account the end of its chain."""
    ends: dict[str, str] = {}
    for start in merges:
        path, account = [], start
        while account in merges and account not in ends:
            path.append(account)
            account = merges[account]
        end = ends.get(account, account)
        ends.update(dict.fromkeys(path, end))
    return ends


def _number_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    staying = staying_rows("accounts").subquery("staying")
    merged = SURVIVORS
    alone = (
        select(
            staying.c.account_id,
            cast(func.row_number().over(order_by=staying.c.account_id), Integer).label("account_no"),
            literal(True).label("survives"),
        )
        .where(staying.c.account_id.not_in(select(merged.c.account_id)))
        .order_by(staying.c.account_id)
    )
    names = list(ACCOUNT_NUMBERS.columns.keys())
    run(connection, insert(ACCOUNT_NUMBERS).from_select(names, alone))
    followed = select(merged.c.account_id, ACCOUNT_NUMBERS.c.account_no, literal(False).label("survives")).join(
        ACCOUNT_NUMBERS, ACCOUNT_NUMBERS.c.account_id == merged.c.survivor_id
    )
    run(connection, insert(ACCOUNT_NUMBERS).from_select(names, followed))


def number_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Numbers the interactions that stay by account, day, moment and key; a sort of these alone, not of whole rows."""
    staying = staying_rows("interactions").subquery("staying")
    order = (ACCOUNT_NUMBERS.c.account_no, staying.c.starts_at_day, staying.c.starts_at, staying.c.interaction_id)
    numbered = select(staying.c.row, cast(func.row_number().over(order_by=order), BigInteger)).join(
        ACCOUNT_NUMBERS, ACCOUNT_NUMBERS.c.account_id == staying.c.account_id
    )
    run(connection, insert(EVENT_NUMBERS).from_select(["row", "event_no"], numbered))


def known_or_null(cell: ColumnElement, its_rule: Rule, known: dict[str, Column]) -> ColumnElement:
    """The reference where its row is known or its table not connected, else null."""
    if its_rule.refers_to not in known:
        return cell
    ids = select(known[its_rule.refers_to])
    return case((cell.in_(ids), cell), else_=null())
