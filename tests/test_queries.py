"""Every statement of queries/ says what it answers, and gives what it says."""

from pathlib import Path

import pytest

from survey.database import QUERIES, Release, query

STATEMENTS = sorted(path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.glob("**/*.sql"))
ASKED = [name for name in STATEMENTS if "/" not in name and name != "schema"]


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_opens_with_its_question(name: str) -> None:
    first = query(name).sql.splitlines()[0]
    assert first.startswith("-- ") and len(first) > 15


@pytest.mark.parametrize("name", ASKED)
def test_a_statement_returns_the_columns_that_its_header_promises(name: str, executives: Release) -> None:
    statement = query(name)
    parameters = {"dimension": "sector"} if "$dimension" in statement.sql else {}
    assert executives.columns(statement, **parameters) == statement.returns


@pytest.mark.parametrize("name", ASKED)
def test_a_statement_of_the_app_has_a_fixed_order(name: str) -> None:
    assert "ORDER BY" in query(name).sql or name == "release"


def test_a_release_has_the_tables_of_the_schema_and_no_others(executives: Release) -> None:
    from survey.database import Query

    tables = Query("tables", "SELECT table_name FROM duckdb_tables() ORDER BY 1", ())
    assert [row["table_name"] for row in executives.rows(tables)] == [
        "bases",
        "counts",
        "groups",
        "release",
        "shared",
        "uses",
    ]


def test_every_file_of_queries_is_used_somewhere() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(QUERIES.parent, "survey").glob("**/*.py")
    )
    assert not [name for name in STATEMENTS if f'"{name}"' not in code and Path(name).name not in code]
