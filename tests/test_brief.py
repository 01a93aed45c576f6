"""The brief for a meeting: all of an account on one page, for whoever may see it, as it was known on the day."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboard import sheets, store
from dashboard.brief import Brief, brief_of
from dashboard.indicators import INDICATORS
from dashboard.policy import DEFAULT_POLICY
from dashboard.portfolio import health_steps
from dashboard.questions import ALWAYS_WORTH_ASKING, CAME_LATE, QUESTIONS, questions_for
from dashboard.scoring import score
from data_access.mirror import Mirror, open_mirror
from data_access.scope import Scope
from tests.specs.tables import D
from tests.test_page_account import COMPANY, HOSTILE, written

EVERYTHING = Scope.everything()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this module's company."""
    return written(tmp_path_factory.mktemp("brief"), COMPANY)


@pytest.fixture
def mirror(place: Path) -> Mirror:
    """The company as it was read."""
    settings = store.settings_in_force({store.CONFIG_VARIABLE: str(place / "account_health.toml")}, place)
    return open_mirror(settings)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the font of the sheets is kept while the tests run."""
    return tmp_path_factory.mktemp("sheets")


def brief(mirror: Mirror, account_id: str, scope: Scope = EVERYTHING, days_ago: int = 0) -> Brief | None:
    """The brief of an account so many days before the day of the company."""
    return brief_of(mirror, score(mirror, D - timedelta(days=days_ago), DEFAULT_POLICY), scope, account_id)


def part(found: Brief, title: str) -> list[str]:
    """The lines of a part as they are read, or what is said without any."""
    one = next(part for part in found.parts if part.title == title)
    return [f"{line.lead} {line.text}".strip() for line in one.lines] or [one.none]


def text_of(content: bytes) -> tuple[int, str]:
    """How many pages a PDF has, and its text without spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return len(pages), re.sub(r"\s+|\u200b", "", " ".join(page.extract_text() for page in pages))


def test_a_brief_tells_who_is_who_what_was_agreed_promised_open_bought_and_said(mirror):
    found = brief(mirror, "a1")
    assert found.account_name == "Kestrel"
    theirs = part(found, "Who is who: theirs")
    assert len(theirs) == 1, "who has left is not to be met"
    assert theirs[0].startswith(HOSTILE)
    assert "decision maker" in theirs[0]
    assert "primary contact" in theirs[0]
    assert "Owner Ann; deputy Ben" in part(found, "Who is who: ours")[0]
    agreed = " ".join(part(found, "What was agreed"))
    assert "Agreement ends" in agreed
    assert "in 40 days" in agreed
    assert "A contact is planned" not in agreed, "beyond the days that count as planned"
    assert [line for line in part(found, "Promised") if "Offer" in line and line.startswith("✗ broken")]
    assert len(part(found, "Promised")) == 1, "neither what is done nor what was called off"
    assert part(found, "Open") == ["○ normal, open 10 days Still open"]
    bought = part(found, "Bought")
    assert bought[0].startswith("12 months")
    assert "€ 318,000" in " ".join(bought)
    assert "900" not in [line.split(" ")[-1] for line in bought], "an order that is still open is not bought"
    said = part(found, "Said when asked")
    assert any("8.8 of 10" in line and HOSTILE in line for line in said)


def test_nothing_is_told_that_came_after_the_day(mirror):
    now, then = brief(mirror, "a1"), brief(mirror, "a1", days_ago=75)
    assert "€ 318,000" in " ".join(part(now, "Bought"))
    assert "€ 318,000" not in " ".join(part(then, "Bought"))
    assert part(then, "Said when asked") == ["Survey answers are not in this data store."]


def test_words_of_private_contacts_are_not_told(mirror):
    talks = part(brief(mirror, "a1"), "Last talks")
    assert any("private" in line for line in talks)
    assert not any("Secret" in line for line in talks)


def test_a_brief_is_for_whoever_may_see_the_account(mirror):
    coast = Scope(frozenset({"t1"}))
    assert brief(mirror, "a1", coast) is not None
    assert brief(mirror, "b1", coast) is None
    assert brief(mirror, "no such account") is None
    assert brief(mirror, "a8") is None, "not there on the day"


@pytest.mark.parametrize("account_id", [f"a{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9, 10)] + ["b1", "b2"])
def test_a_brief_is_one_page_with_three_questions(mirror, folder, account_id):
    found = brief(mirror, account_id)
    pages, text = text_of(sheets.brief(found, folder))
    assert pages == 1
    assert len(found.questions) == 3
    for asked in found.questions:
        assert asked.text.endswith("?")
        assert re.sub(r"\s", "", asked.text) in text
    assert "Notes" in text
    assert "page1of1" in text


def test_names_that_do_harm_are_text_on_a_brief(mirror, folder):
    assert text_of(sheets.brief(brief(mirror, "a2"), folder))[1].count(re.sub(r"\s", "", HOSTILE)) >= 1


def test_a_brief_stays_on_one_page_however_much_there_is(mirror, folder):
    found = brief(mirror, "a1")
    long = tuple(
        replace(one, lines=tuple(replace(line, text="word " * 200) for line in one.lines * 12), more=40)
        for one in found.parts
    )
    endless = replace(
        found, parts=long, finding="F " * 3_000, context="C " * 3_000, account_name="N" * 5_000, place="P " * 900
    )
    pages, text = text_of(sheets.brief(endless, folder))
    assert pages == 1
    assert "more" in text
    assert all(re.sub(r"\s", "", asked.text) in text for asked in found.questions)


def test_there_is_one_question_for_each_indicator():
    assert set(QUESTIONS) == set(INDICATORS) == set(DEFAULT_POLICY.indicators)
    texts = [*QUESTIONS.values(), *ALWAYS_WORTH_ASKING, CAME_LATE]
    assert len(set(texts)) == len(texts)
    assert all(text.endswith("?") and len(text) < 110 for text in texts)


def test_questions_are_about_what_costs_the_most_points(mirror):
    accounts = score(mirror, D, DEFAULT_POLICY).accounts.set_index("account_id", drop=False)
    account = accounts.loc["a1"].to_dict()
    steps = health_steps(account, DEFAULT_POLICY)
    costly = [name for name, lost in zip(steps["indicator"], steps["lost"], strict=True) if lost >= 0.5][:3]
    assert [one.indicator for one in questions_for(account, DEFAULT_POLICY)] == costly
    prospect = questions_for(accounts.loc["a7"].to_dict(), DEFAULT_POLICY)
    assert [one.text for one in prospect] == list(ALWAYS_WORTH_ASKING)


def test_what_is_still_promised_is_asked_for_only_where_something_is():
    account = {"band": "poor", **dict.fromkeys(DEFAULT_POLICY.indicators, 100.0)}
    account |= {f"{name}_points": 100.0 for name in DEFAULT_POLICY.indicators}
    account |= {"promises_kept_points": 0.0, "not_applicable": None}
    assert questions_for(account, DEFAULT_POLICY)[0].text == QUESTIONS["promises_kept"]
    assert questions_for(account, DEFAULT_POLICY, nothing_promised=True)[0].text == CAME_LATE
