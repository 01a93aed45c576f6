"""Names hidden: the same figures under invented names, so that real data can be shown to strangers.

The mirror with the names hidden is in the place of the open one for everything that reads it. What else knows keys or
names of the open one, a scope or what people wrote, is put into its terms here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.invented import inventions
from dashboard.policy import DEFAULT_POLICY, Policy
from data_access.mirror import Mirror, MirrorError, Progress, hide_names, invented_keys, open_hidden
from data_access.scope import Scope

SOMEBODY = "Somebody"
AN_ACCOUNT = "An account"
OWN_RULES = "own rules"
WRITTEN = {
    "action": "An action that was agreed",
    "watched": "Watched: a reason was given",
    "snooze": "Put off for a reason",
    "note": "A note of what was said",
}
"""What stands for the words of a decision, by its kind."""
_PERSONS = ("by_whom", "recorded_by", "closed_by", "by")


@dataclass(frozen=True)
class HiddenKeys:
    """What the keys of accounts and teams of an open mirror become where names are hidden, and the invented names."""

    accounts: pd.DataFrame
    teams: pd.DataFrame


def hidden_mirror(mirror: Mirror, progress: Callable[[Progress], None], wait: float = 0.0) -> Mirror:
    """The mirror with the names hidden of this version, made where it is not there; raises MirrorBusy and MirrorError."""
    found = open_hidden(mirror)
    if found is None:
        hide_names(mirror, inventions(), progress, wait)
        found = open_hidden(mirror)
    if found is None:
        raise MirrorError("The mirror with hidden names went away while it was opened. Try again.")
    return found


def hidden_rules(policy: Policy) -> Policy:
    """The same rules without the name of their file, which may be the company's; the defaults are called what they are."""
    return policy if policy.label == DEFAULT_POLICY.label else replace(policy, label=OWN_RULES)


def hidden_keys(mirror: Mirror) -> HiddenKeys:
    """The keys of a mirror whose names are hidden, by the keys of the open one (key): hidden and name, a row each."""
    made = invented_keys(mirror.original, inventions(), ("accounts", "teams"))
    return HiddenKeys(*(made[name].to_pandas().set_index("key") for name in ("accounts", "teams")))


def hidden_scope(scope: Scope, keys: HiddenKeys) -> Scope:
    """The same teams under their hidden keys."""
    if scope.team_ids is None:
        return scope
    return Scope(frozenset(keys.teams["hidden"].reindex(sorted(scope.team_ids)).dropna()))


def without_words(rows: pd.DataFrame, keys: HiddenKeys) -> pd.DataFrame:
    """Rows of what people wrote, with accounts and teams under hidden keys and names, and no word or name of theirs.

    Of the columns account_id, account_name, team_id, team_name, kind, text, by_whom, recorded_by, closed_by, by, present and
    change_id those that are there are replaced; the others stay. An account that is no longer in the store has no key.
    """
    hidden: dict[str, object] = {}
    for column, name, of, unknown in (
        ("account_id", "account_name", keys.accounts, AN_ACCOUNT),
        ("team_id", "team_name", keys.teams, None),
    ):
        if column in rows:
            found = of.reindex(rows[column])
            hidden[column] = found["hidden"].to_numpy(dtype=object)
            if name in rows:
                hidden[name] = found["name"].fillna(unknown).to_numpy(dtype=object) if unknown else found["name"].array
    if "text" in rows:
        words = rows["kind"].map(WRITTEN) if "kind" in rows else pd.Series(WRITTEN["note"], rows.index)
        hidden["text"] = words.where(rows["text"].notna(), None).to_numpy(dtype=object)
    for person in _PERSONS:
        if person in rows:
            hidden[person] = [SOMEBODY if known else None for known in rows[person].notna()]
    hidden |= {column: None for column in ("change_id", "present") if column in rows}
    return rows.assign(**hidden)
