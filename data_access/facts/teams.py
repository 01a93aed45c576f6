"""How accounts are served: deputies, qualities and certificates of their teams, what was shared, offers reviewed.

The team of an account is its owner and its members of any role on the day, as far as they are still with us.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, union

from data_access.facts.contacts import is_counted
from data_access.facts.reading import YEAR, Reader, Rules, is_there
from data_access.mirror.tables import ACCOUNTS, CONTACT_ROWS, EMPLOYEES, INTERACTIONS, MIRROR, TEAMS
from data_access.schema import QUALITY_NAMES

SHARED_DAYS = 90
RUNS_OUT_DAYS = 90
_NEVER_ENDS = 10**6

_MEMBERS = MIRROR.tables["account_team_members"]
_QUALIFICATIONS = MIRROR.tables["qualifications"]
_OPPORTUNITIES = MIRROR.tables["opportunities"]


def deputies(reader: Reader, day: int) -> pd.DataFrame:
    """One row per account that ever names a deputy: account_no, and how many `deputies` are there on the day.

    The owner does not stand in for himself.
    """
    m, a = _MEMBERS.c, ACCOUNTS.c
    another = or_(a.owner_id.is_(None), a.owner_id != m.employee_id)
    there = and_(serves_on(day), EMPLOYEES.c.employee_id.is_not(None), is_there(EMPLOYEES.c, day), another)
    return reader.arrow(
        select(m.account_no, func.count(case((there, 1))).label("deputies"))
        .select_from(
            _MEMBERS.join(ACCOUNTS, a.account_no == m.account_no).outerjoin(
                EMPLOYEES, EMPLOYEES.c.employee_id == m.employee_id
            )
        )
        .where(m.role == "deputy")
        .group_by(m.account_no)
    ).to_pandas()


def qualities(reader: Reader, day: int) -> pd.DataFrame:
    """The best valid grade of each of the six qualities in the account's team, per account with any: account_no and
    a column per quality, empty where nobody is assessed in it.
    """
    q, team = _QUALIFICATIONS.c, account_teams(day)
    graded = (
        select(q.employee_id, *(func.max(case((q.name == name, q.grade))).label(name) for name in QUALITY_NAMES))
        .where(q.kind == "quality", q.grade.is_not(None), q.name.in_(QUALITY_NAMES), _is_valid(day))
        .group_by(q.employee_id)
        .subquery("graded")
    )
    return reader.arrow(
        select(team.c.account_no, *(func.max(graded.c[name]).label(name) for name in QUALITY_NAMES))
        .join(graded, graded.c.employee_id == team.c.employee_id)
        .group_by(team.c.account_no)
    ).to_pandas()


def ending_qualifications(reader: Reader, day: int) -> pd.DataFrame:
    """Certifications and trainings of those who are with us that have ended by the day or do so within 90 days.

    Of an employee's several of the same kind and name the one that is valid longest. Columns: qualification_id,
    employee_id, employee_name, team_id and team_name (the employee's), kind, name, partner, obtained_day, until_day.
    """
    q, e = _QUALIFICATIONS.c, EMPLOYEES.c
    ends = func.coalesce(q.valid_until_day, _NEVER_ENDS)
    longest_first = func.row_number().over(
        partition_by=(q.employee_id, q.kind, q.name), order_by=(ends.desc(), q.qualification_id)
    )
    rows = (
        select(
            *(q.qualification_id, q.employee_id, q.kind, q.name, q.partner),
            q.obtained_on_day.label("obtained_day"),
            ends.label("until_day"),
            longest_first.label("place"),
        )
        .where(q.kind.in_(("certification", "training")), _is_obtained(day))
        .subquery("rows_of_each")
    )
    r = rows.c
    return reader.arrow(
        select(
            *(r.qualification_id, r.employee_id, e.name.label("employee_name")),
            *(e.team_id, TEAMS.c.name.label("team_name")),
            *(r.kind, r.name, r.partner, r.obtained_day, r.until_day),
        )
        .select_from(
            rows.join(EMPLOYEES, e.employee_id == r.employee_id).outerjoin(TEAMS, TEAMS.c.team_id == e.team_id)
        )
        .where(r.place == 1, r.until_day <= day + RUNS_OUT_DAYS, is_there(e, day))
        .order_by(r.until_day, r.qualification_id)
    ).to_pandas()


def served_accounts(reader: Reader, day: int, employee_ids: list[str]) -> pd.DataFrame:
    """The accounts in whose team these employees are on the day, one row per account and employee."""
    team = account_teams(day)
    return reader.arrow(
        select(team.c.account_no, team.c.employee_id).where(team.c.employee_id.in_(employee_ids))
    ).to_pandas()


def passed_on(reader: Reader, day: int, rules: Rules) -> pd.DataFrame:
    """Counted contacts of the last 90 days that somebody else than the owner had with an owned account, one row each.

    Columns: account_no, waited_us: from their end to the sharing with the owner, empty where not shared by the day.
    """
    it = INTERACTIONS.c
    return reader.arrow(
        select(CONTACT_ROWS.c.account_no, waited_us(day).label("waited_us"))
        .join(INTERACTIONS, it.event_no == CONTACT_ROWS.c.event_no)
        .join(ACCOUNTS, ACCOUNTS.c.account_no == CONTACT_ROWS.c.account_no)
        .where(by_another_than_the_owner(day, rules))
    ).to_pandas()


def offers(reader: Reader, day: int) -> pd.DataFrame:
    """Offers that went out in the last 365 days, per account: `offers`, `reviewed` before that, and `with_review`:
    those with a review by the day, before or after.
    """
    o = _OPPORTUNITIES.c
    return reader.arrow(
        select(
            o.account_no,
            func.count().label("offers"),
            func.count(case((o.reviewed_at_us <= o.offered_at_us, 1))).label("reviewed"),
            func.count(case((o.reviewed_at_day <= day, 1))).label("with_review"),
        )
        .where(o.offered_at_day > day - YEAR, o.offered_at_day <= day)
        .group_by(o.account_no)
    ).to_pandas()


def account_teams(day: int) -> Subquery:
    """Who of us serves each account on the day and is with us: account_no, employee_id, each pair once."""
    a, m = ACCOUNTS.c, _MEMBERS.c
    owners = select(a.account_no, a.owner_id.label("employee_id")).where(a.owner_id.is_not(None))
    members = select(m.account_no, m.employee_id).where(serves_on(day))
    named = union(owners, members).subquery("named")
    here = select(named).join(EMPLOYEES, EMPLOYEES.c.employee_id == named.c.employee_id)
    return here.where(is_there(EMPLOYEES.c, day)).subquery("account_teams")


def serves_on(day: int) -> ColumnElement:
    """Whether a member row holds on the day."""
    m = _MEMBERS.c
    return and_(or_(m.since_day.is_(None), m.since_day <= day), or_(m.until_day.is_(None), m.until_day >= day))


def by_another_than_the_owner(day: int, rules: Rules) -> ColumnElement:
    """Whether a contact row of the last 90 days was somebody else's than the account owner's; both are known."""
    c, it, owner = CONTACT_ROWS.c, INTERACTIONS.c, ACCOUNTS.c.owner_id
    return and_(
        is_counted(day, rules),
        c.day > day - SHARED_DAYS,
        # The same window once more, so that an engine need not read what lies outside of it.
        it.starts_at_day > day - SHARED_DAYS,
        it.starts_at_day <= day,
        it.employee_id != owner,
    )


def waited_us(day: int) -> ColumnElement:
    """From the end of an interaction to its sharing; empty where it was not shared by the day."""
    it = INTERACTIONS.c
    return case((it.shared_at_day <= day, it.shared_at_us - func.coalesce(it.ends_at_us, it.starts_at_us)))


def _is_valid(day: int) -> ColumnElement:
    until = _QUALIFICATIONS.c.valid_until_day
    return and_(_is_obtained(day), or_(until.is_(None), until >= day))


def _is_obtained(day: int) -> ColumnElement:
    obtained = _QUALIFICATIONS.c.obtained_on_day
    return or_(obtained.is_(None), obtained <= day)
