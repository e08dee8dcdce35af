"""The command line: python -m survey import | answer | releases | rollback."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from survey.charts import CHARTS
from survey.charts.chart import answer
from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.errors import ReleaseError, SelectionError, SettingsError, SurveyError, did_you_mean, listed
from survey.exports import csv, json
from survey.release.publish import BusyError, Published, publish_file
from survey.selection import MEASURES, VIEWS, demand
from survey.settings import Settings
from survey.texts import Voice

DONE, USAGE, BAD_INPUT, NOTHING_PUBLISHABLE, SYSTEM, BUSY = 0, 2, 3, 4, 5, 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = _parser().parse_args(arguments)
    try:
        given.run(given, Releases(Settings.from_environment().releases))
    except SurveyError as error:
        print(error, file=sys.stderr)
        return _code(error)
    except (OSError, duckdb.Error) as error:
        print(f"{given.command}: {str(error).splitlines()[0]}", file=sys.stderr)
        return SYSTEM
    return DONE


def _code(error: SurveyError) -> int:
    if isinstance(error, BusyError):
        return BUSY
    if isinstance(error, SettingsError):
        return USAGE
    return NOTHING_PUBLISHABLE if isinstance(error, ReleaseError) else BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m survey", description="Publish survey answers and ask for them."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("import", help="check the answers of a file and publish them")
    one.add_argument("codebook", type=Path, metavar="CODEBOOK")
    one.add_argument("file", type=Path, metavar="FILE")
    one.set_defaults(run=_import)
    _answer_parser(commands.add_parser("answer", help="the numbers of a chart, without a browser"))
    one = commands.add_parser("releases", help="what is published")
    one.add_argument("study", nargs="?", metavar="STUDY")
    one.set_defaults(run=_releases)
    one = commands.add_parser("rollback", help="go back to a study's previous release")
    one.add_argument("study", metavar="STUDY")
    one.set_defaults(run=_rollback)
    return parser


def _answer_parser(one: argparse.ArgumentParser) -> None:
    one.add_argument("chart", choices=tuple(CHARTS), metavar="CHART", help=", ".join(CHARTS))
    one.add_argument("--study", required=True)
    one.add_argument("--by", default="", metavar="DIMENSION")
    one.add_argument("--groups", default="", metavar="a,b")
    one.add_argument("--family", default="")
    one.add_argument("--item", default="")
    one.add_argument("--measure", default="", choices=("", *MEASURES), metavar="|".join(MEASURES))
    one.add_argument("--view", default="", choices=("", *VIEWS), metavar="|".join(VIEWS))
    one.add_argument("--lang", default="en", choices=LANGUAGES)
    one.add_argument("--format", default="json", choices=("json", "csv"))
    one.set_defaults(run=_answer)


def _import(given: argparse.Namespace, releases: Releases) -> None:
    start = time.monotonic()

    def say(stage: str) -> None:
        print(f"[{time.monotonic() - start:6.1f} s] {stage}", file=sys.stderr, flush=True)

    published = publish_file(given.codebook, given.file, releases, say)
    print("\n".join(_summary(published)))


def _summary(published: Published) -> list[str]:
    """What was read, merged, left out and hidden."""
    reading, tables = published.reading, published.tables
    who = f"{reading.respondents} respondents"
    who += f" in {reading.organisations} organisations" if reading.organisations else ""
    lines = [f"read      {reading.file} ({reading.shape}): {who}, {reading.answers} answers"]
    if reading.dropped:
        lines.append(f"dropped   {reading.dropped} respondents who answered nothing")
    lines += [
        f'taken as  {one.where}: "{one.raw}" for "{one.meaning}" ({one.n})' for one in reading.spellings
    ]
    if reading.left_out:
        lines.append(f"left out  {len(reading.left_out)} columns: {listed(reading.left_out, 6)}")
    for group in tables.groups:
        if len(group["members"]) > 1:
            lines.append(
                f"merged    {group['dimension']}: {', '.join(group['members'])} into {group['group']}"
            )
    if weighted := published.weighted:
        lines.append(
            f"weighted  {weighted.lowest:.2f} to {weighted.highest:.2f}: worth {weighted.worth:.0f} "
            f"respondents of equal weight (efficiency {100 * weighted.efficiency:.0f} %, "
            f"design effect {1 / weighted.efficiency:.2f})"
        )
    lines += [f"hidden    {item} in {count} groups" for item, count in tables.hidden().items()]
    state = "published" if published.new else "already current"
    return [*lines, f"{state} {published.entry.name}"]


def _answer(given: argparse.Namespace, releases: Releases) -> None:
    studies = releases.studies()
    if given.study not in studies:
        hint = did_you_mean(given.study, studies) or f"; known are {listed(studies)}"
        raise SelectionError("answer", [f'no study "{given.study}" is published{hint}'])
    release = releases.open(given.study)
    names = ("by", "groups", "family", "item", "measure", "view")
    selection = demand(release, {name: getattr(given, name) for name in names})
    made = answer(CHARTS[given.chart], selection, release)
    if given.format == "csv":
        sys.stdout.write(csv.text(made))
    else:
        print(json.text(made, Voice(given.lang, release.study, release.groups)))


def _releases(given: argparse.Namespace, releases: Releases) -> None:
    studies = [given.study] if given.study else releases.studies()
    for study in studies:
        current = releases.current(study)
        for entry in releases.entries(study):
            mark = "current" if entry == current else ""
            print(f"{entry.name:<32} {entry.created:%Y-%m-%d %H:%M} UTC  {mark}".rstrip())


def _rollback(given: argparse.Namespace, releases: Releases) -> None:
    entry = releases.step_back(given.study)
    print(f"{given.study}: release {entry.name} is being shown now")


if __name__ == "__main__":
    sys.exit(main())
