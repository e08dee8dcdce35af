"""What the gallery draws: every page as every reader may meet it."""

from itertools import product

import pytest

from survey.codebook import LANGUAGES
from tests.browser.views import PAGES, THEMES
from tests.gallery import main, sheet, shots

SIZES = ((1366, 768), (1280, 720), (360, 740))


def test_every_page_is_drawn_in_every_theme_window_and_language() -> None:
    drawn = [(view.page, view.theme, view.size, view.language) for view in shots()]
    assert sorted(drawn) == sorted(product(PAGES, THEMES, SIZES, LANGUAGES))


def test_every_picture_has_a_name_of_its_own_and_stands_on_the_sheet() -> None:
    names = {str(view) for view in shots()}
    assert len(names) == len(shots())
    assert all(f'src="{name}.png"' in sheet(shots()) for name in names)


def test_a_quick_one_is_a_laptop_and_a_phone_in_one_language() -> None:
    drawn = shots(quick=True)
    assert {view.size for view in drawn} == {(1366, 768), (360, 740)}
    assert len({view.language for view in drawn}) == 1
    assert {(view.page, view.theme) for view in drawn} == set(product(PAGES, THEMES))


def test_pages_can_be_named() -> None:
    assert {view.page for view in shots(("ranking", "scale"))} == {"ranking", "scale"}


def test_a_page_that_does_not_exist_is_said_and_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "rankings"])
    assert "no page rankings; there are" in capsys.readouterr().err
