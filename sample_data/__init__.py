"""The sample company: invented, believable, and the same for the same arguments."""

from __future__ import annotations

from sample_data.script import Story
from sample_data.stories import STORIES
from sample_data.write import REPORTING_CURRENCY, TIMEZONE, SampleError, WrongSample, write_sample

__all__ = ["REPORTING_CURRENCY", "STORIES", "TIMEZONE", "SampleError", "Story", "WrongSample", "write_sample"]
