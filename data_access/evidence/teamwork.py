"""The rows behind the figures of teams: which contacts were passed on to the owner, which offers were reviewed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, and_, literal, select

from data_access.evidence.reading import frame_of, is_visible, until
from data_access.evidence.rows import MOST_ROWS
from data_access.facts.reading import YEAR, Reader, Rules
from data_access.facts.teams import by_another_than_the_owner, waited_us
from data_access.localtime import day_number
from data_access.mirror.tables import ACCOUNTS, CONTACT_ROWS, EMPLOYEES, INTERACTIONS, MIRROR
from data_access.scope import Scope

HOUR_US = 3_600_000_000

_OFFERS = MIRROR.tables["opportunities"]
_OWNERS = EMPLOYEES.alias("owners")


def contacts_of_others(
    mirror: Reader, scope: Scope, as_of: date, rules: Rules, teams: Collection[str], owner: str | None
) -> pd.DataFrame:
    """Counted contacts of the last 90 days that somebody else than the owner had, the newest 2,000, newest first.

    Of these teams (none: all) and this owner (None: any). Columns: interaction_id, starts_on, account_id,
    account_name, kind, employee_name, owner_name, shared_on (empty while after the date), hours.
    """
    it, day = INTERACTIONS.c, day_number(as_of)
    rows = (
        select(
            *(it.interaction_id, it.starts_at_day.label("starts_on"), ACCOUNTS.c.account_id),
            *(ACCOUNTS.c.name.label("account_name"), it.kind, EMPLOYEES.c.name.label("employee_name")),
            _OWNERS.c.name.label("owner_name"),
            until(it.shared_at_day, day).label("shared_on"),
            waited_us(day).label("waited_us"),
        )
        .select_from(
            CONTACT_ROWS.join(INTERACTIONS, it.event_no == CONTACT_ROWS.c.event_no)
            .join(ACCOUNTS, ACCOUNTS.c.account_no == CONTACT_ROWS.c.account_no)
            .outerjoin(EMPLOYEES, EMPLOYEES.c.employee_id == it.employee_id)
            .outerjoin(_OWNERS, _OWNERS.c.employee_id == ACCOUNTS.c.owner_id)
        )
        .where(by_another_than_the_owner(day, rules), _chosen(scope, teams, owner))
        .order_by(it.starts_at_day.desc(), it.event_no.desc())
        .limit(MOST_ROWS)
    )
    found = frame_of(mirror, rows, dates=("starts_on", "shared_on"))
    found["hours"] = found.pop("waited_us").astype(float) / HOUR_US
    return found


def offers_sent(mirror: Reader, scope: Scope, as_of: date, teams: Collection[str], owner: str | None) -> pd.DataFrame:
    """Offers that went out in the last 365 days, the newest 2,000, newest first; teams and owner as above.

    Columns: opportunity_id, offered_on, account_id, account_name, name, stage, reviewed_on (empty while after the
    date), reviewed_first, owner_name (who pursues it).
    """
    o, day = _OFFERS.c, day_number(as_of)
    rows = (
        select(
            *(o.opportunity_id, o.offered_at_day.label("offered_on"), ACCOUNTS.c.account_id),
            *(ACCOUNTS.c.name.label("account_name"), o.name, o.stage),
            until(o.reviewed_at_day, day).label("reviewed_on"),
            (o.reviewed_at_us <= o.offered_at_us).label("reviewed_first"),
            EMPLOYEES.c.name.label("owner_name"),
        )
        .select_from(
            _OFFERS.join(ACCOUNTS, ACCOUNTS.c.account_no == o.account_no).outerjoin(
                EMPLOYEES, EMPLOYEES.c.employee_id == o.owner_id
            )
        )
        .where(o.offered_at_day > day - YEAR, o.offered_at_day <= day, _chosen(scope, teams, owner))
        .order_by(o.offered_at_us.desc(), o.opportunity_id)
        .limit(MOST_ROWS)
    )
    return frame_of(mirror, rows, dates=("offered_on", "reviewed_on"))


def _chosen(scope: Scope, teams: Collection[str], owner: str | None) -> ColumnElement:
    """Whether an account may be seen and belongs to these teams and this owner."""
    of_teams = ACCOUNTS.c.team_key.in_(sorted(teams)) if teams else literal(True)
    return and_(is_visible(scope), of_teams, literal(True) if owner is None else ACCOUNTS.c.owner_id == owner)
