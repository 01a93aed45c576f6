"""Installs Creme, fills it, reads it with the dashboard's own commands, and compares with the answer key."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PLACE = ROOT / "var" / "creme"
ENVIRONMENT = PLACE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
DAY = "2024-06-30"
SETTINGS = f"""[source]
url = "sqlite:///{{database}}"
kind = "creme"
mapping = "{(HERE / "mapping.toml").as_posix()}"
as_of = {DAY}
timezone = "Europe/Helsinki"
{{orders}}
[storage]
mirror = "mirror"
"""


def main() -> int:
    """0 where everything came out as the key says, 1 where something differs."""
    PLACE.mkdir(parents=True, exist_ok=True)
    install()
    database = filled()
    wrong = [*facts_against_the_key(database), *check_against_the_key(database), *orders_against_the_key(database)]
    for sentence in wrong:
        print(sentence)
    expected = sum(len(rows(name)) for name in ("key.csv", "notes.csv", "set_aside.csv", "orders.csv"))
    print(f"{len(wrong)} differences from the key" if wrong else f"All {expected} rows of the key came out")
    return 1 if wrong else 0


def install() -> None:
    """Creme in an environment of its own, made anew only where its requirements changed."""
    requirements = HERE / "requirements.txt"
    stamp, mark = ENVIRONMENT / "installed", sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    say("Installing Creme")
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    run(*pip, "-r", requirements)
    stamp.write_text(mark)


def filled() -> Path:
    """The database of a Creme in which everything of `plant` happened."""
    mark = sha256((HERE / "requirements.txt").read_bytes() + (HERE / "settings.py").read_bytes()).hexdigest()
    database, empty = PLACE / "creme.sqlite3", PLACE / f"empty-{mark[:12]}.sqlite3"
    if not empty.exists():
        say("Making an empty Creme")
        database.unlink(missing_ok=True)
        creme("-m", "django", "migrate", "--verbosity", "0")
        creme("-m", "django", "creme_populate", "--verbosity", "0")
        shutil.move(database, empty)
    shutil.copyfile(empty, database)
    say("Filling it")
    creme(HERE / "plant.py")
    return database


def facts_against_the_key(database: Path) -> Iterator[str]:
    """A sentence for every account and cell that differs from key.csv."""
    say("Reading it")
    found = {row["account_name"]: row for row in facts(database)}
    key = {row["account_name"]: row for row in rows("key.csv")}
    for name in key.keys() ^ found.keys():
        yield f"{name!r} is only in {'the key' if name in key else 'the facts'}"
    for name in key.keys() & found.keys():
        for column, value in key[name].items():
            if not same(value, found[name][column]):
                yield f"{name}: {column} should be {value or 'empty'}, is {found[name][column] or 'empty'}"


def check_against_the_key(database: Path) -> Iterator[str]:
    """A sentence for everything told or listed that notes.csv and set_aside.csv do not hold, and the other way round."""
    config = configured(database, "")
    done = dashboard("check", "--config", config)
    listed = csv.DictReader(dashboard("check", "--config", config, "--format", "csv").splitlines())
    columns = ("table", "column", "value", "reason", "done")
    found = sorted(tuple(row[column] for column in columns) for row in listed)
    key = sorted(tuple(row.values()) for row in rows("set_aside.csv"))
    yield from (f"check does not list: {', '.join(each)}" for each in key if each not in found)
    yield from (f"check lists what the key does not: {', '.join(each)}" for each in found if each not in key)
    tables = {row["table"] for row in rows("notes.csv")}
    told = [line for line in done.splitlines() if line.partition(": ")[0] in tables]
    for row in rows("notes.csv"):
        begin, end = f"{row['table']}: {row['note']}", f" ({row['count']})"
        fitting = [line for line in told if line.startswith(begin) and line.endswith(end)]
        if not fitting:
            yield f"check does not say: {begin} ...{end}"
        told = [line for line in told if line not in fitting]
    yield from (f"check says what the key does not: {line}" for line in told)


def orders_against_the_key(database: Path) -> Iterator[str]:
    """A sentence for every account whose purchases differ from orders.csv, by each other choice of what an order is."""
    for choice in ("orders", "opportunities"):
        key = {row["account_name"]: row for row in rows("orders.csv") if row["orders"] == choice}
        for row in facts(database, choice):
            expected = key.get(row["account_name"], {"revenue_12m": "0", "orders_12m": "0"})
            for column in ("revenue_12m", "orders_12m"):
                if not same(expected[column], row[column]):
                    yield f"{row['account_name']} by {choice}: {column} should be {expected[column]}, is {row[column]}"


def facts(database: Path, orders: str = "") -> list[dict[str, str]]:
    """The facts of every account, of a mirror made anew."""
    told = dashboard("facts", "--config", configured(database, orders), "--as-of", DAY)
    return list(csv.DictReader(told.splitlines()))


def configured(database: Path, orders: str) -> Path:
    """A settings file over the database, its mirror beside it and gone."""
    folder = PLACE / (orders or "invoices")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = folder / "account_health.toml"
    chosen = f'orders = "{orders}"' if orders else ""
    file.write_text(SETTINGS.format(database=database.as_posix(), orders=chosen), encoding="utf-8")
    return file


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the files of the key."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(expected: str, found: str) -> bool:
    """Whether two cells are equal, as numbers where both are."""
    try:
        return float(expected) == float(found)
    except ValueError:
        return expected == found


def creme(*arguments: object) -> None:
    """Runs Creme's own Python."""
    known = {"CREME_PLACE": str(PLACE), "DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(HERE)}
    run(PYTHON, *arguments, env=os.environ | known | {"PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"})


def dashboard(*arguments: object) -> str:
    """What a command of the dashboard prints; `check` ends with 1 where rows were set aside."""
    return run(sys.executable, "-m", "dashboard", *arguments, fine=(0, 1) if arguments[0] == "check" else (0,))


def run(*command: object, env: dict[str, str] | None = None, fine: tuple[int, ...] = (0,)) -> str:
    """What a command prints; ends with what it complains about where it fails."""
    done = subprocess.run(
        [str(each) for each in command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode not in fine:
        sys.exit(f"{' '.join(str(each) for each in command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def say(what: str) -> None:
    """Says what is going on."""
    print(what, flush=True)


if __name__ == "__main__":
    sys.exit(main())
