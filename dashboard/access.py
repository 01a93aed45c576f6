"""Who looks, and whose accounts they may see. Nothing else makes the scope of a viewer."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.scope import Scope


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the pages: what they may see, and a sentence that tells them so."""

    scope: Scope
    notice: str


def local_viewer() -> Viewer:
    """The one user of an installation without a login, who sees everything."""
    return Viewer(Scope.everything(), "No login is set up: whoever opens this address sees every account.")
