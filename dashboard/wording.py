"""How numbers, dates and foreign text are written: one formatter for each, the same on pages, sheets and in mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

import numpy as np
import pandas as pd

MINUS = "\u2212"
NOTHING = "·"
UNKNOWN = "unknown"
FEW = 10
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTH_NAMES += ("November", "December")
PLACE_WORDS = {"customer": "at the customer", "ours": "at ours", "remote": "remote", "not_known": "not known"}
"""Where a meeting was held."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_DAYS_AHEAD_WITHOUT_YEAR = 183
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_JOINER = "\u2060"
_FOUND_LATER = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=[-<>~=])(?=[-<>=])", re.IGNORECASE)
_MARKDOWN_MEANING = re.compile(r"[^\w\s,;'\"]|_")


def is_unknown(value: object) -> bool:
    """Whether a cell is empty: None, NaN or NaT."""
    return bool(pd.isna(value))


def number(value: object, decimals: int = 0) -> str:
    """`1,234` with a true minus sign; `unknown` where the value is empty."""
    if is_unknown(value):
        return UNKNOWN
    text = f"{value:,.{decimals}f}"
    if not text.startswith("-"):
        return text
    magnitude = text[1:]
    return magnitude if not magnitude.strip("0.,") else MINUS + magnitude


def count(n: object, one: str, many: str | None = None) -> str:
    """`1 account`, `15 accounts`; `many` where an s does not do."""
    return f"{number(n)} {noun(n, one, many)}"


def noun(n: object, one: str, many: str | None = None) -> str:
    """The noun, or the verb, that agrees with `n`."""
    return one if n == 1 else (many or one + "s")


def currency_sign(currency: str) -> str:
    """`€` where the currency has a sign of its own, else its code and a space."""
    return _SYMBOLS.get(currency, currency + " ")


def money(value: object, currency: str) -> str:
    """Short, for sentences, tiles and charts: `€950`, `€988k`, `€1.24M`; `unknown` where empty."""
    if is_unknown(value):
        return UNKNOWN
    sign = MINUS if round(float(value)) < 0 else ""
    return sign + currency_sign(currency) + _short(abs(float(value)))


def _short(amount: float) -> str:
    if round(amount) < 1_000:
        return f"{amount:.0f}"
    if round(amount / 1_000) < 1_000:
        return f"{amount / 1_000:.0f}k"
    millions = amount / 1_000_000
    decimals = 2 if round(millions, 2) < 10 else 1 if round(millions, 1) < 100 else 0
    return f"{millions:,.{decimals}f}M"


def money_full(value: object, currency: str) -> str:
    """Whole units for lists: `€ 318,000`; `unknown` where empty."""
    if is_unknown(value):
        return UNKNOWN
    sign = MINUS if round(float(value)) < 0 else ""
    return f"{sign}{currency_sign(currency).strip()} {abs(float(value)):,.0f}"


def share(value: object) -> str:
    """A share of 0 to 1 as `64%`; something too small to round up is `<1%`, not nothing."""
    if is_unknown(value):
        return UNKNOWN
    percent = number(100 * float(value))
    return "<1%" if percent == "0" and value > 0 else f"{percent}%"


def rate(part: int, whole: int) -> str:
    """A share with few cases as `7 of 9`, from ten cases on as `64%`; `unknown` without a case."""
    if not whole:
        return UNKNOWN
    return f"{number(part)} of {number(whole)}" if whole < FEW else share(part / whole)


def share_of(part: object, whole: object, none: str = NOTHING) -> str:
    """A share in a table with how many it is of: `64% of 120`, of few ones `7 of 9`; `none` where there is no case."""
    if is_unknown(part) or is_unknown(whole):
        return UNKNOWN
    if not whole:
        return none
    return rate(part, whole) if whole < FEW else f"{rate(part, whole)} of {number(whole)}"


def share_of_accounts(part: int, accounts: int) -> str:
    """`64% of accounts`, and of few ones `7 of 9 accounts`."""
    return f"{rate(part, accounts)} {noun(accounts, 'account') if accounts < FEW else 'of accounts'}"


def points(difference: object) -> str:
    """The difference of two shares: `−1 point`, `+2 points`, `0 points`."""
    if is_unknown(difference):
        return UNKNOWN
    whole = round(100 * float(difference))
    return f"{signed(whole) if whole else 0} {noun(abs(whole), 'point')}"


def signed(n: object) -> str:
    """A change with its sign: `+5`, `−3`; no change is `– 0`."""
    if is_unknown(n):
        return UNKNOWN
    return "– 0" if n == 0 else f"+{number(n)}" if n > 0 else number(n)


def change(n: object, since: str) -> str:
    """A change with its direction and what it is measured against: `▼ 4 since 9 Nov`."""
    if is_unknown(n):
        return UNKNOWN
    return f"{arrow(n)} {number(abs(n))} since {since}"


def arrow(n: float) -> str:
    """The direction of a change: `▲`, `▼`, and `–` where there is none."""
    return "–" if n == 0 else "▲" if n > 0 else "▼"


def percent_change(value: object) -> str:
    """A relative change as `−71%`, `+8%` or `0%`."""
    if is_unknown(value):
        return UNKNOWN
    whole = round(100 * float(value))
    return f"{signed(whole) if whole else 0}%"


def ratio(value: object) -> str:
    """A ratio as `0.5×`."""
    return UNKNOWN if is_unknown(value) else f"{number(value, 1)}×"


def between(low: object, high: object, decimals: int = 0) -> str:
    """A range as `0.54–0.70`; `·` where it is not known."""
    if is_unknown(low) or is_unknown(high):
        return NOTHING
    return f"{number(low, decimals)}–{number(high, decimals)}"


def days(n: object) -> str:
    """Days in a sentence: `1 day`, `83 days`."""
    return count(n, "day")


def hours(value: object) -> str:
    """A wait: `24 min` under an hour, `5.2 h` under ten, then `31 h`."""
    if is_unknown(value):
        return UNKNOWN
    if round(60 * value) < 60:
        return f"{number(60 * value)} min"
    return f"{number(value, 1 if round(value, 1) < 10 else 0)} h"


def days_ago(n: object) -> str:
    """Days in a table: `83 d ago`, `today`."""
    if is_unknown(n):
        return UNKNOWN
    return "today" if n == 0 else f"{number(n)} d ago"


def day(value: object, as_of: date) -> str:
    """`16 Nov`; with the year outside the 12 months before `as_of`, save for the half year ahead of it."""
    if is_unknown(value):
        return UNKNOWN
    on = as_date(value)
    short = f"{on.day} {MONTHS[on.month - 1]}"
    near = _year_before(as_of) < on and (on - as_of).days <= _DAYS_AHEAD_WITHOUT_YEAR
    return short if near else f"{short} {on.year}"


def month(value: object, as_of: date) -> str:
    """`October` in a sentence; with the year where it is not that of `as_of` or within the 12 months before it."""
    on = as_date(value)
    recent = 0 <= 12 * (as_of.year - on.year) + as_of.month - on.month < 12
    return MONTH_NAMES[on.month - 1] if recent else f"{MONTH_NAMES[on.month - 1]} {on.year}"


def long_day(value: object) -> str:
    """`Sun 15 Nov 2026`, for the foot line and for choosing a date."""
    if is_unknown(value):
        return UNKNOWN
    on = as_date(value)
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(value: datetime) -> str:
    """A moment in its own time zone: `Sun 15 Nov 2026, 23:40`."""
    return f"{long_day(value)}, {value:%H:%M}"


def as_date(value: object) -> date:
    """The calendar date of a date, datetime or pandas timestamp."""
    return value.date() if isinstance(value, datetime) else value


def _year_before(on: date) -> date:
    return date(on.year - 1, on.month, min(on.day, 28 if on.month == 2 else on.day))


def listing(words: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, last = list(words)
    return f"{', '.join(first)} and {last}" if first else last


def each_written(values: pd.Series, write: Callable[[object], str]) -> np.ndarray:
    """Each value in words; every distinct value is written once, for there are many rows and few days."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return np.array([write(value) for value in distinct], dtype=object)[codes] if len(values) else codes.astype(object)


def md_escape(text: object) -> str:
    """Foreign text on one line, so that Markdown shows it as it is: every sign with a meaning is an entity.

    Addresses, `:icon:` names and arrows are looked for after entities are read: an invisible joiner parts them.
    """
    if is_unknown(text):
        return ""
    line = _FOUND_LATER.sub(_JOINER, " ".join(str(text).split()))
    return _MARKDOWN_MEANING.sub(lambda sign: f"&#{ord(sign.group())};", line)


def sheet_text(value: object) -> object:
    """A cell of a CSV or XLSX file for people: text that a spreadsheet would run as a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def sheet_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with `sheet_text` applied to its text columns; numbers and dates stay what they are."""
    texts = [c for c in frame.columns if not (pd.api.types.is_numeric_dtype(frame[c]) or frame[c].dtype.kind == "M")]
    return frame.assign(**{c: frame[c].map(sheet_text) for c in texts})
