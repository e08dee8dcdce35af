"""Every page as a reader may meet it: in a theme, a window and a language; and when it is really painted."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from tests.builders import ROOT

Theme = Literal["light", "dark"]
Size = tuple[int, int]

PAGES = tuple(sorted(path.stem for path in ROOT.glob("pages/*.py") if not path.stem.startswith("_")))
THEMES: tuple[Theme, ...] = ("light", "dark")
LAPTOP, PROJECTOR, PHONE, IFRAME = (1366, 768), (1280, 720), (360, 740), (480, 360)
ZOOMED = (320, 256)  # 1280 × 1024 at 400 %: what WCAG 1.4.10 asks for

# What else the link says: another study where the main one has nothing for a page, a screen with a chart.
ALSO = {
    "themes": {"study": "participation-2021"},
    "trend": {"study": "waves"},
    "present": {"slide": "3"},
    "embed": {"study": "executives-2015"},
}

HEADLINE = ":is(.head, .said) h1"
SOURCE = ".foot"  # below every finished chart, and nowhere else
CHART = ".stPlotlyChart, .chart"
PICTURE = ".js-plotly-plot .main-svg, .heat table, .chart table"

# True once the page has run to its end in the wanted theme, and headline and pictures are there.
PAINTED = """([theme, headline, source, chart, picture]) => {
    const seen = (selector) => document.querySelector(selector)?.getClientRects().length > 0;
    const app = document.querySelector('[data-test-script-state]');
    const empty = (one) => !one.querySelector('.main-svg, table');
    return app?.dataset.testScriptState === 'notRunning'
        && getComputedStyle(app).colorScheme === theme
        && seen(headline)
        && (!seen(source) || seen(picture))
        && ![...document.querySelectorAll(chart)].some(empty)
        && !document.querySelector("[data-testid='stException'], [data-testid='stSkeleton']")
        && document.fonts.status === 'loaded';
}"""


def path_of(page: str, **asked: str) -> str:
    """The link to a page; in a frame there has to be a chart."""
    chart = {"chart": "ranking"} if page == "embed" else {}
    return f"/{'' if page == 'overview' else page}?{urlencode(chart | asked)}"


@dataclass(frozen=True)
class View:
    """One page as one reader has it before them.

    | field | meaning |
    |---|---|
    | page | its name, as in pages/ |
    | language | fi, sv or en |
    | theme | light or dark |
    | size | width and height of the window, in CSS pixels |
    | embed | whether it stands in a frame of an intranet, without Streamlit's own margins |
    """

    page: str
    language: str
    theme: Theme = "light"
    size: Size = LAPTOP
    embed: bool = False

    def __str__(self) -> str:
        width, height = self.size
        name = f"{self.page}-{self.theme}-{width}x{height}-{self.language}"
        return f"{name}-embed" if self.embed else name

    def path(self) -> str:
        """What stands behind the server's address."""
        embed = {"embed": "true"} if self.embed else {}
        return path_of(self.page, lang=self.language, **(ALSO.get(self.page, {}) | embed))

    def waits_for(self) -> list[str]:
        """The argument of PAINTED."""
        return [self.theme, HEADLINE, SOURCE, CHART, PICTURE]
