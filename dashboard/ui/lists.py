"""Lists of accounts: a selected row opens its detail in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from dashboard.ui import account
from dashboard.ui.tables import Column, Completion, download, evidence_of
from dashboard.ui.view import View
from dashboard.wording import UNKNOWN, count

MEANING_AND_FILE = "What this means, and the list as a file"


def account_list(
    view: View, rows: pd.DataFrame, columns: Mapping[str, Column], *, name: str, alt: str, definition: str
) -> None:
    """A list of accounts, what it means with its file, and below it the account whose row is selected."""
    account.selectable_table(view, rows, columns, name=name, alt=alt, missing=UNKNOWN)
    meaning_of_list(rows, columns, name=name, definition=definition)
    account.opened(view, account.selected(view, rows, name))


def meaning_of_list(rows: pd.DataFrame, columns: Mapping[str, Column], *, name: str, definition: str) -> None:
    """What a list of accounts means, how many they are, and its file: what stands below a list in sight."""
    evidence_of(
        MEANING_AND_FILE,
        rows,
        columns,
        name=f"{name}-list",
        definition=definition,
        counted=count(len(rows), "account"),
        listed=True,
    )


def accounts_behind(
    view: View,
    label: str,
    rows: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: Mapping[str, Column],
    *,
    name: str,
    definition: str,
    counted: str = "",
    detail: account.Detail | None = None,
    complete: Completion | None = None,
) -> None:
    """The accounts behind a number, closed until asked for; rows given as a function are asked for only then.

    `complete` is that of a table.
    """

    def draw(found: pd.DataFrame) -> None:
        account.selectable_table(view, found, columns, name=name, alt=label, complete=complete, missing=UNKNOWN)
        download(found, columns, name=name, complete=complete)
        account.opened(view, account.selected(view, found, name), detail)

    evidence_of(label, rows, columns, name=name, definition=definition, counted=counted, draw=draw)
