"""One small study as SPSS, XLSX, TSV, Parquet, long and wide CSV is one release."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from survey.database import Releases, open_release
from survey.release.publish import Published, publish_file
from tests.builders import COLUMNS, SMALL, Row, long_rows, small_rows, told, write
from tests.samples import sample

LONG = ("id", "firm", "sector", "size", "item", "level", "in_use")
CODES = {
    "sector": {"public": 3, "trade": 1, "arts": 2},
    "size": {"1-9": 1, "10-49": 2, "50": 3},
    "use": {"yes": 2, "no": 1},
    "level": {"none": 9, "2": 4, "3": 1, "4": 2, "?": 99},
}
LABELS = {
    "sector": {3.0: "Public sector", 1.0: "Trade", 2.0: "Arts"},
    "size": {1.0: "1–9", 2.0: "10–49", 3.0: "50 or more"},
    "use": {1.0: "No", 2.0: "Yes"},
    "level": {1.0: "much", 2.0: "everything", 4.0: "little", 9.0: "nothing", 99.0: "don't know"},
}


def kind(column: str) -> str:
    return "use" if column.endswith("_in_use") else column if column in CODES else "level"


def as_sav(path: Path, rows: list[Row]) -> Path:
    """Codes that say nothing by themselves, with labels that do."""
    coded = COLUMNS[2:]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in ("id", "firm")}
    columns |= {name: [float(CODES[kind(name)][row[name]]) for row in rows] for name in coded}
    labels = {name: LABELS[kind(name)] for name in coded}
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), variable_value_labels=labels)
    return path


def as_xlsx(path: Path, rows: list[Row]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row.values()])
    book.save(path)
    return path


def as_tsv(path: Path, rows: list[Row]) -> Path:
    path.write_text("\n".join("\t".join(row) for row in [COLUMNS, *(row.values() for row in rows)]), "utf-16")
    return path


def as_parquet(path: Path, rows: list[Row]) -> Path:
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in COLUMNS}), path)
    return path


FORMATS: dict[str, Callable[[Path, list[Row]], Path]] = {
    "a.sav": as_sav,
    "a.zsav": as_sav,
    "a.xlsx": as_xlsx,
    "a.tsv": as_tsv,
    "a.parquet": as_parquet,
    "long.csv": lambda path, rows: write(path, long_rows(rows), LONG),
}


def released(published: Published) -> dict[str, object]:
    """Every table of a release but its file."""
    release = open_release(published.entry)
    names = ("groups", "bases", "counts", "shared", "tests", "interviews")
    return {name: sorted(map(repr, release.table(name))) for name in names}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_release(tmp_path: Path, name: str) -> None:
    shelves = [Releases(tmp_path / one) for one in ("csv", "other")]
    wide = publish_file(SMALL, write(tmp_path / "wide.csv", small_rows()), shelves[0])
    other = publish_file(SMALL, FORMATS[name](tmp_path / name, small_rows()), shelves[1])
    assert released(other) == released(wide)
    assert (other.reading.respondents, other.reading.answers) == (44, 130)


STAR_WARS = """
id = "star-wars"
languages = ["en"]
open = true
title = "Star Wars"
question = "How favourably do you view …?"

[words]
item = "character"
items = "characters"
respondents = "people"

[provenance]
source = "FiveThirtyEight, Star Wars Survey (CC BY 4.0)"
about = "A web survey; the answers of every respondent are public."

[scale]
top = [4, 5]
top_label = "favourable"
levels = [
    { label = "Very unfavorably" },
    { label = "Somewhat unfavorably" },
    { label = "Neither favorably nor unfavorably (neutral)" },
    { label = "Somewhat favorably" },
    { label = "Very favorably" },
]
absent = [{ id = "unfamiliar", label = "Unfamiliar (N/A)", values = ["Unfamiliar (N/A)"] }]

[source]
respondent = "RespondentID"
encoding = "windows-1252"

[[items]]
id = "han_solo"
label = "Han Solo"
column = "{question} [Han Solo]"

[[dimensions]]
id = "gender"
label = "Gender"
column = "Gender"
groups = [{ id = "female", label = "Female" }, { id = "male", label = "Male" }]
"""
ASKED = (
    "Please state whether you view the following characters favorably, unfavorably, "
    "or are unfamiliar with him/her."
)


def test_a_real_file_of_two_header_rows_gives_its_known_numbers(tmp_path: Path) -> None:
    path = sample("surveymonkey/StarWars.csv")
    codebook = tmp_path / "codebook.toml"
    codebook.write_text(STAR_WARS.replace("{question}", ASKED), encoding="utf-8")
    releases = Releases(tmp_path / "releases")
    said = told(codebook, path, releases)
    published = publish_file(codebook, path, releases)
    rows = [row for row in open_release(published.entry).table("counts") if row["group"] == "all"]
    levels = {row["level"]: row["n"] for row in rows}
    assert (levels[5], levels[4], sum(levels.values())) == (610, 151, 829 - 15), "15 do not know him"
    assert "note      2 header rows, as surveymonkey writes them" in said
