"""`policy`: the rules in force, and whether a file of rules can be used."""

from __future__ import annotations

import argparse
import sys

from dashboard.commands import DONE, FAILED, Clock
from dashboard.commands.source import policy_of, settings_of
from dashboard.policy import DEFAULT_POLICY, PolicyError, read_policy


def show(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Prints the rules in force as a policy file; raises SettingsError and PolicyError."""
    print(policy_of(settings_of(arguments)).as_toml(), end="")
    return DONE


def validate(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Says whether the file can be used; FAILED with one sentence per fault where it cannot."""
    try:
        policy = read_policy(arguments.file)
    except PolicyError as error:
        print(error, file=sys.stderr)
        return FAILED
    same = " It changes nothing: every rule has its default." if policy == DEFAULT_POLICY else ""
    print(f"{arguments.file} can be used.{same}")
    return DONE
