"""One column of ours made of one column of theirs: whether its cells fit, how dates are read, what words mean."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.proposal.looking import FoundTable
from data_access.proposal.proposals import (
    LIKELY,
    LOCAL,
    OPEN,
    SURE,
    TIMES,
    UTC,
    ColumnProposal,
    Decisions,
    Entry,
    Question,
    Word,
)
from data_access.proposal.shapes import DATE, EMPTY, FITS, FLAG, NUMBER, TIME, WHOLE, Shape, iso_formats
from data_access.proposal.words import is_flag, understood
from data_access.schema import Rule, rule, table

_SHOWN = 6


@dataclass(frozen=True)
class Place:
    """The table of ours a column stands in, the path of its decisions, and what holds for all of them."""

    ours: str
    key: str
    found: FoundTable
    zone: str
    decisions: Decisions
    files: bool

    def rule(self, column: str) -> Rule:
        """What a value of this column of ours must be."""
        return rule(table(self.ours).c[column])


def unfit(its_rule: Rule, shape: Shape) -> str | None:
    """Why cells of this shape are none of this kind; None where they are."""
    kind = its_rule.kind
    if shape.kind == EMPTY:
        return "it is empty in the rows looked at"
    if kind in ("date", "time") and shape.kind not in (DATE, TIME):
        return "its values are no dates"
    if kind in ("money", "number") and shape.kind not in (WHOLE, NUMBER) and not _digits_only(shape):
        return "its values are no numbers"
    if kind == "int" and shape.kind != WHOLE and not _digits_only(shape):
        return "its values are no whole numbers"
    if kind == "flag" and shape.kind != FLAG and not _mostly_flags(shape):
        return "its values are no yes or no"
    if kind in ("flag", "enum") and not shape.values:
        return f"it holds {shape.distinct} different values, too many for an enumeration"
    if kind == "text" and shape.kind in (DATE, TIME):
        return "its values are dates"
    return None


def _mostly_flags(shape: Shape) -> bool:
    known = sum(rows for value, rows in shape.values if understood("contacts", "active", value) is not None)
    return known >= FITS * shape.filled


def _digits_only(shape: Shape) -> bool:
    return shape.kind == FLAG and all(value.isdecimal() for value, _ in shape.values)


def made_of(
    place: Place, column: str, theirs: str, reason: str, sureness: str
) -> tuple[ColumnProposal, list[Question]]:
    """A column of ours made of one of theirs in the form its cells need, and what must be asked about it."""
    its_rule, shape = place.rule(column), place.found.columns[theirs]
    if its_rule.kind in ("date", "time"):
        return _moment(place, column, theirs, reason, sureness)
    if its_rule.kind in ("enum", "flag"):
        return _words(place, column, theirs, reason, sureness)
    if shape.kind == NUMBER and shape.comma:
        reason = f"{reason}, numbers with a decimal comma"
    return ColumnProposal(column, theirs, reason, sureness, theirs), []


def _moment(
    place: Place, column: str, theirs: str, reason: str, sureness: str
) -> tuple[ColumnProposal, list[Question]]:
    shape, decided = place.found.columns[theirs], place.decisions.get((place.key, column, "date"))
    formats = shape.formats
    if decided in formats:
        formats = (str(decided),)
    if len(formats) > 1:
        text = (
            f"{place.found.name}.{theirs} is written {_examples(place.found, theirs)}: is the day or the month first? "
            f"Both fit every value."
        )
        needed = place.rule(column).required
        asked = Question((place.key, column, "date"), text, formats, needed=needed)
        why = f"{reason}, but its dates can be read in two ways: choose one"
        return ColumnProposal(column, None, why, OPEN, theirs, formats=formats), [asked]
    only_day = place.rule(column).kind == "date"
    written = f", dates written {_in_words(formats[0])}" if formats else ", ISO dates"
    entry: Entry = theirs
    questions: list[Question] = []
    if formats:
        entry = {"column": theirs, "date": formats[0]}
    if shape.kind == TIME and only_day and not formats and not shape.whole_days:
        entry = {"day_of": theirs}
    if shape.kind == TIME and not only_day and not shape.zoned and place.files and place.zone != "UTC":
        entry, questions = _local_time(place, theirs, formats)
        written += f", times of {place.zone}" if isinstance(entry, dict) and "zone" in entry else ", times in UTC"
    return ColumnProposal(column, entry, reason + written, sureness, theirs, formats=shape.formats), questions


def _local_time(place: Place, theirs: str, formats: tuple[str, ...]) -> tuple[Entry, list[Question]]:
    """A time of day without a zone, which is local until somebody says that it is in UTC."""
    chosen = place.decisions.get(TIMES)
    asked = Question(
        TIMES,
        f"Times such as {_examples(place.found, theirs, 1)} do not say their zone. They are read as local times of "
        f"{place.zone}, unless you say that they are in UTC.",
        (LOCAL, UTC),
        answered=chosen is not None,
    )
    if chosen not in (None, LOCAL):
        return ({"column": theirs, "time": formats[0]} if formats else theirs), [asked]
    written = list(formats) or [*iso_formats(place.found.cells[theirs]), "%Y-%m-%d"]
    return {"column": theirs, "time": written[0] if len(written) == 1 else written, "zone": place.zone}, [asked]


def _words(place: Place, column: str, theirs: str, reason: str, sureness: str) -> tuple[ColumnProposal, list[Question]]:
    its_rule, shape = place.rule(column), place.found.columns[theirs]
    words = tuple(_word(place, column, value, rows) for value, rows in shape.values)
    known = [word for word in words if word.ours is not None]
    unknown = [word for word in words if word.ours is None and not word.decided]
    questions = []
    if unknown:
        what = ", ".join(f"{word.theirs!r} ({word.rows})" for word in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        left = "Their rows are set aside" if its_rule.required else "They are left empty"
        questions.append(
            Question(
                (place.key, column, "value"),
                f"What do these values of {place.found.name}.{theirs} mean as {column}: {what}{more}? {left} until you say.",
                tuple(word.theirs for word in unknown),
                needed=its_rule.required and not known,
            )
        )
    if not known:
        why = f"{reason}, but none of its values is understood"
        return ColumnProposal(column, None, why, OPEN, theirs, words=words), questions
    shown = "/".join(dict.fromkeys(word.theirs for word in words[:_SHOWN]))
    told = f"{reason}, values are {shown}{'/...' if len(words) > _SHOWN else ''}"
    if unknown:
        told += f"; {len(unknown)} of {len(words)} values are not understood"
    entry = _value_map(its_rule, theirs, words)
    return ColumnProposal(column, entry, told, LIKELY if unknown else sureness, theirs, words=words), questions


def _value_map(its_rule: Rule, theirs: str, words: tuple[Word, ...]) -> Entry:
    if its_rule.kind == "flag" and all(is_flag(word.theirs) for word in words):
        return theirs
    if its_rule.kind == "enum" and all(word.ours == word.theirs for word in words):
        return theirs
    values = {word.theirs: word.ours or "" for word in words if word.ours is not None or word.decided}
    entry: dict = {"column": theirs, "values": values}
    if not its_rule.required:
        entry["otherwise"] = ""
    return entry


def _word(place: Place, column: str, value: str, rows: int) -> Word:
    path = (place.key, column, "value", value)
    if path in place.decisions:
        chosen = place.decisions[path]
        return Word(value, rows, None if chosen is None else str(chosen), decided=True)
    return Word(value, rows, understood(place.ours, column, value))


def _examples(found: FoundTable, column: str, most: int = 2) -> str:
    cells = dict.fromkeys(cell.strip() for cell in found.cells[column] if cell and cell.strip())
    return " and ".join(list(cells)[:most])


_CODES = {"%d": "day", "%m": "month", "%Y": "year", "%y": "year", "%H": "hour", "%I": "hour", "%M": "minute", "%S": "second", "%p": "am/pm"}  # fmt: skip


def _in_words(form: str) -> str:
    for code, word in _CODES.items():
        form = form.replace(code, word)
    return form


def sureness_of(likeness: int, known: int, same: int) -> str:
    """How sure an agreement of names is."""
    return SURE if likeness >= same - 5 else LIKELY if likeness >= known - 20 else OPEN
