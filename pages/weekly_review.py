"""Weekly review: what changed since the last one, what was decided, and what is to be decided now?"""

from dashboard import ui
from dashboard.ui import review, review_parts, reviews_closed

view = ui.open_page("weekly_review", *review.filters(), states=review.GROUPS)
reviews_closed.show_past(view)
shown = review.opened(view)
view.headline(shown.review.headline)
view.end_without("orders")

review_parts.tiles(shown.review)
review.changes_and_decisions(shown)
review.teams(shown)
review.neglected_and_meanings(shown)
reviews_closed.closing_and_past(shown)
view.foot()
