"""Meeting frequency: is every account met as often as agreed, where, and on which level?"""

from dashboard import ui
from dashboard.ui import frequency, notices

view = ui.open_page("meeting_frequency", "team", "owner", "tier", "counted", states=frequency.STATUSES)
figures = view.kept_outlined(frequency.figures)
view.headline(figures.headline)
view.end_without("orders")
view.end_without("interactions")
notices.notice_of_recording(view)

frequency.cells(view, figures)
frequency.by_tier(view, figures)
frequency.account_list(view, frequency.statuses(view, figures))
frequency.more_than_agreed(view, figures)
frequency.meanings(view, figures)
frequency.furthest(view)
view.foot()
