"""When something happens between us and a customer. Contacts follow a rhythm, before an order there are more; after it
those who turn away visit a prospect instead.

All events of a company are one array of whole numbers that sort by time: each packs a slot of five minutes in the local
time of the team, the account, what it is, and a number that tells it from others of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sample_data import happenings, planted, script
from sample_data.columns import repeated
from sample_data.company import LAPSED, PROSPECT, Company
from sample_data.days import SLOT, SLOTS_A_DAY, YEAR, next_workday, working_days
from sample_data.purchases import Purchases

CONTACT, MEETING, REVIEW, HELP_DESK, MAIL, BULK, AMONG_US, PLANNED = range(8)
BLOCK = 50_000
"""Accounts worked on at once."""

_NUMBER_BITS, _WHAT_BITS, _ACCOUNT_BITS = 15, 3, 24
_IDENTITY_BITS = _NUMBER_BITS + _WHAT_BITS + _ACCOUNT_BITS
_NUMBERS = 1 << _NUMBER_BITS
# Numbers of contacts at the rhythm of an account, before an order, and after it, so that none is another's.
_AT_RHYTHM, _BEFORE_ORDER, _AFTER_ORDER, _OF_OTHERS = np.arange(4) * (_NUMBERS // 4)
_MOST_OF_A_KIND = _NUMBERS // 4

# By weight of the account: small, middle, large.
_CONTACTS_A_YEAR = np.array([0.3, 2.8, 7.0])
_MONTHLY_CONTACTS_A_YEAR = np.array([1.9, 5.2, 11.0])
_COURTSHIP = np.array([0.35, 0.75, 1.25])
_CARE = np.array([-0.04, 0.02, 0.08])
_HELP_DESK_A_YEAR = np.array([3.5, 9.0, 24.0])
_AMONG_US_A_YEAR = np.array([0.5, 1.0, 3.0])
_PLANS = np.array([0.16, 0.42, 0.7])

_PROSPECT_CONTACTS_A_YEAR, _PROSPECT_HELP_DESK_A_YEAR, _PROSPECT_PLANS = 20.0, 0.2, 0.45
_REST_FOR_FORGOTTEN = 0.25
_TURNED_AWAY_DAYS, _COURTSHIP_DAYS = 75, 60
_CARE_WINDOWS = ((1, 12), (15, 18), (26, 18), (47, 28))
"""First day after the order and length of the times in which somebody calls soon, late, and twice more."""
_CALLS_LATE, _CALLS_AGAIN, _CALLS_ONCE_MORE = 0.5, 0.8, 0.75
_MAILS_PER_CONTACT, _MAILS_A_YEAR = 0.9, 6.0
_CIRCULAR_EVERY, _CIRCULAR_SHARE = 61, 0.8
_PLANNED_AHEAD = 50
_HALF_HOURS = (3, 6, 9, 9, 8, 7, 4, 2, 2, 5, 8, 8, 7, 6, 5, 4, 2, 1)
"""How much of a working day's contacts falls into each half hour from 8 o'clock on."""
_FIRST_SLOT, _SLOTS_A_HALF_HOUR = 96, 6
_TOLD = {script.REGULAR: CONTACT, script.MEETING: MEETING, script.REVIEW: REVIEW}


@dataclass(frozen=True)
class Events:
    """Events of one kind: account, day and number of each."""

    what: int | np.ndarray
    account: np.ndarray
    day: np.ndarray
    number: np.ndarray

    def only(self, chosen: np.ndarray) -> Events:
        """Those that are chosen."""
        return Events(self.what, self.account[chosen], self.day[chosen], self.number[chosen])

    @property
    def draw(self) -> np.ndarray:
        """What tells them apart, whenever they are."""
        number = self.number % _NUMBERS
        return ((self.account << _WHAT_BITS | self.what) << _NUMBER_BITS) | number


def all_events(company: Company, purchases: Purchases) -> np.ndarray:
    """Every event of the company, packed, in the order of time."""
    parts = [_packed(company, _told(company))]
    for first in range(0, company.count, BLOCK):
        who = np.arange(first, min(first + BLOCK, company.count))
        parts += [_packed(company, found) for found in _of_block(company, purchases, who)]
    events = np.concatenate(parts)
    events.sort()
    return events


def unpacked(events: np.ndarray, company: Company) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Day (since 1970), second of the day, account and what it is, of each event."""
    what = (events >> _NUMBER_BITS) & ((1 << _WHAT_BITS) - 1)
    account = (events >> (_NUMBER_BITS + _WHAT_BITS)) & ((1 << _ACCOUNT_BITS) - 1)
    slot = events >> _IDENTITY_BITS
    return _origin(company) + slot // SLOTS_A_DAY, slot % SLOTS_A_DAY * SLOT, account, what


def identity(events: np.ndarray) -> np.ndarray:
    """What stays of an event when its time is taken away: the same for any last day."""
    return events & ((1 << _IDENTITY_BITS) - 1)


def _packed(company: Company, events: Events) -> np.ndarray:
    chance, draw = company.chance, events.draw
    half_hour = chance.among("half hour", draw, _HALF_HOURS).astype(np.int64)
    slot = _FIRST_SLOT + half_hour * _SLOTS_A_HALF_HOUR + chance.below("minutes", draw, _SLOTS_A_HALF_HOUR)
    time = (events.day - _origin(company)) * SLOTS_A_DAY + slot
    return time << _IDENTITY_BITS | draw


def _origin(company: Company) -> int:
    """The day from which slots are counted: stories reach back further than a short sample does."""
    return min(company.period.first, company.period.last - script.OLDEST) - 10


def _told(company: Company) -> Events:
    account, day, kinds = happenings.contacts(company)
    return Events(np.array([_TOLD[kind] for kind in kinds]), account, day, np.arange(len(account)))


def _of_block(company: Company, purchases: Purchases, who: np.ndarray) -> Iterator[Events]:
    """The events of these accounts, but for what stories tell."""
    free = who[~company.planted[who]]
    known = who[~np.isin(who, planted.has_own())]
    starts = _starts(purchases, who)
    for contacts in (
        _turned_away(company, purchases, _in_season(company, _at_rhythm(company, free))),
        _in_season(company, _before_orders(company, *starts)),
        _after_orders(company, *starts),
    ):
        yield contacts
        yield _in_season(company, _mails_around(company, contacts))
    yield from (_in_season(company, each) for each in (_help_desk(company, known), _mails(company, known)))
    yield from (_circulars(company, known), _among_us(company, free), _planned(company, free))


def _in_season(company: Company, events: Events) -> Events:
    """The events without some of those that fall into a quiet season."""
    return events.only(company.chance.happens("in season", events.draw, company.period.season(events.day)))


def _at_rhythm(company: Company, who: np.ndarray) -> Events:
    """Contacts at the account's own rhythm."""
    chance, period = company.chance, company.period
    prospect = company.segment[who] == PROSPECT
    first = np.maximum(company.joined[who] + 5, period.first)
    days = np.minimum(company.stopped[who] + 30, period.last) - first
    monthly = company.subscriber[who]
    usual = np.where(monthly, _MONTHLY_CONTACTS_A_YEAR[company.weight[who]], _CONTACTS_A_YEAR[company.weight[who]])
    usual = np.where(prospect, _PROSPECT_CONTACTS_A_YEAR, usual)
    uneven = np.exp(np.select([prospect, monthly], [0.8, 0.25], 0.45) * chance.normal("care", who))
    rate = usual * company.of_team("pace")[who] * uneven * _attention(company, who)
    count = np.floor(rate * days / YEAR + chance.uniform("one more", who)).astype(np.int64)
    at, number = repeated(np.arange(len(who)), np.clip(count, 0, _MOST_OF_A_KIND - 1))
    account, draw = who[at], who[at] * _NUMBERS + number
    unevenness = np.where(monthly, 0.7, 1.0)[at] * company.of_team("unevenness")[account]
    jitter = unevenness * (chance.uniform("rhythm", draw) - 0.5)
    share = ((number + chance.uniform("phase", who)[at] + jitter) / count[at]) % 1.0
    day = working_days(first[at] + (share * days[at]).astype(np.int64), chance.uniform("weekday", draw))
    return Events(CONTACT, account, day, _AT_RHYTHM + number)


def _attention(company: Company, who: np.ndarray) -> np.ndarray:
    """1, and less for customers of whom hardly anybody thinks."""
    return np.where(company.forgotten[who], _REST_FOR_FORGOTTEN, 1.0)


def _turned_away(company: Company, purchases: Purchases, contacts: Events) -> Events:
    """The contacts; of those in the weeks after an order some are with a prospect of the same team instead."""
    chance, account, draw = company.chance, contacts.account, contacts.draw
    lately = purchases.days_since_start(account, contacts.day) <= _TURNED_AWAY_DAYS
    away = lately & chance.happens("turns away", draw, company.of_team("turns_away")[account])
    prospects, starts, counts = _prospects(company)
    team = company.team[account]
    away &= counts[team] > 0
    place = starts[team] + (chance.uniform("which prospect", draw) ** 1.6 * counts[team]).astype(np.int64)
    visited = np.where(away, prospects[np.minimum(place, len(prospects) - 1)], account)
    visited = np.where(contacts.day > company.joined[visited], visited, account)
    # The prospect has contacts of its own with this number: it is mixed with the account that was left for it.
    number = np.where(visited == account, contacts.number, contacts.number + account * 31)
    return Events(CONTACT, visited, contacts.day, number)


def _prospects(company: Company) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prospects by team, where each team's begin, and how many they are."""
    who = np.flatnonzero((company.segment == PROSPECT) & ~company.planted)
    who = who[np.argsort(company.team[who], kind="stable")]
    counts = np.bincount(company.team[who], minlength=company.staff.teams)
    return who, np.cumsum(counts) - counts, counts


def _starts(purchases: Purchases, who: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Account, day and draw of the orders of these accounts that start something new."""
    rows = slice(purchases.first_of_account[who[0]], purchases.first_of_account[who[-1] + 1])
    chosen = purchases.starts[rows]
    return purchases.account[rows][chosen], purchases.day[rows][chosen], purchases.draw[rows][chosen]


def _before_orders(company: Company, account: np.ndarray, day: np.ndarray, draw: np.ndarray) -> Events:
    """Contacts in the weeks before an order, more the nearer it comes; before most orders few, before some very many."""
    chance = company.chance
    usual = company.of_team("courtship")[account] * _COURTSHIP[company.weight[account]] * _attention(company, account)
    count = np.floor(usual * 5 * chance.uniform("courtship", draw) ** 4 + 0.4).astype(np.int64)
    at, number = repeated(np.arange(len(account)), count)
    draws = draw[at] * 128 + number
    before = 1 + (_COURTSHIP_DAYS * chance.uniform("days before", draws) ** 1.4).astype(np.int64)
    days = working_days(day[at] - before, chance.uniform("courtship weekday", draws))
    contacts = Events(CONTACT, account[at], days, _BEFORE_ORDER + draws % _MOST_OF_A_KIND)
    return contacts.only((days > company.joined[account[at]]) & (days <= company.period.yesterday))


def _after_orders(company: Company, account: np.ndarray, day: np.ndarray, draw: np.ndarray) -> Events:
    """Contacts after an order, where somebody cares: soon, or else perhaps late, and once before and after day 45."""
    chance, attention = company.chance, _attention(company, account)
    cared = company.of_team("care")[account] + _CARE[company.weight[account]] + 0.1 * chance.normal("care", account)
    cared = np.clip(cared, 0.05, 0.99) * attention
    soon = chance.happens("calls soon", draw, cared)
    late = ~soon & chance.happens("calls late", draw, _CALLS_LATE * attention)
    again = chance.happens("calls again", draw, cared * _CALLS_AGAIN)
    once_more = chance.happens("calls once more", draw, cared * _CALLS_ONCE_MORE)
    done = np.column_stack([soon, late, again, once_more])
    order, window = np.nonzero(done)
    first, length = np.array(_CARE_WINDOWS)[window].T
    draws = draw[order] * 4 + window
    days = day[order] + first + chance.below("days after", draws, length)
    days = working_days(days, chance.uniform("care weekday", draws))
    days = np.where(days > day[order], days, next_workday(day[order]))
    contacts = Events(CONTACT, account[order], days, _AFTER_ORDER + draws % _MOST_OF_A_KIND)
    return contacts.only(days <= company.period.yesterday)


def _mails_around(company: Company, contacts: Events) -> Events:
    """Mails of ours in the days before a contact that nobody answers: dates, thanks, attachments."""
    chance, draw = company.chance, contacts.draw
    days = working_days(contacts.day - chance.below("mail before", draw, 6), chance.uniform("mail weekday", draw))
    mails = Events(MAIL, contacts.account, days, contacts.number)
    return mails.only(chance.happens("mail around", draw, _MAILS_PER_CONTACT))


def _mails(company: Company, who: np.ndarray) -> Events:
    rate = np.full(len(who), _MAILS_A_YEAR)
    return _spread(company, MAIL, who, rate, company.period.yesterday)


def _help_desk(company: Company, who: np.ndarray) -> Events:
    rate = _HELP_DESK_A_YEAR[company.weight[who]] * np.where(company.segment[who] == LAPSED, 0.3, 1.0)
    rate = np.where(company.segment[who] == PROSPECT, _PROSPECT_HELP_DESK_A_YEAR, rate)
    return _spread(company, HELP_DESK, who, rate, company.period.last - script.HELP_DESK_STOPPED)


def _among_us(company: Company, who: np.ndarray) -> Events:
    return _spread(company, AMONG_US, who, _AMONG_US_A_YEAR[company.weight[who]], company.period.yesterday)


def _spread(company: Company, what: int, who: np.ndarray, rate: np.ndarray, last: int) -> Events:
    """Events of a yearly rate anywhere between the account's beginning and the last day."""
    chance = company.chance
    first = np.maximum(company.joined[who] + 5, company.period.first)
    count = np.floor(rate * np.maximum(last - first, 0) / YEAR + chance.uniform(f"one more of {what}", who))
    at, number = repeated(np.arange(len(who)), np.minimum(count.astype(np.int64), _MOST_OF_A_KIND - 1))
    draw = who[at] * _NUMBERS + number
    days = first[at] + (chance.uniform(f"day of {what}", draw) * (last - first[at] + 1)).astype(np.int64)
    days = working_days(days, chance.uniform(f"weekday of {what}", draw))
    return Events(what, who[at], days, _OF_OTHERS + number)


def _circulars(company: Company, who: np.ndarray) -> Events:
    """A circular to most accounts every two months."""
    period = company.period
    days = working_days(np.arange(period.yesterday - 11, period.first, -_CIRCULAR_EVERY), 0.3)
    account, number = repeated(who, np.full(len(who), len(days)))
    circulars = Events(BULK, account, days[number], number)
    sent = company.chance.happens("circular", circulars.draw, _CIRCULAR_SHARE)
    return circulars.only(sent & (circulars.day > company.joined[account]))


def _planned(company: Company, who: np.ndarray) -> Events:
    """Meetings to come, most of them in the next two weeks; who meets often plans more."""
    chance = company.chance
    often = np.where(company.segment[who] == PROSPECT, _PROSPECT_PLANS, _PLANS[company.weight[who]])
    plans = chance.happens("plans", who, often * (0.4 + 0.8 * company.of_team("diligence")[who]))
    who = who[plans & (company.segment[who] != LAPSED)]
    ahead = 1 + (_PLANNED_AHEAD * chance.uniform("planned ahead", who) ** 1.6).astype(np.int64)
    days = company.period.last + ahead
    return Events(PLANNED, who, next_workday(days - 1), np.zeros(len(who), dtype=np.int64))
