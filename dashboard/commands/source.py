"""What every command needs first: the settings, the rules, and a mirror of the source."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dashboard import history, sample
from dashboard.commands import Clock
from dashboard.commands.progress import ProgressLines
from dashboard.hiding import hidden_keys, hidden_mirror
from dashboard.policy import Policy, read_policy
from dashboard.wording import count
from data_access import mirror as mirrors
from data_access.settings import Settings, override_source, read_settings

HIDING_SECONDS = 600.0
"""How long a command waits for another process that is hiding the names of the same mirror."""


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of this call, the command line before the file; raises SettingsError."""
    settings = read_settings(arguments.config, Path.cwd())
    if arguments.source or arguments.kind or arguments.mapping:
        settings = override_source(settings, arguments.source, arguments.kind, arguments.mapping)
    return replace(settings, policy_file=arguments.policy.resolve()) if arguments.policy else settings


def source_of(arguments: argparse.Namespace) -> Settings:
    """The settings of this call with the source they name, else the sample company; raises SettingsError."""
    return sample.or_sample(settings_of(arguments))


def policy_of(settings: Settings) -> Policy:
    """The rules of the settings; raises PolicyError."""
    return read_policy(settings.policy_file)


def refreshed(settings: Settings, clock: Clock, full: bool = False) -> mirrors.Report:
    """The report of a refresh made now, its progress on standard error; raises SourceError and MirrorError.

    A full one takes over what the source holds, also where much is missing that was there before.
    """
    with ProgressLines(sys.stderr) as progress:
        return sample.refresh(settings, clock(), full=full, losses_accepted=full, progress=progress.show)


def history_kept(settings: Settings, policy: Policy) -> str:
    """What became of the weekly history of the newest mirror, its progress on standard error; raises MirrorError."""
    with ProgressLines(sys.stderr) as progress:
        try:
            weeks = history.build(settings, mirrors.open_mirror(settings), policy, progress.show)
        except mirrors.MirrorBusy:
            return "another process is computing it"
    return f"{count(weeks, 'week')} computed"


def mirror_of(settings: Settings, clock: Clock, hide_names: bool = False) -> mirrors.Mirror:
    """The newest mirror, made now where there is none, with the names hidden where that is asked for.

    Raises SourceError and MirrorError.
    """
    if mirrors.current_version(settings) is None or sample.is_missing(settings):
        refreshed(settings, clock)
    mirror = mirrors.open_mirror(settings)
    if not hide_names:
        return mirror
    with ProgressLines(sys.stderr) as progress:
        return hidden_mirror(mirror, progress.show, wait=HIDING_SECONDS)


def teams_of(mirror: mirrors.Mirror, team_ids: Iterable[str]) -> set[str]:
    """The keys under which the mirror knows these teams: the source's own are put into those of hidden names."""
    if not mirror.names_hidden:
        return set(team_ids)
    hidden = hidden_keys(mirror).teams["hidden"]
    return {hidden.get(team_id, team_id) for team_id in team_ids}
