"""Answers of many respondents for the benchmarks, made once and kept in build/benchmarks."""

import subprocess
import sys
from pathlib import Path

import duckdb

from survey.study import Study
from tests.browser.serving import ROOT

CODEBOOK = ROOT / "data" / "executives-2015" / "codebook.toml"
KEPT = ROOT / "build" / "benchmarks"


def made(respondents: int) -> Path:
    """A wide Parquet file of that many respondents with the study's columns, about five to an organisation.

    Sector and size are an organisation's, the role is a person's.
    """
    file = KEPT / f"answers-{respondents}.parquet"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file, respondents, Study.read(CODEBOOK))
    return file


def published(respondents: int) -> Path:
    """A shelf with the release of these answers."""
    shelf = KEPT / f"releases-{respondents}"
    if not (shelf / "executives-2015" / "CURRENT").exists():
        command = [sys.executable, "-m", "survey", "import", str(CODEBOOK), str(made(respondents)), "--yes"]
        subprocess.run(command, cwd=ROOT, env={"SURVEY_RELEASES": str(shelf)}, check=True)
    return shelf


def _make(file: Path, respondents: int, study: Study) -> None:
    firm = f"hash(i // 4 + i % 3) % ({respondents} * 3 // 4)"
    columns = ["'r' || i AS respondent", f"'o' || {firm} AS organisation"]
    for place, dimension in enumerate(study.dimensions):
        groups = [group.id for group in dimension.groups]
        of = "i" if dimension.id == "role" else firm
        chosen = f"{groups!r}[1 + CAST(hash({of} + {place}) % {len(groups)} AS INTEGER)]"
        columns.append(f'{chosen} AS "{dimension.group_column}"')
    for place, item in enumerate(study.items):
        level = f"CASE WHEN hash(i + {place}) % 20 > 0 THEN 1 + hash(i * 31 + {place}) % 5 END"
        use = f"CASE WHEN hash(i * 7 + {place}) % 2 = 0 THEN 'yes' ELSE 'no' END"
        columns += [f'{level} AS "{item.level_column}"', f'{use} AS "{item.in_use_column}"']
    select = f"SELECT {', '.join(columns)} FROM (SELECT unnest(range({respondents})) AS i)"
    draft = file.with_suffix(".draft")
    duckdb.execute(f"COPY ({select}) TO '{draft}' (FORMAT parquet)")
    draft.rename(file)
