"""The brief for the meeting with one customer: who is who, what was agreed, promised, open, bought, said, and what to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pandas as pd

from dashboard import headlines, portfolio, reasons
from dashboard.explanations import what_is_planned
from dashboard.palette import HEALTH_BANDS, watch_state
from dashboard.portfolio.issues import issues_to_solve
from dashboard.portfolio.promises import promises_to_keep
from dashboard.portfolio.satisfaction import latest_marks
from dashboard.questions import Question, questions_for
from dashboard.review.assembled import rules_in_words
from dashboard.scoring import Scored
from dashboard.wording import (
    as_date,
    count,
    day,
    days_ago,
    is_unknown,
    listing,
    long_day,
    moment,
    money,
    money_full,
    number,
    percent_change,
)
from data_access import evidence
from data_access.mirror import Mirror
from data_access.scope import Scope

MOST_LINES = 12
OUR_OPINION = "team_opinion"
CONTACTS_TOLD = 4
_LEVELS = {"executive": "executive level", "management": "management level"}


@dataclass(frozen=True)
class Line:
    """A line of a part: `lead` in bold before the text, in the colour of a state where it is one."""

    lead: str
    text: str = ""
    token: str | None = None


@dataclass(frozen=True)
class Part:
    """A part of the brief: its lines, the most important first, `more` that are left out, or what is said without any."""

    title: str
    lines: tuple[Line, ...]
    none: str = ""
    more: int = 0


@dataclass(frozen=True)
class Asked:
    """A question to ask, and why it is asked."""

    text: str
    because: str


@dataclass(frozen=True)
class Brief:
    """What one page tells of an account on a day, all of it plain text; `read_at` is when the source was read."""

    account_id: str
    account_name: str
    as_of: date
    place: str
    states: tuple[Line, ...]
    finding: str
    context: str
    parts: tuple[Part, ...]
    questions: tuple[Asked, ...]
    foot: str
    read_at: datetime


@dataclass(frozen=True)
class _Known:
    """One account of a scored frame with the way to its rows."""

    mirror: Mirror
    scored: Scored
    scope: Scope
    account: Mapping[str, object]

    @property
    def as_of(self) -> date:
        return self.scored.as_of

    @property
    def currency(self) -> str:
        return self.mirror.currency

    def has(self, table: str) -> bool:
        """Whether the store can tell something about this table."""
        return table in self.scored.connected

    def rows(self, asked: Callable[..., pd.DataFrame], *more: object) -> pd.DataFrame:
        """What a function of `evidence` answers about the account."""
        return asked(self.mirror, self.scope, self.as_of, self.account["account_id"], *more)

    def contact_rows(self, asked: Callable[..., pd.DataFrame], *more: object) -> pd.DataFrame:
        """The same of a function that must know which contacts count."""
        return asked(self.mirror, self.scope, self.as_of, self.scored.rules, self.account["account_id"], *more)

    def day(self, on: object) -> str:
        """A date in words."""
        return day(on, self.as_of)


def brief_of(mirror: Mirror, scored: Scored, scope: Scope, account_id: str) -> Brief | None:
    """The brief of an account on the day of the scored frame; None where the scope may not see it or it is not there."""
    accounts = scope.cut(scored.accounts)
    found = accounts[accounts["account_id"] == account_id]
    if found.empty:
        return None
    known = _Known(mirror, scored, scope, found.iloc[0].to_dict())
    buyer, told = _buyer(known), known.rows(evidence.account_of).iloc[0].to_dict()
    policy = scored.policy
    headline = headlines.account_headline(known.account, buyer, scored.as_of, policy, mirror.currency)
    return Brief(
        account_id=account_id,
        account_name=str(known.account["account_name"]),
        as_of=scored.as_of,
        place=_place(known, told),
        states=_states(known, buyer),
        finding=headline.finding,
        context=headline.context,
        parts=(
            _theirs(known),
            _ours(known, bool(told["owner_there"])),
            _agreed(known, told),
            _promised(known),
            _open(known),
            _bought(known),
            _said(known),
            _talked(known),
        ),
        questions=_questions(known),
        foot=(
            f"Data until {long_day(scored.as_of)} · read {moment(mirror.synced_at.astimezone(mirror.zone))} · "
            + rules_in_words(policy)
        ),
        read_at=mirror.synced_at,
    )


def _buyer(known: _Known) -> Mapping[str, object] | None:
    """The account's row of the call list; None where no watch is open."""
    watches = known.scored.watches
    watches = watches[watches["account_id"] == known.account["account_id"]]
    if watches.empty:
        return None
    accounts = pd.DataFrame([known.account])
    return portfolio.call_list(watches, accounts, known.as_of, known.scored.policy.checkpoints).iloc[0].to_dict()


def _place(known: _Known, told: Mapping[str, object]) -> str:
    """Tier, team, industry, country and since when it is a customer."""
    account = known.account
    tier, layer = account["tier"], account["layer"]
    standing = "" if is_unknown(layer) else str(layer).capitalize()
    parts = [
        standing if is_unknown(tier) else f"Tier {tier}",
        portfolio.team_label(account["team_id"], account["team_name"]),
        told["industry"],
        told["country"],
        None if is_unknown(told["language"]) else f"language {told['language']}",
        "" if is_unknown(account["first_order_on"]) else f"customer since {as_date(account['first_order_on']).year}",
    ]
    return " · ".join(str(part) for part in parts if not is_unknown(part) and part)


def _states(known: _Known, buyer: Mapping[str, object] | None) -> tuple[Line, ...]:
    """The states of the account in their words: health, watch and cadence."""
    account, found = known.account, []
    if words := headlines.health_badge(account):
        found.append(Line(words, token=HEALTH_BANDS[account["band"]].token))
    if buyer is not None:
        state = watch_state(buyer["state"])
        found.append(Line(f"{state.label} · {money(buyer['amount'], known.currency)}", token=state.token))
    if state := headlines.cadence_state(account):
        found.append(Line(headlines.cadence_words(state), token=state.token))
    return tuple(found)


def _theirs(known: _Known) -> Part:
    """Their persons who are there, primary contacts first."""
    if not known.has("contacts"):
        return Part("Who is who: theirs", (), "Persons of customers are not in this data store.")
    rows = known.contact_rows(evidence.persons_of)
    there = rows[rows["there"].astype(bool)]
    order = (~there["is_primary"].astype(bool)).astype(int)
    by_contact = there.assign(order=order).sort_values(["order", "last_contact_on"], ascending=[True, False])
    lines = [_person(row, known) for row in by_contact.to_dict("records")]
    return _part("Who is who: theirs", lines, "Nobody there is known by name.")


def _person(row: Mapping[str, object], known: _Known) -> Line:
    role = None if is_unknown(row["role"]) else str(row["role"]).replace("_", " ")
    level = _LEVELS.get(row["level"]) if is_unknown(row["title"]) else None
    met = "never met" if is_unknown(row["last_contact_on"]) else f"last contact {known.day(row['last_contact_on'])}"
    parts = [row["title"], level, role, "primary contact" if row["is_primary"] else None, met]
    return Line(str(row["name"]), ", ".join(str(part) for part in parts if not is_unknown(part)))


def _ours(known: _Known, owner_there: bool) -> Part:
    """Owner, deputies and who else serves the account."""
    serving = known.rows(evidence.serving) if known.has("account_team_members") else None
    return Part("Who is who: ours", (Line("", headlines.who_serves(known.account, owner_there, serving)),))


def _agreed(known: _Known, told: Mapping[str, object]) -> Part:
    """How often we are to be in touch, what is planned, the next review, and when the agreement ends."""
    account, policy = known.account, known.scored.policy
    lines = [Line("Contact", _rhythm(known))]
    if known.has("interactions"):
        last = account["last_contact_on"]
        ago = (
            "none so far" if is_unknown(last) else f"{known.day(last)}, {days_ago((known.as_of - as_date(last)).days)}"
        )
        planned = what_is_planned(account, known.as_of, policy) or "Nothing is planned."
        lines += [Line("Last contact", ago), Line("Next", planned)]
    if known.has("interactions.purpose") and account["layer"] == "active":
        review = account["last_review_on"]
        lines.append(Line("Last review meeting", "none so far" if is_unknown(review) else known.day(review)))
    ends = told["agreement_ends_on"]
    if not is_unknown(ends):
        ahead = (as_date(ends) - known.as_of).days
        words = f"ends {known.day(ends)}, in {count(ahead, 'day')}" if ahead >= 0 else f"ended {known.day(ends)}"
        lines.append(Line("Agreement", words))
    return _part("What was agreed", lines, "")


def _rhythm(known: _Known) -> str:
    account, agreed = known.account, known.account["agreed_interval_days"]
    if account["contact_preference"] == "as_needed":
        return "when needed, as the customer wishes"
    if not is_unknown(agreed):
        return f"every {count(int(agreed), 'day')}, as agreed with this customer"
    target = account["contact_target_days"]
    if is_unknown(target):
        return "nothing was agreed with this customer"
    return f"every {count(int(target), 'day')}, the target of tier {account['tier']}; nothing of its own was agreed"


def _promised(known: _Known) -> Part:
    """What was promised and is not done, the longest overdue first."""
    if not known.has("commitments"):
        return Part("Promised", (), "Promises are not in this data store.")
    promised = known.rows(evidence.commitments_of)
    none = "All that was promised is done." if len(promised) else "Nothing was promised so far."
    lines = [
        Line(
            f"{row['state_label']}, due {known.day(row['due_on'])}",
            _joined(row["subject"], row["kind"] if is_unknown(row["subject"]) else None, _by(row["employee_name"])),
            "poor" if row["state"] == "broken" else "unknown",
        )
        for row in promises_to_keep(promised, known.as_of).to_dict("records")
    ]
    return _part("Promised", lines, none)


def _open(known: _Known) -> Part:
    """Issues that are open, the furthest beyond their limit first."""
    if not known.has("cases"):
        return Part("Open", (), "Issues are not in this data store.")
    raised = known.rows(evidence.cases_of)
    none = "Every issue has been resolved." if len(raised) else "No issue was raised so far."
    lines = [
        Line(
            f"{'✗' if row['beyond'] else '○'} {row['priority']}, open {count(row['days'], 'day')}",
            _joined(row["subject"], _by(row["contact_name"])),
            "poor" if row["beyond"] else "unknown",
        )
        for row in issues_to_solve(raised, known.as_of, known.scored.policy.issue_limit).to_dict("records")
    ]
    return _part("Open", lines, none)


def _bought(known: _Known) -> Part:
    """Revenue of this year and the one before, then the last orders that count."""
    if not known.has("orders"):
        return Part("Bought", (), "Orders are not in this data store.")
    account, rows = known.account, known.rows(evidence.orders_of)
    rows = rows[rows["counted"].astype(bool)]
    if rows.empty:
        return Part("Bought", (), "Nothing so far.")
    this, before = account["revenue_12m"], account["revenue_prior_12m"]
    grown = "" if is_unknown(this) or is_unknown(before) or before <= 0 else f" ({percent_change(this / before - 1)})"
    written = [money(amount, known.currency) for amount in (this, before)]
    year = Line("12 months", f"{written[0]}, {written[1]} in the 12 before{grown}")
    orders = [
        Line(known.day(row["ordered_on"]), _joined(_amount(row, known), row["product_line"]))
        for row in rows.head(MOST_LINES).to_dict("records")
    ]
    return _part("Bought", [year, *orders], "", left_out=max(len(rows) - MOST_LINES, 0))


def _amount(row: Mapping[str, object], known: _Known) -> str:
    if is_unknown(row["amount_reporting"]):
        return f"{number(row['amount'])} {row['currency']}"
    return money_full(row["amount_reporting"], known.currency)


def _said(known: _Known) -> Part:
    """What people there answered when they were asked, newest first; what our own team thinks is not theirs."""
    if not known.has("survey_responses"):
        return Part("Said when asked", (), "Survey answers are not in this data store.")
    answered = known.rows(evidence.surveys_of)
    answers = latest_marks(
        answered[answered["instrument"] != OUR_OPINION], float(known.scored.policy.satisfaction_floor)
    )
    lines = [
        Line(
            f"{row['mark_label']} of 10",
            _joined(
                None if is_unknown(row["dimension"]) else str(row["dimension"]).replace("_", " "),
                _by(row["contact_name"]),
                known.day(row["answered_on"]),
                None if is_unknown(row["comment"]) else f"“{row['comment']}”",
            ),
            "poor" if str(row["mark_label"]).startswith("✗") else None,
        )
        for row in answers.to_dict("records")
    ]
    return _part("Said when asked", lines, "Nobody has answered so far.")


def _talked(known: _Known) -> Part:
    """The last counted contacts and what they were about; of private ones only that they were."""
    if not known.has("interactions"):
        return Part("Last talks", (), "Contacts are not in this data store.")
    rows = known.contact_rows(evidence.contacts_of)
    rows = rows[rows["counted"].astype(bool)].head(CONTACTS_TOLD)
    lines = [
        Line(
            f"{known.day(row['starts_on'])}, {row['kind']}",
            _joined("private" if row["private"] else row["subject"], _who(row)),
        )
        for row in rows.to_dict("records")
    ]
    return Part("Last talks", tuple(lines), "No counted contact so far.")


def _who(row: Mapping[str, object]) -> str | None:
    names = [str(row[name]) for name in ("employee_name", "contact_name") if not is_unknown(row[name])]
    return listing(names) if names else None


def _questions(known: _Known) -> tuple[Asked, ...]:
    """Three questions with the reason for each in the words of the indicator."""
    case = reasons.Case(
        known.account,
        cache(lambda indicator: known.contact_rows(evidence.rows_behind, indicator, known.scored.connected)),
        known.as_of,
        known.scored.policy,
        known.scored.connected,
        known.currency,
    )
    found = questions_for(known.account, known.scored.policy, nothing_promised=not _promised(known).lines)
    return tuple(Asked(one.text, _because(one, case)) for one in found)


def _because(question: Question, case: reasons.Case) -> str:
    if question.indicator is None:
        return ""
    words = reasons.reason(question.indicator, case)
    return f"{words[:1].upper()}{words[1:]}."


def _part(title: str, lines: list[Line], none: str, left_out: int = 0) -> Part:
    return Part(title, tuple(lines[:MOST_LINES]), none, max(len(lines) - MOST_LINES, 0) + left_out)


def _by(name: object) -> str | None:
    return None if is_unknown(name) else str(name)


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if not is_unknown(part) and part)
