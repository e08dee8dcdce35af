"""Who may import whom, and how the rooms look from outside."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each room and the rooms of the house that it may enter. A name stands for a module and all below it.
ALLOWED = {
    "survey.told": (),
    "survey.remembered": (),
    "survey.errors": ("survey.told",),
    "survey.codebook": (),
    "survey.stats": (),
    "survey.correspondence": ("survey.stats",),
    "survey.assets": (),
    "survey.settings": ("survey.errors",),
    "survey.metrics": (),
    "survey.failures": ("survey.metrics",),
    "survey.tables": ("survey.errors",),
    "survey.access": ("survey.errors", "survey.settings", "survey.tables"),
    "survey.signing": ("survey.errors", "survey.settings"),
    "survey.palette": ("survey.settings",),
    "survey.shades": ("survey.charts", "survey.palette"),
    "survey.style": ("survey.brand", "survey.palette"),
    "survey.brand": (
        "survey.errors",
        "survey.palette",
        "survey.settings",
        "survey.shades",
        "survey.tables",
    ),
    "survey.rounds": ("survey.codebook", "survey.errors", "survey.told"),
    "survey.contradictions": ("survey.codebook", "survey.errors", "survey.rounds", "survey.told"),
    "survey.study": ("survey.codebook", "survey.contradictions", "survey.errors", "survey.told"),
    "survey.texts": ("survey.codebook", "survey.study"),
    "survey.database": ("survey.codebook", "survey.errors", "survey.study", "survey.told"),
    "survey.engine": ("survey.database",),
    "survey.spark": (
        "survey.database",
        "survey.engine",
        "survey.errors",
        "survey.spark",
        "survey.told",
    ),
    "survey.counts": ("survey.codebook", "survey.stats"),
    "survey.published": (
        "survey.codebook",
        "survey.counts",
        "survey.database",
        "survey.remembered",
    ),
    "survey.measure": (
        "survey.codebook",
        "survey.counts",
        "survey.remembered",
        "survey.stats",
    ),
    "survey.paired": ("survey.codebook", "survey.counts", "survey.measure", "survey.stats"),
    "survey.selection": ("survey.codebook", "survey.database", "survey.errors"),
    "survey.own": ("survey.codebook", "survey.errors", "survey.study", "survey.texts"),
    "survey.charts": (
        "survey.charts",
        "survey.codebook",
        "survey.correspondence",
        "survey.counts",
        "survey.database",
        "survey.measure",
        "survey.own",
        "survey.paired",
        "survey.published",
        "survey.remembered",
        "survey.selection",
        "survey.settings",
        "survey.stats",
        "survey.study",
        "survey.texts",
    ),
    "survey.deck": (
        "survey.charts",
        "survey.codebook",
        "survey.database",
        "survey.errors",
        "survey.findings",
        "survey.method",
        "survey.own",
        "survey.selection",
        "survey.texts",
    ),
    "survey.exports": (
        "survey.assets",
        "survey.brand",
        "survey.charts",
        "survey.codebook",
        "survey.database",
        "survey.deck",
        "survey.errors",
        "survey.exports",
        "survey.method",
        "survey.palette",
        "survey.selection",
        "survey.style",
        "survey.texts",
    ),
    "survey.findings": (
        "survey.charts",
        "survey.codebook",
        "survey.counts",
        "survey.database",
        "survey.findings",
        "survey.measure",
        "survey.paired",
        "survey.published",
        "survey.remembered",
        "survey.selection",
        "survey.settings",
        "survey.stats",
        "survey.study",
        "survey.texts",
    ),
    "survey.method": (
        "survey.charts",
        "survey.codebook",
        "survey.counts",
        "survey.database",
        "survey.measure",
        "survey.published",
        "survey.selection",
        "survey.settings",
        "survey.texts",
    ),
    "survey.intake": (
        "survey.codebook",
        "survey.database",
        "survey.engine",
        "survey.errors",
        "survey.intake",
        "survey.rounds",
        "survey.study",
        "survey.told",
    ),
    "survey.draft": (
        "survey.codebook",
        "survey.database",
        "survey.draft",
        "survey.errors",
        "survey.intake",
        "survey.told",
    ),
    "survey.release": (
        "survey.codebook",
        "survey.database",
        "survey.engine",
        "survey.errors",
        "survey.intake",
        "survey.release",
        "survey.stats",
        "survey.study",
        "survey.told",
    ),
    "survey.terminal": ("survey.told",),
    "survey.summary": (
        "survey.codebook",
        "survey.draft",
        "survey.errors",
        "survey.intake",
        "survey.release",
        "survey.told",
    ),
    "survey.opening": (
        "survey.draft.proposal",
        "survey.errors",
        "survey.intake.private",
        "survey.settings",
        "survey.study",
        "survey.told",
    ),
    "survey.ui": (
        "survey.access",
        "survey.assets",
        "survey.brand",
        "survey.charts",
        "survey.codebook",
        "survey.database",
        "survey.deck",
        "survey.draft.lexicon",
        "survey.draft.proposal",
        "survey.draft.writing",
        "survey.errors",
        "survey.failures",
        "survey.exports",
        "survey.findings",
        "survey.method",
        "survey.metrics",
        "survey.opening",
        "survey.own",
        "survey.selection",
        "survey.settings",
        "survey.signing",
        "survey.study",
        "survey.style",
        "survey.texts",
        "survey.told",
        "survey.ui",
    ),
    "survey.server": (
        "survey.access",
        "survey.assets",
        "survey.brand",
        "survey.charts",
        "survey.codebook",
        "survey.database",
        "survey.errors",
        "survey.failures",
        "survey.findings",
        "survey.metrics",
        "survey.palette",
        "survey.release",
        "survey.selection",
        "survey.server",
        "survey.settings",
        "survey.signing",
        "survey.texts",
        "survey.ui",
    ),
    "survey.doctor": (
        "survey.access",
        "survey.brand",
        "survey.database",
        "survey.errors",
        "survey.settings",
        "survey.signing",
    ),
    "survey.__main__": ("survey",),
    "pages": ("survey.charts", "survey.findings", "survey.method", "survey.ui", "survey"),
    "app": ("survey.server",),
}

# Packages from outside that belong in one room only.
ONLY_IN = {
    "streamlit": ("survey.ui", "survey.server", "survey.doctor", "app"),
    "prometheus_client": ("survey.metrics",),
    "itsdangerous": ("survey.signing",),
    "starlette": ("survey.server",),
    "plotly": ("survey.assets",),
    "scipy": ("survey.stats", "survey.release.attacker"),
    "pydantic": ("survey.codebook", "survey.draft.proposal", "survey.study"),
    "threadpoolctl": ("survey.release.publish",),
    "rich": ("survey.terminal",),
    "svy": ("survey.release.weighting",),
    "babel": ("survey.texts",),
    "pptx": ("survey.exports.pptx",),
    "xlsxwriter": ("survey.exports.xlsx",),
    "coloraide": ("survey.shades",),
    "PIL": ("survey.brand",),
    "python_calamine": ("survey.intake.xlsx",),
    "pyreadstat": ("survey.intake.spss",),
    "pyspark": ("survey.spark",),
    "py4j": ("survey.spark",),
    "sqlglot": ("survey.spark",),
    "duckdb": (
        "survey.database",
        "survey.draft",
        "survey.engine",
        "survey.intake",
        "survey.release",
        "survey.spark",
        "survey.__main__",
    ),
}


def sources() -> list[Path]:
    return sorted([ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("survey/**/*.py")])


@cache
def parsed(path: Path) -> ast.Module:
    """What is written in a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = (ROOT / node.module.replace(".", "/")).is_dir()
            found |= {f"{node.module}.{alias.name}" if package else node.module for alias in node.names}
    return found


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_room_is_entered_only_from_where_the_table_allows(path: Path) -> None:
    name = name_of(path)
    room = max((one for one in ALLOWED if within(name, (one,))), key=len, default=None)
    assert room or name == "survey", f"{name} has no line in the table"
    ours = {one for one in imported(path) if one.split(".")[0] in ("survey", "pages", "app")}
    strangers = {one for one in ours if not within(one, ALLOWED.get(room or "", ()))}
    assert not strangers


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_package_from_outside_stays_in_its_room(path: Path) -> None:
    for package, rooms in ONLY_IN.items():
        if any(within(one, (package,)) for one in imported(path)):
            assert within(name_of(path), rooms), f"{package} belongs in {rooms}"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_every_file_opens_with_what_it_is(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


@pytest.mark.parametrize("path", sorted(ROOT.glob("pages/*.py")), ids=name_of)
def test_a_page_is_prose_and_calls(path: Path) -> None:
    tree = parsed(path)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_no_sql_is_written_outside_queries(path: Path) -> None:
    statement = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|CREATE (TEMP )?TABLE|UPDATE .+ SET)\b")
    strings = (
        node.value
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert not [one for one in strings if statement.search(one)]
