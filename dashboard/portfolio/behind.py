"""The rows behind an indicator as they are shown: states and words beside what the evidence gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from dashboard.palette import CHECKPOINT_STATES, PROMISE_STATES
from dashboard.policy import Policy
from dashboard.wording import PLACE_WORDS, each_written, number

PRIVATE, NOT_NAMED, NOBODY = "private", "somebody not known here", "nobody"


def described(indicator: str, rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The rows of `evidence.rows_behind` with the words that they are listed with; their order and number stay."""
    if "private" in rows:
        rows = rows.assign(
            subject=rows["subject"].mask(rows["private"].astype("boolean").fillna(False).astype(bool), PRIVATE)
        )
    if "place" in rows:
        rows = rows.assign(place=rows["place"].map(PLACE_WORDS))
    if indicator == "issue_age":
        return _issues(rows, policy)
    describe = _DESCRIBED.get(indicator)
    return describe(rows) if describe else rows


def _checkpoints(rows: pd.DataFrame) -> pd.DataFrame:
    """With `state`: the day on which a contact met the checkpoint, missed, or still ahead."""
    days = (rows["met_on"] - rows["order_on"]).dt.days
    met = f"{CHECKPOINT_STATES['met'].glyph} day " + each_written(days, number)
    missed, ahead = CHECKPOINT_STATES["missed"].label, CHECKPOINT_STATES["ahead"].label
    state = np.select([rows["met_on"].notna(), rows["passed"].astype(bool)], [met, missed], default=ahead)
    return rows.assign(state=state.astype(object), counts=_yes(rows["passed"], "no: still ahead"))


def _meetings(rows: pd.DataFrame) -> pd.DataFrame:
    met, missed = CHECKPOINT_STATES["met"].glyph, CHECKPOINT_STATES["missed"].glyph
    columns = {"state": _words(rows["prepared"], f"{met} both in time", f"{missed} not both")}
    for part in ("agenda", "memo"):
        late = _words(rows[f"{part}_on"].notna(), f"{missed} too late", f"{missed} none")
        columns[part] = np.where(rows[f"{part}_in_time"].astype(bool), f"{met} in time", late)
    return rows.assign(**columns)


def _met(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(name=rows["name"].fillna(NOT_NAMED).astype(object))


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    met, missed = CHECKPOINT_STATES["met"].glyph, CHECKPOINT_STATES["missed"].glyph
    return rows.assign(state=_words(rows["contacts"] > 0, f"{met} met", f"{missed} not met"))


def _owners(rows: pd.DataFrame) -> pd.DataFrame:
    met, missed = CHECKPOINT_STATES["met"].glyph, CHECKPOINT_STATES["missed"].glyph
    gone = _words(rows["key"].notna(), f"{missed} not active", f"{missed} nobody")
    state = np.where(rows["there"].astype(bool), f"{met} active", gone)
    name = rows["name"].fillna(rows["key"]).fillna(NOBODY).astype(object)
    return rows.assign(state=state, name=name)


def _promises(rows: pd.DataFrame) -> pd.DataFrame:
    kept, late, broken = (PROMISE_STATES[key].label for key in ("kept", "late", "broken"))
    state = np.select([rows["kept"].astype(bool), rows["done_on"].notna()], [kept, late], default=broken)
    return rows.assign(state=state.astype(object), kind=rows["kind"].str.replace("_", "-"))


def _issues(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    limits = rows["priority"].map(dict(policy.issue_limit)).astype(float)
    return rows.assign(limit=limits, of_limit=rows["days"] / limits)


def _answers(rows: pd.DataFrame) -> pd.DataFrame:
    scales = [f"{_plain(low)}–{_plain(high)}" for low, high in zip(rows["scale_min"], rows["scale_max"], strict=True)]
    names = {name: rows[name].str.replace("_", " ") for name in ("instrument", "dimension")}
    who = rows["contact_name"].fillna(rows["employee_name"]).fillna(NOT_NAMED).astype(object)
    return rows.assign(scale=pd.Series(scales, index=rows.index, dtype=object), who=who, **names)


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _words(where: pd.Series, yes: str, no: str) -> np.ndarray:
    return np.where(where.astype(bool), yes, no).astype(object)


def _yes(where: pd.Series, otherwise: str) -> np.ndarray:
    return _words(where, "yes", otherwise)


_DESCRIBED: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "post_purchase_care": _checkpoints,
    "meeting_practice": _meetings,
    "contact_density": _met,
    "level_coverage": _levels,
    "ownership": _owners,
    "promises_kept": _promises,
    "core_satisfaction": _answers,
    "service_satisfaction": _answers,
    "stated_commitment": _answers,
}
