"""The workbook, reopened: numbers are numbers, labels are text, and both are those of the answer."""

import io
import zipfile
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from survey.__main__ import main
from survey.charts import CHARTS, twin
from survey.charts.caption import caption
from survey.charts.chart import Answer, answer
from survey.codebook import LANGUAGES
from survey.database import Release, Releases
from survey.deck import Part
from survey.exports import xlsx
from survey.exports.named import stem
from survey.method import sections
from survey.release.publish import publish_file
from survey.selection import parse
from survey.texts import Voice
from tests.builders import SMALL, own_of, small_answers

STUDIES = ("executives-2015", "participation-2021", "small", "waves")
ASKED: tuple[dict[str, str], ...] = ({}, {"measure": "mean"}, {"groups": "finance"}, {"within": "size.1-9"})
FORMATS = {"share": "0.0%", "mean": "0.00", "decimal": "0.00", "chance": "0.000", "count": "#,##0"}


def charts_of(release: Release, given: dict[str, str]) -> list[Part]:
    selection = parse(release, given)[0]
    own = own_of(release.study)
    return [
        Part(one, answer(one, selection, release, own)) for one in CHARTS.values() if one.offered(release)
    ]


def reopened(parts: list[Part], release: Release, language: str) -> Any:
    voice = Voice(language, release.study, release.groups)
    return openpyxl.load_workbook(io.BytesIO(xlsx.book(parts, release, sections(release, voice), voice)))


def lines_of(sheet: Any) -> list[Any]:
    """The table of a sheet, its headings first."""
    return list(sheet[sheet.auto_filter.ref])


def texts_of(sheet: Any) -> list[str]:
    return [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]


@pytest.mark.parametrize(("study", "given"), list(product(STUDIES, ASKED)))
def test_the_numbers_are_those_of_the_answer_to_the_last_digit(
    releases: Releases, study: str, given: dict[str, str]
) -> None:
    release = releases.open(study)
    parts = charts_of(release, given)
    book, voice = reopened(parts, release, "en"), Voice("en", release.study, release.groups)
    for made, sheet in zip([one.answer for one in parts], book.worksheets, strict=False):
        if not made.rows:
            continue
        _, *lines = lines_of(sheet)
        columns = twin.columns(made, voice)
        fields = [(field, one.kind) for one in columns for field in one.fields]
        for row, line in zip(made.rows, lines, strict=True):
            numbers = [cell for cell in line if isinstance(cell.value, int | float)]
            meant = [(getattr(row, field), FORMATS[kind]) for field, kind in fields]
            assert [(cell.value, cell.number_format) for cell in numbers] == [
                one for one in meant if one[0] is not None
            ]
            assert not row.hidden or (not numbers and "[c]" in [cell.value for cell in line])
            words = [one.words(row) for one in columns if not one.fields]
            assert {word for word in words if word} <= {cell.value for cell in line}


def test_signs_stand_in_columns_of_their_own(executives: Release) -> None:
    made = answer(CHARTS["ranking"], parse(executives, {"groups": "finance"})[0], executives)
    sheet = reopened([Part(CHARTS["ranking"], made)], executives, "en").worksheets[0]
    head, *lines = lines_of(sheet)
    names = [cell.value for cell in head]
    certain, unsure = names.index("Certain difference (▲▼)"), names.index("Low reliability [u]")
    found = {line[0].value: (line[certain].value, line[unsure].value) for line in lines}
    voice = Voice("en", executives.study, executives.groups)
    assert found == {
        voice.item(row.item): (
            ("▲" if (row.difference or 0) > 0 else "▼") if row.certain else None,
            "[u]" if row.reliability == "low" else None,
        )
        for row in made.rows
    }
    assert found["LinkedIn"][0] == "▲"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_what_it_is(executives: Release, language: str) -> None:
    parts = charts_of(executives, {"groups": "finance"})
    voice = Voice(language, executives.study, executives.groups)
    book = reopened(parts, executives, language)
    for part, sheet in zip(parts, book.worksheets, strict=False):
        made = part.answer
        said, texts = caption(part.chart, made, voice), texts_of(sheet)
        notes = [note.say(voice) for note in made.notes]
        words = (said.title, said.question, said.measure, said.base, said.badge, *notes)
        assert {word for word in words if word} <= set(texts)
        assert any(executives.name in text for text in texts)
        assert any("groups=finance" in text for text in texts)
        first = sheet[sheet.auto_filter.ref][0][0].row
        assert sheet.freeze_panes == f"A{first + 1}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_method_and_codebook_come_last(executives: Release, language: str) -> None:
    voice = Voice(language, executives.study, executives.groups)
    book = reopened(charts_of(executives, {}), executives, language)
    *_, method, codebook = book.worksheets
    assert (method.title, codebook.title) == (voice("page.method"), voice("sheet.codebook"))
    told = [
        text for one in sections(executives, voice) for text in (one.heading, *one.paragraphs, *one.points)
    ]
    assert texts_of(method)[1:] == told
    lines = {tuple(cell.value for cell in line) for line in lines_of(codebook)[1:]}
    for item in executives.study.items:
        assert (item.id, voice.item(item.id)) in {line[1:3] for line in lines}
    tops = {line[2] for line in lines if line[4] == voice.say(executives.study.scale.top_label)}
    assert tops == {voice.level(number) for number in executives.study.scale.top}
    merged = {line[1] for line in lines if line[4] and line[3]}
    groups = ((id, some) for all_ in executives.groups.values() for id, some in all_.items())
    assert merged - {item.id for item in executives.study.items} == {
        id for id, some in groups if len(some) > 1
    }


@pytest.mark.parametrize(("study", "language"), list(product(STUDIES, LANGUAGES)))
def test_the_names_of_sheets_are_legal(releases: Releases, study: str, language: str) -> None:
    release = releases.open(study)
    names = reopened(charts_of(release, {}), release, language).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not {*"[]:*?/\\"} & {*name} for name in names)


def test_names_that_are_alike_or_long_are_told_apart() -> None:
    assert xlsx._names(["Use", "use", "a/b", "x" * 40, "x" * 40]) == [
        "Use",
        "use 2",
        "a b",
        "x" * 31,
        f"{'x' * 29} 2",
    ]


HOSTILE = ('=HYPERLINK("http://x")', "@SUM(A1)", "+1", "-2+3", "\t=1", "http://x/", "12", "{=1+1}")


def test_a_label_is_never_more_than_text(tmp_path: Path) -> None:
    codebook, shelf = tmp_path / "hostile.toml", Releases(tmp_path / "releases")
    text = SMALL.read_text(encoding="utf-8")
    meant = ("Small", "How important is it?", "important", "In person", "Meeting", "Web", "Sector", "much")
    for label, hostile in zip(meant, HOSTILE, strict=True):
        assert f'"{label}"' in text
        text = text.replace(f'"{label}"', '"' + hostile.replace('"', '\\"').replace("\t", "\\t") + '"')
    codebook.write_text(text, encoding="utf-8")
    publish_file(codebook, small_answers(tmp_path / "small.csv"), shelf)
    release = shelf.open("small")
    voice = Voice("en", release.study, release.groups)
    content = xlsx.book(charts_of(release, {}), release, sections(release, voice), voice)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type not in ("s", "n") or cell.hyperlink]
    assert {*HOSTILE} <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")
    parts = zipfile.ZipFile(io.BytesIO(content))
    xml = [parts.read(name) for name in parts.namelist() if "worksheets" in name]
    assert xml and not [one for one in xml if b"<f>" in one or b"<f " in one or b"<hyperlink" in one]


def test_the_same_answers_give_the_same_bytes(executives: Release) -> None:
    voice, parts = Voice("fi", executives.study, executives.groups), charts_of(executives, {})
    one, two = (xlsx.book(parts, executives, sections(executives, voice), voice) for _ in range(2))
    assert one == two


def test_the_command_writes_a_workbook(
    releases: Releases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ranking.xlsx"
    for study, chart in product(("small", "participation-2021"), CHARTS):
        asked = ["answer", chart, "--study", study, "--format", "xlsx", "--out", str(out)]
        assert main(asked) == 0
        assert len(openpyxl.load_workbook(out).sheetnames) == 3
    with pytest.raises(SystemExit, match="2"):
        main(["answer", "ranking", "--study", "small", "--format", "xlsx"])
    assert "--out FILE" in capsys.readouterr().err


def test_a_file_is_named_by_what_it_holds(executives: Release) -> None:
    def named(chart: str, **given: str) -> str:
        made: Answer = answer(CHARTS[chart], parse(executives, given)[0], executives)
        return stem(made)

    assert named("ranking", groups="finance") == "executives-2015-ranking-finance-1"
    assert named("ranking") == "executives-2015-ranking-1"
    assert named("heatmap", by="size") == "executives-2015-heatmap-size-1"
    every = ",".join([*executives.groups["sector"]][:-1])
    name = named("ranking", groups=every, within="size.1-9", measure="mean")
    assert len(name) <= 130 and {*name} <= {*"abcdefghijklmnopqrstuvwxyz0123456789_-"}
