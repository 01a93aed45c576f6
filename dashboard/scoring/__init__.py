"""Facts become tiers, cadence, watch states and, later, points and bands: pure pandas on whole-store frames."""

from dashboard.scoring.columns import FACT_COLUMNS
from dashboard.scoring.scored import Scored, score

__all__ = ["FACT_COLUMNS", "Scored", "score"]
