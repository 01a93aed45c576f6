"""How far a long piece of work is: a bar on a terminal, one line per step elsewhere."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from data_access.mirror import Progress

SECONDS_BETWEEN = 0.1
BAR_WIDTH = 30


class ProgressLines:
    """Shows progress on a stream; used as a context so that the bar is wiped at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._step = ""
        self._next = 0.0

    def __enter__(self) -> ProgressLines:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._step:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, progress: Progress) -> None:
        """Shows this state, unless it follows the last one too fast to be seen."""
        changed = progress.step != self._step
        self._step = progress.step
        if not self._terminal:
            if changed:
                print(progress.step, file=self._stream, flush=True)
            return
        if not changed and time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        self._stream.write("\r\x1b[K" + bar(progress, shutil.get_terminal_size().columns - 1))
        self._stream.flush()


def bar(progress: Progress, width: int) -> str:
    """One line of at most `width` characters: the share of the whole, the step, how many of how many."""
    counted = f"{progress.done:,}" if progress.done else ""
    if progress.total:
        counted = f"{progress.done:,} of {progress.total:,}"
    line = f"{progress.step} {counted}".rstrip()
    if progress.share is not None:
        full = round(BAR_WIDTH * min(max(progress.share, 0.0), 1.0))
        line = f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {progress.share:4.0%} {line}"
    return line[:width]
