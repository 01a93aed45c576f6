"""`sample`: the sample company, written as a folder of Parquet files or into a database."""

from __future__ import annotations

import argparse
import shlex
import sys
from zoneinfo import ZoneInfo

from dashboard.commands import DONE, Clock
from dashboard.commands.output import printable
from dashboard.commands.progress import ProgressLines
from dashboard.sample import writing_progress
from dashboard.wording import count
from data_access.localtime import local_day
from data_access.settings import SourceSettings, source_at
from data_access.sources import open_source
from sample_data import TIMEZONE, write_sample


def sample(arguments: argparse.Namespace, clock: Clock) -> int:
    """Writes the sample company and prints where it is and how to look at it; raises WrongSample and SampleError."""
    until = arguments.until or local_day(clock(), ZoneInfo(TIMEZONE))
    place = source_at(arguments.to)
    with ProgressLines(sys.stderr) as progress:
        write_sample(
            place.url or place.folder,
            until=until,
            accounts=arguments.accounts,
            years=arguments.years,
            seed=arguments.seed,
            progress=lambda *told: progress.show(writing_progress(*told)),
        )
    size = f"{count(arguments.accounts, 'account')}, {count(arguments.years, 'year')} until {until}"
    print(f"Wrote the sample company ({size}) to {_in_words(place)}. Look at it with: {_call(place, arguments.to)}")
    return DONE


def _in_words(place: SourceSettings) -> str:
    """Where it was written, without secrets; what follows the question mark of an address may hold one too."""
    described = open_source(place).describe()
    return printable(described.partition("?")[0] if place.url else described)


def _call(place: SourceSettings, to: str) -> str:
    secret = place.url and not _in_words(place).endswith(to)
    return printable(f"python -m dashboard serve --source {'URL' if secret else shlex.quote(to)}")
