"""Who sees which teams: leaders, employees by their e-mail address, the teams below, and those who have left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.access import local_viewer, recipients, scope_of, viewer_of
from data_access.mirror import Mirror, open_mirror, refresh
from data_access.scope import Scope
from data_access.settings import AccessSettings, Settings, SettingsError, SourceSettings, read_settings
from tests.small_company import write_table

READ_AT = datetime(2024, 6, 1, 4, 12, tzinfo=UTC)
EVERYTHING = Scope.everything()

TEAMS = """
world            .
europe           world
north            europe
south            europe
asia             world
ring-1           ring-3
ring-2           ring-1
ring-3           ring-2
alone            alone
below-unknown    nowhere
"""
PEOPLE = """
e01  Ada     ada@example.com      world      true   .
e02  Ben     BEN@Example.com      europe     .      .
e03  Cleo    cleo@example.com     north      true   2024-06-02
e04  Dan     dan@example.com      north      false  .
e05  Eva     eva@example.com      south      true   2024-06-01
e06  Finn    finn@example.com     .          true   .
e07  Gus     gus@example.com      ring-2     true   .
e08  Hal     .                    asia       true   .
e09  Ida     ben@example.com      asia       true   .
e10  Jan     no.address           asia       true   .
e11  Kim     kim@example.com      nowhere    true   .
e12  Lea     lea@example.com      alone      true   .
e13  Max     max@example.com      north      false  .
e14  Max     max@example.com      south      true   .
e15  Ned     ned@example.com,x@y  asia       true   .
"""
LEADERS = ("chair@example.com", "Eva@example.com", "LEA@example.com")

SEEN = """
ada@example.com      world europe north south asia
ben@example.com      europe north south asia
BEN@EXAMPLE.COM      europe north south asia
cleo@example.com     north
dan@example.com      -
eva@example.com      -
finn@example.com     -
gus@example.com      ring-1 ring-2 ring-3
kim@example.com      nowhere below-unknown
max@example.com      south
lea@example.com      *
chair@example.com    *
CHAIR@example.com    *
nobody@example.com   -
example.com          -
.                    -
"""
"""What each address sees: teams, everything (*), or nothing, being nobody (-)."""


def rows(table: str) -> list[list[str]]:
    """The cells of a table drawn in letters; a dot is empty."""
    return [["" if cell == "." else cell for cell in line.split()] for line in table.strip().splitlines()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("access")
    people = ("employee_id", "name", "email", "team_id", "active", "left_on")
    tables = {
        "teams": [{"team_id": key, "name": key.title(), "parent_team_id": parent} for key, parent in rows(TEAMS)],
        "employees": [dict(zip(people, cells, strict=True)) for cells in rows(PEOPLE)],
        "accounts": [{"account_id": "a1", "name": "Only One", "team_id": "north"}],
    }
    for name, content in tables.items():
        write_table(folder / "crm", name, content)
    source = SourceSettings(folder=folder / "crm")
    made = Settings(source, folder / "mirror", access=AccessSettings("oidc", LEADERS))
    refresh(made, READ_AT)
    return made


@pytest.fixture(scope="module")
def mirror(settings: Settings) -> Mirror:
    return open_mirror(settings)


@pytest.mark.parametrize("line", SEEN.strip().splitlines())
def test_who_sees_what(line, settings, mirror):
    email, *teams = line.split()
    expected = {"*": EVERYTHING, "-": None}.get(teams[0], Scope(frozenset(teams)))
    assert scope_of(email, settings, mirror) == expected
    viewer = viewer_of(email, settings, mirror)
    assert viewer.scope == (expected or Scope(frozenset()))
    assert viewer.notice.endswith(".")


def test_a_viewer_has_the_name_of_the_employee(settings, mirror):
    assert viewer_of("ADA@example.com", settings, mirror).name == "Ada"
    assert viewer_of("chair@example.com", settings, mirror).name is None


def test_without_a_login_there_is_one_viewer_who_sees_everything(settings, mirror):
    open_to_all = replace(settings, access=AccessSettings())
    assert viewer_of(None, open_to_all, mirror) == local_viewer()
    assert viewer_of(None, open_to_all, mirror).scope == EVERYTHING


def test_with_a_login_nobody_sees_anything_before_it(settings, mirror):
    assert viewer_of(None, settings, mirror).scope == Scope(frozenset())


def test_every_recipient_is_there_once_with_what_they_may_see(settings, mirror):
    found = recipients(settings, mirror)
    assert [(one.email, one.name) for one in found] == [
        ("chair@example.com", "chair@example.com"),
        ("LEA@example.com", "Lea"),
        ("ada@example.com", "Ada"),
        ("BEN@Example.com", "Ben"),
        ("cleo@example.com", "Cleo"),
        ("gus@example.com", "Gus"),
        ("kim@example.com", "Kim"),
        ("max@example.com", "Max"),
    ]
    assert all(one.scope == scope_of(one.email, settings, mirror) for one in found)


def test_a_store_without_people_has_only_its_leaders(tmp_path):
    write_table(tmp_path / "crm", "accounts", [{"account_id": "a1", "name": "Only One"}])
    settings = Settings(
        SourceSettings(folder=tmp_path / "crm"), tmp_path / "mirror", access=AccessSettings("oidc", LEADERS[:1])
    )
    refresh(settings, READ_AT)
    mirror = open_mirror(settings)
    assert [(one.email, one.scope) for one in recipients(settings, mirror)] == [("chair@example.com", EVERYTHING)]
    assert viewer_of("ada@example.com", settings, mirror).scope == Scope(frozenset())


def settings_with(tmp_path: Path, access: str) -> Settings:
    """The settings of a file with this section."""
    file = tmp_path / "account_health.toml"
    file.write_text(f"[access]\n{access}\n", encoding="utf-8")
    return read_settings(file, tmp_path)


def test_the_settings_name_leaders_and_how_people_sign_in(tmp_path):
    read = settings_with(tmp_path, 'provider = "oidc"\nleaders = ["vp@example.com", " ceo@example.com "]')
    assert read.access == AccessSettings("oidc", ("vp@example.com", "ceo@example.com"))
    assert settings_with(tmp_path, "").access == AccessSettings()


@pytest.mark.parametrize(
    ("access", "sentence"),
    [
        ('provider = "oidcs"', "[access] provider 'oidcs' is not known. Did you mean oidc? Known providers: oidc."),
        ("provider = 1", "[access] provider 1 is not known. Known providers: oidc."),
        ('leaders = "vp@example.com"', "[access] leaders must be a list such as"),
        ('leaders = ["vp"]', "[access] leaders: 'vp' is not an e-mail address such as vp@example.com."),
        ('leaders = ["a b@example.com"]', "[access] leaders: 'a b@example.com' is not an e-mail address"),
        ("leaders = [7]", "[access] leaders: 7 is not an e-mail address"),
        ('leader = ["vp@example.com"]', "[access] leader is not known. Did you mean leaders?"),
    ],
)
def test_a_fault_of_the_section_is_a_sentence(tmp_path, access, sentence):
    with pytest.raises(SettingsError) as raised:
        settings_with(tmp_path, access)
    assert sentence in str(raised.value)
