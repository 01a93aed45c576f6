"""Decisions on the pages: the form that records one, the list of them, and those of an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import decisions
from dashboard.ui import keeping
from dashboard.ui.search import account_link
from dashboard.ui.turning import stand_still
from dashboard.ui.view import View, section
from dashboard.wording import is_unknown, md_escape
from data_access.records import Change, NewDecision, Overwritten, Records, RecordsError

AT_ONCE = 12
WIDEST = 820
DAYS_AHEAD = {"action": 7, "snooze": 14}
_ASKED = {
    "action": "What will be done",
    "watched": "Why no action is needed",
    "snooze": "Why (may be left out)",
    "note": "What was said",
}
_DUE = {"action": "Until when", "snooze": "Snoozed until"}
_NOT_SAVED = "Not saved; what you typed is still here."


@dataclass(frozen=True)
class Fields:
    """The keys of the widgets of one form."""

    place: str

    @property
    def kind(self) -> str:
        return f"{self.place}_kind"

    @property
    def text(self) -> str:
        return f"{self.place}_text"

    @property
    def whom(self) -> str:
        return f"{self.place}_whom"

    @property
    def told(self) -> str:
        return f"{self.place}_told"

    def due(self, kind: str) -> str:
        """The key of the day of this kind of decision."""
        return f"{self.place}_{kind}_due"

    @property
    def opened(self) -> str:
        return f"open_{self.place}"


def of_account(view: View, account: Mapping[str, object], *, small: bool = False) -> None:
    """The decisions on one account, open ones first, and the form for another one; `small` without a section of its own."""
    with st.container(width=WIDEST):
        _of_account(view, account, small)


def _of_account(view: View, account: Mapping[str, object], small: bool) -> None:
    account_id = account["account_id"]
    found = keeping.shown_decisions(view)
    rows = None if found is None else found[found["account_id"] == account_id]
    heading = decisions.heading(rows)
    if small:
        st.markdown(f"**{heading}**")
    else:
        section(heading)
    if rows is None:
        keeping.say_why("Decisions are not shown.")
    else:
        list_of(view, rows, name=f"decisions_{account_id}", with_account=False)
    if view.names_hidden:
        st.caption(keeping.HIDDEN_NAMES)
        return
    fields = _fields(account, None)
    with st.expander("Record a decision", key=fields.opened, on_change="rerun", icon=":material/edit_note:") as part:
        if part.open:
            form(view, account)


def form(view: View, account: Mapping[str, object], change: Mapping[str, object] | None = None) -> None:
    """The form that records what will be done on an account, or why not; `change` is the change of a review it answers.

    `account` needs account_id, account_name, team_id and owner_name.
    """
    if view.names_hidden:
        st.caption(keeping.HIDDEN_NAMES)
        return
    fields = _fields(account, change)
    if change is not None:
        st.markdown(f"**{md_escape(account['account_name'])}** · {md_escape(change['what'])}")
    kind = _kind_chosen(view, account, fields)
    _put_defaults(view, account, fields, kind)
    stand_still()
    with st.form(f"{fields.place}_form", border=False, enter_to_submit=False):
        st.text_area(_ASKED[kind], key=fields.text, height=90, persist_state="session")
        _who_and_when(view, account, fields, kind)
        keeping.name_field(view, fields.place, at_once=False)
        st.form_submit_button(
            "Record", key=f"{fields.place}_save", on_click=_record, args=(view, dict(account), _id_of(change), fields)
        )
    _say(fields.told)


def list_of(
    view: View, rows: pd.DataFrame, *, name: str = "decisions", with_account: bool = True, at_once: int = AT_ONCE
) -> None:
    """Decisions below each other, in the order of `rows`, each with what can become of it and its history on demand.

    So many are shown `at_once`, and as many more each time they are asked for.
    """
    if not view.names_hidden:
        _say_of_others(name, rows)
    if rows.empty:
        return
    most = at_once * st.session_state.get(f"{name}_pages", 1)
    for row in rows.head(most).to_dict("records"):
        with st.container(border=True, gap="xsmall"):
            _one(view, row, name, with_account)
    if len(rows) > most:
        st.button(f"Show more ({len(rows) - most})", key=f"{name}_more", on_click=_show_more, args=(name,))
    if view.names_hidden:
        return
    if keeping.writer(view) is not None or st.session_state.get(f"{name}_asks_name"):
        keeping.name_field(view, name)


def _fields(account: Mapping[str, object], change: Mapping[str, object] | None) -> Fields:
    return Fields(f"decision_{account['account_id']}_{_id_of(change) or ''}")


def _id_of(change: Mapping[str, object] | None) -> str | None:
    return None if change is None else str(change["change_id"])


def _kind_chosen(view: View, account: Mapping[str, object], fields: Fields) -> str:
    """What is to be recorded; a snooze is offered for a recent buyer only."""
    buyer = not view.watches_of(account["account_id"]).empty
    offered = [kind for kind in decisions.KINDS if buyer or kind != "snooze"]
    if st.session_state.get(fields.kind) not in offered:
        st.session_state[fields.kind] = "action"
    return st.pills(
        "What was decided",
        offered,
        format_func=decisions.KINDS.get,
        key=fields.kind,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        on_change=_forget_told,
        args=(fields.told,),
    )


def _put_defaults(view: View, account: Mapping[str, object], fields: Fields, kind: str) -> None:
    """What stands in the fields before anybody typed: the owner, and a day by which most things are done."""
    st.session_state.setdefault(fields.text, "")
    owner = account.get("owner_name")
    st.session_state.setdefault(fields.whom, None if is_unknown(owner) else str(owner))
    if kind in _DUE:
        st.session_state.setdefault(fields.due(kind), view.as_of + timedelta(days=DAYS_AHEAD[kind]))


def _who_and_when(view: View, account: Mapping[str, object], fields: Fields, kind: str) -> None:
    if kind not in _DUE:
        return
    left, right = st.columns(2, gap="small") if kind == "action" else (None, st.container())
    if left is not None:
        left.selectbox(
            "By whom",
            view.kept(_team_of, coloured=False, of=(account["team_id"],)),
            key=fields.whom,
            accept_new_options=True,
            placeholder="Choose or type a name",
            persist_state="session",
        )
    right.date_input(_DUE[kind], key=fields.due(kind), format="YYYY-MM-DD", persist_state="session")


def _team_of(view: View, team_id: object) -> list[str]:
    """The owners of the accounts of a team, in alphabetical order; of an account without a team, all owners."""
    accounts = view.unfiltered.accounts
    if not is_unknown(team_id):
        accounts = accounts[accounts["team_id"] == team_id]
    return sorted(accounts["owner_name"].dropna().unique(), key=str.casefold)


def _record(view: View, account: Mapping[str, object], change_id: str | None, fields: Fields) -> None:
    keeping.take_name(fields.place)
    new = _typed(account, change_id, fields)
    wrong = decisions.problems(new, view.as_of) + ([] if keeping.writer(view) else ["Give your name."])
    if wrong:
        st.session_state[fields.told] = wrong
        return
    try:
        keeping.save(view, lambda records, by, at: records.record(new, by, at))
    except RecordsError as error:
        st.session_state[fields.told] = [f"{_NOT_SAVED} {error}"]
        return
    _forget_told(fields.told)
    for key in (fields.kind, fields.text, fields.whom, *map(fields.due, _DUE)):
        st.session_state.pop(key, None)
    if fields.opened in st.session_state:
        st.session_state[fields.opened] = False
    st.toast(md_escape(decisions.recorded_words(new, view.as_of)), icon=":material/check:")


def _typed(account: Mapping[str, object], change_id: str | None, fields: Fields) -> NewDecision:
    kind, team_id = st.session_state[fields.kind], account["team_id"]
    return NewDecision(
        account_id=str(account["account_id"]),
        account_name=str(account["account_name"]),
        team_id=None if is_unknown(team_id) else str(team_id),
        kind=kind,
        text=st.session_state[fields.text] or "",
        by_whom=st.session_state.get(fields.whom) if kind == "action" else None,
        due_on=st.session_state.get(fields.due(kind)) if kind in _DUE else None,
        change_id=change_id,
    )


def _one(view: View, row: Mapping[str, object], name: str, with_account: bool) -> None:
    """One decision: whose, what, by whom and until when; below it what can become of it."""
    what = md_escape(decisions.what_words(row))
    st.markdown(f"**{md_escape(row['account_name'])}**  \n{what}" if with_account else what)
    st.markdown(f":small[{_standing(view, row)}]")
    if view.names_hidden:
        # What was opened, typed or answered before the names were hidden has real ones in it.
        _open_account(view, row, with_account)
        return
    _say(_told_key(name, row))
    doing = st.session_state.get(f"{name}_doing")
    at_work = doing[1] if doing and doing[0] == row["decision_id"] else None
    _buttons(view, row, name, at_work, with_account)
    if at_work == "move" and row["state"] == "open":
        _move_form(view, row, name)
    elif at_work == "drop" and row["state"] == "open":
        _drop_form(view, row, name)
    elif at_work == "history":
        _history(view, row)


def _standing(view: View, row: Mapping[str, object]) -> str:
    """Who does it and where it stands, as Markdown; what is late in words, with a glyph and a colour."""
    words = md_escape(decisions.due_words(row, view.as_of))
    if not is_unknown(row["days_late"]):
        words = f":orange[▲ {words}]" if row["kind"] == "snooze" else f":red[✗ {words}]"
    elif row["state"] == "done":
        words = f":green[✓ {words}]"
    moved = f"moved {row['moved']} times" if row["moved"] > 1 else "moved once" if row["moved"] else ""
    parts = [md_escape(row["by_whom"]), words, moved, f"recorded by {md_escape(row['recorded_by'])}"]
    return " · ".join(part for part in parts if part)


def _buttons(view: View, row: Mapping[str, object], name: str, at_work: str | None, with_account: bool) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if row["state"] == "open":
            ends = "End it" if row["kind"] == "snooze" else "Done"
            _button(ends, row, name, _change, view, row, Change.done(), name)
            _button("Move…", row, name, _toggle, row, name, "move", chosen=at_work == "move")
            if row["kind"] != "snooze":
                _button("Drop…", row, name, _toggle, row, name, "drop", chosen=at_work == "drop")
        if row["state"] in ("done", "dropped"):
            _button("Open again", row, name, _change, view, row, Change.reopened(), name)
        _button("History", row, name, _toggle, row, name, "history", chosen=at_work == "history")
        _open_account(view, row, with_account)


def _open_account(view: View, row: Mapping[str, object], with_account: bool) -> None:
    if with_account and view.account(row["account_id"]) is not None:
        account_link(row["account_id"], "Open account")


def _button(label: str, row: Mapping[str, object], name: str, act: object, *args: object, chosen: bool = False) -> None:
    key = f"{name}_{row['decision_id']}_{label}"
    st.button(f"**{label}**" if chosen else label, key=key, type="tertiary", on_click=act, args=args)


def _move_form(view: View, row: Mapping[str, object], name: str) -> None:
    day, reason = _key(name, row, "day"), _key(name, row, "why_moved")
    st.session_state.setdefault(day, max(row["due_on"].date(), view.as_of) + timedelta(days=7))
    stand_still()
    with st.form(_key(name, row, "moving"), border=False, enter_to_submit=False):
        st.date_input("To another day", key=day, format="YYYY-MM-DD", persist_state="page")
        st.text_input("Why (may be left out)", key=reason, persist_state="page")
        save = partial(_change_as_typed, view, row, name, (day, reason))
        st.form_submit_button("Move it", key=_key(name, row, "move_it"), on_click=save)


def _drop_form(view: View, row: Mapping[str, object], name: str) -> None:
    reason = _key(name, row, "why_dropped")
    stand_still()
    with st.form(_key(name, row, "dropping"), border=False, enter_to_submit=False):
        st.text_input("Why it is dropped", key=reason, persist_state="page")
        save = partial(_change_as_typed, view, row, name, (None, reason))
        st.form_submit_button("Drop it", key=_key(name, row, "drop_it"), on_click=save)


def _history(view: View, row: Mapping[str, object]) -> None:
    told = keeping.asked(view, lambda records: Records.decision_history(records, row["decision_id"]))
    if told is None:
        keeping.say_why("The history is not shown.")
        return
    lines = decisions.history_lines(told, view.as_of, view.mirror.zone)
    st.caption("  \n".join(md_escape(line) for line in lines))


def _change_as_typed(view: View, row: Mapping[str, object], name: str, keys: tuple[str | None, str]) -> None:
    day, reason = keys
    said = st.session_state.get(reason) or ""
    _change(view, row, Change.moved(st.session_state.get(day), said) if day else Change.dropped(said), name, said)


def _change(view: View, row: Mapping[str, object], change: Change, name: str, typed: str = "") -> None:
    """Saves the change of the version that was on the screen; what stands against it is said beside the decision."""
    told = _told_key(name, row)
    wrong = decisions.change_problems(change, row["kind"], view.as_of)
    if not keeping.writer(view):
        st.session_state[f"{name}_asks_name"] = True
        wrong = [*wrong, "Give your name below the list, then save again."]
    if wrong:
        st.session_state[told] = wrong
        return
    try:
        keeping.save(view, lambda records, by, at: records.change(row["decision_id"], row["version"], change, by, at))
    except Overwritten as error:
        st.session_state[told] = [decisions.overwritten_words(error.row, view.as_of, view.mirror.zone, typed)]
        return
    except RecordsError as error:
        st.session_state[told] = [f"{_NOT_SAVED} {error}"]
        return
    _forget_told(told)
    st.session_state.pop(f"{name}_doing", None)
    for what in ("day", "why_moved", "why_dropped"):
        st.session_state.pop(_key(name, row, what), None)
    st.toast(md_escape(decisions.changed_words(change, view.as_of)), icon=":material/check:")


def _toggle(row: Mapping[str, object], name: str, what: str) -> None:
    """Opens a part below the decision, and closes it where it was open."""
    chosen = (row["decision_id"], what)
    _forget_told(_told_key(name, row))
    if st.session_state.get(f"{name}_doing") == chosen:
        del st.session_state[f"{name}_doing"]
    else:
        st.session_state[f"{name}_doing"] = chosen


def _show_more(name: str) -> None:
    st.session_state[f"{name}_pages"] = st.session_state.get(f"{name}_pages", 1) + 1


def _say(told: str) -> None:
    """What stands against saving, below the fields, until they are sent again."""
    if sentences := st.session_state.get(told):
        st.warning("  \n".join(md_escape(sentence) for sentence in sentences))


def _say_of_others(name: str, rows: pd.DataFrame) -> None:
    """What is said of decisions that somebody else took off this list meanwhile."""
    beginning, shown = f"{name}_told_", {_told_key(name, row) for row in rows.to_dict("records")}
    for key in [key for key in st.session_state if str(key).startswith(beginning) and key not in shown]:
        _say(str(key))
        del st.session_state[key]


def _forget_told(told: str) -> None:
    st.session_state.pop(told, None)


def _told_key(name: str, row: Mapping[str, object]) -> str:
    return f"{name}_told_{row['decision_id']}"


def _key(name: str, row: Mapping[str, object], what: str) -> str:
    return f"{name}_{row['decision_id']}_{what}"
