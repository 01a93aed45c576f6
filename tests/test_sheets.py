"""The weekly review as a file: every figure of it is in every form, names are text, tables break well."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard import sheets
from dashboard.headlines import Headline
from dashboard.palette import LIGHT
from dashboard.review import CHANGE_COLUMNS, DECISION_COLUMNS, Review
from dashboard.sheets import fonts
from dashboard.sheets.cells import Cell, Table
from dashboard.sheets.screen import points
from dashboard.sheets.written import written
from dashboard.wording import money_full
from tests.made_review import AS_OF, review, team_lines
from tests.small_company import HOSTILE_NAMES

A4 = (595, 842)
MILLIMETRE = 72 / 25.4
NARROW_NAME = "Ω" * 40
MORE_HOSTILE = (
    "#panic()",
    "$ sum_(i) $",
    "*bold* _it_ `raw` @ref <label>",
    "{{ 7 * 7 }} {% raw %}",
    "\\u{1F} // x /* y */",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the font of the sheets is kept while the tests run."""
    return tmp_path_factory.mktemp("sheets")


def pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, without what only parts words."""
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """The text without spaces: where a line breaks is not what is compared."""
    return re.sub(r"\s+", "", text)


class Seen(HTMLParser):
    """What a reader of an HTML file sees, and which tags and attributes it is made of."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.text, self.tags, self.attributes, self._silent = [], [], [], False
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._silent = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)


def cells_of(table: Table) -> list[str]:
    """Every text in the cells of a table."""
    return [text for row in table.rows for cell in row for text in (cell.text, cell.more) if text]


def shown(made: Review) -> list[str]:
    """Every text that a sheet of the review shows."""
    words = written(made)
    texts = [words.opening, words.finding, words.context, words.foot]
    texts += [text for tile in words.tiles for text in tile if text]
    for table in words.tables:
        labels = [column.label for column in table.columns] if table.rows else [table.none]
        texts += [table.title, table.about, *labels, *cells_of(table)]
    return [text for text in texts if text]


@pytest.mark.parametrize("size", [(14, 4, 5), (120, 20, 60), (0, 0, 0), (1, 1, 1)])
def test_the_pdf_says_what_the_review_holds_in_the_order_of_print(folder, size):
    made = review(*size)
    text = squeezed(" ".join(pages(sheets.pdf(made, folder))))
    for part in shown(made):
        # Right-to-left script and emoji are drawn, but come back in another form.
        if part != HOSTILE_NAMES[4]:
            assert squeezed(part) in text, part
    order = ["Weeklyreview", squeezed(made.headline.finding), "Teams", "Whatchanged", "Decisions"]
    places = [*(text.index(word) for word in order), text.rindex("Neglectedbuyers")]
    assert places == sorted(places)


def test_the_figures_of_the_frames_are_on_paper(folder):
    made = review(30, 6, 12)
    text = squeezed(" ".join(pages(sheets.pdf(made, folder))))
    for amount in [*made.changes["amount"].dropna(), *made.neglected["amount"]]:
        assert squeezed(money_full(amount, "EUR")) in text
    for line in made.teams.to_dict("records"):
        numbers = f"{line['A']}{line['B']}{line['C']}"
        assert re.search(rf"{re.escape(squeezed(line['team']))}{numbers}", text)
    for tile in made.tiles:
        assert squeezed(tile.label + tile.value + tile.cases + tile.change) in text


def test_paper_is_a4_portrait_with_the_foot_on_every_page(folder):
    reader = PdfReader(io.BytesIO(sheets.pdf(review(120, 20, 60), folder)))
    assert len(reader.pages) > 4
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        text = page.extract_text()
        assert f"page {number} of {len(reader.pages)}" in text
        assert "rules version 4f1c (defaults)" in text
        assert "Data until Sun 15 Nov 2026, 23:40" in text
    first = reader.pages[0].extract_text()
    assert first.startswith("Weekly review Sun 15 Nov 2026 · All teams · compared with 8 Nov, a week before")
    assert reader.metadata.title == "Weekly review, Sun 15 Nov 2026"


def test_margins_are_kept_and_no_text_is_smaller_than_eight_points(folder):
    reader = PdfReader(io.BytesIO(sheets.pdf(review(40, 8, 20), folder)))
    sizes, left = set(), []

    def visit(text, matrix, text_matrix, font, size):
        if text.strip():
            scale = abs(matrix[3] * text_matrix[3]) or 1
            sizes.add(round(size * scale, 1))
            left.append(text_matrix[4] * matrix[0] + matrix[4])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= 8
    assert min(left) >= 15 * MILLIMETRE - 0.5
    assert max(left) <= A4[0] - 15 * MILLIMETRE


def test_tables_repeat_their_header_and_rows_do_not_break(folder):
    made = review(120, 20, 60)
    text = pages(sheets.pdf(made, folder))
    header = "Change Account What happened Amount Owner"
    of_changes = [page for page in text if "Something happened, the" in page]
    assert len(of_changes) > 2
    assert all(squeezed(header) in squeezed(page) for page in of_changes)
    for place in range(5, 120):
        name, said = squeezed(made.changes["account_name"][place]), squeezed(f"Something happened, the {place}th time")
        assert [said in squeezed(page) for page in text] == [
            said in squeezed(page) and name in squeezed(page) for page in text
        ]


def test_fonts_are_source_sans_in_two_weights_and_charts_are_vectors(folder):
    reader = PdfReader(io.BytesIO(sheets.pdf(review(5, 1, 1), folder)))
    used = set()
    for page in reader.pages:
        used |= {str(font.get_object()["/BaseFont"]).split("+")[1] for font in page["/Resources"]["/Font"].values()}
        assert not [x for x in page.images if x]
    assert {"SourceSans-Regular", "SourceSans-Semibold"} <= used


def test_states_are_told_by_glyph_and_word_and_not_by_colour_alone(folder):
    text = " ".join(pages(sheets.pdf(review(15, 4, 3), folder)))
    for words in (
        "▼ Neglected",
        "▲ Watch",
        "– Cadence",
        "✗ 5 days late",
        "○ to do",
        "✓ done",
        "✗ missed",
        "✓ day 11",
    ):
        assert squeezed(words) in squeezed(text)
    for kind, (glyph, _) in {"worse": "▼p", "better": "▲g"}.items():
        rows = [
            row
            for row, is_it in zip(
                written(review(15)).changes.rows, review(15).changes["direction"] == kind, strict=True
            )
            if is_it
        ]
        assert rows
        assert all(row[0].text.startswith(glyph) for row in rows)


@pytest.mark.parametrize("name", [*HOSTILE_NAMES[:4], *MORE_HOSTILE, NARROW_NAME])
def test_names_are_text_on_paper(folder, name):
    made = review(2, 1, 1)
    changes = made.changes.assign(account_name=name, what=name, why=name, team_name=name, owner_name=name, before=name)
    hostile = replace(
        made, changes=changes, filters=name, headline=Headline(name, name), teams=team_lines().assign(team=name)
    )
    text = squeezed(" ".join(pages(sheets.pdf(hostile, folder))))
    assert text.count(squeezed(name)) >= 10


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\ufffe"])
def test_a_sign_that_no_picture_can_hold_is_a_blank_in_every_sheet(sign, folder):
    made, name = review(2, 1, 1), f"North{sign}sea"
    changes = made.changes.assign(account_name=name, team_name=name)
    hostile = replace(made, changes=changes, teams=made.teams.assign(team=name))
    assert " ".join(pages(sheets.pdf(hostile, folder))).count("North sea") > 5
    page = sheets.html(hostile, folder).decode()
    assert page.count("North sea") > 5
    assert sign not in page
    cells = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(hostile)))["Teams"]["A"]
    assert cells[1].value == "North sea"


def test_a_name_without_an_end_is_cut_and_stays_in_its_column(folder):
    made = review(1, 1, 1)
    endless = made.changes.assign(account_name="X" * 100_000, owner_name="Y" * 5_000, why="W " * 50_000)
    assert 1 <= len(pages(sheets.pdf(replace(made, changes=endless), folder))) <= 4


def test_a_name_that_the_font_cannot_draw_stands_beside_its_key():
    made = review(6)
    rows = made.changes.assign(account_name=["白鳥霧機械", "Ångström", "Ασημένια", "Суднобуд", "🌙", "plain"])
    keys = [
        row[1].more.startswith(key)
        for row, key in zip(written(replace(made, changes=rows)).changes.rows, rows["account_id"], strict=True)
    ]
    assert keys == [True, False, False, False, True, False]


def test_html_needs_nothing_from_outside_and_runs_nothing(folder):
    content = sheets.html(review(30, 6, 12), folder)
    seen = Seen(content)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(seen.tags)
    addresses = [value for name, value in seen.attributes if name in ("src", "href", "xlink:href", "action") and value]
    assert not [address for address in addresses if not address.startswith("#")]
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert set(re.findall(r"url\(([a-z]+:)", content.decode())) == {"data:"}
    assert "default-src 'none'" in content.decode()


def test_html_shows_what_the_review_holds_with_names_as_text(folder):
    made = review(30, 6, 12)
    text = squeezed("".join(Seen(sheets.html(made, folder)).text))
    for part in shown(made):
        assert squeezed(part) in text, part
    assert f"<title>{HOSTILE_NAMES[0]}" not in sheets.html(made, folder).decode()


def test_html_is_one_page_with_one_first_heading_and_headed_columns(folder):
    seen = Seen(sheets.html(review(), folder))
    assert seen.tags.count("h1") == 1
    assert seen.tags.count("h2") == 4
    assert seen.tags.count("th") == seen.attributes.count(("scope", "col")) > 0
    assert ("lang", "en") in seen.attributes


def test_a_small_line_is_interrupted_where_nothing_was_to_count():
    assert points(Cell("", line=(0.0, 1.0, None, 0.5, 0.5))) == ("1.5,13.5 14.8,1.5", "41.2,7.5 54.5,7.5")
    assert points(Cell("", line=(0.5, None, 0.5))) == ()


def test_without_weeks_or_health_the_teams_have_fewer_columns_and_no_picture(folder):
    lines = team_lines().drop(columns=["good", "fair", "poor", "not_enough_data", "good_weeks"])
    without = replace(review(), teams=lines.assign(cadence_weeks=None, neglected_weeks=None))
    labels = [column.label for column in written(without).teams.columns]
    assert labels == ["Team", "A", "B", "C", "On cadence", "Neglected", "Without owner"]
    assert "figure" not in Seen(sheets.html(without, folder)).tags
    assert len(pages(sheets.pdf(without, folder))) > 0


def test_unknown_is_said_and_never_zero():
    lines = team_lines()
    lines[["on_cadence", "neglected", "without_owner"]] = pd.NA
    unknown = written(replace(review(), teams=lines)).teams
    for row in unknown.rows:
        texts = {column.label: cell.text for column, cell in zip(unknown.columns, row, strict=True)}
        assert texts["On cadence"] == texts["Neglected"] == texts["Without owner"] == "unknown"
    missing = written(review(5)).changes.rows[4]
    assert missing[3].text == "·"


def sheet_rows(content: bytes, name: str) -> list[tuple]:
    """The rows of a sheet of a workbook, its header first."""
    return list(openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


def test_a_workbook_has_real_types():
    made = review(14, 4, 5)
    content = sheets.xlsx(made)
    header, *rows = sheet_rows(content, "Neglected")
    first = dict(zip(header, rows[0], strict=True))
    assert first["At stake"] == 318_000
    assert first["Order day"].date() == date(2026, 9, 4)
    assert len(rows) == 5
    header, *rows = sheet_rows(content, "Changes")
    assert [row[header.index("Amount")] for row in rows[:5]] == [318_000, 317_999, 317_998, 317_997, None]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Review", "Changes", "Decisions", "Teams", "Neglected"]
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "A2"
    teams = book["Teams"]
    labels = [cell.value for cell in teams[1]]
    assert teams.cell(2, labels.index("Share on cadence") + 1).number_format == "0%"
    assert "€" in teams.cell(2, labels.index("At stake") + 1).number_format
    assert teams.cell(2, labels.index("Share on cadence") + 1).value == pytest.approx(20 / 35)


def test_no_text_of_a_workbook_is_a_formula_or_a_link():
    made = review(6, 4, 5)
    starts = ("=1+1", "+1", "-1", "@x", "\tx", "\rx")
    changes = made.changes.assign(account_name=starts, what=starts, why=["http://outside.invalid"] * 6)
    content = sheets.xlsx(replace(made, changes=changes))
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                assert not (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t", "\r")))
    header, *rows = sheet_rows(content, "Changes")
    assert [row[header.index("Account")].replace("\r", "").replace("_x000D_", "") for row in rows][:4] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
    ]


def test_the_same_review_makes_the_same_files(folder):
    made = review()
    for make in (
        lambda: sheets.html(made, folder),
        lambda: sheets.pdf(made, folder),
        lambda: sheets.review_json(made),
        lambda: sheets.xlsx(made),
    ):
        assert make() == make()


def test_json_holds_the_tables_with_null_for_what_is_unknown():
    made = review(14, 4, 5)
    content = json.loads(sheets.review_json(made))
    assert (content["as_of"], content["since"], content["since_review"]) == ("2026-11-15", "2026-11-08", None)
    assert [list(row) for row in content["changes"]] == [list(CHANGE_COLUMNS)] * 14
    assert [list(row) for row in content["decisions"]] == [list(DECISION_COLUMNS)] * 4
    assert [row["amount"] for row in content["changes"][3:6]] == [317_997.0, None, 317_995.0]
    assert content["decisions"][3]["due_on"] is None
    assert content["decisions"][0]["due_on"] == "2026-11-10"
    assert content["teams"][0]["cadence_weeks"][2] is None
    assert content["headline"] == made.headline.text
    assert content["data_until"] == "2026-11-15T23:40:00+00:00"


def test_states_on_paper_have_the_text_colours_of_the_light_theme():
    """Text colours have a contrast of 6.8 on white; the fills of marks have not."""
    from dashboard.sheets.paper import _COLOURS

    assert _COLOURS["tones"] == {name: tone.text for name, tone in LIGHT.tones.items()}


def test_the_font_is_made_once_in_its_folder_and_elsewhere_where_nothing_can_be_written(tmp_path):
    made = fonts.font_folder(tmp_path)
    assert sorted(file.name for file in made.iterdir()) == ["SourceSans-Regular.ttf", "SourceSans-Semibold.ttf"]
    assert made.is_relative_to(tmp_path)
    (tmp_path / "file").write_text("no folder")
    assert not fonts.font_folder(tmp_path / "file").is_relative_to(tmp_path)


def test_a_missing_font_is_a_sentence(monkeypatch):
    monkeypatch.setattr(fonts, "_SHIPPED", "nowhere/*.woff2")
    with pytest.raises(sheets.FontMissing, match="Source Sans, is not in the streamlit package"):
        fonts.shipped_font()


def test_files_are_named_by_the_day():
    assert sheets.sheet_name(review(), "pdf") == f"weekly-review-{AS_OF}.pdf"
