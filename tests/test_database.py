"""The file that the app opens answers with its numbers, to anyone at any time, and does nothing else."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from survey.database import Query, Release, Releases, query


def test_a_release_can_be_open_twice_and_by_many_threads(releases: Releases) -> None:
    entry = releases.current("small")
    assert entry
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Release(entry), range(16)))
        rows = list(
            pool.map(lambda one: one.rows(query("bases"), dimension="sector", whole="all"), opened * 4)
        )
    assert all(one == rows[0] for one in rows)
    for one in opened[1:]:
        one.close()
    opened[0].check()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY bases TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET lock_configuration = false",
        "SET memory_limit = '1TB'",
        "DELETE FROM bases",
        "CREATE TABLE x (i INTEGER)",
    ],
)
def test_a_release_does_nothing_but_answer(small: Release, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        small.rows(Query("hostile", statement, ()))


def test_everything_is_asked_by_parameter(small: Release) -> None:
    assert small.rows(query("shared"), dimension="' OR 1 = 1 --") == []
