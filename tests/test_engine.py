"""What an import publishes and refuses is the same, whichever engine reads and counts."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from survey.__main__ import main
from survey.database import QUERIES, Releases, query
from survey.engine import Start, duck
from survey.errors import IntakeError, SurveyError
from survey.release.publish import Published, publish_file
from tests import generated
from tests.builders import COLUMNS, SMALL, WAVES, Row, long_rows, small_rows, waves_rows, write

TABLES = ("groups", "bases", "counts", "shared", "tests")
MARGIN = """
[weighting]
margins = [
    { dimension = "sector", shares = { public = 0.3, trade = 0.6, arts = 0.1 }, source = "A register." },
]
"""
# A session for tables of a few rows: what Spark gains by compiling and by splitting is lost on them.
QUICK = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Start]:
    """The engine on a session that all tests of the module share."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: requirements-spark.txt")
    pytest.importorskip("sqlglot", reason="SQLGlot is not installed: requirements-spark.txt")
    if not shutil.which("java"):
        pytest.skip("Java is not installed")
    from survey.spark import on

    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in QUICK.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield on("local[2]")
    session.stop()


def parquet(path: Path, rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> Path:
    """Rows as a Parquet file of texts; what is blank is NULL."""
    answers = str(write(path.with_suffix(".csv"), list(rows), tuple(columns)))
    duckdb.read_csv(answers, all_varchar=True, header=True).write_parquet(str(path))
    return path


def book(tmp_path: Path, text: str = "") -> Path:
    path = tmp_path / "codebook.toml"
    path.write_text(text or SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def published(folder: Path, codebook: Path, answers: Path, start: Start) -> Published:
    return publish_file(codebook, answers, Releases(folder), start=start)


def cell_by_cell(one: Published, two: Published) -> None:
    """Every row of every table, and what was said of the file."""
    assert one.reading == two.reading
    for name in TABLES:
        ours, theirs = (ordered(getattr(made.tables, name)) for made in (one, two))
        assert len(ours) == len(theirs), name
        for a, b in zip(ours, theirs, strict=True):
            assert a.keys() == b.keys()
            for column in a:
                assert a[column] == (
                    pytest.approx(b[column], rel=1e-9) if number(b[column]) else b[column]
                ), (
                    name,
                    column,
                )


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: repr([value for value in row.values() if not number(value)]))


def number(value: object) -> bool:
    return isinstance(value, float)


def weighted_rows() -> list[Row]:
    return [row | {"firm": f"{row['firm']}ä "} for row in small_rows()]


STUDIES: dict[str, tuple[str, list[Row]]] = {
    "weighted to a margin": (SMALL.read_text(encoding="utf-8") + MARGIN, weighted_rows()),
    "with organisations in several rounds": (WAVES.read_text(encoding="utf-8"), waves_rows()),
    "crossed, half of it blank": (generated.CROSSED, generated.rows_of("missing", 1)),
}


@pytest.mark.parametrize("study", STUDIES)
def test_a_release_is_the_same_cell_by_cell(study: str, tmp_path: Path, spark: Start) -> None:
    text, rows = STUDIES[study]
    codebook, answers = book(tmp_path, text), parquet(tmp_path / "answers.parquet", rows, tuple(rows[0]))
    ours = published(tmp_path / "duck", codebook, answers, duck)
    cell_by_cell(ours, published(tmp_path / "spark", codebook, answers, spark))


def changed(**values: Mapping[int, str]) -> list[Row]:
    """The small study's answers, some of them otherwise: column → row → what stands there."""
    rows = small_rows()
    for column, some in values.items():
        for at, value in some.items():
            rows[at][column] = value
    return rows


BAD = {
    "an unknown level": changed(web={3: "7", 9: "7", 12: "2022-09-01"}),
    "an unknown group": changed(sector={5: "publik"}),
    "an unknown use": changed(web_in_use={8: "perhaps"}),
    "no id": changed(id={2: " ", 30: ""}),
    "an id twice": changed(id={7: "p3 ", 30: "p3"}),
    "no organisation": changed(firm={4: "", 6: "  "}),
    "everything at once": changed(id={7: "p3"}, firm={4: ""}, sector={5: "x"}, web={1: "9"}),
    "a cell too long": changed(firm={11: "x" * 11_000}),
}


def refused(codebook: Path, answers: Path, start: Start) -> str:
    with pytest.raises(IntakeError) as caught:
        published(answers.parent / "releases", codebook, answers, start)
    return str(caught.value)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_in_the_same_words(bad: str, tmp_path: Path, spark: Start) -> None:
    codebook, answers = book(tmp_path), parquet(tmp_path / "answers.parquet", BAD[bad])
    assert refused(codebook, answers, spark) == refused(codebook, answers, duck)


@pytest.mark.parametrize("weight", ["-1", "nan", "1d", "1,5"])
def test_weights_are_refused_and_read_alike(weight: str, tmp_path: Path, spark: Start) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("[source]", '[source]\nweight = "w"', 1)
    rows = [row | {"w": weight if at == 3 else "2.5"} for at, row in enumerate(small_rows())]
    codebook, answers = book(tmp_path, text), parquet(tmp_path / "a.parquet", rows, (*COLUMNS, "w"))
    assert refused(codebook, answers, spark) == refused(codebook, answers, duck)


def test_a_column_that_is_missing_is_told_alike(tmp_path: Path, spark: Start) -> None:
    codebook, answers = book(tmp_path), parquet(tmp_path / "a.parquet", small_rows(), COLUMNS[:-3])
    assert refused(codebook, answers, spark) == refused(codebook, answers, duck)


def test_rows_of_a_folder_are_numbered_through_its_files(tmp_path: Path, spark: Start) -> None:
    rows, folder = changed(web={30: "7"}), tmp_path / "answers"
    folder.mkdir()
    parquet(folder / "part-1.parquet", rows[:20])
    parquet(folder / "part-2.parquet", rows[20:])
    for made in folder.glob("*.csv"):
        made.unlink()
    assert "row 31, " in refused(book(tmp_path), folder, spark)


def test_what_spark_does_not_read_is_told(tmp_path: Path, spark: Start) -> None:
    codebook = book(tmp_path)
    rows = long_rows(small_rows())
    answers = parquet(tmp_path / "long.parquet", rows, tuple(rows[0]))
    assert "make it a row per respondent" in refused(codebook, answers, spark)
    assert "leave --engine out" in refused(codebook, write(tmp_path / "a.csv", small_rows()), spark)
    assert "is not there; check the name" in refused(codebook, tmp_path / "none.parquet", spark)


def test_what_was_shown_stays_when_spark_fails(tmp_path: Path, spark: Start) -> None:
    codebook, answers = book(tmp_path), parquet(tmp_path / "a.parquet", small_rows())
    published(tmp_path / "releases", codebook, answers, duck)
    answers.write_bytes(answers.read_bytes()[:2000])
    with pytest.raises(SurveyError, match="release small-1 is still being shown"):
        published(tmp_path / "releases", codebook, answers, spark)


def test_a_master_that_does_not_answer_is_told(
    tmp_path: Path, spark: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    answers = parquet(tmp_path / "a.parquet", small_rows())
    command = ["import", str(SMALL), str(answers), "--yes", "--engine", "spark=spark://127.0.0.1:9"]
    assert main(command) == 5
    assert "does not answer" in capsys.readouterr().err


def test_an_engine_that_is_none_is_a_mistake_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", str(SMALL), "a.parquet", "--engine", "spark=mesos://x"])
    assert "spark=local[2]" in capsys.readouterr().err


def carried(name: str) -> str:
    pytest.importorskip("sqlglot", reason="SQLGlot is not installed: requirements-spark.txt")
    from survey.spark.dialect import asked, steps

    sql = query(name).sql
    if re.search(r"^(CREATE|INSERT|DROP)", sql, re.MULTILINE):
        return "; ".join(step.select for step in steps(sql))
    return asked(sql)


@pytest.mark.parametrize("name", sorted(path.stem for path in (QUERIES / "release").glob("*.sql")))
def test_nothing_of_duckdb_alone_is_left_in_a_statement(name: str) -> None:
    foreign = r"\$\w|LIST_|\bLEN\(|\bLENGTH\(|\bHASH\(|\blambda\b|\bTEMP\b"
    assert not re.search(foreign, carried(f"release/{name}"))


def test_what_is_added_to_a_table_takes_its_place() -> None:
    pytest.importorskip("sqlglot", reason="SQLGlot is not installed: requirements-spark.txt")
    from survey.spark.dialect import steps

    step, _view = steps(query("intake/numbers").sql)
    assert (step.kind, step.name, step.onward) == ("table", "numbers", True)
    assert step.select.startswith("SELECT * FROM numbers UNION ALL SELECT name AS organisation")
