"""What a headline is, the filters it names, and what is said where nothing is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.wording import (
    count,
    listing,
    md_escape,
)

NO_ORDERS = "Orders are not in this data store."
NO_CONTACTS = "Contacts are not in this data store."
CONNECT_ORDERS = "Map a source of orders in the settings to see tiers and recent buyers."
CONNECT_CONTACTS = "Map a source of interactions in the settings to see who was contacted."

_NAMES_IN_A_SENTENCE = 3


@dataclass(frozen=True)
class Headline:
    """One or two sentences: `finding` is shown in bold, `context` after it in plain text."""

    finding: str
    context: str = ""

    @property
    def markdown(self) -> str:
        """Both parts as safe Markdown."""
        return f"**{md_escape(self.finding)}** {md_escape(self.context)}".strip()

    @property
    def text(self) -> str:
        """Both parts as plain text, for sheets and mail."""
        return f"{self.finding} {self.context}".strip()


@dataclass(frozen=True)
class Filters:
    """What the viewer has chosen, in words; an empty tuple and None mean no filter."""

    teams: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    period_days: int | None = None

    @property
    def active(self) -> bool:
        return bool(self.teams or self.owners or self.tiers or self.period_days)

    @property
    def opening(self) -> str:
        """How a filtered headline begins: `Export team, tier A: `; empty without a filter."""
        parts = [
            _of(self.teams, "{} team", "{} teams", "teams"),
            _of(self.owners, "owner {}", "owners {}", "owners"),
            _of(self.tiers, "tier {}", "tiers {}", "tiers"),
            f"bought in the last {count(self.period_days, 'day')}" if self.period_days else "",
        ]
        words = ", ".join(part for part in parts if part)
        return f"{words[:1].upper()}{words[1:]}: " if words else ""

    @property
    def choice(self) -> str:
        """The filters as a choice that nothing matched: `Team Coast and Tier A`."""
        parts = [
            _of(self.teams, "Team {}", "Teams {}", "teams"),
            _of(self.owners, "Owner {}", "Owners {}", "owners"),
            _of(self.tiers, "Tier {}", "Tiers {}", "tiers"),
            f"Bought in the last {count(self.period_days, 'day')}" if self.period_days else "",
        ]
        return listing([part for part in parts if part] or ["this choice"])

    def named(self, headline: Headline) -> Headline:
        """The headline with the active filters named in front."""
        opening = self.opening
        return replace(headline, finding=opening + headline.finding) if opening else headline


def nothing_matches(filters: Filters) -> Headline:
    """The sentence of an empty page: nothing matches the filters, or the store has no account on that day."""
    if filters.active:
        return Headline(f"No account matches {filters.choice}.")
    return Headline("No accounts yet.", "The data store holds none that existed on this date.")


def stale_sentence(age_days: int, last_read: str) -> str:
    """The amber line above the headline: `Data is 3 days old (last read Thu 12 Nov, 06:12). ...`"""
    return f"Data is {count(age_days, 'day')} old (last read {last_read}). States may be out of date."


def _of(names: tuple[str, ...], one: str, several: str, noun_of_many: str) -> str:
    if not names:
        return ""
    if len(names) > _NAMES_IN_A_SENTENCE:
        return f"{len(names)} {noun_of_many}"
    return (one if len(names) == 1 else several).format(listing(names))
