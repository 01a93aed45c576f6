"""Definitions: what every number means, under the rules in force."""

from dashboard import ui
