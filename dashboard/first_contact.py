"""From an address to a source: who may connect one, which files that takes, and how they are written."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.store import CONFIG_VARIABLE
from data_access.proposal import Proposal, mapping_text, settings_text
from data_access.proposal.addresses import Address
from data_access.settings import SETTINGS_FILE, Settings

MAPPING_FILE = "mapping.toml"
URL_VARIABLE = "ACCOUNT_HEALTH_URL"
"""The environment variable in which an address with a password is kept."""
_HERE = ("localhost", "127.0.0.1", "::1")


class ContactError(Exception):
    """The files cannot be written; the text says why and what to do."""


@dataclass(frozen=True)
class Answers:
    """What no table tells and somebody said: how the source is read."""

    zone: str
    currency: str
    kind: str = "mapped"
    as_of: date | None = None
    """The last day of a data set of the past."""


@dataclass(frozen=True)
class PlannedFile:
    """A file to be written: all of it, or lines added to what is there."""

    path: Path
    content: str
    adds: bool = False
    """Whether the file is there and these lines come at its end."""


def why_not(settings: Settings, asked_from: str | None, asked_at: str | None) -> str | None:
    """Why no source can be connected on a page, in a sentence; None where it can.

    `asked_from` is the address of whoever looks, None for this machine; `asked_at` the name and port it was reached by.
    """
    if settings.access.provider is not None:
        return "People sign in here: what is shown is decided in the settings file, by whoever runs the server."
    if not settings.source.sample:
        return "A source is configured already. What it is and how it is read stands in the settings file."
    if not (_is_here(asked_from) and _names_this_machine(asked_at)):
        return (
            "A source can be connected only from the machine that the dashboard runs on, as that opens folders and "
            "databases there. Open the page there, or use the command: python -m dashboard connect --source X."
        )
    return None


def planned_files(
    settings_file: Path, address: Address, answers: Answers, proposal: Proposal | None, mapping_name: str
) -> list[PlannedFile]:
    """The files that connect the source, in the order they are written; raises ContactError where one is there."""
    files, folder = [], settings_file.parent
    if proposal is not None:
        mapping = _plain_name(folder, mapping_name)
        if mapping.exists():
            raise ContactError(f"{mapping.name} is there already and stays as it is. Give the mapping another name.")
        files.append(PlannedFile(mapping, mapping_text(proposal)))
    text = settings_of(folder, address, answers, mapping_name if proposal is not None else None)
    files.append(PlannedFile(settings_file, text, adds=settings_file.exists()))
    return files


def settings_of(folder: Path, address: Address, answers: Answers, mapping: str | None) -> str:
    """The settings that name the source, as text for a file in that folder."""
    return settings_text(
        kind=answers.kind,
        zone=answers.zone,
        currency=answers.currency,
        mapping=mapping,
        folder=_folder_text(address.folder, folder) if address.folder is not None else None,
        url=address.shown if address.folder is None and not address.secret else None,
        url_env=URL_VARIABLE if address.secret else None,
        as_of=answers.as_of,
    )


def settings_place(environ: Mapping[str, str], folder: Path) -> Path:
    """The settings file that is in force or would be: that of the environment, else the one in the folder."""
    named = environ.get(CONFIG_VARIABLE)
    return Path(named).resolve() if named else folder.resolve() / SETTINGS_FILE


def write(files: Collection[PlannedFile], address: Address) -> None:
    """Writes the files, none over another; the address with its password is known to this process only.

    Raises ContactError.
    """
    if address.secret:
        os.environ[URL_VARIABLE] = str(address.settings.url)
    for file in files:
        try:
            if file.adds:
                _add(file)
            else:
                with file.path.open("x", encoding="utf-8") as out:
                    out.write(file.content)
        except FileExistsError as error:
            raise ContactError(f"{file.path.name} is there by now and stays as it is. Give another name.") from error
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ContactError(f"{file.path} cannot be written: {reason}. Check the rights to that folder.") from error


def free_name(folder: Path, name: str = MAPPING_FILE) -> str:
    """The name, or the first with a number that no file has."""
    stem, suffix = Path(name).stem, Path(name).suffix
    names = [name, *(f"{stem}-{number}{suffix}" for number in range(2, 100))]
    return next((each for each in names if not (folder / each).exists()), name)


def password_words(address: Address) -> str:
    """What becomes of the password and what is to be done before the next start; empty where there is none."""
    if not address.secret:
        return ""
    return (
        "The password is in no file: this process remembers it until it ends. Before the next start put the whole "
        f"address into the environment variable {URL_VARIABLE}. With PostgreSQL you can instead write the address "
        "without a password as url in the settings and the password into ~/.pgpass."
    )


def _add(file: PlannedFile) -> None:
    before = file.path.read_text(encoding="utf-8")
    if any(line.strip().startswith("[source]") for line in before.splitlines()):
        raise ContactError(f"{file.path.name} has a section [source] already. It stays as it is; edit it by hand.")
    beside = file.path.with_name(f".{file.path.name}.next")
    beside.write_text(f"{before.rstrip()}\n\n{file.content}".lstrip(), encoding="utf-8")
    beside.replace(file.path)


def _plain_name(folder: Path, name: str) -> Path:
    if not name or name != Path(name).name or not name.endswith(".toml"):
        raise ContactError("The mapping needs a plain file name that ends in .toml, such as mapping.toml.")
    return folder / name


def _folder_text(folder: Path, base: Path) -> str:
    return str(folder.relative_to(base)) if folder.is_relative_to(base) and folder != base else str(folder)


def _is_here(address: str | None) -> bool:
    if address is None:
        return True
    try:
        asked_from = ip_address(address)
    except ValueError:
        return False
    # A server that listens on both families sees 127.0.0.1 as ::ffff:127.0.0.1, which Python calls none of this machine.
    return (getattr(asked_from, "ipv4_mapped", None) or asked_from).is_loopback


def _names_this_machine(host: str | None) -> bool:
    return host is None or urlsplit(f"//{host}").hostname in _HERE
