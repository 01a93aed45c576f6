"""A review put together from two dates of the store: everything that is shown, for one scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import pandas as pd

from dashboard.headlines.review import review_headline
from dashboard.headlines.sentence import Filters
from dashboard.policy import Policy
from dashboard.portfolio.buyers import call_list, checkpoint_column
from dashboard.portfolio.overview import is_neglected
from dashboard.portfolio.pyramid import ALL_TEAMS, team_label
from dashboard.review.changes import changes_between, changes_of
from dashboard.review.content import DECISION_COLUMNS, Review
from dashboard.review.frozen import Before, accounts_of, frozen_rows
from dashboard.review.lines import review_lines, with_changes
from dashboard.review.tiles import promises_of, tiles_of
from dashboard.review.written import plain
from dashboard.scoring import Scored
from dashboard.wording import day, listing
from data_access.scope import Scope

TEAMS_SHOWN = "Teams shown"


def review_of(
    after: Scored,
    before: Before,
    *,
    since: date,
    scope: Scope,
    team_ids: Collection[str] = (),
    since_review: int | None = None,
    decisions: pd.DataFrame | None = None,
    weeks: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
    currency: str,
    read_at: datetime,
    data_until: datetime | None = None,
) -> Review:
    """The review of a scope, or of some of its teams, as of the date of `after` since an earlier one.

    `before` is the store on that date, or the frozen rows of review `since_review`; `changes` the changes of the whole
    store where they are there already. `decisions` are those of the scope, None where they cannot be read: the open ones
    are shown, and what became of others since. `weeks` are the weeks of its teams, None without a history.
    """
    accounts, then = _of(after.accounts, scope, team_ids), _of(accounts_of(before), scope, team_ids)
    whole = changes_between(before, after, since, currency) if changes is None else changes
    everything = scope == Scope.everything() and not team_ids
    told = plain(whole if everything else changes_of(whole, after, since, accounts))
    together = TEAMS_SHOWN if team_ids else ALL_TEAMS
    before_lines = review_lines(then, together)
    lines = with_changes(review_lines(accounts, together), before_lines, weeks)
    rows = frozen_rows(after).loc[accounts.index]
    compared = day(since, after.as_of)
    recorded = pd.DataFrame(columns=list(DECISION_COLUMNS)) if decisions is None else _lately(decisions, since)
    names = team_names(after.accounts, team_ids)
    return Review(
        as_of=after.as_of,
        since=since,
        since_review=since_review,
        compared_with=f"the review of {compared}" if since_review is not None else compared,
        filters=_in_words(accounts, scope, names),
        headline=review_headline(told, lines.iloc[-1], decisions, compared, currency, Filters(teams=names)),
        tiles=tiles_of(
            lines.iloc[-1],
            before_lines.iloc[-1],
            (promises_of(rows), promises_of(then)),
            compared,
            after.policy,
            currency,
        ),
        changes=told,
        teams=plain(lines),
        decisions=plain(recorded[list(DECISION_COLUMNS)]),
        neglected=plain(neglected_buyers(after, accounts)),
        currency=currency,
        read_at=read_at,
        data_until=data_until,
        rules=rules_in_words(after.policy),
    )


def neglected_buyers(after: Scored, accounts: pd.DataFrame) -> pd.DataFrame:
    """The neglected of these accounts in the order in which to call.

    Columns: account_id, account_name, amount, days (since the order), order_on, a text per checkpoint (`day_14` ...),
    last_contact (text), last_contact_on, tier, team_id, team_name, owner_name.
    """
    neglected = accounts[is_neglected(accounts)]
    watches = after.watches[after.watches["account_id"].isin(neglected["account_id"])]
    rows = call_list(watches, neglected, after.as_of, after.policy.checkpoints)
    checkpoints = [checkpoint_column(k) for k in after.policy.checkpoints]
    watch = ["account_id", "account_name", "amount", "days", "order_on", *checkpoints]
    return rows[[*watch, "last_contact", "last_contact_on", "tier", "team_id", "team_name", "owner_name"]]


def rules_in_words(policy: Policy) -> str:
    """`rules version 1a2b (default rules)`."""
    return f"rules version {policy.digest()[:4]} ({policy.label})"


def team_names(accounts: pd.DataFrame, team_ids: Collection[str]) -> tuple[str, ...]:
    """The names of these teams in alphabetical order."""
    rows = accounts[accounts["team_id"].isin(list(team_ids))].drop_duplicates("team_id")
    names = (team_label(*row) for row in rows[["team_id", "team_name"]].itertuples(index=False))
    return tuple(sorted(names, key=str.casefold))


def _of(accounts: pd.DataFrame, scope: Scope, team_ids: Collection[str]) -> pd.DataFrame:
    """The accounts of the scope, of these teams alone where some are named."""
    shown = scope.cut(accounts)
    return shown[shown["team_id"].isin(list(team_ids))] if team_ids else shown


def _lately(decisions: pd.DataFrame, since: date) -> pd.DataFrame:
    """The decisions that are open, and those that became something else since, in their order."""
    return decisions[(decisions["state"] == "open") | (decisions["changed_on"] > pd.Timestamp(since))]


def _in_words(accounts: pd.DataFrame, scope: Scope, names: tuple[str, ...]) -> str:
    """Which part of the company is shown: `All teams`, `Teams Coast and Export`."""
    if not names and scope == Scope.everything():
        return ALL_TEAMS
    shown = names or team_names(accounts, accounts["team_id"].dropna().unique())
    if not shown:
        return "No team"
    return f"{'Team' if len(shown) == 1 else 'Teams'} {listing(shown)}"
