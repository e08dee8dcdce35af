"""How far a command has come is shown in the form that suits whoever asked."""

import json
import sys
from types import SimpleNamespace

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


def test_a_bar_is_as_full_as_the_time_that_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 0.0, 30.0, 31.0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setattr(terminal, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with terminal.stages("text") as say:
        say(READING)
        say(COUNTING, 90.0)
        [task] = say._progress.tasks  # type: ignore[attr-defined]
        assert (task.completed, task.total, task.fields["left"]) == (30.0, 120.0, "about 2 min left")
        say(READING)
        assert task.total is None, "nobody knows how long this takes"


def test_a_file_gets_an_estimate_only_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([0.0, 1.0, 3.0, 7.0])
    monkeypatch.setattr(terminal, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with terminal.stages("text") as say:
        say(COUNTING)
        say(COUNTING, 20.0)
        say(COUNTING, 16.0)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("] ")[1] for line in lines] == ["counting", "counting: about 16 s left"]


def test_a_program_gets_the_seconds_that_are_left(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.stages("json") as say:
        say(COUNTING, 12.34)
    assert json.loads(capsys.readouterr().out)["left"] == 12.3


def test_a_program_gets_what_is_told_with_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.stages("json") as say:
        say(READING)
        say.pause()
    said = json.loads(capsys.readouterr().out)
    assert said == {"stage": {"told": "reading {file}", "values": {"file": "a.csv"}}}
