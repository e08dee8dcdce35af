"""How far a command has come is shown in the form that suits whoever asked."""

import json
import sys

import pytest

from survey import terminal
from survey.told import told

READING, COUNTING = told("reading {file}", file="a.csv"), told("counting")


def test_a_person_sees_a_bar_that_gives_way_to_a_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with terminal.stages("text") as say:
        say(READING)
        say.pause()
        print("Publish it?", file=sys.stderr)
        say(COUNTING)
    shown = capsys.readouterr().err
    assert shown.index("reading a.csv") < shown.index("Publish it?") < shown.rindex("counting")
    assert "━" in shown and "0:00:00" in shown


def test_a_file_gets_a_line_for_every_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.stages("text") as say:
        say(READING)
        say.pause()
        say(COUNTING)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("] ")[1] for line in lines] == ["reading a.csv", "counting"]


def test_a_program_gets_what_is_told_with_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.stages("json") as say:
        say(READING)
        say.pause()
    said = json.loads(capsys.readouterr().out)
    assert said == {"stage": {"told": "reading {file}", "values": {"file": "a.csv"}}}
