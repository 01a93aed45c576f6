"""The only Streamlit besides the frame and the pages.

A page asks `open_page` for its view, hands frames of it to charts and tables, and ends with the view's foot. Modules:
menu (which pages there are), stores (what is read and kept), filters (bound to the address), states (what is said
where there are no figures), view (title row, headline, frames) and foot, tables (tables, charts, files, evidence), lists
(of accounts), columns (of the lists; of single pages in modules of their own), tiles (numbers that open), multiples (many
small charts), search (an account found from every page), account (one account in place), weeks (the weekly history);
review (today's), review_parts (drawn of today's and of closed ones), reviews_closed (closing, and what was closed);
overview, buyers, pyramid, frequency, health, service_and_promises, contacts, teams, definitions (the parts of those
pages), health_rows (the rows behind an indicator), issues and satisfaction (of the service); identity, timeline,
account_health, open_points, measures, contact_map and records (those of an account's page);
turning (pages that turn to newer data by themselves), hidden_names (the switch and what follows from it) and tour (of the sample company).
"""

from dashboard.ui.filters import write_address
from dashboard.ui.menu import menu, page_names, pages
from dashboard.ui.search import search_field
from dashboard.ui.states import sentence_on_failure
from dashboard.ui.stores import keep_fresh, now, prepare
from dashboard.ui.tables import csv_file
from dashboard.ui.tour import offer_tour, tour_line
from dashboard.ui.turning import follow_data
from dashboard.ui.view import View, open_page, theme

__all__ = [
    "View",
    "csv_file",
    "follow_data",
    "keep_fresh",
    "menu",
    "now",
    "offer_tour",
    "open_page",
    "page_names",
    "pages",
    "prepare",
    "search_field",
    "sentence_on_failure",
    "theme",
    "tour_line",
    "write_address",
]
