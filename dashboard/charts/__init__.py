"""From the frames of the portfolio to Altair charts: marks, colours and places, no arithmetic of the indicators.

Every function takes a palette and gives a `Picture`: the chart, a sentence with its numbers for those who do not
see it, and the same data as a table. Text and domains follow the `width` signal, so that charts survive 360 px.
"""

from dashboard.charts.attention import attention_by_tier, attention_curve, attention_top, small_attention_curve
from dashboard.charts.bands import bands_by_team
from dashboard.charts.bullet import days_since_contact
from dashboard.charts.cadence import MOST_TEAMS, cadence_heatmap
from dashboard.charts.contact_map import contact_map
from dashboard.charts.coverage import SIDE_WORDS, coverage_by_line, level_matrix, small_level_matrix
from dashboard.charts.matrix import CELL_CLICK, TEAMS_AT_ONCE, indicator_matrix
from dashboard.charts.picture import Picture
from dashboard.charts.pyramid import TIER_CLICK, PyramidScale, pyramid_scale, small_pyramid, true_pyramid
from dashboard.charts.qualities import OPEN_CLICK, quality_matrix
from dashboard.charts.responses import response_chart
from dashboard.charts.revenue import revenue_against_meetings
from dashboard.charts.satisfaction import lowest_shown, satisfaction_chart
from dashboard.charts.states import state_bar
from dashboard.charts.status import LEVEL_WORDS, PLACE_WORDS, levels_by_tier, places_by_tier, status_by_tier
from dashboard.charts.timeline import timeline_chart
from dashboard.charts.waterfall import STEP_CLICK, health_waterfall
from dashboard.charts.weeks import LANE_WORDS, account_weeks
from dashboard.charts.workload import workload_bars, workload_table

__all__ = [
    "CELL_CLICK",
    "LANE_WORDS",
    "LEVEL_WORDS",
    "MOST_TEAMS",
    "OPEN_CLICK",
    "PLACE_WORDS",
    "SIDE_WORDS",
    "STEP_CLICK",
    "TEAMS_AT_ONCE",
    "TIER_CLICK",
    "Picture",
    "PyramidScale",
    "account_weeks",
    "attention_by_tier",
    "attention_curve",
    "attention_top",
    "bands_by_team",
    "cadence_heatmap",
    "contact_map",
    "coverage_by_line",
    "days_since_contact",
    "health_waterfall",
    "indicator_matrix",
    "level_matrix",
    "levels_by_tier",
    "lowest_shown",
    "places_by_tier",
    "pyramid_scale",
    "quality_matrix",
    "response_chart",
    "revenue_against_meetings",
    "satisfaction_chart",
    "small_attention_curve",
    "small_level_matrix",
    "small_pyramid",
    "state_bar",
    "status_by_tier",
    "timeline_chart",
    "true_pyramid",
    "workload_bars",
    "workload_table",
]
