"""The columns the mirror adds to a batch: calendar days of moments, and amounts in the reporting currency."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Table

from data_access.localtime import DAY_US, day_number, day_of, local_days
from data_access.schema import rule

UNITS_PER_CURRENCY = 10_000
UNITS_TYPE = pa.decimal128(38, 0)
_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
CONVERTED_ON = {"orders": "ordered_on", "opportunities": "closed_on"}
"""Tables whose amounts are converted, with the date whose rate holds."""
_ALL_DAY_DATES = ("starts_at", "ends_at")


def day_column(name: str) -> str:
    """Name of the column that holds the calendar day of a date or moment."""
    return f"{name}_day"


def us_column(name: str) -> str:
    """Name of the column that holds a moment in UTC microseconds."""
    return f"{name}_us"


@dataclass(frozen=True)
class Rates:
    """Monthly rates into the reporting currency: per currency its months (as days since 1970, ascending) and rates."""

    reporting_currency: str
    by_currency: dict[str, tuple[list[int], list[Decimal]]]

    def rate(self, currency: str | None, day: int | None) -> Decimal | None:
        """Rate of the day's month, else of the latest earlier month; None where there is none."""
        if currency == self.reporting_currency:
            return Decimal(1)
        if currency not in self.by_currency or day is None:
            return None
        months, rates = self.by_currency[currency]
        place = bisect_right(months, day_number(day_of(day).replace(day=1)))
        return rates[place - 1] if place else None

    def units(self, amounts: pa.Array, currencies: pa.Array, days: pa.Array) -> pa.Array:
        """Amounts in ten-thousandths of the reporting currency, rounded half to even; null without a rate."""
        rounded = pc.round(amounts.cast(pa.decimal128(38, 10)), ndigits=4, round_mode="half_to_even")
        own = pc.fill_null(pc.equal(currencies, self.reporting_currency), False)
        scaled = pc.multiply(rounded.cast(pa.decimal128(28, 4)), pa.scalar(Decimal(UNITS_PER_CURRENCY)))
        units = pc.if_else(own, scaled.cast(pa.decimal128(38, 4)).cast(UNITS_TYPE), pa.scalar(None, UNITS_TYPE))
        foreign = np.flatnonzero(~own.to_numpy(zero_copy_only=False))
        if not len(foreign):
            return units
        places = pa.array(foreign)
        converted = self._converted(*(column.take(places).to_pylist() for column in (amounts, currencies, days)))
        mask = np.zeros(len(amounts), dtype=bool)
        mask[foreign] = True
        return pc.replace_with_mask(units, pa.array(mask), pa.array(converted, UNITS_TYPE))

    def _converted(self, amounts: list, currencies: list, days: list) -> list[Decimal | None]:
        known: dict[tuple, Decimal | None] = {}
        result = []
        for amount, currency, day in zip(amounts, currencies, days, strict=True):
            if (currency, day) not in known:
                known[currency, day] = self.rate(currency, day)
            rate = known[currency, day]
            result.append(None if amount is None or rate is None else _units(amount, rate))
        return result


def _units(amount: Decimal, rate: Decimal) -> Decimal:
    money = _EXACT.quantize(_EXACT.multiply(amount, rate), Decimal("0.0001"))
    return _EXACT.quantize(_EXACT.multiply(money, Decimal(UNITS_PER_CURRENCY)), Decimal(1))


def with_derived(table: Table, rows: pa.RecordBatch, zone: ZoneInfo, until_year: int, rates: Rates) -> pa.RecordBatch:
    """The staged rows with a day column for every moment, and amounts in the reporting currency."""
    all_day = rows.column("all_day") if "all_day" in rows.schema.names else None
    for column in table.columns:
        if rule(column).kind == "time":
            unshifted = all_day if column.name in _ALL_DAY_DATES else None
            days = _days(rows.column(column.name), zone, until_year, unshifted)
            rows = rows.append_column(day_column(column.name), days)
    if table.name in CONVERTED_ON:
        on = rows.column(CONVERTED_ON[table.name])
        units = rates.units(rows.column("amount"), rows.column("currency"), on)
        rows = rows.append_column("amount_units", units)
    return rows


def _days(us: pa.Array, zone: ZoneInfo, until_year: int, unshifted: pa.Array | None) -> pa.Array:
    """Local dates of moments; where `unshifted` is true the UTC date, because the row holds a date and not a moment."""
    missing = pc.is_null(us).to_numpy(zero_copy_only=False)
    moments = pc.fill_null(us, 0).to_numpy(zero_copy_only=False)
    days = local_days(moments, zone, until_year)
    if unshifted is not None:
        as_dates = pc.fill_null(unshifted, False).to_numpy(zero_copy_only=False)
        days = np.where(as_dates, np.floor_divide(moments, DAY_US), days).astype(np.int32)
    return pa.array(days, mask=missing)
