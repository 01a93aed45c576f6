"""Everything that is defined, in words under the rules in force: what the page of definitions shows and its files hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from dashboard.indicators import DIMENSIONS, SUBJECTS, Definition, Indicator, glossary
from dashboard.policy import TIERS, IndicatorRule, Policy
from dashboard.wording import listing, md_escape

SETTINGS_TITLE = "The settings in force"
_TITLES = {
    "general": "What holds for every number",
    "tiers": "Orders, layers and tiers",
    "cadence": "Contacts and cadence",
    "buyers": "Recent buyers",
    "attention": "Attention and revenue",
    "overview": "Overview",
    "account": "One account",
    "health": "Score, bands and limits",
    "teams": "Teams and skills",
    "data": "The data themselves",
}
"""What the subjects are called here; one without a title of its own goes by the name of its module."""
_NOT_SET = "not set"
_MARKS = re.compile(r"[\\`*_\[\]<>|#]")
_RULE = re.compile(r"(?P<unset># )?(?P<key>\w+) = (?P<value>.*?)(?: +# (?P<meaning>.*))?$")


Escape = Callable[[str], str]


@dataclass(frozen=True)
class Entry:
    """One definition in words: what it says, and below it a line each on thresholds, weight, unknown and source."""

    id: str
    title: str
    sentence: str
    notes: tuple[str, ...]

    def markdown(self, escape: Escape = md_escape) -> str:
        """The entry under a heading of its own."""
        lines = [escape(self.sentence), *(escape(note) for note in self.notes)]
        return f"### {escape(self.title)}\n" + "  \n".join(lines)

    def has(self, words: list[str]) -> bool:
        """Whether all these words, in small letters, stand somewhere in it."""
        text = " ".join((self.id, self.title, self.sentence, *self.notes)).casefold()
        return all(word in text for word in words)


@dataclass(frozen=True)
class Section:
    """Definitions of one subject."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Setting:
    """One rule of the company outside the indicators: its key in the policy file, its value, and what it means."""

    key: str
    value: str
    meaning: str


def version_words(policy: Policy) -> str:
    """Which rules are meant: their version, their name, and the whole of their digest."""
    return f"Rules version {policy.digest()[:4]} ({policy.label}), digest {policy.digest()}"


@lru_cache(maxsize=8)
def sections(policy: Policy, currency: str) -> tuple[Section, ...]:
    """All definitions by subject: the indicators of health by dimension first, then the other terms."""
    rendered = glossary(policy, currency)
    found = []
    for dimension, title in DIMENSIONS.items():
        of_it = [one for one in rendered.values() if isinstance(one, Indicator) and one.dimension == dimension]
        entries = tuple(_indicator(one, policy) for one in of_it)
        found.append(Section(f"Indicators of health: {title.lower()}", entries))
    for subject in SUBJECTS:
        name = subject.__name__.rpartition(".")[2]
        terms = [rendered[term.id] for term in subject.TERMS if not isinstance(term, Indicator)]
        title = _TITLES.get(name, name.replace("_", " ").capitalize())
        found.append(Section(title, tuple(_term(term) for term in terms)))
    return tuple(section for section in found if section.entries)


def settings(policy: Policy) -> list[Setting]:
    """Every rule outside the indicators as the policy file names it, in its order."""
    return list(_settings(policy.as_toml().splitlines()))


def targets(policy: Policy) -> list[tuple[str, str, str]]:
    """Per tier the days between contacts and between review meetings, in words."""
    return [(tier, f"{policy.contact_target[tier]} days", f"{policy.review_target[tier]} days") for tier in TIERS]


def indicator_lines(policy: Policy, currency: str) -> list[tuple[str, ...]]:
    """Per indicator: title, dimension, weight, good, poor, sources; in words."""
    rendered = glossary(policy, currency)
    lines = []
    for one in rendered.values():
        if isinstance(one, Indicator):
            rule = policy.indicators[one.id]
            good, poor = _good_words(one, rule), _value_words(one.unit, rule.poor)
            lines.append((one.title, DIMENSIONS[one.dimension], _plain(rule.weight), good, poor, ", ".join(one.source)))
    return lines


def as_markdown(policy: Policy, currency: str) -> str:
    """All definitions and settings as one Markdown document."""
    parts = ["# Definitions", f"{_readable(version_words(policy))}."]
    for section in sections(policy, currency):
        parts += [f"## {section.title}", *(entry.markdown(_readable) for entry in section.entries)]
    parts += [f"## {SETTINGS_TITLE}", settings_table(policy, _readable)]
    return "\n\n".join(parts) + "\n"


def as_table(policy: Policy, currency: str) -> pd.DataFrame:
    """One row per definition: id, title, sentence, unit, dimension, weight, good, poor, unknown, not applicable, source."""
    rows = [_row(one, policy) for one in glossary(policy, currency).values()]
    return pd.DataFrame(rows).assign(rules=policy.digest())


def settings_table(policy: Policy, escape: Escape = md_escape) -> str:
    """The settings outside the indicators as a Markdown table."""
    rows = [(one.key, one.value, one.meaning) for one in settings(policy)]
    return markdown_table(("Setting", "Value", "What it means"), rows, escape=escape)


def markdown_table(
    header: tuple[str, ...], rows: list[tuple[str, ...]], linked: bool = False, escape: Escape = md_escape
) -> str:
    """The rows as a Markdown table; the cells are plain text, the first one of a row with a link where they are `linked`
    to the headings of that name.
    """
    written = [[escape(cell) for cell in row] for row in rows]
    if linked:
        written = [[f"[{first}](#{first.lower().replace(' ', '-')})", *others] for first, *others in written]
    lines = [header, ("---",) * len(header), *written]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _readable(text: str) -> str:
    """The text for a Markdown file that is also read as it is: only signs that would be taken for marks are escaped."""
    return _MARKS.sub(r"\\\g<0>", text)


def _indicator(one: Indicator, policy: Policy) -> Entry:
    rule = policy.indicators[one.id]
    whole = sum(each.weight for each in policy.indicators.values())
    notes = [
        _threshold_words(one, rule),
        f"Weight {_plain(rule.weight)} of {_plain(whole)}.",
        *(f"{words[:1].upper()}{words[1:]}." for words in (one.not_applicable, one.unknown) if words),
    ]
    return Entry(one.id, one.title, one.sentence, (*notes, *_unit_and_source(one)))


def _term(one: Definition) -> Entry:
    return Entry(one.id, one.title, one.sentence, tuple(_unit_and_source(one)))


def _unit_and_source(one: Definition) -> Iterator[str]:
    unit = [f"Unit: {one.unit}."] if one.unit else []
    source = [f"Source: {listing(one.source)}."] if one.source else []
    if unit or source:
        yield " ".join([*unit, *source])


def _threshold_words(one: Indicator, rule: IndicatorRule) -> str:
    """`Good (100 points) at 8 hours or less, poor (0 points) at 72 hours or more.`"""
    smaller_is_better = rule.good_for(TIERS[0]) < rule.poor
    first, second = ("less", "more") if smaller_is_better else ("more", "less")
    good, poor = _good_words(one, rule), _value_words(one.unit, rule.poor)
    return f"Good (100 points) at {good} or {first}, poor (0 points) at {poor} or {second}."


def _good_words(one: Indicator, rule: IndicatorRule) -> str:
    if isinstance(rule.good, Mapping):
        return ", ".join(f"{tier} {_value_words(one.unit, rule.good[tier])}" for tier in TIERS)
    return _value_words(one.unit, rule.good)


def _value_words(unit: str, value: Decimal) -> str:
    if unit == "share":
        return f"{_plain(100 * value)}%"
    if unit == "0 to 10":
        return f"{_plain(value)} of 10"
    if unit.startswith("times "):
        return f"{_plain(value)}× {unit.removeprefix('times ')}"
    return f"{_plain(value)} {unit}"


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():,f}"


def _row(one: Definition, policy: Policy) -> dict[str, str]:
    row = {"id": one.id, "title": one.title, "definition": one.sentence, "unit": one.unit}
    health = dict.fromkeys(("dimension", "weight", "good", "poor", "not applicable", "unknown"), "")
    if isinstance(one, Indicator):
        rule = policy.indicators[one.id]
        health |= {
            "dimension": DIMENSIONS[one.dimension],
            "weight": _plain(rule.weight),
            "good": _good_words(one, rule),
            "poor": _value_words(one.unit, rule.poor),
            "not applicable": one.not_applicable,
            "unknown": one.unknown,
        }
    return row | health | {"source": ", ".join(one.source)}


def _settings(lines: list[str]) -> Iterator[Setting]:
    """The settings in the lines of a policy file; the line above a section says what its values mean."""
    section, said = "", ""
    for line in lines:
        rule = _RULE.match(line)
        if line.startswith("["):
            section, meaning_of_section = line.strip("[]"), said
        elif rule and not section.startswith("indicators"):
            key = f"{section}.{rule['key']}" if section else rule["key"]
            meaning = rule["meaning"] or meaning_of_section
            yield Setting(key, _NOT_SET if rule["unset"] else rule["value"], meaning)
        elif line.startswith("# "):
            said = line.removeprefix("# ")
