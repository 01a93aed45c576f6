"""Which columns of theirs hold the words of interactions, and which cells of theirs make them private."""

from __future__ import annotations

from dataclasses import replace

from data_access.sources.mapped.language import MAIN, Copy, Mapping, Part, ValueMap, refs_of
from data_access.sources.private import FALSE_WORDS, WORDS, PrivateWords


def private_words(mapping: Mapping) -> dict[str, PrivateWords]:
    """What must not be read of private rows, by their table, where the flag stands in the same row as the words."""
    found: dict[str, PrivateWords] = {}
    for part in mapping.parts.get("interactions", ()):
        words = _words_beside_the_flag(part)
        if words:
            earlier = found.setdefault(part.table, words)
            found[part.table] = replace(earlier, columns=earlier.columns | words.columns)
    return found


def _words_beside_the_flag(part: Part) -> PrivateWords | None:
    flag = part.columns.get("private")
    if not isinstance(flag, Copy | ValueMap) or flag.ref.place != MAIN:
        return None
    refs = {ref for name in WORDS if name in part.columns for ref in refs_of(part.columns[name])}
    columns = frozenset(ref.column for ref in refs if ref.place == MAIN and ref != flag.ref)
    if not columns:
        return None
    if isinstance(flag, Copy):
        return PrivateWords(columns, flag.ref.column)
    return _by_value_map(columns, flag)


def _by_value_map(columns: frozenset[str], flag: ValueMap) -> PrivateWords:
    public = {theirs.lower() for theirs, ours in flag.words if _says_no(ours)}
    if flag.keeps_others:
        return PrivateWords(columns, flag.ref.column, frozenset(public | set(FALSE_WORDS)))
    if not _says_no(flag.otherwise):
        return PrivateWords(columns, flag.ref.column, frozenset(public))
    private = {theirs.lower() for theirs, ours in flag.words if not _says_no(ours)}
    return PrivateWords(columns, flag.ref.column, frozenset(private), cells_are_public=False)


def _says_no(word: str | None) -> bool:
    return word is None or word.lower() in FALSE_WORDS
