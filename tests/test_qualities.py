"""The grade and the gaps of a cell of the six qualities, for grades chosen by hand."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pytest

from dashboard.palette import TIERS
from dashboard.portfolio.qualities import cell_key, gap_list, quality_cells
from dashboard.scoring.teamwork import QUALITIES, Teamwork
from data_access.schema import QUALITY_NAMES


def account_frame(rows: int) -> pd.DataFrame:
    """So many active accounts of one team, of which nothing else is known."""
    texts = dict.fromkeys(("tier_source", "watch_state", "cadence_status", "owner_id", "owner_name"))
    numbers = dict.fromkeys(("revenue_12m", "contacts_365d", "watch_amount", "contact_target_days"), nan)
    frame = pd.DataFrame({"account_id": [f"a{n}" for n in range(rows)]}).assign(**texts, **numbers, layer="active")
    frame = frame.assign(account_name=frame["account_id"], team_id="t1", team_name="Coast", tier="C")
    return frame.assign(watch_order_on=pd.NaT, owner_active=pd.array([pd.NA] * rows, dtype="boolean"))


def work_of(grades: list[float], known: frozenset[str] = frozenset({QUALITIES})) -> Teamwork:
    """Accounts whose teams have these best grades in every quality."""
    frame = pd.DataFrame(dict.fromkeys(QUALITY_NAMES, grades)).assign(deputies=nan, offers=nan, reviewed=nan)
    nobody = pd.DataFrame({"account_no": [], "hours": []})
    return Teamwork(known, frame, nobody, pd.DataFrame(), pd.DataFrame())


@pytest.mark.parametrize(
    ("grades", "grade", "assessed", "gaps"),
    [
        ([1, 2], 2, 2, 1),
        ([0, 2, 3], 2, 3, 1),
        ([1, 1, 2, 3], 2, 4, 2),
        ([0, 0, 0, 3], 0, 4, 3),
        ([1, nan, nan], 1, 1, 1),
        ([2, 3, nan], 3, 2, 0),
        ([nan, nan], nan, 0, 0),
    ],
)
def test_the_grade_is_the_one_that_at_least_half_of_the_assessed_reach(grades, grade, assessed, gaps):
    accounts, work = account_frame(len(grades)), work_of([float(value) for value in grades])
    cells = quality_cells(accounts, work)
    cell = cells[(cells["quality"] == "negotiation") & (cells["column"] == cells["column"].max())].iloc[0]
    assert (cell["accounts"], cell["assessed"], cell["gaps"]) == (len(grades), assessed, gaps)
    np.testing.assert_equal(cell["grade"], grade)
    listed = gap_list(accounts, work, cell_key(None, "negotiation", everybody=True))
    assert list(listed["grade"]) == sorted(value for value in grades if value < 2)
    assert set(listed["tier"]) <= set(TIERS)


def test_without_qualifications_there_is_no_cell():
    assert quality_cells(account_frame(2), work_of([1.0, 2.0], frozenset())).empty
