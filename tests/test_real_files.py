"""Exports that nobody here made: every one is drafted, and what is known of some comes out of their release.

How many items are found on one scale, and its ends; none where the file holds too little to tell.
"""

import json
from pathlib import Path

import pytest

from survey.__main__ import main
from survey.database import Releases
from tests.samples import SAMPLES, sample
from tests.test_draft import draft, labels, settled

DRAFTED = {
    "bfi.csv": (25, "1", "6"),
    "google-forms/2022_results.xlsx": (1, "21-25 v", "> 55 v"),
    "google-forms/2024_results-fi.tsv": (1, "15-20", "> 55v"),
    "google-forms/2024_results-fi.xlsx": (1, "15-20", "> 55v"),
    "limesurvey/2016_uk_data_public_data.csv": (19, "Strongly disagree", "Strongly Agree"),
    "limesurvey/2017_de_data_public_data.csv": (20, "Strongly disagree", "Strongly Agree"),
    "limesurvey/2017_uk_data_public_data.csv": (15, "Strongly disagree", "Strongly Agree"),
    "qualtrics/personal-data.csv": (16, "Not Sensitive 1", "Very Sensitive 10"),
    "spss/ordered_category.sav": (1, "low", "high"),
    "spss/sample.sav": (1, "low", "high"),
    "spss/sample_missing.sav": (1, "low", "high"),
    "spss/simple_alltypes.sav": (1, "a", "c"),
    "surveygizmo/2015_SurveyExport.csv": (1, "Less often than monthly", "Daily"),
    "surveymonkey/StarWars.csv": (14, "Very unfavorably", "Very favorably"),
    "surveymonkey/flying-etiquette.csv": (9, "No, not at all rude", "Yes, very rude"),
}
TOO_LITTLE = "no two questions that are rated on one scale"
REFUSED = {
    "classification/tol2008.txt": "has 2 fields where the header has 1",
    "qualtrics/sample.csv": TOO_LITTLE,
    "qualtrics/sample_legacy.csv": TOO_LITTLE,
    "spss/datetime.sav": 'row 1, column "date.posix"',
    "spss/labelled-num-na.sav": TOO_LITTLE,
    "spss/labelled-str.sav": TOO_LITTLE,
    "spss/missing_char.sav": TOO_LITTLE,
    "spss/missing_test.sav": TOO_LITTLE,
    "spss/umlauts.sav": TOO_LITTLE,
}
NOT_UTF8 = {"surveymonkey/StarWars.csv": ("--encoding", "windows-1252")}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    return Releases(tmp_path / "releases")


def test_every_export_is_in_these_tables() -> None:
    sample("README.md")
    there = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert there - {"README.md"} == {*DRAFTED, *REFUSED}


@pytest.mark.parametrize("name", DRAFTED)
def test_a_real_export_is_drafted(name: str, tmp_path: Path) -> None:
    _, found = draft(sample(name), tmp_path, *NOT_UTF8.get(name, ()))
    said = labels(found)
    assert (len(found["items"]), said[0], said[-1]) == DRAFTED[name]


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_holds_too_little_is_refused_with_the_reason(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", str(sample(name)), "--out", str(tmp_path / "a.toml")]) == 3
    assert REFUSED[name] in capsys.readouterr().err and not (tmp_path / "a.toml").exists()


def test_bare_numbers_have_their_published_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample("bfi.csv")
    out, _ = draft(file, tmp_path)
    assert main(["import", str(settled(out, open="true")), str(file)]) == 0
    capsys.readouterr()
    assert main(["answer", "ranking", "--study", "bfi", "--measure", "mean"]) == 0
    means = {row["item"]: row["mean"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert [f"{means[f'a{n}']:.2f}" for n in range(1, 6)] == ["2.41", "4.80", "4.60", "4.70", "4.56"]


def test_a_workbook_and_its_text_give_the_same_release(shelf: Releases, tmp_path: Path) -> None:
    book, text = (sample(f"google-forms/2024_results-fi.{ending}") for ending in ("xlsx", "tsv"))
    out, found = draft(book, tmp_path)
    assert main(["import", str(settled(out)), str(book)]) == 0
    first = shelf.current(found["id"])
    assert main(["import", str(out), str(text)]) == 0
    assert first and shelf.current(found["id"]) == first, "already current"
