"""The account teams of the sample's service provider, and how each goes about its work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.schema import QUALITY_NAMES
from sample_data.chance import Chance
from sample_data.columns import canonical, dates, flags, numbered, taken, where
from sample_data.days import Period
from sample_data.names import CODES, PLACE_OF, person_names

PROVIDER = "Tuulimylly & Söhne"
DOMAIN = "tuulimylly.example"
UNITS = (("finland", f"{PROVIDER} Finland", "Europe/Helsinki"), ("germany", f"{PROVIDER} Deutschland", "Europe/Berlin"))


@dataclass(frozen=True)
class Manner:
    """How a team works; shares lie between 0 and 1."""

    team_id: str
    name: str
    unit: int
    share_of_accounts: float
    pace: float = 1.0
    """Contacts with its customers against the usual number."""
    unevenness: float = 0.7
    """0 for contacts at even distances."""
    turns_away: float = 0.6
    """Share of contacts that go to a prospect instead in the weeks after an order."""
    courtship: float = 11.0
    """Contacts more than usual in the weeks before an order."""
    care: float = 0.88
    """Share of checkpoints after an order at which somebody calls."""
    forgets: float = 0.05
    """Share of customers of whom hardly anybody thinks."""
    logs_meetings: bool = True
    only_specialists: bool = False
    diligence: float = 0.75
    """Share of meetings with an agenda and a memo, of promises kept, of cases solved in time."""
    answers_within_hours: float = 6.0
    owners: int = 3
    """Team members who own accounts, of every five."""


MANNERS = (
    Manner(
        "coast", "Coast", 0, 0.16, 1.3, 0.25, turns_away=0.0, courtship=3.1, care=0.95, forgets=0.01, diligence=0.95
    ),
    Manner("export", "Export", 0, 0.17, courtship=11.5, turns_away=0.75, care=0.86),
    Manner("archipelago", "Archipelago", 0, 0.14, only_specialists=True, diligence=0.7),
    Manner("rhine", "Rhine", 1, 0.16, 1.2, 0.3, turns_away=0.5, courtship=11.0, care=0.91, forgets=0.04, diligence=0.9),
    Manner(
        "harbour", "Harbour", 1, 0.22, 0.3, care=0.68, forgets=0.12, diligence=0.4, answers_within_hours=40.0, owners=2
    ),
    Manner("hills", "Hills", 1, 0.15, logs_meetings=False, diligence=0.5, care=0.86),
)
NOBODY = -1
HEADS = len(UNITS)
LEADER, MANAGER, SPECIALIST, HEAD = range(4)
_LEVELS = ("management", "supervisor", "specialist", "executive")
_TEAM_OF_WHO_LEFT = 3
_ACCOUNTS_PER_TEAM = 2_500
_MOST_TEAMS = 40
_ACCOUNTS_PER_EMPLOYEE = 200
_FEWEST_PER_TEAM = 5
_OTHER_LANGUAGES = ("en", "en", "en,fr", "en,et", "en,it", "en,cs")
_CERTIFICATES = (
    "Site safety",
    "Service desk, foundation",
    "Project lead, level 2",
    "Electrical work",
    "Data protection",
)
_TRAININGS = ("Difficult conversations", "Writing memos", "Selling services", "New price list")
_PARTNERS = ("Mondwerk Akademie", "Käpy Institute", None)


class Staff:
    """Teams and employees of a company with that many accounts; an employee is a number, `left` are gone."""

    def __init__(self, accounts: int, chance: Chance, period: Period) -> None:
        self.chance = chance
        self.period = period
        self.teams = min(max(len(MANNERS), accounts // _ACCOUNTS_PER_TEAM), _MOST_TEAMS)
        self.per_team = max(_FEWEST_PER_TEAM, accounts // (_ACCOUNTS_PER_EMPLOYEE * self.teams))
        self.employees = HEADS + self.teams * self.per_team + 1
        self.left = self.employees - 1
        self.manners = [MANNERS[team % len(MANNERS)] for team in range(self.teams)]
        self.unit = np.array([manner.unit for manner in self.manners])
        self.share_of_accounts = [manner.share_of_accounts for manner in self.manners]
        self.owners = np.array([self.per_team * manner.owners // _FEWEST_PER_TEAM for manner in self.manners])

    def of_manner(self, name: str) -> np.ndarray:
        """What the manner of each team says about this."""
        return np.array([getattr(manner, name) for manner in self.manners])

    def member(self, team: np.ndarray, place: np.ndarray | int) -> np.ndarray:
        """The number of the employee at a place (0: the leader) of a team."""
        return HEADS + team * self.per_team + place

    def specialist(self, team: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """One of a team's specialists."""
        first = self.owners[team]
        return self.member(team, first + (chance * (self.per_team - first)).astype(np.int64))

    def ids(self, employees: np.ndarray) -> pa.Array:
        """Keys of employees."""
        return numbered("E", employees, 3)

    def team_ids(self, teams: np.ndarray) -> pa.Array:
        """Keys of teams."""
        return taken(tuple(self._team_id(team) for team in range(self.teams)), teams)

    def _team_id(self, team: int) -> str:
        return self.manners[team].team_id + _again("-", team)

    def team_table(self) -> pa.Table:
        """The units of two countries and the teams below them."""
        teams = range(self.teams)
        names = [manner.name + _again(" ", team) for team, manner in enumerate(self.manners)]
        return canonical(
            "teams",
            {
                "team_id": [unit[0] for unit in UNITS] + [self._team_id(team) for team in teams],
                "name": [unit[1] for unit in UNITS] + names,
                "parent_team_id": [None] * len(UNITS) + [UNITS[unit][0] for unit in self.unit],
            },
        )

    def rank(self) -> np.ndarray:
        """What each employee is: HEAD, LEADER, MANAGER or SPECIALIST."""
        place = (np.arange(self.employees) - HEADS) % self.per_team
        team = self._team_of_employee()
        rank = np.where(place == 0, LEADER, np.where(place < self.owners[team], MANAGER, SPECIALIST))
        rank[:HEADS] = HEAD
        rank[self.left] = MANAGER
        return rank

    def employee_table(self) -> pa.Table:
        """Everybody who works here, and one who has left."""
        who = np.arange(self.employees)
        team = self._team_of_employee()
        unit = np.where(who < HEADS, who, self.unit[team])
        at_home = self.chance.happens("speaks the language of the country", who, 0.75)
        others = taken(_OTHER_LANGUAGES, self.chance.below("other languages", who, len(_OTHER_LANGUAGES)))
        own = np.where(unit == 0, PLACE_OF["fi"], PLACE_OF["de"])
        language = np.where(at_home, own, np.where(unit == 0, PLACE_OF["sv"], PLACE_OF["pl"]))
        names, addresses = person_names(
            language, self.chance.uniform("first name of ours", who), (who * 5 % 16 + 0.5) / 16
        )
        team_ids = self.team_ids(team).to_pylist()
        here = who != self.left
        return canonical(
            "employees",
            {
                "employee_id": self.ids(who),
                "name": names,
                "email": [f"{address}.{number}@{DOMAIN}" for number, address in enumerate(addresses.to_pylist())],
                "team_id": [UNITS[number][0] if number < HEADS else key for number, key in enumerate(team_ids)],
                "languages": [
                    f"{CODES[mine]},{other}" for mine, other in zip(language, others.to_pylist(), strict=True)
                ],
                "level": taken(_LEVELS, self.rank()),
                "active": flags(here),
                "left_on": dates(np.full(len(who), self.period.last - 24), ~here),
            },
        )

    def _team_of_employee(self) -> np.ndarray:
        team = np.clip((np.arange(self.employees) - HEADS) // self.per_team, 0, self.teams - 1)
        team[self.left] = _TEAM_OF_WHO_LEFT
        return team

    def qualification_table(self) -> pa.Table:
        """Certificates (some run out soon or have run out), trainings, and grades in the six qualities."""
        return pa.concat_tables([self._certificates(), self._trainings(), self._qualities()])

    def _certificates(self) -> pa.Table:
        who = np.repeat(np.arange(self.employees), 2)
        draw = np.arange(len(who))
        obtained = self.period.last - 60 - self.chance.below("certificate", draw, 1_000)
        return self._qualifications(
            "Q1",
            who,
            "certification",
            taken(_CERTIFICATES, self.chance.below("which certificate", draw, len(_CERTIFICATES))),
            partner=taken(_PARTNERS, self.chance.below("partner", draw, len(_PARTNERS))),
            obtained_on=dates(obtained),
            valid_until=dates(obtained + 1_095, self.chance.happens("certificate ends", draw, 0.85)),
        )

    def _trainings(self) -> pa.Table:
        who = np.arange(self.employees)
        return self._qualifications(
            "Q2",
            who,
            "training",
            taken(_TRAININGS, self.chance.below("training", who, len(_TRAININGS))),
            obtained_on=dates(self.period.last - 10 - self.chance.below("training day", who, 900)),
        )

    def _qualities(self) -> pa.Table:
        """Most people are assessed in most of the qualities; the first team is good at all, the others have gaps."""
        who = np.repeat(np.arange(self.employees), len(QUALITY_NAMES))
        draw = np.arange(len(who))
        assessed = self.chance.happens("assessed", draw, 0.7)
        who, draw = who[assessed], draw[assessed]
        good = self.of_manner("diligence")[self._team_of_employee()[who]]
        grade = np.clip(np.round(4 * good * self.chance.uniform("grade", draw) ** 0.6 - 0.5), 0, 3).astype(np.int64)
        return self._qualifications(
            "Q3",
            who,
            "quality",
            taken(QUALITY_NAMES, draw % len(QUALITY_NAMES)),
            grade=numbered("", grade),
            obtained_on=dates(self.period.last - 20 - self.chance.below("assessed on", draw, 300)),
        )

    def _qualifications(self, prefix: str, who: np.ndarray, kind: str, name: pa.Array, **more: pa.Array) -> pa.Table:
        keys = numbered(prefix, np.arange(len(who)), 5)
        kinds = where(np.ones(len(who), dtype=bool), pa.array([kind] * len(who)))
        columns = {"qualification_id": keys, "employee_id": self.ids(who), "kind": kinds, "name": name}
        return canonical("qualifications", columns | more)


def _again(mark: str, team: int) -> str:
    """Nothing for the first team of a manner, a mark and its number for the others."""
    return f"{mark}{team // len(MANNERS) + 1}" if team >= len(MANNERS) else ""
