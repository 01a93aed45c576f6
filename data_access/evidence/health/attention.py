"""The rows behind attention: contacts, review meetings, checkpoints after orders, and how meetings were prepared."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, literal, select

from data_access.evidence.health.asked import Asked
from data_access.evidence.reading import until
from data_access.evidence.rows import MOST_ROWS
from data_access.facts.reading import YEAR
from data_access.facts.starting_days import starting_days
from data_access.localtime import as_dates
from data_access.mirror.prepare import agenda_in_time, memo_in_time
from data_access.mirror.tables import CONTACT_ROWS, INTERACTIONS, KIND_NUMBERS

_IS_MEETING = CONTACT_ROWS.c.kind_no == KIND_NUMBERS["meeting"]


def contacts(asked: Asked) -> pd.DataFrame:
    """Counted contacts, the newest 2,000: the first of them is the last contact."""
    return asked.interactions(INTERACTIONS.c.event_no.in_(asked.counted()), limit=MOST_ROWS)


def reviews(asked: Asked) -> pd.DataFrame:
    """Counted review meetings, newest first."""
    reviewed = asked.counted(_IS_MEETING, CONTACT_ROWS.c.review)
    return asked.interactions(INTERACTIONS.c.event_no.in_(reviewed))


def checkpoints(asked: Asked) -> pd.DataFrame:
    """Each checkpoint of the starting order days of the last 365 days, newest order first.

    Columns: order_on, checkpoint (days after the order), after_on and due_on (a contact after the one and up to the
    other meets it), passed (whether the checkpoint is behind us: only such ones count), met_on (the first contact that
    met it), and of that contact kind, employee_name, contact_name, subject and private.
    """
    starts = starting_days(asked.mirror, asked.day, asked.rules, asked.number).to_pandas()
    starts = starts[starts["order_day"] > asked.day - YEAR].sort_values("order_day", ascending=False)
    ends = asked.rules.checkpoints
    parts = [
        pd.DataFrame(
            {
                "order_day": starts["order_day"],
                "checkpoint": end,
                "after_on": as_dates(starts["order_day"] + earlier),
                "due_on": as_dates(starts["order_day"] + end),
                "passed": starts["order_day"] + end <= asked.day,
                "met_on": as_dates(starts[f"contact_by_{end}"]),
            }
        )
        for earlier, end in zip((0, *ends), ends, strict=False)
    ]
    rows = pd.concat(parts).sort_values(["order_day", "checkpoint"], ascending=[False, True], ignore_index=True)
    rows.insert(0, "order_on", as_dates(rows.pop("order_day")))
    return rows.merge(_first_contacts(asked, rows["met_on"]), on="met_on", how="left")


def meetings(asked: Asked) -> pd.DataFrame:
    """Counted meetings of the last 365 days, newest first, with when agenda and memo were written.

    `agenda_in_time` and `memo_in_time` say whether they came in time, `prepared` whether both did by the day.
    """
    it, c = INTERACTIONS.c, CONTACT_ROWS.c
    recent = asked.counted(_IS_MEETING, c.day > asked.day - YEAR)
    prepared = select(c.event_no).where(c.account_no == asked.number, c.prepared_day <= asked.day)
    return asked.interactions(
        it.event_no.in_(recent),
        until(it.agenda_at_day, asked.day).label("agenda_on"),
        until(it.documented_at_day, asked.day).label("memo_on"),
        func.coalesce(agenda_in_time(), literal(False)).label("agenda_in_time"),
        func.coalesce(memo_in_time() & (it.documented_at_day <= asked.day), literal(False)).label("memo_in_time"),
        it.event_no.in_(prepared).label("prepared"),
        dates=("agenda_on", "memo_on"),
    )


def _first_contacts(asked: Asked, days: pd.Series) -> pd.DataFrame:
    """The first counted contact of each of the days, as far as there is one."""
    c = CONTACT_ROWS.c
    numbers = sorted({(on - pd.Timestamp(0)).days for on in days.dropna()})
    found = asked.interactions(INTERACTIONS.c.event_no.in_(asked.counted(c.day.in_(numbers))))
    first = found.drop_duplicates("on", keep="last").rename(columns={"on": "met_on"})
    return first[["met_on", "kind", "employee_name", "contact_name", "subject", "private"]]
