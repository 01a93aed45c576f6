"""Salesforce's keys: reports and some tools write 15 characters that go by case, the API adds three that repeat it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from data_access.sources.salesforce.objects import PREFIXES

_SHORT = r"^[0-9A-Za-z]{15}$"
_A_LETTER = r"[A-Za-z]"
_OF_A_RECORD = rf"^({'|'.join(PREFIXES)})"
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CHARACTERS_A_SUFFIX = 5


def whole_keys(text: pa.Array) -> pa.Array:
    """The cells with keys of 15 characters as those of 18 that mean the same; others as they are."""
    return _completed(text, pc.match_substring_regex(text, _SHORT))


def whole_keys_of_records(text: pa.Array) -> pa.Array:
    """The same for cells that need not be keys: only what begins like a record of Salesforce and holds a letter is one."""
    short = pc.and_(pc.match_substring_regex(text, _SHORT), pc.match_substring_regex(text, _OF_A_RECORD))
    return _completed(text, pc.and_(short, pc.match_substring_regex(text, _A_LETTER)))


def _completed(text: pa.Array, short: pa.Array) -> pa.Array:
    short = pc.fill_null(short, False)
    if not pc.any(short).as_py():
        return text
    keys = text.filter(short).dictionary_encode()
    whole = pa.array([key + _suffix(key) for key in keys.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(text, short, whole.take(keys.indices))


def _suffix(key: str) -> str:
    """One character for each five of the key: which of them are capitals, the first counting least."""
    pieces = (key[at : at + _CHARACTERS_A_SUFFIX] for at in range(0, len(key), _CHARACTERS_A_SUFFIX))
    return "".join(_SUFFIX[sum(1 << place for place, each in enumerate(piece) if each.isupper())] for piece in pieces)
