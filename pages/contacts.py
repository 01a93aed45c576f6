"""Contacts: on whom do customers hang, who is missing, which levels meet, and whose language do we speak?"""

from dashboard import ui
from dashboard.portfolio import GAPS
from dashboard.ui import contacts

view = ui.open_page("contacts", "team", "owner", "tier", states=GAPS)
figures = view.kept_outlined(contacts.figures)
view.headline(figures.headline)
view.end_without("orders")

contacts.account_list(view, figures, contacts.missing(view, figures))
contacts.who_meets_whom(view, figures)
contacts.reached(view, figures)
contacts.by_team(view, figures)
contacts.languages(view, figures)
view.foot()
