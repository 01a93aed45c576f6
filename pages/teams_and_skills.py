"""Teams and skills: how is work shared, who is missing, and what can the teams of the accounts do?"""

import streamlit as st

from dashboard import ui
from dashboard.ui import account, teams

view = ui.open_page("teams_and_skills", "team", "owner")
figures = view.kept_outlined(teams.figures)
teams.purpose()
view.headline(figures.headline)

if view.has("orders"):
    left, right = st.columns([3, 2], gap="large")
    with left:
        teams.workload(view, figures)
    with right:
        chosen = teams.ownership(view, figures)
    account.opened(view, chosen)
teams.lines(view, figures)
if view.has("orders"):
    teams.qualities(view, figures)
teams.endings(view, figures)
view.foot()
