"""The mirror: a columnar, read-only, disposable copy of the source, from which every number is computed."""

from data_access.mirror.reading import Mirror, open_mirror
from data_access.mirror.report import MirrorBusy, MirrorError, MirrorMissing, Progress, Report, TableReport
from data_access.mirror.versions import current_progress, current_version, refresh

__all__ = [
    "Mirror",
    "MirrorBusy",
    "MirrorError",
    "MirrorMissing",
    "Progress",
    "Report",
    "TableReport",
    "current_progress",
    "current_version",
    "open_mirror",
    "refresh",
]
