"""Definitions: what every number means under the rules in force, and where it comes from."""

from dashboard.ui import definitions

view, policy, currency = definitions.opened()
definitions.headline(policy, currency)
definitions.files(policy, currency)
definitions.asked_for(policy, currency)
definitions.content(policy, currency)
if view is not None:
    view.foot()
