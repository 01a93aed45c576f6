"""The only Streamlit besides the frame and the pages.

A page asks `open_page` for its view, hands frames of it to charts and tables, and ends with the view's foot. Modules:
menu (which pages there are), stores (what is read and kept), filters (bound to the address), states (what is said
where there are no figures), view (title row, headline, foot), tables (tables, charts, files, evidence), columns (of the
lists), cadence_columns, overview_columns and account_columns (of those of single pages), tiles (numbers that open),
search (an account found from every page), account (one account in place), overview, pyramid, buyers and frequency (the
parts of those pages), teams and definitions (theirs), identity, timeline, measures and records (those of an account's page).
"""

from dashboard.ui.filters import write_address
from dashboard.ui.menu import menu, page_names, pages
from dashboard.ui.search import search_field
from dashboard.ui.states import sentence_on_failure
from dashboard.ui.stores import now, prepare
from dashboard.ui.tables import csv_file
from dashboard.ui.view import View, open_page, theme

__all__ = [
    "View",
    "csv_file",
    "menu",
    "now",
    "open_page",
    "page_names",
    "pages",
    "prepare",
    "search_field",
    "sentence_on_failure",
    "theme",
    "write_address",
]
