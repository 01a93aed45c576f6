"""The proposal: which of their tables is which of ours, and what each column of ours is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from data_access.mirror.build import LOAD_ORDER
from data_access.proposal import joins
from data_access.proposal.columns import Place
from data_access.proposal.filling import filled
from data_access.proposal.looking import Found
from data_access.proposal.proposals import LIKELY, SURE, Decisions, Proposal, Question, TableProposal
from data_access.proposal.references import Key, keys_in
from data_access.proposal.synonyms import ENDS_SO, LINES, SAME, kind_of_interactions, table_likeness
from data_access.schema import TABLE_NAMES, key_of

ORDER = (*(name for name in LOAD_ORDER if name != "fx_rates"), "fx_rates")
"""What others refer to comes first; of rates nobody asks first."""
_WITH_KEY = ("teams", "employees", "accounts", "contacts", "interactions")


@dataclass
class Work:
    """A proposal in the making."""

    found: Found
    zone: str
    currency: str
    decisions: Decisions
    keys: dict[str, Key] = field(default_factory=dict)
    tables: list[TableProposal] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def place(self, proposed: TableProposal) -> Place:
        """Where columns of a table are decided."""
        table = self.found.tables[proposed.theirs]
        files = self.found.kind == "file"
        return Place(proposed.ours, proposed.key, table, self.zone, self.decisions, files)

    def ask(self, *questions: Question) -> None:
        """Adds questions, each once."""
        for question in questions:
            if question.path not in {each.path for each in self.questions}:
                self.questions.append(question)


def propose(found: Found, decisions: Decisions, zone: str, currency: str) -> Proposal:
    """A mapping of what was found, with reasons; what was decided stands in the place of what would be proposed."""
    work = Work(found, zone, currency, decisions)
    ranked = _candidates(found)
    chosen = {ours: tuple(_chosen(work, ours, ranked.get(ours, []))) for ours in TABLE_NAMES}
    for ours in ORDER:
        for table in chosen[ours]:
            work.tables.append(_with_columns(work, table))
    joins.complete(work, [name for weight, name in ranked.get(LINES, []) if weight > 0])
    if not chosen["accounts"]:
        text = "Nothing is called like customers or companies. Which table holds your accounts?"
        work.ask(Question(("accounts",), text, tuple(sorted(found.tables)), needed=True))
    for table in work.tables:
        if table.missing:
            _tell_missing(work, table)
    order = {name: place for place, name in enumerate(TABLE_NAMES)}
    tables = tuple(sorted(work.tables, key=lambda each: order[each.ours]))
    used = _used(tables)
    unused = tuple(name for name in found.names if name not in used)
    questions = tuple(sorted(work.questions, key=lambda each: not each.needed))
    return Proposal(found, tables, questions, unused)


def _candidates(found: Found) -> dict[str, list[tuple[int, str]]]:
    """By table of ours: tables of theirs that are called like it, with how much, each only where it is called most like."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name, table in found.tables.items():
        likenesses = {ours: table_likeness(ours, name) for ours in (*TABLE_NAMES, LINES)}
        most = max(likenesses.values())
        if not most or not table.rows:
            continue
        for ours, likeness in likenesses.items():
            if likeness == most:
                weight = likeness + _completeness(ours, found, name)
                ranked.setdefault(ours, []).append((weight, name))
    return {ours: sorted(names, key=lambda each: (-each[0], each[1])) for ours, names in ranked.items()}


def _completeness(ours: str, found: Found, name: str) -> int:
    """A little more for a table whose key can be told, so that a table without one never takes the place of one with."""
    if ours == LINES or len(key_of(ours)) > 1:
        return 0
    return 2 if keys_in(ours, key_of(ours)[0], found.tables[name]) else -ENDS_SO


def _chosen(work: Work, ours: str, ranked: list[tuple[int, str]]) -> Iterator[TableProposal]:
    """The tables of theirs that are one of ours, by decision or by name."""
    decided = work.decisions.get((ours,))
    if decided is not None:
        names = [name for name in decided if name in work.found.tables]
        if len(ranked) > 1:
            work.ask(Question((ours,), f"{ours} was chosen.", work.found.names, answered=True))
        yield from (TableProposal(ours, name, "you chose it", SURE, several=len(names) > 1) for name in names)
        return
    likely = [(weight, name) for weight, name in ranked if weight > ENDS_SO]
    if ours == "interactions" and len(likely) > 1:
        yield from _several_interactions(work, likely)
        return
    if len(likely) > 1:
        names = [name for _, name in likely]
        first, second = likely[0], likely[1]
        if first[0] == second[0]:
            work.ask(
                Question((ours,), f"{_listed(names)} could each be {ours}. Choose one.", tuple(names), needed=True)
            )
            return
        text = f"{_listed(names)} could each be {ours}. {first[1]} is taken, never two of them."
        work.ask(Question((ours,), text, tuple(names)))
    for weight, name in likely[:1]:
        same = weight >= SAME
        yield TableProposal(ours, name, "same name" if same else f"called like {ours}", SURE if same else LIKELY)


def _several_interactions(work: Work, likely: list[tuple[int, str]]) -> Iterator[TableProposal]:
    """Meetings, calls and e-mails are often tables of their own: all of them are read, but nothing beside a whole one."""
    of_one_kind = [name for _, name in likely if kind_of_interactions(name)]
    general = [name for _, name in likely if not kind_of_interactions(name)]
    names = tuple(name for _, name in likely)
    if general:
        text = (
            f"{_listed(list(names))} could all hold interactions. {general[0]} is read; the others only where their rows "
            "are not in it too, as they would count twice."
        )
        work.ask(Question(("interactions",), text, names))
        yield TableProposal("interactions", general[0], "called like interactions")
        return
    text = f"{_listed(list(names))} are all read as interactions. A row that is in two of them would count twice."
    work.ask(Question(("interactions",), text, names))
    for name in of_one_kind:
        yield TableProposal("interactions", name, f"holds every {kind_of_interactions(name)}", LIKELY, several=True)


def _with_columns(work: Work, proposed: TableProposal) -> TableProposal:
    table, questions = filled(work.place(proposed), proposed, work.keys, work.currency)
    work.ask(*questions)
    if proposed.ours in _WITH_KEY and not proposed.several:
        key = table.column(key_of(proposed.ours)[0])
        name = table.column("name")
        if key is not None and key.theirs is not None:
            plain = name.theirs if name is not None and isinstance(name.entry, str) else None
            work.keys[proposed.ours] = Key(work.found.tables[proposed.theirs], key.theirs, plain)
    return table


def _tell_missing(work: Work, table: TableProposal) -> None:
    """A question for every column that a table needs and nothing is proposed for, unless it is asked already."""
    asked = {question.path[:2] for question in work.questions if question.needed}
    columns = work.found.columns(table.theirs)
    for column in table.missing:
        if (table.key, column) not in asked:
            text = (
                f"Which column of {table.theirs} is {table.ours}.{column}? Without it {table.ours} stay not connected."
            )
            work.ask(Question((table.key, column), text, tuple(columns), needed=True))


def _used(tables: tuple[TableProposal, ...]) -> set[str]:
    return {each.theirs for each in tables} | {join["from"] for each in tables for join in each.joins.values()}


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
