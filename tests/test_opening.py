"""A survey opened on one's own computer: the commands in a process of their own, and what the form says."""

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from streamlit import config

from survey.database import Releases
from survey.draft.lexicon import bare
from survey.draft.proposal import Proposal, ProposedDimension, ProposedGroup, ProposedItem, ProposedLevel
from survey.draft.writing import written
from survey.opening import File, RefusedError, fits, propose, published, tame, tried
from survey.settings import LARGEST_FILE, Settings
from survey.study import Study
from survey.texts import Text
from survey.told import unheard
from survey.ui.opening import form, may_open
from tests.builders import ROOT

LEVELS = ("Not important", "Somewhat important", "Very important")
ROWS = [f"{LEVELS[n % 3]},{LEVELS[n // 3 % 3]},{('south', 'north')[n % 2]}" for n in range(60)]
CSV = File("our survey.csv", "\n".join(["Web,E-mail,Region", *ROWS]).encode())


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_file_is_proposed_tried_and_published_as_the_commands_do(shelf: Path) -> None:
    proposal = propose(CSV, {}, 1)
    assert (proposal.file, proposal.rows, proposal.id) == ("our survey.csv", 60, "our-survey")
    codebook = written(replace(proposal, settled=True, question="How important is it?"))
    stages: list[str] = []
    found = tried(codebook, CSV, lambda stage, left=None: stages.append(stage))
    assert not found.large and {"read", "answers"} <= {line.word for line in found.lines}
    assert not Releases(shelf / "releases").studies() and len(stages) >= 3
    assert published(codebook, CSV, lambda stage, left=None: stages.append(stage)) == "our-survey-1"
    assert Releases(shelf / "releases").studies() == ("our-survey",)
    assert not list(shelf.glob("survey-*")), "no copy of the answers is left"


def test_what_is_wrong_is_told_in_the_words_of_the_command(shelf: Path) -> None:
    with pytest.raises(RefusedError, match=r"our survey\.csv") as refused:
        propose(replace(CSV, content=b"%PDF-1.7 nothing here"), {}, 1)
    assert len(refused.value.problems) == 1 and not list(shelf.glob("survey-*"))
    codebook = written(replace(propose(CSV, {}, 1), settled=True, question="?"))
    with pytest.raises(RefusedError) as refused:
        tried(codebook, replace(CSV, content=CSV.content.replace(LEVELS[2].encode(), b"7", 1)), unheard)
    assert "row 4" in str(refused.value) and refused.value.outcome == "Nothing was published."


def test_a_command_that_dies_without_a_word_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RefusedError, match="gave up"):
        propose(CSV, {}, 1)


def test_a_command_ends_with_whoever_waits_for_it(shelf: Path) -> None:
    codebook = written(replace(propose(CSV, {}, 1), settled=True, question="?"))

    def leave(stage: str, left: float | None = None) -> None:
        raise KeyboardInterrupt(stage)

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        published(codebook, CSV, leave)
    assert time.monotonic() - begun < 20 and not list(shelf.glob("survey-*"))
    assert published(codebook, CSV, lambda stage, left=None: None) == "our-survey-1", (
        "and nobody holds the lock"
    )


@pytest.mark.parametrize(
    "name",
    [
        "a.csv",
        "../../etc/passwd",
        "C:\\x\\a.sav",
        "a\nb\0.xlsx",
        "…ä 😀.csv",
        "-rf",
        ".",
        "",
        "x" * 300,
        ".csv",
        "a" * 300 + ".xlsx",
    ],
)
def test_any_name_of_a_file_becomes_one_that_is_harmless(name: str, tmp_path: Path) -> None:
    path = tmp_path / tame(name)
    path.write_bytes(b"")
    assert path.parent == tmp_path and path.resolve().parent == tmp_path.resolve()
    assert not name.endswith(".xlsx") or path.suffix == ".xlsx"


def test_new_answers_are_known_by_their_columns(shelf: Path, tmp_path: Path) -> None:
    proposal = propose(CSV, {}, 1)
    codebook = written(replace(proposal, settled=True, question="?"))
    assert fits(codebook, proposal) and fits(codebook, replace(proposal, columns=(*proposal.columns, "x")))
    assert not fits(codebook, replace(proposal, columns=proposal.columns[1:])) and not fits(
        "nothing", proposal
    )


# Who may


NEAR = {"Host": "127.0.0.1:8501"}
HERE: Mapping[str, Any] = {"opening": "yes", "address": "127.0.0.1", "headers": NEAR, "framed": False}


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"headers": {"Host": "localhost:8501"}}, True),
        ({"headers": {"Host": "[::1]:8501"}}, True),
        ({"opening": "no"}, False),
        ({"opening": ""}, False),
        ({"address": "0.0.0.0"}, False),
        ({"address": ""}, False),
        ({"address": "192.168.1.5"}, False),
        ({"headers": {}}, False),
        ({"headers": {"Host": "survey.example.fi"}}, False),
        ({"headers": {"Host": "127.0.0.1.example.fi"}}, False),
        ({"headers": NEAR | {"X-Forwarded-For": "10.0.0.7"}}, False),
        ({"headers": NEAR | {"Forwarded": "for=10.0.0.7"}}, False),
        ({"framed": True}, False),
    ],
)
def test_only_who_sits_at_the_computer_may_open_a_survey(
    change: dict[str, Any], may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {**HERE, **change}
    monkeypatch.setenv("SURVEY_OPENING", now["opening"])
    monkeypatch.setattr(config, "get_option", {"server.address": now["address"]}.get)
    context = SimpleNamespace(headers=now["headers"], is_embedded=now["framed"])
    monkeypatch.setattr(streamlit, "context", context)
    assert may_open() is may


def test_who_shows_results_to_some_alone_opens_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test_only_who_sits_at_the_computer_may_open_a_survey({}, True, monkeypatch)
    table = tmp_path / "access.toml"
    table.write_text('sign_in = "oidc"\n[studies]\n"*" = ["@kaiku.fi"]\n', encoding="utf-8")
    monkeypatch.setenv("SURVEY_ACCESS", str(table))
    assert not may_open()


def test_a_server_takes_no_file_of_more_than_a_megabyte_unless_surveys_are_opened() -> None:
    assert config.get_option("server.maxUploadSize") == 1 and LARGEST_FILE > 1
    assert Settings().opening is False


# What the form says


PROPOSAL = Proposal(
    file="a.csv",
    tool="plain",
    rows=60,
    columns=("Web", "E-mail", "Region", "Firm"),
    notes=(),
    batteries=(),
    battery=1,
    id="a",
    language="en",
    title="a",
    question="How?",
    item="item",
    items="items",
    respondents="people",
    origin="a.csv",
    about="",
    order="words",
    top=2,
    top_label="",
    said=(
        ProposedLevel("Low", ("low",), 20, 1),
        ProposedLevel("High", ("high",), 30, 2),
        ProposedLevel("hihg", ("hihg",), 1, 2, guessed=True),
        ProposedLevel("Highest", ("highest",), 8, 3),
        ProposedLevel("No idea", ("?",), 1, 0, "dont_know"),
    ),
    source={},
    respondent="",
    organisation="",
    weight="",
    rated=(ProposedItem("web", "Web", "Web"), ProposedItem("e_mail", "E-mail", "E-mail")),
    compared=(
        ProposedDimension(
            "region",
            "Region",
            "Region",
            (),
            (
                ProposedGroup("north", "North", ("North", "Nroth"), 31, ("Nroth",)),
                ProposedGroup("south", "South", ("South",), 29),
            ),
            60,
        ),
    ),
    free=("Firm",),
    weighing=(),
)


def entered(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> tuple[Proposal, tuple[str, ...]]:
    """What comes of these fields; the others stand as they were proposed."""
    usual = {"title": "Our survey", "question": "How important?", "open": False, "language": "en"}
    given = usual | {name.replace("_", "-"): value for name, value in fields.items()}
    state = {f"open-3-{name}": value for name, value in given.items()}
    monkeypatch.setattr(streamlit, "session_state", state)
    return form.settled(PROPOSAL, 3, Text("en"))


def test_a_form_that_is_sent_as_it_is_says_what_was_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, missing = entered(monkeypatch)
    assert missing == () and whole.settled and whole.id == "our-survey" and whole.title == "Our survey"
    assert replace(whole, settled=False, id="a", title="a", question="How?") == replace(
        PROPOSAL, compared=whole.compared
    )
    study = Study.from_toml(written(whole))
    assert [level.values for level in study.scale.levels] == [("low",), ("high", "hihg"), ("highest",)]
    assert study.scale.top == (2, 3) and study.scale.absent[0].values == ("?",)
    assert [group.label["*"] for group in study.dimensions[0].groups] == ["North", "South"]


def test_answers_stand_where_they_are_put_and_levels_are_numbered_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = {"place_0": 9, "place_1": 4, "place_2": "no_answer", "place_3": 4, "place_4": 2}
    tops = {"top_0": True, "top_1": False, "top_3": False, "top_4": False}
    whole, missing = entered(monkeypatch, **places, **tops, said_0="Best")
    assert missing == () and whole.top == 3
    assert [[one.label for one in level] for level in whole.levels] == [
        ["No idea"],
        ["High", "Highest"],
        ["Best"],
    ]
    assert whole.absent == {"no_answer": ("hihg",)}


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"title": " ", "question": ""}, ("title", "question")),
        ({f"place_{at}": 1 for at in range(5)}, ("levels",)),
        ({"top_1": True, "top_2": True, "top_3": False}, ("top",)),
        ({f"top_{at}": False for at in range(5)}, ("top",)),
        ({"item_kept_0": False, "item_kept_1": False}, ("items",)),
        ({"by_0_0": "All", "by_0_1": "all", "by_0_2": "ALL "}, ("groups",)),
        ({"said_0": "High"}, ("twice",)),
    ],
)
def test_what_the_form_leaves_open_is_named(
    fields: dict[str, Any], missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entered(monkeypatch, **fields)[1] == missing


@pytest.mark.parametrize("order", form.DOUBTFUL)
def test_an_order_that_words_do_not_say_is_confirmed(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PROPOSAL", replace(PROPOSAL, order=order))
    assert entered(monkeypatch)[1] == ("order",) and entered(monkeypatch, order=True)[1] == ()


def test_groups_of_one_name_are_one_and_a_guess_may_be_a_group_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart = entered(monkeypatch, by_0_1="Nroth")[0].compared[0].groups
    assert [(one.id, one.values) for one in apart] == [
        ("north", ("North",)),
        ("nroth", ("Nroth",)),
        ("south", ("South",)),
    ]
    other = entered(monkeypatch, by_0_1="South")[0].compared[0].groups
    assert {bare(one.label): set(one.values) for one in other} == {
        "north": {"North"},
        "south": {"Nroth", "South"},
    }


def test_columns_of_people_and_what_is_public_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = entered(monkeypatch, organisation="Firm", open=True, language="fi", by_kept_0=False)
    assert (whole.organisation, whole.open, whole.language) == ("Firm", True, "fi")
    assert Study.from_toml(written(whole)).dimensions == ()


def test_a_survey_of_its_own_takes_the_place_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    entered(monkeypatch)
    assert form.settled(PROPOSAL, 3, Text("en"), ["other"])[0].id == "our-survey"
    assert form.settled(PROPOSAL, 3, Text("en"), ["our-survey", "our-survey-2"])[0].id == "our-survey-3"


def test_a_reader_does_not_pay_for_what_opens_surveys() -> None:
    asked = (
        "import sys, survey.server.start, survey.ui; print(*(one for one in sys.modules if 'survey.' in one))"
    )
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True)
    rooms = {name.split(".")[1] for name in run.stdout.split()}
    assert "ui" in rooms and not rooms & {"draft", "intake", "release", "opening", "summary"}
