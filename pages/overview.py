"""Overview: how do things stand, in all and in each team?"""

from dashboard import ui
from dashboard.ui import notices, overview

view = ui.open_page("overview", "team", "as_of")
figures = overview.figures_of(view)
view.headline(figures.headline)
view.end_without("orders")
notices.notice_of_recording(view)

overview.numbers(view, figures)
overview.teams(view, figures)
view.foot()
