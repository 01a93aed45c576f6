"""The review as a workbook: a sheet per table, with dates as dates, money as money, and text that is never a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.palette import HEALTH_BANDS, TIER_ROWS
from dashboard.review import KINDS, Review
from dashboard.sheets.cells import legible
from dashboard.sheets.written import TITLE, foot, opening, title
from dashboard.wording import as_date, currency_sign, is_unknown, sheet_text

TEXT, DAY, MONEY, WHOLE, SHARE = "text", "day", "money", "whole", "share"

_LONGEST_CELL = 32_767
_WIDTHS = {TEXT: 22, DAY: 12, MONEY: 14, WHOLE: 11, SHARE: 11}


@dataclass(frozen=True)
class Field:
    """A column of a sheet: the frame's column, its label, its type and, where the usual one does not do, its width."""

    name: str
    label: str
    kind: str = TEXT
    width: int | None = None


_ACCOUNT = (Field("account_name", "Account", width=30), Field("account_id", "Account ID"))
_WHO = (Field("team_name", "Team"), Field("owner_name", "Owner"))
CHANGES = (
    Field("group", "Change", width=14),
    Field("direction", "Direction", width=10),
    *_ACCOUNT,
    Field("tier", "Tier", width=6),
    Field("what", "What happened", width=46),
    Field("before", "Before"),
    Field("after", "After"),
    Field("why", "Why", width=60),
    Field("amount", "Amount", MONEY),
    *_WHO,
)
DECISIONS = (
    Field("state", "State", width=10),
    Field("days_late", "Days late", WHOLE),
    *_ACCOUNT,
    Field("kind", "Kind", width=10),
    Field("text", "Decision", width=60),
    Field("by_whom", "By whom"),
    Field("due_on", "Until", DAY),
    Field("moved", "Times moved", WHOLE, 13),
    Field("recorded_on", "Recorded on", DAY, 13),
    Field("recorded_by", "Recorded by"),
    Field("team_name", "Team"),
)
TEAMS = (
    Field("team", "Team", width=24),
    *(Field(tier, tier, WHOLE) for tier in TIER_ROWS),
    Field("on_cadence", "On cadence", WHOLE),
    Field("with_target", "With a contact target", WHOLE, 20),
    Field("share", "Share on cadence", SHARE, 17),
    Field("neglected", "Neglected", WHOLE),
    Field("amount", "At stake", MONEY),
    *(Field(band, f"Health {state.word}", WHOLE, 16) for band, state in HEALTH_BANDS.items()),
    Field("without_owner", "Without owner", WHOLE, 15),
)
NEGLECTED = (
    *_ACCOUNT,
    Field("tier", "Tier", width=6),
    Field("amount", "At stake", MONEY),
    Field("days", "Days since order", WHOLE, 17),
    Field("order_on", "Order day", DAY),
    Field("last_contact_on", "Last counted contact", DAY, 20),
    *_WHO,
)


def review_as_workbook(review: Review) -> bytes:
    """The review as XLSX: the sheets Review, Changes, Decisions, Teams and Neglected, their headings frozen."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    # Two files of the same review are the same bytes: the moment is that of the data, not of the clock.
    book.set_properties({"title": title(review), "created": review.read_at.replace(tzinfo=None)})
    formats = _formats(book, review.currency)
    _summary(book.add_worksheet("Review"), review, formats)
    groups = [KINDS[kind].group if kind in KINDS else kind for kind in review.changes["kind"]]
    _sheet(book.add_worksheet("Changes"), review.changes.assign(group=groups), CHANGES, formats)
    _sheet(book.add_worksheet("Decisions"), review.decisions, DECISIONS, formats)
    _sheet(book.add_worksheet("Teams"), review.teams, TEAMS, formats)
    _sheet(book.add_worksheet("Neglected"), review.neglected, NEGLECTED, formats)
    book.close()
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook, currency: str) -> Mapping[str, Format]:
    sign = currency_sign(currency).strip()
    return {
        "heading": book.add_format({"bold": True, "bg_color": "#f4f6f9", "bottom": 1, "valign": "top"}),
        "bold": book.add_format({"bold": True}),
        TEXT: book.add_format({"text_wrap": True, "valign": "top"}),
        DAY: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        MONEY: book.add_format({"num_format": f'"{sign}" #,##0', "valign": "top"}),
        WHOLE: book.add_format({"num_format": "#,##0", "valign": "top"}),
        SHARE: book.add_format({"num_format": "0%", "valign": "top"}),
    }


def _summary(sheet: Worksheet, review: Review, formats: Mapping[str, Format]) -> None:
    """The first line, the sentence, the tiles and what the figures rest on."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 3, 36)
    rows = [
        (TITLE, opening(review)),
        ("In a sentence", review.headline.text),
        *((tile.label, tile.value, tile.cases, tile.change) for tile in review.tiles),
        ("Rests on", foot(review)),
    ]
    for row, (label, *texts) in enumerate(rows):
        sheet.write_string(row, 0, sheet_text(label), formats["bold"])
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, sheet_text(text), formats[TEXT])
    sheet.write_string(len(rows), 0, "As of", formats["bold"])
    sheet.write_datetime(len(rows), 1, _midnight(review.as_of), formats[DAY])
    sheet.write_string(len(rows) + 1, 0, "Compared with", formats["bold"])
    sheet.write_datetime(len(rows) + 1, 1, _midnight(review.since), formats[DAY])


def _sheet(sheet: Worksheet, rows: pd.DataFrame, fields: Sequence[Field], formats: Mapping[str, Format]) -> None:
    shown = [field for field in fields if field.name in rows]
    for column, field in enumerate(shown):
        sheet.write_string(0, column, field.label, formats["heading"])
        sheet.set_column(column, column, field.width or _WIDTHS[field.kind])
        for row, value in enumerate(rows[field.name], start=1):
            _write(sheet, row, column, value, field.kind, formats[field.kind])
    sheet.freeze_panes(1, 0)
    if len(rows) and shown:
        sheet.autofilter(0, 0, len(rows), len(shown) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: object, kind: str, form: Format) -> None:
    """What is not known stays an empty cell: a zero or a word would be counted."""
    if is_unknown(value):
        return
    if kind == TEXT:
        sheet.write_string(row, column, str(sheet_text(legible(str(value))))[:_LONGEST_CELL], form)
    elif kind == DAY:
        sheet.write_datetime(row, column, _midnight(as_date(value)), form)
    else:
        sheet.write_number(row, column, float(value), form)


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day)  # noqa: DTZ001
