"""The sentences of the pages, computed from the frames on screen: the finding first, then its context.

Names of teams, owners and accounts come from the CRM; `Headline.markdown` escapes whole sentences, so plain text
goes in and safe Markdown comes out.
"""

from dashboard.headlines.attention import (
    attention_by_tier_caption,
    attention_caption,
    attention_heading,
    attention_missing,
)
from dashboard.headlines.buyers import buyers_headline, state_pill
from dashboard.headlines.pyramid import (
    differences_sentence,
    moved_sentence,
    moves_caption,
    pyramid_heading,
    pyramid_headline,
    served_sentence,
)
from dashboard.headlines.sentence import (
    CONNECT_CONTACTS,
    CONNECT_ORDERS,
    NO_CONTACTS,
    NO_ORDERS,
    Filters,
    Headline,
    nothing_matches,
    stale_sentence,
)

__all__ = [
    "CONNECT_CONTACTS",
    "CONNECT_ORDERS",
    "NO_CONTACTS",
    "NO_ORDERS",
    "Filters",
    "Headline",
    "attention_by_tier_caption",
    "attention_caption",
    "attention_heading",
    "attention_missing",
    "buyers_headline",
    "differences_sentence",
    "moved_sentence",
    "moves_caption",
    "nothing_matches",
    "pyramid_heading",
    "pyramid_headline",
    "served_sentence",
    "stale_sentence",
    "state_pill",
]
