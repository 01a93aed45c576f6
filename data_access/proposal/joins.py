"""What lies in other tables: amounts summed over lines, whoever sold last, tables made of a column of another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data_access.proposal.columns import Place, made_of
from data_access.proposal.looking import FoundTable
from data_access.proposal.proposals import LIKELY, SURE, ColumnProposal, Question, TableProposal
from data_access.proposal.references import Key, references_in
from data_access.proposal.shapes import DATE, NUMBER, TEXT, TIME, WHOLE
from data_access.proposal.synonyms import (
    CONTACT_NAMES,
    CONTACT_TITLES,
    DISCOUNT,
    LINE_AMOUNT,
    QUANTITY,
    UNIT_PRICE,
    folded,
    is_called,
)

if TYPE_CHECKING:
    from data_access.proposal.proposing import Work

LINES_JOIN, LATEST_JOIN = "lines", "latest_order"
_SHIPPED = ("shippeddate", "shipdate", "shippedon", "deliverydate", "deliveredon", "lieferdatum", "versanddatum", "toimituspaiva", "toimituspvm", "leveransdatum")  # fmt: skip


def complete(work: Work, lines: list[str]) -> None:
    """Adds to the tables of the work what only several tables together tell."""
    for place, table in enumerate(work.tables):
        if table.ours == "orders":
            work.tables[place] = _with_state(work, _with_amount(work, table, lines))
    _owner_of_latest_order(work)
    _contacts_beside_accounts(work)
    _employees_by_name(work)
    _teams_by_name(work)


def _with_amount(work: Work, orders: TableProposal, lines: list[str]) -> TableProposal:
    """The orders with their amount as the sum over their lines, where that is clear."""
    amount, key = orders.column("amount"), orders.column("order_id")
    if (amount is not None and amount.entry is not None) or key is None or key.theirs is None:
        return orders
    if (orders.key, "amount") in work.decisions and work.decisions[orders.key, "amount"] != LINES_JOIN:
        return orders
    for name in lines:
        told = _sum_over(work.found.tables[name], work.found.tables[orders.theirs], key.theirs)
        if told is not None:
            link, factors, reason = told
            join = {"from": name, "on": link if link == key.theirs else {link: key.theirs}}
            made = ColumnProposal("amount", {"sum": factors}, reason, LIKELY)
            work.ask(
                Question(
                    (orders.key, "amount"),
                    f"{reason[0].upper()}{reason[1:]}. Is that the amount of an order?",
                    (LINES_JOIN,),
                )
            )
            return replace(orders.with_columns(made), joins={**orders.joins, LINES_JOIN: join})
    return orders


def _sum_over(lines: FoundTable, orders: FoundTable, key: str) -> tuple[str, object, str] | None:
    """The column that ties lines to orders, what is summed and why; None where any of it is not clear."""
    links = [name for name in lines.columns if folded(name) == folded(key)]
    strangers = [name for name in links if not lines.distinct(name) & orders.distinct(key)]
    if len(links) != 1 or strangers:
        return None

    def called(known: tuple[str, ...]) -> list[str]:
        kinds = (WHOLE, NUMBER)
        return [
            name
            for name, shape in lines.columns.items()
            if is_called(name, known, lines.name)
            and (shape.kind in kinds or {value for value, _ in shape.values} <= {"0", "1"})
        ]

    whole, price, quantity, discount = (called(each) for each in (LINE_AMOUNT, UNIT_PRICE, QUANTITY, DISCOUNT))
    if len(whole) == 1:
        return links[0], f"{LINES_JOIN}.{whole[0]}", f"the sum of {whole[0]} over the rows of {lines.name}"
    if len(price) != 1 or len(quantity) != 1 or len(discount) > 1:
        return None
    factors = [f"{LINES_JOIN}.{price[0]}", f"{LINES_JOIN}.{quantity[0]}"]
    reason = f"the sum of {price[0]} times {quantity[0]}"
    for name in discount:
        shape = lines.columns[name]
        if shape.low is not None and not (shape.low >= 0 and shape.high <= 1):
            # A discount in percent, or an amount: a product cannot say it.
            return None
        factors.append(f"1 - {LINES_JOIN}.{name}")
        reason += f" less {name}, a share from 0 to 1,"
    return links[0], factors, f"{reason} over the rows of {lines.name}"


def _with_state(work: Work, orders: TableProposal) -> TableProposal:
    """The orders with a state by the day they were shipped, where no column says it."""
    status = orders.column("status")
    if status is not None and (status.entry is not None or status.theirs is not None):
        return orders
    shapes = work.found.tables[orders.theirs].columns
    shipped = [name for name, shape in shapes.items() if is_called(name, _SHIPPED) and shape.kind in (DATE, TIME)]
    if len(shipped) != 1:
        return orders
    reason = f"with a day in {shipped[0]} delivered, without one confirmed; both count as purchases"
    entry = {"column": shipped[0], "values": {"": "confirmed"}, "otherwise": "delivered"}
    work.questions[:] = [each for each in work.questions if each.path != (orders.key, "status")]
    work.ask(
        Question(
            (orders.key, "status"),
            f"No column says the state of an order. It is taken from {shipped[0]}: {reason}.",
            (),
        )
    )
    return orders.with_columns(ColumnProposal("status", entry, reason, LIKELY, shipped[0]))


def _owner_of_latest_order(work: Work) -> None:
    """Offers whoever sold the latest order as the owner of an account that names none."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    orders = next((each for each in work.tables if each.ours == "orders"), None)
    if accounts is None or orders is None:
        return
    owner = accounts.column("owner_id")
    if owner is not None and owner.entry is not None:
        return
    path = (accounts.key, "owner_id")
    key, customer, day = accounts.column("account_id"), orders.column("account_id"), orders.column("ordered_on")
    table = work.found.tables[orders.theirs]
    sellers = references_in("interactions", "employee_id", "employees", table, work.keys)
    if not sellers or None in (key, customer, day) or None in (key.theirs, customer.theirs, day.theirs):
        return
    seller = f"{LATEST_JOIN}.{sellers[0].column}"
    chosen = work.decisions.get(path) == seller
    text = (
        f"No column of {accounts.theirs} names the owner of an account. Is it {sellers[0].column} of the latest order?"
    )
    if path not in work.decisions or chosen:
        work.ask(Question(path, text, (seller,), answered=chosen))
    if not chosen:
        return
    rank = day.theirs if not day.formats else {"column": day.theirs, "date": _chosen_format(day)}
    same = customer.theirs == key.theirs
    join = {
        "from": orders.theirs,
        "on": key.theirs if same else {customer.theirs: key.theirs},
        "latest": rank,
    }
    made = ColumnProposal("owner_id", seller, "you chose whoever sold the latest order", SURE)
    reason = f"no table holds employees: an employee is a {sellers[0].column} of an order"
    _made_of_a_column(work, "employees", orders.theirs, sellers[0].column, reason)
    place = work.tables.index(accounts)
    work.tables[place] = replace(accounts.with_columns(made), joins={**accounts.joins, LATEST_JOIN: join})


def _chosen_format(day: ColumnProposal) -> object:
    return day.entry["date"] if isinstance(day.entry, dict) and "date" in day.entry else list(day.formats)


def _contacts_beside_accounts(work: Work) -> None:
    """One person that stands in the row of each account."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    if (
        accounts is None
        or any(each.ours == "contacts" for each in work.tables)
        or work.decisions.get(("contacts",)) == ()
    ):
        return
    found = work.found.tables[accounts.theirs]
    key = accounts.column("account_id")
    names = [name for name, shape in found.columns.items() if is_called(name, CONTACT_NAMES) and shape.kind == TEXT]
    if len(names) != 1 or key is None or key.theirs is None:
        return
    place = Place("contacts", "contacts", found, work.zone, work.decisions, work.found.kind == "file")
    reason = "one person stands in the row of each account"
    columns = [
        ColumnProposal("contact_id", key.entry, f"{reason}, under its key", LIKELY, key.theirs),
        ColumnProposal("account_id", key.entry, "the same row", SURE, key.theirs),
        ColumnProposal("name", names[0], "known synonym", SURE, names[0]),
        ColumnProposal("is_primary", {"constant": True}, reason, LIKELY),
    ]
    for title in [name for name in found.columns if is_called(name, CONTACT_TITLES)][:1]:
        columns.append(ColumnProposal("title", title, "known synonym", SURE, title))
        level, asked = made_of(place, "level", title, "by words of the title", LIKELY)
        if level.entry is not None:
            columns.append(level)
            work.ask(*asked)
    table = TableProposal("contacts", accounts.theirs, reason, LIKELY, columns=tuple(columns))
    work.tables.append(table.with_columns(*_decided_for(work, place, table)))


def _decided_for(work: Work, place: Place, table: TableProposal) -> list[ColumnProposal]:
    made = []
    for (key, column), chosen in _column_decisions(work):
        if key == table.key:
            taken = chosen if isinstance(chosen, str) and chosen in place.found.columns else None
            made.append(
                made_of(place, column, taken, "you chose it", SURE)[0]
                if taken
                else ColumnProposal(column, None, "you left it out", SURE)
            )
    return made


def _column_decisions(work: Work) -> list[tuple[tuple[str, ...], object]]:
    return [(path, chosen) for path, chosen in work.decisions.items() if len(path) == 2]


def _employees_by_name(work: Work) -> None:
    """Where no table holds employees, but accounts name their owner: an employee is a name that is there."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    owner = accounts.column("owner_id") if accounts is not None else None
    if owner is None or owner.theirs is None or not isinstance(owner.entry, str):
        return
    _made_of_a_column(
        work, "employees", accounts.theirs, owner.theirs, "no table holds employees, but accounts name their owner"
    )


def _teams_by_name(work: Work) -> None:
    """Where no table holds teams, but employees or accounts name theirs: a team is a name that is there."""
    for ours in ("employees", "accounts"):
        for table in work.tables:
            team = table.column("team_id") if table.ours == ours and not table.settings.get("one_per") else None
            if team is not None and team.theirs is not None and isinstance(team.entry, str):
                _made_of_a_column(
                    work, "teams", table.theirs, team.theirs, f"no table holds teams, but {ours} name theirs"
                )


def _made_of_a_column(work: Work, ours: str, theirs: str, column: str, reason: str) -> None:
    if any(each.ours == ours for each in work.tables) or (ours,) in work.decisions:
        return
    key = "team_id" if ours == "teams" else "employee_id"
    columns = (
        ColumnProposal(key, column, reason, LIKELY, column),
        ColumnProposal("name", column, "the same: no other name is known", LIKELY, column),
    )
    settings = {"one_per": column, "where": {"column": column, "empty": False}}
    work.tables.append(TableProposal(ours, theirs, reason, LIKELY, columns=columns, settings=settings))
    work.keys[ours] = Key(work.found.tables[theirs], column, column)
