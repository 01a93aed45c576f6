"""The commands: what can be called, with what, and how a call ends. One module each does the work.

Exit codes: 0 done, 1 failed, 2 wrong call. Data goes to standard output or `--out`, everything else to standard
error. A fault is a sentence, never a traceback, unless ACCOUNT_HEALTH_DEBUG is set.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

DONE, FAILED, WRONG_CALL = 0, 1, 2
STOPPED = 130
DEBUG_VARIABLE = "ACCOUNT_HEALTH_DEBUG"
EARLIEST = date(1990, 1, 1)

Clock = Callable[[], datetime]


class CallError(Exception):
    """The call cannot be carried out as it was made; the text says what to change."""


class CommandFailed(Exception):
    """The call was right and could not be carried out; the text says why."""


def main(words: list[str], clock: Clock) -> int:
    """Carries out the command these words name and returns the exit code; `clock` gives the present moment in UTC."""
    arguments = parser().parse_args(words)
    module, function = arguments.does.split(":")
    try:
        code = getattr(import_module(f"dashboard.commands.{module}"), function)(arguments, clock)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _told("Stopped.", STOPPED)
    except BrokenPipeError:
        _silence_output()
        return FAILED
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        return _told(*_sentence(error))
    return code


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    root = argparse.ArgumentParser(
        prog="python -m dashboard", description="Which customers need us this week, and why."
    )
    commands = root.add_subparsers(metavar="COMMAND", required=True)
    common = _common_options()

    def command(name: str, does: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, parents=[common], allow_abbrev=False)
        added.set_defaults(does=does)
        return added

    serve = command("serve", "serve:serve", "start the dashboard")
    serve.add_argument("--port", type=_port, default=8501, help="port to listen on (default 8501)")
    serve.add_argument("--address", help="address to listen on (default: every address of this machine)")

    sample = command("sample", "sample:sample", "write the sample company into a folder or a database")
    sample.add_argument("--to", required=True, metavar="URL_OR_FOLDER", help="database, or folder for Parquet files")
    sample.add_argument("--accounts", type=_whole_number, default=300, metavar="N", help="default 300")
    sample.add_argument("--years", type=_whole_number, default=3, metavar="N", help="default 3")
    sample.add_argument("--seed", type=_whole_number, default=1, metavar="N", help="default 1; another, other rows")
    sample.add_argument("--until", type=_day, metavar="DATE", help="last day (default: today)")

    refresh = command("refresh", "refresh:refresh", "bring the mirror up to date from the source")
    refresh.add_argument(
        "--full", action="store_true", help="read all anew and take it over, also where much of it is gone"
    )

    check = command("check", "check:check", "tell whether the source can be reached and its data be trusted")
    check.add_argument("--format", choices=("text", "csv"), default="text", help="csv: one row per entry")

    facts = command("facts", "facts:facts", "print one row per account as of a date")
    facts.add_argument("--as-of", type=_day, metavar="DATE", help="date (default: the day of the last refresh)")
    facts.add_argument("--team", action="append", metavar="ID", help="only this team's accounts; may be repeated")
    add_hide_names(facts)
    facts.add_argument("--format", choices=("csv", "json", "parquet"), default="csv")
    facts.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: standard output)")

    _sheet_commands(command)
    _connect_command(command)

    records = commands.add_parser(
        "records", help="keep what people decided safe", description="keep what people decided safe"
    )
    actions = records.add_subparsers(metavar="ACTION", required=True)
    backup = actions.add_parser("backup", help="write all records into a new SQLite file", parents=[common])
    backup.set_defaults(does="records:backup")
    backup.add_argument("--to", type=Path, required=True, metavar="PATH", help="new file, or folder for a dated one")
    restore = actions.add_parser("restore", help="bring a backup back into empty records", parents=[common])
    restore.set_defaults(does="records:restore")
    restore.add_argument("--from", dest="file", type=Path, required=True, metavar="FILE", help="file of a backup")
    audit = actions.add_parser("audit", help="print who wrote what and when", parents=[common])
    audit.set_defaults(does="records:audit")
    audit.add_argument("--format", choices=("csv", "json", "parquet"), default="csv")
    audit.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: standard output)")

    policy = commands.add_parser("policy", help="show or check the rules", description="show or check the rules")
    actions = policy.add_subparsers(metavar="ACTION", required=True)
    show = actions.add_parser("show", help="print the rules in force as a policy file", parents=[common])
    show.set_defaults(does="rules:show")
    validate = actions.add_parser("validate", help="tell whether a policy file can be used", parents=[common])
    validate.add_argument("file", type=Path, metavar="FILE")
    validate.set_defaults(does="rules:validate")
    return root


def _connect_command(command: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """The first contact with a source, where there is no mapping yet."""
    connect = command("connect", "connect:connect", "propose how a folder or a database could be read")
    connect.add_argument("--out", type=Path, metavar="FILE", help="mapping file to write; never over another")
    connect.add_argument("--choose", action="append", metavar="OURS=THEIRS", help="answers a question; may be repeated")
    connect.add_argument("--timezone", default="UTC", metavar="ZONE", help="of the company, such as Europe/Helsinki")
    connect.add_argument("--currency", default="EUR", metavar="CODE", help="reporting currency (default EUR)")


def _sheet_commands(command: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """What leaves as a file or a mail."""
    review = command("review", "review:review", "write the weekly review as a sheet")
    review.add_argument("--as-of", type=_day, metavar="DATE", help="date (default: the day of the last refresh)")
    review.add_argument("--since", type=_day, metavar="DATE", help="compared with (default: the last closed review)")
    review.add_argument("--team", action="append", metavar="ID", help="only this team; may be repeated")
    add_hide_names(review)
    review.add_argument("--format", choices=("html", "pdf", "xlsx", "json"), default="html")
    review.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: standard output)")

    digest = command("digest", "digest:digest", "mail each recipient their own part of the review")
    digest.add_argument("--as-of", type=_day, metavar="DATE", help="date (default: the day of the last refresh)")
    digest.add_argument("--since", type=_day, metavar="DATE", help="compared with (default: the last closed review)")
    digest.add_argument("--dry-run", action="store_true", help="write the mails as .eml files instead of sending them")
    digest.add_argument("--out", type=Path, metavar="FOLDER", help="for --dry-run (default: digest-DATE here)")


def add_hide_names(command: argparse.ArgumentParser) -> None:
    """Lets the command be asked for invented names in the place of the company's own."""
    command.add_argument(
        "--hide-names",
        action="store_true",
        help="write invented names and keys of accounts, people, teams and subjects; the figures stay",
    )


def _common_options() -> argparse.ArgumentParser:
    from data_access.settings import KINDS

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="settings (default: account_health.toml here)")
    common.add_argument("--source", metavar="URL_OR_FOLDER", help="database or folder to read instead of the settings'")
    common.add_argument("--kind", help=f"how the source is laid out: {', '.join(KINDS)}")
    common.add_argument("--mapping", metavar="FILE", help="mapping file for the source")
    common.add_argument("--policy", type=Path, metavar="FILE", help="rules (default: those of the settings)")
    return common


def _day(text: str) -> date:
    wrong = argparse.ArgumentTypeError(f"{text!r} is not a date such as 2020-05-31")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise wrong
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wrong from None
    if day < EARLIEST:
        raise argparse.ArgumentTypeError(f"{text} is too early: no row is dated before {EARLIEST}")
    return day


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _sentence(error: Exception) -> tuple[str, int]:
    """What to say about the error and the code to end with."""
    from dashboard.policy import PolicyError
    from data_access.mirror import MirrorBusy, MirrorError, MirrorMissing
    from data_access.records import RecordsError
    from data_access.settings import SettingsError
    from data_access.sources.source import SourceError
    from sample_data import SampleError, WrongSample

    if isinstance(error, (CallError, SettingsError, PolicyError, WrongSample)):
        return str(error), WRONG_CALL
    ours = (SourceError, MirrorBusy, MirrorMissing, MirrorError, SampleError, RecordsError, CommandFailed)
    if isinstance(error, ours):
        return str(error), FAILED
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}.", FAILED
    first = (str(error).strip().splitlines() or [""])[0]
    return (
        f"Stopped by an error nobody foresaw: {type(error).__name__}: {first} "
        f"(set {DEBUG_VARIABLE}=1 to see where it happened).",
        FAILED,
    )


def _told(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _silence_output() -> None:
    """The reader of our output has gone; what is still buffered must not raise again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
