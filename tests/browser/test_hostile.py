"""Labels that are Markdown, HTML or Plotly's mark-up to somebody: shown as they are, they fetch nothing."""

import json
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from survey.database import Releases
from survey.release.publish import publish_file
from tests.browser.serving import serve
from tests.builders import WAVES, waves_answers

EVIL = "evil.invalid"
HOSTILE = (
    f"![a](https://{EVIL}/a.png)",
    f"[b](https://{EVIL}/b)",
    f"<img src=https://{EVIL}/c.png>",
    f"<img src=x onerror=fetch('//{EVIL}/d')>",
    f"<script>fetch('//{EVIL}/e')</script>",
    f"<a href='https://{EVIL}/f'>f</a>",
    "<a href='javascript:window.hit=1'>g</a>",
    f"<svg onload=fetch('//{EVIL}/h')>",
    f"</style><link rel=stylesheet href=https://{EVIL}/i.css>",
    f"<style>@import 'https://{EVIL}/j.css'</style>",
    f"<iframe src=https://{EVIL}/k></iframe>",
    "**l** _l_ `l` ~~l~~",
    "$\\\\frac{m}{m}$ $m$",
    ":material/delete: :smile: n",
    ":red[o] :blue-badge[o]",
    "# p",
    "1. q",
    "%{x} %{customdata[0]} r",
    "&lt;b&gt; &amp; &#115; s",
    "{t} {{t}} {0}",
    "<b>u</b><br>u<sub>u</sub>",
    "\"v\" 'v' `v`",
    '=HYPERLINK("w")',
    f"https://{EVIL}/x_x_x www.{EVIL}/x_x_",
    "<!-- y --> y -> y <- y",
)
LABEL = re.compile(
    r'((?:^|\b)(?:label|title|question|item|items|respondents|source|about) = )"([^"]*)"', re.M
)
ITEMS = ("web", "social")
PAGES = (
    "",
    "heatmap",
    "item",
    "use",
    "benchmark",
    "similar",
    "method",
    "deck",
    "present?slide=2",
    "embed?chart=compare&filters=on",
)


def hostile(codebook: str) -> tuple[str, list[str]]:
    """A codebook with something hostile behind each of its labels, twice, and these labels."""
    labels: list[str] = []
    some = cycle(HOSTILE)

    def worse(found: re.Match[str]) -> str:
        labels.append(f"{found[2]} {next(some)} {next(some)}")
        return f"{found[1]}{json.dumps(labels[-1])}"

    return LABEL.sub(worse, codebook), labels


@pytest.fixture(scope="module")
def labels(folder: Path) -> list[str]:
    text, labels = hostile(WAVES.read_text(encoding="utf-8"))
    (folder / "waves.toml").write_text(text, encoding="utf-8")
    publish_file(folder / "waves.toml", waves_answers(folder / "answers.csv"), Releases(folder))
    return labels


@pytest.fixture(scope="module")
def address(folder: Path, labels: list[str]) -> Iterator[str]:
    with serve("app.py", SURVEY_RELEASES=str(folder)) as started:
        yield started


def opened(page: Page, address: str, path: str) -> str:
    """The words of a page and of what opens on it."""
    page.goto(f"{address}/{path}{'&' if '?' in path else '?'}study=waves&by=sector&groups=trade&lang=en")
    page.wait_for_selector(".head h1, .said h1, .prose h2, .stButtonGroup")
    page.wait_for_timeout(400)
    texts = [page.inner_text("body")]
    opening = ".more button, .help button, [data-testid=stPopover] button, [data-testid=stMenuButton] button"
    for button in page.locator(opening).all():
        button.dispatch_event("click")
        page.wait_for_timeout(120)
        texts.append(page.inner_text("body"))
        page.keyboard.press("Escape")
    texts += page.locator("select").all_text_contents()
    return "\n".join(texts)


def offered(page: Page, address: str) -> set[str]:
    """What the choices and the menu of items offer, word for word."""
    found: set[str] = set()
    for by in ("sector", "wave"):
        page.goto(f"{address}/ranking?study=waves&by={by}&lang=en")
        page.locator(".chips").first.wait_for()
        page.locator(".further select").first.wait_for()
        shown = page.locator(".chips button, .further option").all_text_contents()
        found |= set(map(_flat, shown))
    return found


def test_every_hostile_label_is_there(labels: list[str]) -> None:
    assert len(HOSTILE) == 25 and all(any(one in label for label in labels) for one in HOSTILE)


def test_hostile_labels_are_shown_as_they_are_and_fetch_nothing(
    chromium: Browser, address: str, labels: list[str]
) -> None:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page, asked, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(_outside(request, address)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    seen = ""
    for path in PAGES:
        seen += opened(page, address, path)
        made = page.evaluate(
            f"""() => [...document.querySelectorAll(`a[href*="{EVIL}"], img[src*="{EVIL}"], iframe, [onerror],
            [onload], a[href^="javascript"], .katex`)].map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert not made, f"{path}: {made}"
        assert not page.evaluate("window.hit")
    choices = offered(page, address)
    context.close()
    assert not [one for one in asked if one]
    assert not [one for one in complaints if EVIL in one]
    words = _flat(seen)
    assert not [one for one in labels if _flat(one) not in words]
    in_choices = "".join(choices & {_flat(one) for one in labels})
    assert not [one for one in HOSTILE if _flat(one) not in in_choices]


def _outside(request: Request, address: str) -> str:
    return "" if request.url.startswith((address, "data:", "blob:")) else request.url


def _flat(text: str) -> str:
    return re.sub(r"[\s\u2060]+", "", text).casefold()
