"""The sentences of the overview: what is neglected, what is on cadence, where A accounts are overdue."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from dashboard.headlines.sentence import (
    CONNECT_CONTACTS,
    CONNECT_ORDERS,
    NO_CONTACTS,
    NO_ORDERS,
    Filters,
    Headline,
    nothing_matches,
)
from dashboard.wording import FEW, count, is_unknown, money, noun, number, share, share_of

_SHARES_OF_SOME = ("<1%", "100%")


def overview_headline(
    lines: pd.DataFrame, currency: str, filters: Filters, not_recording: Collection[str] = ()
) -> Headline:
    """The sentence of the overview; `lines` is `portfolio.team_lines` of the accounts in scope.

    A team that records no meetings is not named for overdue accounts.
    """
    whole = lines.iloc[-1]
    if not whole["accounts"]:
        return nothing_matches(filters)
    if is_unknown(whole["active"]):
        return Headline(NO_ORDERS, CONNECT_ORDERS)
    if not whole["active"]:
        return filters.named(Headline("No account has bought in the last 12 months."))
    if is_unknown(whole["neglected"]):
        who = f"{count(whole['active'], 'active account')}, {count(whole['recent'], 'recent buyer')}"
        finding = f"{who}; whether anybody contacted them is not known."
        return filters.named(Headline(finding, f"{NO_CONTACTS} {CONNECT_CONTACTS}"))
    clauses = [neglected_clause(whole, currency), cadence_clause(whole), overdue_clause(lines, not_recording)]
    finding = "; ".join(clause for clause in clauses if clause)
    return filters.named(Headline(f"{finding[:1].upper()}{finding[1:]}.", _context(whole)))


def neglected_clause(whole: pd.Series, currency: str) -> str:
    """`15 recent buyers are neglected (€988k)`."""
    n, without = whole["neglected"], whole["without_amount"]
    if not whole["recent"]:
        return "there are no recent buyers"
    if not n:
        return "no recent buyer is neglected"
    amount = "amount unknown" if n == without else money(whole["amount"], currency)
    besides = f" and {number(without)} without a known amount" if 0 < without < n else ""
    return f"{count(n, 'recent buyer')} {noun(n, 'is', 'are')} neglected ({amount}{besides})"


def cadence_clause(whole: pd.Series) -> str:
    """`64% of accounts are on cadence`; of few ones, and where a rounded share would not be true, how many of them."""
    kept, of = whole["on_cadence"], whole["with_target"]
    if not of:
        return "no account has a contact target"
    if of == 1:
        return f"the only account with a contact target is {'' if kept else 'not '}on cadence"
    if kept == of:
        return f"all {number(of)} accounts with a contact target are on cadence"
    if not kept:
        return f"none of the {number(of)} accounts with a contact target is on cadence"
    if of < FEW or share(whole["share"]) in _SHARES_OF_SOME:
        return f"{number(kept)} of {number(of)} accounts {noun(kept, 'is', 'are')} on cadence"
    return f"{share(whole['share'])} of accounts are on cadence"


def overdue_clause(lines: pd.DataFrame, not_recording: Collection[str] = ()) -> str:
    """`team Coast has the most overdue A accounts (4 of 9)`, where one team has; else how many are overdue."""
    teams, whole = lines.iloc[:-1], lines.iloc[-1]
    overdue = whole["overdue_a"]
    if not whole["A"]:
        return ""
    if not overdue:
        return "no A account is overdue"
    most = teams[teams["overdue_a"] == teams["overdue_a"].max()]
    unnamed = is_unknown(most["team_id"].iloc[0]) or most["team_id"].iloc[0] in not_recording
    if len(teams) == 1 or len(most) > 1 or unnamed:
        return f"{count(overdue, 'A account')} {noun(overdue, 'is', 'are')} overdue"
    team = str(most["team"].iloc[0])
    named = team if "team" in team.casefold().split() else f"team {team}"
    if most["overdue_a"].iloc[0] == overdue:
        return f"{named} has {'the only overdue A account' if overdue == 1 else f'all {number(overdue)} overdue A accounts'}"
    return f"{named} has the most overdue A accounts ({number(most['overdue_a'].iloc[0])} of {number(overdue)})"


def cadence_cell(line: pd.Series) -> str:
    """The share on cadence in a table: `64% of 56`, of few ones `7 of 9`; nothing where no account has a target."""
    return share_of(line["on_cadence"], line["with_target"])


def neglected_cell(line: pd.Series, currency: str) -> str:
    """The neglected buyers in a table: `€988k · 15`."""
    n = line["neglected"]
    if is_unknown(n) or not n:
        return number(n)
    return f"{'amount ' if is_unknown(line['amount']) else ''}{money(line['amount'], currency)} · {number(n)}"


def _context(whole: pd.Series) -> str:
    never = whole["never"]
    sentences = [
        f"{count(never, 'A or B account')} {noun(never, 'was', 'were')} never contacted." if never else "",
        _owners(whole["without_owner"]),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _owners(without: object) -> str:
    if is_unknown(without):
        return "Who owns the accounts is not known."
    if not without:
        return ""
    return f"{count(without, 'active account')} {noun(without, 'has', 'have')} no active owner."
