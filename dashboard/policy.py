"""The rules of the company: every number and choice the indicators leave open.

Defaults live in `policy.toml` beside this module and nowhere else. A company's file holds only what it changes.
Shares, ratios and amounts are `Decimal`, so that a comparison with 0.8 means 0.8.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from data_access.schema import INTERACTION_KINDS

DEFAULT_FILE = Path(__file__).with_name("policy.toml")
TIERS = ("A", "B", "C")
SCHEMES = ("revenue_share", "rank", "threshold")
MOST_DECIMALS = 10


class PolicyError(Exception):
    """The rules cannot be used; `faults` has one sentence for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class IndicatorRule(NamedTuple):
    """Weight of an indicator, and the values worth 100 points (good) and 0 points (poor)."""

    weight: Decimal
    good: Decimal | Mapping[str, Decimal]
    poor: Decimal

    def good_for(self, tier: str) -> Decimal:
        """The value worth 100 points for an account of this tier."""
        return self.good[tier] if isinstance(self.good, Mapping) else self.good


@dataclass(frozen=True)
class Policy:
    """The rules in force, named as in the indicators; read-only, so one object may serve every reader."""

    connected_share: Decimal
    counted_kinds: tuple[str, ...]
    grace_days: int
    prefer_entered: bool
    scheme: str
    a_share: Decimal
    b_share: Decimal
    a_rank: Decimal
    b_rank: Decimal
    a_min: Decimal | None
    b_min: Decimal | None
    due_ratio: Decimal
    over_contact: Decimal
    watch_min_amount: Decimal
    quiet_days: int
    watch_days: int
    checkpoints: tuple[int, ...]
    known_floor: Decimal
    satisfaction_floor: Decimal
    contact_target: Mapping[str, int]
    review_target: Mapping[str, int]
    issue_limit: Mapping[str, int]
    indicators: Mapping[str, IndicatorRule]
    label: str = field(default="default rules", compare=False)

    def __hash__(self) -> int:
        return hash(self.digest())

    def digest(self) -> str:
        """A short text that is the same for the same rules, however they were written, and differs for others."""
        return hashlib.sha256(repr(list(_leaves(_values(self)))).encode()).hexdigest()[:16]

    def as_toml(self) -> str:
        """The rules as a policy file that says what each one means."""
        return "".join(_written(self))


@dataclass(frozen=True)
class _Number:
    """Which numbers a key takes."""

    low: Decimal
    high: Decimal
    whole: bool = False

    def fault(self, value: object) -> str | None:
        """What is wrong with the value, or None."""
        wanted = f"a {'whole ' if self.whole else ''}number from {_plain(self.low)} to {_plain(self.high)}"
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return f"must be {wanted}"
        number = Decimal(value)
        if not number.is_finite() or not self.low <= number <= self.high:
            return f"must be {wanted}"
        if self.whole and isinstance(value, Decimal):
            return f"must be {wanted}, written without a point"
        if number != number.quantize(Decimal(1).scaleb(-MOST_DECIMALS)):
            return f"has more than {MOST_DECIMALS} digits after the point"
        return None


def _days(low: int, high: int = 3650) -> _Number:
    return _Number(Decimal(low), Decimal(high), whole=True)


_SHARE = _Number(Decimal(0), Decimal(1))
_MULTIPLE = _Number(Decimal(1), Decimal(1000))
_AMOUNT = _Number(Decimal(0), Decimal(10) ** 14)
_WEIGHT = _Number(Decimal(0), Decimal(1000))
_VALUE = _Number(-(Decimal(10) ** 9), Decimal(10) ** 9)

_NUMBERS = {
    "connected_share": _SHARE,
    "grace_days": _days(0),
    "a_share": _SHARE,
    "b_share": _SHARE,
    "a_rank": _SHARE,
    "b_rank": _SHARE,
    "a_min": _AMOUNT,
    "b_min": _AMOUNT,
    "due_ratio": _MULTIPLE,
    "over_contact": _MULTIPLE,
    "watch_min_amount": _AMOUNT,
    "quiet_days": _days(0),
    "watch_days": _days(1),
    "known_floor": _SHARE,
    "satisfaction_floor": _Number(Decimal(0), Decimal(10)),
}
_INDICATOR = {"weight": _WEIGHT, "good": _VALUE, "poor": _VALUE}
_BY_DAYS = ("contact_target", "review_target", "issue_limit")
_UNSET = ("a_min", "b_min")
_NOT_ABOVE = (("a_share", "b_share"), ("a_rank", "b_rank"), ("b_min", "a_min"))


def read_policy(path: Path | str | None) -> Policy:
    """The rules of this file over the defaults, or the defaults where it is None; raises PolicyError."""
    if path is None:
        return DEFAULT_POLICY
    file = Path(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise PolicyError([f"The policy file {file} does not exist. Create it or name another one."]) from error
    except OSError as error:
        raise PolicyError([f"The policy file {file} cannot be read: {error.strerror}."]) from error
    except (ValueError, RecursionError) as error:
        raise PolicyError([f"The policy file {file} is not valid TOML in UTF-8: {error}."]) from error
    return _checked(content, where=str(file), label=file.name)


def policy_from(overrides: Mapping[str, object]) -> Policy:
    """The defaults changed by `overrides`, nested and named as in the file; floats by their text. Raises PolicyError."""
    return _checked(_exact(overrides), where="the rules given", label="rules given")


def _checked(content: dict, where: str, label: str) -> Policy:
    faults = {key: list(_faults(key, value)) for key, value in content.items()}
    merged = _merged(_DEFAULTS, {key: value for key, value in content.items() if not faults[key]})
    sentences = [*(fault for found in faults.values() for fault in found), *_contradictions(merged)]
    if sentences:
        raise PolicyError([f"{where}: {sentence}" for sentence in sentences])
    return _policy(merged, label)


def _policy(content: dict, label: str) -> Policy:
    rules = {
        name: IndicatorRule(Decimal(rule["weight"]), _good(rule["good"]), Decimal(rule["poor"]))
        for name, rule in content["indicators"].items()
    }
    values = {name: content.get(name) for name in _KEYS}
    values |= {name: tuple(content[name]) for name in ("counted_kinds", "checkpoints")}
    values |= {name: MappingProxyType(content[name]) for name in _BY_DAYS}
    values |= {
        name: Decimal(content[name])
        for name, number in _NUMBERS.items()
        if not number.whole and content.get(name) is not None
    }
    return Policy(**values | {"indicators": MappingProxyType(rules), "label": label})


def _good(value: object) -> Decimal | Mapping[str, Decimal]:
    if isinstance(value, dict):
        return MappingProxyType({tier: Decimal(value[tier]) for tier in TIERS})
    return Decimal(value)


def _faults(key: str, value: object) -> Iterator[str]:
    """One sentence for everything that keeps this value from being taken by itself."""
    if key not in _KEYS:
        yield _unknown(key, _KEYS)
    elif key in _NUMBERS:
        yield from _number_faults(key, value, _NUMBERS[key])
    elif key == "prefer_entered" and not isinstance(value, bool):
        yield f"{key} = {_shown(value)} must be true or false."
    elif key == "scheme" and value not in SCHEMES:
        yield f"{key} = {_shown(value)} must be one of {', '.join(SCHEMES)}.{_nearest(value, SCHEMES)}"
    elif key == "counted_kinds":
        yield from _kind_faults(value)
    elif key == "checkpoints":
        yield from _checkpoint_faults(value)
    elif key in _BY_DAYS:
        yield from _section_faults(f"[{key}]", value, dict.fromkeys(_DEFAULTS[key], _days(1)))
    elif key == "indicators":
        yield from _indicator_faults(value)


def _number_faults(key: str, value: object, number: _Number) -> Iterator[str]:
    fault = number.fault(value)
    if fault:
        yield f"{key} = {_shown(value)} {fault}."


def _kind_faults(value: object) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield f"counted_kinds = {_shown(value)} must be a list with at least one of {', '.join(INTERACTION_KINDS)}."
        return
    for position, kind in enumerate(value):
        if kind not in INTERACTION_KINDS:
            known = ", ".join(INTERACTION_KINDS)
            yield f"counted_kinds has {_shown(kind)}; known kinds: {known}.{_nearest(kind, INTERACTION_KINDS)}"
        elif kind in value[:position]:
            yield f"counted_kinds names {_shown(kind)} twice; keep one."


def _checkpoint_faults(value: object) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield f"checkpoints = {_shown(value)} must be a list with at least one number of days."
        return
    faults = [fault for days in value for fault in _number_faults("checkpoints: a value", days, _days(1))]
    yield from faults
    if not faults and any(later <= earlier for earlier, later in pairwise(value)):
        yield f"checkpoints = {_shown(value)} must ascend, each greater than the one before."


def _section_faults(section: str, value: object, numbers: Mapping[str, _Number]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{section.strip('[]')} = {_shown(value)} must be a section: write {section}."
        return
    for key, number in value.items():
        if key not in numbers:
            yield f"{section} {_unknown(key, numbers)}"
        else:
            yield from (f"{section} {fault}" for fault in _number_faults(key, number, numbers[key]))


def _indicator_faults(value: object) -> Iterator[str]:
    known = _DEFAULTS["indicators"]
    if not isinstance(value, dict):
        yield f"indicators = {_shown(value)} must be sections such as [indicators.{next(iter(known))}]."
        return
    for name, rule in value.items():
        section = f"[indicators.{name}]"
        if name not in known:
            yield f"[indicators] {_unknown(name, known)}"
            continue
        good = rule.get("good") if isinstance(rule, dict) else None
        if not (isinstance(good, dict) and isinstance(known[name]["good"], dict)):
            yield from _section_faults(section, rule, _INDICATOR)
            continue
        yield from _section_faults(f"{section} good:", good, dict.fromkeys(TIERS, _VALUE))
        yield from _section_faults(section, {key: one for key, one in rule.items() if key != "good"}, _INDICATOR)


def _contradictions(content: dict) -> Iterator[str]:
    """One sentence for each pair of rules that cannot hold together, defaults included."""
    for smaller, greater in _NOT_ABOVE:
        low, high = content.get(smaller), content.get(greater)
        if low is not None and high is not None and low > high:
            yield f"{smaller} = {_shown(low)} must not be greater than {greater} = {_shown(high)}."
    if content["scheme"] == "threshold":
        missing = [key for key in _UNSET if content.get(key) is None]
        if missing:
            yield f'scheme = "threshold" needs {" and ".join(missing)}: the revenue from which an account is A and B.'
    last = content["checkpoints"][-1]
    if last > content["watch_days"]:
        yield f"checkpoints: {last} lies beyond watch_days = {content['watch_days']}, the end of a watch."
    for name, rule in content["indicators"].items():
        goods = rule["good"].values() if isinstance(rule["good"], dict) else [rule["good"]]
        if rule["poor"] in goods:
            yield f"[indicators.{name}] good and poor are both {_shown(rule['poor'])}; they must differ."
    if not any(rule["weight"] for rule in content["indicators"].values()):
        yield "[indicators] every weight is 0; at least one must be greater."


def _merged(defaults: Mapping, content: Mapping) -> dict:
    merged = dict(defaults)
    for key, value in content.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _exact(value: object) -> object:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(inner) for inner in value]
    return value


def _values(policy: Policy) -> dict:
    values = {name: getattr(policy, name) for name in _KEYS}
    values["indicators"] = {name: rule._asdict() for name, rule in policy.indicators.items()}
    return values


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _leaves(value[key], f"{path}.{key}")
    elif path == ".counted_kinds":
        yield path, _shown(sorted(value))
    else:
        yield path, _shown(value)


def _written(policy: Policy) -> Iterator[str]:
    """The lines of the default file with the values of `policy`; a rule that is not set stays a comment."""
    sections: list[str] = []
    for line in DEFAULT_FILE.read_text(encoding="utf-8").splitlines(keepends=True):
        header = re.match(r"\[(.+)\]$", line.strip())
        rule = re.match(r"(?:# )?(\w+) = .*?(?: +(# .*))?$", line.rstrip("\n"))
        if header:
            sections = header[1].split(".")
        value = _value_at(policy, [*sections, rule[1]]) if rule else None
        if value is None:
            yield line
        else:
            meaning = rule[2] or ""
            yield (
                f"{rule[1]} = {_shown(value)}".ljust(rule.start(2) - 1 if meaning else 0)
                + f" {meaning}".rstrip()
                + "\n"
            )


def _value_at(policy: Policy, path: list[str]) -> object:
    value: object = _values(policy)
    for key in path:
        value = value[key]
    return value


def _shown(value: object) -> str:
    """The value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_shown(inner) for inner in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_shown(inner)}' for key, inner in value.items())} }}"
    return str(value)


def _plain(number: Decimal) -> str:
    """The number without trailing zeros or exponent; one too long to write out keeps its exponent."""
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return str(number)
    return f"{number.normalize():f}"


def _unknown(key: str, known: Mapping | tuple[str, ...]) -> str:
    return f"{key} is not known.{_nearest(key, known) or ' Known: ' + ', '.join(known) + '.'}"


def _nearest(name: object, known: Mapping | tuple[str, ...]) -> str:
    close = get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else ""


_KEYS = tuple(one.name for one in fields(Policy) if one.name != "label")
_DEFAULTS = tomllib.loads(DEFAULT_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
DEFAULT_POLICY = _checked(_DEFAULTS, where=str(DEFAULT_FILE), label="default rules")
