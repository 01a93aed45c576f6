"""Finding accounts by a part of their name or by their key, whatever the case and the accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

MOST_HITS = 20

_UNLIKE_THEIR_LETTER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
"""Letters that Unicode does not take apart into a plain one and an accent."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_KEY, _KEY_BEGINS, _NAME_BEGINS, _WORD_BEGINS, _ANYWHERE, _NOT_FOUND = range(6)


@dataclass(frozen=True)
class Hits:
    """The best accounts, at most `MOST_HITS`: account_id, account_name, tier, team and owner; and how many there are."""

    accounts: pd.DataFrame
    total: int


def folded(text: str) -> str:
    """The text without case and accents, its white space single."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
        text = text.translate(_UNLIKE_THEIR_LETTER)
    return " ".join(text.casefold().split())


def searchable(names: pd.DataFrame) -> pd.DataFrame:
    """The accounts of `evidence.account_names` as they are searched, by name: account_no, key, name, words.

    `name` is folded; `words` are its words, each after a space, without what stands between them.
    """
    folded_names = [folded(name) for name in names["account_name"]]
    found = pd.DataFrame(
        {
            "account_no": names["account_no"].to_numpy(),
            "key": _texts([folded(key) for key in names["account_id"]]),
            "name": _texts(folded_names),
            "words": _texts([_words(name) for name in folded_names]),
        }
    )
    return found.sort_values(["name", "account_no"], ignore_index=True)


def search(names: pd.DataFrame, accounts: pd.DataFrame, text: str) -> Hits:
    """What is found in `searchable` names among these rows of the scored frame, which are in the order of account_no.

    A key that is the text comes first, then keys, names and words that begin with it, then names that hold it; of
    these the larger revenue of 12 months, then the name. Several words must all be there. A single letter is looked for
    only as a key and at the beginning of names: nearly every name holds it.
    """
    asked = folded(text)
    if not asked or accounts.empty:
        return Hits(accounts.iloc[:0], 0)
    numbers = accounts["account_no"].to_numpy()
    rows = np.minimum(np.searchsorted(numbers, names["account_no"]), len(numbers) - 1)
    there = numbers[rows] == names["account_no"].to_numpy()
    rank = np.where(there, _ranks(names, asked), _NOT_FOUND)
    found = np.flatnonzero(rank < _NOT_FOUND)
    revenue = accounts["revenue_12m"].to_numpy(dtype=float)[rows[found]]
    best = found[np.lexsort((-np.nan_to_num(revenue, nan=-np.inf), rank[found]))[:MOST_HITS]]
    return Hits(accounts.iloc[rows[best]].reset_index(drop=True), len(found))


def _ranks(names: pd.DataFrame, asked: str) -> np.ndarray:
    """How well each name or key fits, the smaller the better."""
    parts = _words(asked).split()
    fits = {_KEY: names["key"] == asked, _NAME_BEGINS: names["name"].str.startswith(asked)}
    if len("".join(parts)) != 1:
        fits[_KEY_BEGINS] = names["key"].str.startswith(asked)
        fits[_WORD_BEGINS] = _hold(names["words"], [f" {part}" for part in parts])
        fits[_ANYWHERE] = _hold(names["words"], parts) if parts else _hold(names["name"], [asked])
    order = sorted(fits)
    return np.select([np.asarray(fits[rank], dtype=bool) for rank in order], order, default=_NOT_FOUND)


def _hold(texts: pd.Series, parts: list[str]) -> np.ndarray:
    """Which of the texts hold all the parts; none where there is no part."""
    held = np.full(len(texts), bool(parts))
    for part in parts:
        held &= texts.str.contains(part, regex=False).to_numpy(dtype=bool)
    return held


def _words(text: str) -> str:
    return " " + _BETWEEN_WORDS.sub(" ", text).strip()


def _texts(values: list[str]) -> pd.Series:
    """Texts that are searched at once, not one by one."""
    return pd.Series(values, dtype="string[pyarrow]")
