"""What one reading of HubSpot goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data_access.sources.hubspot.links import Links


@dataclass(frozen=True)
class Reading:
    """What one reading of the source goes by."""

    links: Links
    now: datetime
    """The moment of the sync: what had ended by then was held."""
    currency: str
    """Of deals that name none."""
