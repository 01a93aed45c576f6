"""What every word and number on the pages means, said once; thresholds come from the rules in force.

A sentence names thresholds in braces by their key in the policy, so that a page, an export and the rules can
never say different things. `source` cites the requirement documents by their short names. A new term goes into the
module of its subject, a new threshold into `words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.indicators import (
    account,
    attention,
    buyers,
    cadence,
    contacts,
    data,
    general,
    health,
    overview,
    review,
    service_and_promises,
    teams,
    tiers,
)
from dashboard.indicators.health import DIMENSIONS, INDICATORS, Indicator
from dashboard.indicators.terms import Definition
from dashboard.indicators.words import words_of
from dashboard.policy import Policy

__all__ = ["DIMENSIONS", "GLOSSARY", "INDICATORS", "SUBJECTS", "Definition", "Indicator", "definition", "glossary"]

SUBJECTS = (
    general,
    tiers,
    cadence,
    buyers,
    attention,
    overview,
    account,
    health,
    service_and_promises,
    contacts,
    teams,
    review,
    data,
)
"""The modules that define terms, in the order in which they are read."""
GLOSSARY: Mapping[str, Definition] = {entry.id: entry for subject in SUBJECTS for entry in subject.TERMS}


def definition(term: str, policy: Policy, currency: str) -> Definition:
    """The definition of a term with the thresholds of the rules in force; raises KeyError for an unknown term."""
    return _rendered(GLOSSARY[term], words_of(policy, currency))


def glossary(policy: Policy, currency: str) -> dict[str, Definition]:
    """All definitions by id, with the thresholds of the rules in force; amounts are in `currency`."""
    words = words_of(policy, currency)
    return {term: _rendered(entry, words) for term, entry in GLOSSARY.items()}


def _rendered(entry: Definition, words: Mapping[str, str]) -> Definition:
    return replace(entry, sentence=entry.sentence.format_map(words))
