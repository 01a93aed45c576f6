"""Account: how does it stand, what happened to it, and what comes next?"""

from dashboard import ui
from dashboard.ui import contact_map, identity, measures, records, timeline

view = ui.open_page("account")
figures = identity.figures_of_account(view)

identity.introduction(view, figures)
timeline.orders_and_contacts(view, figures.timeline)
measures.numbers(view, figures.account, figures.buyer)
contact_map.contact_map(view, figures.account)
records.rows(view, figures.account)
view.foot()
