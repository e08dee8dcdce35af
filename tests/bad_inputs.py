"""The table of bad inputs, B1 to B78: how each file is made, and what the command says of it."""

import operator
import os
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from tests import bad_files as bad
from tests.bad_files import HEAD, Made, content, long, put, sav, swapped, text, wide, xlsx
from tests.builders import COLUMNS, small_rows, write
from tests.test_workbooks import BOMB, SECRET

CURRENT = "already current small-1"
NEXT = "published small-2"
UNSHOWN = ("--unshown",)


class Case(NamedTuple):
    """A file, and what the command says of it.

    what     in words
    make     writes it
    said     each of these is told
    code     the command ends with it
    name     of the file
    source   lines for the codebook's [source]
    options  of the command
    """

    what: str
    make: Made
    said: tuple[str, ...]
    code: int = 3
    name: str = "a.csv"
    source: str = ""
    options: tuple[str, ...] = ()


def refused(what: str, make: Made, *said: str, name: str = "a.csv", source: str = "") -> Case:
    """A file that is refused in these words."""
    return Case(what, make, said, 3, name, source)


def same(what: str, make: Made, *said: str, name: str = "a.csv", source: str = "") -> Case:
    """A file with the same answers as the release that is shown; another codebook makes a new one of them."""
    return Case(what, make, (*said, NEXT if source else CURRENT), 0, name, source)


def other(what: str, make: Made, *said: str, name: str = "a.csv", source: str = "") -> Case:
    """A file that is read and holds other answers, which is told."""
    return Case(what, make, (*said, NEXT), 0, name, source, UNSHOWN)


def ended(
    what: str, code: int, make: Made, *said: str, name: str = "a.csv", options: tuple[str, ...] = ()
) -> Case:
    """A file after which the command ends with another code."""
    return Case(what, make, said, code, name, "", options)


LABELS_11 = {float(n): str(n) for n in range(11)}
TURNED = {1.0: "everything", 2.0: "much", 3.0: "little", 4.0: "nothing", 9.0: "nothing", 99.0: "don't know"}
WEIGHT = 'weight = "w"\n'


def weights(*given: str) -> Made:
    """Weights in turn."""
    return wide(lambda rows: [row.update(w=given[at % len(given)]) for at, row in enumerate(rows)], "w")


TABLE: dict[int, tuple[Case, ...]] = {
    1: (refused("nothing", content(b""), "is empty; export the answers again"),),
    2: (
        refused("only a header", content(HEAD.encode() + b"\n"), "a header and no row below it; export"),
        refused(
            "only a header and blank lines", content(HEAD.encode() + b"\n\n,,,\n\n"), "a header and no row"
        ),
        refused("only blank lines", content(b"\n\n\n"), "holds no header; export the answers again"),
        refused("no case in SPSS", bad.columns_sav(web=[]), "holds no case; export", name="a.sav"),
        refused("no row in Parquet", bad.with_rows(0), "holds no row; export", name="a.parquet"),
        refused(
            "no row in a workbook",
            xlsx(lambda sheet: sheet.delete_rows(2, 50)),
            "a header and no row",
            name="a.xlsx",
        ),
    ),
    3: (
        refused(
            "text called SPSS",
            content(HEAD.encode()),
            "is not an SPSS file, though its name says so: it holds text; rename it",
            name="a.sav",
        ),
        refused("SPSS called CSV", sav(), "it holds an SPSS file; rename it to .sav"),
        refused("a workbook called CSV", xlsx(), "it holds an Excel workbook (.xlsx); rename it"),
        refused(
            "a PDF called a workbook",
            content(b"%PDF-1.7\n"),
            "it is a PDF; export the answers",
            name="a.xlsx",
        ),
        refused(
            "an ending that nobody knows", text(str), '".xyz" is none of', "rename it to .csv", name="a.xyz"
        ),
    ),
    4: (
        refused(
            "SPSS with nothing behind", content(b"$FL2@(#) IBM SPSS"), "its header is cut short", name="a.sav"
        ),
        refused(
            "a header without an order of bytes",
            bad.edited(sav(), lambda data: data[:64] + b"\x55" * 4 + data[68:]),
            "its header is damaged",
            "save it again, or as CSV",
            name="a.sav",
        ),
        same(
            "a header that says another size, which is a hint alone",
            bad.edited(sav(), lambda data: data[:68] + b"\x55" * 4 + data[72:]),
            name="a.sav",
        ),
    ),
    5: tuple(
        refused(
            f"SPSS cut at {share} less {less}",
            bad.cut(sav(), share, less),
            "damaged",
            "again",
            name="a.sav",
        )
        for share, less in ((0.1, 0), (0.5, 0), (1, 1))
    ),
    6: (
        refused(
            "fewer cases than there are",
            bad.edited(sav(), bad.declaring(40)),
            "declares 40 cases and holds 44",
            name="a.sav",
        ),
        refused(
            "more cases than there are",
            bad.edited(sav(), bad.declaring(50)),
            "declares 50 cases and holds 44; it is damaged or cut short: export it again",
            name="a.sav",
        ),
    ),
    7: (
        refused(
            "a bit that makes another value",
            bad.flipped_sav(0, "web", 50),
            'row 1, column "web"',
            name="a.sav",
        ),
        ended(
            "a bit that makes another level",
            7,
            bad.flipped_sav(10, "web", 12),
            "too few answers have",
            name="a.sav",
        ),
        other(
            "the same bit, where nobody has seen the release",
            bad.flipped_sav(10, "web", 12),
            "unlike    small-1",
            "web",
            name="a.sav",
        ),
    ),
    8: (
        refused(
            "SPSS that does not say its encoding",
            bad.edited(sav(put((0, "firm", "pälkäne"))), bad.without_encoding),
            'name it, as in source.encoding = "windows-1252"',
            name="a.sav",
        ),
        same(
            "the same, once it is named",
            bad.edited(sav(), bad.without_encoding),
            name="a.sav",
            source='encoding = "utf-8"\n',
        ),
    ),
    9: (
        other(
            "codes that the file calls missing",
            sav(put((0, "web", "97"), (1, "web", "98")), missing_ranges={"web": [{"lo": 97, "hi": 98}]}),
            'column "web": "97" taken as missing, as the file says (1)',
            "unlike",
            name="a.sav",
        ),
    ),
    10: (
        refused(
            "codes without a label",
            sav(put((0, "web", "5"), (3, "web", "5"))),
            'row 1, column "web": "5" (without a label) is not known',
            "(2 times)",
            "list it in the values of a level, or label it",
            name="a.sav",
        ),
    ),
    11: (
        refused(
            "labels of another scale",
            sav(put((0, "web", "10")), labels={"web": LABELS_11}),
            'row 1, column "web": "10" (labelled "10") is not on the scale',
            name="a.sav",
        ),
    ),
    12: (
        same("codes that run the other way, which labels tell", sav(labels={"letter": TURNED}), name="a.sav"),
    ),
    13: (
        same(
            "names of 900 letters",
            sav(put((0, "firm", bad.SECOND), (1, "firm", bad.SECOND))),
            "in 34 organisations",
            name="a.sav",
        ),
        same(
            "text of 5,000 letters beside",
            sav(extra={"comment": ["ä" * 5_000] * 44}),
            'left out  1 column: "comment"',
            name="a.sav",
        ),
    ),
    14: (
        refused(
            "SPSS too wide",
            bad.columns_sav(**{f"v{n}": [1.0] for n in range(2_001)}),
            "has 2,001 variables; at most 2,000 are read, so export fewer",
            name="a.sav",
        ),
    ),
    15: (
        refused(
            "variables that differ in case",
            bad.edited(bad.columns_sav(Q1=[1.0], Q2=[2.0]), lambda data: data.replace(b"Q2", b"q1")),
            'variables "Q1" and "q1": differ in case alone; name them apart',
            name="a.sav",
        ),
    ),
    16: (
        same("packed SPSS", sav(compress=True), name="a.zsav"),
        refused(
            "portable SPSS",
            bad.por,
            "it is a portable SPSS file (.por); save it from SPSS as .sav",
            name="a.por",
        ),
    ),
    17: (
        refused(
            "Parquet cut short",
            bad.cut(bad.parquet(), 0.9),
            "is damaged or cut short",
            "export it again",
            name="a.parquet",
        ),
        refused(
            "Parquet without its end",
            bad.cut(bad.parquet(), 1, 4),
            "is damaged or cut short",
            "export it again",
            name="a.parquet",
        ),
        refused(
            "Parquet without its beginning",
            bad.edited(bad.parquet(), lambda data: data[4:]),
            "is not a Parquet file",
            name="a.parquet",
        ),
    ),
    18: (
        refused(
            "a bit that makes another value",
            bad.flipped_parquet(b"\x01\0\0\x003", b"\x01\0\0\x007"),
            'column "web": level 7 is not on the scale',
            name="a.parquet",
        ),
        ended(
            "a bit that makes another level",
            7,
            bad.flipped_parquet(b"\x01\0\0\x003", b"\x01\0\0\x002"),
            "too few answers have",
            name="a.parquet",
        ),
        other(
            "the same bit, where nobody has seen the release",
            bad.flipped_parquet(b"\x01\0\0\x003", b"\x01\0\0\x002"),
            "unlike    small-1",
            "web",
            name="a.parquet",
        ),
    ),
    19: (
        *(
            same(f"Parquet packed by {codec}", bad.parquet(compression=codec), name="a.parquet")
            for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4")
        ),
        refused(
            "Parquet packed by LZO",
            bad.codec(3),
            "LZO",
            "save it with zstd or snappy, or as CSV",
            name="a.parquet",
        ),
        refused(
            "Parquet packed by nobody knows what",
            bad.codec(20),
            "is damaged or cut short",
            "export it again",
            name="a.parquet",
        ),
    ),
    20: tuple(
        refused(
            f"Parquet with {what}",
            bad.with_column("web", values),
            'column "web": holds lists or tables; flatten it',
            name="a.parquet",
        )
        for what, values in bad.NESTED.items()
    ),
    21: (
        *(
            refused(
                f"a footer of {many:,} rows in all",
                bad.rows_promised(slice(0, 1), many),
                f"declares {many:,} rows and holds 44",
                name="a.parquet",
            )
            for many in (45, 10**12)
        ),
        *(
            refused(
                f"a footer of {many:,} rows in its part",
                bad.rows_promised(slice(-1, None), many),
                f"declares 44 rows and holds {many:,}; it is damaged: export it again",
                name="a.parquet",
            )
            for many in (45, 10**12)
        ),
        refused(
            "a footer of many values",
            bad.rows_promised(slice(1, None), 10**12),
            "export it again",
            name="a.parquet",
        ),
        refused(
            "Parquet of 5,000 columns",
            bad.columns_parquet(5_000),
            "has 5,000 columns; at most 2,000",
            name="a.parquet",
        ),
    ),
    22: (
        refused(
            "a cell as long as a book, a hundred thousand times",
            bad.repeated(100_000, 1_000_000),
            'column "firm": a cell of 1,000,000 bytes; at most 10,000',
            name="a.parquet",
        ),
        refused(
            "a million rows of a long name",
            bad.repeated(1_000_000, 10_000),
            "when unpacked",
            name="a.parquet",
        ),
        refused("four million rows alike", bad.repeated(4_000_000, 1), "when unpacked", name="a.parquet"),
    ),
    23: (
        same("decimals", bad.with_column("meeting", bad.DECIMALS), name="a.parquet"),
        same(
            "moments with a zone",
            bad.with_column("at", bad.ZONED),
            'left out  1 column: "at"',
            name="a.parquet",
        ),
        *(
            refused(
                f"{value} on the scale",
                bad.with_column("web", pa.array([2.0] * 5 + [float(value)] + [2.0] * 38)),
                'row 6, column "web"',
                f'"{value}"',
                name="a.parquet",
            )
            for value in ("nan", "inf")
        ),
    ),
    24: (
        refused("a folder", lambda path: path.mkdir(), "is a folder; name one file in it"),
        same("Parquet in a folder called year=2020", bad.parquet(), name="year=2020/a.parquet"),
    ),
    25: (
        refused(
            "a workbook that unpacks to a hundred times",
            bad.rewritten_xlsx("", bytes, **{"xl/media/a.xml": bytes(40_000_000)}),
            "times as large when unpacked; at most 100 times is read",
            name="a.xlsx",
        ),
        refused(
            "a packed file in a workbook",
            bad.rewritten_xlsx("", bytes, **{"xl/embeddings/object.bin": b"PK\x03\x04"}),
            "holds another packed file",
            "save the sheet alone",
            name="a.xlsx",
        ),
    ),
    26: (
        refused(
            "the last cell of a sheet",
            xlsx(bad.put_cell("XFD1048576", 1)),
            "XFD1048576: at most 100,000 rows and 2,000 columns",
            "save it as CSV",
            name="a.xlsx",
        ),
    ),
    27: tuple(
        refused(
            what,
            bad.rewritten_xlsx("xl/worksheets/sheet1.xml", partial(operator.add, definition)),
            "its XML defines a document type of its own",
            name="a.xlsx",
        )
        for what, definition in (("a billion laughs", BOMB), ("a file of the system in a workbook", SECRET))
    ),
    28: (
        refused(
            "macros",
            bad.rewritten_xlsx("", bytes, **{"xl/vbaProject.bin": b"x"}),
            "it is an Excel workbook with macros (.xlsm); save it as .xlsx",
            name="a.xlsx",
        ),
        same(
            "links to other files",
            bad.rewritten_xlsx("", bytes, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}),
            "links to other files, or objects in the workbook, were not followed",
            name="a.xlsx",
        ),
    ),
    29: (
        refused(
            "a password",
            content(bad.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
            "it is an Excel workbook with a password; take the password off",
            name="a.xlsx",
        ),
    ),
    30: (
        refused(
            "an old workbook",
            content(bad.OLE + bytes(600)),
            "it is an old Excel workbook (.xls); save it as .xlsx",
            name="a.xls",
        ),
        refused(
            "a binary workbook",
            bad.packed(**{"xl/workbook.bin": ""}),
            "a binary Excel workbook (.xlsb); save it as .xlsx",
            name="a.xlsb",
        ),
        refused(
            "OpenDocument",
            bad.packed(mimetype="", **{"content.xml": ""}),
            "it is an OpenDocument file (.ods); save it as .xlsx",
            name="a.ods",
        ),
    ),
    31: (
        refused(
            "two sheets",
            xlsx(bad.second_sheet),
            'several sheets that hold something, "Sheet", "Notes"; name one: source.sheet',
            name="a.xlsx",
        ),
        same(
            "the same, once it is named",
            xlsx(bad.second_sheet),
            'left out: "Notes"',
            name="a.xlsx",
            source='sheet = "Sheet"\n',
        ),
    ),
    32: (
        same(
            "hidden rows and columns",
            xlsx(bad.hidden),
            "1 hidden row read like the others",
            "1 hidden column read",
            name="a.xlsx",
        ),
    ),
    33: (
        refused(
            "a merged header",
            xlsx(lambda sheet: sheet.merge_cells("E1:F1")),
            "E1:F1: merged cells in the header, which makes it ambiguous; give every column one heading",
            name="a.xlsx",
        ),
        refused(
            "two header rows",
            swapped("\n", "\nRespondent,Firm,Sector,Size,How important,Use,,,,\n"),
            'row 2, column "meeting"',
            "is not on the scale",
        ),
    ),
    34: (
        refused(
            "a formula that was never worked out",
            xlsx(bad.put_cell("E3", "=1+1")),
            "E3: holds a formula without a value; open the workbook in a spreadsheet program and save it",
            name="a.xlsx",
        ),
    ),
    35: (
        refused(
            "an error",
            xlsx(bad.put_cell("E3", "#N/A", "e")),
            'E3: holds the error "#N/A"; correct or clear it',
            name="a.xlsx",
        ),
        refused(
            "the words of an error",
            wide(put((1, "web", "#DIV/0!"))),
            'row 3, column "web": "#DIV/0!" is not on the scale',
        ),
    ),
    36: (same("numbers as text", xlsx(bad.as_text), 'taken as  level: "4.0" for "4"', name="a.xlsx"),),
    37: (
        refused(
            "a size that became a day",
            xlsx(bad.put_cell("D2", bad.DAY)),
            'row 2, column "size"',
            "a spreadsheet turned it into a date, as it does with 1-9 and 10-49: make it text there",
            name="a.xlsx",
        ),
    ),
    38: (
        refused(
            "a row of totals",
            lambda path: write(
                path, [*small_rows(), dict.fromkeys(COLUMNS, "") | {"firm": "Total", "meeting": "176"}]
            ),
            'row 46, column "id": is blank; every respondent needs an id',
            'row 46, column "meeting"',
        ),
        refused(
            "a note below",
            lambda path: write(path, [*small_rows(), dict.fromkeys(COLUMNS, "") | {"id": "Source: us"}]),
            'row 46, column "firm": is blank',
        ),
    ),
    39: (
        same(
            "blank rows and columns",
            text(
                lambda said: "\n".join(
                    f"{line},," for line in said.replace("\np3", "\n\n,,,,,,,,,\np3").splitlines()
                ).replace("\n,,\n", "\n\n")
            ),
            "2 empty rows left out",
            "2 empty columns without a name left out",
        ),
    ),
    40: (
        same("a byte-order mark", text(lambda said: said.encode("utf-8-sig"))),
        same("UTF-16", text(lambda said: said.encode("utf-16"))),
        refused("UTF-16 without a mark", content(HEAD.encode("utf-16-le")), "holds a NUL character"),
        refused(
            "Latin-1",
            text(lambda said: said.replace("public0", "pälkäne").encode("latin-1")),
            "row 2, byte",
            'source.encoding = "windows-1252"',
        ),
        same(
            "Latin-1 that is named",
            text(lambda said: said.replace("public0", "pälkäne").encode("latin-1")),
            source='encoding = "windows-1252"\n',
        ),
        refused(
            "two encodings in one",
            text(lambda said: said.replace("public0", "pälkäne").encode() + "x,ä".encode("latin-1")),
            "row 46, byte",
            "is not utf-8; save it as UTF-8",
        ),
    ),
    41: (refused("a NUL", content(HEAD.encode() + b"\na,\0\n"), "row 2: holds a NUL character; export"),),
    42: (
        *(
            same(f"divided by {name}", text(bad.divided(sign)))
            for name, sign in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|"))
        ),
        refused(
            "two signs that may divide",
            content(b"a,b;c\n1,2;3\n"),
            "may be divided by comma and semicolon; name it in the codebook",
        ),
        refused(
            "divided by a sign that is not known",
            text(lambda said: said.replace(",", "^")),
            'column "sector": not in the file',
        ),
    ),
    43: (
        refused(
            "weights with a comma and with a point",
            weights("1,5", "1.5"),
            'column "w": row 2 writes "1,5" and row 3 writes "1.5"; write all alike',
            source=WEIGHT,
        ),
        refused(
            "weights that may be thousands",
            weights("1,500"),
            'row 2, column "w": "1,500" may be two numbers',
            source=WEIGHT,
        ),
        *(
            refused(
                f"thousands by {name}",
                weights(f"1{sign}500"),
                f'row 2, column "w": weight "1{sign}500" is not a positive number',
                source=WEIGHT,
            )
            for name, sign in (("a blank", " "), ("an apostrophe", "'"))
        ),
    ),
    44: (
        refused(
            "rows of other lengths",
            text(lambda said: said.replace("p1,public0,", "p1,").replace("p3,public1,", "p3,public1,x,")),
            "row 3: has 9 fields where the header has 10",
            "row 5: has 11 fields where the header has 10",
        ),
        refused(
            "one delimiter too many",
            swapped("none,yes\np1", "none,yes,\np1"),
            "row 2: has 11 fields where the header has 10",
        ),
        refused(
            "many short rows",
            text(lambda said: said.replace(",public,", ",")),
            "row 2: has 9 fields",
            "and 10 more rows like these",
        ),
    ),
    45: (
        refused(
            "a quote that is never closed",
            swapped("p2,", '"p2,'),
            'row 4: a quotation mark (") is opened and never closed',
        ),
        refused(
            "a quote in the midst of a cell",
            swapped("p2,public1", 'p2,"pub"lic1'),
            'row 4: has a quotation mark (") inside a cell that is not doubled',
        ),
        same("line ends within cells", swapped("p2,public1", 'p2,"public1\n"')),
    ),
    46: (
        same("old line ends", text(lambda said: said.replace("\n", "\r"))),
        same(
            "line ends of three kinds",
            text(lambda said: said.replace("\n", "\r\n", 3).replace("\np7", "\rp7")),
        ),
        same("no last line end", text(str.rstrip)),
        refused(
            "short rows with old line ends",
            content((HEAD + "\ra,b\r").encode()),
            "row 2: has 2 fields where the header has 10",
        ),
    ),
    47: (
        refused(
            "a line of 50 MB",
            swapped("p2,public1", "p2," + "y" * 50_000_000),
            "row 4: has a cell of more than 131,072 characters; shorten it",
        ),
        refused(
            "a cell of 200,000 characters",
            swapped("p2,public1", "p2," + "y" * 200_000),
            'row 4, column "firm": a cell of 200,000 bytes; at most 10,000',
        ),
        refused(
            "a cell of 100,000 characters",
            swapped("p2,public1", "p2," + "y" * 100_000),
            'row 4, column "firm": a cell of 100,000 bytes; at most 10,000',
        ),
    ),
    48: (
        refused(
            "a column twice",
            swapped("web,web_in_use", "web,web"),
            'column "web": stands 2 times in the header; name them apart',
        ),
        refused(
            "a column twice in another case",
            swapped("web,web_in_use", "web,WEB "),
            'column "web": stands 2 times',
        ),
        refused(
            "a column without a name",
            swapped("sector", ""),
            "column 3: has no name",
            'column "sector": not in the file',
        ),
        same(
            "headings with what nobody sees",
            swapped("sector", "\u202esec\u200btor"),
            "1 headings hold invisible characters, which were left out",
        ),
        same("a heading in two lines", swapped("letter_in_use", '"letter_in_use\n"')),
    ),
    49: tuple(
        same(f"a heading called {name[:12]}", wide(lambda rows: None, name), "left out  1 column: ", name[:6])
        for name in (
            "42",
            '"; DROP TABLE people; --',
            "__proto__",
            "=cmd|' /C calc'!A0",
            "<script>alert(1)</script>",
            "![](http://x.invalid/a.png)",
            "../../etc/passwd",
        )
    ),
    50: (
        refused(
            "a text too wide",
            content(b",".join(b"c%d" % n for n in range(2_001)) + b"\n"),
            "has 2,001 columns; at most 2,000 are read, so export fewer",
        ),
        refused(
            "Parquet too wide",
            bad.columns_parquet(2_001),
            "has 2,001 columns; at most 2,000",
            name="a.parquet",
        ),
        refused(
            "a sheet too long",
            xlsx(bad.put_cell("A200000", 1)),
            "A200000: at most 100,000 rows",
            "save it as CSV",
            name="a.xlsx",
        ),
    ),
    51: (
        refused(
            "a misspelt column",
            swapped("sector", "sectr"),
            'column "sectr": not in the codebook; did you mean "sector"?',
        ),
        refused(
            "no column of ids",
            swapped("id,", "xyzzy,"),
            'column "id": not in the file; add it, or correct the column in the codebook',
        ),
        refused(
            "no organisation and no sector",
            swapped("firm,sector", "xyzzy,qwert"),
            'column "firm": not in the file',
            'column "sector": not in the file',
        ),
    ),
    52: (
        same(
            "addresses, names and telephones",
            wide(
                lambda rows: [row.update(email="a@b.invalid", name="Ann", phone="1") for row in rows],
                "email",
                "name",
                "phone",
            ),
            'left out  3 columns: "email", "name", "phone"',
        ),
    ),
    53: (
        refused(
            "an id twice",
            wide(put((9, "id", "p3"))),
            'row 11, column "id": the same respondent as in row 5; keep one',
        ),
        refused(
            "an id twice with blanks",
            wide(put((9, "id", " p3 "))),
            'row 11, column "id": the same respondent as in row 5',
        ),
        refused(
            "no id", wide(put((9, "id", " "))), 'row 11, column "id": is blank; every respondent needs an id'
        ),
        same("007 beside 7", wide(put((0, "id", "007"), (1, "id", "7")))),
        same(
            "ids that differ in case alone, which many tools tell apart",
            wide(put((0, "id", "P9"), (9, "id", "p9"))),
        ),
    ),
    54: (
        refused(
            "somebody twice with other answers",
            lambda path: write(path, [*small_rows(), small_rows()[3] | {"web": "4"}]),
            'row 46, column "id": the same respondent as in row 5; keep one of them',
        ),
        refused(
            "an item twice in a long file",
            long(put((4, "item", "meeting"))),
            'row 6: answers "meeting" for the same respondent as row 5; keep one of them',
        ),
    ),
    55: (
        same(
            "organisations in other cases and blanks",
            wide(put((0, "firm", "PUBLIC0"), (1, "firm", "ｐublic0\u00a0"))),
            "in 34 organisations",
            'taken as  firm: "',
        ),
        same(
            "an organisation with what nobody sees",
            wide(put((1, "firm", "pub\u200blic0\u00ad"))),
            "in 34 organisations",
            'taken as  firm: "pub\\x200blic0',
        ),
        same(
            "letters of two kinds",
            wide(put((0, "firm", "Pälkäne Å"), (1, "firm", "pa\u0308lka\u0308ne \u212b"))),
            "in 34 organisations",
        ),
        other(
            "an organisation with a full stop",
            wide(put((0, "firm", "public0."))),
            "in 35 organisations",
            'organisations that may be one: "public0", "public0."; write them alike if so',
        ),
    ),
    56: (
        refused(
            "a sector that is not known",
            wide(put((3, "sector", "fishing"))),
            'row 5, column "sector": "fishing" is not a group; known are "public", "trade", "arts"',
        ),
        refused(
            "two sectors in a cell",
            wide(put((3, "sector", "public; trade"))),
            'row 5, column "sector": "public; trade" is not a group',
        ),
        other("no sector", wide(put((0, "sector", ""))), "groups put together otherwise"),
    ),
    57: tuple(
        refused(
            f"{value} on a scale from 1 to 4",
            wide(put((15, "web", value))),
            f'row 17, column "web": {said}',
            "is not on the scale 1–4",
        )
        for value, said in (
            ("0", "level 0"),
            ("5", "level 5"),
            ("3.5", "level 3.5"),
            ("-1", "level -1"),
            ("99", "level 99"),
            ("4 – everything", '"4 – everything"'),
            ("x", '"x"'),
            ("litle", '"litle"'),
        )
    ),
    58: (
        same(
            "somebody who answered nothing",
            lambda path: write(path, [*small_rows(), dict.fromkeys(COLUMNS, "") | {"id": "x", "firm": "x"}]),
            "dropped   1 respondents who answered nothing",
        ),
        other(
            "the same level throughout",
            wide(lambda rows: [row.update(web="4", letter="4") for row in rows[:6]]),
            "unlike",
        ),
    ),
    59: (
        Case(
            "a column without an answer",
            wide(lambda rows: [row.update(letter="", letter_in_use="") for row in rows]),
            ("answers   Letter: 0 on the scale, 0 off it, 44 none", "is much unlike what is being shown"),
            8,
            options=UNSHOWN,
        ),
        refused(
            "columns one further",
            swapped(
                "meeting,meeting_in_use,web,web_in_use,letter,letter_in_use",
                "letter_in_use,meeting,meeting_in_use,web,web_in_use,letter",
            ),
            'row 2, column "meeting"',
            "is not on the scale",
        ),
    ),
    60: (
        *(
            refused(
                f"{value} as a level",
                wide(put((15, "web", value))),
                'row 17, column "web"',
                "is not on the scale",
            )
            for value in ("1e999", "inf", "-inf", "NaN", "0x2", "1,234.5", "٣", "−1")
        ),
        same("a level in full width", wide(put((0, "meeting", "４"))), 'taken as  level: "４" for "4"'),
    ),
    61: tuple(
        refused(
            f'"{value}" as a level',
            wide(put((15, "web", value))),
            f'row 17, column "web": "{value}" is not on the scale',
        )
        for value in ("NA", "null", "-")
    ),
    62: (
        refused(
            "use in words that the codebook does not list",
            wide(put((0, "web_in_use", "kyllä"))),
            'row 2, column "web_in_use": "kyllä" says neither yes nor no; known are',
        ),
        same(
            "use as TRUE, 1 and yes",
            wide(put((0, "web_in_use", "TRUE"), (1, "web_in_use", "1"))),
            'taken as  use: "TRUE" for "yes"',
        ),
    ),
    63: (
        *(
            refused(
                f'weight "{value}"',
                weights("1", "1", value),
                f'row 4, column "w": weight "{value}" is not a positive number',
                source=WEIGHT,
            )
            for value in ("-1", "0", "", "x", "inf", "1e999")
        ),
        Case(
            "one weight of a thousand",
            weights(*["1"] * 43, "1000"),
            ("note      row 45: weighs 1,000 times as much as the median respondent", NEXT),
            0,
            source=WEIGHT,
            options=UNSHOWN,
        ),
    ),
    65: (same("the same file again", text(str)),),
    66: (
        Case(
            "a mean that moves far",
            wide(lambda rows: [row.update(letter="4") for row in rows]),
            (
                "letter: mean 1.00 before, 4.00 now",
                "is much unlike what is being shown; is it the right file? then say --accept-large-change",
            ),
            8,
            options=UNSHOWN,
        ),
        Case(
            "the same, accepted",
            wide(lambda rows: [row.update(letter="4") for row in rows]),
            (NEXT,),
            0,
            options=(*UNSHOWN, "--accept-large-change"),
        ),
        Case(
            "a quarter fewer people",
            lambda path: write(path, small_rows()[11:]),
            ("is much unlike",),
            8,
            options=UNSHOWN,
        ),
    ),
    67: (
        ended(
            "six people",
            4,
            lambda path: write(path, small_rows()[:6]),
            "has too few respondents or organisations",
        ),
    ),
    68: (
        other(
            "one organisation in most of a sector",
            wide(lambda rows: [row.update(firm="giant") for row in rows[20:34]]),
            'gone groups: "sector: other_groups", "sector: trade"',
        ),
    ),
    69: (
        ended(
            "one respondent more",
            7,
            lambda path: write(path, [*small_rows(), small_rows()[25] | {"id": "t99"}]),
            "too few answers have come, gone or changed since small-1",
        ),
    ),
    70: (
        refused(
            "a pipe",
            lambda path: os.mkfifo(path),
            "is not a file but a device or a pipe; save the answers first",
        ),
        refused("a link to a device", bad.link_to("/dev/zero"), "is not a file but a device"),
        refused("a link to what a process was told", bad.link_to("/proc/self/environ"), "is empty"),
        refused("a link to nothing", bad.link_to("gone"), "is a link to nothing; check the name"),
        *(
            same(f"a file called {name[:8]!r}", text(str), name=name)
            for name in (
                "a\nb.csv",
                'a"b.csv',
                "-rf.csv",
                "😀.csv",
                "x" * 251 + ".csv",
                "*.csv",
                "a[1].csv",
                "{a,b}.csv",
            )
        ),
    ),
    72: (
        refused("no file", lambda path: None, "is not there; check the name"),
        ended("a name that is too long", 5, lambda path: None, "File name too long", name="x" * 300 + ".csv"),
        ended("a file that may not be read", 5, bad.unreadable, "Permission denied"),
    ),
    74: (
        refused(
            "a packed folder",
            bad.packed(**{"a.csv": HEAD}),
            "it is a packed folder (ZIP); unpack it",
            name="a.zip",
        ),
        refused(
            "gzip",
            bad.gzipped(HEAD.encode()),
            "it is packed (gzip; an R file is packed so too); unpack it",
            name="a.csv.gz",
        ),
        refused(
            "7z", content(b"7z\xbc\xaf\x27\x1c" + bytes(40)), "it is packed; unpack it first", name="a.7z"
        ),
        refused(
            "a document",
            bad.packed(**{"[Content_Types].xml": "", "word/a.xml": ""}),
            "it is a document; save it as CSV",
            name="a.docx",
        ),
    ),
    75: (
        refused("a database", bad.sqlite, "it is a database (SQLite); export the answers as CSV"),
        refused(
            "a database of DuckDB",
            bad.database,
            "it is a database (DuckDB); export the answers as CSV or Parquet",
        ),
    ),
    76: (
        refused("Stata", bad.dta, "it is a Stata file; save it from Stata as CSV", name="a.dta"),
        refused("R", bad.gzipped(b"RDX3\nX"), "an R file is packed so too", name="a.rda"),
        refused(
            "R, not packed", content(b"X\n\0\0\0\3\0"), "it is an R file; save it from R as CSV", name="a.rds"
        ),
        refused("a pickle", bad.pickled, "it is a Python pickle; save it as CSV or Parquet", name="a.pkl"),
        refused(
            "a page called .xls",
            content(b"\n<HTML><table>"),
            "it is a web page (HTML); open it and save it as XLSX",
            name="a.xls",
        ),
        refused(
            "a picture",
            content(b"\x89PNG\r\n\x1a\n" + bytes(40)),
            "it is a picture; export the answers as CSV",
        ),
    ),
}

ELSEWHERE = {
    64: "no date is read: a wave is a group of the codebook, and a date in a column is told by B37",
    71: "a file that changes while it is read: the tests below",
    73: "the page that takes files is at one's own computer alone and reads them by the same code",
    77: "codebooks are TOML, which has neither anchors nor objects; wrong words, and K = 1: the test below",
    78: "labels that look like a formula: tests/test_xlsx.py and tests/test_pptx.py, and as CSV below",
}
BY_THEMSELVES = ("B5 ", "B25 ", "B26 ", "B27 ")  # which might take the process along that parses them
IDS = {f"B{number} {case.what}": case for number, cases in TABLE.items() for case in cases}
