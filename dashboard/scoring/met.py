"""How each account was met in the last 365 days: on site or remote, and people of which level."""

from __future__ import annotations

import pandas as pd

from data_access import facts
from data_access.facts import Reader, Rules
from data_access.facts.met import NOT_KNOWN
from data_access.schema import LEVELS, PLACES

MET_AT = tuple(f"met_{place}" for place in (*PLACES, NOT_KNOWN))
PERSONS_OF = tuple(f"persons_{level}" for level in (*LEVELS, NOT_KNOWN))


def people_met(reader: Reader, accounts: pd.DataFrame, day: int, rules: Rules, known: bool) -> pd.DataFrame:
    """One row per row of `accounts`, under the same labels; all missing where contacts are not `known`.

    `met_<place>` are counted meetings of the last 365 days at that place; `persons_<level>` the persons of theirs of
    that level who took part in counted contacts of that time; of both, `not_known` are those without place or level.
    """
    if not known:
        return pd.DataFrame(float("nan"), index=accounts.index, columns=[*MET_AT, *PERSONS_OF])
    places, levels = facts.meeting_places(reader, day, rules), facts.levels_met(reader, day, rules)
    found = [_of_each(accounts, rows, prefix) for prefix, rows in (("met_", places), ("persons_", levels))]
    return pd.concat(found, axis=1)


def _of_each(accounts: pd.DataFrame, rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """The counts of each account, 0 where it has none."""
    counts = rows.set_index("account_no").reindex(accounts["account_no"]).fillna(0).astype(float)
    return counts.add_prefix(prefix).set_axis(accounts.index)
