"""A person who asks on: clicks a mark, follows the next question, uses the menu, or has only a keyboard."""

import csv
import io
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

NODE = "document.querySelector('.chart')"


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".chart[data-drawn], .chart table")


def row_of(page: Page, name: str) -> tuple[float, float]:
    """The middle of a row of the chart, by the name beside it."""
    place = page.wait_for_function(ROW, arg=name).json_value()
    return place[0], place[1]


ROW = """(name) => {
    const labels = [...document.querySelectorAll('.chart .ytick text')];
    const box = labels.find((one) => one.textContent.includes(name))?.getBoundingClientRect();
    return box?.width && [box.right + 120, box.top + box.height / 2];
}"""


def click_row(page: Page, name: str) -> None:
    page.mouse.click(*row_of(page, name))


def test_a_click_on_a_row_picks_it_and_offers_the_next_question(page: Page, address: str) -> None:
    opened(page, f"{address}/ranking?lang=en")
    click_row(page, "LinkedIn")
    page.get_by_role("link", name="LinkedIn in depth").click()
    expect(page.locator(".head h1")).to_contain_text("LinkedIn")
    assert "/item" in page.url and "item=linkedin" in page.url


def test_a_second_click_takes_the_row_back(page: Page, address: str) -> None:
    opened(page, f"{address}/ranking?lang=en")
    click_row(page, "LinkedIn")
    expect(page.get_by_role("link", name="LinkedIn in depth")).to_be_visible()
    click_row(page, "LinkedIn")
    expect(page.get_by_role("link", name="LinkedIn in depth")).to_have_count(0)
    assert "item=" not in page.url


def test_a_click_on_a_cell_picks_item_and_group_and_the_others_stay(page: Page, address: str) -> None:
    opened(page, f"{address}/heatmap?lang=en")
    page.locator("""[data-pick='{"item": "linkedin", "group": "finance"}']""").click()
    expect(page.get_by_role("link", name="Finance against the rest")).to_be_visible()
    assert "item=linkedin" in page.url and "groups=finance" in page.url
    expect(page.locator(".heat thead th")).to_have_count(9)
    page.get_by_role("link", name="Finance against the rest").click()
    expect(page.locator(".head h1")).to_contain_text("Finance")


def test_a_click_on_a_point_of_the_quadrant_picks_it(page: Page, address: str) -> None:
    opened(page, f"{address}/use?lang=en")
    box = page.locator("#chart-use .point").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**item=**")


def test_the_menu_below_does_what_a_click_does(page: Page, address: str) -> None:
    opened(page, f"{address}/ranking?lang=en")
    page.get_by_role("combobox", name="Pick one channel").select_option("LinkedIn")
    expect(page.get_by_role("link", name="LinkedIn in depth")).to_be_visible()
    assert "item=linkedin" in page.url


def test_a_chart_keeps_its_node_while_its_numbers_change(page: Page, address: str) -> None:
    opened(page, f"{address}/ranking?lang=en")
    page.evaluate(f"{NODE}.mine = true")
    before = page.evaluate(f"JSON.stringify({NODE}.data.map((one) => one.x))")
    page.get_by_role("button", name="Finance", exact=True).click()
    page.wait_for_function(
        f"(before) => JSON.stringify({NODE}.data.map((one) => one.x)) !== before", arg=before
    )
    assert page.evaluate(f"{NODE}.mine") is True
    assert page.locator(".chart").count() == 1


def test_nothing_jumps_when_a_group_is_chosen(page: Page, address: str) -> None:
    opened(page, f"{address}/ranking?lang=en")
    top = page.evaluate(f"{NODE}.getBoundingClientRect().top")
    page.get_by_role("button", name="Trade", exact=True).click()
    expect(page.locator(".head .question")).to_contain_text("Trade")
    page.wait_for_timeout(400)
    assert abs(page.evaluate(f"{NODE}.getBoundingClientRect().top") - top) <= 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_says_its_language(page: Page, address: str, language: str) -> None:
    opened(page, f"{address}/ranking?lang={language}")
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=language)


def test_r_and_c_are_left_to_the_reader(page: Page, address: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    opened(page, f"{address}/ranking?lang=en")
    page.wait_for_timeout(500)
    sent.clear()
    for key in ("r", "R", "c"):
        page.locator("body").press(key)
    page.wait_for_timeout(700)
    assert not sent
    assert not page.get_by_role("dialog").count()


def opened_menu(page: Page, url: str) -> None:
    opened(page, url)
    page.get_by_role("button", name="Share and save").click()


def test_the_menu_copies_the_link(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened_menu(page, f"{address}/ranking?groups=finance&lang=en")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_menu_saves_the_numbers(page: Page, address: str, tmp_path: Path) -> None:
    opened_menu(page, f"{address}/ranking?groups=finance&lang=en")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the numbers (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    linkedin = next(row for row in rows if row["item"] == "linkedin")
    assert download.value.suggested_filename == "executives-2015-ranking-finance-1.csv"
    assert (linkedin["top"], linkedin["base"]) == ("18", "25")


@pytest.mark.parametrize("name", ["ranking", "heatmap", "use"])
def test_the_menu_saves_the_picture(page: Page, address: str, name: str) -> None:
    opened(page, f"{address}/{name}?lang=en")
    page.get_by_role("button", name="Share and save").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the picture (PNG)").click()
    png = download.value.path().read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG") and width >= 2 * 1120 and height > 900


@pytest.mark.parametrize("name", ["ranking", "heatmap"])
def test_the_menu_saves_the_picture_as_lines(page: Page, address: str, name: str, tmp_path: Path) -> None:
    opened(page, f"{address}/{name}?lang=en")
    title = page.locator(".head h1").inner_text()
    page.get_by_role("button", name="Share and save").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the picture (SVG)").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    words = "".join(ElementTree.parse(file).getroot().itertext())
    assert file.suffix == ".svg" and title.split()[-1] in words and "LinkedIn" in words
    assert "Synthetic sample" in words and "<image" not in file.read_text(encoding="utf-8")


# Six questions and the way to their answers: what is clicked, and where the answer then stands.
Task = tuple[str, tuple[tuple[str, str], ...], str, str]
TASKS: tuple[Task, ...] = (
    (
        "which channel should a trade company that does not use it look at first",
        (("link", "Use"), ("button", "Trade")),
        ".head h2",
        "Most often important but not in use",
    ),
    (
        "how does finance differ from everybody else",
        (("link", "Compare"), ("button", "Finance")),
        ".head h1",
        "Finance and insurance and the rest differ for certain: LinkedIn +47",
    ),
    (
        "who finds LinkedIn important",
        (("combobox", "Pick one channel"), ("option", "LinkedIn"), ("link", "LinkedIn in depth →")),
        ".head h1",
        "Other services",
    ),
    (
        "how do answers about LinkedIn spread",
        (
            ("combobox", "Pick one channel"),
            ("option", "LinkedIn"),
            ("link", "LinkedIn: how answers spread →"),
        ),
        ".head h1",
        "no significance at all",
    ),
    ("do the published findings hold", (("link", "Findings"),), ".head h1", "8 of 8 published findings"),
    (
        "what do large public organisations rate highest",
        (("button", "Public"), ("combobox", "Size"), ("option", "250+")),
        ".head .question",
        "250 employees or more",
    ),
)
WAYS = pytest.mark.parametrize("task", TASKS, ids=[task[0] for task in TASKS])


def answered(page: Page, task: Task) -> None:
    *_, place, words = task
    expect(page.locator(place).first).to_contain_text(words)


@WAYS
def test_a_question_is_answered_in_three_clicks_at_most(page: Page, address: str, task: Task) -> None:
    opened(page, f"{address}/?lang=en")
    assert len(task[1]) <= 3
    for role, name in task[1]:
        if role == "option":  # of the browser's own menu, which is open
            page.locator("select:focus").select_option(name)
        else:
            page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        page.wait_for_timeout(200)  # nobody is so quick as to choose on the page that is going
    answered(page, task)


@WAYS
def test_a_question_is_answered_without_a_mouse(page: Page, address: str, task: Task) -> None:
    opened(page, f"{address}/?lang=en")
    for role, name in task[1]:
        if role == "option":
            page.keyboard.type(name)
        else:
            reach(page, role, name)
        if role in ("link", "button"):
            page.keyboard.press("Enter")
        page.wait_for_timeout(500)
    answered(page, task)


def reach(page: Page, role: str, name: str) -> None:
    """Go on by Tab."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    wanted.wait_for()
    for _ in range(120):
        if wanted.evaluate("(one) => one === document.activeElement"):
            assert wanted.evaluate("(one) => one.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {role} {name} by keyboard")
