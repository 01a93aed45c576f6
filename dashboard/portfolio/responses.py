"""How fast what came in was answered, by channel, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from dashboard.portfolio.named import with_account
from dashboard.scoring.service_rows import RESPONSE_DAYS, WAITING_FROM_DAYS
from data_access.schema import MAIL_KINDS

ALL_CHANNELS = "All channels"
CASE = "case"
_HOUR_US = 3_600_000_000
_WORDS = {"email": "e-mail", "helpdesk": "help desk"}


def answered(mail: pd.DataFrame, cases: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What arrived in the last 90 days and was answered: one row per message, help-desk contact or case.

    Columns: account_no, event_no (of a case none), row_id, kind, channel (else the kind), arrived_on, answered_on,
    hours. Kind and channel are categories; the slowest answer first.
    """
    came = mail[mail["waited_us"].notna()]
    opened = cases[cases["waited_us"].notna() & (cases["opened_on"] > _before(as_of, RESPONSE_DAYS))]
    both = pd.DataFrame(
        {
            "account_no": np.concatenate([came["account_no"], opened["account_no"]]),
            "event_no": np.concatenate([came["event_no"].to_numpy(dtype=float), np.full(len(opened), np.nan)]),
            "row_id": np.concatenate(
                [came["event_no"].to_numpy(dtype=object), opened["case_id"].to_numpy(dtype=object)]
            ),
            "kind": _both(came["kind"], _always(opened, CASE)),
            "channel": _both(came["channel"], _channel_of_cases(opened)),
            "arrived_on": np.concatenate([came["arrived_on"], opened["opened_on"]]),
            "answered_on": np.concatenate([came["answered_on"], opened["answered_on"]]),
            "hours": np.concatenate([came["waited_us"], opened["waited_us"]]).astype(float) / _HOUR_US,
        }
    )
    return both.sort_values(["hours", "account_no"], ascending=[False, True], kind="stable", ignore_index=True)


def response_times(rows: pd.DataFrame) -> pd.DataFrame:
    """Hours to the first answer, one row per channel, the slowest median first, and all of them in the last row.

    Columns: channel, n, median, p90: the smallest time by which at least 90 % were answered. Pooled over the rows of
    `answered`, not means of accounts; empty without any.
    """
    parts = [(name, part["hours"].to_numpy()) for name, part in rows.groupby("channel", observed=True)]
    found = pd.DataFrame(
        [(_word(name), len(hours), *_median_and_p90(hours)) for name, hours in parts],
        columns=["channel", "n", "median", "p90"],
    ).sort_values(["median", "channel"], ascending=[False, True], ignore_index=True)
    if rows.empty:
        return found
    hours = rows["hours"].to_numpy()
    whole = pd.DataFrame([(ALL_CHANNELS, len(hours), *_median_and_p90(hours))], columns=found.columns)
    return pd.concat([found, whole], ignore_index=True)


def answered_list(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows of `answered` with their account, the slowest first."""
    named = with_account(rows, accounts)
    return named.assign(channel=named["channel"].astype(object).map(_word))


def waiting(
    mail: pd.DataFrame, cases: pd.DataFrame, accounts: pd.DataFrame, as_of: date, known: Collection[str]
) -> pd.DataFrame:
    """What waits for a first answer, the longest first: mail of 3 to 89 days ago, open cases of 3 days ago or more.

    As in the indicator, mail counts only where `known` names interactions.responded_at, cases only with
    cases.first_response_at. Columns: row_id, event_no (of a case none), kind, channel, arrived_on, days, priority (of
    cases), and those of the account; their words are asked for apart.
    """
    aged = _before(as_of, WAITING_FROM_DAYS)
    waits = mail["answered_on"].isna() & mail["kind"].isin(MAIL_KINDS) & (mail["arrived_on"] <= aged)
    came = mail[waits & ("interactions.responded_at" in known)]
    waits = cases["answered_on"].isna() & cases["resolved_on"].isna() & (cases["opened_on"] <= aged)
    opened = cases[waits & ("cases.first_response_at" in known)]
    both = pd.concat(
        [
            _waiting(came, came["event_no"], came["kind"], came["channel"], came["arrived_on"]),
            _waiting(opened, opened["case_id"], _always(opened, CASE), _channel_of_cases(opened), opened["opened_on"]),
        ],
        ignore_index=True,
    )
    rows = with_account(both, accounts)
    rows["days"] = (pd.Timestamp(as_of) - rows["arrived_on"]).dt.days
    rows["channel"], rows["kind"] = rows["channel"].map(_word), rows["kind"].map(_word)
    order = rows.assign(key=rows["row_id"].astype(str)).sort_values(
        ["days", "account_id", "key"], ascending=[False, True, True]
    )
    return rows.loc[order.index].reset_index(drop=True)


def _waiting(rows: pd.DataFrame, key: pd.Series, kind: pd.Series, channel: pd.Series, on: pd.Series) -> pd.DataFrame:
    texts = {"kind": kind, "channel": channel, "priority": rows.get("priority")}
    frame = pd.DataFrame({"account_no": rows["account_no"], "row_id": key.astype(object), "arrived_on": on})
    frame["event_no"] = rows["event_no"].astype(float) if "event_no" in rows else np.nan
    for name, values in texts.items():
        frame[name] = pd.Series(None, rows.index, dtype=object) if values is None else values.astype(object)
    return frame


def _median_and_p90(hours: np.ndarray) -> tuple[float, float]:
    ordered = np.sort(hours)
    return float(np.median(ordered)), float(ordered[(9 * len(ordered) + 9) // 10 - 1])


def _word(name: object) -> str:
    return _WORDS.get(name, name)


def _channel_of_cases(cases: pd.DataFrame) -> pd.Series:
    return cases["channel"].fillna(CASE)


def _always(rows: pd.DataFrame, word: str) -> pd.Series:
    return pd.Series(word, rows.index, dtype=object)


def _both(first: pd.Series, second: pd.Series) -> pd.Categorical:
    """The values of both one after the other; categories of an empty column would have another type."""
    parts = [values.astype("category").cat for values in (first, second)]
    words = pd.Index(sorted({*parts[0].categories, *parts[1].categories}), dtype=object)
    codes = [words.get_indexer(part.categories.astype(object))[part.codes.to_numpy()] for part in parts]
    return pd.Categorical.from_codes(np.concatenate(codes), words)


def _before(as_of: date, days: int) -> pd.Timestamp:
    return pd.Timestamp(as_of) - pd.Timedelta(days=days)
