"""What a file is by its content, whatever its name says; what holds no answers is refused with the remedy."""

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from survey.errors import IntakeError

START = 4096
MOST_UNPACKED = 300_000_000
MOST_RATIO = 100
MOST_PARTS = 10_000
MOST_PACKED = 300_000_000


class Kind(NamedTuple):
    """A kind of file: what people call it, and how its name may end."""

    said: str
    suffixes: tuple[str, ...]


KINDS = {
    "csv": Kind("text", (".csv", ".tsv", ".txt", ".tab", ".dat", "")),
    "parquet": Kind("a Parquet file", (".parquet", ".pq")),
    "xlsx": Kind("an Excel workbook (.xlsx)", (".xlsx",)),
    "sav": Kind("an SPSS file", (".sav", ".zsav")),
}

# The first bytes of what is not read, what it is called, and what to do instead.
REFUSED = (
    (rb"%PDF-", "a PDF", "export the answers as CSV, XLSX or SPSS"),
    (rb"SQLite format 3\0", "a database (SQLite)", "export the answers as CSV"),
    (rb".{8}DUCK..\0{6}", "a database (DuckDB)", "export the answers as CSV or Parquet"),
    (rb"\x1f\x8b", "packed (gzip; an R file is packed so too)", "unpack it, or save it from R as CSV"),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|BZh\d|\xfd7zXZ\0|\x28\xb5\x2f\xfd", "packed", "unpack it first"),
    (rb"RD[AX][2345]\n|X\n\0\0\0", "an R file", "save it from R as CSV"),
    (rb"<stata_dta>|[\x6c-\x76][\x01\x02][\x01\x00]\x00", "a Stata file", "save it from Stata as CSV"),
    (rb"\x80[\x02-\x05][\x8cc}\]().\x95K]", "a Python pickle", "save it as CSV or Parquet"),
    (rb"(?i:\s*<(?:!doctype|html|head|body|table|meta))", "a web page (HTML)", "open it and save it as XLSX"),
    (rb"(?i:\s*<\?xml)", "XML", "open it and save it as XLSX"),
    (rb"\x09[\x00\x02\x04\x08]", "an old Excel workbook (.xls)", "save it as .xlsx"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a", "a picture", "export the answers as CSV"),
    (rb"\x7fELF|MZ.\0", "a program", "export the answers as CSV"),
)  # fmt: skip
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
        said = f"is not {named.said}, though its name says so: it holds {KINDS[found].said}"
        raise IntakeError(path.name, [f"{said}; rename it to {KINDS[found].suffixes[0]}, or export it again"])
    known = ", ".join(name for one in KINDS.values() for name in one.suffixes if name)
    said = f'cannot be read: "{path.suffix}" is none of {known}, and it holds {KINDS[found].said}'
    raise IntakeError(path.name, [f"{said}; rename it to {KINDS[found].suffixes[0]}, or save it as CSV"])


def _kind(path: Path, start: bytes) -> str:
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3", "$FL2".encode("cp037"))):
        return _small(path, "sav")
    if b"SPSS PORT FILE" in start[:600]:
        raise _refused(path, "a portable SPSS file (.por)", "save it from SPSS as .sav")
    if start.startswith(OLE):
        raise _refused(path, *_ole(path))
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path)
    for magic, said, remedy in REFUSED:
        if re.match(magic, start, re.DOTALL):
            raise _refused(path, said, remedy)
    return "csv"


def _refused(path: Path, said: str, remedy: str) -> IntakeError:
    return IntakeError(path.name, [f"cannot be read: it is {said}; {remedy}"])


def _small(path: Path, found: str) -> str:
    """The kind, where a file that a parser must hold whole is not too large for it."""
    if (size := path.stat().st_size) > MOST_PACKED:
        said = f"is {size / 1e6:,.0f} MB large; at most {MOST_PACKED / 1e6:,.0f} MB are read"
        raise IntakeError(path.name, [f"{said}; save it as CSV or Parquet, which may be larger"])
    return found


def _ole(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        held = file.read(MOST_PACKED)
    if "EncryptedPackage".encode("utf-16-le") in held:
        return "an Excel workbook with a password", "take the password off, or save the sheet as CSV"
    return "an old Excel workbook (.xls)", "save it as .xlsx"


def _zip(path: Path) -> str:
    """xlsx, after a look at the table of contents alone: nothing is unpacked before its size is known."""
    try:
        with zipfile.ZipFile(_packed(path)) as packed:
            parts = packed.infolist()
            _not_too_large(path, parts)
            names = {one.filename for one in parts}
            _only_sheets(path, packed, names)
            if nested := next((one for one in parts if _nested(packed, one)), None):
                said = f'holds another packed file, "{nested.filename}"'
                raise IntakeError(path.name, [f"{said}; save the sheet alone, as .xlsx or CSV"])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise IntakeError(path.name, [f"is damaged or cut short: {error}; export it again"]) from None
    return "xlsx"


def _packed(path: Path) -> Path:
    _small(path, "xlsx")
    return path


def _not_too_large(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(one.file_size for one in parts), path.stat().st_size
    said = ""
    if len(parts) > MOST_PARTS:
        said = f"holds {len(parts):,} parts; at most {MOST_PARTS:,} are read"
    elif unpacked > MOST_UNPACKED:
        said = (
            f"is {unpacked / 1e6:,.0f} MB large when unpacked; at most {MOST_UNPACKED / 1e6:,.0f} MB are read"
        )
    elif unpacked > MOST_RATIO * packed:
        said = f"is {unpacked / packed:,.0f} times as large when unpacked; at most {MOST_RATIO} times is read"
    if said:
        raise IntakeError(path.name, [f"{said}; save it as CSV"])


def _only_sheets(path: Path, packed: zipfile.ZipFile, names: set[str]) -> None:
    """Raises IntakeError for a packed file that is no workbook, or one with programs in it."""
    if "xl/workbook.bin" in names:
        raise _refused(path, "a binary Excel workbook (.xlsb)", "save it as .xlsx")
    if "mimetype" in names and "content.xml" in names:
        raise _refused(path, "an OpenDocument file (.ods)", "save it as .xlsx or CSV")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        said = "a document" if "[Content_Types].xml" in names else "a packed folder (ZIP)"
        raise _refused(
            path, said, "unpack it, and name the file of answers" if said[2] == "p" else "save it as CSV"
        )
    with packed.open("[Content_Types].xml") as part:
        types = part.read(1_000_000)
    if any(name.endswith("vbaProject.bin") for name in names) or b"macroEnabled" in types:
        raise _refused(path, "an Excel workbook with macros (.xlsm)", "save it as .xlsx, without macros")


def _nested(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if part.filename.casefold().endswith(PACKED):
        return True
    with packed.open(part) as inside:
        return inside.read(4) in (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!")
