"""A CycloneDX list of all that requirements.lock installs: `python -m supply.sbom FILE`.

cyclonedx-py reads the lock, with its hashes, and pyproject.toml. What it does not read there is put in here:
the licences, from docs/licences.md, and who needs whom.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from supply import licences, lock


def read() -> dict[str, Any]:
    """What cyclonedx-py makes of the lock. It is the same at any time and on any system.

    It warns that nobody needs anybody, which is put in later.
    """
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements"]
    command += ["--output-reproducible", "--pyproject", str(lock.ROOT / "pyproject.toml"), str(lock.LOCK)]
    made: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return made


def complete(made: dict[str, Any]) -> dict[str, Any]:
    """The same with licences and needs, each package named by its address."""
    packages, listed = lock.packages(), licences.listed()
    if stale := [one.name for one in packages.values() if listed.get(one.name, ("",))[0] != one.version]:
        raise ValueError(f"docs/licences.md is of another lock ({', '.join(stale)}); make licences")
    address = {one["name"]: one["purl"] for one in made["components"]}
    for one in made["components"]:
        where = packages[one["name"]].where
        one["bom-ref"] = one["purl"]
        one["description"] = f"installed where {where}" if where else "installed everywhere"
        one["licenses"] = [{"expression": listed[one["name"]][1], "acknowledgement": "declared"}]
    app = made["metadata"]["component"]["bom-ref"]
    needs: dict[str, set[str]] = {one: set() for one in (app, *address.values())}
    for package in packages.values():
        for who in package.needed_by:
            needs[address.get(who, app)].add(address[package.name])
    made["dependencies"] = [{"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())]
    return made


def checked(text: str) -> str:
    """The text, if it is what CycloneDX wants."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(error)
    return text


def main(file: Path) -> int:
    try:
        made = complete(read())
        text = checked(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(f"{file}: {len(made['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
