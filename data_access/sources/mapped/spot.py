"""A place in a mapping file, to say where something is wrong, and the checks of a single setting there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from re import findall
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data_access.sources.source import SourceError

# What DuckDB reads of a date or time.
_DATE_CODES = frozenset("YymdbBHIMSfpjaAz%")


@dataclass(frozen=True)
class Spot:
    """A place in the mapping file."""

    file: Path
    where: str

    def inside(self, name: str) -> Spot:
        """The place of one setting here."""
        return replace(self, where=f"{self.where} {name}")

    def wrong(self, text: str) -> SourceError:
        """The error that something here is as `text` says."""
        return SourceError(f"{self.file}: {self.where}: {text}")

    def check_keys(self, settings: dict, known: Collection[str], needed: Iterable[str] = ()) -> None:
        """Raises SourceError where a key is not known or a needed one is missing."""
        for key in settings:
            if key not in known:
                raise self.wrong(f"{key} is not known here.{nearest(key, known)} Known: {', '.join(known)}.")
        for key in needed:
            if key not in settings:
                raise self.wrong(f"{key} is missing. Add it.")

    def table(self, value: object) -> dict:
        """The value, which must be a section or an inline table; raises SourceError."""
        if not isinstance(value, dict):
            raise self.wrong(f"this must be a section or an inline table such as {{ ... }}, not {value!r}.")
        return value

    def text(self, value: object) -> str:
        """The value, which must be text with something in it; raises SourceError."""
        if not isinstance(value, str) or not value:
            raise self.wrong(f"this must be text in quotes, not {value!r}.")
        return value

    def flag(self, value: object) -> bool:
        """The value, which must be true or false; raises SourceError."""
        if not isinstance(value, bool):
            raise self.wrong(f"this must be true or false, without quotes, not {value!r}.")
        return value

    def list_of(self, value: object) -> list:
        """The value as a list: itself, or the one thing it is; raises SourceError where it is empty."""
        values = value if isinstance(value, list) else [value]
        if not values:
            raise self.wrong("this list is empty. Name at least one, or remove the line.")
        return values

    def cell(self, value: object) -> str | None:
        """A value written in the mapping as the cell it stands for, empty text as no cell; raises SourceError."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, date | datetime):
            return value.isoformat()
        if isinstance(value, str | int | Decimal):
            return str(value) or None
        raise self.wrong(f"this must be one value, not {value!r}.")

    def text_cell(self, value: object) -> str:
        """A value to compare with, as the cell it stands for; raises SourceError where it is empty."""
        cell = self.cell(value)
        if cell is None:
            raise self.wrong("empty text is never a cell. Use empty = true or empty = false.")
        return cell

    def as_cells(self, value: object) -> object:
        """What a column of ours is compared with: flags as they are, anything else as the cells it stands for."""
        return str(value) if isinstance(value, Decimal) else value

    def number(self, value: object) -> Decimal | None:
        """The value where it is a number, else None; raises SourceError where it is infinite or none."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        if not Decimal(value).is_finite():
            raise self.wrong(f"{value} cannot be calculated with. Write a number.")
        return Decimal(value)

    def formats(self, value: object) -> tuple[str, ...]:
        """Date formats, each with codes such as %d; raises SourceError."""
        formats = tuple(self.text(each) for each in self.list_of(value))
        for each in formats:
            codes = findall(r"%(.?)", each)
            unknown = [code for code in codes if code not in _DATE_CODES]
            if unknown or not codes:
                what = f"%{unknown[0]} is not known" if unknown else "it holds no code"
                raise self.wrong(
                    f"the date format {each!r} cannot be used: {what}. "
                    "Write the day as %d, the month as %m (Jan: %b), the year as %Y (98: %y), the time as %H:%M:%S."
                )
        return formats

    def zone(self, value: object) -> str:
        """The name of a time zone; raises SourceError."""
        name = self.text(value)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.wrong(f"the time zone {name!r} is not known. Use a name such as Europe/Helsinki.") from error
        return name


def nearest(name: str, known: Iterable[str]) -> str:
    """ " Did you mean ...?" where one of the known names is close, else nothing."""
    names = {each.lower(): each for each in sorted(known)}
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    return f" Did you mean {names[close[0]]}?" if close else ""
