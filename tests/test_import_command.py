"""The command line, as somebody types it: exit codes, words, and what is left behind.

Each command is typed in a process of its own at least once (`survey`); what else it says is asked in this one
(`here`).
"""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from survey.database import Releases
from survey.intake import Reading
from survey.release import publish
from survey.release.publish import publish_file
from survey.study import Study
from tests.builders import (
    COLUMNS,
    ROOT,
    SMALL,
    WAVES,
    Typed,
    letters,
    small_answers,
    small_rows,
    waves_answers,
    write,
)


def survey(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "survey", *map(str, arguments)]
    settings = os.environ | {"SURVEY_RELEASES": str(folder / "releases")} | environment
    return subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def here(typed: Typed, tmp_path: Path) -> Typed:
    return partial(typed, tmp_path / "releases")


def test_import_tells_what_it_read_merged_and_published(tmp_path: Path) -> None:
    rows = [row | {"email": "x"} for row in small_rows()]
    answers = write(tmp_path / "answers.csv", rows, (*COLUMNS, "email"))
    run = survey(tmp_path, "import", SMALL, answers)
    assert run.returncode == 0, run.stderr
    assert "answers.csv (a row per respondent): 44 respondents in 34 organisations, 130 answers" in run.stdout
    assert 'left out  1 column: "email"' in run.stdout
    assert "merged    sector: public, arts into other_groups" in run.stdout
    assert run.stdout.endswith("published small-1\n")
    assert "reading answers.csv" in run.stderr
    again = survey(tmp_path, "import", SMALL, answers)
    assert again.returncode == 0 and again.stdout.endswith("already current small-1\n")


BAD: dict[str, tuple[bytes, int, str]] = {
    "unknown level": (b'web\nmeeting,"7"', 3, "level 7 is not on the scale"),
    "empty file": (b"", 3, "is empty"),
    "header only": (",".join(COLUMNS).encode() + b"\n", 3, "a header and no row"),
    "wrong encoding": (",".join(COLUMNS).encode() + b"\n\xff,a\n", 3, "row 2, byte"),
    "ragged": (",".join(COLUMNS).encode() + b"\na,b\n", 3, "row 2: has 2 fields where the header has 10"),
    "unknown column": (
        ",".join(COLUMNS).replace("sector", "sectr").encode() + b"\n" + b"1," * 9 + b"1\n",
        3,
        'did you mean "sector"?',
    ),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_input_publishes_nothing_and_keeps_the_old_release(
    tmp_path: Path, case: str, here: Typed
) -> None:
    content, code, said = BAD[case]
    assert here("import", SMALL, small_answers(tmp_path / "good.csv")).returncode == 0
    before = sorted(path.name for path in tmp_path.glob("releases/**/*"))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    if case == "unknown level":
        write(bad, [row | {"web": "7"} for row in small_rows()])
    run = here("import", SMALL, bad)
    assert run.returncode == code
    assert "bad.csv: " in run.stderr and said in run.stderr
    assert "Nothing was published; release small-1 is still being shown." in run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(path.name for path in tmp_path.glob("releases/**/*")) == before


def test_a_codebook_that_contradicts_itself_publishes_nothing(tmp_path: Path, here: Typed) -> None:
    codebook = tmp_path / "codebook.toml"
    codebook.write_text(
        SMALL.read_text(encoding="utf-8").replace("top = [3, 4]", "top = [1]"), encoding="utf-8"
    )
    run = here("import", codebook, small_answers(tmp_path / "a.csv"))
    assert (
        run.returncode == 3 and "scale.top" in run.stderr and run.stderr.endswith("Nothing was published.\n")
    )


def test_too_few_people_end_with_a_code_of_their_own(tmp_path: Path, here: Typed) -> None:
    run = here("import", SMALL, write(tmp_path / "a.csv", small_rows()[:6]))
    assert run.returncode == 4 and "too few" in run.stderr


def test_a_full_disk_ends_with_a_code_of_its_own(
    tmp_path: Path, here: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    assert here("import", SMALL, small_answers(tmp_path / "a.csv")).returncode == 0
    monkeypatch.setattr("survey.release.write._insert", full)
    run = here("import", SMALL, write(tmp_path / "b.csv", small_rows()[1:]), "--unshown")
    assert run.returncode == 5 and "the disk is full" in run.stderr and "MB are free" in run.stderr
    assert run.stderr.endswith("release small-1 is still being shown.\n")


def test_releases_are_listed_and_stepped_back(tmp_path: Path, here: Typed) -> None:
    here("import", SMALL, small_answers(tmp_path / "a.csv"))
    fewer = write(tmp_path / "b.csv", small_rows()[1:])
    refused = here("import", SMALL, fewer)
    assert refused.returncode == 7 and "too few answers have come, gone or changed" in refused.stderr
    assert here("import", SMALL, write(tmp_path / "c.csv", letters("little")), "--yes").returncode == 0
    assert [line.split()[0] for line in here("releases").stdout.splitlines()] == [
        "small-1",
        "small-2",
    ]
    assert survey(tmp_path, "rollback", "small").stdout == "small: release small-1 is being shown now\n"
    first, second = survey(tmp_path, "releases").stdout.splitlines()
    assert first.endswith("current") and second.endswith("withdrawn")
    assert survey(tmp_path, "rollback", "small").returncode == 4
    assert here("import", SMALL, fewer, "--unshown").returncode == 0
    assert [line.split()[-1] for line in here("releases").stdout.splitlines()] == [
        "withdrawn",
        "withdrawn",
        "current",
    ]


def test_releases_are_listed_though_a_pointer_is_gone(tmp_path: Path, here: Typed) -> None:
    here("import", SMALL, small_answers(tmp_path / "a.csv"))
    here("import", WAVES, waves_answers(tmp_path / "w.csv"))
    (tmp_path / "releases" / "small" / "CURRENT").unlink()
    run = here("releases")
    assert [line.split()[0] for line in run.stdout.splitlines()] == ["small-1", "waves-1"]
    assert run.returncode == 4 and "small: does not name a release" in run.stderr


def test_answer_speaks_json_and_csv_in_any_console(tmp_path: Path, here: Typed) -> None:
    here("import", SMALL, small_answers(tmp_path / "a.csv"))
    run = survey(tmp_path, "answer", "ranking", "--study", "small", "--lang", "fi", PYTHONIOENCODING="ascii")
    told = json.loads(run.stdout)
    assert list(told) == ["study", "release", "chart", "selection", "rows", "notes"]
    assert told["release"] == "small-1" and told["rows"][0]["item"] == "meeting"
    table = here("answer", "heatmap", "--study", "small", "--format", "csv").stdout.splitlines()
    assert table[0].startswith(
        "item,group,base,organisations,top,share,low,high,deff,n_eff,reliability,rest,"
    )
    assert table[0].endswith("difference,difference_low,difference_high,p,q,certain,hidden")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ranking", "--study", "smal"), 'no study "smal" is published; did you mean "small"?'),
        (
            ("ranking", "--study", "small", "--groups", "trde"),
            'groups "trde" is not shown; did you mean "trade"?',
        ),
        (("ranking", "--study", "small", "--by", "age"), 'by "age" is not shown'),
    ],
)
def test_an_answer_that_is_not_there_is_told_with_the_nearest(
    tmp_path: Path, arguments: tuple[str, ...], said: str, here: Typed
) -> None:
    here("import", SMALL, small_answers(tmp_path / "a.csv"))
    run = here("answer", *arguments)
    assert run.returncode == 3 and said in run.stderr and not run.stdout


def test_the_readme_words_on_flying_etiquette_hold(tmp_path: Path, flying: Path, here: Typed) -> None:
    codebook = "tests/studies/flying-etiquette.toml"
    assert here("import", codebook, flying).returncode == 0
    rows = json.loads(here("answer", "ranking", "--study", "flying-etiquette").stdout)["rows"]
    found = {row["item"]: (row["top"], row["base"], round(100 * row["share"], 1)) for row in rows}
    assert found["reclining"] == (352, 854, 41.2)
    assert found["unruly_children"] == (702, 849, 82.7)


def test_the_estimate_is_what_the_steps_so_far_took(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[float | None] = []
    now = iter([100.0, 100.5, 104.0, 104.5, 112.0])
    monkeypatch.setattr(publish, "time", SimpleNamespace(monotonic=lambda: next(now)))
    step = publish._estimated(lambda _, left=None: said.append(left), Reading("a.csv", (), None))
    for done in (1, 2, 3, 4):
        step(done, 4)
    assert said == [None, 4.0], "not twice in a second, and nothing is left after the last"


def test_while_it_counts_it_says_after_each_item_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "PAUSE", 0)
    left: list[float] = []
    publish_file(
        SMALL,
        small_answers(tmp_path / "a.csv"),
        Releases(tmp_path / "releases"),
        lambda _, seconds=None: left.append(seconds) if seconds is not None else None,
    )
    assert len(left) == len(Study.read(SMALL).items) and all(one > 0 for one in left)
