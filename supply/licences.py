"""The licence of every package in requirements.lock: `python -m supply.licences` writes docs/licences.md."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata

from supply.lock import ROOT, packages

LIST = ROOT / "docs" / "licences.md"
TABLE = re.compile(r"(?<=\| package \| version \| licence \|\n\|---\|---\|---\|\n)(?:\|.*\n)*")
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (.+) \|$", re.MULTILINE)

# What a package may be under. They ask to keep the notice. MPL-2.0 asks besides that changes of its own files
# stay open, and we change none. GPL, LGPL, AGPL and what is for some uses only are left out on purpose.
PERMITTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}

# What packages call these in other words.
SPELT = {
    "2-clause BSD": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "MIT License": "MIT",
}

# What a package does not say itself, or not exactly: read in its licence file.
LOOKED_UP = {
    "altair": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",  # for Python in a browser, so never installed here
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "svy-rs": "MIT",
}


def permitted(expression: str) -> bool:
    """Whether every licence of an SPDX expression is one that we allow."""
    return set(re.split(" (?:AND|OR) ", expression)) <= PERMITTED


def told(name: str) -> str:
    """The licence that an installed package names, if it is one that we know; else nothing."""
    about = metadata(name)
    text = (about["License"] or "").strip().splitlines()
    kinds = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if "License ::" in one]
    names = [SPELT.get(one, one) for one in (about["License-Expression"] or "", *text[:1], *kinds)]
    return next(filter(permitted, names), "")


def listed() -> dict[str, tuple[str, str]]:
    """The packages of the list: name → version and licence."""
    table = TABLE.search(LIST.read_text(encoding="utf-8"))
    return {name: (version, licence) for name, version, licence in ROW.findall(table[0] if table else "")}


def found() -> dict[str, tuple[str, str]]:
    """The packages of the lock, with what is installed here. Raises ValueError with all that is wrong."""
    there, wrong = {}, []
    for one in packages().values():
        try:
            version = metadata(one.name)["Version"]
            licence = LOOKED_UP.get(one.name) or told(one.name)
        except PackageNotFoundError:
            version, licence = one.version, LOOKED_UP.get(one.name, "")
        if version != one.version:
            wrong.append(f"{one.name} {version} is installed, but {one.version} is locked")
        elif not licence:
            wrong.append(f"{one.name}: no licence that is known and allowed; see {__file__}")
        there[one.name] = (one.version, licence)
    if wrong:
        raise ValueError("\n".join(wrong))
    return there


def main() -> int:
    try:
        rows = [f"| {name} | {version} | {licence} |\n" for name, (version, licence) in found().items()]
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    LIST.write_text(TABLE.sub("".join(rows), LIST.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
