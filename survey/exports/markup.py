"""Words as HTML, the same on a page and in a report."""

from html import escape

from survey.brand import Brand
from survey.deck import Point, Prose
from survey.method import Section
from survey.texts import Text


def brand(look: Brand, text: Text) -> str:
    """The client's logo and name, else the product's."""
    logo = f'<img src="{look.logo.address}" alt="">' if look.logo else ""
    return f'<span class="brand">{logo}{escape(look.name or text("app.name"))}</span>'


def anchor(words: str, to: str, current: bool = False, named: str = "") -> str:
    """A link to a page of the app; `named` says more of it to whoever asks, `current` is the page itself."""
    here = ' aria-current="page"' if current else ""
    title = f' title="{escape(named)}"' if named else ""
    return f'<a href="{escape(to)}"{here}{title}>{escape(words)}</a>'


def head(question: str, title: str, measure: str, rank: str = "h1") -> str:
    """Question, finding and measure, as they stand above every picture."""
    return (
        f'<div class="head"><p class="question">{escape(question)}</p><{rank}>{escape(title)}</{rank}>'
        f'<p class="measure">{escape(measure)}</p></div>'
    )


def section(one: Section, rank: str = "h2") -> str:
    """A heading, its paragraphs and its list."""
    paragraphs = "".join(f"<p>{escape(words)}</p>" for words in one.paragraphs)
    points = "".join(f"<li>{escape(point)}</li>" for point in one.points)
    items = f"<ul>{points}</ul>" if points else ""
    return f"<section><{rank}>{escape(one.heading)}</{rank}>{paragraphs}{items}</section>"


def said(one: Prose, rank: str = "h1", above: str = "") -> str:
    """A screen of words; `above` is HTML before them."""
    points = "".join(map(_point, one.points))
    return (
        f'<div class="said {one.name}">{above}<p class="question">{escape(one.question)}</p>'
        f"<{rank}>{escape(one.heading)}</{rank}><ul>{points}</ul></div>"
    )


def _point(one: Point) -> str:
    numbers = "".join(f"<small>{escape(line)}</small>" for line in one.numbers)
    return f"<li><p>{escape(one.said)}</p>{numbers}</li>"
