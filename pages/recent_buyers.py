"""Recent buyers: who has bought and was left alone since, and whom to call?"""

from dashboard import ui
from dashboard.ui import buyers, notices

view = ui.open_page("recent_buyers", "team", "owner", "tier", "period")
figures = view.kept(buyers.figures)
view.headline(figures.headline)
view.end_without("orders")
notices.notice_of_recording(view)

buyers.call_list(view, figures, buyers.states(view, figures))
buyers.meanings(view, figures)
buyers.attention(view, figures)
view.foot()
