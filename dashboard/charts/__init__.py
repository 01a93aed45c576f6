"""From the frames of the portfolio to Altair charts: marks, colours and places, no arithmetic of the indicators.

Every function takes a palette and gives a `Picture`: the chart, a sentence with its numbers for those who do not
see it, and the same data as a table. Text and domains follow the `width` signal, so that charts survive 360 px.
"""

from dashboard.charts.attention import attention_by_tier, attention_curve
from dashboard.charts.picture import Picture
from dashboard.charts.pyramid import TIER_CLICK, true_pyramid
from dashboard.charts.revenue import revenue_against_meetings
from dashboard.charts.states import state_bar

__all__ = [
    "TIER_CLICK",
    "Picture",
    "attention_by_tier",
    "attention_curve",
    "revenue_against_meetings",
    "state_bar",
    "true_pyramid",
]
