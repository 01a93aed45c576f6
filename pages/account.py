"""Account: how does it stand, what happened to it, and what comes next?"""

from dashboard import ui
from dashboard.ui import identity, measures, open_points, records, timeline

view = ui.open_page("account")
figures = identity.figures_of_account(view)

identity.introduction(view, figures)
timeline.orders_and_contacts(view, figures.timeline)
open_points.open_points(view, figures.account)
measures.numbers(view, figures.account, figures.buyer)
records.rows(view, figures.account)
view.foot()
