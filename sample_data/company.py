"""Who there is: the accounts with all that several tables must agree on, the people there, and who of us serves them.

An account is a number from 0, a person of theirs too; the first accounts are those of the stories.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_data import planted
from sample_data.chance import Chance
from sample_data.columns import canonical, dates, flags, moments, numbered, repeated, taken, where
from sample_data.days import DAY, NEVER, YEAR, Period
from sample_data.names import (
    CODES,
    INDUSTRIES,
    PLACE_OF,
    company_names,
    industry_of_rank,
    person_names,
    phone_numbers,
)
from sample_data.teams import NOBODY, Staff
from sample_data.words import Pool

BUYER, LAPSED, PROSPECT = range(3)
SEGMENTS = (0.69, 0.12, 0.19)
SMALL, MIDDLE, LARGE = range(3)
_MIDDLE_FROM, _LARGE_FROM = 0.0, 0.95
_SUBSCRIBERS, _FORGOTTEN_SUBSCRIBERS = np.array([0.55, 0.35, 0.3]), np.array([0.55, 0.1, 0.05])
_COUNTRIES = {
    "fi": "Finland", "sv": "Sweden", "de": "Germany", "en": "United Kingdom", "et": "Estonia", "fr": "France",
    "it": "Italy", "pl": "Poland", "cs": "Czechia", "el": "Greece", "uk": "Ukraine", "ja": "Japan",
    "ar": "United Arab Emirates", "he": "Israel",
}  # fmt: skip
_LANGUAGES_OF_UNIT = (
    {"fi": 0.56, "sv": 0.15, "et": 0.09, "en": 0.08, "pl": 0.04, "uk": 0.03, "ja": 0.03, "he": 0.02},
    {"de": 0.55, "fr": 0.09, "it": 0.07, "en": 0.07, "pl": 0.06, "cs": 0.06, "el": 0.05, "ar": 0.03, "ja": 0.02},
)
_LEVELS = ("executive", "management", "supervisor", "specialist", None)
_LEVELS_OF_PLACE = np.array(
    [
        [0.25, 0.45, 0.20, 0.08, 0.02],
        [0.05, 0.20, 0.30, 0.40, 0.05],
        [0.20, 0.25, 0.25, 0.25, 0.05],
        [0.10, 0.20, 0.25, 0.35, 0.10],
    ]
)
_LEVELS_MET_BY_SPECIALISTS = (1, 3, 3, 0)
_TITLES = Pool(
    [
        "Managing director|Chief financial officer|Owner",
        "Head of purchasing|Operations manager|Head of IT|Plant manager",
        "Production supervisor|Project lead|Team lead, maintenance",
        "Engineer|Buyer|System administrator|Controller",
        "Assistant|Contact from the fair",
    ]
)
_ROLES = ("decision_maker", "champion", "user", "procurement", "other", None)


@dataclass(frozen=True)
class Size:
    """What is asked for: how many accounts over which period, with which dice."""

    accounts: int
    period: Period
    seed: int


class Company:
    """The accounts and what everything else asks about them, one number a piece."""

    def __init__(self, size: Size) -> None:
        self.period = size.period
        self.chance = chance = Chance(size.seed)
        self.staff = Staff(size.accounts, chance, size.period)
        self.count = size.accounts
        self.all = who = np.arange(size.accounts)
        self.planted = planted.mask(size.accounts)
        self.team = chance.among("team", who, self.staff.share_of_accounts).astype(np.int64)
        self.owner = self.staff.member(self.team, chance.below("owner", who, self.staff.owners[self.team]))
        self.owner[chance.happens("nobody owns it", who, 0.025)] = NOBODY
        self.segment = chance.among("segment", who, SEGMENTS)
        self.size = chance.normal("size", who)
        self.language = self._languages()
        self.joined = self._joined()
        self.stopped = np.where(
            self.segment == LAPSED, self.period.last - YEAR - 25 - chance.below("stopped", who, 400), NEVER
        )
        planted.place(self)

    @cached_property
    def buyer(self) -> np.ndarray:
        return self.segment != PROSPECT

    @cached_property
    def weight(self) -> np.ndarray:
        """SMALL, MIDDLE or LARGE, which comes to about the same as C, B and A."""
        return np.where(self.size > _LARGE_FROM, LARGE, np.where(self.size > _MIDDLE_FROM, MIDDLE, SMALL))

    @cached_property
    def forgotten(self) -> np.ndarray:
        """Customers of whom hardly anybody thinks, more of the small ones."""
        seldom = self.of_team("forgets") * np.where(self.weight == LARGE, 0.5, 1.0)
        share = np.where(self.subscriber, np.maximum(seldom, _FORGOTTEN_SUBSCRIBERS[self.weight]), seldom)
        return (self.segment == BUYER) & self.chance.happens("forgotten", self.all, share)

    @cached_property
    def served(self) -> np.ndarray:
        """How well each account is served, from 0 to 1: as its team does, better or worse; badly where it is forgotten."""
        uneven = 0.24 * self.chance.normal("served", self.all) - np.where(self.forgotten, 0.3, 0.0)
        return np.clip(self.of_team("diligence") + uneven, 0.0, 1.0)

    @cached_property
    def subscriber(self) -> np.ndarray:
        """Customers who order month by month as agreed, without anything that starts anew."""
        return (self.segment == BUYER) & self.chance.happens("subscribes", self.all, _SUBSCRIBERS[self.weight])

    @cached_property
    def people(self) -> np.ndarray:
        """How many persons each account has."""
        count = 2 + self.chance.below("people", self.all, 3) + self.weight
        return planted.people_counts(count)

    @cached_property
    def first_person(self) -> np.ndarray:
        return np.cumsum(self.people) - self.people

    @cached_property
    def person_left(self) -> np.ndarray:
        """Day on which each person left, far ahead for who is still there: at most the last of an account's has left."""
        account = np.repeat(self.all, self.people)
        person = np.arange(len(account))
        last = (person == self.first_person[account] + self.people[account] - 1) & (self.people[account] > 2)
        gone = last & self.chance.happens("left", person, 0.16)
        left = np.where(gone, self.period.last - 5 - self.chance.below("left on", person, 700), NEVER)
        return planted.people_left(self, left)

    def has_left(self, account: np.ndarray, place: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whether the person at that place of an account is gone by the day."""
        person = np.minimum(self.first_person[account] + place, len(self.person_left) - 1)
        return self.person_left[person] <= day

    @cached_property
    def meets_only(self) -> np.ndarray:
        """The place of the one person whom we meet at an account, -1 where there are several."""
        return planted.meets_only(self.count)

    @cached_property
    def only_owner_meets(self) -> np.ndarray:
        return planted.only_owner_meets(self.count)

    def of_team(self, name: str) -> np.ndarray:
        """What the manner of each account's team says about this."""
        return self.staff.of_manner(name)[self.team]

    def account_ids(self, accounts: np.ndarray) -> pa.Array:
        """Keys of accounts."""
        return numbered("A", accounts + 1, 6)

    def person_ids(self, accounts: np.ndarray, places: np.ndarray) -> pa.Array:
        """Keys of the people at these places (from 0) of their accounts."""
        return pc.binary_join_element_wise(numbered("C", accounts + 1, 6), numbered("", places + 1), "-")

    def _languages(self) -> np.ndarray:
        unit = self.staff.unit[self.team]
        found = np.empty(self.count, dtype=np.int64)
        for number, shares in enumerate(_LANGUAGES_OF_UNIT):
            places = np.array([PLACE_OF[code] for code in shares])
            chosen = places[self.chance.among(f"language in unit {number}", self.all, shares.values())]
            found = np.where(unit == number, chosen, found)
        return found

    def _joined(self) -> np.ndarray:
        """Day on which each became known: most before the sample begins, some in its course."""
        chance, who, period = self.chance, self.all, self.period
        long_ago = period.first - 30 - chance.below("joined long ago", who, 1_500)
        lately = period.first + chance.below("joined lately", who, (period.last - period.first) * 3 // 4)
        return np.where(chance.happens("is new", who, np.where(self.segment == PROSPECT, 0.55, 0.22)), lately, long_ago)

    # ---- tables

    def account_table(self, who: np.ndarray) -> pa.Table:
        """Accounts that are in no story."""
        chance, period = self.chance, self.period
        rank = self._rank_in_language[who]
        language = self.language[who]
        industry = industry_of_rank(language, rank)
        known = self.owner[who] != NOBODY
        buying = self.segment[who] == BUYER
        entered = buying & chance.happens("has a tier entered", who, 0.12)
        higher = chance.below("tier entered", who, 2)
        ends = period.last + chance.below("agreement ends", who, 700) - 60
        codes = taken(CODES, language)
        return canonical(
            "accounts",
            {
                "account_id": self.account_ids(who),
                "name": company_names(language, industry, rank),
                "owner_id": where(known, self.staff.ids(self.owner[who])),
                "team_id": where(
                    ~known | chance.happens("team is named", who, 0.85), self.staff.team_ids(self.team[who])
                ),
                "tier_entered": where(entered, taken(("C", "B", "A"), np.minimum(self.weight[who] + higher, 2))),
                "contact_preference": taken(
                    ("proactive", None, "as_needed"), chance.among("preference", who, (0.45, 0.5, 0.05))
                ),
                "agreed_interval_days": where(
                    buying & (self.weight[who] > SMALL) & chance.happens("agreed interval", who, 0.1),
                    taken(("14", "30", "45", "90"), chance.below("which interval", who, 4)),
                ),
                "industry": taken(INDUSTRIES, industry),
                "country": taken(tuple(_COUNTRIES[code] for code in CODES), language),
                "language": where(chance.happens("language is known", who, 0.9), codes),
                "created_at": moments(self.joined[who] * DAY + 36_000, chance.happens("created_at", who, 0.9)),
                "agreement_ends_on": dates(ends, buying & chance.happens("agreement", who, 0.45)),
            },
        )

    @cached_property
    def _rank_in_language(self) -> np.ndarray:
        """The how-manieth of its language each account is."""
        order = np.argsort(self.language, kind="stable")
        counts = np.bincount(self.language, minlength=len(CODES))
        starts = np.cumsum(counts) - counts
        rank = np.empty(self.count, dtype=np.int64)
        rank[order] = np.arange(self.count) - np.repeat(starts, counts)
        return rank

    def member_table(self, who: np.ndarray) -> pa.Table:
        """Owner, deputy and specialists of each account."""
        chance, staff = self.chance, self.staff
        team, owner = self.team[who], self.owner[who]
        deputy = staff.member(team, (owner - staff.member(team, 0) + 1) % staff.per_team)
        since = np.maximum(self.joined[who], self.period.first - 900)
        changed = since + chance.below("since when", who, 400)
        parts = [
            (owner, "owner", owner != NOBODY, changed, None),
            (deputy, "deputy", chance.happens("has a deputy", who, 0.8), changed, None),
            (staff.specialist(team, chance.uniform("member", who)), "member", self.weight[who] > SMALL, since, None),
            (staff.member(team, 0), "owner", changed > since + 250, since, changed - 1),
        ]
        tables = []
        for employee, role, there, first, last in parts:
            known = there & (first <= self.period.yesterday)
            columns = {
                "account_id": self.account_ids(who),
                "employee_id": staff.ids(employee),
                "role": pa.array([role] * len(who)),
                "since": dates(first),
            }
            if last is not None:
                columns["until"] = dates(np.minimum(last, self.period.yesterday))
            tables.append(canonical("account_team_members", columns).filter(pa.array(known)))
        return pa.concat_tables(tables)

    def contact_table(self, who: np.ndarray) -> pa.Table:
        """The people of these accounts."""
        chance = self.chance
        account, place = repeated(who, self.people[who])
        person = self.first_person[account] + place
        level = self._levels(account, place, person)
        language = self.language[account]
        names, addresses = person_names(
            language, chance.uniform("first name", person), chance.uniform("last name", person)
        )
        left = self.person_left[person]
        here = left == NEVER
        primary = (place == 0) & chance.happens("primary is known", account, 0.93)
        domain = pc.utf8_lower(self.account_ids(account))
        return canonical(
            "contacts",
            {
                "contact_id": self.person_ids(account, place),
                "account_id": self.account_ids(account),
                "name": names,
                "title": _TITLES.take(level, chance.uniform("title", person)),
                "level": taken(_LEVELS, level),
                "role": taken(_ROLES, chance.among("role", person, (0.2, 0.15, 0.3, 0.15, 0.1, 0.1))),
                "is_primary": where(chance.happens("asked for primary", account, 0.95), _spelled(primary)),
                "language": where(chance.happens("speaks", person, 0.6), taken(CODES, language)),
                "email": where(
                    chance.happens("has e-mail", person, 0.93),
                    pc.binary_join_element_wise(addresses, "@", domain, ".example", ""),
                ),
                "phone": where(
                    chance.happens("has a phone", person, 0.8), phone_numbers(language, chance.uniform("phone", person))
                ),
                "active": flags(here, ~here | chance.happens("active is known", person, 0.9)),
                "left_on": dates(np.where(here, 0, left), ~here).cast(pa.string()),
            },
        )

    def _levels(self, account: np.ndarray, place: np.ndarray, person: np.ndarray) -> np.ndarray:
        steps = np.cumsum(_LEVELS_OF_PLACE, axis=1)[np.minimum(place, 3)]
        drawn = (self.chance.uniform("level", person)[:, None] >= steps[:, :-1]).sum(axis=1)
        by_specialists = np.array(_LEVELS_MET_BY_SPECIALISTS)[place % 4]
        return np.where(self.of_team("only_specialists")[account], by_specialists, drawn)


def _spelled(flag: np.ndarray) -> pa.Array:
    return taken(("false", "true"), flag.astype(np.int64))
