"""What customers and our own teams answered in surveys: the latest answer of each respondent."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from data_access.facts.reading import YEAR, Reader
from data_access.mirror.tables import SURVEY_RESPONSES

CORE, SERVICE, COMMITMENT = "core", "service", "commitment"
TEAM_OPINION = "team_opinion"
TEAM_OPINION_DAYS = 90
_SATISFACTION = ("satisfaction", "project_evaluation")
_HIGHEST = 10


def opinions(reader: Reader, day: int) -> pd.DataFrame:
    """Per account and part (core, service, commitment): the mean of the latest answers, from 0 to 10, and how many.

    Core and service satisfaction have one latest answer per respondent, stated commitment one per respondent and
    dimension. A respondent is the contact, for our own team's opinion the employee, without one the answer itself.
    """
    latest = latest_answers(day).subquery("latest_answers")
    return reader.arrow(
        select(
            latest.c.account_no,
            latest.c.part,
            func.avg(latest.c.score, type_=Double).label("mean"),
            func.count().label("answers"),
        ).group_by(latest.c.account_no, latest.c.part)
    ).to_pandas()


def latest_answers(day: int) -> Select:
    """The answers that count on the day: account_no, part, response_id and score, rescaled to 0 to 10."""
    s = SURVEY_RESPONSES.c
    in_force = or_(s.instrument != TEAM_OPINION, s.answered_at_day > day - TEAM_OPINION_DAYS)
    latest = _latest(day - YEAR, day, in_force).c
    columns = (latest.account_no, latest.part, latest.response_id, latest.score)
    return select(*columns).where(latest.place == 1)


def answers_between(reader: Reader, after: int, day: int) -> pd.DataFrame:
    """The newest answer after one day and up to another, per account and part: account_no, part, answered_day, score from
    0 to 10; of several on that day the lowest.
    """
    s = SURVEY_RESPONSES.c
    in_force = or_(s.instrument != TEAM_OPINION, s.answered_at_day > day - TEAM_OPINION_DAYS)
    latest = _latest(after, day, in_force).c
    found = reader.arrow(
        select(latest.account_no, latest.part, latest.day.label("answered_day"), latest.score)
        .where(latest.place == 1)
        .order_by(latest.account_no, latest.part, latest.day.desc(), latest.score)
    ).to_pandas()
    return found.drop_duplicates(["account_no", "part"], ignore_index=True)


def satisfaction_by_month(reader: Reader, first_days: Sequence[int], day: int) -> pd.DataFrame:
    """Core and service satisfaction in each month up to the day: of every respondent the latest answer in the month.

    `first_days` are the first days of consecutive months, ascending; `month` is the place of one among them. Columns:
    account_no, part, month, score (0 to 10), instrument, answered_day; by account, month, part and score.
    """
    s = SURVEY_RESPONSES.c
    latest_first = [(s.answered_at_day >= first, place) for place, first in reversed(list(enumerate(first_days)))]
    latest = _latest(first_days[0] - 1, day, s.instrument.in_(_SATISFACTION), case(*latest_first)).c
    return reader.arrow(
        select(
            latest.account_no,
            latest.part,
            cast(latest.month, BigInteger).label("month"),
            latest.score,
            latest.instrument,
            latest.day.label("answered_day"),
        )
        .where(latest.place == 1, latest.part.in_((CORE, SERVICE)))
        .order_by(latest.account_no, latest.month, latest.part, latest.score, latest.day, latest.instrument)
    ).to_pandas()


def _latest(after: int, day: int, asked: ColumnElement, month: ColumnElement | None = None) -> Subquery:
    """The answers later than one day and up to another, each with its `place` among those of its respondent, 1 the latest.

    Where a `month` is given every month has a latest answer of its own.
    """
    s = SURVEY_RESPONSES.c
    of_team = s.instrument == TEAM_OPINION
    respondent = case((of_team, s.employee_id), else_=s.contact_id)
    answers = (
        select(
            s.account_no,
            _part().label("part"),
            case((s.dimension.in_(("trust", "commitment")), s.dimension)).label("dimension"),
            of_team.label("of_team"),
            respondent.label("respondent"),
            case((respondent.is_(None), s.response_id)).label("nobody"),
            (cast(s.score - s.scale_min, Double) / (s.scale_max - s.scale_min) * _HIGHEST).label("score"),
            s.answered_at_day.label("day"),
            case((s.dimension == "core_service", 1), else_=0).label("core"),
            s.answered_at_us.label("us"),
            s.response_id,
            s.instrument,
            (literal(0) if month is None else month).label("month"),
        )
        .where(s.answered_at_day <= day, s.answered_at_day > after, asked)
        .subquery("answers")
    )
    a = answers.c
    place = func.row_number().over(
        partition_by=(a.account_no, a.part, a.dimension, a.of_team, a.respondent, a.nobody, a.month),
        order_by=(a.day.desc(), a.core.desc(), a.us.desc(), a.response_id.desc()),
    )
    columns = (a.account_no, a.part, a.response_id, a.score, a.month, a.instrument, a.day)
    return select(*columns, place.label("place")).where(a.part.is_not(None)).subquery("latest")


def _part() -> ColumnElement:
    """Which of the three an answer belongs to; empty for any other."""
    s = SURVEY_RESPONSES.c
    asked_customer = s.instrument.in_(_SATISFACTION)
    return case(
        (and_(asked_customer, s.dimension.in_(("core_service", "overall"))), literal(CORE)),
        (and_(asked_customer, s.dimension == "customer_service"), literal(SERVICE)),
        (s.dimension.in_(("trust", "commitment")), literal(COMMITMENT)),
    )
