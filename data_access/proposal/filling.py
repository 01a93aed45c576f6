"""The columns of one table of ours, each made of the column of theirs that speaks most for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data_access.proposal.columns import Place, made_of, sureness_of, unfit
from data_access.proposal.proposals import LIKELY, OPEN, SURE, ColumnProposal, Fixed, Question, TableProposal
from data_access.proposal.references import Key, Reference, keys_in, references_in
from data_access.proposal.shapes import FLAG, TEXT, WHOLE
from data_access.proposal.synonyms import (
    DELETED,
    FIRST_NAMES,
    KNOWN,
    LAST_NAMES,
    SAME,
    column_likeness,
    is_called,
    kind_of_interactions,
)
from data_access.schema import key_of, rule, table
from data_access.schema import required_columns as needed_of

_TEAM = "team_id"
_Made = tuple[ColumnProposal, list[Question], dict[str, dict]]
_STATUS_CHOICES = {
    ("interactions", "status"): ("held", "planned"),
    ("interactions", "kind"): ("meeting", "call", "email", "message", "helpdesk"),
    ("orders", "status"): ("delivered", "confirmed"),
    ("survey_responses", "instrument"): ("satisfaction", "project_evaluation", "nps"),
    ("survey_responses", "dimension"): ("overall", "recommend"),
    ("qualifications", "kind"): ("certification", "training", "quality"),
}
_ASKED = {
    ("interactions", "status"): "Nothing says whether an interaction took place. Is every row one that was held?",
    ("interactions", "kind"): "Nothing says whether a row is a meeting, a call or an e-mail. What are they?",
    ("orders", "status"): "No column says the state of an order. Is every row a purchase that was delivered?",
    ("survey_responses", "instrument"): "What was asked with: satisfaction, an evaluation of a project, or NPS?",
    ("survey_responses", "dimension"): "What was asked about?",
    ("qualifications", "kind"): "What are they: certifications, trainings or assessed qualities?",
}


def filled(
    place: Place, proposed: TableProposal, keys: Mapping[str, Key], currency: str
) -> tuple[TableProposal, list[Question]]:
    """The table with a proposal for each column that something speaks for, and the questions that leaves."""
    columns: dict[str, ColumnProposal] = {}
    questions: list[Question] = []
    used: set[str] = set()
    joined: dict[str, dict] = {}

    def take(made: ColumnProposal, asked: list[Question] = ()) -> None:
        columns[made.column] = made
        questions.extend(asked)
        if made.theirs is not None:
            used.add(made.theirs)

    for column in table(place.ours).columns:
        if (place.key, column.name) in place.decisions:
            take(*_decided(place, column.name))
    for made, asked, join in _keys_and_references(place, keys, columns, used):
        take(made, asked)
        joined |= join
    for made in _names_in_two(place, columns, used):
        take(made)
        used |= set(made.entry["parts"]) if isinstance(made.entry, dict) else set()
    for made, asked in _by_likeness(place, columns, used):
        take(made, asked)
    for made, asked in _level_by_title(place, columns):
        columns[made.column] = made
        questions += asked
    for made, asked in _the_same_everywhere(place, columns, currency):
        take(made, asked)
    settings = dict(proposed.settings)
    notes = list(proposed.notes)
    deleted = _deleted(place)
    if deleted:
        settings["where"] = {"column": deleted, "is_not": True}
        notes.append(f"rows that {deleted} marks as deleted are left out")
    order = [column.name for column in table(place.ours).columns]
    ordered = tuple(columns[name] for name in order if name in columns)
    if proposed.several:
        ordered = tuple(_key_of_several(place, each) for each in ordered)
    whole = TableProposal(
        proposed.ours, proposed.theirs, proposed.reason, proposed.sureness, proposed.several, ordered, joined, settings,
        tuple(notes),
    )  # fmt: skip
    return whole, questions


def _decided(place: Place, column: str) -> tuple[ColumnProposal, list[Question]]:
    chosen = place.decisions[place.key, column]
    if chosen is None:
        return ColumnProposal(column, None, "you left it out", SURE), []
    if isinstance(chosen, Fixed):
        return ColumnProposal(column, {"constant": chosen.text}, "the same in every row, as you chose", SURE), []
    if chosen not in place.found.columns:
        # Of a join, or no column any more: what joins are there is decided when all tables are known.
        return ColumnProposal(column, None, "you chose it", OPEN), []
    return made_of(place, column, str(chosen), "you chose it", SURE)


def _keys_and_references(place: Place, keys: Mapping[str, Key], columns: dict, used: set[str]) -> Iterator[_Made]:
    """The key and the columns that refer to others, each with its questions and the join it needs."""
    key = key_of(place.ours)
    if len(key) == 1 and key[0] not in columns:
        found = keys_in(place.ours, key[0], place.found)
        if found:
            others = tuple(each.column for each in found[1:])
            sureness = SURE if found[0].weight >= KNOWN else LIKELY
            made = ColumnProposal(key[0], found[0].column, found[0].reason, sureness, found[0].column, others)
            # A parent is of the same table, whose key is known by now.
            keys = {**keys, place.ours: Key(place.found, found[0].column)}
            yield made, [], {}
    for column in table(place.ours).columns:
        target = rule(column).refers_to or ("teams" if column.name == _TEAM else None)
        if target is None or column.name in columns or key == (column.name,):
            continue
        found = [
            each
            for each in references_in(place.ours, column.name, target, place.found, keys)
            if each.column not in used
        ]
        if found:
            made, join = _reference(column.name, target, found, keys)
            yield made, _tied(place, column.name, found), join


def _reference(
    column: str, target: str, found: list[Reference], keys: Mapping[str, Key]
) -> tuple[ColumnProposal, dict]:
    first, others = found[0], tuple(each.column for each in found[1:])
    if len(found) > 1 and found[1].weight == first.weight:
        reason = f"{first.column} and {found[1].column} speak for themselves alike: choose one"
        return ColumnProposal(column, None, reason, OPEN, None, tuple(each.column for each in found)), {}
    if first.by_name:
        key, name = keys[target], f"{column.removesuffix('_id')}_named"
        join = {"from": key.table.name, "on": {key.name: first.column}}
        return ColumnProposal(column, f"{name}.{key.column}", first.reason, LIKELY, first.column, others), {name: join}
    sureness = SURE if first.weight > KNOWN else LIKELY
    return ColumnProposal(column, first.column, first.reason, sureness, first.column, others), {}


def _tied(place: Place, column: str, found: list[Reference]) -> list[Question]:
    if len(found) < 2 or found[1].weight != found[0].weight:
        return []
    tied = tuple(each.column for each in found if each.weight == found[0].weight)
    text = f"{' and '.join(tied)} of {place.found.name} could each be {place.ours}.{column}. Choose one."
    return [Question((place.key, column), text, tied, needed=place.rule(column).required)]


def _names_in_two(place: Place, columns: dict, used: set[str]) -> Iterator[ColumnProposal]:
    """A name that stands in a first and a last name."""
    if "name" not in table(place.ours).columns or "name" in columns or place.ours not in ("employees", "contacts"):
        return
    free = [name for name in place.found.columns if name not in used]
    whole = [name for name in free if column_likeness(place.ours, "name", name, place.found.name) >= KNOWN - 20]
    first = [name for name in free if is_called(name, FIRST_NAMES, place.found.name)]
    last = [name for name in free if is_called(name, LAST_NAMES, place.found.name)]
    if first and last and not whole:
        yield ColumnProposal("name", {"parts": [first[0], last[0]]}, "first and last name", SURE)


def _by_likeness(place: Place, columns: dict, used: set[str]) -> Iterator[tuple[ColumnProposal, list[Question]]]:
    """The other columns: the agreement of names that weighs most is taken first, and no column of theirs twice."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    refused: dict[str, str] = {}
    for column in table(place.ours).columns:
        if column.name in columns or rule(column).kind == "id":
            continue
        for name, shape in place.found.columns.items():
            likeness = column_likeness(place.ours, column.name, name, place.found.name)
            if not likeness or name in used:
                continue
            why_not = unfit(rule(column), shape)
            if why_not is None:
                ranked.setdefault(column.name, []).append((likeness, name))
            elif likeness >= KNOWN - 20:
                refused[column.name] = f"{name} is called like it, but {why_not}"
    taken: set[str] = set()
    for column in sorted(ranked, key=lambda each: -max(ranked[each])[0]):
        free = sorted((each for each in ranked[column] if each[1] not in taken), key=lambda each: (-each[0], each[1]))
        if not free:
            continue
        (likeness, name), others = free[0], tuple(each for _, each in free[1:])
        tied = tuple(each for weight, each in free if weight == likeness)
        if len(tied) > 1:
            text = f"{' and '.join(tied)} of {place.found.name} could each be {place.ours}.{column}. Choose one."
            asked = Question((place.key, column), text, tied, needed=place.rule(column).required)
            yield ColumnProposal(column, None, "several are called like it: choose one", OPEN, None, tied), [asked]
            continue
        taken.add(name)
        reason = (
            "same name"
            if likeness >= SAME - 5
            else "known synonym"
            if likeness > KNOWN - 21
            else "ends like a known synonym"
        )
        made, asked = made_of(place, column, name, reason, sureness_of(likeness, KNOWN, SAME))
        alternatives = ColumnProposal(
            made.column, made.entry, made.reason, made.sureness, made.theirs, others, made.formats, made.words
        )
        yield alternatives, asked
    for column, why in refused.items():
        if column not in ranked:
            yield ColumnProposal(column, None, why, OPEN), []


def _level_by_title(place: Place, columns: dict) -> Iterator[tuple[ColumnProposal, list[Question]]]:
    """The level of a person by words of the title, where no column holds it."""
    title = columns.get("title")
    if title is None or title.theirs is None or "level" in columns or "level" not in table(place.ours).columns:
        return
    if unfit(place.rule("level"), place.found.columns[title.theirs]) is None:
        made, asked = made_of(place, "level", title.theirs, "by words of the title", LIKELY)
        if made.entry is not None:
            yield made, asked


def _the_same_everywhere(place: Place, columns: dict, currency: str) -> Iterator[tuple[ColumnProposal, list[Question]]]:
    """What no column says but every row needs: asked, unless the name of the table says it."""
    kind = kind_of_interactions(place.found.name)
    if place.ours == "interactions" and kind and _is_open(columns, "kind"):
        yield ColumnProposal("kind", {"constant": kind}, "the name of the table says it", SURE), []
    if place.ours in ("orders", "opportunities") and _is_open(columns, "currency"):
        text = f"No column of {place.found.name} says a currency. In which one are its amounts?"
        needed = place.ours == "orders"
        asked = Question((place.key, "currency"), text, (Fixed(currency),), needed=needed)
        yield ColumnProposal("currency", None, "no column holds codes of currencies", OPEN), [asked]
    for column in needed_of(place.ours):
        asked_for = (place.ours, column)
        said = column == "kind" and kind and place.ours == "interactions"
        if asked_for in _ASKED and _is_open(columns, column) and not said and not columns.get(column):
            choices = tuple(Fixed(each) for each in _STATUS_CHOICES[asked_for])
            asked = Question((place.key, column), _ASKED[asked_for], choices, needed=True)
            yield ColumnProposal(column, None, "no column of theirs says it", OPEN), [asked]


def _is_open(columns: dict, column: str) -> bool:
    return columns.get(column) is None or (columns[column].entry is None and columns[column].theirs is None)


def _deleted(place: Place) -> str | None:
    """The flag that says that a row is gone."""
    return next(
        (
            name
            for name, shape in place.found.columns.items()
            if is_called(name, DELETED)
            and (shape.kind in (FLAG, WHOLE, TEXT))
            and unfit(rule(table("contacts").c.active), shape) is None
        ),
        None,
    )


def _key_of_several(place: Place, made: ColumnProposal) -> ColumnProposal:
    """Keys of several tables that become one could be the same: the name of the table stands before them."""
    if made.column != key_of(place.ours)[0] or not isinstance(made.entry, str) or set("{}") & set(made.entry):
        return made
    prefix = place.found.name.replace("{", "").replace("}", "")
    entry = {"text": f"{prefix}-{{{made.entry}}}"}
    reason = f"{made.reason}; with the name of the table, as keys of several tables can be the same"
    return ColumnProposal(made.column, entry, reason, made.sureness, made.theirs, made.alternatives)
