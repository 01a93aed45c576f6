"""The sentences of one account: what matters now, who it is, and what is said where there is none to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.explanations import (
    CONTACT_EXPECTED,
    last_contact,
    since_contact,
    what_followed,
    what_is_planned,
    what_was_bought,
    why,
)
from dashboard.headlines.sentence import CONNECT_ORDERS, NO_ORDERS, Headline
from dashboard.policy import Policy
from dashboard.portfolio.timeline import ISSUES, MEETINGS, PROMISES, Timeline
from dashboard.wording import PLACE_WORDS, as_date, count, day, is_unknown, listing, long_day, moment, noun

LONGEST_QUOTE = 40
FIND_AN_ACCOUNT = Headline("No account is chosen.", "Find one by a part of its name or by its key.")


def who_serves(account: Mapping[str, object], owner_there: bool, serving: pd.DataFrame | None) -> str:
    """Owner, deputies and members of `evidence.serving`, which is None where members are not connected.

    Says so where there is no owner, or one who has left.
    """
    owner = "Nobody owns this account"
    if not is_unknown(account["owner_id"]):
        known = account["owner_id"] if is_unknown(account["owner_name"]) else account["owner_name"]
        owner = f"Owner {known}" + ("" if owner_there else ", who is no longer with us")
    if serving is None:
        return f"{owner}."
    others = serving[serving["employee_id"] != account["owner_id"]].drop_duplicates("employee_id")
    deputies, members = (
        list(others.loc[others["role"].eq("deputy") == is_deputy, "name"]) for is_deputy in (True, False)
    )
    parts = [owner, f"{noun(len(deputies), 'deputy', 'deputies')} {listing(deputies)}" if deputies else "no deputy"]
    return "; ".join([*parts, *([f"also serving {listing(members)}"] if members else [])]) + "."


def what_it_is(told: Mapping[str, object], as_of: date) -> str:
    """Industry, country, language, age and agreement of a row of `evidence.account_of`, as far as they are known."""
    ends, created, language = told["agreement_ends_on"], told["created_on"], told["language"]
    parts = [
        told["industry"],
        told["country"],
        None if is_unknown(language) else f"language {language}",
        None if is_unknown(created) else f"in the CRM since {day(created, as_of)}",
        None if is_unknown(ends) else f"agreement {'ends' if as_date(ends) >= as_of else 'ended'} {day(ends, as_of)}",
    ]
    return " · ".join(str(part) for part in parts if not is_unknown(part))


def interaction_lines(told: Mapping[str, object], people: pd.DataFrame, as_of: date, zone: ZoneInfo) -> dict[str, str]:
    """Label and text for all that is known of one interaction but its notes, as plain text."""
    who = {side: list(rows["name"].fillna("somebody not known here")) for side, rows in people.groupby("side")}
    with_names = {"Of ours": "ours", "Of theirs": "theirs", "Others": "third party"}
    later = {"Agenda": "agenda_on", "Memo": "documented_on", "Passed on": "shared_on", "Answered": "responded_on"}
    dates = [f"{label.lower()} {day(told[name], as_of)}" for label, name in later.items() if not is_unknown(told[name])]
    what = [told["kind"], *(told[name] for name in ("status", "purpose", "formality", "direction", "channel"))]
    where = PLACE_WORDS.get(told["place"])
    lines = {
        "When": _when(told, zone),
        "What": ", ".join(str(part) for part in (*what, where) if not is_unknown(part)),
        "About": None if told["private"] else told["subject"],
        "By": told["employee_name"],
        "With": told["contact_name"],
        **{label: listing(who[side]) for label, side in with_names.items() if side in who},
        "Written down": ", ".join(dates) or None,
    }
    return {label: str(text) for label, text in lines.items() if not is_unknown(text)}


def _when(told: Mapping[str, object], zone: ZoneInfo) -> str:
    if told["all_day"]:
        return f"{long_day(told['starts_on'])}, all day"
    start, end = (_local(told[name], zone) for name in ("starts_at_us", "ends_at_us"))
    return moment(start) + (f"–{end:%H:%M}" if end and end.date() == start.date() else "")


def _local(us: object, zone: ZoneInfo) -> datetime | None:
    return None if is_unknown(us) else datetime.fromtimestamp(int(us) / 1_000_000, tz=zone)


def timeline_caption(shown: Timeline) -> str:
    """How the picture of a timeline is read, as far as its lanes are connected."""
    signs = {
        MEETINGS: "square: meeting, open when remote · tick: call or e-mail · diamond: planned",
        PROMISES: "triangle: promise on the day it is due",
        ISSUES: "bar: issue while it is open",
    }
    parts = ["Circle: order, its area the amount", *(signs[lane] for lane in signs if lane in shown.connected)]
    if shown.silence:
        contact = (
            "since the last counted contact" if shown.silence.contacted else "since the first order, without a contact"
        )
        target = f"more than the target of {shown.silence.target}"
        parts.append(f"shaded: {count(shown.silence.days, 'day')} {contact}, {target}")
    return " · ".join(parts) + "."


def search_sentence(typed: str, shown: int, total: int) -> str:
    """How many accounts were found: `20 of 57 accounts; type more`, `No account matches “kes”.`"""
    if not total:
        return f"No account matches “{typed.strip()}”."
    return count(total, "account") if shown == total else f"{shown} of {count(total, 'account')}; type more"


def account_headline(
    account: Mapping[str, object], buyer: Mapping[str, object] | None, as_of: date, policy: Policy, currency: str
) -> Headline:
    """What matters now of a row of the scored frame; `buyer` is its row of the call list, None without a watch.

    The watch comes first, save where that is cared for while the next contact is overdue.
    """
    contact, planned = since_contact(account, as_of), what_is_planned(account, as_of, policy)
    if buyer is not None and buyer["state"] == "cared_for" and account["cadence_status"] in CONTACT_EXPECTED:
        return Headline(contact, f"{planned} {why(buyer, as_of, policy, currency)}".strip())
    if buyer is not None:
        bought = what_was_bought(buyer, as_of, policy, currency)
        rest = "" if is_unknown(buyer["state"]) else f" {contact}"
        return Headline(what_followed(buyer, as_of, policy), bought + rest)
    if is_unknown(account["layer"]):
        return Headline(NO_ORDERS, f"{CONNECT_ORDERS} {last_contact(account, as_of)}")
    if account["layer"] == "prospect":
        return Headline("A prospect: no order so far.", f"{last_contact(account, as_of)} {planned}".strip())
    if account["layer"] == "inactive":
        last = account["last_order_on"]
        ago = count((as_of - as_date(last)).days, "day")
        finding = f"Inactive: the last order was on {day(last, as_of)}, {ago} ago."
        return Headline(finding, f"{last_contact(account, as_of)} {planned}".strip())
    return Headline(contact, planned)


def no_such_account(account_id: str, as_of: date, sees_everything: bool) -> Headline:
    """Said of an unknown account and of another team's in the same words: neither tells whether it exists."""
    reasons = "It is not in the data store, was merged into another account, or did not exist on"
    if not sees_everything:
        reasons = "It belongs to another team, is not in the data store, or did not exist on"
    quoted = account_id if len(account_id) <= LONGEST_QUOTE else account_id[:LONGEST_QUOTE] + "…"
    return Headline("No such account to show.", f"The address asks for “{quoted}”. {reasons} {long_day(as_of)}.")
