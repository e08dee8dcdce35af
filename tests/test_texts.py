"""Every visible word exists in every language, and numbers look as the language writes them."""

import ast
import re
from pathlib import Path

import pytest

from survey.codebook import LANGUAGES
from survey.texts import Text, keys, words

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("key", keys())
def test_a_text_exists_in_every_language_and_asks_for_the_same_values(key: str) -> None:
    said = words(key)
    assert set(said) == set(LANGUAGES)
    assert all(text.strip() == text and text for text in said.values())
    assert len({frozenset(PLACE.findall(text)) for text in said.values()}) == 1


def test_every_text_is_used() -> None:
    sources = [*ROOT.glob("survey/**/*.py"), *ROOT.glob("pages/*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    patterns = [
        re.escape(found).replace(r"\{", "{").replace(r"\}", "}")
        for found in re.findall(r"\"([a-z_{}.':\[\] ]+\.[a-z_{}.':\[\] =]*)\"", code)
    ]
    known = [re.compile(re.sub(r"\{[^}]*\}", r"[a-z_.]*", one) + "$") for one in patterns]
    assert not [key for key in keys() if not any(one.match(key) for one in known)]


@pytest.mark.parametrize(
    ("language", "share", "count", "mean"),
    [("fi", "41 %", "12 345", "3,1"), ("sv", "41 %", "12 345", "3,1"), ("en", "41%", "12,345", "3.1")],
)
def test_numbers_are_written_as_the_language_does(language: str, share: str, count: str, mean: str) -> None:
    text = Text(language)
    written = (text.percent(0.412), text.whole(12345), text.decimal(3.14))
    assert tuple(one.replace("\u00a0", " ") for one in written) == (share, count, mean)


def test_a_half_is_rounded_up_as_people_do_with_and_without_its_sign() -> None:
    text, shares = Text("en"), (0.005, 0.125, 0.575, 0.825, 1 / 3)
    assert [text.percent(share) for share in shares] == ["1%", "13%", "58%", "83%", "33%"]
    assert [text.points(share) + "%" for share in shares] == [text.percent(share) for share in shares]


def test_lists_and_dates_speak_the_language() -> None:
    assert Text("fi").listed(["a", "b", "c"]) == "a, b ja c"
    assert Text("sv").date("2026-11-23T10:00:00Z") == "23 nov. 2026"


def patterns() -> set[str]:
    """Every string of the code as a pattern; what is filled in matches anything."""
    found: set[str] = set()
    for path in [*ROOT.glob("survey/**/*.py"), *ROOT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
                found.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
    return {one for one in found if re.search("[a-z]{3}", one)}


def test_every_key_is_said_somewhere() -> None:
    said = re.compile("|".join(sorted(patterns())))
    assert not [key for key in keys() if not said.fullmatch(key)]
