"""Choosing on the page of the first contact: the open questions, and the tables and columns that can be others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

import pandas as pd
import streamlit as st

from dashboard.ui.tables import Column, table
from dashboard.wording import count, md_escape, number
from data_access.proposal import ColumnProposal, Proposal, Question, TableProposal
from data_access.proposal.proposals import LIKELY, LOCAL, OPEN, SURE, TIMES, Fixed
from data_access.schema import TABLE_NAMES, rule
from data_access.schema import table as canonical

_DECISIONS = "connect_decisions"
_CHOSEN = "connect_table_chosen"
NOT_YET, LEFT_OUT, NO_TABLE = "choose", "left out", "none"
QUESTION, DETAIL = "question", "detail"
"""The two places on the page where the same thing can be chosen."""
_SURENESS = {SURE: "sure", LIKELY: "likely", OPEN: "open"}
_CODES = {"%d": "day", "%m": "month", "%Y": "year", "%y": "year", "%H": "hour", "%I": "hour", "%M": "minute",
          "%S": "second", "%p": "am/pm"}  # fmt: skip


def decisions() -> dict[tuple[str, ...], object]:
    """What was chosen on the page so far, by path."""
    return st.session_state.setdefault(_DECISIONS, {})


def forget() -> None:
    """Forgets what was chosen: another place is looked at."""
    for key in [key for key in st.session_state if str(key).startswith(("connect_pick_", _DECISIONS, _CHOSEN))]:
        del st.session_state[key]


def questions(proposal: Proposal) -> None:
    """Each open question with what it can be answered by, and the statements that are to be checked."""
    asked = [each for each in proposal.questions if _can_be_answered(each)]
    for question in asked:
        with st.container(border=True, gap="small"):
            st.markdown(("**Needed.** " if question.needed else "") + md_escape(question.text))
            _answer(proposal, question)
    told = [each.text for each in proposal.questions if not _can_be_answered(each)]
    if told:
        st.markdown("Please check:\n" + "\n".join(f"- {md_escape(text)}" for text in told))


def tables(proposal: Proposal) -> None:
    """One row per table of ours; the selected one opens to the columns it is made of."""
    rows = pd.DataFrame([_row(proposal, ours) for ours in TABLE_NAMES])
    chosen = st.session_state.setdefault(_CHOSEN, "accounts")
    st.caption("Select a table to see its columns and to change them.")
    table(
        rows,
        {
            "ours": Column("Table of ours", 190),
            "theirs": Column("Made of", 220),
            "state": Column("State", 170),
            "columns": Column("Columns", 90),
            "reason": Column("Why", 460),
        },
        name="connect_tables",
        alt="Tables of ours and the tables of yours they are made of",
        rows_in_sight=len(TABLE_NAMES) + 1,
        chosen=chosen,
        on_choice=_select,
        ids="ours",
    )
    with st.container(border=True):
        _opened(proposal, chosen)


def _row(proposal: Proposal, ours: str) -> dict[str, object]:
    made = proposal.of(ours)
    missing = {column for each in made for column in each.missing}
    columns = {each.column for one in made for each in one.columns if each.entry is not None}
    return {
        "ours": ours,
        "theirs": ", ".join(each.theirs for each in made) or "nothing yet",
        "state": "not connected" if not made else f"lacks {', '.join(sorted(missing))}" if missing else "connected",
        "columns": len(columns) or None,
        "reason": "; ".join(dict.fromkeys(each.reason for each in made)),
    }


def _select(chosen: list[str]) -> None:
    st.session_state[_CHOSEN] = chosen[0] if chosen else "accounts"


def _opened(proposal: Proposal, ours: str) -> None:
    st.subheader(ours, anchor=False)
    st.caption(md_escape(canonical(ours).comment))
    _table_choice(proposal, DETAIL, ours)
    for made in proposal.of(ours):
        if made.settings.get("one_per"):
            st.caption(md_escape(f"One row per {made.settings['one_per']} of {made.theirs}: {made.reason}."))
            continue
        if made.several:
            st.markdown(f"From {md_escape(made.theirs)}")
        for note in made.notes:
            st.caption(md_escape(f"{note}."))
        _columns(proposal, made)


def _table_choice(proposal: Proposal, where: str, ours: str) -> None:
    names = sorted(proposal.found.tables)
    taken = [each.theirs for each in proposal.of(ours)]
    if ours == "interactions":
        key = _shown(where, (ours,), names, taken)
        # A box of tags would have white words on a light colour in the dark.
        st.pills(
            "Made of",
            names,
            selection_mode="multi",
            key=key,
            format_func=md_escape,
            on_change=partial(_keep_tables, (ours,), key),
        )
        return
    current = taken[0] if taken else NO_TABLE
    _pick(
        where, (ours,), "Made of", [NO_TABLE, *names], current, lambda chosen: () if chosen == NO_TABLE else (chosen,)
    )


def _columns(proposal: Proposal, made: TableProposal) -> None:
    theirs = proposal.found.columns(made.theirs)
    told, rest = [], []
    for column in canonical(made.ours).columns:
        proposed = made.column(column.name)
        nothing = ColumnProposal(column.name, None, "nothing is called like it", OPEN)
        (told if proposed is not None or rule(column).required else rest).append(proposed or nothing)
    _each_column(made, told, theirs)
    if rest:
        with st.expander(f"{count(len(rest), 'more column')} that nothing is called like"):
            _each_column(made, rest, theirs)


def _each_column(made: TableProposal, columns: Sequence[ColumnProposal], theirs: list[str]) -> None:
    for proposed in columns:
        column = canonical(made.ours).c[proposed.column]
        left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
        with left:
            _column_choice(made, proposed, theirs, rule(column).required)
        with right:
            st.caption(f"{_SURENESS[proposed.sureness] if proposed.entry is not None else 'left out'}: "
                       f"{md_escape(proposed.reason)}")  # fmt: skip
            if len(proposed.formats) > 1:
                _format_choice(DETAIL, made.key, proposed.column, proposed.formats)
        if proposed.words and proposed.theirs:
            _word_choices(made, proposed)


def _column_choice(made: TableProposal, proposed: ColumnProposal, theirs: list[str], needed: bool) -> None:
    label = f"{proposed.column}{' (needed)' if needed else ''}"
    current = _made_of(proposed)
    options = list(dict.fromkeys([LEFT_OUT, *([current] if current not in theirs else []), *theirs]))
    _pick(
        DETAIL,
        (made.key, proposed.column),
        label,
        options,
        current,
        lambda chosen: None if chosen == LEFT_OUT else chosen,
    )


def _made_of(proposed: ColumnProposal) -> str:
    """What a column is made of, in a word."""
    entry = proposed.entry
    if isinstance(entry, dict) and "constant" in entry:
        return f"always {entry['constant']}"
    if isinstance(entry, dict) and "parts" in entry:
        return " and ".join(entry["parts"])
    if isinstance(entry, dict) and "sum" in entry:
        return "the sum over the lines"
    if isinstance(entry, str) and proposed.theirs is None:
        return entry
    return (proposed.theirs or LEFT_OUT) if entry is not None or proposed.words or proposed.formats else LEFT_OUT


def _format_choice(where: str, key: str, column: str, formats: Sequence[str]) -> None:
    path = (key, column, "date")
    current = str(decisions().get(path, NOT_YET))
    _pick(where, path, f"How {column} is written", [NOT_YET, *formats], current, written=_in_words)


def _word_choices(made: TableProposal, proposed: ColumnProposal) -> None:
    unknown = sum(word.ours is None and not word.decided for word in proposed.words)
    label = f"Values of {md_escape(proposed.theirs)}: {count(len(proposed.words), 'value')}, {number(unknown)} not understood"
    with st.expander(label):
        _words(DETAIL, made.ours, made.key, proposed, [word.theirs for word in proposed.words])


def _words(where: str, ours: str, key: str, proposed: ColumnProposal, values: Sequence[str]) -> None:
    its_rule = rule(canonical(ours).c[proposed.column])
    known = list(its_rule.values) or ["true", "false"]
    grid = st.grid(3, min_column_width=220)
    for word in proposed.words:
        if word.theirs not in values:
            continue
        current = word.ours or (LEFT_OUT if word.decided else NOT_YET)
        with grid.container():
            _pick(
                where,
                (key, proposed.column, "value", word.theirs),
                f"{word.theirs} ({count(word.rows, 'row')})",
                [NOT_YET, *known, LEFT_OUT],
                current,
                lambda chosen: None if chosen == LEFT_OUT else chosen,
                foreign=True,
            )


def _can_be_answered(question: Question) -> bool:
    return bool(question.choices) and question.choices != ("lines",)


def _answer(proposal: Proposal, question: Question) -> None:
    path = question.path
    if path == TIMES:
        current = str(decisions().get(TIMES, LOCAL))
        labels = {LOCAL: "local times", "utc": "times in UTC"}
        _pick(QUESTION, path, "These times are", list(labels), current, written=labels.__getitem__)
    elif len(path) == 1:
        _table_choice(proposal, QUESTION, path[0])
    elif path[-1] == "date" and len(path) == 3:
        _format_choice(QUESTION, path[0], path[1], [str(each) for each in question.choices])
    elif path[-1] == "value" and len(path) == 3:
        made = next(each for each in proposal.tables if each.key == path[0])
        proposed = made.column(path[1])
        if proposed is not None:
            _words(QUESTION, made.ours, made.key, proposed, [str(each) for each in question.choices])
    else:
        _choice_of_column(question)


def _choice_of_column(question: Question) -> None:
    if len(question.choices) == 1 and isinstance(question.choices[0], str):
        # An offer, which can be declined.
        labels: dict[str, object] = {"yes": question.choices[0], "no": None}
    else:
        labels = {_label(each): each for each in question.choices}
    chosen = decisions().get(question.path, NOT_YET)
    current = next((label for label, meant in labels.items() if meant == chosen), NOT_YET)
    _pick(QUESTION, question.path, question.path[1], [NOT_YET, *labels], current, labels.__getitem__)


def _label(choice: object) -> str:
    return f"always {choice.text}" if isinstance(choice, Fixed) else str(choice)


def _pick(
    where: str,
    path: tuple[str, ...],
    label: str,
    options: Sequence[str],
    current: str,
    meant: Callable[[str], object] = str,
    written: Callable[[str], str] = str,
    foreign: bool = False,
) -> None:
    """A box to choose from that shows what holds now; what is chosen becomes the decision of that path.

    A foreign label is drawn beside the box, which is still called by it: a label of its own would be Markdown.
    """
    listed = list(options) if current in options else [current, *options]
    key = _shown(where, path, listed, current)
    with st.container(gap="xxsmall"):
        if foreign:
            st.markdown(f":small[{md_escape(label)}]")
        st.selectbox(
            label,
            listed,
            key=key,
            format_func=written,
            on_change=partial(_keep, path, key, current, meant),
            label_visibility="collapsed" if foreign else "visible",
        )


def _shown(where: str, path: tuple[str, ...], options: Sequence[str], current: object) -> str:
    """The key of the box of a path at a place on the page, which shows `current` whatever it showed before."""
    key = f"connect_pick_{where}_{sha256(repr((path, list(options))).encode()).hexdigest()[:16]}"
    st.session_state[key] = current
    return key


def _keep(path: tuple[str, ...], key: str, before: str, meant: Callable[[str], object]) -> None:
    chosen = st.session_state[key]
    if chosen == NOT_YET:
        decisions().pop(path, None)
    elif chosen != before:
        decisions()[path] = meant(chosen)


def _keep_tables(path: tuple[str, ...], key: str) -> None:
    decisions()[path] = tuple(st.session_state[key])


def _in_words(form: str) -> str:
    for code, word in _CODES.items():
        form = form.replace(code, word)
    return form
