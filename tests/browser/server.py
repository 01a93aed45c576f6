"""A server of the dashboard in a process of its own, as people start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.store import CONFIG_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@contextmanager
def dashboard(settings: Path, log: Path, command: str = "streamlit") -> Iterator[str]:
    """The address of a server with these settings that answers; it ends with the block.

    Its pages are to be closed before: a page that outlives its server complains that it cannot reach it.
    """
    port = free_port()
    environment = os.environ | {CONFIG_VARIABLE: str(settings), "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen(call(command, port), cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_up(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def call(command: str, port: int) -> list[str]:
    """The command line of one of the ways to start the server."""
    if command == "uvicorn":
        return [sys.executable, "-m", "uvicorn", "streamlit_app:app", "--port", str(port)]
    if command == "serve":
        return [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", "--server.port", str(port)]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(address: str, process: subprocess.Popen, log: Path) -> None:
    """Waits until the process answers."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if answers(f"{address}/healthz"):
            return
        time.sleep(0.1)
    raise AssertionError(f"The server did not start: {log.read_text(errors='replace')[-2000:]}")


def answers(address: str) -> bool:
    """Whether the address answers with success."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
