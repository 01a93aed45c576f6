"""What leaves the dashboard as a file: the weekly review as HTML, PDF, XLSX and JSON, an account brief, a calendar file.

Sheets are made from the data, not from the screen: the same `Review`, in the light palette, with filters, dates and the
version of the rules on them. Names from the CRM are text everywhere: never markup, never a formula. Modules: written (a
review in words) of cells and team_table, screen (HTML), paper (PDF by typst) with pictures, team_bands and fonts, workbook
(XLSX), plain (JSON), mail, brief_on_paper, calendar.
"""

from dashboard.sheets.brief_on_paper import brief_on_paper as brief
from dashboard.sheets.calendar import PlannedContact, calendar_file
from dashboard.sheets.fonts import FontMissing
from dashboard.sheets.paper import review_on_paper as pdf
from dashboard.sheets.plain import review_as_json as review_json
from dashboard.sheets.screen import review_on_screen as html
from dashboard.sheets.workbook import review_as_workbook as xlsx
from dashboard.sheets.written import sheet_name

__all__ = [
    "FontMissing",
    "PlannedContact",
    "brief",
    "calendar_file",
    "html",
    "pdf",
    "review_json",
    "sheet_name",
    "xlsx",
]
