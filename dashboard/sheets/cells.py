"""What a table of a sheet is made of: columns, cells, and foreign text cut to what there is room for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.wording import is_unknown

LONGEST = 220
"""Foreign text is cut here: a name of a hundred thousand signs would fill the paper."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, its share of the width, and whether it holds numbers."""

    label: str
    width: float
    right: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: text in the colour of a state or in ink, `more` in small below it, or a small line.

    A state is `bold`. `line` are points from 0 to 1, None where there was nothing to count.
    """

    text: str
    token: str | None = None
    more: str = ""
    line: tuple[float | None, ...] = ()
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a sheet; `none` is the sentence in its place where it has no row."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    none: str
    about: str = ""
    total: bool = False
    """Whether the last row is the total of the others."""


def short(text: object, longest: int = LONGEST) -> str:
    """Foreign text on one line, cut where it is too long; empty where there is none."""
    if is_unknown(text):
        return ""
    line = " ".join(legible(str(text)).split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def legible(text: str) -> str:
    """Foreign text with a blank for each sign that no XML may hold: drawing a picture would end the whole process at one."""
    return _NOT_IN_XML.sub(" ", text)
