"""`facts`: one row per account as of a date, with every figure of it."""

from __future__ import annotations

import argparse
from datetime import date
from difflib import get_close_matches

import pandas as pd
import pyarrow as pa

from dashboard.commands import DONE, CallError, Clock
from dashboard.commands.output import as_table, write_table
from dashboard.commands.source import mirror_of, policy_of, source_of, teams_of
from dashboard.scoring import FACT_COLUMNS, score_with_trend
from dashboard.scoring.columns import COUNT_COLUMNS, DATE_COLUMNS, TEXT_COLUMNS
from data_access import evidence
from data_access.mirror import Mirror


def facts(arguments: argparse.Namespace, clock: Clock) -> int:
    """Writes the facts, sorted by account; raises CallError for a date or team that is not there."""
    settings = source_of(arguments)
    policy = policy_of(settings)
    mirror = mirror_of(settings, clock, arguments.hide_names)
    as_of = known_day(mirror, arguments.as_of)
    accounts = score_with_trend(mirror, as_of, policy).accounts
    if arguments.team:
        teams = teams_of(mirror, arguments.team)
        refuse_unknown_teams(mirror, accounts, teams)
        accounts = accounts[accounts["team_id"].isin(teams)]
    write_table(as_table(accounts, fact_types()), arguments.format, arguments.out)
    return DONE


def known_day(mirror: Mirror, day: date | None) -> date:
    """The as-of date asked for, or the mirror's; raises CallError where it lies after the last refresh."""
    if day is not None and day > mirror.last_day:
        raise CallError(
            f"--as-of {day} lies after {mirror.last_day}, the day of the last refresh: nothing is known of it. "
            "Name an earlier date or refresh first."
        )
    return day or mirror.as_of


def refuse_unknown_teams(mirror: Mirror, accounts: pd.DataFrame, teams: set[str]) -> None:
    """Raises CallError for a team that neither has a row of its own nor owns an account."""
    known = {*evidence.teams(mirror)["team_id"], *accounts["team_id"].dropna()}
    for team in sorted(teams - known):
        close = get_close_matches(team, sorted(known), n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]}?" if close else "Name a team_id of the source."
        raise CallError(f"--team {team}: there is no such team. {hint}")


def fact_types() -> dict[str, pa.DataType]:
    """The type of every column of the facts, in their order."""
    return {name: _type(name) for name in FACT_COLUMNS}


def _type(name: str) -> pa.DataType:
    if name in TEXT_COLUMNS:
        return pa.string()
    if name in DATE_COLUMNS:
        return pa.date32()
    return pa.int64() if name in COUNT_COLUMNS else pa.float64()
