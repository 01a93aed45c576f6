"""What customers and our own teams answered in surveys: the latest answer of each respondent."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Double, Select, and_, case, cast, func, literal, or_, select

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
        )
        .where(s.answered_at_day <= day, s.answered_at_day > day - YEAR)
        .where(or_(s.instrument != TEAM_OPINION, s.answered_at_day > day - TEAM_OPINION_DAYS))
        .subquery("answers")
    )
    a = answers.c
    place = func.row_number().over(
        partition_by=(a.account_no, a.part, a.dimension, a.of_team, a.respondent, a.nobody),
        order_by=(a.day.desc(), a.core.desc(), a.us.desc(), a.response_id.desc()),
    )
    latest = select(a.account_no, a.part, a.response_id, a.score, place.label("place")).where(a.part.is_not(None))
    ranked = latest.subquery("latest")
    r = ranked.c
    return select(r.account_no, r.part, r.response_id, r.score).where(r.place == 1)


def _part() -> ColumnElement:
    """Which of the three an answer belongs to; empty for any other."""
    s = SURVEY_RESPONSES.c
    asked_customer = s.instrument.in_(_SATISFACTION)
    return case(
        (and_(asked_customer, s.dimension.in_(("core_service", "overall"))), literal(CORE)),
        (and_(asked_customer, s.dimension == "customer_service"), literal(SERVICE)),
        (s.dimension.in_(("trust", "commitment")), literal(COMMITMENT)),
    )
