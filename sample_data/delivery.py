"""What was promised to customers, what went wrong, and what they and we think of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sample_data import planted, script
from sample_data.columns import canonical, dates, flags, moments, numbered, repeated, taken, where
from sample_data.company import LAPSED, LARGE, PROSPECT, Company
from sample_data.days import DAY, YEAR, working_days
from sample_data.script import HELP_DESK_STOPPED
from sample_data.teams import NOBODY
from sample_data.words import COMMENTS, PROBLEMS, PROMISES, Pool

HOUR = 3_600
_PROMISES_A_YEAR = np.array([0.3, 1.2, 3.0])
_ANSWER_SURVEYS = np.array([0.35, 0.6, 0.75])
_CASES_A_YEAR = np.array([0.5, 1.2, 3.0])
_PROMISE_KINDS, _PROMISE_WORDS = tuple(PROMISES), Pool(list(PROMISES.values()))
_CATEGORIES, _PROBLEM_WORDS = tuple(PROBLEMS), Pool(list(PROBLEMS.values()))
_COMMENTS = Pool([COMMENTS])
_PRIORITIES = ("low", "normal", "high", "urgent")
_DUE_HOURS = np.array([72, 24, 8, 2])
_SURVEYS = (
    ("satisfaction", ("overall", "core_service", "customer_service", "trust", "commitment")),
    ("project_evaluation", ("core_service", "customer_service", "overall")),
    ("nps", ("recommend",)),
    ("team_opinion", ("trust", "commitment")),
)
_ASKED_EVERY, _QUARTER = 180, 91
_REMEMBERED_AFTER = 150
"""Days after which somebody asks for a problem that was forgotten."""


@dataclass(frozen=True)
class Delivery:
    """The rows about service to the accounts from `first` up to, not including, `end`, but for what stories tell."""

    company: Company
    first: int
    end: int

    def commitments(self) -> pa.Table:
        """Promises, kept as well as the team keeps them; the latest are not yet due."""
        company, chance, period = self.company, self.company.chance, self.company.period
        account, day, draw = self._spread("promise", _PROMISES_A_YEAR, period.yesterday, script.Promises)
        due = working_days(day + 3 + chance.below("due after", draw, 40), chance.uniform("due weekday", draw))
        kept = chance.happens("kept", draw, 0.42 + 0.56 * company.served[account])
        done = np.where(kept, due - chance.below("early", draw, 6), due + 1 + chance.below("late by", draw, 25))
        done = np.maximum(done, day)
        never = ~kept & chance.happens("never done", draw, 0.2)
        kind = chance.among("promise kind", draw, (0.3, 0.2, 0.2, 0.25, 0.05))
        owner = company.owner[account]
        return canonical(
            "commitments",
            {
                "commitment_id": self._keys("M", account),
                "account_id": company.account_ids(account),
                "employee_id": where(owner != NOBODY, company.staff.ids(owner)),
                "kind": taken(_PROMISE_KINDS, kind),
                "subject": _PROMISE_WORDS.take(kind, chance.uniform("promise words", draw)),
                "promised_at": moments(day * DAY + 11 * HOUR),
                "due_on": dates(due).cast(pa.string()),
                "done_at": moments(done * DAY + 12 * HOUR, ~never & (done <= period.yesterday)),
                "cancelled": flags(chance.happens("called off", draw, 0.04)),
            },
        )

    def cases(self) -> pa.Table:
        """Problems and complaints up to the day on which the help desk's export stopped; what was open then stays open."""
        company, chance = self.company, self.company.chance
        last = company.period.last - HELP_DESK_STOPPED
        account, day, draw = self._spread("case", _CASES_A_YEAR, last, script.Complains)
        priority = chance.among("priority", draw, (0.2, 0.55, 0.2, 0.05))
        category = chance.among("category", draw, (0.45, 0.2, 0.1, 0.15, 0.1))
        opened = day * DAY + 6 * HOUR + chance.below("opened at", draw, 9 * HOUR)
        slow = company.of_team("answers_within_hours")[account]
        first = opened + (HOUR * slow * np.exp(0.8 * chance.normal("case answered", draw))).astype(np.int64)
        days = np.array([14, 6, 2.5, 0.6])[priority] * np.where(slow > 24, 3, 1)
        solved = first + (DAY * days * np.exp(0.7 * chance.normal("case solved", draw))).astype(np.int64)
        forgotten = chance.happens("forgotten", draw, np.where(slow > 24, 0.12, 0.04)) & (
            day > last - _REMEMBERED_AFTER
        )
        raised = (priority >= 2) & chance.happens("escalated", draw, np.where(slow > 24, 0.3, 0.08))
        end = (last + 1) * DAY
        escalated = opened + 2 * DAY + chance.below("escalated after", draw, 5 * DAY)
        return canonical(
            "cases",
            {
                "case_id": self._keys("K", account),
                "account_id": company.account_ids(account),
                "contact_id": self._primary_contacts(account, day),
                "channel": taken(
                    ("hotline", "help desk portal", "mail system"), chance.among("through", draw, (4, 4, 2))
                ),
                "category": taken(_CATEGORIES, category),
                "priority": where(chance.happens("priority known", draw, 0.95), taken(_PRIORITIES, priority)),
                "subject": _PROBLEM_WORDS.take(category, chance.uniform("problem words", draw)),
                "opened_at": moments(opened),
                "first_response_at": moments(first, ~forgotten & (first < end)),
                "resolved_at": moments(solved, ~forgotten & (solved < end)),
                "escalated_at": moments(escalated, raised & (escalated < end)),
                "response_due_at": moments(opened + HOUR * _DUE_HOURS[priority]),
            },
        )

    def survey_responses(self) -> pa.Table:
        """Answers of customers who are asked, after projects too, and our own teams' dated opinion on the large ones."""
        asked = self._free(script.Answers)
        asked = asked[(self.company.segment[asked] != PROSPECT)]
        chance, share = self.company.chance, _ANSWER_SURVEYS[self.company.weight[asked]]
        parts = [
            self._answers(0, asked[chance.happens("answers surveys", asked, share)], _ASKED_EVERY * 2),
            self._answers(1, asked[chance.happens("evaluates projects", asked, 0.25)], _ASKED_EVERY),
            self._answers(2, asked[chance.happens("recommends", asked, 0.3)], _ASKED_EVERY * 2),
            self._answers(3, asked[self.company.weight[asked] == LARGE], _QUARTER),
        ]
        return pa.concat_tables(parts)

    def _answers(self, number: int, who: np.ndarray, every: int) -> pa.Table:
        company, chance, period = self.company, self.company.chance, self.company.period
        instrument, dimensions = _SURVEYS[number]
        times = max(period.years * YEAR // every, 1)
        account = np.repeat(who, times * len(dimensions))
        time = np.tile(np.repeat(np.arange(times), len(dimensions)), len(who))
        dimension = np.tile(np.arange(len(dimensions)), len(who) * times)
        survey = (account * 1_024 + time) * 8 + number
        draw = survey * 16 + dimension
        day = period.yesterday - 5 - time * every - chance.below("answered", survey, every - 20)
        liked = 5.8 + 3.6 * company.served[account] - np.where(company.segment[account] == LAPSED, 1.5, 0)
        liked += 0.7 * chance.normal("liked", account) + 0.5 * chance.normal("mood", survey)
        liked += 0.5 * chance.normal("about this", draw)
        # A recommendation is asked for on 0 to 10, all else on 1 to 5.
        low, high = (0, 10) if instrument == "nps" else (1, 5)
        score = np.clip(np.round(low + liked / 10 * (high - low), 0 if high == 10 else 1), low, high)
        there = (day > company.joined[account] + 60) & (day >= period.first) & chance.happens("takes part", survey, 0.8)
        there &= day < company.stopped[account] + 200
        ours = instrument == "team_opinion"
        owner = company.owner[account]
        nobody = np.zeros(len(account), dtype=bool)
        return canonical(
            "survey_responses",
            {
                "response_id": numbered(f"R{number}", draw, 12),
                "account_id": company.account_ids(account),
                "contact_id": where(nobody if ours else ~nobody, self._primary_contacts(account, day)),
                "employee_id": where((owner != NOBODY) if ours else nobody, company.staff.ids(owner)),
                "instrument": pa.array([instrument] * len(account), pa.string()),
                "dimension": taken(dimensions, dimension),
                "score": pa.array(score).cast(pa.string()),
                "scale_min": pa.array(np.full(len(account), float(low))),
                "scale_max": pa.array(np.full(len(account), float(high))),
                "sent_at": moments((day - 6) * DAY + 8 * HOUR, nobody if ours else ~nobody),
                "answered_at": moments(day * DAY + 13 * HOUR),
                "comment": where(
                    (dimension == 0) & (not ours) & chance.happens("comment", survey, 0.3),
                    _COMMENTS.take(np.zeros(len(account), dtype=np.int64), chance.uniform("which comment", survey)),
                ),
            },
        ).filter(pa.array(there))

    def _primary_contacts(self, account: np.ndarray, day: np.ndarray) -> pa.Array:
        first = np.zeros(len(account), dtype=np.int64)
        there = (self.company.people[account] > 0) & ~self.company.has_left(account, first, day)
        return where(there, self.company.person_ids(account, first))

    def _free(self, kind: type) -> np.ndarray:
        """The accounts of whom no story tells something of this kind."""
        who = np.arange(self.first, self.end)
        return who[~np.isin(who, planted.has_own(kind))]

    def _spread(
        self, about: str, a_year: np.ndarray, last: int, kind: type
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Account, day and draw of things that happen to customers at a yearly rate."""
        company, chance = self.company, self.company.chance
        who = self._free(kind)
        who = who[company.segment[who] != PROSPECT]
        first = np.maximum(company.joined[who] + 60, company.period.first)
        end = np.minimum(last, company.stopped[who])
        rate = a_year[company.weight[who]] * np.exp(0.5 * chance.normal(f"{about}, rate", who))
        span = np.maximum(end - first, 0)
        count = np.floor(rate * span / YEAR + chance.uniform(f"{about}, one more", who)).astype(np.int64)
        count = np.where(span > 0, count, 0)
        account, number = repeated(who, count)
        draw = account * 1_024 + number
        day = np.repeat(first, count) + (chance.uniform(about, draw) * np.repeat(span + 1, count)).astype(np.int64)
        return account, working_days(day, chance.uniform(f"{about}, weekday", draw)), draw

    def _keys(self, prefix: str, account: np.ndarray) -> pa.Array:
        return numbered(prefix, self.first * 1_000 + np.arange(len(account)), 8)
