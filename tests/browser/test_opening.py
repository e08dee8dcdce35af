"""Somebody who has never seen a terminal opens their survey: from file to overview in a few clicks."""

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import serve
from tests.browser.test_accessibility import found
from tests.clients import CHANNELS, LEVELS, finnish_form, spss

MOST_CLICKS = 10


@dataclass
class Person:
    """Somebody with a mouse, who is counted: a file that is dropped is a click too."""

    page: Page
    clicks: int = 0

    def drop(self, file: Path) -> None:
        self.clicks += 1
        self.page.locator("input[type=file]").set_input_files(file)
        expect(self.page.locator(".st-key-open-back")).to_be_visible(timeout=60_000)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[str]:
    """The app as `make run` starts it on a laptop."""
    with serve("app.py", SURVEY_RELEASES=str(folder), SURVEY_OPENING="yes") as started:
        yield started


@pytest.fixture
def person(page: Page) -> Person:
    return Person(page)


def share(column: Iterable[object], top: Container[object], scale: Container[object]) -> str:
    """The share of the top levels, counted by hand, as the overview prints it."""
    given = [one for one in column if one in scale]
    return str(math.floor(100 * sum(one in top for one in given) / len(given) + 0.5))


def drawn(page: Page) -> list[str]:
    """Every text in the first picture."""
    return page.locator(".chart").first.locator("svg text").all_text_contents()


def test_a_finnish_form_comes_from_the_file_to_the_overview(
    person: Person, desk: str, tmp_path: Path
) -> None:
    page, file = person.page, finnish_form(tmp_path / "Kanavat.xlsx")
    page.goto(f"{desk}/?lang=fi")
    person.click(page.get_by_role("link", name="Avaa", exact=True))
    expect(page.locator(".head h1")).to_have_text("Avaa kyselyn vastaukset tiedostosta")
    person.drop(file)
    expect(page.locator(".head .measure")).to_have_text("Google Forms: 120 riviä, 7 saraketta")
    expect(page.get_by_label("Mitä kustakin kohteesta kysyttiin?")).to_have_value("Kuinka tärkeä kanava on?")
    assert found(page) == []
    person.click(page.get_by_role("button", name="Tarkista vastaukset"))
    expect(page.locator(".summary")).to_contain_text("120", timeout=60_000)
    assert found(page) == []
    person.click(page.get_by_role("button", name="Julkaise"))
    expect(page.locator(".st-key-choices")).to_contain_text("Kanavat", timeout=60_000)
    assert "study=kanavat" in page.url and person.clicks <= MOST_CLICKS
    expect(page.locator(".figures")).to_contain_text("120")
    expect(page.locator(".figures")).to_contain_text("50")
    expect(page.locator(".chart svg").first).to_be_attached()
    rows = list(openpyxl.load_workbook(file).worksheets[0].values)[1:]
    for place, channel in enumerate(CHANNELS, start=3):
        assert channel in drawn(page)
        assert share([row[place] for row in rows], LEVELS[2:], LEVELS) in drawn(page)


def test_an_spss_file_comes_in_and_its_next_round_after_it(person: Person, desk: str, tmp_path: Path) -> None:
    page, file = person.page, spss(tmp_path / "visits.sav")
    page.goto(f"{desk}/open?lang=en")
    person.drop(file)
    expect(page.get_by_label("What was asked of every item?")).to_have_value("How important is …?")
    person.click(page.get_by_role("button", name="Check the answers"))
    person.click(page.get_by_role("button", name="Publish"))
    data, _ = pyreadstat.read_sav(str(file))
    answered = data[["q1", "q2", "q3"]].isin((1, 2, 3)).any(axis=1).sum()
    expect(page.locator(".figures")).to_contain_text(str(answered), timeout=60_000)
    expect(page.locator(".chart svg").first).to_be_attached()
    for name in ("q1", "q2", "q3"):
        assert share(data[name], (3,), (1, 2, 3)) in drawn(page)
    assert person.clicks <= MOST_CLICKS
    page.goto(f"{desk}/open?lang=sv")
    person.drop(spss(tmp_path / "visits.sav", 90))
    expect(page.get_by_label("Vad finns i filen?")).to_have_value("Nya svar: visits")
    person.click(page.get_by_role("button", name="Kontrollera svaren"))
    publish = page.get_by_role("button", name="Publicera")
    expect(publish).to_be_disabled(timeout=60_000)
    assert "visits-1" in page.locator(".summary").inner_text()
    person.click(page.get_by_text("Publicera ändå"))
    person.click(publish)
    expect(page.locator(".st-key-choices")).to_contain_text("visits", timeout=60_000)


def test_what_is_wrong_is_told_in_the_readers_language_and_nothing_is_lost(
    person: Person, desk: str, folder: Path, tmp_path: Path
) -> None:
    page, before = person.page, sorted(folder.rglob("*.duckdb"))
    page.goto(f"{desk}/open?lang=fi")
    broken = tmp_path / "Kysely.xlsx"
    broken.write_bytes(b"%PDF-1.7 a report")
    person.drop(broken)
    expect(page.get_by_role("alert").filter(has_text="PDF")).to_be_visible(timeout=60_000)
    said = page.get_by_role("alert").filter(has_text="PDF").inner_text()
    assert not {" the ", " is ", " as ", " it "} & {f" {word} " for word in said.lower().split()}
    person.click(page.get_by_role("button", name="Toinen tiedosto"))
    good = tmp_path / "Kysely.csv"
    good.write_text("a,b,c\n" + "x,1,2\ny,2,2\nz,3,1\n" * 9, encoding="utf-8")
    person.drop(good)
    page.get_by_label("Kyselyn nimi").fill("")
    person.click(page.get_by_role("button", name="Tarkista vastaukset"))
    wrong = page.get_by_role("alert").filter(has_text="Vielä puuttuu")
    expect(wrong).to_contain_text("kyselyn nimi")
    expect(wrong).to_contain_text("järjestys on oikein")
    assert sorted(folder.rglob("*.duckdb")) == before


def test_a_server_that_opens_no_surveys_offers_no_way_to(page: Page, address: str) -> None:
    page.goto(f"{address}/open?lang=en")
    expect(page.locator(".head h1")).to_have_text("No survey can be opened here")
    assert page.locator("input[type=file]").count() == 0
    assert page.get_by_role("link", name="Open", exact=True).count() == 0
