"""How findings, figures and texts are put on a page, beside the charts."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import streamlit as st

from survey import findings, method
from survey.charts import CHARTS, marks
from survey.charts.chart import answer
from survey.charts.finished import finished
from survey.codebook import ALL
from survey.exports import markup
from survey.findings import Claim, brief, numbers
from survey.texts import Voice
from survey.ui.apart import apart
from survey.ui.card import picture
from survey.ui.link import View, completed, way

FOUND = 3  # findings beside a picture
CHOSEN = ("top", "highest", "mean", "use")


def head(question: str, title: str, measure: str) -> None:
    """Question, finding and measure of a page, as they stand above every picture."""
    st.html(markup.head(question, title, measure))


def columns() -> Sequence[Any]:
    """The picture's column and the reading column."""
    return st.columns([0.7, 0.3], gap="large")


def halves() -> Sequence[Any]:
    """Two columns of the same width."""
    return st.columns(2, gap="large")


@apart("facts")
def facts(seen: View) -> None:
    """What else is known of the item, as figures: its rank, use, mean, consensus."""
    here, text = completed(seen, "item"), seen.text
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in _told(here)
    )
    heading = escape(text.item(here.selection.item or ALL))
    st.html(f'<div class="section"><h2>{heading}</h2></div><dl class="facts">{rows}</dl>')


def _told(seen: View) -> Iterator[tuple[str, str]]:
    """The figures of the item among the selected groups, each in words."""
    text, asked = seen.text, seen.selection
    ranked = answer(CHARTS["ranking"], asked.with_(family=None), seen.release)
    shown = sorted(ranked.shown(), key=lambda row: -(row.value or 0))
    rank = next((place for place, row in enumerate(shown, start=1) if row.item == asked.item), None)
    if rank:
        yield text("facts.rank"), text("facts.rank_of", rank=rank, of=len(shown))
    for measure in CHOSEN if seen.release.study.use else CHOSEN[:3]:
        made = answer(CHARTS["ranking"], asked.with_(measure=measure), seen.release)
        row = next(row for row in made.rows if row.item == asked.item)
        ends = marks.interval(row, measure, text)
        value = f"{marks.value(row, measure, text)}{marks.low(row)}"
        yield text.measure(measure), f"{value} ({ends})" if ends else value
        if row.consensus is not None:
            yield text("column.consensus"), text.decimal(row.consensus, 2)


@apart("beside")
def beside(seen: View) -> None:
    """Beside a picture: how many answered, what is certain, what of the published holds, and who they are."""
    found = findings.found(seen.selection, seen.release, seen.text)[:FOUND]
    words = "".join((*_figures(seen), *_certain(found, seen, narrow=True), *_checked(_published(seen), seen)))
    if seen.selection.by == ALL:
        st.html(words)
        return
    everybody = seen.selection.with_(groups=())
    picture(finished(CHARTS["respondents"], everybody, seen.release, seen.text.language), seen, words)


def _figures(seen: View) -> Iterator[str]:
    """How many people and organisations are in the selection."""
    text, made = seen.text, answer(CHARTS["respondents"], seen.selection, seen.release)
    if made.respondents is None:
        return
    figures = [(made.respondents, text.say(seen.release.study.words.respondents))]
    if made.organisations is not None:
        figures.append((made.organisations, text("who.organisations")))
    cells = (
        f"<div><b>{escape(text.whole(count))}</b><span>{escape(words)}</span></div>"
        for count, words in figures
    )
    yield f'<div class="figures">{"".join(cells)}</div>'


@apart("standing")
def standing(seen: View) -> None:
    """The head of the findings: how many of the published statements hold."""
    text, (holding, of) = seen.text, findings.standing(_published(seen))
    title = text("findings.title", count=holding, of=of) if of else text("findings.title_found")
    head(text("findings.question"), title, text("findings.signs"))


def _published(seen: View) -> tuple[Claim, ...]:
    return findings.published(findings.evidence(seen.release), seen.text)


@apart("claims")
def claims(seen: View) -> None:
    """Published statements, each with its numbers, its verdict, whether it would still hold, and its view."""
    if found := _published(seen):
        st.html("".join(_claim(one, seen, judged=True, narrow=False) for one in found))


def _claim(one: Claim, seen: View, judged: bool, narrow: bool) -> str:
    text = seen.text
    badge = f'<p class="verdict {one.verdict}">{escape(_sign(one.verdict, text))}</p>' if judged else ""
    lines = (brief if narrow else numbers)(one, text, seen.selection.measure)
    said = "".join(f"<p>{escape(line)}</p>" for line in lines or (text("findings.not_expressible"),))
    see = markup.anchor(f"{text('overview.see')} →", way(one.page, one.selection)) if one.figures else ""
    return f'<div class="finding">{badge}<h2>{escape(one.said)}</h2>{said}{_strip(one, seen)}{see}</div>'


_SIGNS = {"holds": "✓", "direction": "○", "fails": "✗", "unknown": "–"}


def _sign(verdict: str, text: Voice) -> str:
    return f"{_SIGNS[verdict]} {text(f'verdict.{verdict}')}"


def _strip(one: Claim, seen: View) -> str:
    """Would it still hold? A sign and a name per variant."""
    if not one.variants:
        return ""
    text = seen.text
    parts = " · ".join(
        f'<span class="{verdict}" title="{escape(text(f"verdict.{verdict}"))}">'
        f"{escape(text(f'variant.{name}', top=text.counted('highest')))} {_SIGNS[verdict]}"
        f'<span class="unseen">{escape(text(f"verdict.{verdict}"))}</span></span>'
        for name, verdict in one.variants
    )
    return f'<p class="strip">{escape(text("variant.still"))}: {parts}</p>'


@apart("certain")
def certain(seen: View) -> None:
    """What is certain of a selection; in words, that nothing is."""
    found = findings.found(seen.selection, seen.release, seen.text)
    st.html("".join(_certain(found, seen, narrow=False)))


def _certain(found: Sequence[Claim], seen: View, narrow: bool) -> Iterator[str]:
    if not found:
        yield f'<p class="quiet">{escape(seen.text("finding.none"))}</p>'
    yield from (_claim(one, seen, judged=False, narrow=narrow) for one in found)


def section(heading: str, below: str = "") -> None:
    """A heading inside a page, and a quiet line below it."""
    quiet = f'<p class="quiet">{escape(below)}</p>' if below else ""
    st.html(f'<div class="section"><h2>{escape(heading)}</h2>{quiet}</div>')


def _checked(found: Sequence[Claim], seen: View) -> Iterator[str]:
    """How many of the published findings hold, with the way to them."""
    holding, of = findings.standing(tuple(found))
    if of:
        words = seen.text("findings.check", count=holding, of=of)
        yield f'<div class="finding">{markup.anchor(f"{words} →", way("findings", seen.selection))}</div>'


def sources(seen: View) -> None:
    """Where the numbers come from: a head, and sections of text in a column of reading width."""
    release, text = seen.release, seen.text
    with apart("title"):
        head(text("method.question"), method.title(release, text), text.say(release.study.title))
    with apart("sections"):
        sections = "".join(map(markup.section, method.sections(release, text)))
        st.html(f'<div class="prose">{sections}</div>')
