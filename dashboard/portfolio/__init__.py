"""From the scored frame to the frames the portfolio pages show: pure pandas, no colours and no sentences.

Every function takes frames that were already cut to what the viewer may see and has chosen. Empty means unknown
and stays unknown: what is not connected gives missing values, never zero.
"""

from dashboard.portfolio.attention import (
    CURVE_NEEDS,
    WEEKS,
    AttentionShift,
    attention_by,
    attention_period,
    attention_shift,
    attention_table,
)
from dashboard.portfolio.buyers import (
    bought_within,
    call_list,
    checkpoint_column,
    in_states,
    state_totals,
)
from dashboard.portfolio.moves import move_matrix, tier_differences, tier_moves
from dashboard.portfolio.proportion import (
    OVER_SERVED,
    UNDER_SERVED,
    contacts_per_revenue,
    revenue_and_meetings,
    served_accounts,
    served_as,
)
from dashboard.portfolio.pyramid import NO_TEAM, in_tier, layers_known, pyramid, pyramid_by_team, team_label, tier_rows

__all__ = [
    "CURVE_NEEDS",
    "NO_TEAM",
    "OVER_SERVED",
    "UNDER_SERVED",
    "WEEKS",
    "AttentionShift",
    "attention_by",
    "attention_period",
    "attention_shift",
    "attention_table",
    "bought_within",
    "call_list",
    "checkpoint_column",
    "contacts_per_revenue",
    "in_states",
    "in_tier",
    "layers_known",
    "move_matrix",
    "pyramid",
    "pyramid_by_team",
    "revenue_and_meetings",
    "served_accounts",
    "served_as",
    "state_totals",
    "team_label",
    "tier_differences",
    "tier_moves",
    "tier_rows",
]
