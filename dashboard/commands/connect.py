"""`connect`: a mapping proposed for a folder or a database, its first rows as they would be read, and the file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dashboard import first_contact
from dashboard.commands import DONE, FAILED, CallError, Clock
from dashboard.commands.output import aligned, printable
from dashboard.commands.progress import ProgressLines
from dashboard.commands.refresh import note_lines
from dashboard.headlines import connecting as words
from dashboard.wording import count
from data_access.mirror import Progress
from data_access.proposal import (
    Found,
    Preview,
    Proposal,
    look,
    mapping_text,
    preview,
    preview_as_it_is,
    propose,
    recognise,
)
from data_access.proposal.addresses import Address, address_of
from data_access.proposal.proposals import Fixed
from data_access.schema import CANONICAL
from data_access.settings import SETTINGS_FILE, is_time_zone

_CONSTANT = "always "
ROWS_SHOWN = 3


def connect(arguments: argparse.Namespace, clock: Clock) -> int:
    """Prints the proposal and the first rows by it and writes the mapping; FAILED where accounts cannot be read.

    Raises SourceError and CallError.
    """
    if not arguments.source:
        raise CallError("connect needs --source: a folder such as exports/ or a database URL.")
    if arguments.out is not None and arguments.out.exists():
        raise CallError(f"--out {arguments.out} is there already and stays as it is. Name another file.")
    _refuse_wrong(arguments)
    address = address_of(arguments.source, "", Path.cwd())
    kind = recognise(address.settings)
    if kind is not None:
        print(printable(words.recognised(kind)))
        if kind.readable and arguments.kind in (None, kind.kind):
            _print_preview(_tried_as_it_is(address, kind.kind, arguments, clock))
            _print_settings(address, arguments, kind.kind, None)
            return DONE
    with ProgressLines(sys.stderr) as progress:
        found = look(
            address.settings,
            lambda name, done, total: progress.show(Progress(f"Looking at {printable(name)}", share=done / total)),
        )
    decisions = _decisions(arguments.choose or (), found)
    proposal = propose(found, decisions, arguments.timezone, arguments.currency)
    text = mapping_text(proposal)
    for line in _told(proposal):
        print(line)
    print(f"\n{text}")
    if proposal.usable:
        _print_preview(_tried(address, proposal, text, arguments, clock))
    if not proposal.usable:
        print("Accounts cannot be read by this: nothing was written.", file=sys.stderr)
        return FAILED
    if arguments.out is not None:
        _write(arguments.out, text)
        _print_settings(address, arguments, "mapped", arguments.out)
    return DONE


def _refuse_wrong(arguments: argparse.Namespace) -> None:
    wrong = words.wrong_currency(arguments.currency)
    if wrong:
        raise CallError(wrong)
    if not is_time_zone(arguments.timezone):
        raise CallError(f"--timezone {arguments.timezone!r} is not known. Use a name such as Europe/Helsinki.")


def _decisions(choices: Sequence[str], found: Found) -> dict[tuple[str, ...], object]:
    """The choices of the command line: `accounts=Customers`, `orders.status=always delivered`; raises CallError."""
    decided: dict[tuple[str, ...], object] = {}
    for choice in choices:
        where, mark, chosen = choice.partition("=")
        path = tuple(where.split(".", 3))
        if not mark or not where:
            raise CallError(f"--choose {choice!r} is not of the form orders.status=State.")
        if path == ("times",):
            decided[path] = chosen
            continue
        _refuse_unknown_place(path)
        if len(path) == 2 and chosen and not chosen.startswith(_CONSTANT):
            _refuse_unknown_column(chosen, found)
        if len(path) == 1:
            _refuse_unknown_table(chosen, found)
            decided[path] = (*decided.get(path, ()), chosen) if chosen else ()
        elif len(path) == 2 and chosen.startswith(_CONSTANT):
            decided[path] = Fixed(chosen.removeprefix(_CONSTANT))
        else:
            decided[path] = chosen or None
    return decided


def _refuse_unknown_place(path: tuple[str, ...]) -> None:
    ours = CANONICAL.tables.get(path[0].partition(":")[0])
    if ours is None or (len(path) > 1 and path[1] not in ours.columns):
        raise CallError(f"--choose: {'.'.join(path[:2])} is no table or column of the data model.")


def _refuse_unknown_column(name: str, found: Found) -> None:
    # What is offered from another table is written join.column.
    columns = {name, name.partition(".")[2]}
    if not any(columns & set(table.columns) for table in found.tables.values()):
        raise CallError(
            f"--choose: no {found.kind} here has a column {name}. For the same value in every row: always {name}"
        )


def _refuse_unknown_table(name: str, found: Found) -> None:
    if name and name not in found.tables:
        raise CallError(f"--choose: there is no {found.kind} {name} here. There are: {', '.join(found.tables)}.")


def _told(proposal: Proposal) -> Iterator[str]:
    yield printable(words.found(proposal.found))
    for name, why in proposal.found.unread.items():
        yield f"{printable(name)} cannot be read: {printable(why)}"
    yield printable(words.standing(proposal))
    for question in proposal.questions:
        if question.answered:
            continue
        needed = "Needed: " if question.needed else "Check: "
        yield f"{needed}{printable(question.text)}"
        if question.choices:
            shown = [f"{_CONSTANT}{each.text}" if isinstance(each, Fixed) else str(each) for each in question.choices]
            yield f"  --choose {printable('.'.join(question.path))}=... one of: {printable(', '.join(shown[:8]))}"


def _tried(address: Address, proposal: Proposal, text: str, arguments: argparse.Namespace, clock: Clock) -> Preview:
    settings = replace(
        address.settings,
        kind="mapped",
        mapping=Path(first_contact.MAPPING_FILE),
        timezone=arguments.timezone,
        reporting_currency=arguments.currency,
    )
    with ProgressLines(sys.stderr) as progress:
        return preview(proposal.found, text, settings, clock(), progress.show)


def _tried_as_it_is(address: Address, kind: str, arguments: argparse.Namespace, clock: Clock) -> Preview:
    settings = replace(address.settings, kind=kind, timezone=arguments.timezone, reporting_currency=arguments.currency)
    with ProgressLines(sys.stderr) as progress:
        return preview_as_it_is(settings, clock(), progress.show)


def _print_preview(tried: Preview) -> None:
    for sentence in words.preview_sentences(tried):
        print(printable(sentence))
    troubles = words.troubles(tried)
    if troubles:
        columns = ("table", "what", "column", "rows", "why", "examples")
        rows = [columns, *(tuple(printable(row[column]) for column in columns) for row in troubles)]
        for line in aligned(rows, left=3):
            print(line)
    for line in note_lines(tried.notes):
        print(line)
    for table, rows in tried.rows.items():
        if rows:
            print(f"\n{table}, the first {count(min(len(rows), ROWS_SHOWN), 'row')}")
            names = list(rows[0])
            shown = [[printable(row[name] or "")[:40] for name in names] for row in rows[:ROWS_SHOWN]]
            for line in aligned([names, *shown], left=len(names)):
                print(line)


def _write(out: Path, text: str) -> None:
    with out.open("x", encoding="utf-8") as stream:
        stream.write(text)
    print(f"\nWrote {printable(out)}.")


def _print_settings(address: Address, arguments: argparse.Namespace, kind: str, mapping: Path | None) -> None:
    """The settings that read it, to be put into the settings file."""
    answers = first_contact.Answers(arguments.timezone, arguments.currency, kind)
    text = first_contact.settings_of(Path.cwd(), address, answers, str(mapping) if mapping else None)
    print(f"Put this into {SETTINGS_FILE}:\n\n{printable_lines(text)}")
    about = first_contact.password_words(address)
    if about:
        print(about)


def printable_lines(text: str) -> str:
    """Each line of the text without control characters."""
    return "\n".join(printable(line) for line in text.splitlines())
