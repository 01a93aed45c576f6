"""Relationship health: how do the customers stand, on which indicator, and what costs the most points?"""

from dashboard import ui
from dashboard.palette import HEALTH_BANDS
from dashboard.ui import health, weeks

view = ui.open_page("relationship_health", "team", "owner", "tier", states=tuple(HEALTH_BANDS))
figures = view.kept_outlined(health.figures)
view.headline(figures.headline)
view.end_without("orders")
health.end_without_customers(view, figures)

health.bands(view, figures)
weeks.good_over_weeks(view, figures.lines)
health.matrix(view, figures)
health.accounts_of_cell(view, figures)
health.account_list(view, figures, health.chosen_bands(view, figures))
view.foot()
