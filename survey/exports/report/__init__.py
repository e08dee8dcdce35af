"""Screens as one HTML file that opens anywhere without a network: pictures, words, tables, method.

report.js, report.css  what is only in this file; the rest is the app's own
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from survey.assets import BUNDLE
from survey.brand import PLAIN, Brand
from survey.charts import twin
from survey.charts.caption import caption
from survey.charts.chart import Figure
from survey.database import Release
from survey.deck import Part, Prose, Screen
from survey.exports import markup
from survey.method import Section
from survey.palette import SCALES, Palette
from survey.style import style
from survey.texts import Voice

TYPE = "text/html"
HERE = Path(__file__).parent
BROWSER = HERE.parent.parent / "ui" / "browser"
SHARED = ("colours.js", "fitted.js", "labels.js")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data: blob:; "
    "form-action 'none'; base-uri 'none'"
)
SANS = ('"Source Sans 3"', '"Source Sans Pro"', "system-ui", "sans-serif")


def report(
    screens: Iterable[Screen],
    release: Release,
    sections: Iterable[Section],
    voice: Voice,
    look: Brand = PLAIN,
) -> bytes:
    """An HTML file in UTF-8: every screen in order, then `sections`, the whole of the method."""
    figures: list[Figure] = []
    parts = [_screen(one, figures, voice) for one in screens]
    body = "\n".join((_head(look, release, voice), *parts, _method(sections, voice)))
    page = f"""<!doctype html>
<html lang="{voice.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(voice.title())} · {escape(look.name or voice("app.name"))}</title>
{style(look)}
<style>{_colours(look)}
{(HERE / "report.css").read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
{body}
</main>
<script type="application/json" id="figures">{_inside(figures)}</script>
<script type="application/octet-stream" id="plotly">{_plotly()}</script>
<script type="module">{_script()}</script>
</body>
</html>
"""
    return page.encode()


def _head(look: Brand, release: Release, voice: Voice) -> str:
    """The name, what kind of data it is, and the release."""
    said = voice("app.synthetic"), voice("app.synthetic_help")
    badge = f'<span class="badge synthetic">{escape(said[0])}</span> {escape(said[1])}'
    made = voice("foot.release", name=release.name, date=voice.date(release.created))
    return (
        f"<header>{markup.brand(look, voice)}"
        f'<p class="foot">{escape(made)}</p>'
        f"{f'<p>{badge}</p>' if release.study.synthetic else ''}</header>"
    )


def _screen(one: Screen, figures: list[Figure], voice: Voice) -> str:
    return _prose(one) if isinstance(one, Prose) else _part(one, figures, voice)


def _prose(one: Prose) -> str:
    return f"<section>{markup.said(one, 'h1' if one.name == 'title' else 'h2')}</section>"


def _part(one: Part, figures: list[Figure], voice: Voice) -> str:
    """A chart: question, finding, measure, picture, base, how to read it, its table."""
    made, chart = one.answer, one.chart
    said = caption(chart, made, voice)
    view = f'<br><a href="{escape(one.link)}">{escape(one.link)}</a>' if one.link else ""
    head = markup.head(said.question, said.title, said.measure, "h2")
    if not made.shows:
        return f'<section>{head}<p class="quiet">{escape(voice(chart.nothing))}</p></section>'
    return (
        f"<section>{head}{chart.legend(voice) if chart.legend else ''}"
        f"{_picture(one, said.title, figures, voice)}"
        f'<p class="foot">{escape(said.base)}<br>{escape(said.notes)}{view}</p>'
        f"{_folded(voice('foot.how'), f'<p>{escape(said.how)}</p>')}"
        f"{_folded(voice('foot.table'), twin.table(made, voice))}</section>"
    )


def _picture(one: Part, title: str, figures: list[Figure], voice: Voice) -> str:
    """A table, or the place of a figure, which is drawn when the file is opened."""
    figure = one.chart.figure(one.answer, voice)
    if isinstance(figure, str):
        return f'<div class="chart">{figure}</div>'
    figures.append(figure)
    alt = escape(twin.alt(one.answer, title, voice))
    high = figure["layout"]["height"]
    return f'<div class="chart" role="img" aria-label="{alt}" style="min-height:{high}px"></div>'


def _method(sections: Iterable[Section], voice: Voice) -> str:
    said = "".join(markup.section(one, "h3") for one in sections)
    return f'<section class="prose">{_folded(voice("page.method"), said)}</section>'


def _folded(words: str, inside: str) -> str:
    return f"<details><summary>{escape(words)}</summary>{inside}</details>"


def _colours(look: Brand) -> str:
    """The palettes under the names that a chart asks for, by the reader's theme; on paper the light one."""
    light, dark = (_named(one, look) for one in (look.light, look.dark))
    return (
        f":root {{ color-scheme: light dark; {light} }} "
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }} "
        f":root.paper {{ color-scheme: light; {light} }}"
    )


def _named(palette: Palette, look: Brand) -> str:
    scales = {f"chart-{one}-colors": ",".join(getattr(palette, one)) for one in SCALES}
    plain = {
        "background-color": palette.background,
        "text-color": palette.ink,
        "border-color": palette.hairline,
        "font": look.faces(*SANS),
    }
    return " ".join(f"--st-{name}: {value};" for name, value in (scales | plain).items())


def _inside(figures: Sequence[Figure]) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _plotly() -> str:
    """Plotly's bundle, compressed, as text."""
    return b64encode(gzip.compress(BUNDLE.read_bytes(), 9, mtime=0)).decode()


@cache
def _script() -> str:
    """The app's own modules and this file's, one after the other."""
    files = (*(BROWSER / name for name in SHARED), HERE / "report.js")
    return "\n".join(_plain(file.read_text(encoding="utf-8")) for file in files)


def _plain(module: str) -> str:
    lines = (line for line in module.splitlines() if not line.startswith("import "))
    return "\n".join(line.removeprefix("export ") for line in lines)
