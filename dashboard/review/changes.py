"""What changed between two dates: every kind of change over the whole store, to be cut to a viewer's accounts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard.portfolio.pyramid import tier_rows
from dashboard.review import words
from dashboard.review.content import BETTER, CHANGE_COLUMNS, KINDS, OTHER, WORSE
from dashboard.review.endings import ENDS_WITHIN, certificates
from dashboard.review.frozen import Before
from dashboard.review.sides import SCORED_BANDS, Sides, sides_of
from dashboard.review.written import plain
from dashboard.scoring import Scored
from dashboard.scoring.cadence import NEVER, OVERDUE
from dashboard.scoring.health import LIMITS, NEGLECTED_LIMIT, NO_OWNER_LIMIT, NOT_ENOUGH_DATA
from dashboard.scoring.watch import NEGLECTED

OUT_OF_TOUCH = (OVERDUE, NEVER)
"""The cadence statuses between which there is no change."""
_WHO = ("account_id", "account_name", "team_id", "team_name", "owner_id", "owner_name")


def changes_between(before: Before, after: Scored, since: date, currency: str) -> pd.DataFrame:
    """Every change since a date, with CHANGE_COLUMNS, in the order in which they are told; of the whole store.

    `before` is the store on that date, or the frozen rows of a review of it. `changes_of` cuts them to a viewer's accounts.
    """
    sides, new = sides_of(before, after, since, currency)
    owner = _owner_changed(sides)
    became = _became_neglected(sides)
    parts = [
        _told(sides, "neglected", became, words.neglected(sides, became), WORSE),
        *_limits(sides, became, owner),
        *_bands(sides),
        *_tiers(sides),
        _neglect_ended(sides),
        _cadence(sides),
        _told(sides, "owner", owner, words.owner(sides, owner)),
        _escalated(sides),
        _overdue(sides),
        _agreements(sides),
        _new(new, sides),
    ]
    parts = [*(part for part in parts if len(part)), certificates(after, since, after.accounts)]
    return _in_order(pd.concat(parts, ignore_index=True))


def changes_of(changes: pd.DataFrame, after: Scored, since: date, accounts: pd.DataFrame) -> pd.DataFrame:
    """The changes of these accounts of `after`, and certificates of those who serve one of them, in the same order."""
    own = changes[changes["account_id"].isin(accounts["account_id"])]
    return pd.concat([own, certificates(after, since, accounts)], ignore_index=True)[list(CHANGE_COLUMNS)]


def _became_neglected(sides: Sides) -> np.ndarray:
    """Buyers that are neglected now and were not, or were for another order."""
    was, is_now = ((frame["watch_state"] == NEGLECTED).to_numpy() for frame in (sides.before, sides.after))
    same_order = (sides.before["watch_order_on"] == sides.after["watch_order_on"]).to_numpy()
    return is_now & ~(was & same_order)


def _limits(sides: Sides, became_neglected: np.ndarray, owner: np.ndarray) -> list[pd.DataFrame]:
    """Limits breached and cleared; what the change of the watch or of the owner says already is not said again."""
    was, is_now = sides.texts("limits")
    left = sides.left_active
    told_already = {
        NEGLECTED_LIMIT: (became_neglected, _no_longer_neglected(sides)),
        NO_OWNER_LIMIT: (owner, owner),
    }
    parts = []
    nothing = np.zeros(len(left), dtype=bool)
    for limit in LIMITS:
        before, after = _names(was, limit), _names(is_now, limit)
        told_breached, told_cleared = told_already.get(limit, (nothing, nothing))
        breached, cleared = after & ~before & ~told_breached, before & ~after & ~told_cleared & ~left
        parts.append(_told(sides, "limit_breached", breached, words.limit(sides, breached, limit), WORSE, limit))
        better = np.where(words.limit_known(sides, cleared, limit), BETTER, OTHER)
        parts.append(_told(sides, "limit_cleared", cleared, words.limit(sides, cleared, limit), better, limit))
    return parts


def _names(limits: np.ndarray, limit: str) -> np.ndarray:
    """Whether each list of limits names this one."""
    codes, distinct = pd.factorize(limits)
    return np.array([limit in text.split() for text in distinct], dtype=bool)[codes] if len(limits) else codes > 0


def _bands(sides: Sides) -> list[pd.DataFrame]:
    """Bands that fell, and those that rose or went to or from not enough data, of accounts active on both dates."""
    was, is_now = sides.texts("band")
    both = sides.active[0] & sides.active[1] & (was != "") & (is_now != "") & (was != is_now)
    ranked = both & (was != NOT_ENOUGH_DATA) & (is_now != NOT_ENOUGH_DATA)
    step = np.array([0.0] * len(was))
    step[ranked] = [
        SCORED_BANDS.index(b) - SCORED_BANDS.index(a) for a, b in zip(was[ranked], is_now[ranked], strict=True)
    ]
    fell, rose, unclear = ranked & (step < 0), ranked & (step > 0), both & ~ranked
    return [
        _told(sides, kind, chosen, words.band(sides, chosen), direction)
        for kind, chosen, direction in (
            ("band_fell", fell, WORSE),
            ("band_rose", rose, BETTER),
            ("band_rose", unclear, OTHER),
        )
    ]


def _tiers(sides: Sides) -> list[pd.DataFrame]:
    was, is_now = sides.rows_of_pyramid
    known = (was >= 0) & (is_now >= 0)
    fell, rose = known & (is_now > was), known & (is_now < was)
    return [
        _told(sides, "tier_fell", fell, words.tier(sides, fell), WORSE),
        _told(sides, "tier_rose", rose, words.tier(sides, rose), BETTER),
    ]


def _no_longer_neglected(sides: Sides) -> np.ndarray:
    was = (sides.before["watch_state"] == NEGLECTED).to_numpy()
    state, order = sides.after["watch_state"], sides.after["watch_order_on"]
    known = (state.notna() | order.isna()).to_numpy()
    return was & known & ~(state == NEGLECTED).to_numpy()


def _neglect_ended(sides: Sides) -> pd.DataFrame:
    chosen = _no_longer_neglected(sides)
    contacted = words.contacted_since(sides, chosen)
    told = words.neglect_ended(sides, chosen, contacted)
    return _told(sides, "neglect_ended", chosen, told, np.where(contacted, BETTER, OTHER))


def _cadence(sides: Sides) -> pd.DataFrame:
    was, is_now = sides.texts("cadence_status")
    out_before, out_now = np.isin(was, OUT_OF_TOUCH), np.isin(is_now, OUT_OF_TOUCH)
    chosen = (out_before != out_now) & (is_now != "") & ~sides.left_active
    direction = np.where(out_now, WORSE, BETTER)[chosen]
    return _told(sides, "cadence", chosen, words.cadence(sides, chosen), direction)


def _owner_changed(sides: Sides) -> np.ndarray:
    """Accounts with another owner, and those whose owner is not active any longer."""
    was, is_now = sides.texts("owner_id")
    left = [
        (frame["owner_active"].astype("boolean") == wanted).fillna(False).to_numpy(dtype=bool)
        for frame, wanted in ((sides.before, True), (sides.after, False))
    ]
    return (was != is_now) | (left[0] & left[1])


def _escalated(sides: Sides) -> pd.DataFrame:
    cases = sides.happened.cases
    rows = _of_both(sides, cases[cases["escalated_on"] > pd.Timestamp(sides.since)])
    return _of_rows("case_escalated", rows, rows["case_id"], words.escalated(sides, rows), WORSE)


def _overdue(sides: Sides) -> pd.DataFrame:
    """Promises that were not overdue yet on the earlier date: one is from the day after it was due."""
    promises = sides.happened.promises
    late = promises["done_on"].isna() & (promises["due_on"] < pd.Timestamp(sides.as_of))
    rows = _of_both(sides, promises[late])
    return _of_rows("commitment_overdue", rows, rows["commitment_id"], words.overdue(sides, rows), WORSE)


def _of_both(sides: Sides, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by account_no of accounts that exist on both dates, with the account's columns a change is told with."""
    of = sides.after[["account_no", *_WHO, "layer", "tier", "revenue_12m"]]
    return rows.merge(of.rename(columns={"tier": "own_tier"}), on="account_no", how="inner", validate="many_to_one")


def _agreements(sides: Sides) -> pd.DataFrame:
    then, now = sides.before["agreement_ends_on"], sides.after["agreement_ends_on"]
    first, last = pd.Timestamp(sides.since), pd.Timestamp(sides.as_of)
    chosen = now.between(last, last + ENDS_WITHIN) & ~then.between(first, first + ENDS_WITHIN)
    return _told(sides, "agreement_ends", chosen.to_numpy(), words.agreement(sides, chosen.to_numpy()))


def _new(new: pd.DataFrame, sides: Sides) -> pd.DataFrame:
    return _rows("new", new, words.new(new, sides.as_of), OTHER, amount=new["revenue_12m"].to_numpy(dtype=float))


def _told(
    sides: Sides,
    kind: str,
    chosen: np.ndarray,
    told: words.Told,
    direction: object = OTHER,
    key: str = "",
) -> pd.DataFrame:
    """The changes of one kind of the chosen accounts; `key` tells several of one account apart."""
    if not chosen.any():
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    rows = sides.after[chosen]
    amount = rows["watch_amount" if kind == "neglected" else "revenue_12m"].to_numpy(dtype=float)
    return _rows(kind, rows, told, direction, amount, key=key)


def _of_rows(kind: str, rows: pd.DataFrame, row_id: pd.Series, told: words.Told, direction: str) -> pd.DataFrame:
    accounts = rows.assign(tier=rows["own_tier"])
    return _rows(kind, accounts, told, direction, rows["revenue_12m"].to_numpy(dtype=float), row_id=row_id)


def _rows(
    kind: str,
    accounts: pd.DataFrame,
    told: words.Told,
    direction: object,
    amount: np.ndarray,
    row_id: pd.Series | None = None,
    key: str = "",
) -> pd.DataFrame:
    if accounts.empty:
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    found = accounts[list(_WHO)].reset_index(drop=True)
    on_row = tier_rows(accounts).astype(object)
    rows = pd.Series([None] * len(found), dtype=object) if row_id is None else row_id.reset_index(drop=True)
    tell_apart = [key] * len(found) if row_id is None else list(row_id)
    ids = [
        "|".join(part for part in (kind, account, own) if part)
        for account, own in zip(found["account_id"], tell_apart, strict=True)
    ]
    return found.assign(
        change_id=pd.Series(ids, dtype=object),
        kind=kind,
        direction=direction,
        tier=on_row.where(on_row.notna(), None).to_numpy(),
        row_id=rows,
        amount=amount,
        **{name: pd.Series(values, dtype=object) for name, values in told.columns().items()},
    )[list(CHANGE_COLUMNS)]


def _in_order(changes: pd.DataFrame) -> pd.DataFrame:
    """By kind, the largest amount first, unknown amounts last, then account and row; limits as they are named."""
    place = changes["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    keys = pd.DataFrame(
        {"place": place, "amount": -changes["amount"], "account": changes["account_id"], "row": changes["row_id"]}
    )
    texts = {"account": keys["account"].fillna(""), "row": keys["row"].fillna("")}
    order = keys.assign(**texts).sort_values(["place", "amount", "account", "row"], kind="stable").index
    return plain(changes.loc[order])
