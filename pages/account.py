"""Account: how does it stand, what happened to it, and what comes next?"""

from dashboard import ui
from dashboard.ui import (
    account_health,
    contact_map,
    decisions,
    identity,
    measures,
    open_points,
    planned,
    records,
    sheets,
    timeline,
    weeks,
)

view = ui.open_page("account")
figures = identity.figures_of_account(view)

identity.introduction(view, figures)
planned.planned_contacts(view, figures.account, figures.headline.text)
sheets.meeting_brief(view, figures.account)
timeline.orders_and_contacts(view, figures.timeline)
account_health.explanation(view, figures.account, figures.health)
open_points.open_points(view, figures.account)
decisions.of_account(view, figures.account)
weeks.account_history(view, figures.account)
measures.numbers(view, figures.account, figures.buyer)
contact_map.contact_map(view, figures.account)
records.rows(view, figures.account)
view.foot()
