"""How much of a change of the code the tests notice: `python -m tests.mutants [--all] [module …]`.

Of each module a sample of mutants, the same for the same seed, each held against the tests that run it.
Survivors are told with what was changed, and lie in build/mutants/found.json; their names may be given behind
that of the module, to try them again.
"""

import argparse
import difflib
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.making import Mutant, Place, every, places, sample
from tests.mutants.trying import KEPT, ROOT, copied, recorded, said, tried, warmed

# module → its files, and the tests that hold it
MODULES = {
    "stats": (
        "survey/stats.py",
        "stats measure inference paired correspondence simulation",
    ),
    "release": (
        "survey/release/*.py",
        "release attacker versions rounds weighting evening asking waves inference crossed told same_study"
        " queries recount",
    ),
    "selection": ("survey/selection.py", "selection choosing within crossed"),
    "findings": ("survey/findings/*.py", "findings words bundled_studies"),
    "intake": (
        "survey/intake/*.py",
        "intake spss xlsx workbooks door interviews profiles bad_files told rounds readers waves",
    ),
}
# Tests that would notice though they are not seen to run the code: they read all of it, or have it run in a
# process of its own. "" is of any file.
UNSEEN = {
    "": ("tests/test_told.py",),
    "survey/intake/apart.py": ("tests/test_workbooks.py",),
    "survey/intake/child.py": ("tests/test_workbooks.py", "tests/test_spss.py"),
    "survey/intake/spss.py": ("tests/test_spss.py",),
    "survey/intake/xlsx.py": ("tests/test_workbooks.py",),
}
OUTCOMES = ("killed", "timed out", "survived")


def known(module: str) -> list[Place]:
    """Every place of a module."""
    pattern, _ = MODULES[module]
    return [one for file in sorted(ROOT.glob(pattern)) for one in places(ROOT, str(file.relative_to(ROOT)))]


def of(module: str, given: argparse.Namespace) -> list[Mutant]:
    """The mutants of a module that are wanted."""
    named = [one for one in given.what if one not in MODULES]
    if given.all or named:
        return [one for one in every(known(module)) if not named or one.name in named]
    return sample(known(module), given.per_module, given.seed)


def told(mutant: Mutant) -> str:
    """What was changed, as the lines before and after."""
    before = (ROOT / mutant.place.file).read_text(encoding="utf-8").splitlines()
    lines = difflib.unified_diff(before, mutant.code().splitlines(), n=0, lineterm="")
    return "\n".join(
        [mutant.name, *(f"    {one}" for one in lines if not one.startswith(("---", "+++", "@@")))]
    )


def run(module: str, mutants: list[Mutant], given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Name → what became of it."""
    trees = [copied(folder / f"{module}{number}") for number in range(given.jobs)]
    files = [f"tests/test_{one}.py" for one in MODULES[module][1].split()]
    record = recorded(trees[0], files, given.seconds)
    warmed(record)
    if [outcome for _, outcome in tried([None], record, UNSEEN, trees[:1])] != ["survived"]:
        raise SystemExit(f"the tests of {module} fail without any mutant:\n{said(trees[0])}")
    found: dict[str, str] = {}
    for mutant, outcome in tried([*mutants], record, UNSEEN, trees):
        assert mutant
        found[mutant.name] = outcome
        print(f"{len(found)}/{len(mutants)} {outcome}: {told(mutant)}", file=sys.stderr, flush=True)
    return found


def row(module: str, found: dict[str, str]) -> str:
    """A line of the table."""
    count, there = Counter(found.values()), len(every(known(module)))
    score = 1 - count["survived"] / len(found)
    cells = [module, f"{there:,}", str(len(found)), *(str(count[one]) for one in OUTCOMES), f"{score:.0%}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Try, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="module | mutant", help=f"{', '.join(MODULES)}; or names")
    parser.add_argument("--per-module", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="every mutant there is, which takes a day")
    parser.add_argument("--seconds", type=float, default=90, help="of tests per mutant, the quick ones first")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args()
    wanted = [one for one in MODULES if one in given.what] or list(MODULES)
    table, survivors, begun = [], dict[str, list[str]](), time.monotonic()
    for module in wanted:
        mutants = {one.name: one for one in of(module, given)}
        if not mutants:
            continue
        with TemporaryDirectory() as folder:
            found = run(module, list(mutants.values()), given, Path(folder).resolve())
        table.append(row(module, found))
        survivors[module] = [told(mutants[name]) for name, outcome in found.items() if outcome == "survived"]
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / "found.json").write_text(
            json.dumps(survivors, indent=1, ensure_ascii=False), encoding="utf-8"
        )
    print("| module | mutants there are | tried | killed | timed out | survived | score |")
    print("|---|---|---|---|---|---|---|")
    print(*table, sep="\n")
    print(f"\nseed {given.seed}, {(time.monotonic() - begun) / 60:.0f} minutes; survivors:\n")
    print(*(one for each in survivors.values() for one in each), sep="\n")


if __name__ == "__main__":
    main()
