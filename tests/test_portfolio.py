"""From the scored frame to what the portfolio pages show: small stores, every figure worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan, nan, sqrt

import numpy as np
import pandas as pd
import pytest

from dashboard import portfolio
from dashboard.palette import TIER_ROWS, WATCH_STATES

AS_OF = date(2026, 11, 16)
CHECKPOINTS = (14, 45, 90)

ACCOUNT_DEFAULTS: dict[str, object] = {
    "account_name": None,
    "team_id": "t1",
    "team_name": "Export",
    "owner_id": "e1",
    "owner_name": "A. Demir",
    "layer": "active",
    "tier": None,
    "tier_source": "computed",
    "tier_entered": None,
    "tier_computed": None,
    "revenue_12m": 0.0,
    "contacts_365d": 0.0,
    "meetings_365d": 0.0,
    "attention_index": nan,
    "last_contact_on": pd.NaT,
    "last_contact_kind": None,
    "next_planned_on": pd.NaT,
}
LAYERS = {"I": ("inactive", None), "P": ("prospect", None), None: (None, None)}


def accounts(*rows: dict[str, object]) -> pd.DataFrame:
    """Scored accounts; `row` is a pyramid row: A, B, C, I, P or None for unknown."""
    filled = []
    for given in rows:
        row = ACCOUNT_DEFAULTS | given
        key = row.pop("row", None)
        row["layer"], row["tier"] = LAYERS.get(key, ("active", key))
        row["account_name"] = row["account_name"] or str(row["account_id"]).title()
        filled.append(row)
    columns = ["account_id", *ACCOUNT_DEFAULTS]
    frame = pd.DataFrame(filled, columns=columns)
    texts = [name for name in columns if name not in NUMBERS and not name.endswith("_on")]
    frame = frame.astype(dict.fromkeys(NUMBERS, float)).astype(dict.fromkeys(texts, object))
    for name in ("last_contact_on", "next_planned_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ns]")
    return frame


NUMBERS = ("revenue_12m", "contacts_365d", "meetings_365d", "attention_index")


def tiers(text: str, **common: object) -> pd.DataFrame:
    """Accounts a, b, c ... on the rows given as one letter each; `-` is unknown."""
    rows = zip("abcdefghijklmnop", text, strict=False)
    return accounts(*({"account_id": key, "row": None if row == "-" else row, **common} for key, row in rows))


def watches(*rows: dict[str, object]) -> pd.DataFrame:
    """Open watches; `contacts` are the days after the order with a counted contact."""
    filled = []
    for row in rows:
        order_on = AS_OF - timedelta(days=int(row["days"]))
        contacts = sorted(row.get("contacts", ()))
        entry: dict[str, object] = {
            "account_id": row["account_id"],
            "team_id": "t1",
            "order_on": order_on,
            "days": row["days"],
            "amount": row.get("amount", 100.0),
            "state": row.get("state"),
            "shown": row.get("shown", True),
            "first_contact_on": order_on + timedelta(days=contacts[0]) if contacts else None,
        }
        for previous, checkpoint in zip((0, *CHECKPOINTS), CHECKPOINTS, strict=False):
            inside = [day for day in contacts if previous < day <= checkpoint]
            entry[f"contact_on_{checkpoint}"] = order_on + timedelta(days=inside[0]) if inside else None
        filled.append(entry)
    names = ["account_id", "team_id", "order_on", "days", "amount", "state", "shown", "first_contact_on"]
    names += [f"contact_on_{checkpoint}" for checkpoint in CHECKPOINTS]
    frame = pd.DataFrame(filled, columns=names)
    for name in names:
        if name.endswith("_on") or "_on_" in name:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ns]")
    return frame.astype({"amount": float, "state": object})


# The pyramid


def test_every_row_of_the_pyramid_is_there_from_a_to_prospect() -> None:
    rows = portfolio.pyramid(tiers("AACPPPI"))
    assert tuple(rows["tier"]) == TIER_ROWS
    assert rows["accounts"].tolist() == [2, 0, 1, 1, 3]
    assert rows["change"].isna().all()


def test_change_is_against_the_earlier_frame() -> None:
    rows = portfolio.pyramid(tiers("AACPPPI"), tiers("ABCPPI"))
    assert rows["before"].tolist() == [1, 1, 1, 1, 2]
    assert rows["change"].tolist() == [1, -1, 0, 0, 1]


def test_without_orders_counts_are_unknown_and_not_zero() -> None:
    assert portfolio.pyramid(tiers("---"))["accounts"].isna().all()
    rows = portfolio.pyramid(tiers("AAP"), tiers("---"))
    assert rows["accounts"].tolist() == [2, 0, 0, 0, 1]
    assert rows["change"].isna().all()


def test_an_empty_frame_has_no_accounts_rather_than_unknown_ones() -> None:
    assert portfolio.pyramid(tiers(""))["accounts"].tolist() == [0, 0, 0, 0, 0]


def test_teams_are_alphabetical_those_without_follow_and_all_teams_close() -> None:
    frame = accounts(
        {"account_id": "1", "row": "A", "team_id": "t2", "team_name": "North"},
        {"account_id": "2", "row": "B", "team_id": "t1", "team_name": "coast"},
        {"account_id": "3", "row": "B", "team_id": None, "team_name": None},
        {"account_id": "4", "row": "P", "team_id": "t9", "team_name": None},
        {"account_id": "5", "row": "P", "team_id": "t1", "team_name": "coast"},
    )
    lines = portfolio.pyramid_by_team(frame, frame[frame["account_id"] != "5"])
    assert lines["team"].tolist() == ["coast", "North", "t9", "No team", "All teams"]
    assert lines["accounts"].tolist() == [2, 1, 1, 1, 5]
    assert lines["Prospect"].tolist() == [1, 0, 1, 0, 2]
    assert lines["Prospect_change"].tolist() == [1, 0, 0, 0, 1]
    parts = lines.iloc[:-1][["accounts", *TIER_ROWS]].sum()
    assert parts.tolist() == lines.iloc[-1][["accounts", *TIER_ROWS]].tolist()


def test_accounts_of_a_row_come_by_revenue_with_unknown_revenue_last() -> None:
    frame = accounts(
        {"account_id": "1", "row": "B", "revenue_12m": nan},
        {"account_id": "3", "row": "B", "revenue_12m": 5},
        {"account_id": "2", "row": "B", "revenue_12m": 5},
        {"account_id": "4", "row": "B", "revenue_12m": 9},
        {"account_id": "5", "row": "A", "revenue_12m": 99},
        {"account_id": "6", "row": "P"},
    )
    assert portfolio.in_tiers(frame, ["B"])["account_id"].tolist() == ["4", "2", "3", "1"]
    assert portfolio.in_tiers(frame, ["Prospect"])["account_id"].tolist() == ["6"]
    both = portfolio.in_tiers(frame, ["Prospect", "A"])
    assert list(zip(both["account_id"], both["row"], strict=True)) == [("5", "A"), ("6", "Prospect")]


def test_entered_tiers_are_counted_apart_from_computed_ones() -> None:
    frame = accounts(
        {"account_id": "1", "row": "A", "tier_source": "entered"},
        {"account_id": "2", "row": "A", "tier_source": "computed", "tier_entered": "A"},
        {"account_id": "3", "row": "C", "tier_source": "entered", "team_id": "t2", "team_name": "North"},
        {"account_id": "4", "row": "I", "tier_source": None, "tier_entered": "A"},
    )
    assert portfolio.pyramid(frame)["entered"].tolist() == [1, 0, 1, pd.NA, pd.NA]
    assert portfolio.pyramid_by_team(frame)["entered"].tolist() == [1, 1, 2]
    assert portfolio.pyramid(tiers("---").assign(tier_source=None))["entered"].isna().all()


def test_the_pyramid_of_a_team_is_its_line() -> None:
    now, before = tiers("AAC"), tiers("ABC")
    lines = portfolio.pyramid_by_team(now, before)
    rows = portfolio.pyramid_of_team(lines.iloc[0])
    columns = ["tier", "accounts", "before", "change"]
    pd.testing.assert_frame_equal(rows, portfolio.pyramid(now, before)[columns])
    assert portfolio.pyramid_of_team(portfolio.pyramid_by_team(now).iloc[0])["change"].isna().all()


def test_the_accounts_behind_the_counts_are_all_of_them_with_where_they_stood() -> None:
    now, before = tiers("CABP"), tiers("CB")
    found = portfolio.pyramid_accounts(now, before)
    assert found[["account_id", "row", "former_row"]].values.tolist() == [
        ["b", "A", "B"],
        ["c", "B", "New"],
        ["a", "C", "C"],
        ["d", "Prospect", "New"],
    ]
    assert portfolio.pyramid_accounts(now, tiers("--"))["former_row"].isna().all()


# Revenue against meetings


def shares_of(*rows: tuple[str, float, float]) -> pd.DataFrame:
    frame = accounts(
        *(
            {"account_id": str(i), "row": row, "revenue_12m": revenue, "meetings_365d": meetings}
            for i, (row, revenue, meetings) in enumerate(rows)
        )
    )
    return portfolio.revenue_and_meetings(frame).set_index("tier")


def test_revenue_is_shared_over_active_accounts_and_meetings_over_all() -> None:
    shares = shares_of(("A", 60, 3), ("B", 30, 3), ("C", 10, 2), ("I", 0, 1), ("P", 0, 1))
    assert shares["revenue_share"].tolist() == pytest.approx([0.6, 0.3, 0.1, 0, 0])
    assert shares["meetings_share"].tolist() == pytest.approx([0.3, 0.3, 0.2, 0.1, 0.1])
    assert shares["index"].tolist()[:3] == pytest.approx([0.5, 1, 2])
    assert shares["served"].tolist()[:3] == ["under_served", "in_proportion", "over_served"]
    assert shares.loc[["Inactive", "Prospect"], "index"].isna().all()
    assert shares.loc[["Inactive", "Prospect"], "served"].isna().all()


def test_negative_revenue_counts_as_none_and_unknown_revenue_is_left_out() -> None:
    shares = shares_of(("A", 80, 1), ("B", -50, 1), ("B", 20, 1), ("C", nan, 1))
    assert shares["revenue"].tolist() == [80, 20, 0, 0, 0]
    assert shares["revenue_share"].tolist() == pytest.approx([0.8, 0.2, 0, 0, 0])


def test_meetings_that_are_not_connected_stay_unknown() -> None:
    shares = shares_of(("A", 60, nan), ("C", 40, nan))
    assert shares["meetings"].isna().all()
    assert shares["meetings_share"].isna().all()
    assert shares["served"].isna().all()
    assert shares["revenue_share"].tolist() == pytest.approx([0.6, 0, 0.4, 0, 0])


def test_shares_of_nothing_are_unknown() -> None:
    shares = shares_of(("A", 0, 0), ("P", 0, 0))
    assert shares["revenue_share"].isna().all()
    assert shares["meetings_share"].isna().all()
    assert shares["meetings"].tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (0.74, "under_served"),
        (0.75, "in_proportion"),
        (0.75 - 1e-12, "in_proportion"),
        (1.33, "in_proportion"),
        (1.33 + 1e-12, "in_proportion"),
        (1.331, "over_served"),
        (0.0, "under_served"),
        (nan, None),
    ],
)
def test_limits_of_the_attention_index(index: float, word: str | None) -> None:
    assert portfolio.served_as(pd.Series([index])).tolist() == [word]


def served_store() -> pd.DataFrame:
    """Revenue 100, contacts 50: half a contact per unit of revenue."""
    return accounts(
        {"account_id": "1", "row": "A", "revenue_12m": 60, "contacts_365d": 10, "attention_index": 10 / 30},
        {"account_id": "2", "row": "B", "revenue_12m": 30, "contacts_365d": 15, "attention_index": 1.0},
        {"account_id": "3", "row": "C", "revenue_12m": 10, "contacts_365d": 20, "attention_index": 4.0},
        {"account_id": "4", "row": "C", "revenue_12m": -20, "contacts_365d": 5},
        {"account_id": "5", "row": "I", "revenue_12m": 0, "contacts_365d": 7},
    )


def test_expected_contacts_follow_revenue_over_the_whole_store() -> None:
    store = served_store()
    assert portfolio.contacts_per_revenue(store) == pytest.approx(0.5)
    served = portfolio.served_accounts(store, 0.5)
    assert served["account_id"].tolist() == ["1", "3"]
    assert served["served"].tolist() == ["under_served", "over_served"]
    assert served["expected"].tolist() == pytest.approx([30, 5])
    assert served["held"].tolist() == [10, 20]
    assert (served["held"] / served["expected"]).tolist() == pytest.approx(served["attention_index"].tolist())


def test_accounts_furthest_from_what_was_expected_come_first() -> None:
    rows = [("1", 10, 4), ("2", 30, 0), ("3", 30, 0), ("4", 2, 9), ("5", 2, 30)]
    store = accounts(
        *(
            {"account_id": key, "row": "C", "revenue_12m": r, "contacts_365d": c, "attention_index": c / r}
            for key, r, c in rows
        )
    )
    assert portfolio.served_accounts(store, 1.0)["account_id"].tolist() == ["2", "3", "1", "5", "4"]


@pytest.mark.parametrize("gone", ["contacts_365d", "revenue_12m"])
def test_expected_contacts_are_unknown_without_contacts_or_revenue(gone: str) -> None:
    store = served_store().assign(**{gone: nan, "attention_index": nan})
    assert isnan(portfolio.contacts_per_revenue(store))
    assert portfolio.served_accounts(store, nan).empty


# Tier moves


def test_moves_go_from_a_row_to_a_row_and_name_the_accounts() -> None:
    before, now = tiers("AABCIP"), tiers("ABBICP")
    moves = portfolio.tier_moves(now, before)
    assert list(zip(moves["account_id"], moves["from_tier"], moves["to_tier"], strict=True)) == [
        ("b", "A", "B"),
        ("d", "C", "Inactive"),
        ("e", "Inactive", "C"),
    ]


def test_a_move_tells_the_revenue_of_both_dates() -> None:
    before = tiers("AB", revenue_12m=70.0)
    now = accounts({"account_id": "a", "row": "B", "revenue_12m": 30}, {"account_id": "n", "row": "C"})
    moves = portfolio.tier_moves(now, before).set_index("account_id")
    assert moves.loc["a", ["revenue_before", "revenue_12m"]].tolist() == [70, 30]
    assert moves.loc["n", "revenue_before"] == 0


def test_a_cell_of_the_matrix_opens_the_moves_it_counts() -> None:
    moves = portfolio.tier_moves(tiers("BBCICA"), tiers("AABCP"))
    matrix = portfolio.move_matrix(moves)
    counts = portfolio.move_counts(matrix)
    assert counts == {"all": 6, "A-B": 2, "B-C": 1, "C-Inactive": 1, "Prospect-C": 1, "New-A": 1}
    for key, n in counts.items():
        assert len(portfolio.moves_of(moves, key)) == n
    places = {key: (place, goal) for key, place, goal in portfolio.move_cells(matrix)}
    assert set(places) == set(counts) - {"all"}
    assert places["C-Inactive"] == (2, "Inactive")
    for key, (place, goal) in places.items():
        assert matrix.iloc[place][goal] == counts[key]


def test_an_account_that_did_not_exist_is_new_and_one_that_left_is_no_move() -> None:
    now = accounts({"account_id": "n", "row": "P"}, {"account_id": "m", "row": "B"}, {"account_id": "a", "row": "A"})
    moves = portfolio.tier_moves(now, tiers("AB"))
    assert moves[["account_id", "from_tier", "to_tier"]].values.tolist() == [
        ["m", "New", "B"],
        ["n", "New", "Prospect"],
    ]


def test_pyramid_changes_are_the_moves_in_less_the_moves_out() -> None:
    before, now = tiers("AABCIPPP"), tiers("ABBICPBPPC")
    changes = portfolio.pyramid(now, before).set_index("tier")["change"]
    moves = portfolio.tier_moves(now, before)
    for tier in TIER_ROWS:
        assert changes[tier] == (moves["to_tier"] == tier).sum() - (moves["from_tier"] == tier).sum()


def test_the_matrix_counts_every_move_once() -> None:
    moves = portfolio.tier_moves(tiers("BBCIC"), tiers("AABCP"))
    matrix = portfolio.move_matrix(moves)
    assert list(matrix.index) == list(TIER_ROWS)
    assert list(matrix.columns) == ["A", "B", "C", "Inactive"]
    assert matrix.loc["A", "B"] == 2
    assert matrix.loc["B", "C"] == matrix.loc["C", "Inactive"] == matrix.loc["Prospect", "C"] == 1
    assert matrix.to_numpy().sum() == len(moves) == 5


def test_new_accounts_have_their_own_row_and_prospects_a_column_only_where_there_are_any() -> None:
    matrix = portfolio.move_matrix(portfolio.tier_moves(tiers("AP"), tiers("A")))
    assert matrix.index[-1] == "New"
    assert matrix.loc["New", "Prospect"] == 1
    assert portfolio.move_matrix(portfolio.tier_moves(tiers("A"), tiers("A"))).to_numpy().sum() == 0


@pytest.mark.parametrize(("before", "now"), [("---", "ABC"), ("ABC", "---"), ("---", "---")])
def test_unknown_layers_are_no_moves(before: str, now: str) -> None:
    assert portfolio.tier_moves(tiers(now), tiers(before)).empty


def test_only_active_accounts_with_both_tiers_can_differ() -> None:
    frame = accounts(
        {"account_id": "1", "row": "A", "tier_entered": "A", "tier_computed": "B", "revenue_12m": 1},
        {"account_id": "2", "row": "A", "tier_entered": "A", "tier_computed": "A", "revenue_12m": 9},
        {"account_id": "3", "row": "B", "tier_entered": None, "tier_computed": "B"},
        {"account_id": "4", "row": "I", "tier_entered": "A", "tier_computed": None},
        {"account_id": "5", "row": "C", "tier_entered": "C", "tier_computed": "A", "revenue_12m": 7},
    )
    differ = portfolio.tier_differences(frame)
    assert differ["account_id"].tolist() == ["5", "1"]
    assert differ[["tier_entered", "tier_computed", "tier"]].values.tolist() == [["C", "A", "C"], ["A", "B", "A"]]


# The call list


def listed(*rows: dict[str, object], known: tuple[dict[str, object], ...] = ()) -> pd.DataFrame:
    facts = {str(row["account_id"]): {"account_id": row["account_id"], "row": "A"} for row in rows}
    for row in known:
        facts[str(row["account_id"])] |= row
    return portfolio.call_list(watches(*rows), accounts(*facts.values()), AS_OF, CHECKPOINTS)


def test_neglected_come_first_then_by_amount_with_unknown_amounts_after_the_known_then_by_account() -> None:
    rows = listed(
        {"account_id": "k", "days": 30, "state": "cared_for", "amount": 900},
        {"account_id": "j", "days": 30, "state": None, "amount": 999},
        {"account_id": "e", "days": 30, "state": "late", "amount": 800},
        {"account_id": "h", "days": 5, "state": "waiting", "amount": 700},
        {"account_id": "g", "days": 20, "state": "planned", "amount": 600},
        {"account_id": "c", "days": 30, "state": "neglected", "amount": nan},
        {"account_id": "b", "days": 30, "state": "neglected", "amount": 5},
        {"account_id": "a", "days": 30, "state": "neglected", "amount": 5},
        {"account_id": "d", "days": 30, "state": "neglected", "amount": 7},
    )
    assert "".join(rows["account_id"]) == "dabcehgkj"
    assert rows["state_label"].tolist()[-2:] == ["✓ Cared for", "○ Unknown"]


def test_only_the_shown_watch_of_an_account_that_is_in_the_frame_is_listed() -> None:
    frame = watches(
        {"account_id": "a", "days": 80, "state": "neglected", "shown": True},
        {"account_id": "a", "days": 10, "state": "waiting", "shown": False},
        {"account_id": "b", "days": 10, "state": "waiting", "shown": True},
    )
    rows = portfolio.call_list(frame, accounts({"account_id": "a", "row": "A"}), AS_OF, CHECKPOINTS)
    assert rows[["account_id", "days"]].values.tolist() == [["a", 80]]


def test_checkpoints_say_made_missed_planned_or_still_ahead() -> None:
    rows = listed(
        {"account_id": "a", "days": 50, "state": "neglected", "contacts": (11,)},
        {"account_id": "b", "days": 40, "state": "planned"},
        {"account_id": "c", "days": 14, "state": "neglected"},
        {"account_id": "d", "days": 13, "state": "waiting"},
        {"account_id": "e", "days": 90, "state": "late", "contacts": (14 + 1, 46)},
        {"account_id": "f", "days": 20, "state": "cared_for", "contacts": (14, 15)},
        known=({"account_id": "b", "next_planned_on": AS_OF + timedelta(days=4)},),
    ).set_index("account_id")
    cells = rows[[portfolio.checkpoint_column(k) for k in CHECKPOINTS]]
    assert cells.loc["a"].tolist() == ["✓ day 11", "✗ missed", "○ 26 Dec"]
    assert cells.loc["b"].tolist() == ["✗ missed", "◆ 20 Nov", "○ 5 Jan"]
    assert cells.loc["c"].tolist() == ["✗ missed", "○ 17 Dec", "○ 31 Jan"]
    assert cells.loc["d"].tolist()[0] == "○ 17 Nov"
    assert cells.loc["e"].tolist() == ["✗ missed", "✓ day 15", "✓ day 46"]
    assert cells.loc["f"].tolist()[:2] == ["✓ day 14", "✓ day 15"]


def test_a_planned_contact_stands_at_the_checkpoint_it_would_meet() -> None:
    rows = listed(
        {"account_id": "a", "days": 10, "state": "planned"},
        {"account_id": "b", "days": 10, "state": "planned"},
        {"account_id": "c", "days": 100, "state": "planned"},
        known=(
            {"account_id": "a", "next_planned_on": AS_OF + timedelta(days=4)},
            {"account_id": "b", "next_planned_on": AS_OF + timedelta(days=5)},
            {"account_id": "c", "next_planned_on": AS_OF + timedelta(days=5)},
        ),
    ).set_index("account_id")
    assert rows.loc["a", ["day_14", "day_45"]].tolist() == ["◆ 20 Nov", "○ 21 Dec"]
    assert rows.loc["b", ["day_14", "day_45"]].tolist() == ["○ 20 Nov", "◆ 21 Nov"]
    assert rows.loc["c", ["day_14", "day_45", "day_90"]].tolist() == ["✗ missed"] * 3
    assert rows["planned"].tolist() == ["◆ 20 Nov", "◆ 21 Nov", "◆ 21 Nov"]


def test_without_interactions_nothing_is_called_missed() -> None:
    rows = listed({"account_id": "a", "days": 50, "state": None, "amount": 40})
    assert rows.iloc[0][["day_14", "day_45", "day_90"]].tolist() == ["○ unknown", "○ unknown", "○ 26 Dec"]
    assert rows.iloc[0][["last_contact", "planned", "state_label"]].tolist() == ["○ unknown", "○ unknown", "○ Unknown"]
    assert rows.iloc[0]["amount"] == 40


@pytest.mark.parametrize(
    ("ago", "text"),
    [(83, "83 d ago · before order"), (72, "72 d ago · on order day"), (55, "55 d ago · call"), (0, "today · call")],
)
def test_the_last_contact_says_when_and_how_or_that_it_was_before_the_order(ago: int, text: str) -> None:
    rows = listed(
        {"account_id": "a", "days": 72, "state": "neglected"},
        known=({"account_id": "a", "last_contact_on": AS_OF - timedelta(days=ago), "last_contact_kind": "call"},),
    )
    assert rows.iloc[0]["last_contact"] == text


def test_an_account_never_contacted_says_so() -> None:
    assert listed({"account_id": "a", "days": 72, "state": "neglected"}).iloc[0]["last_contact"] == "never"


def test_an_empty_call_list_has_its_columns() -> None:
    rows = listed()
    assert rows.empty
    assert {"account_name", "state_label", "day_14", "last_contact", "planned", "owner_name"} <= set(rows.columns)
    assert portfolio.state_totals(rows)["accounts"].tolist() == [0, 0, 0, 0, 0]


def test_the_period_counts_calendar_days_that_end_with_the_date() -> None:
    frame = watches({"account_id": "a", "days": 29}, {"account_id": "b", "days": 30}, {"account_id": "c", "days": 0})
    assert portfolio.bought_within(frame, 30)["account_id"].tolist() == ["a", "c"]


def test_totals_of_states_are_complete_in_order_and_add_up() -> None:
    rows = listed(
        {"account_id": "a", "days": 30, "state": "neglected", "amount": 100},
        {"account_id": "b", "days": 30, "state": "neglected", "amount": nan},
        {"account_id": "c", "days": 30, "state": "late", "amount": nan},
        {"account_id": "d", "days": 30, "state": "cared_for", "amount": 40},
    )
    totals = portfolio.state_totals(rows).set_index("state")
    assert tuple(totals.index) == tuple(WATCH_STATES)
    assert totals["accounts"].tolist() == [2, 1, 0, 0, 1]
    assert totals["amount_unknown"].tolist() == [1, 1, 0, 0, 0]
    assert totals["amount"].tolist() == pytest.approx([100, nan, 0, 0, 40], nan_ok=True)
    assert totals["amount"].sum() == rows["amount"].sum()


def test_unknown_states_have_their_own_total_and_are_never_filtered_away() -> None:
    rows = listed(
        {"account_id": "a", "days": 30, "state": None, "amount": 100},
        {"account_id": "b", "days": 30, "state": "late", "amount": 1},
    )
    totals = portfolio.state_totals(rows)
    assert totals.iloc[-1][["state", "label", "accounts", "amount"]].tolist() == ["unknown", "○ Unknown", 1, 100]
    assert portfolio.in_states(rows, ["neglected"])["account_id"].tolist() == ["a"]
    assert portfolio.in_states(rows, {"late": True})["account_id"].tolist() == ["b", "a"]


# The attention shift


def weekly(counts: dict[int, list[int]], **key: object) -> pd.DataFrame:
    """Grouped sums of one group: contacts of each order in the weeks given, none in the others."""
    n = len(next(iter(counts.values())))
    rows = []
    for week in portfolio.WEEKS:
        values = np.array(counts.get(week, [0] * n))
        rows.append(
            {"team_id": "t1", "owner_id": "e1", "tier": "A", **key, "week": week}
            | {"orders": n, "contacts": values.sum(), "squares": (values**2).sum()}
        )
    return pd.DataFrame(rows)


def test_the_curve_is_the_mean_over_orders_with_its_standard_error() -> None:
    values = [0, 1, 2, 5]
    shift = portfolio.attention_shift(weekly({-1: values, 2: [4, 4, 4, 4]}))
    curve = shift.curve.set_index("week")
    assert shift.orders == 4
    assert list(curve.index) == list(portfolio.WEEKS)
    assert 0 not in curve.index
    error = np.std(values, ddof=1) / sqrt(4)
    assert curve.loc[-1, "mean"] == 2
    assert curve.loc[-1, "error"] == pytest.approx(error)
    assert curve.loc[-1, "low"] == pytest.approx(2 - 1.96 * error)
    assert curve.loc[-1, "high"] == pytest.approx(2 + 1.96 * error)
    assert curve.loc[2, ["mean", "low", "high"]].tolist() == [4, 4, 4]
    assert shift.before == pytest.approx(2 / 13)
    assert shift.after == pytest.approx(4 / 13)
    assert shift.change == pytest.approx(1.0)


def test_groups_add_up_as_if_their_orders_were_one_list() -> None:
    one, other = weekly({-3: [1, 2], 1: [0, 1]}), weekly({-3: [7], 1: [2]}, tier="B", owner_id="e2")
    together = portfolio.attention_shift(weekly({-3: [1, 2, 7], 1: [0, 1, 2]}))
    added = portfolio.attention_shift(pd.concat([one, other]))
    pd.testing.assert_frame_equal(added.curve, together.curve)
    assert (added.orders, added.before, added.after) == (3, together.before, together.after)


def test_a_single_order_has_no_band() -> None:
    curve = portfolio.attention_shift(weekly({-1: [3]})).curve
    assert curve["mean"].notna().all()
    assert curve[["error", "low", "high"]].isna().all(axis=None)


def test_no_contacts_before_leave_the_change_unknown() -> None:
    shift = portfolio.attention_shift(weekly({1: [1] * 20}))
    assert shift.before == 0
    assert isnan(shift.change)
    assert shift.drawable


@pytest.mark.parametrize(("orders", "drawable"), [(19, False), (20, True)])
def test_a_curve_needs_twenty_orders(orders: int, drawable: bool) -> None:
    assert portfolio.attention_shift(weekly({-1: [1] * orders})).drawable is drawable


@pytest.mark.parametrize(
    "empty", [weekly({-1: [1]}).iloc[:0], pd.DataFrame({n: [] for n in weekly({-1: [1]}).columns})]
)
def test_without_orders_everything_is_missing(empty: pd.DataFrame) -> None:
    shift = portfolio.attention_shift(empty)
    assert shift.orders == 0
    assert isnan(shift.before)
    assert isnan(shift.change)
    assert shift.curve["mean"].isna().all()
    assert not shift.drawable


def test_unknown_contacts_are_no_curve_at_zero() -> None:
    shift = portfolio.attention_shift(weekly({-1: [1] * 30}).assign(contacts=nan, squares=nan))
    assert shift.orders == 30
    assert isnan(shift.before)
    assert not shift.drawable


def test_shifts_by_tier_and_team_leave_out_what_has_none() -> None:
    groups = pd.concat(
        [
            weekly({-1: [1, 1], 1: [1, 0]}, tier="B", team_id="t2"),
            weekly({-1: [2]}, tier="A"),
            weekly({-1: [9]}, tier=None, team_id=None),
        ]
    )
    shifts = portfolio.attention_by(groups, "tier")
    assert list(shifts) == ["A", "B"]
    assert list(portfolio.attention_by(groups, "team_id")) == ["t1", "t2"]


def orders(*sides: tuple[str | None, int, int]) -> pd.DataFrame:
    """Orders of the attention shift: tier of the account, contacts in the 13 weeks before and in those after."""
    frame = pd.DataFrame(sides, columns=["tier", "before", "after"]).astype({"tier": object})
    days = [pd.Timestamp(AS_OF) - pd.Timedelta(days=100 + i) for i in range(len(sides))]
    return frame.assign(account_id=[f"a{i}" for i in range(len(sides))], order_on=days)


def test_averages_of_orders_have_their_number_and_a_band_over_orders() -> None:
    found = orders(("B", 13, 0), ("B", 39, 13), ("A", 26, 26), (None, 99, 99))
    table = portfolio.attention_table(found, found["tier"]).set_index("group")
    assert list(table.index) == ["A", "B"]
    assert table["orders"].tolist() == [1, 2]
    assert table.loc["B", ["before", "after", "change"]].tolist() == [2.0, 0.5, -0.75]
    # Over 1 and 3 contacts a week: deviation the root of 2, standard error 1.
    assert table.loc["B", ["before_low", "before_high"]].tolist() == pytest.approx([2 - 1.96, 2 + 1.96])
    assert table.loc["B", "before_band"] == "0.04–3.96"
    assert table.loc["B", "after_low"] == 0
    assert table.loc["A", ["before_band", "after_band"]].tolist() == ["·", "·"]


def test_averages_agree_with_the_curve_of_the_same_orders() -> None:
    counts = {-1: [13, 26, 0], 2: [0, 0, 13]}
    shift = portfolio.attention_shift(weekly(counts))
    found = orders(*(("A", before, after) for before, after in zip(counts[-1], counts[2], strict=True)))
    [row] = portfolio.attention_table(found, found["tier"]).to_dict("records")
    assert (row["orders"], row["before"], row["after"]) == (shift.orders, shift.before, shift.after)


def test_without_orders_there_are_no_averages() -> None:
    none = orders().astype({"before": float, "after": float})
    assert portfolio.attention_table(none, none["tier"]).empty
    assert portfolio.attention_rows(none).empty


def test_the_orders_behind_the_shift_are_listed_newest_first_with_contacts_a_week() -> None:
    rows = portfolio.attention_rows(orders(("B", 13, 0), ("B", 39, 13)).iloc[::-1])
    assert rows["account_id"].tolist() == ["a0", "a1"]
    assert rows["before_a_week"].tolist() == [1.0, 3.0]
    assert rows["after_a_week"].tolist() == [0.0, 1.0]


def test_the_period_of_orders_ends_where_thirteen_weeks_have_passed() -> None:
    first, last = portfolio.attention_period(AS_OF)
    assert AS_OF - last == timedelta(days=91)
    assert AS_OF - first == timedelta(days=455)
