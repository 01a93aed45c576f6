"""Promises, cases, opinions and what else a store may hold, drawn at the edges of the indicators that read them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.plain.draws import AGES, Draws

SCALES = (("0", "10"), ("0", "10"), ("1", "5"), ("-5", "5"), ("0", "1"))
SCORES = {
    ("0", "10"): ("0", "2.5", "5", "6", "7.9999999999", "8", "8.0", "9", "9.5", "10", "1e1"),
    ("1", "5"): ("1", "3.4", "4", "4.2", "4.6", "5", "2.3333333333"),
    ("-5", "5"): ("-5", "0", "1", "3", "3.0000000001", "4", "5"),
    ("0", "1"): ("0", ".5", "0.6", "0.8", "0.9", "1", "0.3333333333"),
}
INSTRUMENTS = ("satisfaction", "satisfaction", "project_evaluation", "nps", "team_opinion", "team_opinion")
DIMENSIONS = ("overall", "core_service", "customer_service", "trust", "commitment")


def draw_service(draw: Draws) -> None:
    """Fills the tables about what was promised, asked and answered, and those that no indicator reads."""
    for number in range(100 + draw.one((0, 1)) if draw.crowded else draw.one((0, 8, 40, 60))):
        draw.tables["cases"].append(_case(draw, number))
    for number in range(draw.one((0, 8, 40, 60))):
        draw.tables["commitments"].append(_commitment(draw, number))
    _draw_answers(draw)
    for number in range(draw.one((0, 0, 8))):
        draw.tables["opportunities"].append(_opportunity(draw, number))
        draw.tables["qualifications"].append(_qualification(draw, number))
        draw.tables["account_team_members"].append(_member(draw))


def _commitment(draw: Draws, number: int) -> dict:
    due = draw.day_within(367)
    done = draw.moment(due + timedelta(draw.one((-40, -1, 0, 0, 0, 1, 1, 30))))
    return {
        "commitment_id": f"M{number}",
        "account_id": draw.account(),
        "employee_id": draw.maybe(draw.id_of("employees", 0.1)),
        "kind": draw.maybe("report"),
        "subject": draw.name(),
        "promised_at": draw.written(draw.maybe(draw.moment(due - timedelta(draw.one((-3, 0, 7, 30)))))),
        "due_on": str(due),
        "done_at": draw.written(draw.maybe(done, 0.8)),
        "cancelled": draw.one((None, None, "1", "false")),
    }


def _case(draw: Draws, number: int) -> dict:
    """In a crowd of about a hundred of the last 365 days only the first has a response, which may come after d."""
    ages = (364, 365, 10) if number == 0 else [age for age in AGES if age < 365]
    opened = draw.moment(draw.as_of[0] - timedelta(draw.one(ages)) if draw.crowded else draw.day_within(210))
    response = draw.later_at_a_boundary(opened, 0.5)
    if draw.crowded:
        late = draw.moment(draw.as_of[0] + timedelta(1))
        response = draw.one((opened, opened, late)) if number == 0 else None
    return {
        "case_id": f"K{number}",
        "account_id": draw.account(),
        "contact_id": draw.maybe(draw.id_of("contacts", 0.1)),
        "channel": None,
        "category": draw.maybe("billing"),
        "priority": draw.maybe(draw.one(("low", "normal", "high", "urgent"))),
        "subject": draw.name(),
        "opened_at": draw.written(opened),
        "first_response_at": draw.written(response),
        "resolved_at": draw.written(draw.later_at_a_boundary(opened, 0.7)),
        "escalated_at": draw.written(draw.later(opened, 0.2)),
        "response_due_at": draw.written(draw.later(opened, 0.2)),
    }


def _draw_answers(draw: Draws) -> None:
    """Questionnaires with several answers each: few respondents, days and moments, so that the latest is often a tie."""
    days = [draw.day_within(367) for _ in range(3)]
    asked = draw.chance.sample(DIMENSIONS, draw.one((1, 3, 5, 5)))
    for _ in range(draw.one((0, 4, 20, 25, 35))):
        day = draw.one(days) if draw.happens(0.4) else draw.day_within(367)
        answer = _questionnaire(draw, [draw.moment(day) for _ in range(3)])
        for _ in range(draw.one((1, 2, 3, 5))):
            row = _answer(draw, answer, asked)
            row["response_id"] = draw.one(("S", "s", "Å", "")) + str(len(draw.tables["survey_responses"]))
            draw.tables["survey_responses"].append(row)


def _questionnaire(draw: Draws, moments: list[datetime]) -> dict:
    """What answers given together have in common; `answered_at` holds the moments one of which an answer takes."""
    account = draw.account()
    theirs = [row["contact_id"] for row in draw.tables["contacts"] if row["account_id"] == account][:2]
    respondent = draw.one(theirs) if theirs and draw.happens(0.8) else draw.id_of("contacts", 0.1)
    return {
        "account_id": account,
        "contact_id": draw.maybe(respondent, 0.8),
        "employee_id": draw.maybe(draw.id_of("employees", 0.1), 0.5),
        "instrument": draw.one(INSTRUMENTS),
        "answered_at": moments,
    }


def _answer(draw: Draws, common: dict, asked: list[str]) -> dict:
    answered = draw.one(common["answered_at"])
    scale = draw.one(SCALES)
    return common | {
        "dimension": draw.one(asked) if draw.happens(0.95) else draw.one(("something new", "recommend")),
        "score": draw.one(SCORES[scale]),
        "scale_min": scale[0],
        "scale_max": scale[1],
        "sent_at": draw.written(answered - timedelta(days=7)),
        "answered_at": draw.written(answered),
        "comment": draw.maybe("fine, thanks"),
    }


def _opportunity(draw: Draws, number: int) -> dict:
    return {
        "opportunity_id": f"P{number}",
        "account_id": draw.account(),
        "owner_id": draw.maybe(draw.id_of("employees", 0.1)),
        "name": draw.name(),
        "stage": draw.maybe("offer"),
        "amount": draw.maybe("1000.5"),
        "currency": draw.maybe("EUR"),
        "created_at": draw.written(draw.maybe(draw.moment(draw.day()))),
        "offered_at": draw.written(draw.moment(draw.day())),
        "reviewed_at": None,
        "closed_on": draw.maybe(str(draw.day())),
        "outcome": draw.maybe(draw.one(("won", "lost"))),
    }


def _qualification(draw: Draws, number: int) -> dict:
    return {
        "qualification_id": f"Q{number}",
        "employee_id": draw.id_of("employees", draw.dirt),
        "kind": draw.one(("certification", "training", "quality")),
        "name": "negotiation",
        "partner": None,
        "grade": draw.maybe(draw.one("0123")),
        "obtained_on": draw.maybe(str(draw.day())),
        "valid_until": draw.maybe(str(draw.day())),
    }


def _member(draw: Draws) -> dict:
    return {
        "account_id": draw.id_of("accounts", draw.dirt),
        "employee_id": draw.id_of("employees", draw.dirt),
        "role": draw.maybe(draw.one(("owner", "deputy", "member"))),
        "since": draw.maybe(str(draw.day())),
        "until": draw.maybe(str(draw.day())),
    }
