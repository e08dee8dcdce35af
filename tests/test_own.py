"""A client's own answers come back from a file as they were; what is wrong with one is told all at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.codebook import LANGUAGES
from survey.database import Release
from survey.errors import OwnError
from survey.own import LARGEST, LONGEST_NAME, Own, OwnAnswer, called, from_csv, to_csv
from survey.texts import Voice

ITEMS = ("meeting", "web", "letter")
PROPERTY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def voice(release: Release, language: str = "en") -> Voice:
    return Voice(language, release.study, release.groups)


def opened(text: str, release: Release, language: str = "en") -> Own:
    return from_csv(text.encode(), voice(release, language))


def problems(text: str | bytes, release: Release, language: str = "en") -> tuple[str, ...]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(OwnError) as raised:
        from_csv(data, voice(release, language))
    return raised.value.problems


ANSWERS = st.builds(
    OwnAnswer,
    st.sampled_from(ITEMS),
    st.sampled_from([True, False, None]),
    st.sampled_from([1, 2, 3, 4, None]),
)


@PROPERTY
@given(name=st.text(), answers=st.lists(ANSWERS), language=st.sampled_from(LANGUAGES))
def test_a_saved_file_opens_to_the_same(
    small: Release, name: str, answers: list[OwnAnswer], language: str
) -> None:
    own = Own.of(small.study, name, {one.item: one for one in answers})
    assert from_csv(to_csv(own, voice(small, language)), voice(small)) == own
    assert hash(own) is not None


@PROPERTY
@given(name=st.text())
def test_a_name_is_one_line_without_unseen_signs(name: str) -> None:
    kept = called(name)
    assert called(kept) == kept and len(kept) <= LONGEST_NAME and kept.isprintable()


@PROPERTY
@given(data=st.binary(max_size=300))
def test_whatever_is_opened_is_answers_or_problems_in_words(small: Release, data: bytes) -> None:
    try:
        assert isinstance(from_csv(data, voice(small)), Own)
    except OwnError as error:
        assert error.problems


def test_a_saved_file_can_be_read_by_people_and_spreadsheets(small: Release) -> None:
    own = Own.of(small.study, "=Acme", {"web": OwnAnswer("web", True, 3)})
    assert to_csv(own, voice(small)).decode("utf-8-sig").splitlines() == [
        "study,name,item,label,in_use,level,answer",
        "small,'=Acme,meeting,Meeting,,,",
        "small,'=Acme,web,Web,yes,3,much",
        "small,'=Acme,letter,Letter,,,",
    ]
    assert "small;'=Acme;web;Verkko;yes;3;" in to_csv(own, voice(small, "fi")).decode("utf-8-sig")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";"])
def test_the_least_that_a_file_needs(small: Release, mark: str, comma: str) -> None:
    text = f"{mark}item,level\nweb,3\n\n,\n".replace(",", comma)
    assert opened(text, small) == Own("small", "", (OwnAnswer("web", None, 3),))


@pytest.mark.parametrize("cell", ["3", "much", "MUCH", " Much "])
def test_a_level_is_its_number_or_its_label(small: Release, cell: str) -> None:
    assert opened(f"item,level\nweb,{cell}", small).to("web").level == 3


@pytest.mark.parametrize("cell", ["tärkeä", "Viktig", "IMPORTANT", "4"])
def test_a_label_may_be_in_any_language(executives: Release, cell: str) -> None:
    assert opened(f"item,level\nlinkedin,{cell}", executives).to("linkedin").level == 4


@pytest.mark.parametrize(
    ("cells", "use"),
    [(("yes", "True", "1", "x", "KYLLÄ", "ja"), True), (("no", "false", "0", "Ei", "nej"), False)],
)
def test_use_is_said_in_many_ways(small: Release, cells: tuple[str, ...], use: bool) -> None:
    for cell in cells:
        assert opened(f"item,in_use\nweb,{cell}", small).to("web").in_use is use


def test_what_looks_like_a_formula_is_text(small: Release) -> None:
    own = opened('item,name,level\nweb,"=HYPERLINK(""http://x.invalid"")",3', small)
    assert own.name == '=HYPERLINK("http://x.invalid")'


def test_every_problem_is_told_with_its_place_and_remedy(small: Release) -> None:
    text = "study,item,in_use,levl,level\nsmall,wbe,yes,,3\n,web,maybe,,7\n,web,,,1\n,,yes,,\n,letter,,,,,z\n"
    assert problems(text, small) == (
        "the column “levl” is unknown. Did you mean “level”?",
        "row 2, column “item”: there is no item “wbe”. Did you mean “web”?",
        "row 3, column “in_use”: “maybe” is neither yes nor no.",
        "row 3, column “level”: “7” is no point of the scale.",
        "row 4, column “item”: “web” is on an earlier row already; remove one",
        "row 5, column “item”: the item is missing",
        "row 6, column “level”: the row has more cells than there are headings",
    )


def test_problems_speak_the_readers_language(small: Release) -> None:
    assert problems("item,level\nweb,9\n", small, "fi") == (
        "rivi 2, sarake ”level”: ”9” ei ole asteikon kohta.",
    )


def test_the_file_of_another_study_says_so_once(small: Release) -> None:
    [said] = problems("study,item,level\nother,a,9\nother,b,9\n", small)
    assert said.startswith("the file is of the study “other”; this is “small”")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (1000 * LARGEST + 1), "over 100 kB"),
        ("item,level\nwéb,3".encode("latin-1"), "not UTF-8"),
        (b'item,level\n"web,3', "no CSV table"),
        (b"", "no column “item”"),
        (b"a,b\n1,2\n", "no column “item”"),
        (b"item,level,level\nweb,3,4\n", "there twice"),
    ],
)
def test_what_is_no_such_file_at_all(small: Release, data: bytes, said: str) -> None:
    [problem] = problems(data, small)
    assert said in problem


def test_use_has_no_place_where_it_was_not_asked(small: Release) -> None:
    study = small.study.model_copy(update={"use": None})
    with pytest.raises(OwnError) as raised:
        from_csv(b"item,in_use\nweb,yes\n", Voice("en", study, {}))
    assert "did not ask what is in use" in raised.value.problems[0]
