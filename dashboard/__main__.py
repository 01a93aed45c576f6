"""`python -m dashboard COMMAND`: the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from dashboard.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], clock=lambda: datetime.now(UTC)))
