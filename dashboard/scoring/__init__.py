"""Facts become tiers, cadence, watch states, points, score, band and limits: pure pandas on whole-store frames."""

from dashboard.scoring.columns import FACT_COLUMNS
from dashboard.scoring.scored import Scored, connected_undated, score, score_with_trend, trend_from, with_trend

__all__ = ["FACT_COLUMNS", "Scored", "connected_undated", "score", "score_with_trend", "trend_from", "with_trend"]
