"""The account brief on paper: one page of A4, whatever there is to tell."""

from __future__ import annotations

from pathlib import Path

from dashboard.brief import Brief, Line, Part
from dashboard.sheets.cells import short
from dashboard.sheets.paper import compiled, pages_of
from dashboard.wording import long_day, number

LINES_TRIED = (8, 6, 5, 4, 3, 2, 1)
"""How many lines each part has: as many as fit."""
LONGEST_LINE = 150


def brief_on_paper(brief: Brief, fonts: Path | None = None) -> bytes:
    """The brief as PDF of a single page: lists are cut until it fits. Raises FontMissing."""
    for most in LINES_TRIED:
        data = brief_data(brief, most, LONGEST_LINE if most > 1 else LONGEST_LINE // 2)
        if pages_of("brief.typ", data, fonts) == 1:
            break
    return compiled("brief.typ", data, brief.read_at, fonts)


def brief_data(brief: Brief, most: int, longest: int = LONGEST_LINE) -> dict[str, object]:
    """What the template of the brief is filled with, at most so many lines of each part."""
    return {
        "title": f"Meeting brief, {short(brief.account_name, longest)}, {long_day(brief.as_of)}",
        "account": short(brief.account_name, longest),
        "day": f"Meeting brief · {long_day(brief.as_of)}",
        "place": short(brief.place),
        "states": [_line(state, longest) for state in brief.states],
        "finding": short(brief.finding),
        "context": short(brief.context),
        "parts": [_part(part, most, longest) for part in brief.parts],
        "questions": [{"text": asked.text, "because": short(asked.because)} for asked in brief.questions],
        "foot": brief.foot,
    }


def _part(part: Part, most: int, longest: int) -> dict[str, object]:
    left_out = len(part.lines[most:]) + part.more
    return {
        "title": part.title,
        "lines": [_line(line, longest) for line in part.lines[:most]],
        "more": f"and {number(left_out)} more" if left_out else "",
        "none": part.none,
    }


def _line(line: Line, longest: int) -> dict[str, object]:
    return {"lead": short(line.lead, longest), "text": short(line.text, longest), "token": line.token}
