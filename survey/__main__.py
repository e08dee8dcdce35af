"""The command line: python -m survey draft | import | check | answer | deck | link | releases | …."""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import duckdb

from survey import brand, signing, terminal
from survey.brand import Brand
from survey.charts import CHARTS, EMBEDDED
from survey.charts.chart import answer
from survey.codebook import CHECK, CROSS, LANGUAGES, MEASURES, Source
from survey.database import Release, Releases
from survey.deck import Part, addressed, screens, whole
from survey.deck import read as read_deck
from survey.draft import drafted
from survey.draft.proposal import OF_SOURCE, as_kept, proposed
from survey.draft.writing import written
from survey.engine import Start, duck
from survey.errors import (
    EngineError,
    LinkError,
    OwnError,
    PlaceError,
    ReleaseError,
    SelectionError,
    SettingsError,
    SurveyError,
    did_you_mean,
    listed,
)
from survey.exports import csv, json, pptx, xlsx
from survey.exports.report import report
from survey.method import sections
from survey.own import Own, from_csv
from survey.release.audit import Audit, audit
from survey.release.publish import BusyError, DeclinedError, Ready, publish_file, workshop
from survey.release.versions import VersionError
from survey.selection import VIEWS, Selection, demand
from survey.settings import Settings
from survey.summary import printed, recognised, summary
from survey.texts import Voice
from survey.told import as_json, told

DONE, USAGE, BAD_INPUT, NOTHING_PUBLISHABLE, SYSTEM, BUSY, TOO_FEW_CHANGES, DECLINED = 0, 2, 3, 4, 5, 6, 7, 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.command == "answer" and given.format == "xlsx" and not given.out:
        parser.error("--format xlsx needs --out FILE")
    if given.command == "deck" and given.out.suffix not in (".pptx", ".html", ".xlsx"):
        parser.error("--out must end in .pptx, .html or .xlsx")
    if given.command == "deck" and given.template and given.out.suffix != ".pptx":
        parser.error("--template is for slides: --out must end in .pptx")
    if not re.match(r"https?://|$", getattr(given, "address", "")):
        parser.error("--address must begin with http:// or https://")
    if given.command == "link" and not given.new_key and not (given.chart and given.study and given.address):
        parser.error("link needs CHART, --study and --address, or --new-key alone")
    try:
        given.run(given, Releases(Settings.from_environment().releases))
    except SurveyError as error:
        _fail(given, error)
        return _code(error)
    except OSError as error:
        named = error.filename and error.strerror
        return _stopped(given, f"{error.filename}: {error.strerror}" if named else str(error))
    except duckdb.Error as error:
        return _stopped(given, str(error).splitlines()[0])
    return DONE


def _fail(given: argparse.Namespace, error: SurveyError) -> None:
    """Say what is wrong: to people, and to the program that asked for JSON."""
    if given.command in ("draft", "import") and given.format == "json":
        problems = [as_json(one) for one in error.problems]
        terminal.event(subject=error.subject, problems=problems, outcome=error.outcome)
    print(error, file=sys.stderr)


def _stopped(given: argparse.Namespace, why: str) -> int:
    """The system does not let it go on."""
    if given.command in ("draft", "import") and given.format == "json":
        terminal.event(subject=given.command, problems=[why])
    print(f"{given.command}: {why}", file=sys.stderr)
    return SYSTEM


def _code(error: SurveyError) -> int:
    if isinstance(error, BusyError):
        return BUSY
    if isinstance(error, VersionError):
        return TOO_FEW_CHANGES
    if isinstance(error, DeclinedError):
        return DECLINED
    if isinstance(error, SettingsError):
        return USAGE
    if isinstance(error, EngineError | PlaceError):
        return SYSTEM
    return NOTHING_PUBLISHABLE if isinstance(error, ReleaseError) else BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m survey", description="Publish survey answers and ask for them."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _draft_parser(commands.add_parser("draft", help="propose a codebook for a file of answers"))
    one = commands.add_parser("import", help="check the answers of a file and publish them")
    one.add_argument("codebook", type=Path, metavar="CODEBOOK")
    one.add_argument("files", type=Path, nargs="+", metavar="FILE")
    one.add_argument(
        "--unshown", action="store_true", help="nobody has seen the earlier releases of the study"
    )
    one.add_argument("--yes", action="store_true", help="do not ask before publishing")
    one.add_argument(
        "--accept-large-change", action="store_true", help="publish though it is much unlike what is shown"
    )
    one.add_argument(
        "--engine",
        type=_engine,
        default=duck,
        metavar="NAME",
        help="what reads and counts: duckdb, or spark[=local[N] | =spark://HOST:PORT | =sc://HOST:PORT]",
    )
    one.add_argument("--dry-run", action="store_true", help="say what would be published, and do not")
    _form_option(one)
    one.set_defaults(run=_import)
    one = commands.add_parser("check", help="try to find somebody in the current release of a study")
    one.add_argument("codebook", type=Path, metavar="CODEBOOK")
    one.add_argument("files", type=Path, nargs="+", metavar="FILE")
    one.set_defaults(run=_check)
    _answer_parser(commands.add_parser("answer", help="the numbers of a chart, without a browser"))
    _deck_parser(commands.add_parser("deck", help="slides, a report or a workbook of many charts"))
    _link_parser(commands.add_parser("link", help="a signed link to a chart, for a frame in another page"))
    one = commands.add_parser("releases", help="what is published")
    one.add_argument("study", nargs="?", metavar="STUDY")
    one.set_defaults(run=_releases)
    one = commands.add_parser("rollback", help="go back to a study's previous release")
    one.add_argument("study", metavar="STUDY")
    one.set_defaults(run=_rollback)
    one = commands.add_parser("brand", help="check a client's look: its name, logo, font and colours")
    one.add_argument("file", type=Path, nargs="?", metavar="FILE", help="instead of the one in use")
    one.set_defaults(run=_brand)
    one = commands.add_parser("doctor", help="try every setting, and say what is wrong")
    one.add_argument("--address", default="", metavar="URL", help="where readers reach the app: try that too")
    one.set_defaults(run=_doctor)
    return parser


def _engine(text: str) -> Start:
    if text == "duckdb":
        return duck
    name, _, master = text.partition("=")
    from survey import spark  # few need it

    if name == "spark" and spark.MASTER.fullmatch(master or "local[*]"):
        return spark.on(master or "local[*]")
    raise argparse.ArgumentTypeError(
        "duckdb, spark, spark=local[2], spark=spark://host:7077 or spark=sc://host:15002"
    )


def _draft_parser(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--out", type=Path, metavar="CODEBOOK", help="where to; FILE.toml without")
    one.add_argument("--battery", type=int, default=1, metavar="N", help="which items: 1, the most answered")
    one.add_argument("--encoding", metavar="NAME", help="of a text file that is not UTF-8")
    one.add_argument("--delimiter", metavar="SIGN", help="of a text file")
    one.add_argument("--decimal", metavar="SIGN", help="of a text file: a comma or a point")
    one.add_argument("--sheet", metavar="NAME", help="of a workbook")
    _form_option(one)
    one.set_defaults(run=_draft)


def _form_option(one: argparse.ArgumentParser) -> None:
    one.add_argument("--format", default="text", choices=("text", "json"), help="json: for another program")


def _answer_parser(one: argparse.ArgumentParser) -> None:
    one.add_argument("chart", choices=tuple(CHARTS), metavar="CHART", help=", ".join(CHARTS))
    _selection_options(one)
    _own_option(one)
    one.add_argument("--format", default="json", choices=("json", "csv", "xlsx"))
    one.add_argument("--out", type=Path, metavar="FILE", help="where to; needed for xlsx")
    one.set_defaults(run=_answer)


def _deck_parser(one: argparse.ArgumentParser) -> None:
    _selection_options(one)
    _own_option(one)
    one.add_argument("--screens", default="", metavar="a~b", help="as in a link; everything without")
    one.add_argument("--template", type=Path, metavar="FILE", help="a client's own .pptx")
    one.add_argument("--address", default="", metavar="URL", help="where the app is, for the links")
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .pptx, .html or .xlsx file")
    one.set_defaults(run=_deck)


def _link_parser(one: argparse.ArgumentParser) -> None:
    one.add_argument("chart", nargs="?", choices=EMBEDDED, metavar="CHART", help=", ".join(EMBEDDED))
    _selection_options(one, needed=False)
    one.add_argument("--address", default="", metavar="URL", help="where the app is")
    one.add_argument("--days", type=_days, default=90, metavar="N", help="how long it is good: 90 days")
    one.add_argument("--theme", default="", choices=("", "light", "dark"), metavar="light|dark")
    one.add_argument("--new-key", action="store_true", help="make a key for the file of SURVEY_LINK_KEYS")
    one.set_defaults(run=_link)


def _days(text: str) -> float:
    if 0 < (days := float(text)) <= 3660:
        return days
    raise argparse.ArgumentTypeError("a number of days from 0 to 3660")


def _selection_options(one: argparse.ArgumentParser, needed: bool = True) -> None:
    one.add_argument("--study", required=needed, default="")
    one.add_argument("--by", default="", metavar="DIMENSION")
    one.add_argument("--groups", default="", metavar="a,b")
    one.add_argument("--against", default="", metavar="GROUP")
    one.add_argument("--within", default="", metavar="DIMENSION.GROUP")
    one.add_argument("--family", default="")
    one.add_argument("--item", default="")
    one.add_argument("--measure", default="", choices=("", *MEASURES), metavar="|".join(MEASURES))
    one.add_argument("--view", default="", choices=("", *VIEWS), metavar="|".join(VIEWS))
    one.add_argument("--lang", default="en", choices=LANGUAGES)


def _own_option(one: argparse.ArgumentParser) -> None:
    one.add_argument("--own", type=Path, metavar="FILE", help="a client's own answers, saved on the page")


def _draft(given: argparse.Namespace, releases: Releases) -> None:
    out = given.out or given.file.with_suffix(".toml")
    if given.format == "text" and out.exists():
        raise SettingsError("draft", [f"{out} is there already; name another place with --out"])
    asked = Source(**{name: value for name in OF_SOURCE if (value := getattr(given, name, None))})
    releases.folder.mkdir(parents=True, exist_ok=True)
    with workshop(releases.folder) as connection:
        proposal = proposed(drafted(given.file, connection, asked, given.battery))
    if given.format == "json":
        terminal.event(proposal=as_kept(proposal))
        return
    text = written(proposal)
    out.write_text(text, encoding="utf-8", newline="\n")
    print(printed(recognised(proposal)))
    after = f"python -m survey import {out} {given.file}"
    print(f"drafted   {out}: {text.count(CHECK)} lines to check, then {after}")


def _import(given: argparse.Namespace, releases: Releases) -> None:
    with terminal.stages(given.format) as say:

        def agree(ready: Ready) -> str:
            say.pause()
            _tell(ready, given.format)
            return told("is tried only") if given.dry_run else _against(ready, given)

        try:
            published = publish_file(
                given.codebook, given.files, releases, say, given.unshown, agree, given.engine
            )
        except DeclinedError:
            if given.dry_run:
                return
            raise
    if given.format == "json":
        terminal.event(published=published.entry.name, new=published.new)
    else:
        print(f"{'published' if published.new else 'already current'} {published.entry.name}")


def _tell(ready: Ready, form: str) -> None:
    lines = tuple(summary(ready))
    if form == "json":
        kept = [{"word": line.word, "said": as_json(line.said)} for line in lines]
        terminal.event(ready=kept, large=_large(ready))
    else:
        print(printed(lines))


def _large(ready: Ready) -> bool:
    return ready.difference is not None and ready.difference.large


def _against(ready: Ready, given: argparse.Namespace) -> str:
    """What speaks against publishing; a person at a terminal is asked."""
    asked = sys.stdin.isatty() and not given.yes
    if _large(ready) and not given.accept_large_change and not asked:
        return told(
            "is much unlike what is being shown; is it the right file? then say --accept-large-change"
        )
    if not asked:
        return ""
    question = "much unlike what is being shown. Publish it all the same" if _large(ready) else "Publish it"
    agreed = input(f"{question}? [y/N] ").strip().casefold() in ("y", "yes")
    return "" if agreed else told("was not agreed to")


def _check(given: argparse.Namespace, releases: Releases) -> None:
    found = audit(given.codebook, given.files, releases)
    print("\n".join(_audited(found)))
    if found.report.victims or found.names:
        raise ReleaseError(
            found.release, ["somebody can be found in it; import the answers anew, or roll back"]
        )


def _audited(found: Audit) -> list[str]:
    """The report of a check, without a group's name beside a number of people."""
    report = found.report
    ways = Counter(one.attack for one in report.victims)
    share = f" ({100 * found.alone / found.large:.0f} %)" if found.large else ""
    return [
        f"release      {found.release}, held against its source",
        f"tried        {report.sets} published sets, {report.combinations} combinations of groups:",
        "             each alone, what they add up to, one or two taken from another, groups inside groups;",
        f"             {report.programmes} linear programmes for what somebody must have answered",
        f"found        {len(report.victims)} people, organisations or groups below the threshold",
        *(f"             {name}: {count}" for name, count in sorted(ways.items())),
        f"names        {len(found.names)} respondent ids or organisation names of the source are in it",
        f"selectable   {found.alone} of {found.large} groups with enough people, by themselves{share}",
        *(
            f"crossed      {table.replace(CROSS, ' by ')}: {shown} of {cells} cells are shown"
            for table, (cells, shown) in found.cells.items()
        ),
    ]


def _selected(given: argparse.Namespace, releases: Releases) -> tuple[Release, Selection, Voice]:
    """What the options name. Raises SelectionError where it is not shown."""
    studies = releases.studies()
    if given.study not in studies:
        hint = did_you_mean(given.study, studies) or f"; known are {listed(studies)}"
        raise SelectionError(given.command, [f'no study "{given.study}" is published{hint}'])
    release = releases.open(given.study)
    names = ("by", "groups", "against", "within", "family", "item", "measure", "view")
    selection = demand(release, {name: getattr(given, name) for name in names})
    return release, selection, Voice(given.lang, release.study, release.groups)


def _answer(given: argparse.Namespace, releases: Releases) -> None:
    release, selection, voice = _selected(given, releases)
    chart = CHARTS[given.chart]
    if given.own and not chart.of_own:
        of_own = listed(one.name for one in CHARTS.values() if one.of_own)
        raise SelectionError("answer", [f"--own is for the charts {of_own}"])
    made = answer(chart, selection, release, _own(given, voice))
    if given.format == "xlsx":
        book = xlsx.book([Part(chart, made)], release, sections(release, voice), voice, brand.brand())
        given.out.write_bytes(book)
        return
    text = csv.text(made) if given.format == "csv" else f"{json.text(made, voice)}\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8", newline="")
    else:
        sys.stdout.write(text)


def _deck(given: argparse.Namespace, releases: Releases) -> None:
    release, selection, voice = _selected(given, releases)
    steps, dropped = read_deck(given.screens, release)
    if dropped:
        raise SelectionError("deck", [f'{one.name} "{one.value}" is not shown{one.hint}' for one in dropped])
    own = _own(given, voice)
    if without := [
        step.name for step in steps if step.name in CHARTS and CHARTS[step.name].of_own and not own
    ]:
        raise SelectionError(
            "deck", [f"{listed(without)} needs a client's own answers; name them: --own FILE"]
        )
    shown = screens(
        steps or whole(release, own), selection, release, voice, addressed(given.address.rstrip("/")), own
    )
    method, look = sections(release, voice), brand.brand()
    if given.out.suffix == ".html":
        content = report(shown, release, method, voice, look)
    elif given.out.suffix == ".xlsx":
        content = xlsx.book(shown, release, method, voice, look)
    else:
        content = pptx.slides(shown, release, voice, given.template, look)
    given.out.write_bytes(content)


def _own(given: argparse.Namespace, voice: Voice) -> Own | None:
    """The client's own answers in the file that is named; OwnError where they cannot be read."""
    if given.own is None:
        return None
    try:
        return from_csv(given.own.read_bytes(), voice)
    except OwnError as error:
        raise OwnError(str(given.own), error.problems) from None


def _link(given: argparse.Namespace, releases: Releases) -> None:
    if given.new_key:
        print(signing.new_key())
        return
    _, selection, _ = _selected(given, releases)
    if not (known := signing.keys()):
        raise LinkError("link", ["there is no key to sign with; README, Locked links, says how to make one"])
    until = int(time.time() + given.days * 86400)
    view = selection.to_query() | {"chart": given.chart, "lang": given.lang}
    query = {"signed": signing.signed(view, until, known)} | ({"theme": given.theme} if given.theme else {})
    print(f"{given.address.rstrip('/')}/embed?{urlencode(query)}")
    print(f"good until {datetime.fromtimestamp(until, UTC):%Y-%m-%d %H:%M} UTC", file=sys.stderr)


def _doctor(given: argparse.Namespace, _releases: Releases) -> None:
    from survey.doctor import WRONG, as_started, examined  # knows the server, which nothing else here needs

    as_started()
    found = list(examined(given.address.rstrip("/")))
    print("\n".join(f"{one.state:<6}{one.said}" for one in found))
    if wrong := [one.said for one in found if one.state == WRONG]:
        raise SettingsError("doctor", wrong)


def _releases(given: argparse.Namespace, releases: Releases) -> None:
    studies = [given.study] if given.study else releases.studies()
    wrong = []
    for study in studies:
        current = None
        try:
            current = releases.current(study)
        except ReleaseError as error:
            wrong += [f"{study}: {one}" for one in error.problems]
        for entry in releases.entries(study):
            mark = "current" if entry == current else "withdrawn" if entry.withdrawn else ""
            print(f"{entry.name:<32} {entry.created:%Y-%m-%d %H:%M} UTC  {mark}".rstrip())
    if wrong:
        raise ReleaseError("releases", wrong)


def _rollback(given: argparse.Namespace, releases: Releases) -> None:
    entry = releases.step_back(given.study)
    print(f"{given.study}: release {entry.name} is being shown now")


def _brand(given: argparse.Namespace, _releases: Releases) -> None:
    file = given.file or Settings.from_environment().brand
    own = given.file is None and file == Settings().brand and not file.exists()
    look = brand.PLAIN if own else brand.read(file)
    print("\n".join(_looks(look, "the product's own look" if own else str(file))))


def _looks(look: Brand, source: str) -> list[str]:
    """What a look holds, its colours with their contrast to the page of each theme."""
    from survey import shades  # takes long to load

    logo = f"{look.logo.width} × {look.logo.height}, {look.logo.type}" if look.logo else "none"
    name, font = (one or "the product's own" for one in (look.name, look.font))
    lines = [f"read      {source}", f"name      {name}", f"logo      {logo}", f"font      {font}"]
    for theme, palette in (("light", look.light), ("dark", look.dark)):
        colours = (palette.strong, palette.second)
        said = (f"{one} {shades.ratio(one, palette.background):.1f}:1" for one in colours)
        lines.append(f"{theme:<10}{' and '.join(said)}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
