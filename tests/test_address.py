"""The address of a view: what it may ask for, what is left out with a sentence, and that it leads back to itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.address import Address, Known, read_address

KNOWN = Known(
    as_of=date(2024, 5, 31),
    last_day=date(2024, 6, 2),
    teams={"t-coast": "Coast", "t-north": "North"},
    owners={"e1": "A. Demir"},
    periods=(30, 60, 90, 120),
)


def read(**parameters: str | list[str]) -> tuple[Address, list[str]]:
    """The address of these parameters, each given once or as a list."""
    return read_address({k: [v] if isinstance(v, str) else v for k, v in parameters.items()}, KNOWN)


def test_an_address_without_parameters_asks_for_everything():
    assert read() == (Address(), [])
    assert Address().parameters() == {}


@pytest.mark.parametrize(
    "address",
    [
        Address(as_of=date(2024, 6, 2), since=date(2023, 1, 1)),
        Address(team=("t-north", "t-coast"), owner="e1"),
        Address(tier=("A", "Prospect"), period=60),
        Address(state=("neglected", "cared_for")),
        Address(state=()),
        Address(counted="meetings"),
        Address(account="<a&b=c>", open="team:t-coast"),
    ],
)
def test_a_view_is_found_again_by_its_own_parameters(address):
    assert read_address(address.parameters(), KNOWN) == (address, [])


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"team": "t-else"}, "no such team is in this data store"),
        ({"owner": "e2"}, "no account shown here has such an owner"),
        ({"tier": "a"}, "the tiers are A, B, C, Inactive and Prospect"),
        ({"state": "bad"}, "no such state exists"),
        ({"counted": "mails"}, "what is counted are contacts and meetings"),
        ({"period": "45"}, "the periods are 30, 60, 90, 120 days"),
        ({"period": "-30"}, "the periods are"),
        ({"as_of": "2024-13-01"}, "a date is written like"),
        ({"as_of": "20240101"}, "a date is written like"),
        ({"as_of": "٢٠٢٤-٠١-٠١"}, "a date is written like"),
        ({"as_of": "2024-06-03"}, "the data were read up to 2 Jun"),
        ({"since": "2024-05-31"}, "it must lie before 31 May, the day shown"),
        ({"since": "yesterday"}, "a date is written like"),
    ],
)
def test_what_cannot_be_shown_is_left_out_with_a_sentence(parameters, sentence):
    address, ignored = read(**parameters)
    assert address == Address()
    assert len(ignored) == 1
    assert sentence in ignored[0]
    assert ignored[0].endswith("It was left out.")


def test_the_good_values_of_a_parameter_stay_when_a_bad_one_goes():
    address, ignored = read(team=["t-coast", "t-else", "t-coast"], state=["late", "x"])
    assert address == Address(team=("t-coast",), state=("late",))
    assert len(ignored) == 2


def test_states_of_another_page_are_passed_over_without_a_word():
    assert read(state=["overdue", "neglected"]) == (Address(state=("neglected",)), [])
    assert read(state="overdue") == (Address(), [])
    of_cadence = replace(KNOWN, states=("overdue", "planned"))
    parameters = {"state": ["neglected", "planned", "overdue"]}
    assert read_address(parameters, of_cadence) == (Address(state=("planned", "overdue")), [])


def test_the_compared_date_lies_before_the_day_shown_not_before_the_newest():
    assert read(as_of="2023-01-01", since="2023-06-01")[0] == Address(as_of=date(2023, 1, 1))


def test_values_of_an_address_are_untrusted_text():
    ignored = read(team="<script>![x](http://a.b/c.png)" + "x" * 100_000)[1]
    assert len(ignored[0]) < 1_000
    assert "<script>" not in ignored[0]
    assert "](" not in ignored[0]


def test_parameters_of_others_are_nobodys_business():
    assert read(utm_source="mail", embed="true") == (Address(), [])
