"""A review put together: its figures are those of the parts, a part of the company sees its own, and JSON keeps it all."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.headlines.review import review_headline
from dashboard.headlines.sentence import Filters
from dashboard.policy import DEFAULT_POLICY
from dashboard.portfolio import neglected_list, team_lines
from dashboard.review import (
    CHANGE_COLUMNS,
    DECISION_COLUMNS,
    KINDS,
    Review,
    ReviewError,
    as_json,
    changes_between,
    from_json,
    frozen_rows,
    review_of,
)
from dashboard.scoring import Scored, score
from data_access.mirror import open_mirror, refresh
from data_access.scope import Scope
from data_access.settings import read_settings
from tests.small_company import AS_OF, HOSTILE_NAMES, write_company

READ_AT = datetime(2024, 6, 1, 4, 12, tzinfo=UTC)
SINCE = AS_OF - timedelta(days=60)
LONG_AGO = pd.Timestamp(SINCE - timedelta(days=1))
DECISION = dict.fromkeys(DECISION_COLUMNS) | {"recorded_by": "leader", "moved": 0, "version": 1, "changed_on": LONG_AGO}
ACTION = DECISION | {"decision_id": 1, "account_id": "h0", "account_name": HOSTILE_NAMES[0], "team_id": "t-export"}
ACTION |= {"kind": "action", "text": "Call them", "due_on": date(2024, 5, 20), "state": "open", "days_late": 11}
NOTE = DECISION | {"decision_id": 2, "kind": "note", "text": "Said so", "state": "recorded"}
NOTE |= {"recorded_on": datetime(2024, 5, 11, 9, tzinfo=UTC), "changed_on": pd.Timestamp(2024, 5, 11)}
DECISIONS = pd.DataFrame([ACTION, NOTE], columns=list(DECISION_COLUMNS))


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> tuple[Scored, Scored]:
    """The small company on two dates."""
    folder: Path = tmp_path_factory.mktemp("company")
    settings = read_settings(write_company(folder), folder)
    refresh(settings, READ_AT)
    mirror = open_mirror(settings)
    return score(mirror, SINCE, DEFAULT_POLICY), score(mirror, AS_OF, DEFAULT_POLICY)


def made(pair: tuple[Scored, Scored], **options: object) -> Review:
    """The review of everything, or as the options say."""
    before, after = pair
    asked = {"scope": Scope.everything(), "decisions": DECISIONS, "currency": "EUR", "read_at": READ_AT, "since": SINCE}
    return review_of(after, options.pop("before", before), **{**asked, **options})


def assert_same(one: Review, other: Review) -> None:
    """Fails unless every part of both is the same, the types of columns included."""
    for entry in fields(Review):
        mine, theirs = getattr(one, entry.name), getattr(other, entry.name)
        if isinstance(mine, pd.DataFrame):
            pd.testing.assert_frame_equal(mine, theirs)
        else:
            assert mine == theirs, entry.name


def test_the_whole_is_made_of_the_parts(pair):
    review = made(pair)
    _, after = pair
    assert list(review.changes.columns) == list(CHANGE_COLUMNS)
    assert set(review.changes["kind"]) <= set(KINDS)
    assert len(review.changes) > 10
    lines = team_lines(after.accounts)
    assert review.teams[["team", "on_cadence"]].to_dict() == lines[["team", "on_cadence"]].to_dict()
    assert len(review.neglected) == int(lines["neglected"].iloc[-1]) == len(neglected_list(after.accounts))
    whole = review.teams.iloc[-1]
    assert whole["good"] + whole["fair"] + whole["poor"] + whole["not_enough_data"] == whole["active"]
    assert review.teams["good"].iloc[:-1].sum() == whole["good"]
    became = review.changes["kind"].eq("neglected").sum()
    assert review.headline.finding.startswith(f"{became} buyers became neglected (€")
    assert review.headline.context.endswith("1 decision is open, 1 is late.")
    assert (review.compared_with, review.filters) == ("1 Apr", "All teams")


def test_the_tiles_change_by_what_lies_between_the_lines_of_both_dates(pair):
    review = made(pair)
    before, after = (team_lines(frame.accounts).iloc[-1] for frame in pair)
    cadence, neglected, good, kept = review.tiles
    moved = round(100 * after["share"]) - round(100 * before["share"])
    assert cadence.change == f"{'▲' if moved > 0 else '▼' if moved < 0 else '–'} {abs(moved)} points since 1 Apr"
    more = after["neglected"] - before["neglected"]
    assert neglected.change.endswith(f" {abs(more)} since 1 Apr")
    assert neglected.value.startswith(f"{after['neglected']} · €")
    assert good.label.startswith("Good health (on ")
    assert (kept.value, kept.cases) == ("unknown", "none was due"), "this company has no promises"


def test_a_team_sees_its_own_part(pair):
    review = made(pair, team_ids=("t-export",))
    assert review.filters == "Team Export"
    assert review.headline.finding.startswith("Export team: ")
    assert set(review.changes["team_id"]) == {"t-export"}
    assert list(review.teams["team"]) == ["Export", "Teams shown"]
    scoped = made(pair, scope=Scope(frozenset({"t-export"})))
    pd.testing.assert_frame_equal(scoped.changes, review.changes)
    assert scoped.filters == "Team Export"
    assert not scoped.headline.finding.startswith("Export")
    nothing = made(pair, scope=Scope(frozenset()))
    assert nothing.changes.empty
    assert nothing.headline.finding == "No accounts yet."


def test_frozen_rows_of_a_closed_review_give_the_same_and_outlive_a_file(pair, tmp_path):
    before, _ = pair
    frozen_rows(before).to_parquet(tmp_path / "rows.parquet")
    review = made(pair, before=pd.read_parquet(tmp_path / "rows.parquet"))
    assert_same(review, made(pair))
    closed = made(pair, before=frozen_rows(before), since_review=7)
    assert (closed.since_review, closed.compared_with) == (7, "the review of 1 Apr")


def test_json_gives_the_same_review_back(pair):
    weeks = pd.DataFrame(
        [
            {"day": day, "on": pd.Timestamp("2024-05-19") + pd.Timedelta(days=day), "team_id": team}
            | {"with_target": 10, "on_cadence": day, "neglected": 1, "active": 0 if day else 5, "good": 0}
            for day in (0, 7)
            for team in ("t-coast", None)
        ]
    )
    for review in (made(pair, weeks=weeks), made(pair, decisions=None), made(pair, scope=Scope(frozenset()))):
        assert_same(from_json(as_json(review)), review)
        assert as_json(from_json(as_json(review))) == as_json(review)
    lists = made(pair, weeks=weeks).teams
    assert lists["cadence_weeks"].iloc[0] == [0.0, 0.7]
    assert lists["good_weeks"].iloc[0] == [0.0, None]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"form": 1, "review": {"as_of": 3}}', '{"form": 1, "review": []}']
)
def test_a_text_that_is_no_review_is_refused_with_a_sentence(text):
    with pytest.raises(ReviewError, match="cannot be read"):
        from_json(text)


def test_a_review_of_a_newer_form_is_refused(pair):
    with pytest.raises(ReviewError, match="newer version"):
        from_json(as_json(made(pair)).replace('"form": 1', '"form": 2', 1))


def headline(changes: pd.DataFrame, **whole: object) -> str:
    """The sentence over these changes."""
    line = pd.Series({"accounts": 9, "active": 9, "neglected": 1, **whole})
    return review_headline(changes, line, DECISIONS.iloc[:0], "24 May", "EUR", Filters()).text


def kinds(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Changes of these kinds, directions and amounts."""
    return pd.DataFrame(rows, columns=["kind", "direction", "amount"])


def test_the_headline_counts_what_is_listed():
    some = kinds(("neglected", "worse", 400_000.0), ("neglected", "worse", float("nan")), ("band_rose", "better", 1.0))
    some = pd.concat([some, kinds(("band_rose", "other", 1.0), ("band_fell", "worse", 1.0))])
    assert headline(some) == (
        "2 buyers became neglected (€400k at stake, 1 without a known amount); 1 account dropped a health band, "
        "1 recovered. 5 changes in all since 24 May. No decision is open."
    )
    one = kinds(("neglected", "worse", float("nan")))
    assert headline(one).startswith(
        "1 buyer became neglected (amount unknown); no account changed its health band. 1 change"
    )
    assert headline(kinds()) == "Nothing changed since 24 May. No decision is open."
    assert headline(kinds(), active=float("nan")).startswith("Orders are not in this data store.")
    unknown = headline(kinds(("band_fell", "worse", 1.0)), neglected=float("nan"))
    assert unknown.startswith("1 account dropped a health band, none recovered. Contacts are not in this data store.")


def test_names_that_do_harm_stay_what_they_are(pair):
    before, after = pair
    found = changes_between(before, after, SINCE, "EUR")
    assert set(HOSTILE_NAMES) & set(found["account_name"])
    review = from_json(as_json(made(pair)))
    assert set(review.changes["account_name"].dropna()) == set(found["account_name"].dropna())


def test_of_decisions_a_review_tells_those_that_are_open_and_what_changed_since(pair):
    ended = [
        DECISION | {"decision_id": 3, "kind": "action", "state": "done", "changed_on": pd.Timestamp(SINCE)},
        DECISION | {"decision_id": 4, "kind": "action", "state": "done", "changed_on": pd.Timestamp(AS_OF)},
        DECISION | {"decision_id": 5, "kind": "note", "state": "recorded"},
    ]
    review = made(pair, decisions=pd.DataFrame([ACTION, NOTE, *ended], columns=list(DECISION_COLUMNS)))
    assert review.decisions["decision_id"].to_list() == [1, 2, 4]
