"""Every statement of queries/ says what it answers, and gives what it says."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pytest

from survey.codebook import Source
from survey.database import QUERIES, Query, Release, Releases, query
from survey.draft import drafted
from survey.errors import IntakeError
from survey.release.audit import audit
from survey.release.publish import publish_file, workshop
from tests.builders import SMALL, WAVES, long_rows, small_rows, waves_answers, write
from tests.test_same_study import as_parquet

LONG = ("id", "firm", "sector", "size", "item", "level", "in_use")

STATEMENTS = sorted(path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.glob("**/*.sql"))
CREATES = re.compile(r"^-- (?:creates|adds to): (\w+)\((.*?)\)$", re.MULTILINE | re.DOTALL)
Columns = tuple[tuple[str, str], ...]
NOTHING: Columns = (("Success", "BOOLEAN"),)
ASKED = [name for name in STATEMENTS if "/" not in name and name != "schema"]


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_opens_with_its_question(name: str) -> None:
    first = query(name).sql.splitlines()[0]
    assert first.startswith("-- ") and len(first) > 15


@pytest.mark.parametrize("name", ASKED)
def test_a_statement_returns_the_columns_that_its_header_promises(name: str, executives: Release) -> None:
    statement = query(name)
    values = {"dimension": "sector", "whole": "all"}
    parameters = {name: value for name, value in values.items() if f"${name}" in statement.sql}
    assert executives.columns(statement, **parameters) == statement.returns


@pytest.mark.parametrize("name", ASKED)
def test_a_statement_of_the_app_has_a_fixed_order(name: str) -> None:
    assert "ORDER BY" in query(name).sql or name in ("format", "release")


def test_a_release_has_the_tables_of_the_schema_and_no_others(executives: Release) -> None:
    tables = Query("tables", "SELECT table_name FROM duckdb_tables() ORDER BY 1", ())
    assert [row["table_name"] for row in executives.rows(tables)] == [
        "bases",
        "counts",
        "groups",
        "interviews",
        "release",
        "shared",
        "tests",
    ]


CROSSED = 'tables = [["sector", "size"]]\n'
MARGINS = """
[weighting]
margins = [{ dimension = "sector", shares = { public = 0.5, trade = 0.4, arts = 0.1 } }]
"""


class Watched:
    """A connection that notes which columns every statement of queries/ gives or creates."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, seen: dict[str, Columns]) -> None:
        self.connection, self.seen = connection, seen
        self.names = {query(name).sql: name for name in STATEMENTS}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def sql(self, sql: str, **more: Any) -> Any:
        found = self.connection.sql(sql, **more)
        if name := self.names.get(sql):
            self.seen[name] = tuple(zip(found.columns, map(str, found.types), strict=True))
        return found

    def execute(self, sql: str, *parameters: Any) -> Any:
        result = self.connection.execute(sql, *parameters)
        name = self.names.get(sql)
        if name and (created := CREATES.findall(sql)):
            result.fetchall()
            tables = [self.connection.sql(f"FROM {table}") for table, _ in created]
            columns = [zip(table.columns, map(str, table.types), strict=True) for table in tables]
            self.seen[name] = tuple(chain.from_iterable(columns))
        elif name:
            given = tuple((column, str(kind)) for column, kind, *_ in result.description)
            self.seen[name] = given if given != NOTHING else ()
        return result


def promised(name: str) -> Columns:
    """What the header of a statement says that it gives or creates."""
    created = CREATES.findall(query(name).sql)
    if not created:
        return query(name).returns
    columns = " ".join(line.removeprefix("--").strip() for _, told in created for line in told.splitlines())
    return tuple(re.findall(r'"?(\w+)"? ([A-Z]+(?:\[\])?)', columns))


def test_the_statements_of_an_import_keep_what_their_headers_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Columns] = {}
    connect = duckdb.connect

    def watched(*path: Any, **settings: Any) -> Any:
        return connect(*path, **settings) if path else Watched(connect(**settings), seen)

    monkeypatch.setattr(duckdb, "connect", watched)
    rows = small_rows()
    releases = Releases(tmp_path)
    publish_file(SMALL, write(tmp_path / "wide.csv", rows), releases)
    publish_file(SMALL, write(tmp_path / "long.csv", long_rows(rows), LONG), releases)
    publish_file(SMALL, as_parquet(tmp_path / "wide.parquet", rows), releases)
    anonymous = tmp_path / "codebook.toml"
    anonymous.write_text(
        SMALL.read_text(encoding="utf-8").replace('respondent = "id"\n', ""), encoding="utf-8"
    )
    publish_file(anonymous, write(tmp_path / "anonymous.csv", rows), releases)
    weighted = tmp_path / "weighted.toml"
    text = SMALL.read_text(encoding="utf-8").replace('languages = ["en', f'{CROSSED}languages = ["en')
    weighted.write_text(text + MARGINS, encoding="utf-8")
    for row in rows[20:26]:
        row["firm"] = "large"  # so that the attacker looks at organisations
    publish_file(weighted, write(tmp_path / "wide.csv", rows), releases, unshown=True)
    audit(weighted, tmp_path / "wide.csv", releases)
    publish_file(WAVES, waves_answers(tmp_path / "waves.csv"), releases)
    with pytest.raises(IntakeError):
        publish_file(SMALL, write(tmp_path / "twice.csv", [*rows, rows[0]]), releases)
    with workshop(tmp_path) as connection:
        drafted(tmp_path / "waves.csv", connection, Source())
    assert set(seen) == {name for name in STATEMENTS if "/" in name}
    for name, columns in seen.items():
        assert columns == promised(name), name


def test_every_file_of_queries_is_used_somewhere() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(QUERIES.parent, "survey").glob("**/*.py")
    )
    assert not [name for name in STATEMENTS if f'"{name}"' not in code and Path(name).name not in code]
