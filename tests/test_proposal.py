"""What a draft proposes may be changed by a person, kept as JSON, and written without a doubt."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from survey.__main__ import main
from survey.codebook import CHECK
from survey.database import Releases
from survey.draft.proposal import Proposal, as_kept, from_kept, parted
from survey.draft.writing import written
from survey.study import Study

LEVELS = ("Not important", "Somewhat important", "Very important")


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """60 answers; one level is written in two ways, and one answer is off the scale."""
    odd = {0: "Do not know", 1: "Very imporant"}
    rows = [
        f"{LEVELS[n % 3]},{odd.get(n, LEVELS[n // 3 % 3])},{('south', 'north')[n % 2]},{1 + n % 3}"
        for n in range(60)
    ]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(["Web,E-mail,Region,Weight", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def proposal(file: Path, capsys: pytest.CaptureFixture[str]) -> Proposal:
    assert main(["draft", str(file), "--format", "json"]) == 0
    return from_kept(json.loads(capsys.readouterr().out)["proposal"])


def test_a_proposal_is_told_to_another_program_and_no_file_is_written(proposal: Proposal, file: Path) -> None:
    assert [one.label for one in proposal.rated] == ["Web", "E-mail"] and proposal.order == "words"
    assert [level[0].label for level in proposal.levels] == list(LEVELS)
    assert proposal.absent == {"dont_know": ("Do not know",)} and proposal.rows == 60
    assert list(file.parent.glob("*.toml")) == [] and from_kept(as_kept(proposal)) == proposal


def test_what_is_nearly_written_so_stands_apart_until_somebody_joins_it(proposal: Proposal) -> None:
    [guess] = [one for one in proposal.said if one.guessed]
    assert (guess.values, guess.n, guess.level) == (("Very imporant",), 1, 3)
    said = tuple(replace(one, level=0, kind="no_answer") if one.guessed else one for one in proposal.said)
    apart = tomllib.loads(written(replace(proposal, said=said)))
    assert apart["scale"]["levels"][2]["values"] == ["Very important"]
    assert {"no_answer", "dont_know"} == {one["id"] for one in apart["scale"]["absent"]}


def test_every_answer_of_the_file_is_counted_once(proposal: Proposal) -> None:
    assert sum(one.n for one in proposal.said) == 2 * 60


def test_a_settled_proposal_has_no_doubt_and_is_a_study(proposal: Proposal, file: Path) -> None:
    assert CHECK in written(proposal)
    text = written(replace(proposal, settled=True, question="How important is it?"))
    assert CHECK not in text and '"…"' not in text.replace('# organisation = "…"', "")
    assert Study.from_toml(text).provenance.about == {"*": "Opened from the file answers.csv."}
    codebook = file.with_suffix(".toml")
    codebook.write_text(text, encoding="utf-8")
    assert main(["import", str(codebook), str(file)]) == 0


def test_what_is_not_kept_is_not_written(proposal: Proposal) -> None:
    items = tuple(replace(one, kept=one.label == "Web") for one in proposal.rated)
    none = tuple(replace(one, kept=False) for one in proposal.compared)
    text = tomllib.loads(written(replace(proposal, rated=items, compared=none)))
    assert [one["label"] for one in text["items"]] == ["Web"] and "dimensions" not in text


@pytest.mark.parametrize("words", [f"a {CHECK} b", 'quoted " and \\', "line\nend", "\x7f", "# hash", "{x}"])
def test_no_word_of_a_file_or_a_person_disturbs_the_codebook(proposal: Proposal, words: str) -> None:
    items = (replace(proposal.rated[0], label=words), *proposal.rated[1:])
    text = written(replace(proposal, settled=True, title=words, question="?", rated=items))
    found = tomllib.loads(text)
    assert found["title"] == words and found["items"][0]["label"] == words and CHECK not in text


def test_a_dry_run_says_everything_and_publishes_nothing(
    proposal: Proposal, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codebook = file.with_suffix(".toml")
    codebook.write_text(written(replace(proposal, settled=True, question="?")), encoding="utf-8")
    command = ["import", str(codebook), str(file), "--format", "json"]
    assert main([*command, "--dry-run"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [*events[0]] == ["stage"] and events[-1]["large"] is False
    assert {"read", "answers", "attacked"} <= {line["word"] for line in events[-1]["ready"]}
    assert not list(tmp_path.glob("releases/*/release*"))
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"published": "answers-1", "new": True}


def test_problems_are_told_to_another_program_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", str(file.with_name("none.csv")), "--format", "json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["subject"].endswith("none.csv") and len(told["problems"]) == 1 and told["outcome"] == ""


@pytest.mark.parametrize(
    ("titles", "stem", "own"),
    [
        (["How useful is the web?", "How useful is a call?"], "How useful is …?", ["The web", "A call"]),
        (
            ["Rate the web today please", "Rate the phone today please"],
            "Rate the … today please",
            ["Web", "Phone"],
        ),
        (["Web", "Phone"], "", ["Web", "Phone"]),
        (["How useful is it", "How useful is it"], "", ["How useful is it", "How useful is it"]),
        (
            ["How do you like it", "How do you like it here"],
            "",
            ["How do you like it", "How do you like it here"],
        ),
    ],
)
def test_what_the_items_have_in_common_is_the_question(titles: list[str], stem: str, own: list[str]) -> None:
    assert parted(titles) == (stem, own)


def test_no_count_of_a_draft_is_in_the_release(proposal: Proposal, file: Path, tmp_path: Path) -> None:
    text = written(replace(proposal, settled=True, question="How important is it?"))
    assert "# 30" in text and "60 rows" in text, "a draft counts for who reads it through"
    codebook = file.with_suffix(".toml")
    codebook.write_text(text, encoding="utf-8")
    assert main(["import", str(codebook), str(file)]) == 0
    kept = Releases(tmp_path / "releases").open("answers").codebook
    assert "#" not in kept and tomllib.loads(kept) == tomllib.loads(text)
