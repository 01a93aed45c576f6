"""Finding accounts: by any part of a name, by key, whatever the case and the accents, the best first, only what may be seen."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.headlines import search_sentence
from dashboard.portfolio import search, searchable
from dashboard.portfolio.search import MOST_HITS, folded

NAMES = {
    "a1": "Kestrel Energy",
    "a2": "Kestrelmoor Energie",
    "a3": "Blue Kestrel Ltd",
    "a4": "Blackestrel Oy",
    "a5": "Høstmåne Logistikk AS",
    "a6": "Łódź Čeští Übung",
    "a7": "شركة النور 🌙",
    "a8": "白鳥霧機械株式会社",
    "a9": "O’Brien & Söhne-Straße",
    "b10": '=HYPERLINK("http://outside.invalid")',
    "b11": "<script>alert(1)</script>",
    "A1X": "Ångström",
    "kestrel": "Unrelated",
}
REVENUE = {"a1": 100.0, "a3": 5.0}


def found(text: str, names: dict[str, str] | None = None, revenue: dict[str, float] | None = None) -> list[str]:
    """The keys that are found, in their order."""
    names = NAMES if names is None else names
    return list(search(ready(names), frame(names, revenue), text).accounts["account_id"])


def frame(names: dict[str, str], revenue: dict[str, float] | None = None) -> pd.DataFrame:
    """Rows as in a scored frame, in the order of their number."""
    money = REVENUE if revenue is None else revenue
    rows = [(place, key, name, money.get(key)) for place, (key, name) in enumerate(names.items(), start=1)]
    return pd.DataFrame(rows, columns=["account_no", "account_id", "account_name", "revenue_12m"])


def ready(names: dict[str, str]) -> pd.DataFrame:
    """The names as they are searched."""
    return searchable(frame(names))


def test_a_key_comes_first_then_the_beginning_of_a_name_then_of_a_word_then_any_part() -> None:
    assert found("kestrel") == ["kestrel", "a1", "a2", "a3", "a4"]


def test_the_larger_revenue_comes_first_then_the_name_and_unknown_revenue_last() -> None:
    names = {"x1": "Tree B", "x2": "Tree A", "x3": "Tree C", "x4": "Tree D"}
    assert found("tree", names, {"x1": 1.0, "x3": 9.0}) == ["x3", "x1", "x2", "x4"]
    assert found("tree", names, {"x1": -5.0}) == ["x1", "x2", "x3", "x4"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hostmane", "a5"),
        ("HØSTMÅNE", "a5"),
        ("lodz", "a6"),
        ("cesti ubung", "a6"),
        ("النور", "a7"),
        ("شَرِكَة", "a7"),
        ("🌙", "a7"),
        ("霧機", "a8"),
        ("strasse", "a9"),
        ("STRASSE", "a9"),
        ("o'brien", "a9"),
        ("obrien", None),
        ("sohne", "a9"),
        ("angstrom", "A1X"),
        ("\u212bngström", "A1X"),
        ("=hyper", "b10"),
        ("<script>", "b11"),
        ("a1x", "A1X"),
    ],
)
def test_case_accents_and_what_stands_between_words_do_not_matter(text: str, key: str | None) -> None:
    assert found(text)[:1] == ([] if key is None else [key])


def test_all_words_must_be_there_in_any_order() -> None:
    assert found("energy kestrel") == ["a1"]
    assert found("ener kest") == ["a1", "a2"]
    assert found("energy logistikk") == []


def test_the_beginning_of_a_key_finds_it() -> None:
    assert found("b1") == ["b11", "b10"], "by name"
    assert found("B11") == ["b11"]


def test_a_sign_that_is_no_letter_is_looked_for_anywhere() -> None:
    assert found("(") == ["b11", "b10"]
    assert found("&") == ["a9"]


def test_one_letter_is_looked_for_only_at_the_beginning_of_names_and_as_a_key() -> None:
    assert found("k") == ["a1", "a2"]
    assert found("白") == ["a8"]
    assert found("a", {"a": "Zebra", "b": "Ant", "c": "Crab"}) == ["a", "b"]


@pytest.mark.parametrize("text", ["", "   ", "\t", "\u0301"])
def test_nothing_typed_finds_nothing(text: str) -> None:
    assert search(ready(NAMES), frame(NAMES), text).total == 0


@pytest.mark.parametrize("text", [".*", "[a-z]", "\\", "%", "_", "^k", "' or 1=1"])
def test_patterns_are_text(text: str) -> None:
    assert found(text) == []


def test_at_most_twenty_are_given_and_all_are_counted() -> None:
    names = {f"k{place:03}": f"Oak {place:03}" for place in range(57)}
    hits = search(ready(names), frame(names), "oak")
    assert len(hits.accounts) == MOST_HITS == 20
    assert hits.total == 57
    assert search_sentence("oak", len(hits.accounts), hits.total) == "20 of 57 accounts; type more"


def test_only_accounts_of_the_frame_are_found_whatever_names_are_known() -> None:
    accounts = frame(NAMES)
    seen = accounts[accounts["account_id"].isin(["a3", "a4", "kestrel"])]
    hits = search(ready(NAMES), seen, "kestrel")
    assert list(hits.accounts["account_id"]) == ["kestrel", "a3", "a4"]
    assert hits.total == 3
    assert search(ready(NAMES), accounts.iloc[:0], "kestrel").total == 0


def test_names_the_viewer_may_not_see_are_not_found_either() -> None:
    accounts = frame(NAMES)
    some = searchable(accounts[accounts["account_id"] != "a1"])
    assert "a1" not in set(search(some, accounts, "kestrel").accounts["account_id"])


def test_what_was_found_is_told_in_numbers() -> None:
    assert search_sentence("oak", 1, 1) == "1 account"
    assert search_sentence("oak", 20, 20) == "20 accounts"
    assert search_sentence(" kes ", 0, 0) == "No account matches “kes”."


def test_folding_leaves_plain_words_in_single_spaces() -> None:
    assert folded("  Äpfel\u00a0 &\tBIRNEN  ") == "apfel & birnen"
    assert folded("İSTANBUL Iğdır") == "istanbul igdir"
    assert folded("ﬁne ½") == "fine 1⁄2"


def test_a_hundred_thousand_names_are_searched_as_text_that_arrow_holds() -> None:
    names = searchable(frame({f"k{place}": f"Årsta {place}" for place in range(3)}))
    assert {str(names[column].dtype) for column in ("key", "name", "words")} == {"string"}
