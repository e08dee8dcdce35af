"""The table of bad inputs, B1 to B78: for whatever is handed in as answers, what the command does is known.

Each number is one way in which a file is damaged, hostile or only odd. What is refused is refused with a code
and words: the file, where it can the row and the column, and what would mend it. What is read is read right:
most odd files hold the same answers as the release that is shown, which is "already current" after them. In
either case that release is not touched and nothing is left behind.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.database import Releases
from survey.errors import IntakeError, shown
from survey.intake import door
from survey.intake.kinds import kind
from survey.intake.private import folder
from survey.release.publish import publish_file
from tests.bad_inputs import BY_THEMSELVES, ELSEWHERE, IDS, NEXT, TABLE
from tests.builders import SMALL, Typed, small_answers, small_rows, write


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf on which the small study is, to be copied."""
    made = tmp_path_factory.mktemp("good")
    publish_file(SMALL, small_answers(made / "a.csv"), Releases(made / "releases"))
    return made / "releases"


@pytest.fixture
def shelf(good: Path, tmp_path: Path) -> Path:
    """A shelf of one's own on which the small study is."""
    return shutil.copytree(good, tmp_path / "releases")


def held(shelf: Path) -> dict[str, str]:
    """Every file of a shelf, also those that should not be there, and what is in it."""
    files = (one for one in shelf.glob("**/*") if one.is_file() and one.name != "import.lock")
    return {str(one.relative_to(shelf)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def codebook(folder: Path, source: str) -> Path:
    """The small study's codebook with more lines in [source]."""
    if not source:
        return SMALL
    path = folder / "small.toml"
    path.write_text(SMALL.read_text(encoding="utf-8").replace("[source]", f"[source]\n{source}"), "utf-8")
    return path


@pytest.mark.parametrize("id", IDS)
def test_a_bad_input_is_told_and_touches_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, shelf: Path, private: Path, typed: Typed, id: str
) -> None:
    case, before = IDS[id], held(shelf)
    if not id.startswith(BY_THEMSELVES):
        request.getfixturevalue("at_once")
    path = tmp_path / "handed in" / case.name
    path.parent.mkdir(parents=True)
    with contextlib.suppress(OSError) if len(case.name) > 255 else contextlib.nullcontext():
        case.make(path)
    run = typed(shelf, "import", codebook(tmp_path, case.source), *case.options, "--", path)
    told = run.stdout + run.stderr
    assert run.returncode == case.code, told[-3000:]
    assert not [one for one in case.said if one not in told], told[-3000:]
    assert "Traceback" not in told and not list(private.iterdir())
    after = held(shelf)
    assert NEXT in case.said or after == before
    assert before.items() - after.items() <= {item for item in before.items() if item[0].endswith("CURRENT")}
    assert not [one for one in shelf.glob("*/.*") if one.name.startswith((".spill-", ".build-"))]
    if case.code not in (0, 5):
        ending = "Nothing was published; release small-1 is still being shown.\n"
        assert shown(case.name) in run.stderr or case.code in (4, 7)
        assert run.stderr.endswith(ending)


def test_the_table_is_whole() -> None:
    """Every number has a case, or a word on why it has none here."""
    assert sorted({*TABLE, *ELSEWHERE}) == list(range(1, 79))
    assert not set(TABLE) & set(ELSEWHERE) and all(TABLE.values()) and all(ELSEWHERE.values())


CODEBOOKS = {
    "a word that is none": ('organisation = "firm"', 'organistion = "firm"', 'did you mean "organisation"?'),
    "groups of one": ("[source]", "[privacy]\nk = 1\n\n[source]", "privacy.k: "),
    "organisations of one": ("[source]", "[privacy]\nm = 1\n\n[source]", "privacy.m: "),
    "an object of Python": ('title = "Small"', 'title = !!python/object "Small"', "is not valid TOML"),
}


@pytest.mark.parametrize("case", CODEBOOKS)
def test_a_codebook_that_is_none_publishes_nothing(
    tmp_path: Path, shelf: Path, typed: Typed, case: str
) -> None:
    """B77 of the table."""
    old, new, said = CODEBOOKS[case]
    path, before = tmp_path / "codebook.toml", held(shelf)
    path.write_text(SMALL.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    run = typed(shelf, "import", path, small_answers(tmp_path / "a.csv"))
    assert run.returncode == 3 and said in run.stderr and "codebook.toml: 1 problem" in run.stderr
    assert held(shelf) == before


def test_a_label_that_is_a_formula_is_in_no_csv_file(tmp_path: Path, typed: Typed) -> None:
    """B78 of the table: an answer as CSV has codes, which are small letters and digits, and numbers."""
    labels = ('=HYPERLINK("http://x.invalid")', "@SUM(A1)", "\t=1", "+1", "-1+1|cmd")
    text_of = SMALL.read_text(encoding="utf-8")
    for old, new in zip(("Public sector", "Trade", "Arts", "Web", "Letter"), labels, strict=True):
        text_of = text_of.replace(f'"{old}"', f"'{new}'")
    path = tmp_path / "codebook.toml"
    path.write_text(text_of, encoding="utf-8")
    assert typed(tmp_path, "import", path, small_answers(tmp_path / "a.csv")).returncode == 0
    told = typed(
        tmp_path, "answer", "heatmap", "--study", "small", "--by", "sector", "--format", "csv"
    ).stdout
    cells = [cell for line in told.splitlines()[1:] for cell in line.split(",")]
    assert cells and not [one for one in cells if one[:1] in "=+-@\t" and one and not number(one)]


def number(cell: str) -> bool:
    """Whether it is one."""
    try:
        return bool(float(cell)) or True
    except ValueError:
        return False


def test_a_name_is_shown_without_what_nobody_sees(tmp_path: Path) -> None:
    assert shown("a\nb\x1b[31m.csv") == "a\\x0ab\\x1b[31m.csv"
    path = tmp_path / "a\nb.csv"
    path.write_bytes(b"")
    with pytest.raises(IntakeError, match=r"^a\\x0ab.csv: 1 problem\n"):
        door.regular(path)


def test_a_link_to_a_file_is_that_file(tmp_path: Path, typed: Typed) -> None:
    (tmp_path / "link.csv").symlink_to(small_answers(tmp_path / "good.csv"))
    assert typed(tmp_path / "releases", "import", SMALL, tmp_path / "link.csv").returncode == 0


def test_a_name_too_long_is_told(tmp_path: Path, typed: Typed) -> None:
    run = typed(tmp_path / "releases", "import", SMALL, tmp_path / ("x" * 300 + ".csv"))
    assert run.returncode == 5 and "File name too long" in run.stderr and "Traceback" not in run.stderr


CHANGES: dict[str, Callable[[Path], object]] = {
    "appended": lambda path: path.write_text(path.read_text("utf-8") + "x", "utf-8"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "rewritten": lambda path: path.write_bytes(path.read_bytes().replace(b"p1", b"p9")),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, change: str) -> None:
    path = small_answers(tmp_path / "a.csv")
    with (
        pytest.raises(IntakeError, match="changed while it was read; import it when it is finished"),
        door.still(path),
    ):
        CHANGES[change](path)


def test_a_file_that_is_being_written_is_not_published(tmp_path: Path, typed: Typed) -> None:
    path, end = write(tmp_path / "a.csv", small_rows()), time.monotonic() + 60
    stop = threading.Event()

    def writing() -> None:
        while not stop.is_set() and time.monotonic() < end:
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")
            time.sleep(0.001)

    writer = threading.Thread(target=writing)
    writer.start()
    try:
        run = typed(tmp_path / "releases", "import", SMALL, path)
    finally:
        stop.set()
        writer.join()
    assert run.returncode == 3 and "changed while it was read" in run.stderr


def test_folders_of_processes_that_were_killed_go_with_the_next_one(private: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    old, new, ours = (
        private / f"survey-{one}" for one in (f"{ended.pid}-a", f"{ended.pid}-b", f"{os.getpid()}-c")
    )
    for one in (old, new, ours):
        one.mkdir()
    for one in (old, ours):
        os.utime(one, (0, 0))
    with folder() as made:
        assert made.is_dir() and not old.exists() and new.exists() and ours.exists()
    assert not made.exists()


def test_a_heading_that_looks_like_a_database_is_a_heading(tmp_path: Path) -> None:
    for head in ("my_best_DUCK,a", "gif8,b", "mz,b", "rar!,b"):
        path = tmp_path / "a.csv"
        path.write_text(f"{head}\n1,2\n")
        assert kind(path) == "csv"
