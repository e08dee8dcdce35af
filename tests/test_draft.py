"""From a file to the draft of its codebook: items, scale, dimensions, and every doubt for a person."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from survey.__main__ import main
from survey.codebook import CHECK
from survey.draft.lexicon import absent, alike, language, number, ordered, reversed_numbers
from survey.draft.proposal import slug
from tests.samples import sample


def settled(codebook: Path, **changes: str) -> Path:
    """The codebook after somebody has decided that every guess is right, but for these lines."""
    text = re.sub(rf" *{CHECK}.*", "", codebook.read_text(encoding="utf-8"))
    for name, value in changes.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text, count=1)
    codebook.write_text(text, encoding="utf-8")
    return codebook


def draft(file: Path, tmp_path: Path, *options: str) -> tuple[Path, Mapping[str, Any]]:
    """The draft of a file: its place, and what it holds."""
    out = tmp_path / "codebook.toml"
    assert main(["draft", str(file), "--out", str(out), *options]) == 0
    return out, tomllib.loads(out.read_text(encoding="utf-8"))


def labels(codebook: Mapping[str, Any]) -> list[str]:
    return [level["label"] for level in codebook["scale"]["levels"]]


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))


# The order of a scale


@pytest.mark.parametrize(
    "scale",
    [
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
        ("Very unfavorably", "Somewhat unfavorably", "Neutral", "Somewhat favorably", "Very favorably"),
        ("No, not rude at all", "Yes, somewhat rude", "Yes, very rude"),
        ("Not at all important", "Slightly important", "Important", "Very important", "Extremely important"),
        ("Ei lainkaan tärkeä", "Jokseenkin tärkeä", "Tärkeä", "Erittäin tärkeä", "Välttämätön"),
        ("Täysin eri mieltä", "Jokseenkin eri mieltä", "Ei samaa eikä eri mieltä", "Täysin samaa mieltä"),
        ("Inte alls viktigt", "Något viktigt", "Viktigt", "Mycket viktigt"),
        ("Never", "Rarely", "Sometimes", "Often", "Always"),
        ("Ei koskaan", "Harvoin", "Joskus", "Usein", "Aina"),
        ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"),
        ("1", "2", "3", "10"),
        ("alle 20", "20-25", "26-30 v", "31 – 55", "> 55v"),
        ("0–9", "10-49", "50–249 employees", "250+"),
        ("0 - Not at all satisfied", "1", "2", "9", "10 - Completely satisfied"),
        ("Not Sensitive 1", "2", "3", "Very Sensitive 10"),
    ],
)
def test_the_words_of_a_scale_say_its_order(scale: tuple[str, ...]) -> None:
    for shuffled in (scale, scale[::-1], tuple(sorted(scale))):
        assert ordered(shuffled) == scale


@pytest.mark.parametrize("scale", [("Blue", "Red", "Green"), ("Desire to learn", "The salary", "Freedom")])
def test_words_that_say_no_order_are_for_a_person(scale: tuple[str, ...]) -> None:
    assert ordered(scale) is None


def test_numbers_that_run_against_their_words_are_turned() -> None:
    scale = ("1 – Extremely important", "2", "3", "4", "5 – Not at all important")
    assert reversed_numbers(scale) and ordered(scale) == scale[::-1]
    assert not reversed_numbers(("1 – Not at all", "2", "3 – Extremely"))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Don't know", "dont_know"),
        ("En osaa sanoa", "dont_know"),
        ("Unfamiliar (N/A)", "not_relevant"),
        ("Vill inte svara", "no_answer"),
        ("Not important", ""),
        ("Important", ""),
        ("Nautin", ""),
    ],
)
def test_what_is_no_point_of_a_scale_is_told_apart(label: str, kind: str) -> None:
    assert absent(label) == kind


def test_writings_are_one_only_where_their_words_or_letters_are() -> None:
    assert alike("no, not rude at all", "no, not at all rude") and alike("consultancy", "consultanzy")
    for one, other in (("2-5", "2-50"), ("male", "female"), ("10-49 people", "10-19 people")):
        assert not alike(one, other)


def test_a_number_is_found_at_either_end() -> None:
    assert [number(one) for one in ("3", "1 – not at all", "Very sensitive 10", "3,5", "none")] == [
        3,
        1,
        10,
        3.5,
        None,
    ]


def test_the_language_is_that_of_the_small_words() -> None:
    assert language(["Kuinka tärkeä kanava on?"]) == "fi" and language(["Hur viktig är kanalen?"]) == "sv"
    assert language(["How important is it?"]) == "en" and language([]) == "en"


def test_codes_are_short_and_different() -> None:
    taken: set[str] = set()
    assert [slug(one, taken) for one in ("Käyntikortti!", "Käyntikortti", "All", "", "…")] == [
        "kayntikortti",
        "kayntikortti_2",
        "all_of_them",
        "x",
        "x_2",
    ]


# Whole files


def test_a_draft_names_items_scale_and_dimensions_and_import_waits_for_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kysely.csv"
    rows = [
        f"2026-11-2{n % 9} 10:00:0{n % 9};{n};{('Kauppa', 'Teollisuus', 'Julkinen')[n % 3]};"
        f"{('Tärkeä', 'Erittäin tärkeä', 'Ei lainkaan tärkeä')[n % 3]};"
        f"{('Erittäin tärkeä', 'tärkeä ', 'En osaa sanoa')[n % 3]}"
        for n in range(60)
    ]
    heading = (
        "Timestamp;Vastaaja id;Mikä on toimialasi?;Kuinka tärkeä on [Sähköposti];Kuinka tärkeä on [Verkko]"
    )
    file.write_text("\n".join([heading, *rows]), encoding="utf-8")
    out, found = draft(file, tmp_path)
    assert labels(found) == ["Ei lainkaan tärkeä", "Tärkeä", "Erittäin tärkeä"]
    assert [one["label"] for one in found["items"]] == ["Sähköposti", "Verkko"]
    assert found["languages"] == ["fi"] and found["scale"]["absent"][0]["values"] == ["En osaa sanoa"]
    assert [one["label"] for one in found["dimensions"]] == ["Mikä on toimialasi?"]
    assert found["source"]["respondent"] == "Vastaaja id"
    before = capsys.readouterr()
    assert main(["import", str(out), str(file)]) == 3
    told = capsys.readouterr().err
    assert told.count("decide, and take") == out.read_text(encoding="utf-8").count(CHECK) > 5
    assert (
        f"{told.count('decide, and take')} lines to check" in before.out and "Nothing was published" in told
    )
    assert main(["import", str(settled(out)), str(file)]) == 0


def test_a_codebook_that_is_there_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "a.toml").write_text("mine", encoding="utf-8")
    assert main(["draft", str(file)]) == 2 and "--out" in capsys.readouterr().err
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == "mine"


def test_a_file_without_a_scale_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,age\n" + "\n".join(f"n{n},{n}" for n in range(80)), encoding="utf-8")
    assert main(["draft", str(file), "--out", str(tmp_path / "b.toml")]) == 3
    assert "rated on one scale" in capsys.readouterr().err and not (tmp_path / "b.toml").exists()


def test_two_writings_of_the_lowest_level_are_proposed_as_one_and_the_result_is_the_published_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sample("surveymonkey/flying-etiquette.csv")
    out, found = draft(file, tmp_path)
    assert len(found["items"]) == 9 and found["source"]["respondent"] == "RespondentID"
    assert found["scale"]["levels"][0]["values"] == ["No, not at all rude", "No, not rude at all"]
    assert "Gender" in [one["label"] for one in found["dimensions"]]
    assert main(["import", str(settled(out, top="[2, 3]", open="true")), str(file)]) == 0
    capsys.readouterr()
    item = next(one["id"] for one in found["items"] if "recline" in one["label"])
    assert main(["answer", "ranking", "--study", found["id"], "--item", item, "--format", "csv"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if item in line)
    assert "0.412" in row and ",854," in row


def test_favour_in_two_header_rows_is_ordered_and_unfamiliar_is_kept_apart(tmp_path: Path) -> None:
    file = sample("surveymonkey/StarWars.csv")
    _, found = draft(file, tmp_path, "--encoding", "windows-1252")
    assert len(found["items"]) == 14 and found["items"][0]["label"] == "Han Solo"
    assert [one.split()[0] for one in labels(found)] == ["Very", "Somewhat", "Neither", "Somewhat", "Very"]
    assert labels(found)[0] == "Very unfavorably"
    assert found["scale"]["absent"][0]["values"] == ["Unfamiliar (N/A)"]


@pytest.mark.parametrize("name", ["google-forms/2024_results-fi.tsv", "surveygizmo/2015_SurveyExport.csv"])
def test_of_a_file_without_a_battery_a_single_question_is_proposed_and_its_order_is_in_doubt(
    tmp_path: Path, name: str
) -> None:
    out, found = draft(sample(name), tmp_path)
    assert len(found["items"]) == 1 and CHECK in out.read_text(encoding="utf-8").split("[scale]")[1]
