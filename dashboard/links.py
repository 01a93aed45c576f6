"""Addresses of views for mail and sheets, which leave the dashboard and must open exactly the view they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.address import Address

START_PAGE = "weekly_review"
"""The page that answers at the address alone."""


@dataclass(frozen=True)
class Links:
    """Links to an installation; without a public address there are none, and each is None."""

    public_url: str | None

    def review(self, as_of: date, since: date, team_ids: Iterable[str] | None) -> str | None:
        """The weekly review of a day and what it is compared with, of these teams; None for all of them."""
        teams = tuple(sorted(team_ids)) if team_ids is not None else ()
        return self._to(START_PAGE, Address(as_of=as_of, since=since, team=teams))

    def account(self, account_id: object, as_of: date) -> str | None:
        """An account on a day."""
        return self._to("account", Address(as_of=as_of, account=str(account_id)))

    def _to(self, page: str, address: Address) -> str | None:
        if self.public_url is None:
            return None
        path = "" if page == START_PAGE else page
        query = urlencode(address.parameters(), doseq=True)
        return f"{self.public_url}/{path}{'?' if query else ''}{query}"
