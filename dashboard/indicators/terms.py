"""What a definition consists of, and the requirement documents it can cite."""

from __future__ import annotations

from dataclasses import dataclass

RED = "Red"
NEEDS = "Needs"
ORGANISATION = "Organisation"
PRACTICES = "Practices"
CHANNELS = "Channels"


@dataclass(frozen=True)
class Definition:
    """A term: its id, the title shown, one sentence that defines it, its unit, and which documents ask for it.

    The sentence names thresholds in braces by their key in the policy.
    """

    id: str
    title: str
    sentence: str
    unit: str = ""
    source: tuple[str, ...] = ()
