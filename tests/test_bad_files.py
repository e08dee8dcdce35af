"""Whatever is handed in as a file of answers: a code, words, the old release, and nothing left behind."""

import contextlib
import gzip
import hashlib
import os
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from survey.errors import IntakeError, shown
from survey.intake import door
from survey.intake.kinds import kind
from survey.intake.private import folder
from tests.builders import COLUMNS, SMALL, Typed, small_answers, small_rows, write
from tests.test_workbooks import book, rewritten

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = ",".join(COLUMNS)
Made = Callable[[Path], object]


def content(data: bytes) -> Made:
    return lambda path: path.write_bytes(data)


def packed(**parts: str) -> Made:
    def made(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            for name, text in parts.items():
                file.writestr(name, text)

    return made


def cut(made: Made, share: float) -> Made:
    def shorter(path: Path) -> None:
        made(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return shorter


def sav(path: Path) -> None:
    frame = pd.DataFrame({name: [row[name] for row in small_rows()] for name in COLUMNS})
    pyreadstat.write_sav(frame, str(path.with_name("made.sav")))
    path.with_name("made.sav").rename(path)


def por(path: Path) -> None:
    pyreadstat.write_por(pd.DataFrame({"A": [1.0]}), str(path))


def dta(path: Path) -> None:
    pyreadstat.write_dta(pd.DataFrame({"a": [1.0]}), str(path))


def parquet(path: Path) -> None:
    pq.write_table(pa.table({name: [row[name] for row in small_rows()] for name in COLUMNS}), path)


def lists(path: Path) -> None:
    pq.write_table(pa.table({"id": ["1"], "web": [["a", "b"]]}), path)


def wide(path: Path) -> None:
    pq.write_table(pa.table({f"c{n}": ["1"] for n in range(2_001)}), path)


def sqlite(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE a (b)")


def database(path: Path) -> None:
    inner = path.with_name("made.duckdb")
    duckdb.connect(inner).close()
    inner.rename(path)


def macros(path: Path) -> None:
    rewritten(book(path), "", bytes, **{"xl/vbaProject.bin": b"x"})


def old_mac(path: Path) -> None:
    path.write_bytes((HEAD + "\ra,b\r").encode())


CASES: dict[str, tuple[str, Made, str]] = {
    "nothing": ("a.csv", content(b""), "is empty"),
    "only a header": ("a.csv", content(HEAD.encode() + b"\n"), "a header and no row"),
    "only a header and blank lines": (
        "a.csv",
        content(HEAD.encode() + b"\n\n,,,\n\n"),
        "a header and no row",
    ),
    "only blank lines": ("a.csv", content(b"\n\n\n"), "holds no header"),
    "text called SPSS": (
        "a.sav",
        content(HEAD.encode()),
        "is not an SPSS file, though its name says so: it holds text",
    ),
    "SPSS called CSV": (
        "a.csv",
        sav,
        "is not text, though its name says so: it holds an SPSS file; rename it to .sav",
    ),
    "a workbook called CSV": (
        "a.csv",
        lambda path: book(path),
        "it holds an Excel workbook (.xlsx); rename it",
    ),
    "a PDF called a workbook": ("a.xlsx", content(b"%PDF-1.7\n"), "it is a PDF; export the answers"),
    "SPSS with nothing behind": ("a.sav", content(b"$FL2@(#) IBM SPSS"), "its header is cut short"),
    "SPSS cut short": ("a.sav", cut(sav, 0.5), "cannot be read: it is damaged"),
    "portable SPSS": ("a.por", por, "it is a portable SPSS file (.por); save it from SPSS as .sav"),
    "Stata": ("a.dta", dta, "it is a Stata file; save it from Stata as CSV"),
    "R": ("a.rda", lambda path: path.write_bytes(gzip.compress(b"RDX3\nX")), "an R file is packed so too"),
    "R, not packed": ("a.rds", content(b"X\n\0\0\0\3\0"), "it is an R file"),
    "a pickle": ("a.pkl", lambda path: path.write_bytes(pickle.dumps({"a": 1})), "it is a Python pickle"),
    "Parquet cut short": ("a.parquet", cut(parquet, 0.9), "is damaged or cut short"),
    "Parquet with lists": ("a.parquet", lists, 'column "web": holds lists or tables; flatten it'),
    "Parquet too wide": ("a.parquet", wide, "has 2,001 columns; at most 2,000"),
    "a page called .xls": (
        "a.xls",
        content(b"\n<HTML><table>"),
        "it is a web page (HTML); open it and save it",
    ),
    "an old workbook": (
        "a.xls",
        content(OLE + bytes(600)),
        "it is an old Excel workbook (.xls); save it as .xlsx",
    ),
    "a password": (
        "a.xlsx",
        content(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
        "it is an Excel workbook with a password; take the password off",
    ),
    "a binary workbook": (
        "a.xlsb",
        packed(**{"xl/workbook.bin": ""}),
        "it is a binary Excel workbook (.xlsb)",
    ),
    "OpenDocument": (
        "a.ods",
        packed(mimetype="", **{"content.xml": ""}),
        "it is an OpenDocument file (.ods)",
    ),
    "macros": ("a.xlsx", macros, "it is an Excel workbook with macros (.xlsm); save it as .xlsx"),
    "a document": ("a.docx", packed(**{"[Content_Types].xml": "", "word/a.xml": ""}), "it is a document"),
    "a packed folder": ("a.zip", packed(**{"a.csv": HEAD}), "it is a packed folder (ZIP); unpack it"),
    "gzip": ("a.csv.gz", lambda path: path.write_bytes(gzip.compress(HEAD.encode())), "it is packed (gzip"),
    "7z": ("a.7z", content(b"7z\xbc\xaf\x27\x1c" + bytes(40)), "it is packed; unpack it first"),
    "a database": ("a.csv", sqlite, "it is a database (SQLite); export the answers as CSV"),
    "a database of DuckDB": ("a.csv", database, "it is a database (DuckDB)"),
    "a picture": ("a.csv", content(b"\x89PNG\r\n\x1a\n" + bytes(40)), "it is a picture"),
    "a NUL": ("a.csv", content(HEAD.encode() + b"\na,\0\n"), "row 2: holds a NUL character"),
    "a foreign byte": ("a.csv", content(HEAD.encode() + b"\na,\xff\n"), "row 2, byte"),
    "UTF-16 without a mark": ("a.csv", content(HEAD.encode("utf-16-le")), "holds a NUL character"),
    "ragged with old line ends": ("a.csv", old_mac, "row 2: has 2 fields where the header has 10"),
    "a workbook with an error": (
        "a.xlsx",
        lambda path: book(path, [["id"], ["=1/0"]]),
        "A2: holds a formula",
    ),
    "a folder": ("a.csv", lambda path: path.mkdir(), "is a folder; name one file in it"),
    "a link to nothing": ("a.csv", lambda path: path.symlink_to("gone"), "is a link to nothing"),
    "a pipe": ("a.csv", lambda path: os.mkfifo(path), "is not a file but a device or a pipe"),
    "a link to a device": ("a.csv", lambda path: path.symlink_to("/dev/zero"), "is not a file but a device"),
    "a link to what a process was told": (
        "a.csv",
        lambda path: path.symlink_to("/proc/self/environ"),
        "is empty",
    ),
}


def shelf(folder: Path) -> dict[str, str]:
    files = (one for one in (folder / "releases").glob("**/*") if one.is_file() and one.name != "import.lock")
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_no_file_of_answers_changes_nothing(
    tmp_path: Path, private: Path, typed: Typed, case: str
) -> None:
    name, make, said = CASES[case]
    assert typed(tmp_path / "releases", "import", SMALL, small_answers(tmp_path / "good.csv")).returncode == 0
    before = shelf(tmp_path)
    (tmp_path / "bad").mkdir()
    bad = tmp_path / "bad" / name
    make(bad)
    run = typed(tmp_path / "releases", "import", SMALL, bad)
    assert (run.returncode, run.stdout) == (3, ""), run.stderr
    assert f"{name}: 1 problem" in run.stderr and said in run.stderr
    assert run.stderr.endswith("Nothing was published; release small-1 is still being shown.\n")
    assert "Traceback" not in run.stderr
    assert shelf(tmp_path) == before and not list(private.iterdir())


@pytest.mark.parametrize(
    "name", ["a\nb.csv", 'a"b.csv', "-rf.csv", "😀.csv", "x" * 251 + ".csv", "*.csv", "a[1].csv", "{a,b}.csv"]
)
def test_a_strange_name_is_a_name(tmp_path: Path, private: Path, typed: Typed, name: str) -> None:
    run = typed(tmp_path / "releases", "import", SMALL, "--", small_answers(tmp_path / name))
    assert run.returncode == 0, run.stderr
    assert not list(private.iterdir())


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
