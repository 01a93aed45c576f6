"""Where the rows that a source gave earlier are kept, for one refresh, and what of them was read anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

NIGHT = time(2)
"""From this hour on, in the company's time zone, the first refresh of a day reads every row: what was deleted goes then."""


@dataclass
class Keeping:
    """The folder of the kept rows, the moment the refresh began, and whether it is to read every row."""

    folder: Path
    now: datetime
    everything: bool = False
    fetched: int = 0
    """Rows that were read from the source so far."""
    in_part: set[str] = field(default_factory=set)
    """Tables of the source of which only changed rows were read."""


def newest_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The last moment up to now at which a night's full refresh fell due."""
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), NIGHT, zone)
    return night if night <= local else datetime.combine(local.date() - timedelta(days=1), NIGHT, zone)
