"""A client at the keyboard: what they enter is compared, saved, and opened again elsewhere."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_digging import reach

FORM = "[data-testid='stForm']"


def shown(page: Page, address: str) -> None:
    page.goto(f"{address}/benchmark?groups=finance&lang=en")
    expect(page.locator(FORM)).to_be_visible()


def choose(page: Page, question: str, answer: str) -> None:
    """Go on by Tab to a question and choose by key."""
    wanted = page.get_by_role("radiogroup", name=question, exact=True).get_by_role(
        "radio", name=answer, exact=True
    )
    for _ in range(150):
        if wanted.evaluate("(one) => one === document.activeElement"):
            break
        here = wanted.evaluate("(one) => one.parentElement.contains(document.activeElement)")
        page.keyboard.press("ArrowRight" if here else "Tab")
    page.keyboard.press("Space")
    expect(wanted).to_have_attribute("aria-checked", "true")


def test_answers_are_entered_by_keyboard_saved_and_opened_again(
    page: Page, chromium: Browser, address: str, tmp_path: Path
) -> None:
    shown(page, address)
    page.get_by_label("Name in the charts").focus()
    page.keyboard.type("Acme")
    choose(page, "LinkedIn: in use", "not")
    choose(page, "LinkedIn: rating", "1")
    reach(page, "button", "Compare")
    page.keyboard.press("Enter")
    title = page.locator(".head h1")
    expect(title).to_contain_text("You rate LinkedIn lower than")
    expect(page.locator(".head h2")).to_contain_text("LinkedIn")
    assert "Acme" not in page.url and "own" not in page.url
    said = title.inner_text()
    page.get_by_text("Change your own answers").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "own.csv"
    download.value.save_as(file)
    with chromium.new_context() as other:
        second = other.new_page()
        shown(second, address)
        second.set_input_files("input[type=file]", file)
        expect(second.locator(".head h1")).to_have_text(said)
        expect(second.locator(".head .question").first).to_contain_text("Acme")


def test_no_word_of_the_uploader_is_english_in_the_finnish_view(page: Page, address: str) -> None:
    page.goto(f"{address}/benchmark?lang=fi")
    place = page.locator("[data-testid='stFileUploader']")
    expect(place).to_contain_text("Valitse tiedosto")
    assert "Upload" not in place.inner_text() and "MB" not in place.inner_text()
