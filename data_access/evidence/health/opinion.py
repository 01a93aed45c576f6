"""The rows behind opinions: the latest answer of each respondent, as far as it counts on the day."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data_access.evidence.health.asked import Asked
from data_access.evidence.reading import frame_of, with_employees, with_persons
from data_access.facts.opinions import COMMITMENT, CORE, SERVICE, latest_answers
from data_access.mirror.tables import EMPLOYEES, SURVEY_RESPONSES


def core(asked: Asked) -> pd.DataFrame:
    """The answers behind core satisfaction; columns as in `_answers`."""
    return _answers(asked, CORE)


def service(asked: Asked) -> pd.DataFrame:
    """The answers behind service satisfaction; columns as in `_answers`."""
    return _answers(asked, SERVICE)


def commitment(asked: Asked) -> pd.DataFrame:
    """The answers behind trust and commitment; columns as in `_answers`."""
    return _answers(asked, COMMITMENT)


def _answers(asked: Asked, part: str) -> pd.DataFrame:
    """One row per answer, newest first.

    Columns: response_id, answered_on, instrument, dimension, of_ten (rescaled to 0 to 10), score, scale_min, scale_max,
    contact_name, employee_name (the author of our own team's opinion), comment.
    """
    r, latest = SURVEY_RESPONSES.c, latest_answers(asked.day).subquery("counting")
    rows = (
        select(
            *(r.response_id, r.answered_at_day.label("answered_on"), r.instrument, r.dimension),
            latest.c.score.label("of_ten"),
            *(r.score, r.scale_min, r.scale_max, r.contact_id, EMPLOYEES.c.name.label("employee_name"), r.comment),
        )
        .select_from(with_employees(SURVEY_RESPONSES).join(latest, latest.c.response_id == r.response_id))
        .where(r.account_no == asked.number, latest.c.account_no == asked.number, latest.c.part == part)
        .order_by(r.answered_at_us.desc(), r.response_id)
    )
    return with_persons(asked.mirror, asked.scope, asked.number, frame_of(asked.mirror, rows, dates=("answered_on",)))
