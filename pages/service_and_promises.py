"""Service and promises: are promises kept, customers answered, problems solved, and are customers satisfied?"""

from dashboard import ui
from dashboard.address import PROMISE_CHOICES
from dashboard.ui import issues, satisfaction, service_and_promises, service_tiles

view = ui.open_page("service_and_promises", "team", "owner", "tier", states=tuple(PROMISE_CHOICES))
figures = view.kept_outlined(service_and_promises.figures)
view.headline(figures.headline)

service_tiles.numbers(view, figures)
service_and_promises.promises_and_responses(view, figures)
service_and_promises.waiting(view, figures)
issues.issues(view, figures)
issues.disputes_and_escalations(view, figures)
satisfaction.satisfaction(view, figures)
view.foot()
