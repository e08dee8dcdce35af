"""What is installed is what was locked, under licences that were read, and with known holes closed."""

import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from supply import licences, lock, sbom
from survey.__main__ import _parser
from survey.assets import BUNDLE, plotly_bundle
from tests.builders import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PYTHON = ROOT / "build" / "supply" / "bin" / "python"

# package → the least version without a hole that matters here, which hole, and why it matters
SAFE = {
    "authlib": ("1.9.0", "CVE-2026-114617", "signs readers in: a token could switch off a check of itself"),
    "certifi": ("2026.10.19", "GHSA-6q48-6c7w-9gw2", "whom to trust: the key of a root got out"),
    "cryptography": ("50.0.0", "CVE-2026-69247", "under every sign-in: errors tell of what is decrypted"),
    "duckdb": ("1.1.0", "CVE-2024-41672", "reads files of the server although that is switched off"),
    "h11": ("0.16.0", "CVE-2025-43859", "takes requests: one could be hidden in another behind a proxy"),
    "httpcore2": ("2.10.0", "PYSEC-2026-3844", "talks to the provider: through some proxies without TLS"),
    "idna": ("3.15", "CVE-2026-45409", "reads host names: a long one keeps the server busy"),
    "jinja2": ("3.1.6", "CVE-2025-27516", "comes with Streamlit: a template could run any code"),
    "joserfc": ("1.7.4", "CVE-2026-102946", "checks tokens: some without a signature passed"),
    "lxml": ("6.1.0", "CVE-2026-41066", "reads a client's slides: some parsers read files of the server"),
    "pillow": ("13.0.0", "CVE-2026-112403", "reads a client's logo: a JPEG could write beyond its memory"),
    "protobuf": ("6.33.5", "CVE-2026-0994", "comes with Streamlit: deeply nested JSON fills the stack"),
    "pyarrow": ("14.0.1", "CVE-2023-47248", "reads Parquet: a file could run any code"),
    "pygments": ("2.20.0", "CVE-2026-4539", "colours what the terminal shows: some texts keep it busy"),
    "python-multipart": ("0.0.30", "CVE-2026-53539", "takes uploads: a small form keeps the server busy"),
    "requests": ("2.33.0", "CVE-2026-25645", "comes with Streamlit: took a file that another user had left"),
    "starlette": ("1.3.1", "PYSEC-2026-249", "serves everything: the limits of forms did not hold"),
    "streamlit": (
        "1.54.0",
        "CVE-2026-33682",
        "serves everything: on Windows a request made it sign in elsewhere",
    ),
    "urllib3": ("2.8.0", "CVE-2026-97689", "comes with Streamlit: an answer without end fills the memory"),
}


def unsafe(locked: dict[str, lock.Package]) -> list[str]:
    """What of a lock is older than it may be."""
    return [
        f"{name} {locked[name].version} is below {least}: {hole}"
        for name, (least, hole, _) in SAFE.items()
        if Version(locked[name].version) < Version(least)
    ]


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.stem)
def test_every_package_of_a_lock_has_its_hash_and_who_needs_it(file: Path) -> None:
    locked = lock.packages(file)
    assert set(locked) == set(re.findall(r"^[\w.-]+", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(locked) > 20
    assert not [one.name for one in locked.values() if not one.hashes or not one.needed_by]


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.stem)
def test_a_lock_holds_what_its_list_names(file: Path) -> None:
    wanted = re.findall(
        r"^([\w.-]+)(?:\[\w+\])?==(\S+)$", file.with_suffix(".txt").read_text("utf-8"), re.MULTILINE
    )
    locked = lock.packages(file)
    assert wanted and all(locked[name].version == one for name, one in wanted)


@pytest.mark.parametrize("name", ["dev", "mutants", "peers", "spark"])
def test_what_is_tested_and_measured_is_what_the_app_is_installed_with(name: str) -> None:
    ours, theirs = lock.packages(), lock.packages(ROOT / f"requirements-{name}.lock")
    assert {one.name: one.version for one in ours.values()} == {
        one: theirs[one].version for one in ours if one in theirs
    }


def test_no_package_has_a_hole_that_is_known_and_closed() -> None:
    assert set(SAFE) <= set(lock.packages())
    assert not unsafe(lock.packages())


@pytest.mark.parametrize("name", SAFE)
def test_a_lock_that_falls_back_behind_a_closed_hole_is_refused(name: str, tmp_path: Path) -> None:
    lowered = tmp_path / "requirements.lock"
    text = lock.LOCK.read_text(encoding="utf-8")
    lowered.write_text(re.sub(rf"^{name}==\S+", f"{name}==0.0.1", text, flags=re.MULTILINE), encoding="utf-8")
    assert f"{name} 0.0.1 is below {SAFE[name][0]}: {SAFE[name][1]}" in unsafe(lock.packages(lowered))


def test_the_list_of_licences_has_the_packages_of_the_lock_and_no_others() -> None:
    listed = {name: one for name, (one, _) in licences.listed().items()}
    assert listed == {one.name: one.version for one in lock.packages().values()}, "make licences"


def test_every_licence_is_one_that_was_read_and_allowed() -> None:
    assert not {name: one for name, (_, one) in licences.listed().items() if not licences.permitted(one)}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("BSD-3-Clause AND 0BSD AND Zlib", True),
        ("GPL-3.0-only", False),
        ("MIT AND LGPL-2.1-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_that_nobody_read_is_refused(expression: str, allowed: bool) -> None:
    assert licences.permitted(expression) is allowed


def test_the_list_says_what_the_installed_packages_say() -> None:
    compared = 0
    for name, (locked, licence) in licences.listed().items():
        try:
            if version(name) != locked:
                continue
        except PackageNotFoundError:
            continue
        told = licences.told(name)
        assert (told == "") == (name in licences.LOOKED_UP), f"{name} says {told or 'nothing'} of its licence"
        assert licence == (told or licences.LOOKED_UP[name]), name
        compared += 1
    assert compared > len(lock.packages()) // 2


def test_plotly_goes_to_browsers_with_its_notice() -> None:
    assert all(
        "Licensed under the MIT license" in one[:300].decode()
        for one in (plotly_bundle(), BUNDLE.read_bytes())
    )


def test_no_font_and_no_packed_script_of_others_is_in_the_repository() -> None:
    folders = [ROOT / name for name in ("survey", "pages", "data", "deploy", "docs", "queries")]
    files = [file for folder in folders for file in folder.rglob("*")]
    assert len(files) > 100
    assert not [one for one in files if re.search(r"\.(woff2?|ttf|otf|eot|min\.(js|css)|whl|jar)$", one.name)]


def instructions(file: Path) -> list[str]:
    """The lines of a file that make pip or uv fetch packages, each in one piece."""
    text = re.sub(r" *\\\n\s*", " ", file.read_text(encoding="utf-8"))
    line = re.compile(
        r"\b(?:pipx? (?:install|download|wheel|run)|uv (?:pip (?:install|sync)|tool|run|add)|uvx)\b"
    )
    return [one.strip() for one in text.splitlines() if line.search(one)]


def scripts() -> list[Path]:
    return [ROOT / "Makefile", *(ROOT / ".ci").iterdir(), *(ROOT / "deploy").iterdir()]


def test_nothing_is_installed_without_a_lock_and_its_hashes() -> None:
    found = [one for file in scripts() for one in instructions(file)]
    assert len(found) >= 9
    for one in found:
        _, _, options = re.split(r"\bpip (install|download) ", one)
        rest = re.sub(
            r"(?<!\S)(-q|--no-compile|--no-cache-dir|--disable-pip-version-check)(?!\S)", "", options
        )
        rest = re.sub(r"-d \$\(WHEELS\)|\$\(FROM\)", "", rest)
        assert re.fullmatch(r"\s*--require-hashes -r (requirements(-\w+)?\.lock)\s*", rest), one
        assert (ROOT / rest.split()[-1]).exists()


def test_what_people_are_told_to_install_is_a_lock() -> None:
    files = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("survey/**/*.py"),
        *ROOT.glob("survey/**/*.toml"),
    ]
    told = [one for file in files for one in instructions(file) if "pip install -" in one]
    assert len(told) >= 6
    for one in told:
        assert re.search(r"-r requirements(-\w+)?\.lock", one) and not re.search(
            r"requirements(-\w+)?\.txt", one
        ), one


def test_what_the_tests_fetch_for_node_has_hashes_too() -> None:
    locked = json.loads((ROOT / "tests/browser/oidc/package-lock.json").read_text(encoding="utf-8"))[
        "packages"
    ]
    assert all(one["integrity"].startswith("sha512-") for name, one in locked.items() if name)


def test_make_lock_renews_every_lock_with_hashes() -> None:
    [names] = re.findall(r"^LOCKED := (.*)$", MAKEFILE, re.MULTILINE)
    wanted = {"requirements", *(f"requirements-{one}" for one in names.split())}
    assert wanted == {one.stem for one in LOCKS} and "addprefix requirements-,$(LOCKED)" in MAKEFILE
    assert "uv pip compile -q --universal --python-version 3.11 --generate-hashes" in MAKEFILE


def drafted() -> dict[str, Any]:
    """What cyclonedx-py makes of the lock, as far as the rest looks at it."""
    components = [
        {"name": one.name, "version": one.version, "purl": f"pkg:pypi/{one.name}@{one.version}"}
        for one in lock.packages().values()
    ]
    return {"components": components, "metadata": {"component": {"bom-ref": "root-component"}}}


def test_the_list_for_machines_has_licences_and_who_needs_whom() -> None:
    made = sbom.complete(drafted())
    assert len(made["components"]) == len(lock.packages()) and all(
        one["licenses"][0]["expression"] for one in made["components"]
    )
    names = {one["bom-ref"]: one["name"] for one in made["components"]}
    needs = {
        names.get(one["ref"], "us"): {names[on] for on in one["dependsOn"]} for one in made["dependencies"]
    }
    direct = re.findall(
        r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert needs["us"] == set(direct) and needs["uvicorn"] == {"click", "h11"}
    assert set(needs) == {"us", *lock.packages()}


def test_a_list_of_licences_of_another_lock_stops_the_list_for_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = licences.listed()
    monkeypatch.setattr(licences, "listed", lambda: {**listed, "h11": ("0.14.0", "MIT")})
    with pytest.raises(ValueError, match=r"another lock \(h11\)"):
        sbom.complete(drafted())


@pytest.mark.skipif(not PYTHON.exists(), reason="make sbom was not called here")
def test_the_list_for_machines_is_the_same_every_time(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.json", "two.json")]
    for file in files:
        subprocess.run([PYTHON, "-m", "supply.sbom", file], cwd=ROOT, check=True)
    one, two = (file.read_bytes() for file in files)
    made = json.loads(one)
    assert one == two and made["bomFormat"] == "CycloneDX" and made["specVersion"] == "1.6"
    assert "timestamp" not in made["metadata"] and "serialNumber" not in made
    hashes = {one["name"]: one["externalReferences"][0]["hashes"] for one in made["components"]}
    assert {name: {f"sha256:{each['content']}" for each in all_} for name, all_ in hashes.items()} == {
        name: set(one.hashes) for name, one in lock.packages().items()
    }


def test_the_policy_names_commands_files_and_targets_that_are_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", POLICY):
        assert link.startswith("https://") or (ROOT / link).exists(), link
    for command in set(re.findall(r"-m survey (\w+)", POLICY)):
        assert command in _parser().format_help()
    targets = set(re.findall(r"`make (\w+)`", POLICY))
    assert {"lock", "sbom", "licences", "wheelhouse"} <= targets
    assert all(re.search(rf"^{one}:", MAKEFILE, re.MULTILINE) for one in targets)


def test_the_policy_sends_nobody_to_an_address_that_is_not_there() -> None:
    assert not re.search(r"\S@\S", POLICY)
