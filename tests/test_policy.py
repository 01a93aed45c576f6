"""The rules of the company: what a policy file may say, and the sentence for everything it may not."""

from __future__ import annotations

import random
import tomllib
from decimal import Decimal

import pytest

from dashboard.policy import (
    DEFAULT_FILE,
    DEFAULT_POLICY,
    SCHEMES,
    IndicatorRule,
    PolicyError,
    policy_from,
    read_policy,
)
from data_access.schema import INTERACTION_KINDS

INDICATOR_IDS = (
    "contact_recency",
    "review_recency",
    "post_purchase_care",
    "meeting_practice",
    "contact_density",
    "level_coverage",
    "ownership",
    "promises_kept",
    "response_time",
    "unanswered",
    "issue_age",
    "core_satisfaction",
    "service_satisfaction",
    "stated_commitment",
    "purchase_rhythm",
    "revenue_trend",
)


def faults_of(text: str, folder) -> list[str]:
    """The sentences for a policy file with this text, without the file's name in front."""
    file = folder / "policy.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read_policy(file)
    assert all(fault.startswith(f"{file}: ") for fault in caught.value.faults)
    return [fault.removeprefix(f"{file}: ") for fault in caught.value.faults]


def test_the_defaults_are_those_of_the_indicators():
    policy = DEFAULT_POLICY
    assert policy.counted_kinds == ("meeting", "call", "email", "message")
    assert (policy.connected_share, policy.grace_days, policy.prefer_entered) == (Decimal("0.01"), 14, True)
    assert (policy.scheme, policy.a_share, policy.b_share) == ("revenue_share", Decimal("0.80"), Decimal("0.95"))
    assert (policy.a_rank, policy.b_rank, policy.a_min, policy.b_min) == (Decimal("0.05"), Decimal("0.20"), None, None)
    assert policy.contact_target == {"A": 30, "B": 60, "C": 180}
    assert policy.review_target == {"A": 90, "B": 180, "C": 365}
    assert (policy.due_ratio, policy.over_contact) == (Decimal("1.5"), 2)
    assert (policy.watch_min_amount, policy.quiet_days, policy.watch_days) == (0, 30, 120)
    assert policy.checkpoints == (14, 45, 90)
    assert (policy.known_floor, policy.satisfaction_floor) == (Decimal("0.4"), 8)
    assert policy.issue_limit == {"urgent": 2, "high": 7, "normal": 30, "low": 90}


def test_the_indicators_have_the_weights_of_the_table_and_they_make_a_hundred():
    assert tuple(DEFAULT_POLICY.indicators) == INDICATOR_IDS
    weights = [int(rule.weight) for rule in DEFAULT_POLICY.indicators.values()]
    assert weights == [10, 6, 12, 4, 5, 5, 6, 9, 5, 4, 4, 7, 7, 4, 6, 6]
    assert sum(weights) == 100


def test_a_rule_may_be_worth_a_hundred_points_at_a_value_of_its_own_for_each_tier():
    density = DEFAULT_POLICY.indicators["contact_density"]
    assert [density.good_for(tier) for tier in "ABC"] == [4, 3, 2]
    one = policy_from({"indicators": {"contact_density": {"good": 3}}}).indicators["contact_density"]
    assert [one.good_for(tier) for tier in "ABC"] == [3, 3, 3]
    part = policy_from({"indicators": {"contact_density": {"good": {"A": 6}}}}).indicators["contact_density"]
    assert [part.good_for(tier) for tier in "ABC"] == [6, 3, 2]


def test_what_a_file_leaves_out_keeps_its_default(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text("due_ratio = 2\n[contact_target]\nA = 21\n[indicators.ownership]\nweight = 0\n")
    policy = read_policy(file)
    assert policy.due_ratio == 2
    assert policy.contact_target == {"A": 21, "B": 60, "C": 180}
    assert policy.indicators["ownership"] == IndicatorRule(Decimal(0), Decimal(100), Decimal(0))
    assert policy.review_target == DEFAULT_POLICY.review_target
    assert policy.label == "ours.toml"


def test_without_a_file_the_defaults_hold_and_an_empty_file_changes_nothing(tmp_path):
    assert read_policy(None) is DEFAULT_POLICY
    (tmp_path / "empty.toml").write_text("")
    assert read_policy(tmp_path / "empty.toml") == DEFAULT_POLICY


def test_shares_are_exact_numbers():
    assert policy_from({"a_share": 0.8}).a_share == Decimal("0.8")
    assert isinstance(policy_from({"a_share": 1, "b_share": 1}).a_share, Decimal)


def test_a_policy_cannot_be_changed():
    with pytest.raises(AttributeError):
        DEFAULT_POLICY.grace_days = 3
    with pytest.raises(TypeError):
        DEFAULT_POLICY.contact_target["A"] = 3
    with pytest.raises(TypeError):
        DEFAULT_POLICY.indicators["ownership"] = None


SENTENCES = [
    ("a_shar = 0.5", "a_shar is not known. Did you mean a_share?"),
    ("label = 'x'", "label is not known. Known: connected_share, counted_kinds,"),
    ("[contact_targets]\nA = 3", "contact_targets is not known. Did you mean contact_target?"),
    ("[contact_target]\nD = 3", "[contact_target] D is not known. Known: A, B, C."),
    ("[issue_limit]\nurgnt = 3", "[issue_limit] urgnt is not known. Did you mean urgent?"),
    ("[indicators.ownershp]\nweight = 3", "[indicators] ownershp is not known. Did you mean ownership?"),
    ("[indicators.ownership]\nwieght = 3", "[indicators.ownership] wieght is not known. Did you mean weight?"),
    ("[indicators.contact_density.good]\nD = 3", "[indicators.contact_density] good: D is not known. Known: A, B, C."),
    ("contact_target = 30", "contact_target = 30 must be a section: write [contact_target]."),
    ("indicators = 3", "indicators = 3 must be sections such as [indicators.contact_recency]."),
    ("indicators.ownership = 3", "indicators.ownership = 3 must be a section: write [indicators.ownership]."),
    ("grace_days = -1", "grace_days = -1 must be a whole number from 0 to 3650."),
    ("grace_days = 1.0", "grace_days = 1 must be a whole number from 0 to 3650, written without a point."),
    ("grace_days = '14'", 'grace_days = "14" must be a whole number from 0 to 3650.'),
    ("grace_days = true", "grace_days = true must be a whole number from 0 to 3650."),
    ("grace_days = 2024-01-01", "grace_days = 2024-01-01 must be a whole number from 0 to 3650."),
    ("watch_days = 0", "watch_days = 0 must be a whole number from 1 to 3650."),
    ("quiet_days = 4000", "quiet_days = 4000 must be a whole number from 0 to 3650."),
    ("a_share = 80", "a_share = 80 must be a number from 0 to 1."),
    ("a_share = false", "a_share = false must be a number from 0 to 1."),
    ("a_share = nan", "a_share = NaN must be a number from 0 to 1."),
    ("b_share = inf", "b_share = Infinity must be a number from 0 to 1."),
    ("a_rank = 1e-99999", "a_rank = 1E-99999 has more than 10 digits after the point."),
    ("a_min = 1e15", "a_min = 1000000000000000 must be a number from 0 to 100000000000000."),
    ("known_floor = 40", "known_floor = 40 must be a number from 0 to 1."),
    ("satisfaction_floor = 11", "satisfaction_floor = 11 must be a number from 0 to 10."),
    ("due_ratio = 0.9", "due_ratio = 0.9 must be a number from 1 to 1000."),
    ("over_contact = 0", "over_contact = 0 must be a number from 1 to 1000."),
    ("watch_min_amount = -5", "watch_min_amount = -5 must be a number from 0 to 100000000000000."),
    ("prefer_entered = 1", "prefer_entered = 1 must be true or false."),
    ("scheme = 'ranks'", 'scheme = "ranks" must be one of revenue_share, rank, threshold. Did you mean rank?'),
    ("scheme = ['rank']", 'scheme = ["rank"] must be one of revenue_share, rank, threshold.'),
    ("counted_kinds = []", "counted_kinds = [] must be a list with at least one of meeting, call, email,"),
    ("counted_kinds = 'call'", 'counted_kinds = "call" must be a list with at least one of meeting, call, email,'),
    ("counted_kinds = ['cal']", 'counted_kinds has "cal"; known kinds: meeting, call, email, message, helpdesk. Did'),
    ("counted_kinds = [['call']]", 'counted_kinds has ["call"]; known kinds: meeting, call, email, message, helpdesk.'),
    ("counted_kinds = ['call', 'call']", 'counted_kinds names "call" twice; keep one.'),
    ("checkpoints = []", "checkpoints = [] must be a list with at least one number of days."),
    ("checkpoints = 14", "checkpoints = 14 must be a list with at least one number of days."),
    ("checkpoints = [0, 14]", "checkpoints: a value = 0 must be a whole number from 1 to 3650."),
    ("checkpoints = [true]", "checkpoints: a value = true must be a whole number from 1 to 3650."),
    ("checkpoints = [14, 14]", "checkpoints = [14, 14] must ascend, each greater than the one before."),
    ("checkpoints = [45, 14]", "checkpoints = [45, 14] must ascend, each greater than the one before."),
    ("checkpoints = [14, 121]", "checkpoints: 121 lies beyond watch_days = 120, the end of a watch."),
    ("watch_days = 60", "checkpoints: 90 lies beyond watch_days = 60, the end of a watch."),
    ("[contact_target]\nA = 0", "[contact_target] A = 0 must be a whole number from 1 to 3650."),
    ("[review_target]\nB = 3651", "[review_target] B = 3651 must be a whole number from 1 to 3650."),
    ("a_share = 0.96", "a_share = 0.96 must not be greater than b_share = 0.95."),
    ("b_rank = 0.01", "a_rank = 0.05 must not be greater than b_rank = 0.01."),
    ("a_min = 5\nb_min = 6", "b_min = 6 must not be greater than a_min = 5."),
    ("scheme = 'threshold'", 'scheme = "threshold" needs a_min and b_min: the revenue from which an account'),
    ("scheme = 'threshold'\na_min = 5", 'scheme = "threshold" needs b_min: the revenue from which an account'),
    ("[indicators.ownership]\nweight = -1", "[indicators.ownership] weight = -1 must be a number from 0 to 1000."),
    ("[indicators.ownership]\ngood = {A = 1}", "[indicators.ownership] good = { A = 1 } must be a number from -10"),
    ("[indicators.ownership]\npoor = true", "[indicators.ownership] poor = true must be a number from -10"),
    ("[indicators.ownership]\npoor = 100", "[indicators.ownership] good and poor are both 100; they must differ."),
    (
        "[indicators.contact_density]\npoor = 3.0",
        "[indicators.contact_density] good and poor are both 3; they must differ.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_fault_is_a_sentence_that_names_key_value_and_file(text, sentence, tmp_path):
    (fault,) = faults_of(text, tmp_path)
    assert fault.startswith(sentence)
    assert fault.endswith((".", "?"))


def test_every_fault_of_a_file_is_named_at_once(tmp_path):
    faults = faults_of("a_shar = 1\ngrace_days = -1\nb_share = 0.5\n[contact_target]\nA = 0\nD = 1\n", tmp_path)
    assert [fault.split(" ")[0] for fault in faults] == [
        "a_shar",
        "grace_days",
        "[contact_target]",
        "[contact_target]",
        "a_share",
    ]


def test_weights_that_are_all_zero_are_refused():
    with pytest.raises(PolicyError, match="every weight is 0"):
        policy_from({"indicators": {name: {"weight": 0} for name in INDICATOR_IDS}})


def test_a_missing_or_broken_file_is_a_sentence(tmp_path):
    with pytest.raises(PolicyError, match=r"missing\.toml does not exist\. Create it or name another one\."):
        read_policy(tmp_path / "missing.toml")
    with pytest.raises(PolicyError, match=r"cannot be read: Is a directory\."):
        read_policy(tmp_path)
    for content in (b"a_share = ", b"\xff\xfe", b"[a]\n[a]", b"a = " + b"[" * 100_000):
        (tmp_path / "broken.toml").write_bytes(content)
        with pytest.raises(PolicyError, match=r"broken\.toml is not valid TOML in UTF-8: "):
            read_policy(tmp_path / "broken.toml")


def test_the_digest_depends_on_the_rules_alone(tmp_path):
    (tmp_path / "a.toml").write_text("a_share = 0.800\ncounted_kinds = ['message', 'email', 'call', 'meeting']\n")
    assert read_policy(tmp_path / "a.toml").digest() == DEFAULT_POLICY.digest()
    changes = [
        {"a_share": 0.81},
        {"a_min": 0},
        {"checkpoints": [14, 45]},
        {"counted_kinds": ["meeting", "call", "email", "message", "helpdesk"]},
        {"prefer_entered": False},
        {"contact_target": {"C": 181}},
        {"indicators": {"contact_density": {"good": {"C": 1}}}},
    ]
    digests = {policy_from(change).digest() for change in changes} | {DEFAULT_POLICY.digest()}
    assert len(digests) == len(changes) + 1


def test_a_policy_serves_as_a_key():
    assert {DEFAULT_POLICY: 1}[policy_from({})] == 1


def test_the_rules_in_force_are_a_policy_file_that_gives_the_same_rules():
    written = DEFAULT_POLICY.as_toml()
    assert read_back(written) == DEFAULT_POLICY
    assert [line.partition("#")[2] for line in written.splitlines()] == [
        line.partition("#")[2] for line in DEFAULT_FILE.read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize("seed", range(40))
def test_any_policy_comes_back_from_its_file(seed):
    policy = policy_from(random_rules(random.Random(seed)))
    again = read_back(policy.as_toml())
    assert again == policy
    assert again.digest() == policy.digest()


def read_back(text: str):
    """The policy a file with this text gives."""
    return policy_from(tomllib.loads(text, parse_float=Decimal))


def random_rules(chance: random.Random) -> dict:
    """Rules that hold together, drawn at random."""

    def share() -> Decimal:
        return Decimal(chance.randint(0, 1000)) / 1000

    a_share, b_share = sorted([share(), share()])
    b_min, a_min = sorted([Decimal(chance.randint(0, 10**7)) / 100 for _ in range(2)])
    checkpoints = sorted(chance.sample(range(1, 120), chance.randint(1, 5)))
    always = {
        "a_share": a_share,
        "b_share": b_share,
        "scheme": chance.choice(SCHEMES),
        "a_min": a_min,
        "b_min": b_min,
    }
    sometimes = {
        "checkpoints": checkpoints,
        "counted_kinds": chance.sample(INTERACTION_KINDS, chance.randint(1, 5)),
        "prefer_entered": chance.random() < 0.5,
        "contact_target": {tier: chance.randint(1, 400) for tier in "ABC"},
        "indicators": {name: {"weight": chance.randint(0, 20), "good": 200} for name in INDICATOR_IDS[:5]},
    }
    return always | {key: value for key, value in sometimes.items() if chance.random() < 0.7}
