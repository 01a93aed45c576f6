"""What lies in other tables: amounts summed over lines, and whoever sold last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data_access.proposal import inside
from data_access.proposal.looking import FoundTable
from data_access.proposal.proposals import LIKELY, SURE, ColumnProposal, Question, TableProposal
from data_access.proposal.references import references_in
from data_access.proposal.shapes import DATE, NUMBER, TIME, WHOLE
from data_access.proposal.synonyms import DISCOUNT, LINE_AMOUNT, QUANTITY, UNIT_PRICE, folded, is_called

if TYPE_CHECKING:
    from data_access.proposal.proposing import Work

LINES_JOIN, LATEST_JOIN = "lines", "latest_order"
_SHIPPED = ("shippeddate", "shipdate", "shippedon", "deliverydate", "deliveredon", "lieferdatum", "versanddatum", "toimituspaiva", "toimituspvm", "leveransdatum")  # fmt: skip


def complete(work: Work, lines: list[str]) -> None:
    """Adds to the tables of the work what only several tables together tell."""
    for place, table in enumerate(work.tables):
        if table.ours == "orders":
            work.tables[place] = _with_state(work, _with_amount(work, table, lines))
    for column, target in (("owner_id", "employees"), ("team_id", "teams")):
        _of_latest_order(work, column, target)
    inside.complete(work)


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


def _of_latest_order(work: Work, column: str, target: str) -> None:
    """Offers the seller or the team of the latest order for an account that names none."""
    accounts = next((each for each in work.tables if each.ours == "accounts"), None)
    orders = next((each for each in work.tables if each.ours == "orders"), None)
    if accounts is None or orders is None:
        return
    named = accounts.column(column)
    if named is not None and named.entry is not None:
        return
    key, customer, day = accounts.column("account_id"), orders.column("account_id"), orders.column("ordered_on")
    if None in (key, customer, day) or None in (key.theirs, customer.theirs, day.theirs):
        return
    ours = "interactions" if column == "owner_id" else "accounts"
    table = work.found.tables[orders.theirs]
    told = references_in(ours, "employee_id" if column == "owner_id" else column, target, table, work.keys)
    told = [each for each in told if each.column != customer.theirs and not each.by_name]
    if not told:
        return
    path, offered = (accounts.key, column), f"{LATEST_JOIN}.{told[0].column}"
    chosen = work.decisions.get(path) == offered
    what = "owner" if column == "owner_id" else "team"
    text = f"No column of {accounts.theirs} names the {what} of an account. Is it {told[0].column} of the latest order?"
    if path not in work.decisions or chosen:
        work.ask(Question(path, text, (offered,), answered=chosen))
    if not chosen:
        return
    ranks: list[object] = [{"column": day.theirs, "date": _chosen_format(day)} if day.formats else day.theirs]
    number = orders.column("order_id")
    if number is not None and number.theirs is not None:
        # Of two on one day the one entered last.
        is_number = table.columns[number.theirs].kind == WHOLE
        ranks.append({"column": number.theirs, "number": True} if is_number else number.theirs)
    link = key.theirs if customer.theirs == key.theirs else {customer.theirs: key.theirs}
    join = {"from": orders.theirs, "on": link, "latest": ranks}
    made = ColumnProposal(column, offered, f"you chose the {what} of the latest order", SURE)
    reason = f"no table holds {target}: {told[0].column} of the orders stands for them"
    inside.made_of_a_column(work, target, orders.theirs, told[0].column, reason)
    place = work.tables.index(accounts)
    work.tables[place] = replace(accounts.with_columns(made), joins={**accounts.joins, LATEST_JOIN: join})


def _chosen_format(day: ColumnProposal) -> object:
    return day.entry["date"] if isinstance(day.entry, dict) and "date" in day.entry else list(day.formats)
