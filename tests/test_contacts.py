"""The contacts: frames counted again in plain loops, the map worked out by hand, sentences, and charts that draw them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from dashboard import charts, headlines, portfolio
from dashboard.headlines import Filters
from dashboard.indicators import GLOSSARY
from dashboard.palette import DARK, LIGHT
from dashboard.policy import policy_from
from dashboard.portfolio import COVERAGE_STEPS, GAPS, MET, NOT_KNOWN, NOT_MET, NOT_NAMED, SIDES, Gap
from dashboard.scoring import score
from dashboard.ui.contacts import GAPS_MEAN
from data_access import evidence
from data_access.schema import LEVELS
from data_access.scope import Scope
from tests.plain.intake import load
from tests.plain.random_stores import random_store
from tests.plain.ties import BIT, ties, together, varied
from tests.specs.tables import D, active_store, expect_rows, mirror_of, rows_of, scored
from tests.test_charts import layers, marks, shown_texts, spec_of
from tests.test_charts import rows_of as rows_of_mark
from tests.test_random_stores import real_mirror

SEEDS = (2, 3, 7, 12)
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
SIDE_OF_BIT = {bit: level or NOT_KNOWN for level, bit in BIT.items()}


@pytest.fixture(scope="module", params=SEEDS)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The scored random store, and the rows of its active accounts in the plain reading."""
    case = varied(random_store(request.param))
    plain = load(case.raw, case.now, ZoneInfo(case.zone), case.currency)
    d = case.as_of[0]
    found = score(real_mirror(case, tmp_path_factory.mktemp("contacts")), d, policy_from(case.policy))
    active = {row["account_id"]: row for row in rows_of(found.accounts) if row["layer"] == "active"}
    told = [active[row["account_id"]] | row for row in ties(plain, d, case.policy) if row["account_id"] in active]
    met = [row for row in together(plain, d, case.policy) if row["account_id"] in active]
    return found, told, met


def sides(bits: int) -> set[str]:
    """Who took part on a side."""
    return {side for bit, side in SIDE_OF_BIT.items() if bits & bit} or {NOT_NAMED}


# ---- counted again in loops


def test_the_stores_have_customers_and_meetings(both):
    _, told, _ = both
    assert len(told) >= 2


def test_gaps_are_counted_over_the_customers_of_whom_they_are_known(both):
    found, told, _ = both
    active = portfolio.customers(found.accounts)
    counted = portfolio.gaps(found.ties.of(active))
    for gap in (*GAPS, "primary_left"):
        known = [row[gap] for row in told if row[gap] is not None]
        assert counted[gap] == Gap(sum(known), len(known), len(told) - len(known)), gap


def test_the_list_holds_every_customer_with_what_it_misses_the_most_pressing_first(both):
    found, told, _ = both
    rows = portfolio.gap_list(found.accounts, found.ties, found.as_of)
    by_key = {row["account_id"]: row for row in told}
    assert sorted(rows["account_id"]) == sorted(by_key)
    firsts = []
    for row in rows_of(rows):
        mine = by_key[row["account_id"]]
        missing = [gap for gap in GAPS if mine[gap]]
        firsts.append(next((place for place, gap in enumerate(GAPS) if mine[gap]), len(GAPS)))
        assert [row[gap] for gap in GAPS] == [mine[gap] for gap in GAPS]
        assert (row["missing"] == "✓ nothing") == (not missing and None not in [mine[gap] for gap in GAPS])
        named = mine["owner_id"] is not None
        assert ("owner has left" in row["missing"]) == bool(mine["no_owner"] and named)
        assert ("no owner" in row["missing"]) == bool(mine["no_owner"] and not named)
        assert ("no deputy" in row["missing"]) == bool(mine["no_deputy"])
        assert ("not met" in row["missing"]) == bool(mine["level_missing"])
        listed = [level for level in LEVELS if (mine[f"listed_{level}"] or 0) > 0]
        met = [level for level in listed if (mine[f"met_{level}"] or 0) > 0]
        assert row["levels_met"] == ("·" if mine["level_missing"] is None else f"{len(met)} of {len(listed)}")
    assert firsts == sorted(firsts)
    for gap in GAPS:
        assert set(portfolio.in_gaps(rows, [gap])["account_id"]) == {k for k, row in by_key.items() if row[gap]}
    assert len(portfolio.in_gaps(rows, [])) == len(rows)


def test_pairs_of_levels_are_counted_once_for_each_contact(both):
    found, told, met = both
    contacts, accounts, last = Counter(), {}, {}
    for row in met:
        for theirs in sides(row["theirs"]):
            for ours in sides(row["ours"]):
                contacts[theirs, ours] += row["contacts"]
                accounts.setdefault((theirs, ours), set()).add(row["account_id"])
                last[theirs, ours] = max(row["last_on"], last.get((theirs, ours), date.min))
    pairs = portfolio.level_pairs(found.accounts, found.ties)
    assert len(pairs) == len(SIDES) ** 2
    for row in rows_of(pairs):
        key = row["theirs"], row["ours"]
        assert row["contacts"] == contacts[key]
        assert row["accounts"] == len(accounts.get(key, ()))
        assert row["last_on"] == last.get(key)
        assert row["share"] == row["accounts"] / len(told)
        behind = portfolio.accounts_of_pair(found.accounts, found.ties, *key)
        assert set(behind["account_id"]) == accounts.get(key, set())
        assert behind["contacts"].sum() == row["contacts"]
    kept = portfolio.with_somebody(pairs)
    assert kept["contacts"].sum() == pairs["contacts"].sum()
    assert set(LEVELS) <= set(kept["theirs"])


def levels_reached(key: str, met: list[dict]) -> set[str]:
    return {side for row in met if row["account_id"] == key for side in sides(row["theirs"])} & set(LEVELS)


@pytest.mark.parametrize("by", ["tier", "team"])
def test_levels_reached_are_shares_of_the_customers_of_whom_they_are_known(both, by):
    found, told, met = both
    make = portfolio.coverage_by_tier if by == "tier" else portfolio.coverage_by_team
    lines = make(found.accounts, found.ties)
    seen = 0
    for line in rows_of(lines):
        whole = line["key"] == ""
        mine = [row for row in told if whole or row["tier" if by == "tier" else "team_id"] == line["key"]]
        reached = {row["account_id"]: levels_reached(row["account_id"], met) for row in mine}
        known = [row for row in mine if reached[row["account_id"]] or row["contacts_365d"] == 0]
        covered = [row for row in known if line["level"] in reached[row["account_id"]]]
        assert (line["of"], line["covered"], line["unknown"]) == (len(known), len(covered), len(mine) - len(known))
        assert line["share"] == (len(covered) / len(known) if known else None)
        seen += not whole
        if by == "tier":
            listed = portfolio.accounts_of_level(found.accounts, found.ties, line["level"], line["key"])
            words = Counter(listed["met"])
            assert words[MET] == len(covered)
            assert words[NOT_MET] == len(known) - len(covered)
            assert words[NOT_KNOWN] == line["unknown"]
    assert seen
    assert list(lines["place"]) == list(range(len(LEVELS))) * lines["row"].nunique()


def test_languages_are_listed_by_state(both):
    found, told, _ = both
    counts = Counter(row["language"] for row in told)
    assert {k: n for k, n in portfolio.language_counts(found.accounts, found.ties).items() if n} == dict(counts)
    for state in counts:
        rows = portfolio.language_list(found.accounts, found.ties, (state,))
        assert set(rows["account_id"]) == {row["account_id"] for row in told if row["language"] == state}
        assert rows["theirs"].eq("").all() == (state == "theirs_not_known") or rows.empty


# ---- one account


MAPPED = """
employees
employee_id | name | level      | left_on
e1          | Ann  | management |
e2          | Ben  | specialist | d
e3          | Cid  |            |

contacts
contact_id | account_id | name | level      | left_on
c1         | a          | Zoe  | executive  |
c2         | a          | Yan  | specialist | d-1
c3         | a          | Xia  | supervisor |
c4         | a          | Wes  | management |
c5         | b          | Vic  | specialist |

interactions
interaction_id | account_id | starts_at | contact_id | employee_id
i1             | a          | d-40      | c1         | e1
i2             | a          | d-10      | c2         | e2
i3             | a          | d-20      | c2         | e1
i4             | a          | d-30      |            | e1
i5             | a          | d-400     | c3         | e1
i6             | a          | d-5       | c5         |

interaction_participants
interaction_id | contact_id | employee_id
i2             | c1         |
i2             |            | e1
i2             |            | e3
"""


def given(scope: Scope = Scope.everything()) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: B008
    """Who met whom at account a, and its persons."""
    store = active_store(MAPPED)
    rules = scored(store).rules
    return tuple(
        asked(mirror_of(store), scope, D, rules, "a") for asked in (evidence.who_met_whom, evidence.persons_of)
    )


def test_pairs_of_persons_are_listed_with_how_often_and_when_they_met_last():
    expect_rows(
        rows_of(portfolio.met_pairs(given()[0])),
        """
        person_name  | person_level | employee_name | employee_level | contacts | last_on | left
        Zoe          | executive    | Ann           | management     | 2        | d-10    |
        Zoe          | executive    | Ben           | specialist     | 1        | d-10    | ✗ ours has left
        Zoe          | executive    | Cid           |                | 1        | d-10    |
        Yan          | specialist   | Ann           | management     | 2        | d-10    | ✗ theirs has left
        Yan          | specialist   | Ben           | specialist     | 1        | d-10    | ✗ both have left
        Yan          | specialist   | Cid           |                | 1        | d-10    | ✗ theirs has left
        nobody named |              | Ann           | management     | 1        | d-30    |
        Vic          | specialist   | nobody named  |                | 1        | d-5     |
        """,
    )


def test_the_map_counts_a_contact_once_for_a_pair_of_levels():
    cells = portfolio.map_cells(given()[0], 15.0, D)
    expect_rows(
        rows_of(cells),
        """
        theirs     | ours       | contacts | last_on | person       | employee     | within
        executive  | management | 2        | d-10    | Zoe          | Ann          | yes
        executive  | specialist | 1        | d-10    | Zoe          | Ben          | yes
        executive  | not_known  | 1        | d-10    | Zoe          | Cid          | yes
        specialist | management | 2        | d-10    | Yan          | Ann          | yes
        specialist | specialist | 1        | d-10    | Yan          | Ben          | yes
        specialist | not_known  | 1        | d-10    | Yan          | Cid          | yes
        specialist | not_named  | 1        | d-5     | Vic          | nobody named | yes
        not_named  | management | 1        | d-30    | nobody named | Ann          | no
        """,
    )
    assert list(cells["theirs"]) == sorted(cells["theirs"], key=SIDES.index)
    assert portfolio.map_cells(given()[0], np.nan, D)["within"].isna().all()
    assert list(portfolio.map_cells(given()[0], 10.0, D)["within"]) == [True] * 7 + [False]
    assert list(portfolio.map_cells(given()[0], 9.0, D)["within"]) == [False] * 6 + [True, False]


def test_a_level_with_a_listed_contact_where_nobody_was_met_says_so():
    rows, persons = given()
    levels = portfolio.map_levels(portfolio.map_cells(rows, 30.0, D), persons, D)
    assert levels.set_index("theirs")["note"].to_dict() == {
        "executive": "",
        "management": "○ nobody yet",
        "supervisor": "○ nobody since 27 May 2023",
        "specialist": "",
        NOT_NAMED: "",
    }
    assert list(levels["listed"]) == [1, 1, 1, 0, 0]


def test_a_person_of_an_account_out_of_sight_has_neither_name_nor_level():
    store = active_store(
        "accounts\naccount_id | team_id\na | t1\nb | t2\n\n" + MAPPED.strip(),
    )
    rules = scored(store).rules
    seen = evidence.who_met_whom(mirror_of(store), Scope(frozenset({"t1"})), D, rules, "a")
    row = seen[seen["interaction_id"] == "i6"].iloc[0]
    assert pd.isna(row["person_name"])
    assert pd.isna(row["person_level"])
    assert "Vic" not in seen.to_csv()
    assert portfolio.met_pairs(seen)["person_name"].tolist().count("somebody not known here") == 1
    assert evidence.who_met_whom(mirror_of(store), Scope(frozenset({"t2"})), D, rules, "a").empty


# ---- sentences


def told_gaps(**missing: int | None) -> dict[str, Gap]:
    """So many accounts that miss each gap, of 20; None where it is not known."""
    return {
        gap: Gap(0, 0, 20) if missing.get(gap, 0) is None else Gap(missing.get(gap, 0), 20, 0)
        for gap in (*GAPS, "primary_left")
    }


ACTIVE = pd.DataFrame({"layer": ["active"] * 20})


@pytest.mark.parametrize(
    ("missing", "finding"),
    [
        (
            {"one_of_theirs": 3, "one_of_ours": 1, "no_owner": 1, "primary_left": 2, "only_tie_left": 1},
            "3 accounts hang on a single person of theirs, 1 on a single one of ours; 1 has no owner; at 2 the primary "
            "contact has left, at 1 the only tie has left.",
        ),
        (
            {"one_of_theirs": 1},
            "1 account hangs on a single person of theirs, none on a single one of ours; all have an owner.",
        ),
        ({"one_of_theirs": None, "one_of_ours": 2, "no_owner": None}, "2 accounts hang on a single person of ours."),
        ({}, "No account hangs on a single person of theirs, none on a single one of ours; all have an owner."),
    ],
)
def test_the_headline_says_what_is_known(missing, finding):
    headline = headlines.contacts_headline(ACTIVE, told_gaps(**missing), Filters())
    assert headline.text == f"{finding} Of 20 active accounts."


def test_a_headline_of_nothing_says_why():
    nothing = told_gaps(one_of_theirs=None, one_of_ours=None, no_owner=None, primary_left=None, only_tie_left=None)
    assert headlines.contacts_headline(ACTIVE, nothing, Filters()).finding == "Who was met is not in this data store."
    prospects = pd.DataFrame({"layer": ["prospect"]})
    assert "No account here has bought" in headlines.contacts_headline(prospects, nothing, Filters()).finding
    assert (
        headlines.contacts_headline(ACTIVE.iloc[:0], nothing, Filters(tiers=("A",))).finding
        == "No account matches Tier A."
    )


def test_pills_and_captions_tell_missing_from_unknown():
    gaps = told_gaps(no_owner=6, no_deputy=None)
    assert headlines.gap_pill("no_owner", gaps["no_owner"]) == "**No owner** · 6"
    assert headlines.gap_pill("no_deputy", gaps["no_deputy"]) == "**No deputy** · unknown"
    assert headlines.gaps_caption(gaps, ()) == "Not known: at 20 accounts no deputy."
    assert headlines.gaps_caption(gaps, ("no_owner",)) == ""
    assert headlines.nothing_missing(gaps, ("one_of_ours",)) == "✓ None of 20 accounts misses any of this."
    assert "is not in this data store" in headlines.nothing_missing(gaps, ("no_deputy",))


def test_every_gap_is_defined():
    assert {"without_owner" if gap == "no_owner" else gap for gap in GAPS} <= set(GAPS_MEAN)
    assert set(GAPS_MEAN) <= set(GLOSSARY)


def test_unknown_languages_are_told_apart():
    counts = {"not_spoken": 2, "spoken": 10, "nobody_serves": 1, "ours_not_known": 0, "theirs_not_known": 3}
    assert headlines.language_heading(counts) == "Nobody who serves 2 of 12 accounts speaks their language"
    assert headlines.language_caption(counts).endswith(
        "Not known: nobody serves them: 1; their language is not known: 3."
    )
    assert headlines.language_heading(dict.fromkeys(counts, 0)) == "Languages"


# ---- charts


def lines_of(*shares: tuple[int, int]) -> pd.DataFrame:
    """Two lines, the last of all, of covered and known accounts per level."""
    rows = [
        (row, line, key, place, level, of, covered, 1, covered / of if of else np.nan)
        for row, (line, key) in enumerate((("A", "A"), ("All", "")))
        for place, (level, (covered, of)) in enumerate(zip(LEVELS, shares, strict=True))
    ]
    return pd.DataFrame(rows, columns=["row", "line", "key", "place", "level", "of", "covered", "unknown", "share"])


@BOTH
def test_levels_reached_are_drawn_in_fixed_steps_with_words(colours):
    shares = ((9, 100), (24, 100), (3, 4), (0, 0))
    picture = charts.coverage_by_line(lines_of(*shares), colours, "tier")
    spec = spec_of(picture)
    cells = rows_of_mark(spec, marks(spec, "rect")[0])
    assert [cell["step"] for cell in cells[:3]] == [0, 1, 4]
    assert {"9%", "24%", "3 of 4", "n 100", "A", "All"} <= set(shown_texts(spec))
    assert len(marks(spec, "rect")) == 2, "a level of nobody is hatched"
    assert marks(spec, "tick")
    assert picture.alt.startswith(
        "Share of accounts with a contact in 12 months on each level of theirs: All executive 9%"
    )
    assert list(picture.table.columns) == ["Tier", "Level", "Accounts met", "Of", "Not known", "Share"]
    assert all(layer["mark"].get("fontSize", 12) >= 12 for layer in layers(spec))
    assert len(COVERAGE_STEPS) + 1 == len(colours.steps)


@BOTH
def test_who_meets_whom_is_drawn_with_how_often_and_when(colours):
    found = scored(active_store(MAPPED))
    pairs = portfolio.with_somebody(portfolio.level_pairs(found.accounts, found.ties))
    picture = charts.level_matrix(pairs, colours, D)
    words = shown_texts(spec_of(picture))
    assert {"1 of 2", "2 · 20 Jun", "our management", "level not known", "nobody named", "executive"} <= set(words)
    assert "at 1 of 2 accounts" in picture.alt
    small = charts.small_level_matrix(pairs, colours)
    assert "nobody named" not in shown_texts(spec_of(small))
    assert charts.level_matrix(pairs.assign(contacts=0), colours, D) is None


@BOTH
def test_the_contact_map_draws_dots_and_says_where_nobody_was_met(colours):
    rows, persons = given()
    cells = portfolio.map_cells(rows, 15.0, D)
    levels = portfolio.map_levels(cells, persons, D)
    picture = charts.contact_map(cells, levels, colours, D)
    spec = spec_of(picture)
    dots = rows_of_mark(spec, marks(spec, "point")[0])
    assert len(dots) == len(cells)
    assert [dot["kind"] for dot in dots][-2:] == ["unnamed", "unnamed"]
    assert {dot["kind"] for dot in dots[:6]} == {"within"}
    assert max(dots, key=lambda dot: dot["contacts"])["area"] == max(dot["area"] for dot in dots)
    words = set(shown_texts(spec))
    assert {"○ nobody yet", "✓ 2× · 20 Jun", "Zoe", "our executive", "1 contact", "none listed"} <= words
    assert "nobody met on management and supervisor level" in picture.alt
    assert len(picture.table) == len(cells)
    empty = charts.contact_map(cells.iloc[:0], portfolio.map_levels(cells.iloc[:0], persons, D), colours, D)
    assert "nobody was met on a known level" in empty.alt
    spec_of(empty)
