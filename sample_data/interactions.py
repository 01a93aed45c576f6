"""What an event was: kind, who met whom, where, about what, and what was written down; and who took part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_data.columns import canonical, flags, moments, numbered, taken, where
from sample_data.company import LARGE, PROSPECT, Company
from sample_data.days import DAY
from sample_data.events import AMONG_US, BULK, CONTACT, HELP_DESK, MAIL, MEETING, PLANNED, REVIEW, identity, unpacked
from sample_data.names import PLACE_OF
from sample_data.teams import NOBODY, UNITS
from sample_data.words import PURPOSES, notes, subjects

CHUNK = 250_000
"""Events written at once."""
HOUR = 3_600

_KINDS = ("meeting", "call", "email", "message", "helpdesk")
IS_MEETING, IS_CALL, IS_EMAIL, IS_MESSAGE, IS_HELP_DESK = range(5)
_KIND_OF_CONTACT = (0.36, 0.26, 0.30, 0.08)
_KIND_WITHOUT_MEETINGS = (0.015, 0.385, 0.50, 0.10)
_PURPOSES_OF_BUYER = (0.30, 0.17, 0.12, 0.23, 0.10, 0.08)
_PURPOSES_OF_PROSPECT = (0.0, 0.12, 0.74, 0.0, 0.0, 0.14)
_REVIEW = PURPOSES.index("review")
_SUPPORT = PURPOSES.index("support")
_OTHER = PURPOSES.index("other")
_STATUSES = ("held", "planned", "cancelled", "no_show")
_HELD, _PLANNED, _CANCELLED, _NO_SHOW = range(4)
_PLACES = ("customer", "ours", "remote", None)
_CHANNELS = ("calendar", "telephone system", "mail system", "chat", "help desk portal", "hotline")
_CIRCULAR, _OURSELVES = "Circular: news from the service desk", "Where do we stand with them?"
_HOTLINE = _CHANNELS.index("hotline")
_THEIR_HOURS_TO_ANSWER = 9.0
_THIRD_PARTIES = ("Lawyer: Penna & Gufo", "Partner: Mondwerk Akademie", "Auditor", "Consultant of the customer")


@dataclass(frozen=True)
class Chunk:
    """Some events of the company, as columns of numbers; `number` is the key of the first."""

    company: Company
    events: np.ndarray
    number: int

    @cached_property
    def draw(self) -> np.ndarray:
        return identity(self.events)

    @cached_property
    def _unpacked(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return unpacked(self.events, self.company)

    @property
    def day(self) -> np.ndarray:
        return self._unpacked[0]

    @property
    def account(self) -> np.ndarray:
        return self._unpacked[2]

    @property
    def what(self) -> np.ndarray:
        return self._unpacked[3]

    @cached_property
    def keys(self) -> pa.Array:
        return numbered("I", self.number + np.arange(len(self.events)), 9)

    @cached_property
    def kind(self) -> np.ndarray:
        usual = self._among("kind", _KIND_OF_CONTACT)
        without = self._among("kind", _KIND_WITHOUT_MEETINGS)
        kind = np.where(self._of_team("logs_meetings"), usual, without)
        kind = np.where(np.isin(self.what, (MEETING, REVIEW, AMONG_US, PLANNED)), IS_MEETING, kind)
        kind = np.where(np.isin(self.what, (MAIL, BULK)), IS_EMAIL, kind)
        # Among the mails that nobody answers are meetings and calls that did not take place.
        failed = (self.what == MAIL) & self._happens("did not take place", 0.14) & self._of_team("logs_meetings")
        kind = np.where(failed, IS_MEETING, kind)
        return np.where(self.what == HELP_DESK, IS_HELP_DESK, kind)

    @cached_property
    def meeting(self) -> np.ndarray:
        return self.kind == IS_MEETING

    @cached_property
    def written(self) -> np.ndarray:
        return (self.kind == IS_EMAIL) | (self.kind == IS_MESSAGE)

    @cached_property
    def status(self) -> np.ndarray:
        failed = np.where(self._happens("nobody came", 0.2), _NO_SHOW, _CANCELLED)
        status = np.where((self.what == MAIL) & self.meeting, failed, _HELD)
        return np.where(self.what == PLANNED, _PLANNED, status)

    @cached_property
    def all_day(self) -> np.ndarray:
        return self.meeting & (self.what == CONTACT) & self._happens("all day", 0.04)

    @cached_property
    def starts(self) -> np.ndarray:
        """Seconds since 1970 in UTC; of an all-day row the beginning of its date."""
        period, second = self.company.period, self._unpacked[1]
        second = np.where(self.meeting, second - second % 1_800, second + self._below("seconds", 300))
        by_unit = [period.utc(zone, self.day, second) for _, _, zone in UNITS]
        unit = self.company.staff.unit[self.company.team[self.account]]
        return np.where(self.all_day, self.day * DAY, np.choose(unit, by_unit))

    @cached_property
    def ends(self) -> np.ndarray:
        length = np.where(self.meeting, (1 + self._below("length", 4)) * 1_800, 180 + self._below("talk", 1_500))
        return np.where(self.all_day, self.starts, self.starts + np.where(self.written, 0, length))

    @cached_property
    def purpose(self) -> np.ndarray:
        buyer = self._among("purpose", _PURPOSES_OF_BUYER)
        prospect = self._among("purpose", _PURPOSES_OF_PROSPECT)
        purpose = np.where(self.company.segment[self.account] == PROSPECT, prospect, buyer)
        return np.select(
            [self.what == HELP_DESK, self.what == REVIEW, self.what == AMONG_US], [_SUPPORT, _REVIEW, _OTHER], purpose
        )

    @cached_property
    def inbound(self) -> np.ndarray:
        """Mails that nobody answered are ours but for a few, more of them where people have no time."""
        overlooked = np.where(self._of_team("answers_within_hours") > 24, 0.15, 0.05)
        share = np.select([self.what == MAIL, self.what == BULK], [overlooked, 0.0], 0.45)
        return self._happens("inbound", share) | (self.what == HELP_DESK)

    @cached_property
    def employee(self) -> np.ndarray:
        """Mostly the owner, else a specialist, the team's leader or, for the large, the head of the unit."""
        company, staff = self.company, self.company.staff
        team, owner = company.team[self.account], company.owner[self.account]
        leader, specialist = staff.member(team, 0), staff.specialist(team, self._uniform("specialist"))
        drawn = self._among("employee", (0.62, 0.26, 0.10, 0.02))
        head = np.where(company.weight[self.account] == LARGE, staff.unit[team], leader)
        someone = np.choose(drawn, [owner, specialist, leader, head])
        someone = np.where(self._of_team("only_specialists") & (self.what != PLANNED), specialist, someone)
        someone = np.where(self.what == HELP_DESK, specialist, someone)
        someone = np.where(company.only_owner_meets[self.account], owner, someone)
        return np.where(someone == NOBODY, specialist, someone)

    @cached_property
    def place_of_person(self) -> np.ndarray:
        """Place of their person among the account's, never one who had left; -1 where there is none."""
        company, account = self.company, self.account
        count = np.maximum(company.people[account], 1)
        place = (self._uniform("person") ** 1.8 * count).astype(np.int64)
        specialists = 1 + (self._uniform("person") * np.clip(count - 1, 1, 2)).astype(np.int64)
        place = np.where(self._of_team("only_specialists"), np.minimum(specialists, count - 1), place)
        only = company.meets_only[account]
        place = np.where(only >= 0, only, place)
        place = np.where(company.has_left(account, place, self.day), (place + 1) % count, place)
        known = (company.people[account] > 0) & (self.what != AMONG_US) & ~self._happens("person unknown", 0.05)
        return np.where(known | ((only >= 0) & (self.what != AMONG_US)), place, NOBODY)

    def table(self) -> pa.Table:
        """The rows of the interactions."""
        return canonical("interactions", self._who() | self._what() | self._when() | self._words())

    def _who(self) -> dict[str, pa.Array]:
        company, place = self.company, self.place_of_person
        named = (self.what != HELP_DESK) & ~self._happens("employee unknown", 0.02)
        return {
            "interaction_id": self.keys,
            "account_id": company.account_ids(self.account),
            "employee_id": where(named, company.staff.ids(self.employee)),
            "contact_id": where(place != NOBODY, company.person_ids(self.account, np.maximum(place, 0))),
        }

    def _what(self) -> dict[str, pa.Array]:
        meeting, desk, review = self.meeting, self.what == HELP_DESK, self.what == REVIEW
        travels, stays_at_home = self._among("place", (6, 1, 3, 0.5)), self._among("place", (3, 2, 5, 1))
        place = np.where(self._of_team("pace") > 1, travels, stays_at_home)
        formal = self._happens("formal", 0.35) | review
        purpose_known = desk | (meeting & (self._happens("purpose known", 0.92) | review))
        channel = np.where(desk & self._happens("hotline", 0.5), _HOTLINE, self.kind)
        return {
            "kind": taken(_KINDS, self.kind),
            "purpose": where(purpose_known, taken(PURPOSES, self.purpose)),
            "direction": where(~meeting, taken(("outbound", "inbound"), self.inbound.astype(np.int64))),
            "status": taken(_STATUSES, self.status),
            "place": where(meeting, taken(_PLACES, place)),
            "formality": where(
                meeting & self._happens("formality known", 0.8), taken(("informal", "formal"), formal.astype(np.int64))
            ),
            "private": flags(self._happens("private", 0.015) & (self.what == CONTACT)),
            "bulk": flags(self.what == BULK),
            "channel": taken(_CHANNELS, channel),
        }

    def _when(self) -> dict[str, pa.Array]:
        planned = self.what == PLANNED
        careful, memo = self._of_team("diligence"), self._deserves_memo
        hours_before = 2 + self._below("agenda before", 90) - 5 * self._happens("agenda late", 0.1)
        agenda = (memo | planned) & self._happens("agenda", careful * np.where(planned, 0.4, 1))
        answered = self.written & (self.what != MAIL) & (self.what != BULK)
        answered |= (self.what == HELP_DESK) & self._happens("answered", 0.93)
        hours_to_answer = np.where(self.inbound, self._of_team("answers_within_hours"), _THEIR_HOURS_TO_ANSWER)
        return {
            "starts_at": moments(self.starts),
            "ends_at": moments(self.ends, ~self.written),
            "all_day": flags(self.all_day),
            "created_at": moments(self._created(), self._happens("created known", 0.97) | planned),
            "agenda_at": moments(self.starts - HOUR * hours_before, agenda),
            "documented_at": self._later(memo & self._happens("memo", careful), "memo after", 26.0),
            "shared_at": self._later(memo & self._happens("shared", 0.75 * careful), "shared after", 34.0),
            "analysed_at": self._later(memo & self._happens("analysed", 0.12 * careful), "analysed after", 150.0),
            "responded_at": self._later(answered, "answered after", hours_to_answer),
        }

    def _words(self) -> dict[str, pa.Array]:
        in_theirs = self._happens("in their language", 0.4)
        language = np.where(in_theirs, self.company.language[self.account], PLACE_OF["en"])
        noted = self._deserves_memo & self._happens("notes", 0.3 + 0.4 * self._of_team("diligence"))
        return {
            "subject": where(~self._happens("no subject", 0.03), self._subjects(language)),
            "notes": where(noted, notes(language, self._uniform("which notes"))),
        }

    @cached_property
    def _deserves_memo(self) -> np.ndarray:
        return self.meeting & (self.status == _HELD) & (self.what != AMONG_US)

    def _subjects(self, language: np.ndarray) -> pa.Array:
        named = subjects(language, self.purpose, self._uniform("subject"))
        named = pc.if_else(pa.array(self.what == BULK), _CIRCULAR, named)
        return pc.if_else(pa.array(self.what == AMONG_US), _OURSELVES, named)

    def _created(self) -> np.ndarray:
        before = np.where(self.meeting, HOUR * (6 + self._below("entered before", 400)), 0)
        last = self.company.period.last * DAY + 5 * HOUR
        planned = last - DAY * self._below("planned before", 20)
        return np.where(self.what == PLANNED, np.minimum(planned, self.starts), self.starts - before)

    def _later(self, there: np.ndarray, about: str, hours: float | np.ndarray) -> pa.Array:
        """Moments some hours after the end, where there is one; what would come after the last day is not known."""
        after = self.ends + (HOUR * hours * np.exp(0.9 * self.company.chance.normal(about, self.draw))).astype(np.int64)
        return moments(after, there & (after < self.company.period.last * DAY))

    def participants(self) -> pa.Table:
        """Who took part in the meetings: ours, theirs, now and then a lawyer or a partner."""
        company, account = self.company, self.account
        staff = company.staff
        met = self.meeting & (self.what != AMONG_US) & (self.status != _CANCELLED) & (self.place_of_person >= 0)
        among_us = self.what == AMONG_US
        place = np.maximum(self.place_of_person, 0)
        next_place = (place + 1) % np.maximum(company.people[account], 1)
        there = (next_place != place) & ~company.has_left(account, next_place, self.day)
        there &= company.meets_only[account] == NOBODY
        there &= ~self._of_team("only_specialists") | np.isin(next_place, (1, 2))
        colleague = staff.specialist(company.team[account], self._uniform("colleague"))
        colleague = np.where(colleague == self.employee, staff.member(company.team[account], 0), colleague)
        alone = company.only_owner_meets[account]
        parts = (
            ("contact_id", met, company.person_ids(account, place)),
            ("employee_id", met & self._happens("ours is named", 0.8), staff.ids(self.employee)),
            ("contact_id", met & there & self._happens("second person", 0.7), company.person_ids(account, next_place)),
            ("employee_id", met & ~alone & self._happens("colleague comes", 0.55), staff.ids(colleague)),
            ("third_party", met & self._happens("third party", 0.05), taken(_THIRD_PARTIES, self._below("which", 4))),
            ("employee_id", among_us, staff.ids(self.employee)),
            ("employee_id", among_us, staff.ids(colleague)),
        )
        return pa.concat_tables(self._taking_part(column, there, who) for column, there, who in parts)

    def _taking_part(self, column: str, there: np.ndarray, who: pa.Array) -> pa.Table:
        chosen = pa.array(there)
        return canonical(
            "interaction_participants", {"interaction_id": self.keys.filter(chosen), column: who.filter(chosen)}
        )

    def _uniform(self, about: str) -> np.ndarray:
        return self.company.chance.uniform(about, self.draw)

    def _happens(self, about: str, share: float | np.ndarray) -> np.ndarray:
        return self.company.chance.happens(about, self.draw, share)

    def _below(self, about: str, end: int) -> np.ndarray:
        return self.company.chance.below(about, self.draw, end)

    def _among(self, about: str, shares: tuple[float, ...]) -> np.ndarray:
        return self.company.chance.among(about, self.draw, shares)

    def _of_team(self, name: str) -> np.ndarray:
        return self.company.of_team(name)[self.account]
