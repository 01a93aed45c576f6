"""What a page reads: the store in force, the scored frames of a date, the people behind a list. Computed once, shared.

Frames are kept per mirror version, date and rules for the whole store and cut to the viewer's scope afterwards;
nobody may change them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from threading import Event
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard.address import Address
from dashboard.charts import true_pyramid
from dashboard.hiding import hidden_rules
from dashboard.palette import LIGHT
from dashboard.policy import Policy, PolicyError
from dashboard.portfolio import attention_shift, pyramid, team_lines
from dashboard.refresher import Refresher
from dashboard.scoring import Scored, score, trend_from, with_trend
from dashboard.store import Store, failure, policy_in_force, store_in_force
from dashboard.ui.filters import since_of
from data_access import evidence
from data_access.mirror import Mirror, MirrorError
from data_access.scope import Scope
from data_access.settings import SettingsError

DATES_KEPT = 6
FIGURES_KEPT = 128

Figures = TypeVar("Figures")

_LAST_CONTACT = {
    "on": "last_on",
    "kind": "last_kind",
    "employee_name": "last_employee",
    "contact_name": "last_person",
    "subject": "last_subject",
}
_PLANNED = {"kind": "planned_kind", "subject": "planned_subject"}

_log = logging.getLogger(__name__)


def now() -> datetime:
    """This moment; the only clock of the pages."""
    return datetime.now(UTC)


def prepare() -> None:
    """Make the first pages ready before anybody asks: figures, a chart, or the reading of a source not read yet.

    Whatever stands against it is written to the log; the server starts, and the page says what is wrong.
    """
    try:
        _prepare()
    except (SettingsError, PolicyError, MirrorError) as error:
        _log.warning("The dashboard starts without figures: %s", error)
    except Exception:
        failure("The dashboard starts without figures.", now())


def _prepare() -> None:
    store = store_in_force()
    mirror, policy = store.mirror(), policy_in_force(store.settings)
    if mirror is None:
        store.build(now)
    else:
        store.renew(mirror, now)
        frames = scored(store, mirror, mirror.as_of, policy)
        team_lines(frames.accounts)
        true_pyramid(pyramid(frames.accounts), LIGHT).chart.to_json(validate=False)
        attention_shift(frames.attention)


def keep_fresh(stopped: Event) -> None:
    """Reads the source when that is due and turns to newer versions, until the server stops."""
    Refresher(store_in_force, _make_ready, now).run(stopped)


def _make_ready(store: Store, mirror: Mirror, policy: Policy) -> None:
    """Computes what the pages show of the newest day, so that nobody waits for it once they turn to this version."""
    frames = scored(store, mirror, mirror.as_of, policy)
    for name, kept_part in vars(Scored).items():
        if isinstance(kept_part, cached_property):
            getattr(frames, name)
    scored(store, mirror, since_of(Address(), mirror.as_of), policy, trend=False)


def scored(store: Store, mirror: Mirror, as_of: date, policy: Policy, *, trend: bool = True) -> Scored:
    """The whole store as of a date, scored by these rules; the trend, which needs an earlier date too, where asked for."""
    policy = hidden_rules(policy) if mirror.names_hidden else policy
    return _scored(mirror, policy, identity(store, mirror), as_of, policy.digest(), trend)


def is_scored(store: Store, mirror: Mirror, as_of: date, policy: Policy, *, trend: bool = True) -> bool:
    """Whether these figures were asked for before, so that they are there at once."""
    return (identity(store, mirror), as_of, policy.digest(), trend) in _asked


def people(mirror: Mirror, frames: Scored, scope: Scope, account_ids: list[str]) -> pd.DataFrame:
    """One row per account: whom to call (name, title, phone, email, reason) and the last counted contact (last_on,
    last_kind, last_employee, last_person, last_subject).
    """
    asked = (mirror, scope, frames.as_of, frames.rules, account_ids)
    parts = (evidence.persons_to_call(*asked), evidence.last_contact_names(*asked).rename(columns=_LAST_CONTACT))
    return _each(account_ids, parts)


def last_and_next(mirror: Mirror, frames: Scored, scope: Scope, account_ids: list[str]) -> pd.DataFrame:
    """One row per account: the last counted contact as in `people`, and what is planned (planned_on, planned_kind,
    planned_subject).
    """
    asked = (mirror, scope, frames.as_of, frames.rules, account_ids)
    parts = (
        evidence.last_contact_names(*asked).rename(columns=_LAST_CONTACT),
        evidence.next_planned(*asked).drop(columns="employee_name").rename(columns=_PLANNED),
    )
    return _each(account_ids, parts)


def _each(account_ids: list[str], parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One row per account with the columns of all parts, empty where a part has no row of it."""
    accounts = pd.DataFrame({"account_id": account_ids}, dtype=object)
    for rows in parts:
        accounts = accounts.merge(rows, on="account_id", how="left", validate="one_to_one")
    return accounts


@st.cache_resource(max_entries=FIGURES_KEPT, show_spinner=False)
def kept(_make: Callable[[object], Figures], _view: object, key: tuple[object, ...]) -> Figures:
    """What `make` gives for a view, made once per key for every viewer who sees the same; nobody may change it."""
    figures = _make(_view)
    _made.append(key)
    return figures


def is_kept(key: tuple[object, ...]) -> bool:
    """Whether figures were made under this key before, so that they are there at once."""
    return key in _made


def identity(store: Store, mirror: Mirror) -> str:
    """What tells one content of one mirror from every other, also where it was deleted and built again."""
    names = " hidden" if mirror.names_hidden else ""
    return f"{store.settings!r} {mirror.version} {mirror.synced_at.isoformat()}{names}"


_asked: set[tuple[str, date, str, bool]] = set()
_made: deque[tuple[object, ...]] = deque(maxlen=FIGURES_KEPT)


@st.cache_resource(max_entries=DATES_KEPT, show_spinner=False)
def _scored(_mirror: Mirror, _policy: Policy, store_identity: str, as_of: date, digest: str, trend: bool) -> Scored:
    frames = score(_mirror, as_of, _policy)
    if trend:
        earlier = trend_from(as_of)
        key = ("scores", store_identity, earlier, digest)
        frames = with_trend(frames, kept(lambda _: _scores(_mirror, earlier, _policy), None, key))
    _asked.add((store_identity, as_of, digest, trend))
    return frames


def _scores(mirror: Mirror, as_of: date, policy: Policy) -> pd.DataFrame:
    """Score and band of each account on an earlier date."""
    return score(mirror, as_of, policy).accounts[["account_id", "score", "band"]].copy()
