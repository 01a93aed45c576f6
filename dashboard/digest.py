"""The digest: every recipient gets the part of the weekly review that they may see, once a week."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from dashboard.access import Recipient
from dashboard.links import Links
from dashboard.post import Post, PostError
from dashboard.reviews import Reviews
from dashboard.sheets.mail import mail_of
from data_access.records import Records, RecordsError

KIND = "digest"
SENT, WRITTEN, BEFORE, FAILED, NOTHING = "sent", "written", "sent before", "failed", "nothing to tell"
WITHOUT_SENDER = "account-health@localhost"
"""Who a mail that is only written comes from where the settings name nobody."""
NOT_KEPT = "that it was sent could not be kept, so a later run may send it again."


@dataclass(frozen=True)
class Outcome:
    """What became of the mail of one recipient; `about` is why it failed, or the file it was written into."""

    recipient: Recipient
    state: str
    about: str = ""


@dataclass(frozen=True)
class Digest:
    """What the mails of a day are made from; `since` is None for what each recipient's part is compared with by itself."""

    reviews: Reviews
    links: Links
    sender: str
    clock: Callable[[], datetime]
    since: date | None = None

    @property
    def week(self) -> str:
        """The week that mails are counted by: `2026-W47`."""
        return week_of(self.reviews.as_of)

    def mail(self, recipient: Recipient) -> EmailMessage | None:
        """The mail of a recipient; None where no account is theirs. Raises ValueError for an unusable address."""
        review = self.reviews.review(recipient.scope, since=self.since)
        if not review.teams["accounts"].iloc[-1]:
            return None
        return mail_of(
            review,
            recipient.name,
            recipient.email,
            self.sender,
            self.links,
            recipient.scope,
            self.week,
            self.clock().astimezone(self.reviews.mirror.zone),
        )


def week_of(on: date) -> str:
    """The ISO week of a day: `2026-W47`."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def send(digest: Digest, recipients: Iterable[Recipient], post: Post, records: Records) -> Iterator[Outcome]:
    """Sends each recipient their mail and tells what became of it; one that fails does not stop the others.

    A mail is claimed in the records before it is sent: whoever got it in this week is passed over.
    """
    for recipient in recipients:
        key = (digest.week, recipient.email.casefold(), KIND)
        mail, fault = _made(digest, recipient)
        if mail is None:
            yield fault
        elif not records.claim_delivery(*key, digest.clock()):
            yield Outcome(recipient, BEFORE, "in this week, or another run is at it")
        else:
            yield _handed_over(digest, recipient, mail, post, records, key)


def write(digest: Digest, recipients: Iterable[Recipient], folder: Path) -> Iterator[Outcome]:
    """Writes each recipient's mail as an .eml file into a folder, and keeps nothing of it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, recipient in enumerate(recipients, start=1):
        mail, fault = _made(digest, recipient)
        if mail is None:
            yield fault
            continue
        file = folder / f"{place:03d}-{_slug(recipient.email)}.eml"
        file.write_bytes(mail.as_bytes(policy=SMTP))
        yield Outcome(recipient, WRITTEN, str(file))


def _made(digest: Digest, recipient: Recipient) -> tuple[EmailMessage | None, Outcome]:
    """The mail of a recipient, or why there is none."""
    try:
        return digest.mail(recipient), Outcome(recipient, NOTHING, "no account is in their teams")
    except (ValueError, UnicodeError):
        return None, Outcome(recipient, FAILED, "the address is none that a mail can be sent to")


def _handed_over(
    digest: Digest, recipient: Recipient, mail: EmailMessage, post: Post, records: Records, key: tuple[str, str, str]
) -> Outcome:
    try:
        post.send(mail)
    except PostError as error:
        records.failed(*key, digest.clock(), str(error))
        return Outcome(recipient, FAILED, str(error))
    try:
        records.delivered(*key, digest.clock())
    except RecordsError as error:
        return Outcome(recipient, SENT, f"{NOT_KEPT} {error}")
    return Outcome(recipient, SENT)


def _slug(address: str) -> str:
    """The address as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", address.casefold()).strip("-")[:60] or "recipient"
