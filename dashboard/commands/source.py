"""What every command needs first: the settings, the rules, and a mirror of the source."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from dashboard.commands import CallError, Clock
from dashboard.commands.progress import ProgressLines
from dashboard.policy import Policy, read_policy
from data_access import mirror as mirrors
from data_access.settings import SETTINGS_FILE, Settings, override_source, read_settings

NOT_CONFIGURED = (
    f'No source is configured. Create {SETTINGS_FILE} with a section [source] that names url = "sqlite:///crm.sqlite" '
    'or folder = "exports/", or name a database or a folder with --source.'
)


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of this call, the command line before the file; raises SettingsError."""
    settings = read_settings(arguments.config, Path.cwd())
    if arguments.source or arguments.kind or arguments.mapping:
        settings = override_source(settings, arguments.source, arguments.kind, arguments.mapping)
    return replace(settings, policy_file=arguments.policy.resolve()) if arguments.policy else settings


def source_of(arguments: argparse.Namespace) -> Settings:
    """The settings of this call, which name a source; raises SettingsError and CallError."""
    settings = settings_of(arguments)
    if not settings.source.configured:
        raise CallError(NOT_CONFIGURED)
    return settings


def policy_of(settings: Settings) -> Policy:
    """The rules of the settings; raises PolicyError."""
    return read_policy(settings.policy_file)


def refreshed(settings: Settings, clock: Clock, full: bool = False) -> mirrors.Report:
    """The report of a refresh made now, its progress on standard error; raises SourceError and MirrorError."""
    with ProgressLines(sys.stderr) as progress:
        return mirrors.refresh(settings, clock(), full=full, progress=progress.show)


def mirror_of(settings: Settings, clock: Clock) -> mirrors.Mirror:
    """The newest mirror, made now where there is none; raises SourceError and MirrorError."""
    if mirrors.current_version(settings) is None:
        refreshed(settings, clock)
    return mirrors.open_mirror(settings)
