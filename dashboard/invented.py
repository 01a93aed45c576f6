"""Invented names and words, in the place of a company's own where names are hidden.

Which one something gets depends on its place in the order of keys alone, never on what it was called; a name that
belongs to somebody there is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.scoring.ties import language_codes
from data_access.mirror.inventions import Inventions
from data_access.schema import QUALITY_NAMES


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_COLOURS = _each(
    "Amber Azure Bright Bronze Chalk Clear Coral Crimson Crystal Dawn Deep Dusk Early Ember Fair Flint Forest Frost Golden "
    "Granite Green Grey Grand Hazel High Indigo Iron Ivory Jade Lake Lavender Light Lilac Little Lofty Long Marble Maple "
    "Misty Moon Noble North Oaken Ochre Olive Opal Outer Pale Pearl Pine Plain Quiet Red River Rose Royal Rustic Sage "
    "Sand Scarlet Silver Slate Snow Soft Spring Steel Stone Summer Sunny Swift Upper Velvet West White Wide Wild Winter"
)
_LANDMARKS = _each(
    "Arch Bay Beacon Bend Bluff Bridge Brook Canyon Cape Cliff Cove Creek Crest Crossing Delta Dune Falls Fen Field Fjord "
    "Ford Garden Gate Glade Glen Grove Harbour Haven Heath Hill Hollow Inlet Island Junction Lagoon Landing Lantern Ledge "
    "Lighthouse Mast Meadow Mesa Mill Moor Mound Orchard Pass Path Peak Pier Plateau Point Pond Port Prairie Quay Range "
    "Rapids Reef Ridge Rock Shore Spire Spruce Square Steppe Strand Summit Terrace Tower Trail Vale Valley View Village"
)
_TRADES = _each(
    "Foods Energy Logistics Packaging Marine Textiles Instruments Paper Optics Ceramics Furniture Tools Plastics Metals "
    "Chemicals Electronics Machines Builders Seeds Glass Systems"
)
_FIRST_NAMES = _each(
    "Ada Alan Alma Anton Astrid August Bea Bruno Cara Carl Celia Cyril Dana Daniel Della Denis Edgar Edna Elias Elin Emil "
    "Enid Erik Esther Ezra Fay Felix Flora Frank Freya Gemma Gilbert Gloria Greta Gus Hanna Harold Hazel Henry Hilda Hugh "
    "Ian Ida Ines Iris Ivan Jack Jana Joan Jonas Judith Julian Karin Kevin Klara Kurt Lars Laura Leah Leo Lena Louis Lucy "
    "Mabel Magnus Marc Marian Martin Maud Max Mira Nadia Neil Nina Noah Nora Olga Oscar Otto Paula Peter Petra Ralph Rita "
    "Robin Rosa Ruben Ruth Sam Selma Simon Sonja Stella Sven Tara Theo Tilda Tom Vera Victor Vivian Walter Wanda Yvonne"
)
_LAST_NAMES = _each(
    "Abbot Adler Alder Archer Ashby Bailey Baker Banks Barlow Barnes Beck Bell Bergman Birch Bishop Blake Bloom Bolt Booth "
    "Brand Brewer Briggs Brooks Burke Carter Chandler Chase Clarke Cole Cooper Cross Dahl Dale Dalton Day Dean Drake Draper "
    "Duke Dunn East Egan Ekman Eliot Ember Falk Farmer Field Finch Fisher Fleming Fletcher Flint Forrest Foster Fowler Fox "
    "Frost Gardner Garner Gibbs Glover Goodwin Gray Green Hale Hall Hardy Harper Hart Hawk Hayes Heath Holm Holt Hooper "
    "Hunter Hurst Jarvis Keller Kemp King Knight Lake Lamb Lane Larsen Leaf Linden Lowe Lund Marsh Mason Mercer Miller "
    "Moss Nash Noble Norman North Norton Oakes Page Palmer Parker Payne Perry Pike Poole Porter Potter Quinn Reed Reeve "
    "Rivers Rowe Sadler Sawyer Shaw Shepherd Skinner Slater Snow Spencer Stark Stone Storm Swan Tanner Taylor Thorne Tyler "
    "Vance Voss Wade Walker Ward Warner Waters Weaver Webb West Wheeler Winter Wolf Wood Wright Young"
)
_BIRDS = _each(
    "Albatross Avocet Bittern Bunting Buzzard Condor Cormorant Crane Crossbill Curlew Dipper Dove Dunlin Eagle Egret Eider "
    "Falcon Fieldfare Gannet Goldfinch Goshawk Grebe Gull Harrier Heron Hoopoe Ibis Jay Kestrel Kingfisher Kite Lapwing "
    "Lark Linnet Magpie Martin Merlin Nightingale Nuthatch Oriole Osprey Owl Petrel Plover Puffin Quail Raven Redstart "
    "Robin Rook Sandpiper Shrike Siskin Skylark Snipe Sparrow Starling Stork Swallow Swift Teal Tern Thrush Wagtail Wren"
)
_INITIALS = "ABCDEFGHIJKLMNOPRSTUVW"
_LANGUAGE_CODE = re.compile("([a-z]{2,3}|[A-Z]{2,3})([-_][A-Za-z]{2,4})?")
_COUNTRY_CODE = re.compile("[A-Z]{2,3}")
_EVERYDAY = {
    "channel": "app calendar call chat desk direct e-mail email fax form help hotline in line mail meeting message online "
    "other partner person phone portal post retail sales service shop sms store system telephone ticket visit walk-in web "
    "webshop website wholesale",
    "industry": "agriculture and automotive banking building care chemicals construction education electronics energy "
    "finance food government health healthcare hospitality insurance it logistics machinery manufacturing marine media "
    "metal other packaging paper pharma public real estate retail sector services software technology telecom textile "
    "tourism trade transport utilities wholesale",
    "stage": "closed lead lost negotiation new offer offered open prospecting proposal qualification qualified won",
}
_COUNTRIES = {
    *_each(
        "Argentina Australia Austria Belgium Brazil Bulgaria Canada Chile China Colombia Croatia Cyprus Czechia Denmark "
        "Egypt Estonia Finland France Germany Greece Hungary Iceland India Indonesia Ireland Israel Italy Japan Jordan Kenya "
        "Latvia Lithuania Luxembourg Malaysia Malta Mexico Morocco Netherlands Nigeria Norway Peru Philippines Poland "
        "Portugal Romania Serbia Singapore Slovakia Slovenia Spain Sweden Switzerland Thailand Turkey Ukraine Vietnam"
    ),
    *("Saudi Arabia", "South Africa", "South Korea", "United Arab Emirates", "United Kingdom", "United States"),
}
_DIMENSIONS = {"overall", "core_service", "customer_service", "trust", "commitment", "recommend"}
_STEP = 7919
"""A prime that no pool can be divided by: names beside each other in the order of keys are unlike."""

SUBJECTS = {
    "meeting": ("Regular meeting", "Plans for the quarter", "Review of the agreement", "Visit to the site"),
    "call": ("Call about an order", "Short call", "Question about delivery", "Call back"),
    "email": ("Question by mail", "Documents sent", "About the offer", "Confirmation"),
    "message": ("Short message", "Question", "Answer to a question"),
    "helpdesk": ("Help needed", "Question to the help desk", "Something does not work"),
}
PROMISES = {
    "deliverable": ("Send the drawings", "Deliver the sample", "Send the documents"),
    "report": ("Send the report", "Send the figures of the quarter"),
    "callback": ("Call back about the price", "Call back with a date"),
    "follow_up": ("Follow up after the meeting", "Ask how it went"),
    "other": ("Look into a question", "Ask a colleague"),
}
CASES = {
    "technical": ("Machine stops", "Setting does not hold", "Error after the update"),
    "billing": ("Invoice with a wrong amount", "Invoice came twice"),
    "pricing": ("Price differs from the agreement", "Discount is missing"),
    "delivery": ("Delivery came late", "Part of the delivery is missing"),
    "other": ("Question about the service", "Access for a new colleague"),
}
OFFERS = ("Renewal of the agreement", "Larger order", "New site", "Spare parts for a year", "Extension", "Trial order")
TITLES = {
    "executive": ("Managing director", "Chief financial officer", "Chief operating officer"),
    "management": ("Head of purchasing", "Head of production", "Head of finance"),
    "supervisor": ("Team lead", "Shift supervisor", "Project lead"),
    "specialist": ("Buyer", "Engineer", "Controller", "Planner"),
}


def inventions() -> Inventions:
    """Everything that is put in the place of a company's names and words."""
    return Inventions(
        names={
            "teams": partial(_distinct, _team_names),
            "employees": partial(_distinct, _person_names),
            "contacts": partial(_distinct, _person_names),
            "accounts": partial(_distinct, _company_names),
        },
        words=words,
        subjects=SUBJECTS,
        promises=PROMISES,
        cases=CASES,
        offers=OFFERS,
        titles=TITLES,
    )


def words(kind: str, values: list[str]) -> list[str]:
    """What stands for these words of one kind, which come in order; codes and words of every day stand for themselves."""
    if kind == "language":
        return _languages(values)
    if kind == "dimension":
        return _numbered("question", values, kept=_DIMENSIONS.__contains__)
    if kind == "skill":
        return _numbered("Skill", values, kept=QUALITY_NAMES.__contains__)
    if kind == "country":
        return _numbered("Country", values, kept=_is_country)
    if kind in _EVERYDAY and all(_is_everyday(kind, value) for value in values):
        return values
    return _numbered(_LABELS[kind], values, kept=lambda _: False)


_LABELS = {
    "channel": "Channel",
    "industry": "Industry",
    "partner": "Partner",
    "product_line": "Product line",
    "stage": "Stage",
    "third_party": "Third party",
}


def _numbered(label: str, values: list[str], kept: Callable[[str], bool]) -> list[str]:
    """The label with the place among the values, all numbers of one width, so that the order stays."""
    width = len(str(len(values)))
    return [value if kept(value) else f"{label} {place:0{width}}" for place, value in enumerate(values, start=1)]


def _is_country(value: str) -> bool:
    return value in _COUNTRIES or _COUNTRY_CODE.fullmatch(value) is not None


def _is_everyday(kind: str, value: str) -> bool:
    return set(value.casefold().replace("_", " ").split()) <= set(_EVERYDAY[kind].split())


def _languages(values: list[str]) -> list[str]:
    """Codes stay; any other word gets a made-up code, so that those who speak the same still do."""
    odd = {value for value in values if not all(_LANGUAGE_CODE.fullmatch(part.strip()) for part in value.split(","))}
    spoken = {word for value in odd for word in language_codes(value)}
    no_codes = sorted(word for word in spoken if not _LANGUAGE_CODE.fullmatch(word))
    codes = {word: word for word in spoken} | {word: f"x{place}" for place, word in enumerate(no_codes)}
    return [
        ",".join(sorted(codes[word] for word in language_codes(value))) if value in odd else value for value in values
    ]


def _distinct(make: Callable[[np.ndarray], pa.Array], how_many: int, avoided: pa.Array) -> pa.Array:
    """So many names, no two alike and none of those avoided, whatever their case."""
    avoided = pc.utf8_lower(avoided)
    found: list[pa.Array] = []
    begin = missing = 0
    while (missing := how_many - sum(map(len, found))) > 0:
        made = make(np.arange(begin, begin + missing))
        found.append(made.filter(pc.invert(pc.is_in(pc.utf8_lower(made), value_set=avoided))))
        begin += missing
    return pa.chunked_array(found, pa.string()).combine_chunks() if found else pa.array([], pa.string())


def _company_names(places: np.ndarray) -> pa.Array:
    """`Amber Harbour Foods`; where the words have been used up, with a number."""
    return _joined(places, _COLOURS, _LANDMARKS, _TRADES)


def _team_names(places: np.ndarray) -> pa.Array:
    return _joined(places, ["Team"], _BIRDS)


def _person_names(places: np.ndarray) -> pa.Array:
    """`Nora Falk`, then `Nora B. Falk`."""
    plain = len(_FIRST_NAMES) * len(_LAST_NAMES)
    initials = ["", *(f"{letter}." for letter in _INITIALS)]
    within, again = places % plain, places // plain
    names = _joined(within, _FIRST_NAMES, _LAST_NAMES, between=_taken(initials, again % len(initials)))
    return _with_numbers(names, again // len(initials))


def _joined(places: np.ndarray, *pools: Sequence[str], between: pa.Array | None = None) -> pa.Array:
    """A word of each pool, all combinations before any comes again with a number; `between` the first and the others."""
    size = int(np.prod([len(pool) for pool in pools]))
    rest = places % size * _STEP % size
    parts = []
    for pool in pools:
        parts.append(_taken(pool, rest % len(pool)))
        rest = rest // len(pool)
    if between is not None:
        parts.insert(1, between)
    names = pc.binary_join_element_wise(*parts, " ")
    return _with_numbers(pc.replace_substring(names, "  ", " "), places // size)


def _with_numbers(names: pa.Array, again: np.ndarray) -> pa.Array:
    numbers = pc.binary_join_element_wise("", pc.cast(pa.array(again + 1), pa.string()), " ")
    return pc.binary_join_element_wise(names, pc.if_else(pa.array(again > 0), numbers, ""), "")


def _taken(pool: Sequence[str], places: np.ndarray) -> pa.Array:
    return pa.array(pool).take(pa.array(places))
