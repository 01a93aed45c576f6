"""The sentences of the pages are true for the frames on screen, singular and plural, filtered and empty."""

from __future__ import annotations

import html
from datetime import date
from math import nan

import pandas as pd
import pytest

from dashboard import headlines
from dashboard.headlines import Filters, Headline
from dashboard.palette import TIER_ROWS
from dashboard.portfolio import WEEKS, AttentionShift, move_matrix, served_as

AS_OF = date(2026, 11, 16)
NO_FILTER = Filters()
EXPORT = Filters(teams=("Export",))


def accounts(n: int = 3, layer: str | None = "active", **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"account_id": range(n), "layer": layer, "contacts_365d": 1.0, "attention_index": 1.0} | columns
    )


def shares(
    revenue: list[float], meetings: list[float], counts: tuple[int, ...] = (2, 3, 4, 5, 6), meetings_sum: float = 10.0
) -> pd.DataFrame:
    table = pd.DataFrame({"tier": TIER_ROWS, "accounts": counts, "revenue_share": revenue, "meetings_share": meetings})
    table["meetings"] = table["meetings_share"] * meetings_sum if meetings_sum else 0.0
    table["index"] = (table["meetings_share"] / table["revenue_share"]).where(table["revenue_share"] > 0)
    return table.assign(served=served_as(table["index"]))


def moves(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["from_tier", "to_tier"])


def buyers(*rows: tuple[str | None, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["state", "amount"]).astype({"state": object, "amount": float})


def buyers_sentence(rows: pd.DataFrame, filters: Filters = NO_FILTER, n: int = 3, layer: str | None = "active") -> str:
    return headlines.buyers_headline(rows, accounts(n, layer), "EUR", 120, filters).text


def pyramid_sentence(
    table: pd.DataFrame, moved: pd.DataFrame | None = None, filters: Filters = NO_FILTER, since: str = "1 Sep"
) -> str:
    return headlines.pyramid_headline(accounts(), table, moved, since, filters).text


# Recent buyers


def test_neglected_buyers_are_counted_with_what_is_at_stake() -> None:
    rows = buyers(("neglected", 600_000), ("neglected", 388_000), ("late", 999_000))
    assert buyers_sentence(rows) == (
        "2 recent buyers are neglected, €988k at stake: a checkpoint was missed and nothing is planned."
    )


def test_one_neglected_buyer_is_singular() -> None:
    assert buyers_sentence(buyers(("neglected", 1_240_000))).startswith(
        "1 recent buyer is neglected, €1.24M at stake: a checkpoint was missed"
    )


def test_the_five_largest_are_named_only_where_there_are_more() -> None:
    five = buyers(*[("neglected", 100)] * 5)
    assert "largest" not in buyers_sentence(five)
    six = buyers(*[("neglected", 100)] * 5, ("neglected", 500))
    assert buyers_sentence(six).endswith("The five largest are 90% of it.")


def test_the_largest_are_left_out_where_credits_make_them_more_than_the_whole() -> None:
    assert "largest" not in buyers_sentence(buyers(*[("neglected", 100)] * 5, ("neglected", -50)))


def test_unknown_amounts_are_said_and_not_added_as_zero() -> None:
    assert buyers_sentence(buyers(("neglected", nan), ("neglected", nan))).startswith(
        "2 recent buyers are neglected, the amount at stake is unknown:"
    )
    some = buyers(("neglected", 50_000), ("neglected", nan))
    assert "€50k at stake" in buyers_sentence(some)
    assert buyers_sentence(some).endswith("1 of them has no known amount.")


def test_filters_are_named_and_the_sentence_holds_for_the_filtered_rows() -> None:
    rows = buyers(("neglected", 300), ("neglected", 200), ("neglected", 100))
    assert buyers_sentence(rows, EXPORT).startswith("Export team: 3 recent buyers are neglected, €600 at stake")


def test_good_emptiness_says_what_was_done_and_what_is_open() -> None:
    rows = buyers(*[("cared_for", 1)] * 30, ("late", 1))
    assert buyers_sentence(rows) == "No neglected buyers. 31 recent orders have been followed up."
    rows = buyers(("cared_for", 1), ("planned", 1), ("waiting", 1), ("waiting", 1))
    assert buyers_sentence(rows) == (
        "No neglected buyers. 1 recent order has been followed up, 1 has a contact planned, 2 wait for the first contact."
    )
    assert buyers_sentence(buyers(("waiting", 1))) == "No neglected buyers. 1 waits for the first contact."


def test_nobody_is_called_neglected_where_no_contacts_are_connected() -> None:
    text = buyers_sentence(buyers((None, 100), (None, 50)))
    assert text == (
        "2 recent buyers; whether anybody contacted them is not known. "
        "Contacts are not in this data store. Map a source of interactions in the settings to see who was contacted."
    )
    assert "eglected" not in text


def test_without_recent_buyers_the_page_says_so() -> None:
    assert buyers_sentence(buyers()) == "No recent buyers. No order began a watch in the last 120 days."
    assert buyers_sentence(buyers(), EXPORT).startswith("Export team: No recent buyers")


def test_without_recent_buyers_the_period_looked_at_is_named() -> None:
    headline = headlines.buyers_headline(buyers(), accounts(), "EUR", 30, Filters(period_days=30))
    assert headline.text.endswith("No recent buyers. No order began a watch in the last 30 days.")


@pytest.mark.parametrize(
    ("states", "others", "text"),
    [
        (("neglected", "late"), 12, "No recent buyer is neglected or late. Choose other states above to see the 12 in"),
        (("waiting", "planned", "cared_for"), 3, "No recent buyer is waiting, planned or cared for."),
        (("late",), 1, "No recent buyer is late. Choose other states above to see the other one."),
    ],
)
def test_an_empty_list_says_which_states_nobody_is_in(states: tuple[str, ...], others: int, text: str) -> None:
    assert headlines.nothing_in_states(states, others).startswith(text)


def test_an_empty_list_without_any_buyer_leaves_it_to_the_headline() -> None:
    assert headlines.nothing_in_states(("neglected",), 0) == ""


def test_without_orders_there_are_no_recent_buyers_to_know() -> None:
    assert buyers_sentence(buyers(), layer=None).startswith("Orders are not in this data store.")


def test_pills_show_amount_and_number() -> None:
    assert headlines.state_pill({"amount": 988_000.0, "accounts": 15}, "EUR") == "€988k · 15"
    assert headlines.state_pill({"amount": nan, "accounts": 2}, "EUR") == "unknown · 2"
    assert headlines.state_pill({"amount": 0.0, "accounts": 0}, "EUR") == "0"


# The pyramid


def test_revenue_and_meetings_of_a_accounts_lead_and_the_most_over_served_tier_follows() -> None:
    table = shares([0.58, 0.27, 0.15, 0, 0], [0.31, 0.29, 0.28, 0.04, 0.08])
    assert pyramid_sentence(table, moves(("A", "B"), ("New", "Prospect"), ("C", "B"))) == (
        "A accounts bring 58% of revenue and get 31% of meetings; C accounts get 1.9× their share. "
        "2 accounts moved tier since 1 Sep."
    )


def test_a_single_move_is_singular_and_new_accounts_are_no_moves() -> None:
    assert headlines.moved_sentence(moves(("A", "B")), "1 Sep") == "1 account moved tier since 1 Sep."
    assert headlines.moved_sentence(moves(("New", "Prospect")), "1 Sep") == "No account moved tier since 1 Sep."


def test_nothing_is_said_to_have_stayed_where_the_earlier_tiers_are_unknown() -> None:
    text = headlines.moved_sentence(moves(), "1 Sep", since_known=False)
    assert text == "There are no orders up to 1 Sep to compare with."


def test_the_headline_leaves_out_tiers_without_accounts_and_over_service_that_is_none() -> None:
    table = shares([0, 0.6, 0.4, 0, 0], [0, 0.6, 0.4, 0, 0], counts=(0, 3, 4, 0, 0))
    assert pyramid_sentence(table) == "B accounts bring 60% of revenue and get 60% of meetings."


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (
            shares([0.6, 0.4, 0, 0, 0], [nan] * 5),
            "A accounts bring 60% of revenue; meetings are not in this data store.",
        ),
        (
            shares([0.6, 0.4, 0, 0, 0], [nan] * 5).assign(meetings=0.0),
            "A accounts bring 60% of revenue; no meeting was held in the last 12 months.",
        ),
        (shares([nan] * 5, [0.5, 0.5, 0, 0, 0]), "The revenue of the last 12 months is not known."),
        (
            shares([nan] * 5, [0, 0, 0, 0.5, 0.5], counts=(0, 0, 0, 2, 3)),
            "No account has bought in the last 12 months.",
        ),
    ],
)
def test_what_is_not_known_is_said(table: pd.DataFrame, text: str) -> None:
    assert pyramid_sentence(table) == text


def test_without_orders_there_is_no_pyramid() -> None:
    frame = accounts(layer=None)
    text = headlines.pyramid_headline(frame, shares([nan] * 5, [nan] * 5), None, None, EXPORT).text
    assert text.startswith("Orders are not in this data store. Map a source of orders")


def test_the_heading_counts_accounts() -> None:
    assert headlines.pyramid_heading(accounts(853)) == "853 accounts by tier"
    assert headlines.pyramid_heading(accounts(1)) == "1 account by tier"


def test_the_headline_does_not_say_that_nothing_moved_where_nothing_can_be_compared() -> None:
    table = shares([0.6, 0.4, 0, 0, 0], [0.5, 0.5, 0, 0, 0])
    headline = headlines.pyramid_headline(accounts(), table, moves(), "1 Sep", NO_FILTER, since_known=False)
    assert headline.context == "There are no orders up to 1 Sep to compare with."


@pytest.mark.parametrize(
    ("tiers", "n", "text"),
    [
        (["A"], 24, "Tier A: 24 accounts"),
        (["Inactive"], 1, "Inactive: 1 account"),
        (["A", "B", "Prospect"], 9, "A, B and Prospect: 9 accounts"),
    ],
)
def test_the_accounts_of_tiers_are_counted(tiers: list[str], n: int, text: str) -> None:
    assert headlines.tiers_heading(tiers, n) == text


@pytest.mark.parametrize(
    ("entered", "tiers", "text"),
    [
        (0, 0, ""),
        (0, 12, "All tiers are computed from revenue."),
        (0, 1, "The tier is computed from revenue."),
        (12, 12, "All tiers were entered in the CRM."),
        (1, 1, "The tier was entered in the CRM."),
        (1, 12, "1 of 12 tiers was entered in the CRM, the others are computed from revenue."),
        (11, 12, "11 of 12 tiers were entered in the CRM, the other is computed from revenue."),
    ],
)
def test_entered_tiers_are_told_apart_from_computed_ones(entered: int, tiers: int, text: str) -> None:
    assert headlines.entered_sentence(entered, tiers) == text


def test_moves_are_named_with_their_accounts() -> None:
    counts = {"all": 31, "A-B": 1, "C-Inactive": 30}
    assert headlines.move_heading("C-Inactive", counts) == "C to Inactive: 30 accounts"
    assert headlines.move_heading("A-B", counts) == "A to B: 1 account"
    assert headlines.move_heading("all", counts) == "All moves: 31 accounts"
    with_new = counts | {"New-C": 1, "all": 32}
    assert headlines.move_heading("New-C", with_new) == "New in C: 1 account"
    assert headlines.move_heading("all", with_new) == "All moves and new accounts: 32"


def test_expected_contacts_are_explained_by_the_rate_of_the_company() -> None:
    assert headlines.shared_rate(1 / 4_310, "EUR") == (
        "Over the whole company there was one counted contact for every €4k of revenue."
    )
    assert headlines.shared_rate(nan, "EUR") == ""


def test_small_pyramids_say_what_they_share_and_that_a_base_is_shortened() -> None:
    plain = "All teams on one scale. Small number: change since 1 Sep."
    assert headlines.teams_caption("1 Sep", shortened=False) == plain
    assert headlines.teams_caption("1 Sep", shortened=True).startswith(plain + " Where a line crosses the base")


def test_the_matrix_is_read_by_its_largest_cell() -> None:
    matrix = move_matrix(moves(("A", "B"), ("A", "B"), ("C", "B")))
    assert headlines.moves_caption(matrix) == "Read: 2 accounts went from A to B."
    assert headlines.moves_caption(move_matrix(moves(("C", "B")))) == "Read: 1 account went from C to B."
    assert headlines.moves_caption(move_matrix(moves(("New", "Prospect")))) == "Read: 1 new account is in Prospect."
    assert headlines.moves_caption(move_matrix(moves())) == ""


def test_the_list_of_served_accounts_says_what_it_holds_or_why_it_is_empty() -> None:
    served = pd.DataFrame({"served": ["under_served", "under_served", "over_served"]})
    none = served.iloc[:0]
    assert headlines.served_sentence(served, accounts()).startswith("2 accounts under-served, 1 over-served")
    assert headlines.served_sentence(none, accounts()) == "Every account gets contacts in proportion to its revenue."
    unknown = accounts(contacts_365d=nan, attention_index=nan)
    assert headlines.served_sentence(none, unknown).startswith("Contacts are not in this data store.")
    assert headlines.served_sentence(none, accounts(attention_index=nan)) == "No attention to compare yet."
    assert headlines.served_sentence(none, accounts(layer=None)).startswith("Orders are not in this data store.")


def test_differences_of_tiers_are_counted() -> None:
    assert headlines.differences_sentence(accounts(12), 20) == "Computed and entered tiers differ for 12 accounts."
    assert headlines.differences_sentence(accounts(1), 0) == "Computed and entered tiers differ for 1 account."
    assert headlines.differences_sentence(accounts(0), 3) == "Computed and entered tiers agree."
    assert headlines.differences_sentence(accounts(0), 0) == ""


# Filters and emptiness


@pytest.mark.parametrize(
    ("filters", "opening", "choice"),
    [
        (NO_FILTER, "", "this choice"),
        (EXPORT, "Export team: ", "Team Export"),
        (Filters(teams=("Export", "Coast")), "Export and Coast teams: ", "Teams Export and Coast"),
        (Filters(teams=("a", "b", "c", "d")), "4 teams: ", "4 teams"),
        (Filters(teams=("Coast",), tiers=("A",)), "Coast team, tier A: ", "Team Coast and Tier A"),
        (Filters(owners=("A. Demir",)), "Owner A. Demir: ", "Owner A. Demir"),
        (Filters(period_days=30), "Bought in the last 30 days: ", "Bought in the last 30 days"),
    ],
)
def test_active_filters_are_named(filters: Filters, opening: str, choice: str) -> None:
    assert filters.opening == opening
    assert filters.choice == choice
    assert filters.active is bool(opening)


def test_empty_by_filter_names_the_filter_and_an_empty_store_does_not_blame_one() -> None:
    filters = Filters(teams=("Coast",), tiers=("A",))
    empty = accounts(0)
    expected = "No account matches Team Coast and Tier A."
    assert headlines.buyers_headline(buyers(), empty, "EUR", 120, filters).text == expected
    assert headlines.pyramid_headline(empty, shares([nan] * 5, [nan] * 5), None, None, filters).text == expected
    assert headlines.nothing_matches(NO_FILTER).text.startswith("No accounts yet.")


def test_the_finding_is_bold_and_foreign_names_are_shown_as_they_are() -> None:
    hostile = "**x** [a](http://e.test) <b>"
    headline = Filters(teams=(hostile,)).named(Headline("1 buyer.", "Plain."))
    assert headline.markdown.startswith("**&#42;&#42;x&#42;&#42; &#91;a&#93;")
    assert headline.markdown.endswith(" Plain&#46;")
    assert headline.markdown.count("**") == 2
    shown = html.unescape(headline.markdown.replace("**", "")).replace("\u2060", "")
    assert shown == f"{hostile} team: 1 buyer. Plain." == headline.text


def test_stale_data_are_said_in_days() -> None:
    assert headlines.stale_sentence(3, "Thu 12 Nov, 06:12") == (
        "Data is 3 days old (last read Thu 12 Nov, 06:12). States may be out of date."
    )
    assert headlines.stale_sentence(1, "x").startswith("Data is 1 day old")


# The attention shift


def shift(before: float, after: float, orders: int = 284) -> AttentionShift:
    return AttentionShift(orders, pd.DataFrame({"week": WEEKS, "mean": before}), before, after)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (shift(0.62, 0.18), "Attention shift: contacts fall by 71% after the order"),
        (shift(0.5, 0.6), "Attention shift: contacts rise by 20% after the order"),
        (shift(0.5, 0.501), "Attention shift: contacts stay the same after the order"),
        (shift(0.0, 0.5), "Attention shift"),
        (shift(0.62, 0.18, orders=19), "Attention shift"),
        (shift(nan, nan), "Attention shift"),
    ],
)
def test_the_heading_states_the_shift_where_it_is_known(given: AttentionShift, text: str) -> None:
    assert headlines.attention_heading(given) == text


def test_the_caption_names_orders_period_and_band() -> None:
    assert headlines.attention_caption(shift(0.62, 0.18), AS_OF, contacts_known=True) == (
        "Counted contacts per order and week, 284 orders from 18 Aug 2025 to 17 Aug with all 13 weeks behind them; "
        "band = 95% interval."
    )


@pytest.mark.parametrize(
    ("orders", "text"),
    [
        (6, "Only 6 orders in this selection; the curve needs 20."),
        (1, "Only 1 order in this selection; the curve needs 20."),
        (0, "No order in this selection; the curve needs 20."),
    ],
)
def test_too_few_orders_are_a_sentence(orders: int, text: str) -> None:
    assert headlines.attention_caption(shift(1, 1, orders), AS_OF, contacts_known=True) == text


def test_a_store_without_contacts_is_not_told_that_orders_are_few() -> None:
    assert headlines.attention_missing(shift(nan, nan, 0), contacts_known=False).startswith("Contacts are not in this")
    assert headlines.attention_missing(shift(1, 1), contacts_known=True) == ""


def test_a_small_curve_has_its_numbers_below_it() -> None:
    text = headlines.small_curve_caption(shift(0.62, 0.18, orders=84))
    assert text == "84 orders: 0.62 a week before, 0.18 after (−71%)"
    assert headlines.small_curve_caption(shift(0, 0.2, orders=20)) == "20 orders: 0.00 a week before, 0.20 after"


@pytest.mark.parametrize(
    ("drawn", "teams", "text"),
    [
        (0, 3, "No team has the 20 orders a curve needs."),
        (3, 3, "All on one scale; dashed: the averages before and after."),
        (2, 3, "1 of 3 teams has fewer than the 20 orders a curve needs."),
        (1, 3, "2 of 3 teams have fewer than the 20 orders a curve needs."),
    ],
)
def test_teams_without_a_curve_are_counted(drawn: int, teams: int, text: str) -> None:
    assert headlines.attention_by_team_caption(drawn, teams).endswith(text)


def test_tiers_are_summed_up_with_those_that_have_too_few_orders() -> None:
    all_drop = {"A": shift(1, 0.5), "B": shift(1, 0.25)}
    assert headlines.attention_by_tier_caption(all_drop) == "Every tier drops: A −50%, B −75%."
    mixed = {"A": shift(1, 1.5), "B": shift(1, 0.25), "C": shift(1, 0.5, orders=6)}
    assert headlines.attention_by_tier_caption(mixed) == (
        "After the order: A +50%, B −75%. Too few orders for a line: C (6)."
    )
    assert headlines.attention_by_tier_caption({"C": shift(1, 1, 6)}) == "No tier has the 20 orders a line needs."
    assert headlines.attention_by_tier_caption({}) == ""
