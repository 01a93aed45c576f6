"""What happens to whom in the sample company: one record a story, in days before the last day."""

from __future__ import annotations

from sample_data.script import Story
from sample_data.stories import buyers, cadence, lives, relations, structure

STORIES: tuple[Story, ...] = (
    *buyers.STORIES,
    *cadence.STORIES,
    *relations.STORIES,
    *lives.STORIES,
    *structure.STORIES,
    *structure.TEAM_STORIES,
)
