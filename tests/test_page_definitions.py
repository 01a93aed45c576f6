"""The page of definitions: every term of the registry and every rule stands on it, in words that follow the rules."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import definitions, store
from dashboard.indicators import GLOSSARY, INDICATORS, glossary
from dashboard.policy import DEFAULT_FILE, DEFAULT_POLICY, policy_from
from dashboard.ui.tables import csv_file
from data_access import mirror as mirrors
from tests import test_application as application
from tests.small_company import AS_OF, SETTINGS, write_company
from tests.test_application import open_page, page_without_settings, read_source, told

PAGE = "definitions"
LIMITS = ("satisfaction_limit", "neglected_limit", "no_owner")
DEFAULTS = tomllib.loads(DEFAULT_FILE.read_text(encoding="utf-8"))
OTHER_CHOICES = {
    "scheme": "rank",
    "prefer_entered": False,
    "counted_kinds": ["meeting", "helpdesk"],
    "checkpoints": [13, 44, 89],
    "a_min": 987_000,
    "b_min": 654,
}

nothing_configured = application.nothing_configured


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company, its source read."""
    folder = tmp_path_factory.mktemp("definitions")
    write_company(folder, accounts=5)
    read_source(folder)
    return folder


def keys(content: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every rule in a policy file."""
    for key, value in content.items():
        yield from keys(value, (*path, key)) if isinstance(value, dict) else [(*path, key)]


RULES = [*keys(DEFAULTS), ("a_min",), ("b_min",)]


def changed(path: tuple[str, ...]) -> dict:
    """Rules in which this one alone is another."""
    value: object = DEFAULTS
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if path[-1] in OTHER_CHOICES:
        other: object = OTHER_CHOICES[path[-1]]
    else:
        other = round(value * 0.9 + 0.01, 4) if isinstance(value, float) else value + 1
    if path[-1] == "b_min":
        return {"a_min": 987_000, "b_min": other}
    for key in reversed(path):
        other = {key: other}
    return other


def test_every_term_stands_on_the_page_with_its_sentence(company):
    said = told(open_page(company, PAGE))
    for term, entry in glossary(DEFAULT_POLICY, "EUR").items():
        assert f"### {entry.title}\n" in said, term
        assert entry.sentence in said, term
        assert not entry.source or ", ".join(entry.source).replace(f", {entry.source[-1]}", "") in said


def test_every_indicator_says_weight_good_poor_and_when_it_says_nothing(company):
    said = told(open_page(company, PAGE))
    for indicator in INDICATORS.values():
        rule = DEFAULT_POLICY.indicators[indicator.id]
        block = said.split(f"### {indicator.title}\n")[1].split("###")[0]
        assert f"Weight {rule.weight} of 100." in block
        assert "Good (100 points) at" in block
        assert indicator.unknown[1:] in block
        assert not indicator.not_applicable or indicator.not_applicable[1:] in block
        assert f"Unit: {indicator.unit}." in block
        assert all(name in block for name in indicator.source)


def test_the_limits_are_there():
    titles = {entry.id for section in definitions.sections(DEFAULT_POLICY, "EUR") for entry in section.entries}
    assert set(LIMITS) <= titles
    assert titles == set(GLOSSARY)


@pytest.mark.parametrize("path", RULES, ids=".".join)
def test_a_rule_that_is_changed_changes_the_words(path):
    before = definitions.as_markdown(DEFAULT_POLICY, "EUR")
    rules = policy_from(changed(path))
    without_version = [definitions.as_markdown(policy, "EUR").split("\n\n", 2)[2] for policy in (DEFAULT_POLICY, rules)]
    assert without_version[0] != without_version[1]
    assert rules.digest() in definitions.as_markdown(rules, "EUR")
    assert before == definitions.as_markdown(DEFAULT_POLICY, "EUR")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("satisfaction_floor = 7.25", "satisfaction below 7.25 of 10"),
        ("[contact_target]\nA = 21", "21 days"),
        ("[indicators.response_time]\ngood = 5", "Good (100 points) at 5 hours or less"),
        (
            "[indicators.contact_density]\ngood = { A = 6, B = 5, C = 1 }",
            "A 6 persons, B 5 persons, C 1 persons or more",
        ),
        ("[indicators.unanswered]\nweight = 14", "Weight 14 of 110."),
    ],
)
def test_the_page_follows_the_policy_file(rules, words, tmp_path):
    write_company(tmp_path, accounts=3)
    (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")
    settings = tmp_path / "account_health.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[policy]\nfile = "rules.toml"\n', encoding="utf-8")
    read_source(tmp_path)
    said = told(open_page(tmp_path, PAGE))
    assert words.lower() in said.lower()
    assert "(rules.toml)" in said
    assert words.lower() not in definitions.as_markdown(DEFAULT_POLICY, "EUR").lower()


def test_the_settings_are_all_there_with_what_they_mean():
    found = definitions.settings(DEFAULT_POLICY)
    names = {".".join(path) for path in RULES if path[0] != "indicators"}
    assert {one.key for one in found} == names
    assert all(one.meaning for one in found)
    assert {one.key for one in found if one.value == "not set"} == {"a_min", "b_min"}


def test_a_link_shows_its_term_above_all_others_and_an_unknown_one_says_so(company):
    said = told(open_page(company, PAGE, open="score"))
    assert said.count(GLOSSARY["score"].sentence) == 2
    assert "No term is called “<b>nothing</b>”." in told(open_page(company, PAGE, open="<b>nothing</b>"))


def test_words_that_are_looked_for_leave_the_terms_that_hold_them(company, monkeypatch):
    monkeypatch.setenv(store.CONFIG_VARIABLE, str(company / "account_health.toml"))
    app = page_without_settings(PAGE)
    app.text_input(key="find_term").input("Rescaled  customer SERVICE").run()
    said = told(app)
    assert "### Service satisfaction" in said
    assert "### Timeline" not in said
    assert "1 definition has all these words." in said
    app.text_input(key="find_term").input("zebra").run()
    assert "No definition has this word." in told(app)
    assert "###" not in told(app)


def test_the_files_hold_every_term():
    text = definitions.as_markdown(DEFAULT_POLICY, "EUR")
    assert all(f"### {entry.title}" in text for entry in GLOSSARY.values())
    rows = list(csv.DictReader(io.StringIO(csv_file(definitions.as_table(DEFAULT_POLICY, "EUR")).decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == list(GLOSSARY)
    weights = {row["id"]: row["weight"] for row in rows if row["weight"]}
    assert weights == {name: str(rule.weight) for name, rule in DEFAULT_POLICY.indicators.items()}
    assert {row["rules"] for row in rows} == {DEFAULT_POLICY.digest()}


def test_without_a_data_store_the_definitions_are_there_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "account_health.toml").write_text(SETTINGS.format(as_of=AS_OF.isoformat()), encoding="utf-8")
    reading = mirrors.Progress("Reading orders", 5, 10, 0.5)
    monkeypatch.setattr(store.Store, "progress", lambda _: reading)
    app = open_page(tmp_path, PAGE)
    said = told(app)
    assert not app.exception
    assert [title.value for title in app.title] == ["Definitions"]
    assert "### Health score" in said
    assert "Reading orders: 5 of 10" in application.sent(app)
    assert "Data until" not in said


def test_rules_that_cannot_be_used_are_a_sentence(tmp_path):
    write_company(tmp_path, accounts=3)
    (tmp_path / "rules.toml").write_text("due_ratio = 'often'", encoding="utf-8")
    settings = tmp_path / "account_health.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[policy]\nfile = "rules.toml"\n', encoding="utf-8")
    app = open_page(tmp_path, PAGE)
    assert "due_ratio" in app.error[0].value.replace("&#95;", "_")
    assert not app.exception


def test_names_from_outside_stay_text():
    text = definitions.as_markdown(replace(DEFAULT_POLICY, label="<b>x</b> [y](http://outside.invalid)"), "EUR")
    assert "<b>" not in text
    assert r"\[y\](http" in text
