"""Data: can the figures be trusted: what was read, is it complete, does it contradict itself, and does it still come?"""

from dashboard import ui
from dashboard.ui import data, data_found, data_source

view = ui.open_page("data", "team", needs_accounts=False)
figures = view.kept_outlined(data.figures)
view.headline(figures.headline)

data_source.tables(view, figures)
data.completeness(view, figures)
data_found.contradictions(view, figures)
data_found.charges(view, figures)
data_source.left_out(view)
data_source.history(view)
view.foot()
