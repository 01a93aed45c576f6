"""The mapping file and the settings file of a proposal as text, every line of the mapping with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from data_access.proposal.proposals import LIKELY, OPEN, SURE, ColumnProposal, Proposal, TableProposal
from data_access.sources.files import CSV_FORM
from data_access.sources.mapped.catalog import DeclaredFile

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_SURENESS = {SURE: "", LIKELY: "likely: ", OPEN: "open: "}
_WIDEST_INLINE = 100


def mapping_text(proposal: Proposal) -> str:
    """The proposal as a mapping file; tables that lack a column they need stand in it as comments."""
    parts = [_head(proposal)]
    parts += [_file_section(name, each) for name, each in sorted(proposal.found.declared.items())]
    several = {table.ours for table in proposal.tables if table.several}
    for table in proposal.tables:
        text = _table_section(table, table.ours in several)
        parts.append(_commented_out(table, text) if table.missing else text)
    if proposal.unused:
        parts.append(_comment(f"Nothing is taken from: {', '.join(proposal.unused)}."))
    return "\n".join(parts)


def settings_text(
    *,
    kind: str,
    zone: str,
    currency: str,
    mapping: str | None,
    folder: str | None = None,
    url: str | None = None,
    url_env: str | None = None,
    as_of: date | None = None,
) -> str:
    """The settings file that names the source; of url, url_env and folder one is given."""
    lines = ["[source]"]
    if folder is not None:
        lines.append(f"folder = {toml_text(folder)}")
    if url_env is not None:
        lines.append(
            f"url_env = {toml_text(url_env)}   # the environment variable that holds the address with its password"
        )
    elif url is not None:
        lines.append(f"url = {toml_text(url)}")
    if kind != "canonical":
        lines.append(f"kind = {toml_text(kind)}")
    if mapping is not None:
        lines.append(f"mapping = {toml_text(mapping)}")
    lines += [f"timezone = {toml_text(zone)}", f"reporting_currency = {toml_text(currency)}"]
    if as_of is not None:
        lines.append(f"as_of = {as_of.isoformat()}   # a data set of the past")
    return "\n".join(lines) + "\n"


def toml_text(text: str) -> str:
    """The text in quotes, whatever it holds."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_value(value: object) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {toml_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, Iterable):
        return "[" + ", ".join(toml_value(each) for each in value) + "]"
    return str(value)


def _head(proposal: Proposal) -> str:
    lines = [
        f"Proposed from {proposal.found.where}, by names, types and the first rows.",
        "Each line says why it is there. What is marked likely or open is for you to check.",
    ]
    lines += [f"Open: {question.text}" for question in proposal.questions if not question.answered]
    return "".join(_comment(line) for line in lines)


def _file_section(name: str, declared: DeclaredFile) -> str:
    lines = [f"[files.{_key(name)}]"]
    if declared.form.encoding != CSV_FORM.encoding:
        lines.append(f"encoding = {toml_text(declared.form.encoding)}")
    if declared.form.delimiter != CSV_FORM.delimiter:
        lines.append(f"delimiter = {toml_text(declared.form.delimiter)}")
    if declared.decimal_comma:
        lines.append("decimal_comma = true")
    return "\n".join(lines) + "\n"


def _table_section(table: TableProposal, several: bool) -> str:
    name = table.ours
    lines = [_comment(f"{table.theirs}: {table.reason}." + "".join(f" {note}." for note in table.notes)).rstrip("\n")]
    lines.append(f"[[{name}]]" if several else f"[{name}]")
    lines.append(f"from = {toml_text(table.theirs)}")
    lines += [f"{setting} = {toml_value(value)}" for setting, value in table.settings.items()]
    for column in table.columns:
        lines += _column_lines(column)
    for join, settings in table.joins.items():
        lines += ["", f"[{name}.join.{_key(join)}]"]
        lines += [f"{setting} = {toml_value(value)}" for setting, value in settings.items()]
    return "\n".join(lines) + "\n"


def _column_lines(column: ColumnProposal) -> list[str]:
    why = _SURENESS[column.sureness] + column.reason
    if column.alternatives:
        why += f" (or: {', '.join(column.alternatives[:4])})"
    if column.entry is None:
        return [_comment(f"{column.column}: {why}").rstrip("\n")]
    line = f"{column.column} = {toml_value(column.entry)}"
    comment = _comment(why).rstrip("\n")
    return [comment, line] if len(line) > _WIDEST_INLINE else [f"{line}  {comment}"]


def _commented_out(table: TableProposal, text: str) -> str:
    missing = " and ".join(table.missing)
    told = _comment(f"Not connected, as nothing says {missing}. Complete it and remove the marks at the left:")
    return told + "".join(f"# {line}\n" if line else "#\n" for line in text.splitlines())


def _comment(text: str) -> str:
    """A comment line; whatever a name holds, it cannot end the line."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return f"# {plain}\n"


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else toml_text(name)


def relative(path: Path, folder: Path) -> str:
    """A path as it is best written in a file of that folder."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
