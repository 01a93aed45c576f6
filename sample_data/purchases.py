"""What customers buy and when: order days, orders and credits, opportunities, rates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from data_access.localtime import day_of
from sample_data.columns import canonical, dates, moments, money, numbered, repeated, taken, where
from sample_data.company import LARGE, PROSPECT, Company
from sample_data.days import DAY, YEAR, working_days
from sample_data.names import PLACE_OF
from sample_data.script import OLDEST
from sample_data.teams import NOBODY
from sample_data.words import OFFERS, Pool

COMING_DAYS = 60
"""How far ahead it is known what customers will decide."""
QUIET_DAYS = 30
"""An order after so many days without one starts something new."""
CURRENCIES = ("EUR", "SEK", "CHF")
_RATES = {"SEK": 0.0874, "CHF": 1.043}
_MEDIAN_OF_A_YEAR, _SPREAD = 15_000.0, 1.9
_DEALS_A_YEAR, _CALL_OFFS = np.array([1.1, 1.15, 1.2]), np.array([0.4, 2.0, 5.0])
_SUBSCRIBED_EVERY, _SUBSCRIBED_FOR = 27.5, np.array([320, 500, 500])
_WAITS_FOR_QUARTER_END = 0.45
_PRODUCT_LINES = ("Service agreement", "Rollout", "Maintenance", "Consulting", "Training", "Spare parts", "Licences")
_RECENT = 25
_ON_FRIDAY = 0.9
_DAY_BITS = 20
_LONG_AGO = (1 << _DAY_BITS) - 1
_MOST_ORDERS = 1_024
"""Order days that one account has at most."""
_OFFERS = Pool([OFFERS])
_STAGES = ("lead", "talks", "offer", "negotiation")


class Purchases:
    """Days on which customers that are in no story order: `account` and `day`, sorted, and `starts` something new.

    Some lie in the weeks after the last day: they are no orders yet, but they are being prepared.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        chance, period = company.chance, company.period
        buying = company.buyer & ~company.planted
        who = np.flatnonzero(buying)
        first = np.maximum(company.joined[who] + 60, period.first)
        last = np.minimum(company.stopped[who], period.last + COMING_DAYS)
        since = last - _SUBSCRIBED_FOR[company.weight[who]] - chance.below("subscribed since", who, 250)
        first = np.where(company.subscriber[who], np.maximum(first, since), first)
        self.per_year = _DEALS_A_YEAR[company.weight] * (1 + _CALL_OFFS[company.weight])
        self.per_year[company.subscriber] = YEAR / _SUBSCRIBED_EVERY
        account, day, draw = self._deals(who, first, last)
        account, day = self._with_call_offs(account, day, draw, np.minimum(company.stopped, period.last + COMING_DAYS))
        self.keys = np.unique(account << _DAY_BITS | day)
        self.account, self.day = self.keys >> _DAY_BITS, self.keys & _LONG_AGO
        # From one account to the next a key grows by more than any number of days.
        self.starts = np.diff(self.keys, prepend=-QUIET_DAYS - 1) > QUIET_DAYS
        self.first_of_account = np.searchsorted(self.account, np.arange(company.count + 1))
        self.draw = self.account * _MOST_ORDERS + np.arange(len(self.keys)) - self.first_of_account[self.account]

    def _deals(self, who: np.ndarray, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Account, day and draw of what each account decides to buy, at uneven distances."""
        chance = self.company.chance
        subscriber = self.company.subscriber
        per_year = _DEALS_A_YEAR[self.company.weight[who]] * np.exp(0.15 * chance.normal("deals a year", who))
        per_year = np.where(subscriber[who], YEAR / _SUBSCRIBED_EVERY, per_year)
        count = np.maximum(1, np.ceil((last - first) / YEAR * per_year)).astype(np.int64)
        account, number = repeated(who, count)
        span = np.repeat((last - first) / count, count)
        draw = account * _MOST_ORDERS + number
        regular = subscriber[account]
        share = number + np.where(regular, 0.5, 0.15 + 0.7 * chance.uniform("order day", draw))
        day = np.repeat(first, count) + (span * share).astype(np.int64)
        day = np.where(regular, day, self._moved(day, np.repeat(last, count), draw))
        return account, working_days(day, _ON_FRIDAY), draw

    def _with_call_offs(
        self, account: np.ndarray, day: np.ndarray, draw: np.ndarray, last: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The deals and the orders that are called off in the weeks after them, most by the large customers."""
        chance = self.company.chance
        much = np.where(self.company.subscriber[account], 0, _CALL_OFFS[self.company.weight[account]])
        count = np.floor(2 * much * chance.uniform("call-offs", draw) + 0.5).astype(np.int64)
        deal, number = repeated(np.arange(len(account)), count)
        gaps = 9 + chance.below("call-off after", draw[deal] * 32 + number, 17)
        since_deal = np.cumsum(gaps) - np.repeat((np.cumsum(gaps) - gaps)[number == 0], count[count > 0])
        days = working_days(day[deal] + since_deal, _ON_FRIDAY)
        known = days <= last[account[deal]]
        return np.append(account, account[deal][known]), np.append(day, days[known])

    def _moved(self, days: np.ndarray, last: np.ndarray, draw: np.ndarray) -> np.ndarray:
        """To a working day; many wait for the last days of the quarter, few fall into quiet seasons."""
        chance, period = self.company.chance, self.company.period
        end = period.quarter_end(days) - (14 * chance.uniform("before quarter end", draw) ** 1.5).astype(np.int64)
        waits = chance.happens("waits for the quarter end", draw, _WAITS_FOR_QUARTER_END) & (end <= last) & (end > days)
        days = np.where(waits, end, days)
        asleep = ~waits & ~chance.happens("orders in season", draw, period.season(days))
        days = np.where(asleep, days - 30, days)
        return working_days(days, chance.uniform("order weekday", draw))

    def days_since_start(self, account: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Days since the account last ordered something new before each day; very many where it never did."""
        starts = self.keys[self.starts]
        place = np.searchsorted(starts, account << _DAY_BITS | day) - 1
        same = (place >= 0) & (starts[place] >> _DAY_BITS == account)
        return np.where(same, day - (starts[place] & _LONG_AGO), _LONG_AGO)

    def _placed(self, first: int, end: int) -> np.ndarray:
        """Places of the orders of these accounts that have been placed by now."""
        rows = np.arange(self.first_of_account[first], self.first_of_account[end])
        return rows[self.day[rows] <= self.company.period.yesterday]

    # ---- tables

    def order_table(self, first: int, end: int) -> pa.Table:
        """Orders and credits of the accounts from first up to, not including, end."""
        company, chance = self.company, self.company.chance
        rows = self._placed(first, end)
        lines = 1 + chance.among("lines", self.draw[rows], (0.86, 0.11, 0.03)).astype(np.int64)
        account, line = repeated(self.account[rows], lines)
        day = np.repeat(self.day[rows], lines)
        draw = np.repeat(self.draw[rows], lines) * 8 + line
        amount = self._amounts(account, day, draw) / np.repeat(lines, lines)
        credited = day + 5 + chance.below("credited after", draw, 40)
        credits = chance.happens("credited", draw, 0.02) & (credited <= company.period.yesterday)
        part = -np.round(amount * (0.1 + 0.5 * chance.uniform("part credited", draw)), 2)
        account, draw = np.append(account, account[credits]), np.append(draw, draw[credits] + 4)
        day, amount = np.append(day, credited[credits]), np.append(amount, part[credits])
        age = company.period.last - day
        old = chance.among("state", draw, (0.03, 0.05, 0.92))
        recent = chance.among("state of late", draw, (0.02, 0.68, 0.14, 0.16))
        status = taken(("cancelled", "confirmed", "delivered", "open"), np.where(age < _RECENT, recent, old))
        swedish = company.language[account] == PLACE_OF["sv"]
        return canonical(
            "orders",
            {
                "order_id": numbered("O", first * 10_000 + np.arange(len(account)), 9),
                "account_id": company.account_ids(account),
                "ordered_on": dates(day),
                "amount": money(np.where(swedish, amount / _RATES["SEK"], amount)),
                "currency": taken(CURRENCIES, swedish.astype(np.int64)),
                "status": status,
                "product_line": taken(_PRODUCT_LINES, chance.below("product line", draw, len(_PRODUCT_LINES))),
                "channel": taken(
                    ("direct", "partner", "web shop"), chance.among("sold through", draw, (0.7, 0.18, 0.12))
                ),
            },
        )

    def _amounts(self, account: np.ndarray, day: np.ndarray, draw: np.ndarray) -> np.ndarray:
        company, chance = self.company, self.company.chance
        of_a_year = _MEDIAN_OF_A_YEAR * np.exp(_SPREAD * np.clip(company.size, -1.3, 2.2))
        growth = np.clip(0.3 * chance.normal("growth", account), -0.7, 0.7)
        years = (day - company.period.last) / YEAR
        uneven = np.exp(0.45 * chance.normal("amount", draw))
        return np.round(of_a_year[account] / self.per_year[account] * np.exp(growth * years) * uneven, -1) + 50

    def opportunity_table(self, first: int, end: int) -> pa.Table:
        """What led to orders, what was lost, and what is open, mostly with prospects."""
        company, chance, period = self.company, self.company.chance, self.company.period
        rows = self._placed(first, end)
        led = self.starts[rows] & chance.happens("opportunity", self.draw[rows], 0.8)
        won = self.account[rows][led]
        who = np.arange(first, end)
        lost = who[chance.happens("lost one", who, np.where(company.segment[who] == PROSPECT, 0.6, 0.4))]
        talks = who[chance.happens("open one", who, np.where(company.segment[who] == PROSPECT, 0.55, 0.2))]
        closed = np.concatenate(
            [
                self.day[rows][led],
                period.yesterday - chance.below("lost on", lost, period.years * YEAR - 200),
                np.full(len(talks), period.last),
            ]
        )
        account = np.concatenate([won, lost, talks])
        state = np.repeat([0, 1, 2], [len(won), len(lost), len(talks)])
        draw = np.concatenate([self.draw[rows][led], (lost + 1) * _MOST_ORDERS - 1, (talks + 1) * _MOST_ORDERS - 2])
        is_open, owner = state == 2, company.owner[account]
        created = closed - np.where(is_open, 1, 25) - chance.below("created before", draw, 90)
        offered = created + 8 + chance.below("offered after", draw, 15)
        reviewed = offered - 1 - chance.below("reviewed before", draw, 4)
        amount = np.round(
            np.exp(9 + chance.normal("offered amount", draw) + 0.5 * (company.weight[account] == LARGE)), -2
        )
        stage = np.where(is_open, chance.below("stage", draw, len(_STAGES)), len(_STAGES) + state)
        went_out = ~is_open | ((stage > 1) & (offered <= period.yesterday))
        return canonical(
            "opportunities",
            {
                "opportunity_id": numbered("P", first * 10_000 + np.arange(len(account)), 9),
                "account_id": company.account_ids(account),
                "owner_id": where(owner != NOBODY, company.staff.ids(owner)),
                "name": _OFFERS.take(np.zeros(len(account), dtype=np.int64), chance.uniform("offer", draw)),
                "stage": taken((*_STAGES, "won", "lost", "open"), stage),
                "amount": money(amount),
                "currency": pa.array(["EUR"] * len(account)),
                "created_at": moments(created * DAY + 32_400),
                "offered_at": moments(offered * DAY + 39_600, went_out),
                "reviewed_at": moments(reviewed * DAY + 36_000, went_out & chance.happens("reviewed", draw, 0.6)),
                "closed_on": dates(closed, ~is_open),
                "outcome": where(~is_open, taken(("won", "lost", "lost"), state)),
            },
        )


def rate_table(company: Company) -> pa.Table:
    """A rate a month: of Swedish crowns for all months, of Swiss francs only since they are sold in."""
    last = company.period.last
    rows = []
    for currency, since in (("SEK", min(company.period.first, last - OLDEST)), ("CHF", last - 65)):
        months = _months(day_of(since), day_of(last))
        moved = company.chance.normal(f"rate of {currency}", np.array([month.toordinal() for month in months]))
        rates = np.round(_RATES[currency] * (1 + 0.01 * np.tanh(moved)), 6)
        rows += zip([currency] * len(months), months, rates, strict=True)
    currency, month, rate = map(list, zip(*rows, strict=True))
    return canonical("fx_rates", {"currency": currency, "month": month, "rate": pa.array(rate)})


def _months(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while months[-1] < last.replace(day=1):
        year, month = divmod(months[-1].year * 12 + months[-1].month, 12)
        months.append(date(year, month + 1, 1))
    return months
