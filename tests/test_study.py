"""A codebook says what was asked; one that contradicts itself says every problem and its remedy."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.codebook import NOT_STATED, group_spellings, level_spellings, plain
from survey.errors import StudyError
from survey.study import Study, checked, without_remarks
from tests.builders import ROOT

STUDIES = Path(__file__).parent / "studies"
Change = Callable[[dict[str, Any]], Any]


def codebook() -> dict[str, Any]:
    return tomllib.loads((STUDIES / "small.toml").read_text(encoding="utf-8"))


def problems(change: Change) -> str:
    tables = codebook()
    change(tables)
    with pytest.raises(StudyError) as error:
        checked(tables, "small.toml")
    return str(error.value)


def test_a_sound_codebook_becomes_a_study() -> None:
    study = checked(codebook(), "small.toml")
    assert [item.id for item in study.items] == ["meeting", "web", "letter"]
    assert study.dimension("sector").groups[0].id == "public"


CONTRADICTIONS: dict[str, tuple[Change, str]] = {
    "a missing title": (lambda t: t.pop("title"), "title: is missing; add it"),
    "a misspelt word": (
        lambda t: t.__setitem__("titel", "T"),
        'titel: is not a word of the codebook; did you mean "title"?',
    ),
    "an unknown word deep inside": (
        lambda t: t["scale"]["levels"][0].__setitem__("valus", ["1"]),
        'scale.levels[1].valus: is not a word of the codebook; did you mean "values"?',
    ),
    "an id that is no code": (
        lambda t: t["items"][0].__setitem__("id", "The Meeting"),
        "items[1].id: is not a code",
    ),
    "an id twice": (
        lambda t: t["items"][1].__setitem__("id", "meeting"),
        'items: id "meeting" is given 2 times',
    ),
    "a reserved id": (lambda t: t["items"][1].__setitem__("id", "all"), 'items: id "all" is reserved'),
    "a top with a gap": (
        lambda t: t["scale"].__setitem__("top", [2, 4]),
        "scale.top: [2, 4] does not reach up",
    ),
    "a top that is everything": (lambda t: t["scale"].__setitem__("top", [1, 2, 3, 4]), "every level counts"),
    "a number where text belongs": (lambda t: t.__setitem__("title", 7), "title"),
    "one spelling, two levels": (
        lambda t: t["scale"]["levels"][0].__setitem__("values", ["4", "none"]),
        'scale: "4" means both level 1 and level 4',
    ),
    "one spelling, a level and an absence": (
        lambda t: t["scale"]["absent"][0].__setitem__("values", ["3"]),
        'scale: "3" means both level 3 and "dont_know"',
    ),
    "an unknown family": (
        lambda t: t["items"][0].__setitem__("family", "persnal"),
        'family "persnal" of "meeting" is not among the families; did you mean "personal"?',
    ),
    "an empty family": (
        lambda t: t["families"].append({"id": "new", "label": "New"}),
        'families: no item belongs to "new"',
    ),
    "an item without a family": (lambda t: t["items"][0].pop("family"), '"meeting" without a family'),
    "a merge of no group": (
        lambda t: t["dimensions"][1]["merges"][0].__setitem__("groups", ["1-9", "10-99"]),
        'merge "1-49" names "10-99", which is not a group; did you mean "10-49"?',
    ),
    "a group in two merges": (
        lambda t: t["dimensions"][1]["merges"].append({"id": "x", "label": "X", "groups": ["1-9", "50"]}),
        'group "1-9" is in the merges "1-49" and "x"',
    ),
    "a column claimed twice": (
        lambda t: t["items"][0].__setitem__("column", "web"),
        'column "web" is claimed by item "meeting" and by item "web"',
    ),
    "two waves": (
        lambda t: [one.__setitem__("wave", True) for one in t["dimensions"]],
        "dimensions: more than one has wave = true",
    ),
    "rounds of an item in a study without": (
        lambda t: t["items"][0].__setitem__("waves", ["2015"]),
        'items: "meeting" has waves, but no dimension has wave = true',
    ),
    "a round that there was not": (
        lambda t: (
            t["dimensions"][1].__setitem__("wave", True),
            t["items"][0].__setitem__("waves", ["1-9", "10-99"]),
        ),
        'items: wave "10-99" of "meeting" is not a round; did you mean "10-49"?',
    ),
    "interviews without everybody's agreement": (
        lambda t: t.__setitem__("interviews", {"file": "i.csv"}),
        "interviews.agreed: whoever knows somebody who was interviewed may learn what they raised; "
        "say agreed = true",
    ),
    "interviews that lie elsewhere": (
        lambda t: t.__setitem__("interviews", {"file": "../i.csv", "agreed": True}),
        'interviews.file: "../i.csv" is a path; name a file that lies beside the codebook',
    ),
    "a theme twice": (
        lambda t: t.__setitem__("interviews", {"file": "i.csv", "themes": [{"id": "x", "label": "X"}] * 2}),
        'interviews.themes: id "x" is given 2 times',
    ),
    "a finding about no item": (
        lambda t: t["findings"][0]["checks"][0].__setitem__("items", ["meting"]),
        'finding "first": "meting" is not an item; did you mean "meeting"?',
    ),
    "a check without its number": (
        lambda t: t["findings"][1]["checks"][0].pop("share"),
        'a check of kind "at_least" needs "share"',
    ),
    "a finding about no group": (
        lambda t: t["findings"][2]["checks"][0].__setitem__("groups", ["publik"]),
        '"publik" is not a group of "sector"; did you mean "public"?',
    ),
    "a finding by no dimension": (
        lambda t: t["findings"][2]["checks"][0].__setitem__("by", "sectr"),
        '"sectr" is not a dimension; did you mean "sector"?',
    ),
    "groups smaller than is ever safe": (lambda t: t.__setitem__("privacy", {"k": 1}), "privacy.k"),
    "a language nobody has": (lambda t: t["items"][0].__setitem__("label", {"tlh": "qep"}), "items[1].label"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS, ids=str)
def test_a_contradiction_is_named_with_its_remedy(case: str) -> None:
    change, said = CONTRADICTIONS[case]
    assert said in problems(change)


def test_every_problem_is_told_at_once() -> None:
    def two(tables: dict[str, Any]) -> None:
        tables["scale"]["top"] = [1]
        tables["families"].append({"id": "new", "label": "New"})

    assert problems(two).startswith("small.toml: 2 problems")


def test_text_that_is_not_toml_is_an_error_in_words() -> None:
    with pytest.raises(StudyError, match="is not valid TOML"):
        Study.from_toml("id = [", "broken.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_an_error_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "codebook.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(StudyError, match=r"codebook\.toml: 1 problem"):
        Study.read(path)


def test_a_label_of_another_language_carries_its_mark() -> None:
    study = checked(codebook(), "small.toml")
    assert study.say({"fi": "Verkko", "sv": "Webb"}, "sv") == "Webb"
    assert study.say({"sv": "Webb"}, "fi") == "Webb [sv]"
    assert study.say({"*": "LinkedIn"}, "fi") == "LinkedIn"


def test_spellings_ignore_case_blanks_and_kinds_of_blank() -> None:
    assert plain("  Very\u00a0 IMPORTANT ") == "very important"


def test_a_level_with_spellings_of_its_own_is_not_also_its_number() -> None:
    scale = checked(codebook(), "small.toml").scale
    assert "1" not in level_spellings(scale)[1] and "none" in level_spellings(scale)[1]
    assert "2" in level_spellings(scale)[2]
    assert level_spellings(scale)[-1] == ("?", "don't know")


def test_a_group_may_be_written_as_id_code_or_label() -> None:
    spelt = group_spellings(checked(codebook(), "small.toml").dimension("sector"))
    assert spelt["public"] == ("public sector", "public", "o")
    assert spelt[NOT_STATED] == ("n/a",)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('a = 1  # 2 of them\n# 3 said\nb = "x"', 'a = 1\n\nb = "x"'),
        ('a = "# 1"  # "2"', 'a = "# 1"'),
        ("a = '# 1' # 'b", "a = '# 1'"),
        ('a = "\\" # 1" # 2', 'a = "\\" # 1"'),
        ('a = """\n# 1 "" # 2\n""" # 3', 'a = """\n# 1 "" # 2\n"""'),
        ("a = '''\n# 1 '' # 2\n''' # 3", "a = '''\n# 1 '' # 2\n'''"),
        ('a = """b"""" # 3', 'a = """b""""'),
        ('[[a]] # 1\nb = [ # 2\n  "#3", # 4\n]', '[[a]]\nb = [\n  "#3",\n]'),
    ],
)
def test_remarks_go_and_everything_else_stays(text: str, left: str) -> None:
    assert without_remarks(text) == left and tomllib.loads(left) == tomllib.loads(text)


@given(st.lists(st.text()))
def test_no_text_of_a_codebook_is_taken_for_a_remark(words: list[str]) -> None:
    written = [json.dumps(one.replace("\x7f", ""), ensure_ascii=False) for one in words]
    text = "\n".join(f"a{at} = {one}  # {at}" for at, one in enumerate(written))
    assert without_remarks(text) == "\n".join(f"a{at} = {one}" for at, one in enumerate(written))
    assert tomllib.loads(without_remarks(text)) == tomllib.loads(text)


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/*/codebook.toml")), ids=lambda path: path.parent.name)
def test_a_bundled_codebook_says_the_same_without_its_remarks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(without_remarks(text)) == tomllib.loads(text)
