"""Customer pyramid: how many accounts stand on each tier, and does attention follow revenue?"""

import streamlit as st

from dashboard import ui
from dashboard.ui import account, pyramid

view = ui.open_page("customer_pyramid", "team", "owner", "since")
figures = view.kept(pyramid.figures)
view.headline(figures.headline)
view.end_without("orders")

left, right = st.columns(2, gap="large")
with left:
    pyramid.accounts_by_tier(view, figures)
with right:
    pyramid.revenue_against_meetings(view, figures)
pyramid.accounts_of_tiers(view, figures)

left, right = st.columns(2, gap="large")
with left:
    pyramid.tier_moves(view, figures)
with right:
    chosen = pyramid.served_accounts(view, figures)
account.opened(view, chosen)
pyramid.accounts_that_moved(view, figures)

pyramid.by_team(view, figures)
pyramid.entered_and_computed(view, figures)
view.foot()
