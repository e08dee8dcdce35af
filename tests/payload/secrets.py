"""What may be nowhere: names, paths, SQL; and what must look alike, hidden cells and unknown ones."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from survey.codebook import ALL, LANGUAGES
from survey.database import Release, Releases
from survey.selection import Selection, choices, within_choices
from survey.texts import Text, Voice
from survey.ui.words import STREAMLIT
from tests.builders import ROOT, small_rows, waves_rows
from tests.payload.inspection import FILE, ledger_of
from tests.payload.received import COMPONENT, Payload, Visit, shortened
from tests.payload.seen import every_string
from tests.payload.slides import said
from tests.payload.workbook import texts

PRIVATE = re.compile(
    r"/home\b|/tmp\b|/work\b|/root\b|/Users\b|\.duckdb|\.py\b|\.sql\b|\.csv\b|site-packages"
    r"|\bSELECT\s|\bFROM\s|\bGROUP BY\b|\bread_csv\b|Traceback|\bFile \"|\bError:"
)


class Secrets:
    """The ids of people and organisations in the sources, and what else has no business in a browser."""

    def __init__(self, shelf: Releases) -> None:
        self.words = frozenset(_names())
        self.places = (str(ROOT), str(shelf.folder))

    def in_(self, text: str) -> Iterator[str]:
        """What of it a text gives away."""
        for word in sorted(self.words & {one.casefold() for one in re.findall(r"\w+", text)}):
            yield f"the id {word}, in “{shortened(text)}”"
        for one in sorted({*PRIVATE.findall(text), *(place for place in self.places if place in text)}):
            yield f"{one!r}, in “{shortened(text)}”"

    def of_files(self, payload: Payload) -> Iterator[str]:
        """What a file to save gives away."""
        for name, content in payload.files:
            yield from (f"the file {name}: {fault}" for fault in self.in_(_text(name, content)))

    def of(self, payload: Payload) -> Iterator[str]:
        """What a payload gives away, but for what the reader wrote and is told that it was dropped."""
        for path, text in payload.strings:
            if path.endswith(COMPONENT):
                parts = [one for one in every_string(json.loads(text)) if one not in STREAMLIT]
            elif path.endswith("query_string"):
                parts = [value for _, value in parse_qsl(text)]
            else:
                known = FILE.fullmatch(text) or text.startswith(('<p class="told"', "<style>"))
                parts = [] if known else [text]
            for part in parts:
                yield from (f"{path}: {fault}" for fault in self.in_(part))


def _text(name: str, content: bytes) -> str:
    known = {".xlsx": texts, ".pptx": said, ".html": _written}
    return known.get(Path(name).suffix, bytes.decode)(content)


def _written(content: bytes) -> str:
    """A report without Plotly's bundle."""
    return re.sub(
        r'<script type="application/octet-stream".*?</script>', "", content.decode(), flags=re.DOTALL
    )


def _names() -> Iterator[str]:
    """Every id of a respondent, an organisation and an interview, unless it is an interview's number."""
    for file in sorted(ROOT.glob("data/*/*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for name in {"respondent", "organisation", "interview"} & {*rows[0]}:
            ids = dict.fromkeys(row[name].casefold() for row in rows)
            yield from ids if name != "interview" else (one for one in ids if one not in _numbered(len(ids)))
    for row in (*small_rows(), *waves_rows()):
        yield from (row["id"].casefold(), row["firm"].casefold())


def _numbered(count: int) -> frozenset[str]:
    """What interviews are called in the app: by their place in the file."""
    return frozenset(
        Text(language)("themes.interview", number=number).casefold()
        for language in LANGUAGES
        for number in range(1, count + 1)
    )


@dataclass(frozen=True)
class Alike:
    """Two visits that must tell the same, once `masked` words are blotted out."""

    one: Visit
    other: Visit
    masked: tuple[str, ...]

    def differences(self, payloads: Sequence[Payload]) -> Iterator[str]:
        """Where one tells what the other does not."""
        told = [[self._blotted(text) for text in self.told(payload)] for payload in payloads]
        if len(told[0]) != len(told[1]):
            yield f"{len(told[0])} texts, and {len(told[1])} for {self.other.url}"
        for mine, others in zip(*told, strict=False):
            if mine != others:
                yield f"“{shortened(mine)}”, but “{shortened(others)}” for {self.other.url}"

    def told(self, payload: Payload) -> Sequence[str]:
        """What is compared."""
        return payload.texts()

    def _blotted(self, text: str) -> str:
        text = unquote(unescape(text))
        for word in sorted(self.masked, key=len, reverse=True):
            text = text.replace(word, "□")
        return text


NONSENSE = "zz-nobody"
IN_FRAME = {"embed": {"chart": "ranking"}}


def alike(shelf: Releases) -> Iterator[Alike]:
    """Unpublished and unknown, hidden and hidden: nobody can tell which is which."""
    for release in map(shelf.open, shelf.studies()):
        for dimension in release.study.dimensions:
            published = release.groups.get(dimension.id, {})
            for code in (one.id for one in dimension.groups if one.id not in published):
                yield _unknown(release, "groups", code, NONSENSE, by=dimension.id)
                yield _unknown(release, "against", code, NONSENSE, by=dimension.id, page="compare")
                yield _unknown(release, "groups", code, NONSENSE, by=dimension.id, page="embed", chart="item")
                yield _unknown(release, "within", f"{dimension.id}.{code}", f"{dimension.id}.{NONSENSE}")
            if not published:
                yield _unknown(release, "by", dimension.id, NONSENSE)
        yield from _hidden_cells(release)


def _unknown(
    release: Release, name: str, code: str, nonsense: str, page: str = "ranking", **also: str
) -> Alike:
    one, other = ({"study": release.study.id, **also, name: value} for value in (code, nonsense))
    return Alike(Visit.to(page, **one), Visit.to(page, **other), (code, nonsense))


def _hidden_cells(release: Release) -> Iterator[Alike]:
    """Crossed cells without a number, those with a few people beside those with nobody."""
    ledger = ledger_of(release)
    for by in choices(release, ALL)["by"]:
        for within in (one for some in within_choices(release, by).values() for one in some):
            asked = Selection(release.study.id, by, within=(within,))
            cells = {group: ledger.cells(asked, group) for group in release.groups.get(by, {})}
            hidden = [group for group, cell in cells.items() if ledger.sum(cell, ALL) is None]
            for one, other in combinations(hidden, 2):
                links = [asked.with_(groups=(group,)).to_query() | {"lang": "en"} for group in (one, other)]
                voice = Voice("en", release.study, release.groups)
                names = [voice.group(by, group, short) for group in (one, other) for short in (True, False)]
                for page in ("ranking", "use", "embed"):
                    pair = [Visit.to(page, **link, **IN_FRAME.get(page, {})) for link in links]
                    yield Alike(pair[0], pair[1], (*names, one, other))
