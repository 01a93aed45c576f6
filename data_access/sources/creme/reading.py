"""What one reading of Creme goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from data_access.sources.creme.links import Links


@dataclass(frozen=True)
class Reading:
    """What one reading of the source goes by."""

    links: Links
    now: datetime
    """The moment of the sync: what had ended by then was held."""
    zone: str
    """The company's time zone."""
    counted: str
    """The table whose rows count as orders."""

    @property
    def today(self) -> str:
        """The company's date of the sync."""
        return self.now.astimezone(ZoneInfo(self.zone)).date().isoformat()
