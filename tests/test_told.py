"""What is told of a file can be told in each language."""

import ast
import json
import pickle
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from string import Formatter

import duckdb
import openpyxl
import pytest

from survey import told as module
from survey.engine import DuckEngine
from survey.errors import IntakeError, StudyError
from survey.intake import read
from survey.release.publish import settled
from survey.study import Study
from survey.told import Told, as_json, from_json, said, told
from tests.builders import COLUMNS, SMALL, small_rows

CATALOGUE = {
    "row {row}: {why}": {"fi": "rivi {row}: {why}", "sv": "rad {row}: {why}"},
    "is {n:,} long": {"fi": "pituus on {n:,}", "sv": "är {n:,} lång"},
}
WORDS = told("row {row}: {why}", row=3, why=told("is {n:,} long", n=4000))


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "catalogue", lambda: CATALOGUE)


def test_words_are_english_in_a_text() -> None:
    assert WORDS == "row 3: is 4,000 long" and said(WORDS, "en") == WORDS


@pytest.mark.usefixtures("known")
def test_every_part_of_a_sentence_is_translated() -> None:
    assert said(WORDS, "fi") == "rivi 3: pituus on 4\u00a0000"
    assert said(WORDS, "sv") == "rad 3: är 4\u00a0000 lång"


def test_decimals_stand_behind_a_comma() -> None:
    words = told("{item}: mean {old:.2f} before, {new:.2f} now", item="web", old=2.5, new=1234.5)
    assert said(words, "fi") == "web: keskiarvo ennen 2,50, nyt 1234,50"


@pytest.mark.usefixtures("known")
def test_what_has_no_translation_stays() -> None:
    assert said(told("odd {it}", it="{row}"), "fi") == "odd {row}"
    assert said("Yhtiö {x}", "fi") == "Yhtiö {x}"


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("kept", [pickle.dumps, lambda one: json.dumps(as_json(one))])
def test_words_outlive_the_process_that_told_them(kept: Callable[[Told], str | bytes]) -> None:
    form = kept(WORDS)
    again = pickle.loads(form) if isinstance(form, bytes) else from_json(json.loads(form))
    assert again == WORDS and said(again, "fi") == said(WORDS, "fi")


CODE = Path(module.__file__).parent
KEPT: dict[str, dict[str, str]] = tomllib.loads((CODE / "told.toml").read_text(encoding="utf-8"))
TEMPLATES = [
    (f"{path.relative_to(CODE)}:{call.lineno}", call)
    for path in sorted(CODE.rglob("*.py"))
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "told"
]


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_every_template_is_written_out_where_it_is_told() -> None:
    assert [place for place, call in TEMPLATES if literal(call.args[0]) is None] == []


def test_every_template_names_the_values_that_it_is_given() -> None:
    for place, call in TEMPLATES:
        given = {one.arg for one in call.keywords}
        assert None in given or names(literal(call.args[0]) or "") == given, place


def test_the_catalogue_holds_every_template_and_nothing_else() -> None:
    assert set(KEPT) == {literal(call.args[0]) for _, call in TEMPLATES}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_template_is_in_each_language_with_the_same_values(language: str) -> None:
    for template, translated in KEPT.items():
        assert set(translated) == {"fi", "sv"}
        assert names(translated[language]) == names(template), template


# Where problems, notes and outcomes are worded; but for the text of a codebook, and names of columns.
ROOMS = [
    *(CODE / "intake").glob("*.py"),
    *(CODE / "release").glob("*.py"),
    *(CODE / "draft").glob("*.py"),
    *(CODE / name for name in ("study.py", "contradictions.py", "rounds.py", "database.py", "errors.py")),
]
NO_WORDS = {("writing.py", None), ("sheet.py", "_numbered")}


def bare(node: ast.AST | None) -> bool:
    """Whether words are put together here without `told`: a literal, an f-string, a sum or a format."""
    if isinstance(node, ast.List):
        return any(map(bare, node.elts))
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return bare(node.elt)
    if isinstance(node, ast.IfExp):
        return bare(node.body) or bare(node.orelse)
    if isinstance(node, ast.BinOp):
        return bare(node.left) or bare(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return True
    if isinstance(node, ast.Starred):
        return bare(node.value)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_error_is_raised_with_words_that_cannot_be_translated() -> None:
    found = [
        f"{path.relative_to(CODE)}:{call.lineno}"
        for path in ROOMS
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id.endswith("Error")
        and any(map(bare, call.args[1:]))
    ]
    assert found == []


def test_nothing_that_is_yielded_for_people_is_bare_words() -> None:
    found = [
        f"{path.relative_to(CODE)}:{one.lineno}"
        for path in ROOMS
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and not NO_WORDS & {(path.name, None), (path.name, function.name)}
        for one in ast.walk(function)
        if isinstance(one, ast.Yield | ast.YieldFrom) and bare(one.value)
    ]
    assert found == []


ENGLISH = re.compile(r"\b(?:the|is|are|not|with|column|row|and|of|in|it|again|holds|has)\b", re.IGNORECASE)


def problems(file: Path) -> tuple[str, ...]:
    with duckdb.connect() as connection, pytest.raises(IntakeError) as raised:
        read(Study.read(SMALL), file, DuckEngine(connection))
    return raised.value.problems


def words(problem: str, language: str) -> str:
    """A problem without what is of the file or the codebook, which stands in quotes."""
    assert isinstance(problem, Told)
    return re.sub(r"”[^”]*”", "", said(problem, language))


def sound() -> list[list[str]]:
    return [list(COLUMNS), *([row[name] for name in COLUMNS] for row in small_rows())]


def faulty() -> list[list[str]]:
    """Rows with a level, a use, a group, an id and a firm that cannot be."""
    rows = small_rows()
    rows[0] |= {"web": "9", "letter": "2024-01-31"}
    rows[1] |= {"sector": "servces", "size": "huge"}
    rows[2] |= {"web_in_use": "perhaps"}
    rows[3] |= {"id": ""}
    rows[4] |= {"id": rows[5]["id"], "firm": ""}
    return [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)]


def lines(path: Path, rows: Sequence[Sequence[str]], divider: str = ",") -> Path:
    path.write_text("\n".join(divider.join(row) for row in rows), encoding="utf-8")
    return path


def book(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(path)
    return path


BAD: dict[str, Callable[[Path], Path]] = {
    "values": lambda folder: lines(folder / "bad.csv", faulty()),
    "columns": lambda folder: lines(folder / "bad.csv", [["idd", "firm", "firm", ""], ["1", "2", "3", "4"]]),
    "ragged": lambda folder: lines(folder / "bad.csv", [["id", "firm"], *[["1"]] * 20]),
    "quote": lambda folder: lines(folder / "bad.csv", [["id", "firm"], ["1", '"']]),
    "nothing": lambda folder: lines(folder / "bad.csv", []),
    "place": lambda folder: folder / "bad.csv",
    "kind": lambda folder: lines(folder / "bad.xlsx", faulty()),
    "sheet of values": lambda folder: book(folder / "bad.xlsx", faulty()),
    "sheet of formulas": lambda folder: book(folder / "bad.xlsx", [["id", "web"], *[["=1+1", "2"]] * 9]),
    "sheet of nothing": lambda folder: book(folder / "bad.xlsx", []),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_wrong_with_a_file_is_told_in_each_language(bad: str, tmp_path: Path) -> None:
    found = problems(BAD[bad](tmp_path))
    assert len(found) >= (7 if "values" in bad else 1)
    for one in found:
        assert not ENGLISH.search(words(one, "fi")), said(one, "fi")
        assert len({said(one, language) for language in ("en", "fi", "sv")}) == 3


def test_what_is_noted_of_a_workbook_outlives_the_process_that_reads_it(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", [["A title"], [], *sound()])
    with duckdb.connect() as connection:
        notes = read(Study.read(SMALL), file, DuckEngine(connection)).files[0].notes
    assert [said(one, "fi") for one in notes] == ["otsikkorivin yläpuolelta jätettiin pois 2 riviä"]


def test_a_drafts_doubts_are_told_in_each_language_and_a_persons_own_as_they_are(
    tmp_path: Path,
) -> None:
    (tmp_path / "codebook.toml").write_text(
        'a = 1  # check: what readers call the survey\nb = ["x"]  # check: is "x", "X" the same?\n'
        "c = 2  # check: ask {Anna}\n",
        encoding="utf-8",
    )
    with pytest.raises(StudyError) as raised:
        settled(tmp_path / "codebook.toml")
    doubts = [said(one, "sv").partition("; ")[0] for one in raised.value.problems]
    assert doubts == [
        "rad 1: vad läsarna kallar undersökningen",
        'rad 2: är "x", "X" detsamma?',
        "rad 3: ask {Anna}",
    ]


def test_what_is_wrong_with_a_codebook_is_told_in_each_language() -> None:
    text = SMALL.read_text(encoding="utf-8") + '[privacy]\nk = 2\nm = "x"\nkk = 1\n'
    with pytest.raises(StudyError) as raised:
        Study.from_toml(text)
    assert [words(one, "fi") for one in raised.value.problems] == [
        "privacy.k: arvon pitää olla vähintään 5 (nyt 2)",
        "privacy.m: arvon pitää olla kokonaisluku (nyt 'x')",
        "privacy.kk: koodikirjassa ei ole tällaista sanaa; tarkoititko ?",
    ]
