"""Every fault of the catalogue in its long form; what was found stands in RESULTS.md beside this file.

`python -m tests.faults` tries all of them, `python -m tests.faults X9 X10` these, `--short` as the tests do.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.faults.catalogue import CannotTryError, Fault
from tests.faults.programme import PROGRAMME

HERE = Path(__file__).parent
FOUND, TABLE = HERE / "results.json", HERE / "RESULTS.md"
HEAD = """# What was tried

Each fault was injected on one machine by `python -m tests.faults` (`make faults`), which writes this table;
a number behind it tries that one alone. What the tests run each time is the short form of the same.

"""


def tried(one: Fault, long: bool) -> dict[str, str | float]:
    """The verdict on a fault: survived, failed or not tried here; with what was seen, and for how long."""
    begun = time.monotonic()
    try:
        verdict, seen = "survived", one.run(long)
    except CannotTryError as error:
        verdict, seen = "not tried", str(error)
    except Exception as error:  # noqa: BLE001 - whatever a broken promise looks like
        verdict, seen = "failed", f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    return {"verdict": verdict, "seen": seen, "seconds": round(time.monotonic() - begun, 1)}


def table(found: dict[str, dict[str, str | float]]) -> str:
    """All of it as Markdown, with what a person has written below the table."""
    survived = sum(one["verdict"] == "survived" for one in found.values())
    lines = [
        f"{survived} of {len(PROGRAMME)} survived. {platform.system()}, Python {platform.python_version()}.",
        "",
        "| fault | what goes wrong | promised | found | seen | seconds |",
        "|---|---|---|---|---|---|",
    ]
    for number, fault in PROGRAMME.items():
        if one := found.get(number):
            seen = str(one["seen"]).replace("|", "\\|")
            cells = (number, fault.what, fault.promise, one["verdict"], seen, one["seconds"])
            lines.append(f"| {' | '.join(map(str, cells))} |")
    before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    _, mark, below = before.partition("\n## ")
    return HEAD + "\n".join([*lines, "", *([f"## {below}".rstrip(), ""] if mark else [])])


def run(wanted: Iterable[str], long: bool) -> dict[str, dict[str, str | float]]:
    """Try these faults one after the other; those that were tried before keep their verdicts."""
    found = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for number in wanted:
        found[number] = tried(PROGRAMME[number], long)
        print(number, json.dumps(found[number], ensure_ascii=False), flush=True)
        if long:
            FOUND.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            TABLE.write_text(table(found), encoding="utf-8")
    return found


def main() -> int:
    """Try, tell, and end with 1 if a promise was broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("numbers", nargs="*", metavar="X1", choices=[*PROGRAMME, []])
    arguments.add_argument("--short", action="store_true")
    given = arguments.parse_args()
    wanted = given.numbers or list(PROGRAMME)
    found = run(wanted, long=not given.short)
    return int(any(found[one]["verdict"] == "failed" for one in wanted))


if __name__ == "__main__":
    sys.exit(main())
