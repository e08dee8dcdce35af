"""What a file is by its content, whatever its name says; what holds no answers is refused with the remedy."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from survey.errors import IntakeError
from survey.told import Told, told

START = 4096
MOST_UNPACKED = 300_000_000
MOST_RATIO = 100
MOST_PARTS = 10_000
MOST_PACKED = 300_000_000


class Kind(NamedTuple):
    """A kind of file: what people call it, and how its name may end."""

    said: Told
    suffixes: tuple[str, ...]


KINDS = {
    "csv": Kind(told("text"), (".csv", ".tsv", ".txt", ".tab", ".dat", "")),
    "parquet": Kind(told("a Parquet file"), (".parquet", ".pq")),
    "xlsx": Kind(told("an Excel workbook (.xlsx)"), (".xlsx",)),
    "sav": Kind(told("an SPSS file"), (".sav", ".zsav")),
}

AS_CSV, OPEN = told("export the answers as CSV"), told("open it and save it as XLSX")

# The first bytes of what is not read, what it is called, and what to do instead.
REFUSED = (
    (rb"%PDF-", told("a PDF"), told("export the answers as CSV, XLSX or SPSS")),
    (rb"SQLite format 3\0", told("a database (SQLite)"), AS_CSV),
    (rb".{8}DUCK..\0{6}", told("a database (DuckDB)"), told("export the answers as CSV or Parquet")),
    (rb"\x1f\x8b",
     told("packed (gzip; an R file is packed so too)"), told("unpack it, or save it from R as CSV")),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|BZh\d|\xfd7zXZ\0|\x28\xb5\x2f\xfd",
     told("packed"), told("unpack it first")),
    (rb"RD[AX][2345]\n|X\n\0\0\0", told("an R file"), told("save it from R as CSV")),
    (rb"<stata_dta>|[\x6c-\x76][\x01\x02][\x01\x00]\x00",
     told("a Stata file"), told("save it from Stata as CSV")),
    (rb"\x80[\x02-\x05][\x8cc}\]().\x95K]", told("a Python pickle"), told("save it as CSV or Parquet")),
    (rb"(?i:\s*<(?:!doctype|html|head|body|table|meta))", told("a web page (HTML)"), OPEN),
    (rb"(?i:\s*<\?xml)", told("XML"), OPEN),
    (rb"\x09[\x00\x02\x04\x08]", told("an old Excel workbook (.xls)"), told("save it as .xlsx")),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a", told("a picture"), AS_CSV),
    (rb"\x7fELF|MZ.\0", told("a program"), AS_CSV),
)  # fmt: skip
# What unpacking a damaged file raises.
UNPACKED_WRONG = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = (".zip", ".7z", ".gz", ".rar", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".jar")


def kind(path: Path) -> str:
    """One of KINDS. Raises IntakeError when it is none, or its name says that it is another."""
    with path.open("rb") as file:
        start = file.read(START)
    found = _kind(path, start)
    if path.suffix.casefold() in KINDS[found].suffixes:
        return found
    named = next((one for one in KINDS.values() if path.suffix.casefold() in one.suffixes), None)
    if named:
        problem = told(
            "is not {named}, though its name says so: it holds {found}; rename it to {suffix}, or export "
            "it again",
            named=named.said,
            found=KINDS[found].said,
            suffix=KINDS[found].suffixes[0],
        )
        raise IntakeError(path.name, [problem])
    problem = told(
        'cannot be read: "{suffix}" is none of {known}, and it holds {found}; rename it to {other}, or save '
        "it as CSV",
        suffix=path.suffix,
        known=", ".join(name for one in KINDS.values() for name in one.suffixes if name),
        found=KINDS[found].said,
        other=KINDS[found].suffixes[0],
    )
    raise IntakeError(path.name, [problem])


def _kind(path: Path, start: bytes) -> str:
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3", "$FL2".encode("cp037"))):
        return _small(path, "sav")
    if b"SPSS PORT FILE" in start[:600]:
        raise _refused(path, told("a portable SPSS file (.por)"), told("save it from SPSS as .sav"))
    if start.startswith(OLE):
        raise _refused(path, *_ole(path))
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path)
    for magic, said, remedy in REFUSED:
        if re.match(magic, start, re.DOTALL):
            raise _refused(path, said, remedy)
    return "csv"


def _refused(path: Path, what: Told, remedy: Told) -> IntakeError:
    problem = told("cannot be read: it is {what}; {remedy}", what=what, remedy=remedy)
    return IntakeError(path.name, [problem])


def _small(path: Path, found: str) -> str:
    """The kind, where a file that a parser must hold whole is not too large for it."""
    if (size := path.stat().st_size) > MOST_PACKED:
        problem = told(
            "is {size:,.0f} MB large; at most {most:,.0f} MB are read; save it as CSV or Parquet, which may "
            "be larger",
            size=size / 1e6,
            most=MOST_PACKED / 1e6,
        )
        raise IntakeError(path.name, [problem])
    return found


def _ole(path: Path) -> tuple[Told, Told]:
    with path.open("rb") as file:
        held = file.read(MOST_PACKED)
    if "EncryptedPackage".encode("utf-16-le") in held:
        remedy = told("take the password off, or save the sheet as CSV")
        return told("an Excel workbook with a password"), remedy
    return told("an old Excel workbook (.xls)"), told("save it as .xlsx")


def _zip(path: Path) -> str:
    """xlsx, after a look at the table of contents alone: nothing is unpacked before its size is known."""
    try:
        with zipfile.ZipFile(_packed(path)) as packed:
            parts = packed.infolist()
            _not_too_large(path, parts)
            names = {one.filename for one in parts}
            _only_sheets(path, packed, names)
            if nested := next((one for one in parts if _nested(packed, one)), None):
                problem = told(
                    'holds another packed file, "{name}"; save the sheet alone, as .xlsx or CSV',
                    name=nested.filename,
                )
                raise IntakeError(path.name, [problem])
    except UNPACKED_WRONG as error:
        problem = told("is damaged or cut short: {why}; export it again", why=str(error))
        raise IntakeError(path.name, [problem]) from None
    return "xlsx"


def _packed(path: Path) -> Path:
    _small(path, "xlsx")
    return path


def _not_too_large(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(one.file_size for one in parts), path.stat().st_size
    problem = None
    if len(parts) > MOST_PARTS:
        problem = told(
            "holds {n:,} parts; at most {most:,} are read; save it as CSV", n=len(parts), most=MOST_PARTS
        )
    elif unpacked > MOST_UNPACKED:
        problem = told(
            "is {size:,.0f} MB large when unpacked; at most {most:,.0f} MB are read; save it as CSV",
            size=unpacked / 1e6,
            most=MOST_UNPACKED / 1e6,
        )
    elif unpacked > MOST_RATIO * packed:
        problem = told(
            "is {times:,.0f} times as large when unpacked; at most {most} times is read; save it as CSV",
            times=unpacked / packed,
            most=MOST_RATIO,
        )
    if problem:
        raise IntakeError(path.name, [problem])


def _only_sheets(path: Path, packed: zipfile.ZipFile, names: set[str]) -> None:
    """Raises IntakeError for a packed file that is no workbook, or one with programs in it."""
    if "xl/workbook.bin" in names:
        raise _refused(path, told("a binary Excel workbook (.xlsb)"), told("save it as .xlsx"))
    if "mimetype" in names and "content.xml" in names:
        raise _refused(path, told("an OpenDocument file (.ods)"), told("save it as .xlsx or CSV"))
    if "[Content_Types].xml" not in names:
        remedy = told("unpack it, and name the file of answers")
        raise _refused(path, told("a packed folder (ZIP)"), remedy)
    if not any(name.startswith("xl/") for name in names):
        raise _refused(path, told("a document"), told("save it as CSV"))
    with packed.open("[Content_Types].xml") as part:
        types = part.read(1_000_000)
    if any(name.endswith("vbaProject.bin") for name in names) or b"macroEnabled" in types:
        remedy = told("save it as .xlsx, without macros")
        raise _refused(path, told("an Excel workbook with macros (.xlsm)"), remedy)


def _nested(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if part.filename.casefold().endswith(PACKED):
        return True
    with packed.open(part) as inside:
        return inside.read(4) in (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!")
