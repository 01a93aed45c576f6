"""What a mapping can say beyond copying: the first that fits, tables made on the way, what is left out and told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_access.settings import SourceSettings
from data_access.sources import SourceError, open_source

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)
HEADS = {
    "accounts": 'account_id = "id"\nname = "id"\n',
    "interactions": 'interaction_id = "id"\naccount_id = "id"\nkind = { constant = "meeting" }\n'
    'starts_at = "at"\nstatus = { constant = "held" }\n',
}


class Things:
    """One file of things under a mapping."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._exports = folder / "exports"
        self._exports.mkdir()

    def holds(self, name: str, *lines: str) -> Things:
        """A file of these lines."""
        (self._exports / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        return self

    def read(self, mapping: str, table: str = "accounts", zone: str = "Europe/Helsinki") -> tuple[list[dict], list]:
        """Rows of a table and the notes on it."""
        file = self._folder / "mapping.toml"
        file.write_text(mapping, "utf-8")
        settings = SourceSettings(folder=self._exports, kind="mapped", mapping=file, timezone=zone)
        source = open_source(settings, NOW)
        rows = [row for batch in source.read(table, lambda _: None) for row in batch.to_pylist()]
        return rows, [(note.text, note.count) for note in source.notes()]

    def column(self, made: str, table: str = "accounts", column: str = "industry", **more) -> list:
        """What one column becomes."""
        rows, _ = self.read(f'[{table}]\nfrom = "things"\n{HEADS[table]}{column} = {made}\n', table, **more)
        return [row[column] for row in rows]


@pytest.fixture
def things(tmp_path) -> Things:
    return Things(tmp_path)


# ---- the first that fits, under conditions


def test_the_first_expression_that_is_not_empty_counts(things):
    things.holds("things", "id,a,b", "1,x,y", "2,,y", "3,,")
    assert things.column('{ first = ["a", { text = "{b}!" }, { constant = "none" }] }') == ["x", "y!", "none"]


def test_an_expression_can_be_for_some_rows_only(things):
    things.holds("things", "id,kind,a", "1,p,x", "2,q,x", "3,,x")
    assert things.column('{ column = "a", when = { column = "kind", is = "p" } }') == ["x", None, None]
    both = '{ constant = "yes", when = [{ column = "kind", empty = false }, { column = "id", more_than = 1 }] }'
    assert things.column(both) == [None, "yes", None]


def test_a_value_map_can_go_by_another_column(things):
    things.holds("things", "id,kind,a", "1,p,x", "2,q,x")
    words = '{ first = [{ column = "a", values = { x = "of p" }, when = { column = "kind", is = "p" } }, "a"] }'
    assert things.column(words) == ["of p", "x"]


def test_a_product_can_be_for_some_rows_only(things):
    things.holds("things", "id,kind,total", "1,refund,10.50", "2,sale,10.50")
    mapping = """
        [orders]
        from = "things"
        order_id = "id"
        account_id = "id"
        ordered_on = { constant = "2024-01-01" }
        amount = { first = [{ product = [-1, "total"], when = { column = "kind", is = "refund" } }, "total"] }
        currency = { constant = "EUR" }
        status = { constant = "delivered" }
    """
    rows, _ = things.read(mapping, "orders")
    assert [row["amount"] for row in rows] == ["-10.5", "10.50"]


# ---- times


def test_a_duration_gives_the_end(things):
    times = ("2024-05-02T09:00Z", "2024-05-02 09:00:00", "2024-05-02T09:00:00+02:00", "soon", "2024-05-02T09:00Z")
    lengths = ("01:30", "1:5:00", "100:00", "01:00", "an hour")
    lines = (f"{i},{at},{length}" for i, (at, length) in enumerate(zip(times, lengths, strict=True)))
    things.holds("things", "id,at,length", *lines)
    assert things.column('{ later = "at", by = "length" }', "interactions", "ends_at") == [
        "2024-05-02T10:30:00.000000Z",
        "2024-05-02T10:05:00.000000Z",
        "2024-05-06T11:00:00.000000Z",
        None,
        None,
    ]


def test_a_date_and_a_time_in_two_columns_are_one_moment(things):
    things.holds("things", "id,day,time,length", "1,2024-05-02,09:00,00:30", "2,2024-05-02,,00:30")
    at = '{ first = [{ text = "{day}T{time}Z", when = { column = "time", empty = false } }, "day"] }'
    mapping = '[interactions]\nfrom = "things"\n' + HEADS["interactions"].replace('"at"', at)
    rows, _ = things.read(mapping, "interactions")
    assert [row["starts_at"] for row in rows] == ["2024-05-02T09:00Z", "2024-05-02"]


def test_the_last_day_is_that_of_the_moment_before_the_end(things):
    things.holds("things", "id,end", "1,2024-05-26T21:00:00Z", "2,2024-05-26T20:59:00Z", "3,2024-05-26", "4,x")
    assert things.column('{ last_day_of = "end" }') == ["2024-05-26", "2024-05-26", "2024-05-26", "x"]
    assert things.column('{ day_of = "end" }')[0] == "2024-05-27"


@pytest.mark.parametrize(
    ("cell", "past", "to_come"),
    [
        ("2024-06-15T11:59:59Z", True, False),
        ("2024-06-15 12:00:00", False, True),
        ("2024-06-15T14:30+03:00", True, False),
        # A day is over when it is over in the company's zone: in Helsinki, not yet.
        ("2024-06-15", False, True),
        ("2024-06-14", True, False),
        ("someday", False, False),
        ("", False, False),
    ],
)
def test_past_is_what_lies_before_the_moment_of_the_sync(things, cell, past, to_come):
    things.holds("things", "id,at", f"1,{cell}")
    assert things.column('{ constant = "x", when = { column = "at", past = true } }') == ["x" if past else None]
    assert things.column('{ constant = "x", when = { column = "at", past = false } }') == ["x" if to_come else None]


def test_the_day_of_today_is_that_of_the_zone(things):
    things.holds("things", "id,at", "1,2024-06-15")
    past = '{ constant = "x", when = { column = "at", past = true } }'
    assert things.column(past, zone="Pacific/Kiritimati") == ["x"]


# ---- texts in several languages


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('"{""de_DE"": ""Norden"", ""en_US"": ""North \\""A\\""""}"', 'North "A"'),
        ('"{""fr_FR"": ""Brasserie""}"', "Brasserie"),
        ('"{""fr_FR"": null, ""de_DE"": ""Norden""}"', None),
        ('"{""a\\""b"": ""x""}"', "x"),
        ('"{""fr_FR"": {""x"": 1}}"', '{"x":1}'),
        ("[1]", "[1]"),
        ("{}", None),
        ("{curly}", "{curly}"),
        ("Plain", "Plain"),
        ("", None),
    ],
)
def test_a_text_in_several_languages_is_the_english_one_else_the_first(things, cell, name):
    things.holds("things", "id,name", f"1,{cell}")
    assert things.column('{ translated = "name" }') == [name]


def test_a_level_is_told_by_the_words_of_a_title(things):
    titles = ("Head of purchasing", "Assistant of the CEO", "Directora GENERAL", "CEO", "Wizard", "")
    things.holds("things", "id,title", *(f"{i},{title}" for i, title in enumerate(titles)))
    mapping = (
        '[contacts]\nfrom = "things"\ncontact_id = "id"\naccount_id = "id"\nname = "id"\nlevel = { level_of = "title" }'
    )
    rows, _ = things.read(mapping, "contacts")
    assert [row["level"] for row in rows] == ["management", "specialist", None, "executive", None, None]


# ---- tables made on the way


RECORDS = """
    [[made.links]]
    from = "people"
    kind = { constant = "person" }
    id = "id"
    owner = "firm"

    [[made.links]]
    from = "deals"
    kind = { constant = "deal" }
    id = "id"
    owner = "person.owner"

    [made.links.join.person]
    from = "firms_of_people"
    on = { id = "person" }

    [made.firms_of_people]
    from = "people"
    id = "id"
    owner = "firm"

    [accounts]
    from = "things"
    account_id = "id"
    name = "link.owner"
    join = { link = { from = "links", on = { kind = "about", id = "key" } } }
"""


def test_tables_made_of_others_join_what_has_one_key_of_many_kinds(things):
    things.holds("people", "id,firm", "1,Alpha", "2,Beta").holds("deals", "id,person", "1,2")
    things.holds("things", "id,about,key", "a,person,1", "b,deal,1", "c,lead,1", "d,,")
    before = RECORDS.index("[made.firms_of_people]")
    after = RECORDS.index("[accounts]")
    mapping = RECORDS[before:after] + RECORDS[:before] + RECORDS[after:]
    rows, _ = things.read(mapping)
    assert sorted((row["account_id"], row["name"]) for row in rows) == [
        ("a", "Alpha"),
        ("b", "Beta"),
        ("c", None),
        ("d", None),
    ]


def test_a_table_is_made_before_it_is_used(things):
    things.holds("people", "id,firm", "1,Alpha").holds("deals", "id,person", "1,1").holds("things", "id,about,key")
    with pytest.raises(SourceError, match="there is no file firms_of_people"):
        things.read(RECORDS)


def test_a_made_table_may_not_hide_one_that_is_there(things):
    things.holds("things", "id", "1")
    with pytest.raises(SourceError, match="there is a file things already"):
        things.read(
            '[made.things]\nfrom = "things"\nid = "id"\n[accounts]\nfrom = "things"\naccount_id = "id"\nname = "id"'
        )


def test_rows_left_out_of_a_made_table_are_not_found_in_it(things):
    things.holds("people", "id,gone", "1,0", "2,1").holds("things", "id", "1", "2")
    mapping = """
        [made.living]
        from = "people"
        left_out = { when = { column = "gone", is = true }, say = "gone" }
        id = "id"
        [accounts]
        from = "things"
        account_id = "id"
        name = "living.id"
        join = { living = { from = "living", on = "id" } }
    """
    rows, _ = things.read(mapping)
    assert [(row["account_id"], row["name"]) for row in rows] == [("1", "1"), ("2", None)]


# ---- what is left out and told


FOUND = """
    [accounts]
    from = "things"
    says = "team: nobody has one"
    left_out = [
        { when = { column = "gone", is = true }, say = "deleted" },
        { when = { ours = "name", empty = true }, say = "without a name, of {kind}" },
    ]
    told = [
        { when = { ours = "name", in = ["b", "c"] }, say = "worth a word" },
        { when = { column = "gone", is = false }, say = "said not to be gone" },
    ]
    account_id = "id"
    name = "label"
"""


def test_rows_left_out_are_counted_once_for_the_first_reason_with_examples(things):
    lines = ("1,a,,p", "2,b,0,p", "3,,1,p", "4,,,q", "5,,,p", "6,,,p", "7,,,p", "8,,,p", "9,,,", "10,c,1,p")
    things.holds("things", "id,label,gone,kind", *lines)
    rows, notes = things.read(FOUND)
    assert [row["account_id"] for row in rows] == ["1", "2"]
    assert notes == [
        ("team: nobody has one", 2),
        ("things: deleted; left out; for example 10, 3", 2),
        ("things: without a name, of p; left out; for example 5, 6, 7", 4),
        ("things: without a name, of nothing; left out; for example 9", 1),
        ("things: without a name, of q; left out; for example 4", 1),
        ("things: worth a word; for example 2", 1),
        ("things: said not to be gone; for example 2", 1),
    ]


def test_values_of_rows_left_out_are_not_told(things):
    things.holds("things", "id,class,gone", "1,x,0", "2,y,1")
    mapping = """
        [accounts]
        from = "things"
        left_out = { when = { column = "gone", is = true }, say = "deleted" }
        account_id = "id"
        name = "id"
        tier_entered = { column = "class", values = { Key = "A" } }
    """
    _, notes = things.read(mapping)
    assert [text for text, _ in notes if "no entry" in text] == [
        "tier_entered: 'x' of things.class has no entry; left as it is"
    ]


def test_a_join_can_say_what_several_rows_mean_and_counts_only_keys_that_are_looked_for(things):
    things.holds("things", "id", "1").holds("notes", "id,text", "1,a", "1,b", "2,c", "2,d", "2,e")
    mapping = """
        [accounts]
        from = "things"
        account_id = "id"
        name = "note.text"
        join = { note = { from = "notes", on = "id", say = "of several notes one is taken" } }
    """
    _, notes = things.read(mapping)
    assert notes == [("things: of several notes one is taken", 1)]


def test_the_example_of_the_readme_does_what_it_says(things):
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    example = re.search(r"```toml\n(# further words.*?)```", readme, re.DOTALL)[1]
    names = '"{""en_US"": ""Beta""}"'
    companies = ("1,0,Alpha,,7,1", f"2,0,,{names},8,0", "3,1,Gone,,7,1")
    things.holds("Companies", "CompanyId,Deleted,CompanyName,Names,UserId,Active", *companies)
    things.holds("Projects", "ProjectId,CompanyId", "1,2")
    visits = ("1,Company,1,2024-05-02,09:00,00:45", "2,Project,1,2024-07-02,09:00,00:45")
    things.holds("Visits", "VisitId,AboutType,AboutId,Day,Time,Duration", *visits)
    rows, notes = things.read(example)
    assert [tuple(row.values()) for row in rows] == [("1", "Alpha", "7"), ("2", "Beta", None)]
    assert [text for text, _ in notes] == [
        "Companies: deleted; left out; for example 3",
        "Companies: without an owner; for example 2",
    ]
    rows, notes = things.read(example, "interactions")
    columns = ("account_id", "starts_at", "ends_at", "status")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("1", "2024-05-02T09:00Z", "2024-05-02T09:45:00.000000Z", "held"),
        ("2", "2024-07-02T09:00Z", "2024-07-02T09:45:00.000000Z", "planned"),
    ]
    assert notes == [("held: a visit that has ended", 2)]


# ---- mistakes


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('industry = { later = "id" }', "later needs by"),
        ('industry = { first = [{ sum = ["id"] }] }', "a sum cannot stand inside another expression"),
        ('industry = { first = ["nothing"] }', "has no column nothing"),
        ('industry = { column = "id", when = { column = "id" } }', "a condition has one test, this one has 0"),
        ('industry = { column = "id", when = { column = "id", past = "yes" } }', "this must be true or false"),
        ('industry = { column = "id", when = { ours = "name", empty = true } }', "ours is not known here"),
        ('left_out = { when = { column = "id", is = "1" } }', "say is missing"),
        ('told = { when = { ours = "industry", empty = true }, say = "x" }', "no column industry of ours is made here"),
        ('told = { when = { ours = "name", more_than = 1 }, say = "x" }', "it is not compared"),
        ('told = { when = { column = "id", is = "1" }, say = "about {kind}" }', "has no column kind"),
        ("says = 5", "this must be text in quotes"),
    ],
)
def test_a_mistake_is_a_sentence_that_says_where(things, line, sentence):
    things.holds("things", "id", "1")
    with pytest.raises(SourceError, match=r"mapping\.toml: \[accounts\] ") as told:
        things.read(f'[accounts]\nfrom = "things"\naccount_id = "id"\nname = "id"\n{line}\n')
    assert sentence in str(told.value)
