"""What the README says is so: its commands, settings, pages, and the columns of an answer."""

import dataclasses
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import results
from survey.__main__ import _parser, main
from survey.charts import CHARTS
from survey.charts.chart import Row
from survey.codebook import CHECK, MEASURES
from survey.settings import HOME, Settings
from tests.builders import ROOT
from tests.clients import finnish_form, spss

README = (ROOT / "README.md").read_text(encoding="utf-8")


def cells(heading: str) -> list[str]:
    """The first column of the table under a heading row."""
    table = README.split(heading, 1)[1].split("\n\n", 1)[0]
    return [line.split("|")[1].strip() for line in table.splitlines()[2:] if line.startswith("|")]


def test_the_pages_are_those_of_the_app() -> None:
    assert set(cells("| page | question |")) == {
        path.stem for path in ROOT.glob("pages/*.py") if not path.stem.startswith("_")
    }


def test_the_settings_are_those_of_the_table() -> None:
    table = README.split("| environment variable |", 1)[1]
    for one in dataclasses.fields(Settings):
        default = getattr(Settings(), one.name)
        default = default.relative_to(HOME).as_posix() if isinstance(default, Path) else default
        default = (" ".join(map(str, default)) or "none") if isinstance(default, tuple) else default
        default = ("no", "yes")[default] if isinstance(default, bool) else default
        assert f"| SURVEY_{one.name.upper()} | {default} | {one.metadata['meaning']} |" in table
    assert len(cells("| environment variable | default | meaning |")) == len(dataclasses.fields(Settings))


@pytest.mark.parametrize(("file", "made"), [("visits.sav", spss), ("Kanavat.xlsx", finnish_form)])
def test_the_walk_from_a_file_to_its_answers_is_walked(
    file: str,
    made: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    made(tmp_path / file)
    [walk] = re.findall(rf"\n\n((?:    .*\n)*?    python -m survey draft {file}.*(?:\n    .*)*)", README)
    for line in walk.splitlines():
        if line.strip().startswith("#"):
            [codebook] = tmp_path.glob("*.toml")
            codebook.write_text(
                re.sub(rf" *{CHECK}.*", "", codebook.read_text(encoding="utf-8")), encoding="utf-8"
            )
        else:
            assert main(shlex.split(line.strip().removeprefix("python -m survey "))) == 0, line
    rows = json.loads(re.split(r"(?m)^(?=\{$)", capsys.readouterr().out)[-1])["rows"]
    assert len(rows) >= 3 and all(row["base"] > 100 for row in rows)


def test_the_fields_of_a_row_are_those_of_an_answer() -> None:
    told = {name.strip() for cell in cells("| in a row | meaning |") for name in cell.split(",")}
    assert told == {one.name for one in dataclasses.fields(Row)}


def test_the_commands_exist() -> None:
    usage = _parser().format_help()
    for command in set(re.findall(r"python -m survey (\w+)", README)):
        assert command in usage
    answer = README.split("## Ask without a browser", 1)[1].split("| in a row", 1)[0]
    assert all(chart in answer for chart in CHARTS) and "|".join(MEASURES) in answer


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (\w+)$", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_files_it_points_to_exist() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert link.startswith("http") or (ROOT / link).exists(), link


def test_every_word_of_a_codebook_is_explained() -> None:
    from survey import codebook

    told = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    models = [
        one for one in vars(codebook).values() if isinstance(one, type) and issubclass(one, codebook.Part)
    ]
    missing = {name for model in models for name in model.model_fields if f"`{name}`" not in told}
    assert not missing


def test_the_figures_are_those_of_the_benchmarks() -> None:
    measured = results.found()
    lines = [line for line in README.splitlines() if re.search(r"^\| .*`python -m benchmarks\.", line)]
    assert len(lines) >= 8
    for line in lines:
        [name] = re.findall(r"`python -m benchmarks\.([^`]+)`", line)
        assert float(line.rstrip(" |").rpartition("| ")[2]) == measured[name]["ratio"], name


def test_the_table_of_results_is_what_was_measured() -> None:
    measured = results.found()
    assert results.TABLE.read_text(encoding="utf-8") == results.table(measured)
    assert set(measured) <= set(results.MEASURED), "each says what it is"
