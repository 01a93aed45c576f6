"""`serve`: this process becomes the server of the dashboard."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from pathlib import Path

from dashboard import store
from dashboard.commands import DONE, Clock
from dashboard.commands.source import source_of

ENTRY = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def serve(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Becomes the server; settings that cannot be used are told before it starts. Raises SettingsError.

    It runs what `python -m streamlit run` runs, in this process: a new one would load all libraries a second time.
    """
    source_of(arguments)
    os.environ.update(_environment(arguments))
    sys.argv = ["streamlit", "run", str(ENTRY), "--server.port", str(arguments.port)]
    if arguments.address:
        sys.argv += ["--server.address", arguments.address]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return DONE


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
