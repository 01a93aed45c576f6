"""The review as a mail: one message in text and in HTML, with links that open the view it tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

import pandas as pd

from dashboard.links import Links
from dashboard.review import Review
from dashboard.sheets.calendar import DOMAIN
from dashboard.sheets.cells import Cell, Table, short
from dashboard.sheets.screen import filled
from dashboard.sheets.written import OPEN, TITLE, Written, written
from dashboard.wording import day, number
from data_access.scope import Scope

MOST_ROWS = 20
"""A mail tells the most serious; the link leads to all of them."""
WRITTEN_BY = "Account Health"
_LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Row:
    """A line of a list of the mail: its state, the account with its link, and what there is to say of it."""

    state: Cell
    name: str
    about: str
    link: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A list of the mail: its rows, and how many more there are."""

    title: str
    rows: tuple[Row, ...]
    none: str
    more: str


def mail_of(
    review: Review, name: str, email: str, sender: str, links: Links, scope: Scope, week: str, at: datetime
) -> EmailMessage:
    """The mail of one recipient, dated `at`; the same week and recipient give the same Message-ID.

    Raises ValueError for an address that no mail can be sent to.
    """
    words = written(review)
    lists = (_changes(review, words, links), _decisions(review, words, links), _neglected(review, words, links))
    link = links.review(review.as_of, review.since, scope.team_ids)
    message = EmailMessage()
    message["Subject"] = short(
        f"Weekly review {day(review.as_of, review.as_of)}: {review.headline.finding}", _LONGEST_SUBJECT
    )
    message["From"] = Address(WRITTEN_BY, addr_spec=sender)
    message["To"] = Address(short(name), addr_spec=email)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{sha256(f'{week} {email.casefold()}'.encode()).hexdigest()[:32]}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(words, lists, link))
    page = filled("mail.html.jinja", {"review": words, "lists": lists, "link": link})
    message.add_alternative(page.decode(), subtype="html")
    return message


def _changes(review: Review, words: Written, links: Links) -> Listed:
    rows = [
        _row(review, links, account, state, told.text, told.more)
        for account, (state, _, told, *_) in _with_accounts(review.changes, words.changes)
    ]
    return _listed(words.changes, rows)


def _decisions(review: Review, words: Written, links: Links) -> Listed:
    """The decisions that are open: those done are for the sheet."""
    is_open = [state == OPEN for state in review.decisions["state"]]
    rows = [
        _row(review, links, account, state, told.text, f"{whom.text}, until {until.text}")
        for (account, (state, _, told, whom, until, *_)), shown in zip(
            _with_accounts(review.decisions, words.decisions), is_open, strict=True
        )
        if shown
    ]
    return _listed(words.decisions, rows, title="Open decisions", none="No decision is open.")


def _neglected(review: Review, words: Written, links: Links) -> Listed:
    rows = [
        _row(
            review,
            links,
            account,
            Cell("✗ Neglected", "poor"),
            f"{cells[1].text}, {cells[2].text} days since the order",
        )
        for account, cells in _with_accounts(review.neglected, words.neglected)
    ]
    return _listed(words.neglected, rows)


def _with_accounts(frame: pd.DataFrame, table: Table) -> list[tuple[Mapping[str, object], tuple[Cell, ...]]]:
    """Each row of a frame with its cells as they are written."""
    return list(zip(frame.to_dict("records"), table.rows, strict=True))


def _row(review: Review, links: Links, account: Mapping[str, object], state: Cell, *texts: str) -> Row:
    there = isinstance(account["account_id"], str)
    team = short(account.get("team_name"))
    name = short(account["account_name"]) or short(account["account_id"])
    link = links.account(account["account_id"], review.as_of) if there else None
    return Row(state, name or team, team if name else "", link, tuple(text for text in texts if text))


def _listed(table: Table, rows: Sequence[Row], title: str = "", none: str = "") -> Listed:
    left_out = len(rows) - MOST_ROWS
    more = f"and {number(left_out)} more" if left_out > 0 else ""
    heading = f"{title or table.title} ({number(len(rows))})" if rows else title or table.title
    return Listed(heading, tuple(rows[:MOST_ROWS]), none or table.none, more)


def _text(words: Written, lists: Sequence[Listed], link: str | None) -> str:
    """The mail as plain text."""
    parts = [f"{TITLE}\n{words.opening}", f"{words.finding} {words.context}".strip()]
    parts.append("\n".join(_tile(tile) for tile in words.tiles))
    parts += [_text_of(listed) for listed in lists]
    parts.append(f"This view in the dashboard:\n{link}" if link else "The dashboard shows all of it.")
    parts.append(words.foot)
    return "\n\n".join(part for part in parts if part) + "\n"


def _tile(tile: tuple[str, ...]) -> str:
    label, value, *more = tile
    return f"{label}: {value}" + "".join(f", {text}" for text in more if text)


def _text_of(listed: Listed) -> str:
    lines = [listed.title.upper()]
    if not listed.rows:
        return "\n".join([*lines, listed.none])
    for row in listed.rows:
        lines.append(f"{row.state.text}  {row.name}" + (f" ({row.about})" if row.about else ""))
        lines += [f"    {text}" for text in (*row.texts, row.link) if text]
    return "\n".join([*lines, *([listed.more] if listed.more else [])])
