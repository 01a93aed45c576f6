"""The mirror: a columnar, read-only, disposable copy of the source, from which every number is computed."""

from data_access.mirror.hidden import hide_names, open_hidden
from data_access.mirror.inventions import Inventions, invented_keys
from data_access.mirror.losses import MuchIsMissing
from data_access.mirror.reading import Mirror, open_mirror
from data_access.mirror.refreshes import Refresh
from data_access.mirror.refreshing import current_progress, refresh, refreshes
from data_access.mirror.report import MirrorBusy, MirrorError, MirrorMissing, Progress, Report, TableReport
from data_access.mirror.versions import current_version, hidden_file

__all__ = [
    "Inventions",
    "Mirror",
    "MirrorBusy",
    "MirrorError",
    "MirrorMissing",
    "MuchIsMissing",
    "Progress",
    "Refresh",
    "Report",
    "TableReport",
    "current_progress",
    "current_version",
    "hidden_file",
    "hide_names",
    "invented_keys",
    "open_hidden",
    "open_mirror",
    "refresh",
    "refreshes",
]
