"""`serve`: the dashboard in place of this process."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dashboard import store
from dashboard.commands import Clock
from dashboard.commands.source import settings_of

ENTRY = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def serve(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Becomes the server; settings that cannot be used are told before it starts. Raises SettingsError."""
    settings_of(arguments)
    os.environ.update(_environment(arguments))
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY), "--server.port", str(arguments.port)]
    if arguments.address:
        command += ["--server.address", arguments.address]
    sys.stdout.flush()
    os.execv(sys.executable, command)


def _environment(arguments: argparse.Namespace) -> dict[str, str]:
    """The options of this call as the server process reads them."""
    given = {
        store.CONFIG_VARIABLE: arguments.config,
        store.SOURCE_VARIABLE: arguments.source,
        store.KIND_VARIABLE: arguments.kind,
        store.MAPPING_VARIABLE: arguments.mapping,
        store.POLICY_VARIABLE: arguments.policy,
    }
    return {name: str(value) for name, value in given.items() if value is not None}
